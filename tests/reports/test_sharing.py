"""What leaves the team: names and remarks stay behind at every share level that is not the team's own."""

from __future__ import annotations

import inspect
from datetime import date

import pytest

from tests.hostile_names import hostile_engagement, text_fields
from vsm_toolkit import model
from vsm_toolkit.model import (
    Ask,
    Challenge,
    Change,
    CostOfDelay,
    Dependency,
    Engagement,
    Entity,
    HandoffRecord,
    Improvement,
    OwnerReading,
    ParkingLotItem,
    PulseEntry,
    ReadinessScore,
    Team,
    TimeEstimate,
    WasteObservation,
)
from vsm_toolkit.owner_readings import owner_roles, unread_roles
from vsm_toolkit.reports.sharing import MAY_LEAVE, REMARK_FIELDS, shared_view
from vsm_toolkit.samples import lantern

PERSON, REMARK, READER, STRANGER = "Kim Example", "planted remark", "Head of Release", "Head of Quality"
BEYOND = ["program", "organisation"]


def planted(level: str = "program", **challenge: object) -> Engagement:
    """Build an engagement with a person's name and a remark in every place that takes text."""
    told = f"{REMARK} of {PERSON}"
    first = (
        lantern()
        .steps[0]
        .with_changes(
            name=f"Ask {PERSON}", notes=told, roles=told, wait_time=TimeEstimate(value=8, source=told), contact=told
        )
    )
    stream = lantern().with_changes(
        steps=(first, *lantern().steps[1:]),
        teams=(*lantern().teams, Team(name="Desk", size=2)),
        handoffs=(
            HandoffRecord(to_step="L5", decision_holder=READER, owner_statement="we can trial it", promise=told),
            HandoffRecord(to_step="L6", decision_holder=STRANGER, owner_statement="not seen yet"),
        ),
        dependencies=(Dependency(id="D1", dependent="Team", provider="Desk", notes=told),),
        waste=(WasteObservation(id="W1", place="L1", category="delays", notes=told),),
    )
    return Engagement(
        challenge=Challenge(
            id="x",
            share_level=level,
            withheld_names=(PERSON,),
            readiness=(ReadinessScore(attribute="time", sentence=told),),
            rate_per_hour=90,
            cost_of_delay=CostOfDelay(low=1, high=2),
            **challenge,
        ),
        stream=stream,
        changes=(Change(kind="improvement", status="done", key="L1", field="notes", value=told, note=told),),
        improvements=(Improvement(id="I1", target="L1", hypothesis=told),),
        asks=(Ask(id="K1", receiver_role=STRANGER, decision="drop the form", answer=told),),
        parking_lot=(ParkingLotItem(text=told),),
        owner_readings=(OwnerReading(decision_holder=READER, read_on=date(2026, 10, 6), statement="fair"),),
        pulses=(PulseEntry(on=date(2026, 9, 7), learned=told, coaching_observations=told),),
    )


@pytest.mark.parametrize("level", ["team", *BEYOND])
def test_a_listed_person_is_named_nowhere_and_the_map_still_holds_together(level):
    seen = shared_view(planted(level))

    assert PERSON not in seen.model_dump_json()
    assert seen.stream.steps[0].name == "Ask person 1"


@pytest.mark.parametrize("level", BEYOND)
def test_no_remark_leaves_without_the_share_tick(level):
    seen = shared_view(planted(level))

    assert REMARK not in seen.model_dump_json()
    assert seen.changes[0].value is None
    assert seen.asks[0].decision == "drop the form"


def test_with_the_share_tick_remarks_leave_and_what_is_private_does_not():
    seen = shared_view(planted("program", share_free_text=True))

    assert seen.improvements[0].hypothesis == f"{REMARK} of person 1"
    assert seen.pulses[0].learned
    assert (seen.parking_lot, seen.challenge.readiness, seen.pulses[0].coaching_observations) == ((), (), None)
    assert "contact" not in (seen.stream.steps[0].model_extra or {})


