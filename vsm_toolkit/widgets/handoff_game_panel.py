"""The handoff game on the projector: set up, guess, play with one big key per role, see what happened."""

from __future__ import annotations

from typing import ClassVar

from vsm_toolkit.display import quoted_name
from vsm_toolkit.errors import UsageError
from vsm_toolkit.handoff_game.game import PlayedRound
from vsm_toolkit.handoff_game.guesses import read_guesses
from vsm_toolkit.handoff_game.round_record import Counting
from vsm_toolkit.handoff_game.rounds import ITEMS, ROLES, SMALLER_BATCH, RoundPlan
from vsm_toolkit.handoff_game.table import GameTable
from vsm_toolkit.widgets.blocks import (
    Block,
    Button,
    Cell,
    big_key,
    button,
    buttons,
    cards,
    heading,
    keypad,
    lines,
    row,
    select_cell,
    stopwatch,
    text_cell,
)
from vsm_toolkit.widgets.game_results import comparison_blocks, result_blocks
from vsm_toolkit.widgets.panel import Panel, Place
from vsm_toolkit.widgets.safely import PanelErrors

SEED = 7
"""The simulated players are the same people in every game."""
LONGEST_RULE = 300
ROUNDS_BEFORE_THE_DEBRIEF = 4
ONE_TURN = (
    "One turn, in the room: turn one coin over with the hand you do not write with; stack a batch, then slide it over.",
    "One turn, from afar: tick one box on a sheet of paper with that hand; say “yours” when you pass a batch on.",
)
COUNTING = (
    (Counting.EVERY_HANDOFF.value, "every handoff: each role's key when it passes a batch on"),
    (Counting.DELIVERIES.value, "deliveries only: the last key when a batch reaches the customer"),
)


