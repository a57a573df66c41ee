"""What a session left behind, in sentences: read aloud at the end, so that everybody knows what is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from vsm_toolkit.facilitation.script import script_of
from vsm_toolkit.model import ChangeStatus, Empowerment, Engagement, ImprovementStatus


def what_was_saved(engagement: Engagement, notebook: str) -> tuple[str, ...]:
    """Say what the engagement holds of what a session is for.

    Parameters
    ----------
    notebook : str
        ``"00"`` to ``"07"``, or ``"orientation"``.

    Returns
    -------
    tuple of str
        One sentence per kind of thing; a kind of which there is nothing says so.

    Raises
    ------
    UsageError
        When there is no such session.

    Examples
    --------
    >>> from vsm_toolkit.model import Challenge
    >>> from vsm_toolkit.samples import lantern
    >>> what_was_saved(Engagement(challenge=Challenge(id="lantern"), stream=lantern()), "01")
    ('6 steps by 4 teams.', '5 arrows and 0 rework loops.')
    """
    script_of(notebook)
    return tuple(_SAVED[notebook](engagement))


def _counted(count: int, noun: str, plural: str = "") -> str:
    return f"{count} {noun if count == 1 else plural or noun + 's'}"


def _charter(engagement: Engagement) -> Iterator[str]:
    challenge = engagement.challenge
    yield f"Outcome: {challenge.outcome.text}" if challenge.outcome else "No outcome yet."
    yield f"{_counted(len(challenge.decision_rights), 'decision')} the team may take alone."
    scores = [each.score for each in challenge.readiness if each.score is not None]
    yield f"Readiness: {len(scores)} of 5 attributes scored, {sum(scores)} of 10 points."
    yield f"{_counted(len({each.item for each in engagement.item_times}), 'item')} whose time was looked up."


def _map(engagement: Engagement) -> Iterator[str]:
    stream = engagement.stream
    teams = len({step.team for step in stream.steps if step.team})
    yield f"{_counted(len(stream.steps), 'step')} by {_counted(teams, 'team')}."
    yield f"{_counted(len(stream.flow_edges()), 'arrow')} and {_counted(len(stream.loops), 'rework loop')}."


def _measure(engagement: Engagement) -> Iterator[str]:
    steps = engagement.stream.steps
    for field, what in (
        ("wait_time", "wait"),
        ("process_time", "process time"),
        ("percent_complete_accurate", "%C&A"),
        ("people", "number of people"),
    ):
        yield f"The {what} of {sum(getattr(step, field) is not None for step in steps)} of {len(steps)} steps."
    frozen = engagement.challenge.baseline_on
    yield f"The baseline, frozen on {frozen:%Y-%m-%d}." if frozen else "A map that is not frozen yet."


def _dependencies(engagement: Engagement) -> Iterator[str]:
    rows = engagement.stream.dependencies
    yield f"{_counted(len(rows), 'dependency', 'dependencies')}, {sum(bool(row.impact) for row in rows)} with impact."


def _handoffs(engagement: Engagement) -> Iterator[str]:
    rows = engagement.stream.handoffs
    for kind in Empowerment:
        count = sum(row.empowerment is kind for row in rows)
        yield f"{_counted(count, 'handoff')} {kind.value.replace('_', ' ')}."
    yield f"{_counted(len(engagement.improvements), 'improvement')}."


def _waste(engagement: Engagement) -> Iterator[str]:
    rows = engagement.stream.waste
    apart = sum(bool(row.overlaps_with) for row in rows)
    yield f"{_counted(len(rows), 'loss', 'losses')}, {apart} of them already counted elsewhere and not added."


def _future(engagement: Engagement) -> Iterator[str]:
    active = [
        row
        for row in engagement.improvements
        if row.status in {ImprovementStatus.CHOSEN, ImprovementStatus.IN_PROGRESS}
    ]
    yield f"{_counted(len(engagement.scenarios), 'scenario')}."
    yield f"{_counted(len(active), 'active improvement')} of {_counted(len(engagement.improvements), 'improvement')}."
    yield f"{_counted(len(engagement.asks), 'ask')}."


def _report(engagement: Engagement) -> Iterator[str]:
    own = [change for change in engagement.changes if change.scenario is None]
    done = sum(change.status is ChangeStatus.DONE for change in own)
    yield f"{_counted(len(own), 'change')} of the map, {done} of them done."
    yield f"{_counted(len(engagement.retention_checks), 'day')} booked to look again."
    yield f"Share level: {engagement.challenge.share_level.value}."


def _orientation(engagement: Engagement) -> Iterator[str]:
    yield from _map(engagement)
    yield from _measure(engagement)


_SAVED: dict[str, Callable[[Engagement], Iterator[str]]] = {
    "00": _charter,
    "01": _map,
    "02": _measure,
    "03": _dependencies,
    "04": _handoffs,
    "05": _waste,
    "06": _future,
    "07": _report,
    "orientation": _orientation,
}
