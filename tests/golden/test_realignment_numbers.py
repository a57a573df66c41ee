"""Exercise E9 of the domain document: what if it lived here? Sample A, claims portal."""

from __future__ import annotations

import pytest

from vsm_toolkit.io.map_file import load_engagement
from vsm_toolkit.io.shipped_files import shipped_folder
from vsm_toolkit.realignment import move_steps


@pytest.fixture(scope="module")
def claims_portal():
    return load_engagement(shipped_folder("data") / "engagements" / "claims-portal").stream


@pytest.mark.parametrize(
    ("steps", "handoffs", "naive", "recomputed", "coordination"),
    [
        (["A08"], 12, (67.2, 86.4), (34.0, 34.0), 170.4),
        (["A09"], 11, (28.8, 43.2), (28.8, 43.2), 158.7),
        (["A08", "A09"], 10, (96.0, 129.6), (55.0, 55.0), 153.2),
        (["A08", "A09", "A04"], 9, (135.2, 180.0), (94.2, 105.4), 149.6),
    ],
)
def test_exercise_9_what_if_it_lived_here(claims_portal, steps, handoffs, naive, recomputed, coordination):
    option = move_steps(claims_portal, steps, "Claims Portal")

    assert option.lead_time_now == 569
    assert (option.handoffs_before, option.handoffs_after) == (12, handoffs)
    assert (option.naive_saving.low, option.naive_saving.high) == pytest.approx(naive)
    assert (option.saved.low, option.saved.high) == pytest.approx(recomputed)
    assert option.coordination_before == pytest.approx(169.3, abs=0.06)
    assert option.coordination_after == pytest.approx(coordination, abs=0.06)


def test_exercise_9_moving_two_steps_brings_22_hours_a_week(claims_portal):
    assert move_steps(claims_portal, ["A08", "A09"], "Claims Portal").added_hours_per_week == pytest.approx(22)
