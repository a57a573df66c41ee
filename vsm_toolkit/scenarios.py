"""What-ifs and future states: named lists of changes that nobody made yet, saved with the map and recomputed on it.

A scenario is data. Its effect is never typed: it is the difference between two computed maps, and no promise.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vsm_toolkit.changes import ESTIMATE_TYPES, KEY_FIELDS, apply_changes
from vsm_toolkit.durations import format_hours, format_percent
from vsm_toolkit.errors import MapNotComputableError, UsageError
from vsm_toolkit.history import key_of
from vsm_toolkit.metrics import MapMetrics, map_metrics, step_times
from vsm_toolkit.model import (
    Change,
    ChangeKind,
    ChangeStatus,
    Engagement,
    Estimate,
    Scenario,
    Step,
    TimeEstimate,
    ValueStream,
)

NO_HOURS = 1e-9
SHARES = frozenset({"share", "probability", "redo_share", "residual_low", "residual_high", "on_time_rate"})
"""Fields that hold a share, 0-1."""

ENDS = ("edges", "loops")
"""Tables whose rows are called by the steps at both ends."""

FIELD_WORDS = {"wait_time": "wait", "in_step_delay": "in-step delay", "percent_complete_accurate": "%C&A"}
"""What people call a field, where it is not its name."""


def scenario_changes(engagement: Engagement, scenario_id: str) -> tuple[Change, ...]:
    """Give the changes of one scenario, in the order in which they were added.

    Raises
    ------
    UsageError
        When the engagement has no such scenario.
    """
    if all(scenario.id != scenario_id for scenario in engagement.scenarios):
        known = ", ".join(scenario.id for scenario in engagement.scenarios) or "none yet"
        message = f"There is no scenario {scenario_id!r}; the scenarios are: {known}."
        raise UsageError(message)
    return tuple(change for change in engagement.changes if change.scenario == scenario_id)


def with_scenario(engagement: Engagement, scenario: Scenario, changes: Sequence[Change]) -> Engagement:
    """Save a scenario in an engagement, in place of one with the same id; the original is untouched.

    Every change is stored as a projected improvement of that scenario, whatever it said before.

    Examples
    --------
    >>> from vsm_toolkit.model import Challenge
    >>> from vsm_toolkit.samples import lantern
    >>> idea = Change(kind="improvement", status="projected", key="L6", field="wait_time", value=6)
    >>> empty = Engagement(challenge=Challenge(id="lantern"), stream=lantern())
    >>> saved = with_scenario(empty, Scenario(id="S1", name="Deploy daily"), [idea])
    >>> [change.key for change in scenario_changes(saved, "S1")]
    ['L6']
    """
    others = without_scenario(engagement, scenario.id)
    fixed = {"scenario": scenario.id, "kind": ChangeKind.IMPROVEMENT, "status": ChangeStatus.PROJECTED}
    own = tuple(change.model_copy(update=fixed) for change in changes)
    return others.model_copy(update={"scenarios": (*others.scenarios, scenario), "changes": (*others.changes, *own)})


def without_scenario(engagement: Engagement, scenario_id: str) -> Engagement:
    """Take a scenario and its changes out of an engagement; nothing happens where there is none.

    Examples
    --------
    >>> from vsm_toolkit.model import Challenge
    >>> empty = Engagement(challenge=Challenge(id="x"), stream=ValueStream(name="X"))
    >>> without_scenario(empty, "S1") == empty
    True
    """
    return engagement.model_copy(
        update={
            "scenarios": tuple(scenario for scenario in engagement.scenarios if scenario.id != scenario_id),
            "changes": tuple(change for change in engagement.changes if change.scenario != scenario_id),
        }
    )


def is_time_field(table: str, field: str) -> bool:
    """Say whether a change of this field holds working hours.

    Examples
    --------
    >>> is_time_field("steps", "cadence"), is_time_field("steps", "people")
    (True, False)
    """
    if table == "steps":
        return field == "cadence" or ESTIMATE_TYPES.get(field) is TimeEstimate
    return (table, field) == ("dependencies", "wait_per_occurrence")


def change_in_words(stream: ValueStream, change: Change) -> str:
    """Say what a change does, with names instead of ids: the label of a bar or a line.

    Parameters
    ----------
    stream : ValueStream
        The map before the change; what it does not have is called by its key.

    Examples
    --------
    >>> from vsm_toolkit.samples import lantern
    >>> wish = {"kind": "improvement", "status": "projected"}
    >>> change_in_words(lantern(), Change(**wish, key="L6", field="wait_time", value=6))
    'Deploy: wait 3.8 d to 6 h'
    >>> change_in_words(lantern(), Change(**wish, key="L4", field="merged_into", value="L3"))
    'Review: done together with Build'
    """
    names = {step.id: step.name for step in stream.steps}
    place = " → ".join(names.get(end, end) for end in change.key.split(">")) if change.table in ENDS else change.key
    place = names.get(change.key, place)
    other = str(change.value)
    structural = {
        "removed": "removed",
        "added": "new",
        "merged_into": f"done together with {names.get(other, other)}",
        "split_into": "split in two",
    }
    if change.field in structural:
        return f"{place}: {structural[change.field]}"
    noun = FIELD_WORDS.get(change.field, change.field.replace("_", " "))
    before, after = _shown(change, _old_value(stream, change)), _shown(change, change.value)
    return f"{place}: {noun} {before} to {after}"


def _old_value(stream: ValueStream, change: Change) -> object:
    rows = getattr(stream, change.table) if change.table in KEY_FIELDS else ()
    row = next((row for row in rows if key_of(change.table, row) == change.key), None)
    value = getattr(row, change.field, None)
    return value.value if isinstance(value, Estimate) else value


def _shown(change: Change, value: object) -> str:
    if value is None:
        return "?"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if not isinstance(value, int | float):
        return str(value)
    if is_time_field(change.table, change.field):
        return format_hours(value)
    if change.field in SHARES:
        return format_percent(value)
    return f"{value:g}{' %' if change.field == 'percent_complete_accurate' else ''}"


@dataclass(frozen=True, slots=True)
class ScenarioEffect:
    """What a change, or several together, would do to the map.

    Attributes
    ----------
    changes : tuple of Change
        What is applied.
    before, after : MapMetrics
        Both computed.
    lead_time_change : float or None
        Working hours, negative is shorter; ``None`` while lead time is unknown.
    why_nothing : str or None
        The honest zero: why lead time does not move, in a sentence; ``None`` when it does or is not known.
    """

    changes: tuple[Change, ...]
    before: MapMetrics
    after: MapMetrics
    lead_time_change: float | None
    why_nothing: str | None


def effect_of(stream: ValueStream, changes: Sequence[Change]) -> ScenarioEffect:
    """Recompute the map with some changes applied.

    Raises
    ------
    UsageError
        When a change cannot be applied.
    MapNotComputableError
        When the changed map contradicts itself, for example when the shares of a branch no longer add up to 1.

    Examples
    --------
    >>> from vsm_toolkit.samples import two_roads
    >>> halve = Change(kind="improvement", status="projected", key="P2", field="process_time", value=16)
    >>> effect = effect_of(two_roads(), [halve])
    >>> effect.lead_time_change
    0.0
    >>> print(effect.why_nothing)
    This change does not shorten lead time because “Build” is not on the critical path; it already has 1 wh of slack.
    """
    before, changed = map_metrics(stream), apply_changes(stream, changes)
    after = map_metrics(changed)
    difference = None
    if before.lead_time.value is not None and after.lead_time.value is not None:
        difference = after.lead_time.value - before.lead_time.value
    if difference is not None and abs(difference) < NO_HOURS:
        why = _why_nothing(stream, changed, changes, before)
        return ScenarioEffect(tuple(changes), before, after, 0.0, why)
    return ScenarioEffect(tuple(changes), before, after, difference, None)


def _why_nothing(stream: ValueStream, changed: ValueStream, changes: Sequence[Change], before: MapMetrics) -> str:
    these = "This change does" if len(changes) == 1 else "These changes do"
    start = f"{these} not shorten lead time because"
    touched = _steps_with_other_times(stream, changed)
    if not touched and _flow(stream) == _flow(changed):
        return _why_no_time_moves(stream, changes, start)
    idle = [step for step in touched if step.id not in before.critical_path]
    if touched and len(idle) == len(touched) and all(change.table != "edges" for change in changes):
        *others, last = (f"“{step.name}”" for step in idle)
        names = f"{', '.join(others)} and {last}" if others else last
        slack = min(before.slack.get(step.id, 0.0) for step in idle)
        if slack < NO_HOURS:
            return f"{start} another branch beside {names} takes just as long."
        verb, have = ("are", "they already have at least") if others else ("is", "it already has")
        return f"{start} {names} {verb} not on the critical path; {have} {slack:g} wh of slack."
    return f"{start} another branch takes just as long, or what one step wins another loses."


def _steps_with_other_times(stream: ValueStream, changed: ValueStream) -> list[Step]:
    """Give the steps that take another time than before, those that are gone among them."""
    after = {step.id: step_times(step) for step in changed.steps}
    return [step for step in stream.steps if after.get(step.id) != step_times(step)]


def _flow(stream: ValueStream) -> tuple[frozenset[str], frozenset[tuple[str, str, float | None]]]:
    """Give what the order of work depends on: the steps, and the flow edges with their shares."""
    edges = frozenset((edge.from_step, edge.to_step, edge.share) for edge in stream.flow_edges())
    return frozenset(step.id for step in stream.steps), edges


def _why_no_time_moves(stream: ValueStream, changes: Sequence[Change], start: str) -> str:
    explained = {"cadence": "cadence", "batch_size": "batch size"}
    for change in changes:
        if change.table == "steps" and change.field in explained:
            step = next((step for step in stream.steps if step.id == change.key), None)
            if step is not None and getattr(step, change.field) is None:
                noun = explained[change.field]
                return f"{start} the wait of “{step.name}” cannot follow its {noun}: the {noun} today is not known."
    return f"{start} lead time counts waiting, delay and work of a first pass, and none of these changes."


@dataclass(frozen=True, slots=True)
class TornadoBar:
    """One single change and what it does to lead time on its own.

    Attributes
    ----------
    lead_time_change : float or None
        Working hours, negative is shorter; ``None`` while lead time is unknown, and for a change that cannot stand
        alone.
    why_nothing : str or None
        The reason for an honest zero, or why the change cannot stand alone.
    """

    change: Change
    lead_time_change: float | None
    why_nothing: str | None


def tornado(stream: ValueStream, changes: Sequence[Change]) -> tuple[TornadoBar, ...]:
    """Recompute the map for each change alone, largest effect first; the bars do not add up to all of them together.

    A change that needs another one (it edits a row that the other adds, or one share of a branch) has no effect of its
    own and comes last.

    Raises
    ------
    UsageError
        When the changes cannot be applied one after the other.

    Examples
    --------
    >>> from vsm_toolkit.samples import lantern
    >>> wish = {"kind": "improvement", "status": "projected"}
    >>> bars = tornado(lantern(), [
    ...     Change(**wish, key="L3", field="process_time", value=15),
    ...     Change(**wish, key="L6", field="wait_time", value=6),
    ... ])
    >>> [(bar.change.key, bar.lead_time_change) for bar in bars]
    [('L6', -24.0), ('L3', -5.0)]
    """
    apply_changes(stream, changes)
    bars = [_bar_of(stream, change) for change in changes]
    return tuple(
        sorted(bars, key=lambda bar: -1.0 if bar.lead_time_change is None else abs(bar.lead_time_change), reverse=True)
    )


def _bar_of(stream: ValueStream, change: Change) -> TornadoBar:
    try:
        effect = effect_of(stream, [change])
    except UsageError:
        return TornadoBar(change, None, "This change cannot stand alone: it builds on another one.")
    except MapNotComputableError as problem:
        return TornadoBar(change, None, f"This change cannot stand alone: {problem.message}")
    return TornadoBar(change, effect.lead_time_change, effect.why_nothing)


def halved_waits(stream: ValueStream) -> tuple[Change, ...]:
    """Propose the obvious question for a tornado: each wait half as long.

    Examples
    --------
    >>> from vsm_toolkit.samples import lantern
    >>> [(change.key, change.value) for change in halved_waits(lantern())][:2]
    [('L1', 8.0), ('L2', 12.0)]
    """
    return tuple(
        Change(
            kind=ChangeKind.IMPROVEMENT, status=ChangeStatus.PROJECTED, key=step.id, field="wait_time", value=wait / 2
        )
        for step in stream.steps
        if (wait := step_times(step).wait)
    )


@dataclass(frozen=True, slots=True)
class StepDifference:
    """How one step differs between two maps; ``None`` where a map lacks the step or the value."""

    step_id: str
    field: str
    before: float | str | None
    after: float | str | None


@dataclass(frozen=True, slots=True)
class MapDifference:
    """Two maps side by side, whatever they are: current and future, baseline and what-if.

    Attributes
    ----------
    steps : tuple of StepDifference
        Only what differs.
    lead_time_change : float or None
        After minus before in working hours.
    path_before, path_after : tuple of str
        The critical paths.
    """

    steps: tuple[StepDifference, ...]
    before: MapMetrics
    after: MapMetrics
    lead_time_change: float | None
    path_before: tuple[str, ...]
    path_after: tuple[str, ...]


COMPARED_FIELDS = (
    "name",
    "team",
    "stage",
    "wait_time",
    "process_time",
    "in_step_delay",
    "percent_complete_accurate",
    "people",
    "cadence",
    "batch_size",
)


def compare_maps(before: ValueStream, after: ValueStream) -> MapDifference:
    """Compare any two maps step by step and figure by figure.

    Examples
    --------
    >>> from vsm_toolkit.samples import lantern
    >>> difference = compare_maps(lantern(), apply_changes(lantern(), halved_waits(lantern())[-1:]))
    >>> difference.steps, difference.lead_time_change
    ((StepDifference(step_id='L6', field='wait_time', before=30.0, after=15.0),), -15.0)
    """
    one, other = map_metrics(before), map_metrics(after)
    change = None
    if one.lead_time.value is not None and other.lead_time.value is not None:
        change = other.lead_time.value - one.lead_time.value
    return MapDifference(_step_differences(before, after), one, other, change, one.critical_path, other.critical_path)


def _step_differences(before: ValueStream, after: ValueStream) -> tuple[StepDifference, ...]:
    old = {step.id: step for step in before.steps}
    new = {step.id: step for step in after.steps}
    rows = []
    for step_id in dict.fromkeys([*old, *new]):
        for field in COMPARED_FIELDS:
            one, other = _plain(old.get(step_id), field), _plain(new.get(step_id), field)
            if one != other:
                rows.append(StepDifference(step_id, field, one, other))
    return tuple(rows)


def _plain(step: Step | None, field: str) -> float | str | None:
    value = getattr(step, field, None)
    plain: float | str | None = getattr(value, "value", value)
    return plain
