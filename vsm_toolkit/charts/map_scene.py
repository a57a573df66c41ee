"""What a map picture says: who hands over to whom, which edges are critical, and the same in words."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Final

from vsm_toolkit.charts.map_layout import Arrow, MapLayout
from vsm_toolkit.charts.map_places import UNKNOWN_TEAM, column_ranks, successors
from vsm_toolkit.charts.text_fit import visible
from vsm_toolkit.charts.theme import EMPOWERMENT_SIGNS, Sign
from vsm_toolkit.durations import format_hours
from vsm_toolkit.model import Empowerment, ValueStream

_CLASS_WORDS: Final[dict[Empowerment | None, str]] = {
    Empowerment.EMPOWERED: "empowered",
    Empowerment.INFLUENCE: "influence",
    Empowerment.NOT_EMPOWERED: "not empowered",
    None: "not classified yet",
}


@dataclass(frozen=True)
class MapScene:
    """A laid out map and what to point out on it.

    Attributes
    ----------
    critical, changed : frozenset of str
        Ids of the steps to mark.
    """

    stream: ValueStream
    layout: MapLayout
    critical: frozenset[str]
    changed: frozenset[str]

    def empowerment(self, arrow: Arrow) -> Empowerment | None:
        """Say who can change a handoff: the record of the receiving step, ``None`` while there is none."""
        records = (record for record in self.stream.handoffs if record.to_step == arrow.to_step)
        return next((record.empowerment for record in records), None)

    def sign(self, arrow: Arrow) -> Sign:
        """Give colour and letter of a handoff."""
        return EMPOWERMENT_SIGNS[self.empowerment(arrow)]

    def handoffs(self) -> tuple[Arrow, ...]:
        """Give the edges between two known, different teams."""
        team_of = {box.step_id: self.layout.lanes[box.lane].team for box in reversed(self.layout.boxes)}
        return tuple(
            arrow
            for arrow in self.layout.edges
            if None not in (teams := {team_of[arrow.from_step], team_of[arrow.to_step]}) and len(teams) == 2
        )

    def handoff_counts(self) -> Counter[Empowerment | None]:
        """Count the handoffs of each class."""
        return Counter(self.empowerment(arrow) for arrow in self.handoffs())

    def critical_pairs(self) -> set[tuple[str, str]]:
        """Give the edges of the critical path: between two critical steps with no third one on a way between them."""
        following = successors(self.stream)
        ranks, closing = column_ranks(following)
        reach: dict[str, set[str]] = {}
        for step_id in sorted(following, key=lambda step_id: -ranks[step_id]):
            nexts = [next_id for next_id in following[step_id] if (step_id, next_id) not in closing]
            reach[step_id] = set(nexts).union(*(reach[next_id] for next_id in nexts))
        return {
            (arrow.from_step, arrow.to_step)
            for arrow in self.layout.edges
            if {arrow.from_step, arrow.to_step} <= self.critical
            and not any(arrow.to_step in reach[other] for other in reach[arrow.from_step] & self.critical)
        }

    def counts(self) -> tuple[str, str, str]:
        """Say how many steps, teams and handoffs there are; with an unknown team, handoffs are ``at least``."""
        lanes = self.layout.lanes
        at_least = "at least " if any(lane.team is None for lane in lanes) else ""
        return (
            counted(len(self.stream.steps), "step"),
            counted(sum(lane.team is not None for lane in lanes), "team"),
            f"{at_least}{counted(len(self.handoffs()), 'handoff')} between teams",
        )

    def words(self) -> str:
        """Say in words what the map shows."""
        classes = self.handoff_counts()
        by_class = ", ".join(f"{classes[each]} {_CLASS_WORDS[each]}" for each in EMPOWERMENT_SIGNS if classes[each])
        counts = ", ".join(self.counts())
        first = f"Map of {visible(self.stream.name)}: {counts}{f' ({by_class})' if by_class else ''}."
        return " ".join([first, *self._sentences_on_steps()])

    def _sentences_on_steps(self) -> list[str]:
        by_column = sorted(zip(self.layout.boxes, self.stream.steps, strict=True), key=lambda pair: pair[0].rank)
        steps = [step for _, step in by_column]
        names = ", ".join(f"{visible(step.name)} ({visible(step.team or UNKNOWN_TEAM)})" for step in steps)
        on_path = ", ".join(visible(step.name) for step in steps if step.id in self.critical)
        waits = [(step.wait_time.value, visible(step.name)) for step in steps if step.wait_time is not None]
        unknown = sum(each is None for step in steps for each in (step.wait_time, step.process_time))
        hours, longest = max(waits, default=(0.0, ""))
        return [
            *([f"Steps along the flow: {names}."] if names else []),
            *([f"Critical path: {on_path}."] if on_path else []),
            *([f"The longest wait is {format_hours(hours)} before {longest}."] if waits else []),
            *([f"{counted(unknown, 'time')} not known yet."] if unknown else []),
        ]


def counted(count: int, noun: str) -> str:
    """Write a count with its noun.

    Examples
    --------
    >>> counted(1, "team"), counted(3, "handoff")
    ('1 team', '3 handoffs')
    """
    return f"{count} {noun}{'' if count == 1 else 's'}"
