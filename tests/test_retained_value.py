"""Whether improvements held: re-measured values, somebody's word, and the map recomputed against both baselines."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vsm_toolkit.errors import UsageError
from vsm_toolkit.model import (
    Challenge,
    Change,
    Engagement,
    Improvement,
    RecheckValue,
    RetentionCheck,
    RetentionState,
)
from vsm_toolkit.retained_value import changes_of, days_since, rechecks
from vsm_toolkit.samples import lantern

END, SIX_WEEKS, SIX_MONTHS = date(2026, 10, 9), date(2026, 11, 20), date(2027, 4, 9)
KEPT, PARTLY, DECAYED = RetentionState


def engagement(*values: RecheckValue, checks: tuple[RetentionCheck, ...] = (), **more: object) -> Engagement:
    """Build Lantern (141 wh) with a deploy wait of 30 brought to 6 (117 wh), and a correction of 4 wh before that."""
    changes = (
        Change(kind="correction", status="done", key="L2", field="wait_time", value=28),
        Change(kind="improvement", status="done", key="L6", field="wait_time", value=6, improvement="I1"),
        Change(kind="improvement", status="done", key="L3", field="team", value="Desk"),
    )
    improvements = (
        Improvement(id="I1", target="L6", status="done"),
        Improvement(id="I2", target="L3", status="done"),
        Improvement(id="I3", target="L4", status="in_progress"),
    )
    given_fields = {"changes": changes, "improvements": improvements, **more}
    return Engagement(
        challenge=Challenge(id="lantern", end=END),
        stream=lantern(),
        recheck_values=values,
        retention_checks=checks,
        **given_fields,
    )


def wait(hours: float, on: date = SIX_WEEKS) -> RecheckValue:
    return RecheckValue(on=on, key="L6", field="wait_time", value=hours)


def test_lead_time_is_recomputed_against_both_baselines():
    (found,) = rechecks(engagement(wait(12)))

    assert found.state.metrics.lead_time.value == 145 - 30 + 12
    assert (found.since_first, found.since_baseline, found.since_done) == (-14, -18, 6)


@pytest.mark.parametrize(
    ("now", "state", "share"),
    [
        (6, KEPT, 1),
        (4, KEPT, 26 / 24),
        (10.8, KEPT, 0.8),
        (18, PARTLY, 0.5),
        (25.2, DECAYED, 0.2),
        (40, DECAYED, -10 / 24),
    ],
)
def test_what_is_left_of_a_gain_says_whether_it_was_kept(now, state, share):
    (found,) = rechecks(engagement(wait(now)))
    first = found.improvements[0]

    assert (first.state, first.basis) == (state, "re-measured")
    assert first.share == pytest.approx(share)


@settings(max_examples=30)
@given(st.floats(0, 100))
def test_a_gain_that_came_back_more_never_counts_for_more(now):
    (one,), (other,) = rechecks(engagement(wait(now))), rechecks(engagement(wait(now + 1)))
    order = [DECAYED, PARTLY, KEPT]

    assert order.index(other.improvements[0].state) <= order.index(one.improvements[0].state)
    assert other.state.metrics.lead_time.value == pytest.approx(one.state.metrics.lead_time.value + 1)


def test_what_nobody_looked_at_is_neither_kept_nor_gone():
    (found,) = rechecks(engagement(wait(6)))

    assert [each.improvement for each in found.improvements] == ["I1", "I2"]
    assert found.improvements[1].state is None
    assert (found.count(KEPT), found.count(None), found.share_kept()) == (1, 1, 1)


def test_somebodys_word_counts_where_nothing_was_measured_again():
    looks = (
        RetentionCheck(improvement="I1", on=SIX_WEEKS, state="partly"),
        RetentionCheck(improvement="I2", on=SIX_WEEKS, state="kept"),
    )
    (found,) = rechecks(engagement(wait(6), checks=looks))

    assert [(each.state, each.basis, each.share) for each in found.improvements] == [
        (KEPT, "re-measured", 1),
        (KEPT, "said", None),
    ]


def test_a_booked_day_is_not_a_look():
    assert rechecks(engagement(checks=(RetentionCheck(improvement="I1", on=SIX_MONTHS),))) == ()


def test_a_later_look_keeps_the_last_known_value_and_says_that_nobody_looked():
    again = RecheckValue(on=SIX_MONTHS, key="L3", field="team", value="Desk")
    first, later = rechecks(engagement(wait(18), again))

    assert (first.after, later.after) == ("+6 weeks", "+6 months")
    assert later.state.metrics.lead_time.value == first.state.metrics.lead_time.value
    assert [each.state for each in later.improvements] == [None, KEPT]


def test_a_removed_step_that_came_back_is_on_the_map_again():
    removed = Change(kind="improvement", status="done", key="L4", field="removed", value=True, improvement="I3")
    gone = engagement(
        RecheckValue(on=SIX_WEEKS, key="L4", field="removed", value=False),
        changes=(removed,),
        improvements=(Improvement(id="I3", target="L4", status="done"),),
    )
    (found,) = rechecks(gone)

    assert found.since_baseline == 0
    assert found.improvements[0].state is DECAYED


def test_a_change_that_names_no_improvement_belongs_to_the_one_at_its_place():
    whole = engagement()

    assert [change.key for change in changes_of(whole, whole.improvements[0])] == ["L6"]
    assert [change.field for change in changes_of(whole, whole.improvements[1])] == ["team"]


def test_a_value_of_nowhere_is_refused():
    with pytest.raises(UsageError, match="names 'L9' in steps"):
        rechecks(engagement(RecheckValue(on=SIX_WEEKS, key="L9", field="wait_time", value=1)))


@pytest.mark.parametrize(
    ("end", "words"),
    [(END, "+6 weeks"), (date(2026, 11, 13), "+1 week"), (date(2026, 5, 22), "+6 months"), (None, "2026-11-20")],
)
def test_a_day_is_named_by_its_distance_from_the_end(end, words):
    assert days_since(end, SIX_WEEKS) == words