def test_the_team_sees_its_own_remarks():
    assert shared_view(planted("team")).stream.steps[0].notes == f"{REMARK} of person 1"


@pytest.mark.parametrize("level", BEYOND)
def test_a_role_is_named_only_once_it_has_read_its_page(level):
    seen = shared_view(planted(level))
    read, unread = seen.stream.handoffs

    assert (read.decision_holder, read.owner_statement) == (READER, "we can trial it")
    assert (unread.decision_holder, unread.owner_statement) == ("role 1 (has not read this yet)", None)
    assert seen.asks[0].receiver_role == unread.decision_holder
    assert STRANGER not in seen.model_dump_json()


def test_the_team_sees_every_role_before_it_has_read():
    assert shared_view(planted("team")).stream.handoffs[1].decision_holder == STRANGER


def test_only_roles_outside_the_team_are_asked_to_read():
    engagement = planted()
    own = HandoffRecord(to_step="L2", decision_holder="Desk")
    stream = engagement.stream.with_changes(handoffs=(own, *engagement.stream.handoffs))
    engagement = engagement.with_changes(stream=stream)

    assert owner_roles(engagement) == (READER, STRANGER)
    assert unread_roles(engagement) == (STRANGER,)


@pytest.mark.parametrize("level", BEYOND)
def test_a_team_of_two_is_not_named(level):
    seen = shared_view(planted(level, share_team_names=True))

    assert "Desk" not in seen.model_dump_json()
    assert seen.stream.dependencies[0].provider == seen.stream.teams[-1].name == "small team 1"


def test_beyond_the_program_teams_and_money_need_consent():
    seen = shared_view(planted("organisation"))

    assert {step.team for step in seen.stream.steps} <= {team.name for team in seen.stream.teams}
    assert not {team.name for team in lantern().teams} & {team.name for team in seen.stream.teams}
    assert (seen.challenge.rate_per_hour, seen.challenge.cost_of_delay) == (None, None)


def test_a_word_that_is_also_a_team_stays_in_the_name_of_a_step():
    team = lantern().steps[0].team
    whole = planted("organisation")
    named = whole.stream.steps[0].with_changes(name=f"{team} hand-over")
    stream = whole.stream.with_changes(steps=(named, *whole.stream.steps[1:]))
    seen = shared_view(whole.with_changes(stream=stream))

    assert seen.stream.steps[0].name == f"{team} hand-over"
    assert seen.stream.steps[0].team in {each.name for each in seen.stream.teams}
    assert seen.stream.steps[0].team != team


def test_beyond_the_program_teams_and_money_are_shown_with_consent():
    seen = shared_view(planted("organisation", share_team_names=True, share_money=True))

    assert {team.name for team in lantern().teams} <= {team.name for team in seen.stream.teams}
    assert seen.challenge.rate_per_hour == 90


def test_every_text_that_may_leave_is_a_text_of_the_model_and_the_rest_is_none_by_default():
    """A text field that nobody listed is withheld, which is only possible when it may be missing."""
    kinds = [each for _, each in inspect.getmembers(model, inspect.isclass) if issubclass(each, Entity)]
    texts = {kind: set(text_fields(kind)) for kind in kinds}
    required = {
        (kind.__name__, name)
        for kind in kinds
        for name in texts[kind] - MAY_LEAVE.get(kind, frozenset())
        if kind.model_fields[name].is_required() and kind.__name__ != "ReadinessScore"
    }

    assert all(allowed <= texts[kind] for kind, allowed in MAY_LEAVE.items())
    assert required == set()
    assert not any(name in REMARK_FIELDS for kind in (model.Step, HandoffRecord) for name in MAY_LEAVE[kind])


def test_hostile_texts_come_through_a_share_level_as_a_valid_engagement():
    challenge = hostile_engagement().challenge.with_changes(share_level="program")
    seen = shared_view(hostile_engagement().with_changes(challenge=challenge))

    assert Engagement.model_validate(seen.model_dump()) == seen
