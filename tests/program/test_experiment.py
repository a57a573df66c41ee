from __future__ import annotations

from datetime import date

from vsm_toolkit.program.experiment import NEEDS, SystemicExperiment


def test_every_field_that_is_not_filled_in_is_asked_for():
    assert SystemicExperiment(what="  ").missing() == tuple(NEEDS.values())


def test_a_whole_experiment_lacks_nothing():
    day = date(2026, 12, 1)
    whole = SystemicExperiment(
        what="a", owner_role="b", first_step="c", first_step_by=day, look_again_on=day, seen_by="d"
    )

    assert whole.missing() == ()