class HandoffGamePanel(Panel):
    """Shows the stage the game is in and takes what people do; computes nothing.

    Parameters
    ----------
    table : GameTable
        The game; other panels on it follow.
    trouble : tuple of str
        What could not be read of the game's file.
    """

    title: ClassVar[str] = "The handoff game"
    forms: ClassVar[frozenset[str]] = frozenset({"set_up", "guess"})

    def __init__(self, table: GameTable, trouble: tuple[str, ...] = (), *, errors: PanelErrors | None = None) -> None:
        super().__init__(errors=errors)
        self.table = table
        self._trouble = trouble
        self._setting_up = False
        self._slip = ""
        table.subscribe(self.show)
        self.show()

    def content(self) -> list[Block]:
        """Show the stage: who stands in the line, the guesses, the keys, or what happened."""
        trouble = [lines(*self._trouble, sign="problem")] if self._trouble else []
        stage = "set_up" if self._setting_up else self.table.game.stage
        if stage == "play":
            return [*trouble, *self._play()]
        return [*trouble, *{"set_up": self._set_up, "guess": self._guess, "result": self._result}[stage]()]

    def _set_up(self) -> list[Block]:
        cells = {
            "roles": text_cell("Roles, four or five, in order", ", ".join(ROLES), size="wide"),
            "items": text_cell("Items", str(ITEMS)),
            "batch": text_cell("Batch of round 2", str(SMALLER_BATCH)),
        }
        todo = [button("set_up", "Set the game up", main=True)]
        if self.table.game.plans:
            todo.append(button("back", "Back to the game"))
        return [
            lines("Twenty coins go through five pairs of hands. Only what you pass on together changes.", sign="total"),
            lines(*ONE_TURN),
            cards("set_up", [row("", "The line", self.fields("set_up", "", cells))]),
            buttons("set_up", "Set up", todo),
        ]

    def _guess(self) -> list[Block]:
        game = self.table.game
        start = [
            button("start", "Start the clock", main=True),
            button("start_without", "Start without guesses"),
            button("simulate", "Let simulated players play it"),
        ]
        return [
            heading(f"Round {game.position + 1}: {game.plan.title}"),
            lines(quoted_name(game.plan.rule, LONGEST_RULE), sign="total"),
            lines(f"{_line(game.plan)} → customer: {game.plan.handoffs} handoffs per item."),
            lines("Everybody writes two guesses down in silence, then reads them out. Type them all.", sign="question"),
            cards("guess", [row("", "Our guesses, in seconds", self._guess_fields())]),
            buttons("start", "Start", start),
            self._other_rounds(),
        ]

    def _guess_fields(self) -> dict[str, Cell]:
        first = text_cell("First item with the customer after", "", placeholder="90 120 1:30")
        note = "One person taps for a whole table? Single items go too fast for that: tap deliveries only."
        cells = {
            "first": first,
            "all": {**first, "label": f"All {self.table.game.plan.items} after"},
            "counting": select_cell("What is tapped", COUNTING[0][0], COUNTING, note=note, size="wide"),
        }
        return self.fields("guess", "", cells)

    def _play(self) -> list[Block]:
        played = self.table.game.rounds[-1]
        standing = played.paused_at is not None
        record, plan = played.record, played.record.plan
        done = f"{record.delivered} of {plan.items} with the customer"
        todo = [
            button("undo", "↶ Undo the last tap (Backspace)", hotkey="Backspace", disabled=not record.passes),
            button("resume", "Go on", main=True) if standing else button("pause", "Stop the clock"),
            button("stop", "Break the round off"),
        ]
        if record.counting is Counting.EVERY_HANDOFF and plan.batch_size < plan.items:
            todo.append(button("deliveries_only", "Hands too fast? Tap deliveries only"))
        return [
            heading(f"Round {self.table.game.position + 1}: {plan.title}. {quoted_name(plan.rule, LONGEST_RULE)}"),
            stopwatch(played.seconds(self.table.now()), running=not standing, words=done),
            keypad("The keys work: press the number of your role, or tap it.", self._keys(played)),
            *([lines(self._slip, sign="question")] if self._slip else []),
            buttons("playing", "Clock and undo", todo),
        ]

    def _keys(self, played: PlayedRound) -> list[Button]:
        record = played.record
        keys = []
        for place, role in enumerate(record.plan.roles):
            if record.counting is Counting.DELIVERIES and place < len(record.plan.roles) - 1:
                continue
            batch, here = record.next_batch(place), record.waiting_at(place)
            verb = "deliver" if place == len(record.plan.roles) - 1 else "pass on"
            what = f"{verb} {batch}" if batch else "done" if record.passed_by(place) >= record.plan.items else "wait"
            notes = [*([] if here is None else [f"{here} here"]), what]
            keys.append(big_key(str(place + 1), "pass", str(place), role, notes, ready=bool(batch)))
        return keys

    def _result(self) -> list[Block]:
        game = self.table.game
        todo = [button("undo", "↶ The last tap was a slip")] if not game.rounds[-1].record.simulated else []
        todo.append(button("again", "Play this round again"))
        if game.position + 1 < len(game.plans):
            coming = game.plans[game.position + 1]
            if_time = ", if there is time" if coming.extra else ""
            todo.insert(0, button("next", f"Next: round {game.position + 2}, {coming.title}{if_time}", main=True))
        if game.position + 1 >= ROUNDS_BEFORE_THE_DEBRIEF:
            todo.append(button("debrief", "To the debrief", place="Debrief"))
        return [
            *result_blocks(game.rounds[-1], game.position + 1, buttons("next", "What next", todo)),
            *comparison_blocks(game),
            self._other_rounds(),
        ]

    def _other_rounds(self) -> Block:
        game = self.table.game
        listed = [
            button(
                plan.key, f"Round {number}", title=f"Round {number}: {plan.title}", pressed=number == game.position + 1
            )
            for number, plan in enumerate(game.plans, 1)
        ]
        return buttons("rounds", "Go to a round", [*listed, button("new", "Set up another game")])

    def show_problem(self, sentence: str) -> None:
        """Show a sentence; while a round runs below the keys, so that no key moves under a hand."""
        if self.table.game.stage == "play":
            self._slip = sentence
        else:
            super().show_problem(sentence)

    def changed(self, place: Place, value: str | bool) -> None:  # noqa: FBT001
        """Take nothing at once: guesses and the set-up are kept on screen until their button is pressed."""

    def pressed(self, name: str, row: str) -> None:
        """Do what a button or a key says."""
        self._slip = ""
        if name == "pass":
            self.table.do("pass", role=int(row))
        elif name in {"undo", "pause", "resume", "stop", "deliveries_only"}:
            self.table.do(name)
        elif name == "set_up":
            self._take_set_up()
        elif name == "debrief":
            return  # the page scrolls there by itself
        elif name in {"new", "back"}:
            self._setting_up = name == "new"
        elif name in {"start", "start_without", "simulate"}:
            self._begin_round(name)
        else:
            self._go_to(name)

    def _take_set_up(self) -> None:
        roles = self.draft("roles", block="set_up", default=", ".join(ROLES)).split(",")
        items = self._number("items", ITEMS)
        batch = self._number("batch", SMALLER_BATCH)
        self.table.do("set_up", roles=roles, items=items, batch=batch)
        self._setting_up = False
        self.clear("set_up")

    def _number(self, column: str, default: int) -> int:
        self._drafts.setdefault(Place("set_up", "", column), str(default))
        return self.read(column, read_whole_number, block="set_up")

    def _begin_round(self, name: str) -> None:
        first = self.read("first", read_guesses, block="guess")
        everything = self.read("all", read_guesses, block="guess")
        if name == "start" and not (first or everything):
            self.show_problem("Nobody has guessed yet. Type what people wrote down, or press Start without guesses.")
            return
        counting = self.draft("counting", block="guess", default=Counting.EVERY_HANDOFF.value)
        self.table.do("guess", first=first, all=everything)
        if name == "simulate":
            self.table.do("simulate", seed=SEED)
        else:
            self.table.do("start", counting=counting)
        self.clear("guess")

    def _go_to(self, name: str) -> None:
        game = self.table.game
        keys = [plan.key for plan in game.plans]
        asked = {"again": game.plan.key, "next": keys[min(game.position + 1, len(keys) - 1)]}.get(name, name)
        self.table.do("choose", round=asked)


def _line(plan: RoundPlan) -> str:
    return " → ".join(map(quoted_name, plan.roles))


def read_whole_number(text: str) -> int:
    """Read a count.

    Raises
    ------
    UsageError
        When it is none.

    Examples
    --------
    >>> read_whole_number(" 20 ")
    20
    """
    if not (text.strip().isascii() and text.strip().isdigit() and len(text.strip()) < 5):
        message = f"Cannot read “{text[:40]}” as a count; write a whole number such as 20."
        raise UsageError(message)
    return int(text)
