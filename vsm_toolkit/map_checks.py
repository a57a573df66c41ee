"""Every gap and contradiction of a map, each with its place, a plain sentence and a remedy.

An *error* makes a figure wrong or meaningless, so that reports are refused; a *warning* is a question for the team.
Nothing here raises: a map under construction is legal.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from vsm_toolkit.changes import RESTATING, apply_changes, select_changes
from vsm_toolkit.errors import MapNotComputableError, UsageError
from vsm_toolkit.flow_graph import BRANCH_REMEDY, FlowGraph, wrong_branches
from vsm_toolkit.model import (
    Change,
    ChangeKind,
    ChangeStatus,
    Dependency,
    Empowerment,
    Engagement,
    Entity,
    Estimate,
    EvidenceGrade,
    HandoffRecord,
    Stage,
    Step,
    TimeBasis,
    ValueStream,
    WasteObservation,
)

FEWEST_STEPS, MOST_STEPS = 5, 15
COPY_PASTE = 4
LARGEST_AMOUNT = 1e9
HOURS_PER_YEAR = 52 * 40
"""Working hours of a year at 8 hours a day and 5 days a week; holidays do not matter to a factor of two."""


@dataclass(frozen=True, slots=True)
class MapProblem:
    """One problem of a map.

    Attributes
    ----------
    severity : {"error", "warning"}
        An error makes a figure wrong; a warning asks.
    code : str
        Stable name for scripts.
    place : str
        Table, row and field in the team's words.
    sentence, remedy : str
        What is wrong, and what to do.
    """

    severity: Literal["error", "warning"]
    code: str
    place: str
    sentence: str
    remedy: str


def _error(code: str, place: str, sentence: str, remedy: str) -> MapProblem:
    return MapProblem("error", code, place, sentence, remedy)


def _warning(code: str, place: str, sentence: str, remedy: str) -> MapProblem:
    return MapProblem("warning", code, place, sentence, remedy)


def check_map(stream: ValueStream) -> tuple[MapProblem, ...]:
    """List every problem of a map, errors first.

    Examples
    --------
    >>> from vsm_toolkit.samples import lantern
    >>> [problem.code for problem in check_map(lantern())]
    ['no_support_step', 'single_grade']
    """
    problems = [
        *_duplicate_ids(stream),
        *_unknown_references(stream),
        *_edge_problems(stream),
        *(problem for step in stream.steps for problem in _step_values(step)),
        *_loop_problems(stream),
        *_handoff_values(stream),
        *_waste_and_dependency_values(stream),
        *_size_and_shape(stream),
        *_missing_values(stream),
        *_receivers(stream),
        *_ownership(stream),
        *_queues(stream),
        *_plausibility(stream),
        *_impossible_amounts(stream),
        *_unknown_fields(stream),
    ]
    return tuple(sorted(problems, key=lambda problem: problem.severity))


def check_engagement(engagement: Engagement) -> tuple[MapProblem, ...]:
    """List every problem of a map and of what surrounds it: outcome, home team, changes.

    Examples
    --------
    >>> from vsm_toolkit.model import Challenge
    >>> from vsm_toolkit.samples import lantern
    >>> found = check_engagement(Engagement(challenge=Challenge(id="lantern"), stream=lantern()))
    >>> "no_outcome" in {problem.code for problem in found}
    True
    """
    problems = [*check_map(engagement.stream), *_challenge_problems(engagement), *_change_problems(engagement)]
    return tuple(sorted(problems, key=lambda problem: problem.severity))


def errors_only(problems: Iterable[MapProblem]) -> tuple[MapProblem, ...]:
    """Keep the problems that make a figure wrong.

    Examples
    --------
    >>> from vsm_toolkit.samples import lantern
    >>> errors_only(check_map(lantern()))
    ()
    """
    return tuple(problem for problem in problems if problem.severity == "error")


def _duplicate_ids(stream: ValueStream) -> Iterator[MapProblem]:
    named: dict[str, list[str]] = {
        "teams": [team.name for team in stream.teams],
        "steps": [step.id for step in stream.steps],
        "edges": [f"{edge.from_step}>{edge.to_step}" for edge in stream.edges],
        "loops": [f"{loop.from_step}>{loop.to_step}" for loop in stream.loops],
        "handoffs": [record.to_step for record in stream.handoffs],
        "dependencies": [row.id for row in stream.dependencies],
        "waste": [row.id for row in stream.waste],
    }
    for table, keys in named.items():
        yield from _repeated(table, keys)


def _repeated(table: str, keys: Iterable[str]) -> Iterator[MapProblem]:
    for key, count in Counter(keys).items():
        if count > 1:
            sentence = f"{key} appears {count} times in {table}."
            yield _error("duplicate_id", f"{table} {key}", sentence, "Give each row its own id.")


def _unknown_references(stream: ValueStream) -> Iterator[MapProblem]:
    steps = {step.id for step in stream.steps}
    teams = {team.name for team in stream.teams}
    references = [
        *(
            (f"edge {edge.from_step}>{edge.to_step}", end)
            for edge in stream.edges
            for end in (edge.from_step, edge.to_step)
        ),
        *(
            (f"loop {loop.from_step}>{loop.to_step}", end)
            for loop in stream.loops
            for end in (loop.from_step, loop.to_step)
        ),
        *((f"handoff {record.to_step}", record.to_step) for record in stream.handoffs),
        *((f"dependency {row.id}", row.explains_step) for row in stream.dependencies if row.explains_step),
    ]
    for place, step_id in dict.fromkeys(references):
        if step_id not in steps:
            yield _error(
                "unknown_step",
                place,
                f"It names the step {step_id}, which the map does not have.",
                "Correct the id or add the step.",
            )
    places = steps | {row.id for row in stream.dependencies}
    for row in stream.waste:
        if row.place not in places:
            yield _error(
                "unknown_step",
                f"waste {row.id}",
                f"It names the place {row.place}, which the map does not have.",
                "Tie it to a step.",
            )
    for step in stream.steps:
        if teams and step.team is not None and step.team not in teams:
            yield _warning(
                "unknown_team",
                f"step {step.id}",
                f"Its team {step.team!r} is not in the list of teams.",
                "Add the team, or use the name from the list if it is the same team.",
            )


def _edge_problems(stream: ValueStream) -> Iterator[MapProblem]:
    for edge in stream.edges:
        if edge.from_step == edge.to_step:
            yield _error(
                "cycle",
                f"edge {edge.from_step}>{edge.to_step}",
                "It leads from a step to itself.",
                "Record it as a rework loop.",
            )
        if edge.share is not None and not 0 <= edge.share <= 1:
            yield _error(
                "share_range",
                f"edge {edge.from_step}>{edge.to_step}",
                f"Its share is {edge.share:g}.",
                "Give a share from 0 to 1.",
            )
    wrong = wrong_branches(stream.flow_edges())
    for step_id, sentence in wrong.items():
        yield _error("branch_shares", f"edges from {step_id}", sentence, BRANCH_REMEDY)
    onward = tuple(edge for edge in stream.edges if edge.from_step != edge.to_step)
    try:
        graph = FlowGraph(stream.model_copy(update={"edges": onward}))
    except MapNotComputableError as problem:
        yield _error("cycle", "edges", problem.sentence, problem.remedy)
        return
    if wrong_branches(graph.edges):  # said above, or the fault of an edge that leads nowhere
        return
    try:
        _ = graph.routes
    except MapNotComputableError as problem:
        yield _error("too_many_routes", "edges", problem.sentence, problem.remedy)


def _step_values(step: Step) -> Iterator[MapProblem]:
    for field, noun in (("wait_time", "wait"), ("process_time", "process time"), ("in_step_delay", "in-step delay")):
        estimate: Estimate | None = getattr(step, field)
        if estimate is None:
            continue
        place = f"step {step.id}, {noun}"
        yield from _range_problems(place, estimate)
        if any(part is not None and part < 0 for part in (estimate.value, estimate.low, estimate.high)):
            yield _error(
                "negative_time", place, "A time is negative.", "Times start at 0; use '?' while it is not known."
            )
    if step.process_time is not None and step.process_time.value == 0:
        yield _warning(
            "zero_process_time",
            f"step {step.id}, process time",
            "Its process time is 0.",
            "Ask: is it automated? Then give its minutes; a step that takes no time is not a step.",
        )
    if step.percent_complete_accurate is not None:
        yield from _quality_problems(f"step {step.id}, %C&A", step.percent_complete_accurate)
    if step.people is not None and step.people.value <= 0:
        yield _error(
            "people_range",
            f"step {step.id}, people",
            f"It is {step.people.value:g}.",
            "Give how many people work on it at once.",
        )

    if any(part is not None and part < 0 for part in (step.cadence, step.batch_size, step.queue_items)):
        yield _error(
            "negative_amount",
            f"step {step.id}",
            "Its cadence, batch or queue is negative.",
            "Give a positive number, or leave it empty.",
        )


def _quality_problems(place: str, accurate: Estimate) -> Iterator[MapProblem]:
    yield from _range_problems(place, accurate)
    if accurate.value <= 0:
        yield _error(
            "quality_range",
            place,
            "It is 0 % or less: then nothing ever passes.",
            "Ask the receiver: of the last ten, how many could you use as they came?",
        )
    elif accurate.value > 100:
        yield _error("quality_range", place, f"It is {accurate.value:g} %.", "Give a share from above 0 to 100.")
    elif any(part < 0 or part > 100 for part in accurate.spread()):
        yield _error("quality_range", place, "Its range leaves 0 to 100 %.", "Ask for the range again.")


def _range_problems(place: str, estimate: Estimate) -> Iterator[MapProblem]:
    low, high = estimate.spread()
    if low > high:
        yield _error("range_order", place, f"Its low value {low:g} is above its high value {high:g}.", "Swap them.")
    elif not low <= estimate.value <= high:
        yield _error(
            "point_outside_range",
            place,
            f"Its value {estimate.value:g} lies outside its range {low:g} to {high:g}.",
            "Ask for the range again.",
        )


def _loop_problems(stream: ValueStream) -> Iterator[MapProblem]:
    totals: dict[str, float] = {}
    for loop in stream.loops:
        place = f"loop {loop.from_step}>{loop.to_step}"
        if loop.probability is None:
            yield _warning(
                "missing_probability",
                place,
                "How often it happens is not known.",
                "Ask: of the last ten, how many came back?",
            )
        elif not 0 <= loop.probability <= 1:
            yield _error(
                "probability_range", place, f"Its probability is {loop.probability:g}.", "Give a share from 0 to 1."
            )
        else:
            totals[loop.from_step] = totals.get(loop.from_step, 0.0) + loop.probability
        if loop.redo_share is not None and not 0 <= loop.redo_share <= 1:
            yield _error(
                "share_range", f"{place}, redo share", f"It is {loop.redo_share:g}.", "Give a share from 0 to 1."
            )
    for step_id, total in totals.items():
        if total >= 1:
            yield _error(
                "never_finishes",
                f"loops from {step_id}",
                f"Its returns add up to {total:.0%}.",
                "They must stay below 100 % together, or the work never finishes.",
            )


def _handoff_values(stream: ValueStream) -> Iterator[MapProblem]:
    for record in stream.handoffs:
        place = f"handoff {record.to_step}"
        amounts = (
            record.sender_minutes,
            record.receiver_minutes,
            record.clarifications,
            record.clarification_minutes,
            record.clarification_people,
        )
        if any(amount is not None and amount < 0 for amount in amounts):
            yield _error("negative_time", place, "A time or count is negative.", "Amounts start at 0.")
        residuals = [part for part in (record.residual_low, record.residual_high) if part is not None]
        if any(not 0 <= part <= 1 for part in residuals):
            yield _error(
                "share_range",
                f"{place}, residual share",
                "It is outside 0 to 1.",
                "Give the share of the wait that would remain.",
            )
        elif len(residuals) == 2 and residuals[0] > residuals[1]:
            yield _error(
                "range_order", f"{place}, residual share", "Its low value is above its high value.", "Swap them."
            )


def _waste_and_dependency_values(stream: ValueStream) -> Iterator[MapProblem]:
    for waste in stream.waste:
        if any(part is not None and part < 0 for part in (waste.minutes, waste.occurrences_per_item, waste.people)):
            yield _error("negative_time", f"waste {waste.id}", "A time or count is negative.", "Amounts start at 0.")
    for row in stream.dependencies:
        if any(part is not None and part < 0 for part in (row.frequency_per_item, row.wait_per_occurrence)):
            yield _error("negative_time", f"dependency {row.id}", "A time or count is negative.", "Amounts start at 0.")


def _size_and_shape(stream: ValueStream) -> Iterator[MapProblem]:
    count = len(stream.steps)
    if count < FEWEST_STEPS:
        yield _warning(
            "few_steps",
            "map",
            f"It has {count} step{'' if count == 1 else 's'}.",
            "Most streams need 5 to 15: what happens before the first and after the last?",
        )
    if count > MOST_STEPS:
        yield _warning("many_steps", "map", f"It has {count} steps.", "Merge steps of one team until 5 to 15 remain.")
    if count and all(step.stage is not Stage.OPERATE_SUPPORT for step in stream.steps):
        yield _warning(
            "no_support_step",
            "map",
            "No step is in operate and support.",
            "Ask: what happens after release, who answers the first ticket?",
        )
    if count > 1:
        touched = {end for edge in stream.flow_edges() for end in (edge.from_step, edge.to_step)}
        for step in stream.steps:
            if step.id not in touched:
                yield _warning(
                    "disconnected_step",
                    f"step {step.id}",
                    "No work flows to or from it.",
                    "Draw an edge, or remove the step.",
                )
    if stream.basis is TimeBasis.ELAPSED:
        yield _warning(
            "elapsed_basis",
            "map",
            "Its times count the clock, not working hours.",
            "Convert them before comparing with other maps.",
        )


def _missing_values(stream: ValueStream) -> Iterator[MapProblem]:
    for step in stream.steps:
        for field, noun in (
            ("wait_time", "wait"),
            ("process_time", "process time"),
            ("percent_complete_accurate", "%C&A"),
            ("team", "team"),
            ("stage", "stage"),
        ):
            if getattr(step, field) is None:
                yield _warning(
                    f"missing_{field}",
                    f"step {step.id}, {noun}",
                    f"Its {noun} is not known yet.",
                    "Ask the people who do it; totals say what they leave out.",
                )


def _receivers(stream: ValueStream) -> Iterator[MapProblem]:
    passed_on = {edge.from_step for edge in stream.flow_edges()}
    for step in stream.steps:
        if step.percent_complete_accurate is not None and step.id not in passed_on and stream.customer is None:
            yield _warning(
                "quality_without_receiver",
                f"step {step.id}, %C&A",
                "Nobody receives its work, so nobody can have judged it.",
                "Ask the receiver: the next step, or the customer, who is not named yet.",
            )


def _ownership(stream: ValueStream) -> Iterator[MapProblem]:
    teams = {step.id: step.team for step in stream.steps}
    recorded = {record.to_step for record in stream.handoffs}
    receiving = {
        edge.to_step
        for edge in stream.flow_edges()
        if teams.get(edge.from_step) and teams.get(edge.to_step) and teams[edge.from_step] != teams[edge.to_step]
    }
    for step_id in teams:
        if step_id in receiving and step_id not in recorded and stream.handoffs:
            yield _warning(
                "handoff_not_described",
                f"handoff {step_id}",
                "Work crosses into it from another team and nobody described the handoff.",
                "Walk this crossing with giver and receiver.",
            )
    undecided = {
        edge.to_step for edge in stream.flow_edges() if not (teams.get(edge.from_step) and teams.get(edge.to_step))
    }
    for record in stream.handoffs:
        if record.to_step in teams and record.to_step not in receiving | undecided:
            yield _warning(
                "handoff_without_crossing",
                f"handoff {record.to_step}",
                "It is described, but no work crosses teams there.",
                "Check the teams of its neighbours, or drop the record.",
            )
    owned: list[tuple[str, HandoffRecord | Dependency | WasteObservation]] = [
        *((f"handoff {record.to_step}", record) for record in stream.handoffs),
        *((f"dependency {row.id}", row) for row in stream.dependencies),
        *((f"waste {row.id}", row) for row in stream.waste),
    ]
    for place, row in owned:
        holder = (row.decision_holder or "unknown").strip().casefold()
        if row.empowerment is Empowerment.NOT_EMPOWERED and holder == "unknown":
            yield _warning(
                "no_decision_holder",
                place,
                "The team cannot change it and nobody knows who can.",
                "Ask: who owns the rule that makes it exist? 'unknown' is a finding.",
            )


def _queues(stream: ValueStream) -> Iterator[MapProblem]:
    per_year = stream.items_per_year
    if per_year is None or per_year <= 0:
        return
    for step in stream.steps:
        if step.wait_time is None or not step.queue_items or step.queue_items < 0:
            continue
        queue, wait = step.queue_items / per_year * HOURS_PER_YEAR, step.wait_time.value
        if not queue / 2 <= wait <= queue * 2:
            yield _warning(
                "queue_disagrees",
                f"step {step.id}, wait",
                f"{step.queue_items:g} items in its queue at {per_year:g} a year make a wait of about {queue:.0f} "
                f"wh; its wait is {wait:g} wh.",
                "Ask which of the three is wrong, or whether the queue is growing.",
            )


def _plausibility(stream: ValueStream) -> Iterator[MapProblem]:
    explained: dict[str, float] = {}
    for row in stream.dependencies:
        if row.explains_step and row.wait_per_occurrence is not None and row.frequency_per_item is not None:
            single = min(row.frequency_per_item, 1.0) * row.wait_per_occurrence
            explained[row.explains_step] = max(explained.get(row.explains_step, 0.0), single)
    for step in stream.steps:
        if step.id in explained and step.wait_time is not None and explained[step.id] > step.wait_time.value + 1e-9:
            yield _warning(
                "explains_too_much",
                f"step {step.id}",
                f"A dependency explains {explained[step.id]:g} wh of wait, the step has {step.wait_time.value:g} wh.",
                "One of the two is wrong: a dependency explains a wait and never adds to it.",
            )
    times = Counter(step.process_time.value for step in stream.steps if step.process_time)
    for value, count in times.items():
        if count >= COPY_PASTE:
            yield _warning(
                "copied_times",
                "map",
                f"{count} steps have the same process time of {value:g} wh.",
                "Was it copied down? Ask step by step.",
            )
    grades = {step.grade_of(each) for step in stream.steps for each in (step.wait_time, step.process_time) if each}
    if grades == {EvidenceGrade.GUESS}:
        yield _warning(
            "all_guesses",
            "map",
            "Every number is a guess.",
            "Look one real item up for each of the three longest waits.",
        )
    elif len(grades) == 1 and len(stream.steps) >= FEWEST_STEPS and grades != {EvidenceGrade.MEASURED}:
        grade = next(iter(grades))
        words = "has no evidence grade" if grade is None else f"is {grade.value}"
        yield _warning(
            "single_grade",
            "map",
            f"Every number {words}.",
            "Look one real item up for each of the three longest waits.",
        )


def _impossible_amounts(stream: ValueStream) -> Iterator[MapProblem]:
    for table, rows in _tables(stream).items():
        for number, row in enumerate(rows, 1):
            for name in type(row).model_fields:
                value = getattr(row, name)
                parts = (value.value, value.low, value.high) if isinstance(value, Estimate) else (value,)
                if any(isinstance(part, float) and abs(part) > LARGEST_AMOUNT for part in parts):
                    yield _error(
                        "amount_range",
                        f"{table} row {number}, {name.replace('_', ' ')}",
                        f"It is larger than {LARGEST_AMOUNT:,.0f}.",
                        "Check the unit and the number of digits.",
                    )


def _unknown_fields(stream: ValueStream) -> Iterator[MapProblem]:
    for table, rows in _tables(stream).items():
        yield from _unknown_fields_of(f"every {table}", rows)
    yield from _unknown_fields_of("map", (stream,))


def _tables(stream: ValueStream) -> dict[str, tuple[Entity, ...]]:
    return {
        "step": stream.steps,
        "edge": stream.edges,
        "loop": stream.loops,
        "handoff": stream.handoffs,
        "dependency": stream.dependencies,
        "waste": stream.waste,
        "team": stream.teams,
    }


def _unknown_fields_of(place: str, rows: Iterable[Entity]) -> Iterator[MapProblem]:
    for field in dict.fromkeys(field for row in rows for field in row.model_extra or {}):
        yield _warning(
            "unknown_field",
            f"{place}, {field}",
            "This field is kept and not used.",
            "Check its spelling if it should count.",
        )


def _challenge_problems(engagement: Engagement) -> Iterator[MapProblem]:
    challenge, stream = engagement.challenge, engagement.stream
    yield from _unknown_fields_of("file", (engagement,))
    yield from _unknown_fields_of("challenge", (challenge,))
    for table, keys in (
        ("improvements", [row.id for row in engagement.improvements]),
        ("asks", [row.id for row in engagement.asks]),
    ):
        yield from _repeated(table, keys)
    if challenge.outcome is None:
        yield _warning(
            "no_outcome",
            "challenge",
            "It has no outcome statement.",
            "Agree on one measurable thing with a number and a date before mapping.",
        )
    if stream.teams and stream.home_team() is None:
        yield _warning(
            "no_home_team",
            "teams",
            "No team is marked as the home team.",
            "Set is_home = true for the team in the Dojo.",
        )
    calendar = challenge.calendar
    if not (0 < calendar.hours_per_day <= 24 and 0 < calendar.days_per_week <= 7):
        yield _error(
            "calendar_range",
            "challenge, calendar",
            "A day or week has an impossible length.",
            "Give hours per day (up to 24) and days per week (up to 7).",
        )
    cost = challenge.cost_of_delay
    if cost is not None and not 0 <= cost.low <= cost.high:
        yield _error(
            "range_order",
            "challenge, cost of delay",
            "Its low value is above its high value or negative.",
            "Swap them.",
        )
    for field, value in (("items per year", stream.items_per_year), ("rate per hour", challenge.rate_per_hour)):
        if value is not None and value < 0:
            yield _error(
                "negative_amount",
                f"challenge, {field}",
                f"It is {value:g}.",
                "Give a positive number or leave it empty.",
            )


def _change_problems(engagement: Engagement) -> Iterator[MapProblem]:
    """Replay the changes the way the states of a report do, since a later one may build on an earlier one."""
    every, found = set(ChangeStatus), dict[int, MapProblem]()
    baseline = _replay(
        engagement, engagement.stream, select_changes(engagement, kinds=RESTATING, statuses=every), found
    )
    done, maps = baseline, [("changes", baseline)]
    for statuses in (every, {ChangeStatus.DONE, ChangeStatus.IN_PROGRESS}, {ChangeStatus.DONE}):
        improvements = select_changes(engagement, kinds={ChangeKind.IMPROVEMENT}, statuses=statuses)
        done = _replay(engagement, baseline, improvements, found)
        maps.append(("changes", done))
    for scenario in engagement.scenarios:
        own = [each for each in engagement.changes if each.scenario == scenario.id]
        maps.append((f"scenario {scenario.id}", _replay(engagement, done, own, found)))
    known = {None, *(scenario.id for scenario in engagement.scenarios)}
    for number, change in enumerate(engagement.changes):
        if change.scenario not in known:
            place, sentence = _change_place(number, change), f"There is no scenario {change.scenario!r}."
            found.setdefault(number, _error("unknown_scenario", place, sentence, "Correct the id or add the scenario."))
    yield from (found[number] for number in sorted(found))
    yield from _new_contradictions(engagement.stream, maps)


def _new_contradictions(first: ValueStream, maps: Iterable[tuple[str, ValueStream]]) -> Iterator[MapProblem]:
    said = {_contradiction(first)}
    for place, changed in maps:
        problem = _contradiction(changed)
        if problem is not None and problem not in said:
            said.add(problem)
            sentence, remedy = problem
            yield _error("changed_map_not_computable", place, f"After its changes: {sentence}", remedy)


def _contradiction(stream: ValueStream) -> tuple[str, str] | None:
    try:
        _ = FlowGraph(stream).routes
    except MapNotComputableError as problem:
        return problem.sentence, problem.remedy
    return None


def _change_place(number: int, change: Change) -> str:
    return f"change {number + 1}, {change.key} {change.field}"


def _replay(
    engagement: Engagement, stream: ValueStream, changes: Iterable[Change], found: dict[int, MapProblem]
) -> ValueStream:
    numbers = {id(change): number for number, change in enumerate(engagement.changes)}
    for change in changes:
        number = numbers[id(change)]
        try:
            stream = apply_changes(stream, [change])
        except UsageError as problem:
            place, remedy = _change_place(number, change), "Correct the table, key, field or value."
            found.setdefault(number, _error("change_not_applicable", place, problem.message, remedy))
    return stream
