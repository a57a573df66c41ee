"""Estimates apart: several people answer without hearing each other, then all answers are shown side by side."""

from __future__ import annotations

from typing import ClassVar

from vsm_toolkit.display import quoted_name
from vsm_toolkit.errors import UsageError
from vsm_toolkit.estimates import (
    Disagreement,
    SpokenEstimate,
    compare_estimates,
    read_time_estimate,
    write_time_estimate,
)
from vsm_toolkit.model import EvidenceGrade, TimeEstimate
from vsm_toolkit.session import MappingSession
from vsm_toolkit.widgets.blocks import Block, bar, bars, button, buttons, cards, lines, row, select_cell, text_cell
from vsm_toolkit.widgets.panel import Place, SessionPanel, needed
from vsm_toolkit.widgets.safely import PanelErrors

TIMES = (("wait_time", "wait"), ("process_time", "process time"))
ONLY_HERE = (
    "What you type stays in your browser until you give it, and nobody sees a number before all are shown. Until one "
    "is taken over into the map, restarting the notebook forgets the answers."
)


class EstimatesApart(SessionPanel):
    """One time of one step, answered by several people apart; nothing reaches the map before it was compared.

    Parameters
    ----------
    session : MappingSession
        The workshop's session.
    """

    title: ClassVar[str] = "Estimates apart: everybody answers before anybody hears"
    forms: ClassVar[frozenset[str]] = frozenset({"new", "choice", "agreed"})

    def __init__(self, session: MappingSession, *, errors: PanelErrors | None = None) -> None:
        self._spoken: dict[tuple[str, str], list[SpokenEstimate]] = {}
        self._shown: set[tuple[str, str]] = set()
        super().__init__(session, errors=errors)

    def content(self) -> list[Block]:
        """Show the question, the form for the next answer, and all answers once they are shown."""
        steps = self.session.engagement.stream.steps
        if not steps:
            return [lines("The map has no steps yet. Add them on the map board first.")]
        question = self._question()
        options = [(step.id, f"{step.id} · {quoted_name(step.name)}") for step in steps]
        cells = {
            "step": select_cell("Step", question[0], options),
            "what": select_cell("What is asked", question[1], TIMES),
        }
        spoken = self._spoken.get(question, [])
        parts = [lines(ONLY_HERE), cards("choice", [row("", "The question", self.fields("choice", "", cells))])]
        if question not in self._shown:
            return [*parts, *self._asking(spoken)]
        return [*parts, *self._comparing(compare_estimates(spoken))]

    def _question(self) -> tuple[str, str]:
        steps = self.session.engagement.stream.steps
        chosen = self.draft("step", block="choice")
        known = {step.id for step in steps}
        return (chosen if chosen in known else steps[0].id, self.draft("what", block="choice", default="wait_time"))

    def _asking(self, spoken: list[SpokenEstimate]) -> list[Block]:
        cells = {
            "who": text_cell("Who answers (a role or number, no name)", f"person {len(spoken) + 1}", private=True),
            "estimate": text_cell(
                "Your own estimate", "", placeholder="2-5 d, likely 3 d", masked=True, enter="give", private=True
            ),
        }
        given = ", ".join(quoted_name(each.who, 30) for each in spoken) or "nobody yet"
        asked = "/".join(self._question())  # a text half typed belongs to this question, whatever is asked next
        form = row(
            asked,
            f"Answer {len(spoken) + 1}",
            self.fields("new", asked, cells),
            buttons=[button("give", "Give it", main=True)],
        )
        show = button("show", "Show all answers", disabled=not spoken)
        return [cards("new", [form]), lines(f"Given so far, hidden: {given}."), buttons("showing", "Answers", [show])]

    def _comparing(self, found: Disagreement) -> list[Block]:
        longest = found.high or 1.0
        shown = [
            bar(each.who, each.estimate.spread()[1] / longest, write_time_estimate(each.estimate))
            for each in found.spoken
        ]
        cells = {"value": text_cell("What you agreed on after talking", "", placeholder="2-5 d, likely 3 d")}
        agreed = row(
            "", "Or type it", self.fields("agreed", "", cells), buttons=[button("agree", "Take over what we agreed")]
        )
        take = []
        if found.suggestion is not None:
            words = write_time_estimate(found.suggestion)
            take = [button("take", f"Take over {words}", main=True)]
        return [
            bars("Every answer, to scale by its highest value", shown),
            lines(found.sentence, sign="question" if found.apart else "plain"),
            buttons("taking", "What happens with the answers", [*take, button("again", "Forget these and ask again")]),
            cards("agreed", [agreed]),
        ]

    def changed(self, place: Place, value: str | bool) -> None:  # noqa: FBT001
        """Nothing is edited in place here."""

    def pressed(self, name: str, row: str) -> None:
        """Take an answer, show all, take one over, or begin again."""
        question = self._question()
        if name == "give":
            self._give(row)
        elif name == "show":
            compare_estimates(self._spoken.get(question, []))
            self._shown.add(question)
        elif name == "take":
            suggestion = compare_estimates(self._spoken.get(question, [])).suggestion
            if suggestion is None:
                message = "The answers do not overlap, so there is no number to take over. Talk first, then type one."
                raise UsageError(message)
            self._save(question, suggestion)
        elif name == "agree":
            self._save(question, self._agreed(question))
        elif name == "again":
            self._forget(question)

    def _read(self, text: str) -> TimeEstimate:
        week = self.session.engagement.challenge.calendar
        read = read_time_estimate(
            needed("estimate")(text), hours_per_day=week.hours_per_day, days_per_week=week.days_per_week
        )
        if read is None:
            message = "Whoever does not know gives no answer; let the next person type."
            raise UsageError(message)
        return read

    def _give(self, asked: str) -> None:
        step, _, what = asked.rpartition("/")
        spoken = self._spoken.setdefault((step, what), [])
        default = f"person {len(spoken) + 1}"
        who = self.draft("who", row=asked).strip() or default
        estimate = self.read("estimate", self._read, row=asked)
        others = [each for each in spoken if each.who != who]
        self._spoken[step, what] = [*others, SpokenEstimate(who, estimate)]
        again = ", in the place of an earlier one" if len(others) < len(spoken) else ""
        self.done = (
            f"Kept, hidden from the others: the answer of {quoted_name(who, 30)}{again}. "
            "The next person answers here or in a browser of their own."
        )

    def _agreed(self, question: tuple[str, str]) -> TimeEstimate:
        read = self.read("value", self._read, block="agreed")
        source = f"{len(self._spoken[question])} people, apart; agreed after talking"
        return read.model_copy(update={"source": source, "grade": read.grade or EvidenceGrade.ESTIMATED})

    def _save(self, question: tuple[str, str], estimate: TimeEstimate) -> None:
        step, field = question
        self.session.edit("steps", step, field, estimate.model_dump(mode="json", exclude_none=True))
        self._forget(question)
        self.done = f"Saved for {step}: {write_time_estimate(estimate)} ({estimate.source})."

    def _forget(self, question: tuple[str, str]) -> None:
        self._spoken.pop(question, None)
        self._shown.discard(question)
        self.clear("agreed")
