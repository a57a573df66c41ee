"""What a round of the handoff game brought, and the rounds beside each other, as blocks of a panel."""

from __future__ import annotations

from functools import lru_cache

from vsm_toolkit.charts.cumulative_flow import cumulative_flow_picture
from vsm_toolkit.charts.game_rounds import game_rounds_picture
from vsm_toolkit.display import ShownPicture
from vsm_toolkit.durations import format_percent
from vsm_toolkit.handoff_game.game import Game, PlayedRound
from vsm_toolkit.handoff_game.guesses import guess_words, seconds_words
from vsm_toolkit.handoff_game.round_record import RoundRecord
from vsm_toolkit.handoff_game.rounds_compared import (
    ComparedRound,
    caveats,
    compare_rounds,
    practice_words,
    what_happened,
)
from vsm_toolkit.handoff_game.timings import RoundTimings, measure_round
from vsm_toolkit.widgets.blocks import Block, Row, bar, bars, heading, lines, row, table, words_cell

COLUMNS = (
    ("first", "First item"),
    ("all", "All items"),
    ("flight", "On the way at once, mean"),
    ("waiting", "An item waits"),
    ("handoffs", "Handoffs per item"),
    ("transfers", "Times passed on"),
)


def result_blocks(played: PlayedRound, number: int, what_next: Block) -> list[Block]:
    """Show a round that was just played: the two times, the guesses, where the time went.

    Parameters
    ----------
    number : int
        Of the round, from 1.
    what_next : Block
        The buttons, put where nobody has to scroll for them.
    """
    record = played.record
    timings = measure_round(record)
    players = ", by simulated players" if record.simulated else ""
    parts = [heading(f"Round {number}: {record.plan.title}{players}")]
    if timings.all_delivered is None:
        done = f"Broken off with {timings.delivered} of {record.plan.items} items at the customer: not compared."
        parts.append(lines(done, sign="question"))
    else:
        first, last = seconds_words(timings.first_delivered), seconds_words(timings.all_delivered)
        parts.append(lines(f"The first item after {first}, all {record.plan.items} after {last}.", sign="total"))
        if played.guesses:
            parts.append(lines(*_sentences(played, timings)))
    parts.append(what_next)
    if timings.waiting_share is not None:
        parts.append(
            lines(
                f"An item on its way waited {format_percent(timings.waiting_share, 0)} of the time: no hand was on it.",
                sign="question",
            )
        )
    parts += [*_hands(timings), picture_block(flow_picture(record, number))]
    return parts


def _sentences(played: PlayedRound, timings: RoundTimings) -> tuple[str, str]:
    guesses, items = played.guesses, played.record.plan.items
    return (
        guess_words("The first item", guesses.first_delivered, timings.first_delivered),
        guess_words(f"All {items}", guesses.all_delivered, timings.all_delivered),
    )


def _hands(timings: RoundTimings) -> list[Block]:
    whole = timings.all_delivered
    if not timings.roles or not whole:
        return []
    items = [
        bar(role.role, role.hands_on / whole, f"{seconds_words(role.hands_on)} of {seconds_words(whole)}")
        for role in timings.roles
    ]
    return [bars("Hands on items, at most (thinking over a batch counts as working on it)", items)]


def comparison_blocks(game: Game) -> list[Block]:
    """Show the rounds played so far beside each other; nothing before there are two."""
    rows = compare_rounds(game)
    if len(rows) < 2:
        return []
    practice = practice_words(game)
    return [
        heading("All rounds"),
        picture_block(rounds_picture(rows)),
        lines(*what_happened(rows), *([practice] if practice else [])),
        table("compared", "The last time each round was played to its end", "Round", COLUMNS, list(map(_row, rows))),
        lines(*caveats(rows), sign="question"),
    ]


def _row(compared: ComparedRound) -> Row:
    timings, plan = compared.timings, compared.plan
    flight = "?" if timings.mean_in_flight is None else f"{timings.mean_in_flight:.1f}"
    waiting = "?" if timings.waiting_share is None else format_percent(timings.waiting_share, 0)
    cells = {
        "first": words_cell(seconds_words(timings.first_delivered)),
        "all": words_cell(seconds_words(timings.all_delivered)),
        "flight": words_cell(flight),
        "waiting": words_cell(waiting),
        "handoffs": words_cell(str(plan.handoffs)),
        "transfers": words_cell(str(plan.transfers)),
    }
    return row(plan.key, compared.label, cells)


def picture_block(picture: ShownPicture) -> Block:
    """Put a picture into a panel."""
    return {"type": "picture", "address": picture.data_uri(), "words": picture.text_alternative}


# Drawn once: the panel is described anew at every gesture.
@lru_cache(maxsize=16)
def flow_picture(record: RoundRecord, number: int) -> ShownPicture:
    """Draw what lay where in a round."""
    return cumulative_flow_picture(record, number)


@lru_cache(maxsize=16)
def rounds_picture(rows: tuple[ComparedRound, ...]) -> ShownPicture:
    """Draw the rounds under each other."""
    return game_rounds_picture(rows)
