"""From the game to the team's own map: what to ask, which handoff of theirs it is, and what to do on Monday."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vsm_toolkit.handoff_game.rounds_compared import ComparedRound
from vsm_toolkit.handoffs import Handoff, list_handoffs
from vsm_toolkit.model import ValueStream

MOST_HANDOFFS = 3
MONDAY = (
    "Pick one handoff of yours. Count what lies there today, and what travels together. Write both down.",
    "Halve that batch for two weeks, if it is yours to halve. If it is not: say who could, and ask.",
    "Pick one check that never says no. Ask what it would take for the role before it to decide alone.",
    "After two weeks measure the next three items from commit to use, and compare them with your map.",
)
"""What to do on Monday."""


@dataclass(frozen=True, slots=True)
class MapHandoff:
    """A handoff of the team's own map to talk about.

    Attributes
    ----------
    givers, receiver : str
        Names of the steps as the team typed them.
    wait_hours : float or None
        Working hours an item waits there; ``None`` while nobody knows.
    """

    givers: tuple[str, ...]
    receiver: str
    wait_hours: float | None


def longest_handoffs(stream: ValueStream, count: int = MOST_HANDOFFS) -> tuple[MapHandoff, ...]:
    """Give the handoffs with the longest waits, those nobody knows last.

    Examples
    --------
    >>> from vsm_toolkit.samples import lantern
    >>> found = longest_handoffs(lantern())[0]
    >>> found.givers, found.receiver, found.wait_hours
    (('Test',), 'Deploy', 30.0)
    """
    names = {step.id: step.name for step in stream.steps}

    def described(handoff: Handoff) -> MapHandoff:
        givers = tuple(names[each] for each in handoff.from_steps)
        return MapHandoff(givers, names[handoff.to_step], handoff.wait_hours)

    longest = sorted(list_handoffs(stream), key=lambda each: -(each.wait_hours if each.wait_hours is not None else -1))
    return tuple(described(each) for each in longest[:count])


def questions(rows: Sequence[ComparedRound]) -> tuple[str, ...]:
    """Give the questions for the room, those first that its own rounds raise.

    Examples
    --------
    >>> questions(())[0]
    'What did you feel in your hands before the numbers said it?'
    """
    asked = ["What did you feel in your hands before the numbers said it?"]
    by_key = {row.plan.key: row for row in rows}
    big, one = by_key.get("big_batch"), by_key.get("one_at_a_time")
    if big and big.timings.waiting_share is not None:
        share = round(100 * big.timings.waiting_share)
        asked.append(f"In round 1 an item waited {share} % of its time. Were you idle? Who was busy, and who waited?")
    if big and one and big.plan.transfers:
        asked.append(
            f"Round 3 passed on {one.plan.transfers} times instead of {big.plan.transfers}. What makes passing on "
            "costly at work, and what would make it cheap?"
        )
    if "one_role_decides" in by_key:
        asked.append("In round 4 a check fell away. Which of yours could, and what would you need to know to dare it?")
    if "two_roles_merged" in by_key:
        asked.append("Two merged roles had fewer handoffs. Was it faster? Who had most to do, and what piled up there?")
    asked.append("In the game a handoff costs a second. What does it cost on your map?")
    return tuple(asked)
