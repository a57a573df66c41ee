"""Each flaw a map can have is found, with its place and what to do, alone and among many others."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given

from tests.strategies import engagements, value_streams
from vsm_toolkit.map_checks import MapProblem, check_engagement, check_map, errors_only
from vsm_toolkit.metrics import map_metrics
from vsm_toolkit.model import (
    Calendar,
    Challenge,
    Change,
    CostOfDelay,
    Dependency,
    Edge,
    EdgeKind,
    Engagement,
    HandoffRecord,
    Improvement,
    NumberEstimate,
    OutcomeStatement,
    ReworkLoop,
    Scenario,
    Stage,
    Step,
    Team,
    TimeBasis,
    TimeEstimate,
    ValueStream,
    WasteObservation,
)
from vsm_toolkit.samples import lantern


def sound() -> ValueStream:
    """Six steps of two teams without a single problem."""
    numbers = {"A": (8, 1), "B": (4, 2), "C": (2, 3), "D": (16, 1), "E": (3, 2), "F": (6, 0.5)}
    stages = ("ideation", "definition", "build", "verify", "release", "operate_support")
    return ValueStream(
        name="Sound",
        customer="customers",
        items_per_year=52,
        teams=(Team(name="Product", is_home=True), Team(name="Operations")),
        steps=tuple(
            Step(
                id=step_id,
                name=f"Do {step_id}",
                stage=stage,
                team="Product" if step_id in "ABC" else "Operations",
                wait_time=TimeEstimate(value=wait),
                process_time=TimeEstimate(value=process),
                percent_complete_accurate=NumberEstimate(value=80),
                evidence="measured",
            )
            for (step_id, (wait, process)), stage in zip(numbers.items(), stages, strict=True)
        ),
        edges=tuple(Edge(from_step=one, to_step=other) for one, other in zip("ABCDE", "BCDEF", strict=True)),
        handoffs=(HandoffRecord(to_step="D", empowerment="not_empowered", decision_holder="Head of Release"),),
    )


def with_step(step_id: str = "B", **fields) -> ValueStream:
    stream = sound()
    steps = tuple(step.with_changes(**fields) if step.id == step_id else step for step in stream.steps)
    return stream.with_changes(steps=steps)


def with_rows(table: str, *rows) -> ValueStream:
    stream = sound()
    return stream.with_changes(**{table: (*getattr(stream, table), *rows)})


def an_engagement(stream: ValueStream | None = None, *changes: Change, **challenge) -> Engagement:
    fields = {"id": "x", "outcome": OutcomeStatement(text="Half the lead time"), **challenge}
    return Engagement(challenge=Challenge(**fields), stream=stream or sound(), changes=changes)


def a_change(key: str, field: str, value: object = None, **fields) -> Change:
    return Change(**{"kind": "improvement", "status": "done", "key": key, "field": field, "value": value, **fields})


def is_sentence(text: str) -> bool:
    return len(text.split()) > 1 and text[-1] in ".?" and (text[0].isupper() or not text[0].isalpha())


def hours(value: float, **fields) -> TimeEstimate:
    return TimeEstimate(value=value, **fields)


def percent(value: float, **fields) -> NumberEstimate:
    return NumberEstimate(value=value, **fields)


def dependency(**fields) -> Dependency:
    return Dependency(**{"id": "D1", "dependent": "Product", "provider": "Operations", **fields})


def waste(**fields) -> WasteObservation:
    return WasteObservation(**{"id": "W1", "place": "B", "category": "delays", **fields})


def many_steps(count: int) -> ValueStream:
    stream = sound()
    first, *_, last = stream.steps
    ids = [f"S{number}" for number in range(count - 1)]
    line = [*ids, last.id]
    steps = [
        first.with_changes(id=step_id, team="Operations", process_time=hours(number + 1))
        for number, step_id in enumerate(ids)
    ]
    edges = tuple(Edge(from_step=one, to_step=other) for one, other in itertools.pairwise(line))
    return stream.with_changes(steps=(*steps, last), edges=edges, handoffs=())


def some_routes(count: int) -> ValueStream:
    stream = sound()
    first, *_, last = stream.steps
    steps, edges = [], []
    for number in range(count):
        ids = [f"{side}{number}" for side in "XYZ"]
        steps += [first.with_changes(id=each, team="Operations", process_time=hours(len(steps) + 1)) for each in ids]
        follower = f"X{number + 1}" if number + 1 < count else last.id
        edges += [Edge(from_step=ids[0], to_step=side, share=0.5) for side in ids[1:]]
        edges += [Edge(from_step=side, to_step=follower) for side in ids[1:]]
    return stream.with_changes(steps=(*steps, last), edges=tuple(edges), handoffs=())


ERRORS = [
    ("duplicate_id", "steps B", with_rows("steps", sound().step("B"))),
    ("duplicate_id", "teams Product", with_rows("teams", Team(name="Product"))),
    ("duplicate_id", "edges A>B", with_rows("edges", Edge(from_step="A", to_step="B"))),
    (
        "duplicate_id",
        "loops B>A",
        with_rows("loops", *[ReworkLoop(from_step="B", to_step="A", probability=0.1, reason=each) for each in "12"]),
    ),
    ("duplicate_id", "handoffs D", with_rows("handoffs", HandoffRecord(to_step="D"))),
    ("duplicate_id", "dependencies D1", with_rows("dependencies", dependency(), dependency())),
    ("duplicate_id", "waste W1", with_rows("waste", waste(), waste())),
    ("unknown_step", "edge A>Z", with_rows("edges", Edge(from_step="A", to_step="Z"))),
    ("unknown_step", "edge Z>A", with_rows("edges", Edge(from_step="Z", to_step="A"))),
    ("unknown_step", "loop F>Z", with_rows("loops", ReworkLoop(from_step="F", to_step="Z", probability=0.1))),
    ("unknown_step", "loop Z>A", with_rows("loops", ReworkLoop(from_step="Z", to_step="A", probability=0.1))),
    ("unknown_step", "handoff Z", with_rows("handoffs", HandoffRecord(to_step="Z"))),
    ("unknown_step", "dependency D1", with_rows("dependencies", dependency(explains_step="Z"))),
    ("unknown_step", "waste W1", with_rows("waste", waste(place="Z"))),
    ("cycle", "edges", with_rows("edges", Edge(from_step="F", to_step="A"))),
    ("cycle", "edge B>B", with_rows("edges", Edge(from_step="B", to_step="B"))),
    (
        "share_range",
        "edge A>B",
        sound().with_changes(
            edges=(
                Edge(from_step="A", to_step="B", share=1.5),
                Edge(from_step="A", to_step="C", share=-0.5),
                *sound().edges[1:],
            )
        ),
    ),
    (
        "branch_shares",
        "edges from A",
        sound().with_changes(
            edges=(
                Edge(from_step="A", to_step="B", share=0.5),
                Edge(from_step="A", to_step="C", share=0.4),
                *sound().edges[1:],
            )
        ),
    ),
    (
        "branch_shares",
        "edges from A",
        sound().with_changes(
            edges=(
                Edge(from_step="A", to_step="B", share=1),
                Edge(from_step="A", to_step="C"),
                *sound().edges[1:],
            )
        ),
    ),
    ("too_many_routes", "edges", some_routes(10)),
    ("range_order", "step B, wait", with_step(wait_time=hours(4, low=6, high=2))),
    ("range_order", "step B, process time", with_step(process_time=hours(4, low=6, high=2))),
    ("range_order", "step B, in-step delay", with_step(in_step_delay=hours(4, low=6, high=2))),
    ("range_order", "step B, %C&A", with_step(percent_complete_accurate=percent(80, low=90, high=70))),
    ("point_outside_range", "step B, wait", with_step(wait_time=hours(4, low=5, high=6))),
    ("range_order", "step B, wait", with_step(wait_time=hours(4, low=5))),
    ("range_order", "step B, wait", with_step(wait_time=hours(4, high=3))),
    ("point_outside_range", "step B, %C&A", with_step(percent_complete_accurate=percent(80, low=10, high=20))),
    ("negative_time", "step B, wait", with_step(wait_time=hours(-1))),
    ("negative_time", "step B, process time", with_step(process_time=hours(-1))),
    ("negative_time", "step B, in-step delay", with_step(in_step_delay=hours(-1))),
    ("negative_time", "step B, wait", with_step(wait_time=hours(4, low=-1, high=5))),
    ("negative_amount", "step B", with_step(cadence=-1)),
    ("negative_amount", "step B", with_step(batch_size=-1)),
    ("negative_amount", "step B", with_step(queue_items=-1)),
    ("quality_range", "step B, %C&A", with_step(percent_complete_accurate=percent(0))),
    ("quality_range", "step B, %C&A", with_step(percent_complete_accurate=percent(-5))),
    ("quality_range", "step B, %C&A", with_step(percent_complete_accurate=percent(100.1))),
    ("quality_range", "step B, %C&A", with_step(percent_complete_accurate=percent(80, low=70, high=110))),
    ("people_range", "step B, people", with_step(people=percent(0))),
    ("people_range", "step B, people", with_step(people=percent(-1))),
    (
        "probability_range",
        "loop B>A",
        with_rows("loops", ReworkLoop(from_step="B", to_step="A", probability=1.2)),
    ),
    (
        "probability_range",
        "loop B>A",
        with_rows("loops", ReworkLoop(from_step="B", to_step="A", probability=-0.1)),
    ),
    ("never_finishes", "loops from B", with_rows("loops", ReworkLoop(from_step="B", to_step="A", probability=1))),
    (
        "never_finishes",
        "loops from C",
        with_rows("loops", *[ReworkLoop(from_step="C", to_step=each, probability=0.5) for each in "AB"]),
    ),
    (
        "share_range",
        "loop B>A, redo share",
        with_rows("loops", ReworkLoop(from_step="B", to_step="A", probability=0.1, redo_share=2)),
    ),
    (
        "share_range",
        "handoff D, residual share",
        sound().with_changes(handoffs=(HandoffRecord(to_step="D", residual_low=-0.1, residual_high=0.5),)),
    ),
    (
        "share_range",
        "handoff D, residual share",
        sound().with_changes(handoffs=(HandoffRecord(to_step="D", residual_high=1.1),)),
    ),
    (
        "range_order",
        "handoff D, residual share",
        sound().with_changes(handoffs=(HandoffRecord(to_step="D", residual_low=0.5, residual_high=0.1),)),
    ),
    *(
        ("negative_time", "handoff D", sound().with_changes(handoffs=(HandoffRecord(to_step="D", **{field: -1}),)))
        for field in (
            "sender_minutes",
            "receiver_minutes",
            "clarifications",
            "clarification_minutes",
            "clarification_people",
        )
    ),
    *(
        ("negative_time", "waste W1", with_rows("waste", waste(**{field: -1})))
        for field in ("minutes", "occurrences_per_item", "people")
    ),
    *(
        ("negative_time", "dependency D1", with_rows("dependencies", dependency(**{field: -1})))
        for field in ("frequency_per_item", "wait_per_occurrence")
    ),
]

WARNINGS = [
    ("few_steps", "map", many_steps(4)),
    ("many_steps", "map", many_steps(16)),
    ("no_support_step", "map", with_step("F", stage=Stage.RELEASE)),
    ("disconnected_step", "step F", sound().with_changes(edges=sound().edges[:-1])),
    (
        "disconnected_step",
        "step F",
        sound().with_changes(
            edges=(
                *sound().edges[:-1],
                Edge(from_step="E", to_step="F", kind=EdgeKind.INFORMATION),
            )
        ),
    ),
    ("elapsed_basis", "map", sound().with_changes(basis=TimeBasis.ELAPSED)),
    ("unknown_team", "step B", with_step(team="Prodcut")),
    ("zero_process_time", "step B, process time", with_step(process_time=hours(0))),
    ("missing_wait_time", "step B, wait", with_step(wait_time=None)),
    ("missing_process_time", "step B, process time", with_step(process_time=None)),
    ("missing_percent_complete_accurate", "step B, %C&A", with_step(percent_complete_accurate=None)),
    ("missing_team", "step B, team", with_step(team=None)),
    ("missing_stage", "step B, stage", with_step(stage=None)),
    ("missing_probability", "loop B>A", with_rows("loops", ReworkLoop(from_step="B", to_step="A"))),
    ("quality_without_receiver", "step F, %C&A", sound().with_changes(customer=None)),
    ("handoff_not_described", "handoff D", sound().with_changes(handoffs=(HandoffRecord(to_step="B"),))),
    ("handoff_without_crossing", "handoff B", with_rows("handoffs", HandoffRecord(to_step="B"))),
    (
        "no_decision_holder",
        "handoff D",
        sound().with_changes(handoffs=(HandoffRecord(to_step="D", empowerment="not_empowered"),)),
    ),
    (
        "no_decision_holder",
        "handoff D",
        sound().with_changes(
            handoffs=(HandoffRecord(to_step="D", empowerment="not_empowered", decision_holder=" Unknown "),)
        ),
    ),
    ("no_decision_holder", "dependency D1", with_rows("dependencies", dependency(empowerment="not_empowered"))),
    ("no_decision_holder", "waste W1", with_rows("waste", waste(empowerment="not_empowered"))),
    (
        "explains_too_much",
        "step B",
        with_rows(
            "dependencies",
            dependency(explains_step="B", frequency_per_item=3, wait_per_occurrence=4.5),
        ),
    ),
    ("queue_disagrees", "step B, wait", with_step(queue_items=1)),
    ("queue_disagrees", "step B, wait", with_step(queue_items=0.04)),
    (
        "copied_times",
        "map",
        sound().with_changes(
            steps=tuple(step.with_changes(process_time=hours(4 if step.id in "ABCD" else 1)) for step in sound().steps),
        ),
    ),
    (
        "all_guesses",
        "map",
        sound().with_changes(
            steps=tuple(step.with_changes(evidence="guess") for step in sound().steps),
        ),
    ),
    (
        "single_grade",
        "map",
        sound().with_changes(
            steps=tuple(step.with_changes(evidence="estimated") for step in sound().steps),
        ),
    ),
    (
        "single_grade",
        "map",
        sound().with_changes(
            steps=tuple(step.with_changes(evidence=None) for step in sound().steps),
        ),
    ),
    ("unknown_field", "every step, proces_time", with_step(proces_time="3 d")),
    ("unknown_field", "every team, colour", with_rows("teams", Team(name="Third", colour="red"))),
    ("unknown_field", "map, costumer", sound().with_changes(costumer="customers")),
]

ENGAGEMENT_PROBLEMS = [
    (
        "error",
        "duplicate_id",
        "improvements I1",
        an_engagement().with_changes(
            improvements=(Improvement(id="I1", target="A"), Improvement(id="I1", target="B")),
        ),
    ),
    ("error", "change_not_applicable", "change 1, Z wait_time", an_engagement(None, a_change("Z", "wait_time", 1))),
    ("error", "change_not_applicable", "change 1, A waiting", an_engagement(None, a_change("A", "waiting", 1))),
    ("error", "change_not_applicable", "change 1, A team", an_engagement(None, a_change("A", "team", 7))),
    (
        "error",
        "change_not_applicable",
        "change 1, A wait_time",
        an_engagement(
            None,
            a_change("A", "wait_time", "soon"),
        ),
    ),
    (
        "error",
        "change_not_applicable",
        "change 1, A name",
        an_engagement(
            None,
            a_change("A", "name", "Other", table="people"),
        ),
    ),
    (
        "error",
        "change_not_applicable",
        "change 1, C wait_time",
        an_engagement(
            None,
            a_change("C", "wait_time", 1),
            a_change("C", "removed", kind="correction"),
        ),
    ),
    (
        "error",
        "unknown_scenario",
        "change 1, A wait_time",
        an_engagement(
            None,
            a_change("A", "wait_time", 1, scenario="S9"),
        ),
    ),
    (
        "error",
        "change_not_applicable",
        "change 1, Z wait_time",
        an_engagement(
            None,
            a_change("Z", "wait_time", 1, scenario="S1"),
        ).with_changes(scenarios=(Scenario(id="S1", name="What if"),)),
    ),
    ("error", "calendar_range", "challenge, calendar", an_engagement(calendar=Calendar(hours_per_day=25))),
    ("error", "calendar_range", "challenge, calendar", an_engagement(calendar=Calendar(days_per_week=0))),
    ("error", "range_order", "challenge, cost of delay", an_engagement(cost_of_delay=CostOfDelay(low=9, high=1))),
    ("error", "range_order", "challenge, cost of delay", an_engagement(cost_of_delay=CostOfDelay(low=-9, high=1))),
    ("error", "negative_amount", "challenge, items per year", an_engagement(sound().with_changes(items_per_year=-1))),
    ("error", "negative_amount", "challenge, rate per hour", an_engagement(rate_per_hour=-1)),
    ("warning", "no_outcome", "challenge", an_engagement(outcome=None)),
    (
        "warning",
        "no_home_team",
        "teams",
        an_engagement(
            sound().with_changes(
                teams=tuple(team.with_changes(is_home=False) for team in sound().teams),
            )
        ),
    ),
    ("warning", "unknown_field", "challenge, sponser", an_engagement(sponser="Director")),
    ("warning", "unknown_field", "file, step", an_engagement().with_changes(step=[{"id": "A"}])),
]


def found(problems: tuple[MapProblem, ...]) -> set[tuple[str, str, str]]:
    return {(problem.severity, problem.code, problem.place) for problem in problems}


def case_id(value: object) -> str | None:
    return value if isinstance(value, str) else ""


def test_a_sound_map_has_no_problem():
    assert check_map(sound()) == ()
    assert check_engagement(an_engagement()) == ()


@pytest.mark.parametrize(("code", "place", "stream"), ERRORS, ids=case_id)
def test_an_error_is_found_at_its_place(code, place, stream):
    problems = check_map(stream)

    assert ("error", code, place) in found(problems)
    assert errors_only(problems) != ()


@pytest.mark.parametrize(("code", "place", "stream"), WARNINGS, ids=case_id)
def test_a_warning_is_found_at_its_place_and_is_the_only_kind(code, place, stream):
    problems = check_map(stream)

    assert ("warning", code, place) in found(problems)
    assert errors_only(problems) == ()


@pytest.mark.parametrize(("severity", "code", "place", "engagement"), ENGAGEMENT_PROBLEMS, ids=case_id)
def test_what_surrounds_the_map_is_checked_too(severity, code, place, engagement):
    assert found(check_engagement(engagement)) == {(severity, code, place)}


@pytest.mark.parametrize(("code", "place", "stream"), [*ERRORS, *WARNINGS], ids=case_id)
def test_every_problem_is_told_in_sentences_with_a_remedy(code, place, stream):
    for problem in check_map(stream):
        assert is_sentence(problem.sentence), problem
        assert is_sentence(problem.remedy), problem
        assert problem.place.strip()


@pytest.mark.parametrize(("severity", "code", "place", "engagement"), ENGAGEMENT_PROBLEMS, ids=case_id)
def test_every_problem_around_the_map_is_told_in_sentences_with_a_remedy(severity, code, place, engagement):
    for problem in check_engagement(engagement):
        assert is_sentence(problem.sentence), problem
        assert is_sentence(problem.remedy), problem


NEIGHBOURS_OF_A_FLAW = {
    "negative_time": {"range_order", "point_outside_range"},
    "never_finishes": set(),
    "quality_range": {"range_order"},
    "range_order": {"point_outside_range"},
}


@pytest.mark.parametrize(("code", "place", "stream"), ERRORS, ids=case_id)
def test_one_flaw_is_not_reported_as_several_kinds_of_error(code, place, stream):
    kinds = {problem.code for problem in errors_only(check_map(stream))}

    assert kinds - {code} <= NEIGHBOURS_OF_A_FLAW.get(code, set())


def test_many_flaws_at_once_are_all_listed():
    stream = ValueStream(
        name="Broken",
        basis=TimeBasis.ELAPSED,
        teams=(Team(name="Product"), Team(name="Product")),
        steps=(
            Step(id="A", name="a", team="Nobody", wait_time=hours(-1), process_time=hours(0)),
            Step(id="A", name="a", percent_complete_accurate=percent(0), people=percent(-1)),
            Step(id="B", name="b", wait_time=hours(4, low=9, high=1), percent_complete_accurate=percent(150)),
            Step(id="C", name="c", wait_time=hours(4, low=8, high=9)),
        ),
        edges=(
            Edge(from_step="A", to_step="B", share=0.2),
            Edge(from_step="B", to_step="A", share=7),
            Edge(from_step="C", to_step="C"),
            Edge(from_step="C", to_step="Z"),
        ),
        loops=(ReworkLoop(from_step="A", to_step="Y", probability=1), ReworkLoop(from_step="B", to_step="A")),
        handoffs=(HandoffRecord(to_step="X", residual_low=2, empowerment="not_empowered"),),
        waste=(WasteObservation(id="W1", place="nowhere", category="delays", minutes=-1),),
        dependencies=(dependency(explains_step="nothing", wait_per_occurrence=-1),),
    )
    codes = {problem.code for problem in check_map(stream)}

    assert codes >= {
        "duplicate_id",
        "unknown_step",
        "unknown_team",
        "negative_time",
        "zero_process_time",
        "quality_range",
        "people_range",
        "range_order",
        "point_outside_range",
        "share_range",
        "branch_shares",
        "cycle",
        "never_finishes",
        "missing_probability",
        "no_decision_holder",
        "few_steps",
        "no_support_step",
        "elapsed_basis",
        "missing_team",
    }
    assert {problem.place for problem in check_map(stream) if problem.code == "branch_shares"} == {
        "edges from A",
        "edges from B",
    }


def test_errors_come_before_warnings():
    severities = [problem.severity for problem in check_map(with_step(wait_time=hours(-1), team=None))]

    assert severities == sorted(severities)
    assert set(severities) == {"error", "warning"}


@pytest.mark.parametrize("name", ["cycle", "lifecycle", "1. Intake", "A → B", ""])
def test_the_name_of_a_step_does_not_change_what_is_wrong(name):
    ids = {"A": name}

    def renamed(step_id: str) -> str:
        return ids.get(step_id, step_id)

    stream = sound()
    stream = stream.with_changes(
        steps=tuple(step.with_changes(id=renamed(step.id)) for step in stream.steps),
        edges=(
            Edge(from_step=name, to_step="B", share=0.5),
            Edge(from_step=name, to_step="C", share=0.4),
            *stream.edges[1:],
        ),
    )
    (problem,) = errors_only(check_map(stream))

    assert problem.code == "branch_shares"
    assert name in problem.sentence
    assert problem.remedy == "Leave all shares empty when every branch always runs."


def test_a_cycle_is_told_with_all_its_steps_whatever_their_names():
    stream = with_rows("edges", Edge(from_step="C", to_step="B"))
    (problem,) = errors_only(check_map(stream))

    assert "B → C → B" in problem.sentence or "C → B → C" in problem.sentence
    assert "rework loop" in problem.remedy


def test_an_edge_to_an_unknown_step_is_not_blamed_on_the_shares():
    stream = sound().with_changes(
        edges=(
            Edge(from_step="A", to_step="B", share=0.5),
            Edge(from_step="A", to_step="Z", share=0.5),
            *sound().edges[1:],
        )
    )

    assert [problem.code for problem in errors_only(check_map(stream))] == ["unknown_step"]


def test_an_unknown_team_beside_a_handoff_is_not_taken_for_none_crossing():
    codes = {problem.code for problem in check_map(with_step("C", team=None))}

    assert codes == {"missing_team"}


def test_a_stream_without_a_list_of_teams_does_not_ask_for_one():
    assert "unknown_team" not in {problem.code for problem in check_map(sound().with_changes(teams=()))}


def test_a_queue_that_agrees_with_the_wait_within_a_factor_of_two_is_fine():
    for queue_items in (0.06, 0.1, 0.19):
        assert check_map(with_step(queue_items=queue_items)) == ()


def test_a_map_under_construction_has_no_errors():
    stream = ValueStream(name="New", steps=(Step(id="A", name="a"), Step(id="B", name="b")))

    assert errors_only(check_map(stream)) == ()
    assert check_map(ValueStream(name="New")) != ()


def test_a_change_may_build_on_an_earlier_one():
    engagement = an_engagement(
        None,
        a_change("G", "added", "Answer the first call"),
        a_change("G", "team", "Operations"),
        a_change("F>G", "added", table="edges"),
    )

    assert check_engagement(engagement) == ()


def test_what_is_done_may_not_build_on_what_is_only_planned():
    engagement = an_engagement(
        None,
        a_change("G", "added", "Answer the first call", status="projected"),
        a_change("G", "team", "Operations"),
    )

    assert found(check_engagement(engagement)) == {("error", "change_not_applicable", "change 2, G team")}


@given(value_streams(complete=False))
def test_a_computable_map_has_no_errors_and_checking_leaves_it_untouched(stream):
    before = stream.model_dump()

    assert errors_only(check_map(stream)) == ()
    assert stream.model_dump() == before
    map_metrics(stream)


@given(engagements(complete=False))
def test_an_engagement_of_applicable_changes_has_no_errors(engagement):
    assert errors_only(check_engagement(engagement)) == ()


@pytest.mark.parametrize("amount", [1e10, -1e308])
def test_an_amount_nobody_could_mean_is_an_error(amount):
    stream = lantern()
    step = stream.step("L1").with_changes(batch_size=amount, wait_time=TimeEstimate(value=abs(amount)))
    problems = check_map(stream.with_changes(steps=(step, *stream.steps[1:])))
    found = [problem.place for problem in problems if problem.code == "amount_range"]

    assert found == ["step row 1, wait time", "step row 1, batch size"]
