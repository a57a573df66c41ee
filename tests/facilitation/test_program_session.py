from __future__ import annotations

from datetime import date

from tests.program_reports import EXPERIMENT, sample_program, two_engagements
from vsm_toolkit.facilitation.program_session import ROLL_UP, program_exit_check, program_saved
from vsm_toolkit.program.experiment import SystemicExperiment
from vsm_toolkit.program.names import NameMatch
from vsm_toolkit.program.roll_up import roll_up

WHOLE = SystemicExperiment(
    what="Pull reviews daily",
    owner_role="CISO",
    first_step="Two teams",
    first_step_by=date(2026, 12, 10),
    look_again_on=date(2027, 1, 15),
    seen_by="critical item-wait of the CISO",
)


def test_the_session_takes_an_hour_and_has_everything_a_coach_needs():
    assert ROLL_UP.minutes == 60
    assert any(block.silent for block in ROLL_UP.blocks)
    assert all((ROLL_UP.aim, ROLL_UP.room, ROLL_UP.prompts, ROLL_UP.write_first, ROLL_UP.aloud, ROLL_UP.traps))


def test_names_experiment_and_old_asks_are_still_missing_for_the_samples():
    names, experiment, asks = program_exit_check(sample_program().figures, EXPERIMENT)

    assert names == "1 question about names is not answered; until then one provider may look like several."
    assert experiment.startswith("The systemic experiment does not say the first step, until when")
    assert asks == "5 asks are open for more than 30 days. Who answers, and until when?"


def test_too_few_engagements_are_the_first_point():
    assert program_exit_check(two_engagements().figures, WHOLE)[0].startswith("The roll-up rests on 2 engagements")


def test_nothing_is_missing_when_everything_is_answered():
    figures = roll_up([])

    assert program_exit_check(figures, WHOLE)[1:] == ()


def test_what_was_saved_names_the_owner():
    answer = NameMatch("team", "Enterprise QA", "Shared QA", confirmed=True)
    figures = roll_up([], [answer])

    assert program_saved(figures, WHOLE) == (
        "1 name joined, 0 still to be answered.",
        "The systemic experiment, owned by CISO: Pull reviews daily",
    )
    assert program_saved(figures, SystemicExperiment())[-1] == "No systemic experiment yet."
