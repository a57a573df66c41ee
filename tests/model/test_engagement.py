"""One team's stay, with everything kept with it."""

from __future__ import annotations

from hypothesis import given

from tests.strategies import engagements
from vsm_toolkit.model import (
    Calendar,
    Challenge,
    Engagement,
)


def test_a_new_challenge_has_the_usual_working_week():
    calendar = Challenge(id="x").calendar

    assert (calendar.hours_per_day, calendar.days_per_week, calendar) == (8, 5, Calendar())


@given(engagements(complete=False))
def test_every_engagement_survives_a_round_trip_through_plain_data(engagement):
    assert Engagement.model_validate(engagement.model_dump()) == engagement
