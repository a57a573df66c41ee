"""Which roles have to read what is written about them."""

from __future__ import annotations

from datetime import date

import pytest

from vsm_toolkit.model import (
    Ask,
    Challenge,
    Change,
    Dependency,
    Engagement,
    HandoffRecord,
    OwnerReading,
    WasteObservation,
)
from vsm_toolkit.owner_readings import has_read, owner_roles, unread_roles
from vsm_toolkit.samples import lantern

DAY = date(2026, 10, 7)


def engagement(**tables: object) -> Engagement:
    engagement_tables = {name: rows for name, rows in tables.items() if name in Engagement.model_fields}
    stream = lantern().with_changes(**{name: rows for name, rows in tables.items() if name not in engagement_tables})
    return Engagement(challenge=Challenge(id="x"), stream=stream, **engagement_tables)


@pytest.mark.parametrize(
    "rows",
    [
        {"handoffs": (HandoffRecord(to_step="L5", decision_holder="CISO"),)},
        {"dependencies": (Dependency(id="D1", dependent="A", provider="B", decision_holder="CISO"),)},
        {"waste": (WasteObservation(id="W1", place="L1", category="delays", decision_holder="CISO"),)},
        {"asks": (Ask(id="K1", receiver_role="CISO"),)},
        {
            "changes": (
                Change(
                    kind="correction",
                    status="done",
                    table="handoffs",
                    key="L5",
                    field="decision_holder",
                    value="CISO",
                ),
            )
        },
    ],
)
def test_a_role_named_anywhere_outside_the_team_has_to_read(rows):
    assert owner_roles(engagement(**rows)) == unread_roles(engagement(**rows)) == ("CISO",)


@pytest.mark.parametrize(
    "record",
    [
        HandoffRecord(to_step="L5", decision_holder="lead developer", empowerment="empowered"),
        HandoffRecord(to_step="L5", decision_holder="unknown"),
        HandoffRecord(to_step="L5", decision_holder="  "),
        HandoffRecord(to_step="L5"),
    ],
)
def test_roles_inside_the_team_and_nobody_have_nothing_to_read(record):
    assert owner_roles(engagement(handoffs=(record,))) == ()


def test_a_team_that_is_named_as_deciding_is_no_role():
    team = lantern().teams[0].name if lantern().teams else lantern().steps[0].team
    record = HandoffRecord(to_step="L5", decision_holder=team)
    stream = lantern().with_changes(handoffs=(record,), teams=({"name": team},))

    assert owner_roles(Engagement(challenge=Challenge(id="x"), stream=stream)) == ()


def test_a_page_that_was_only_handed_over_is_not_read():
    record = HandoffRecord(to_step="L5", decision_holder="CISO")
    handed = engagement(handoffs=(record,), owner_readings=(OwnerReading(decision_holder="CISO", sent_on=DAY),))
    read = engagement(handoffs=(record,), owner_readings=(OwnerReading(decision_holder="CISO", read_on=DAY),))

    assert not has_read(handed, "CISO")
    assert has_read(read, "CISO")
    assert unread_roles(read) == ()
