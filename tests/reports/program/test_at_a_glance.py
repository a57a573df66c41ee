from __future__ import annotations

from dataclasses import replace

from tests.program_reports import many_engagements, published_program, sample_program
from tests.report_runs import words_of
from tests.shared_reports import a_report
from vsm_toolkit.program.experiment import SystemicExperiment
from vsm_toolkit.program.roll_up import roll_up
from vsm_toolkit.reports.program.program_report import ProgramReport


def test_the_samples_in_four_numbers():
    tiles = {tile.label: (tile.value, tile.note) for tile in sample_program().block("A").tiles}

    assert tiles["Engagements"][0] == "3"
    assert tiles["Systemic"][0] == "3"
    assert tiles["Asks"] == ("6", "raised; 5 open for more than 30 days")


def test_volume_and_reach_are_said_apart():
    words = words_of(sample_program().block("A"))

    assert "lies with Head of Network: 2,880 working hours of item time a year in 1 stream." in words
    assert "By reach, CISO appears in 2 streams." in words


def test_the_experiment_has_an_owner_and_a_day():
    words = words_of(sample_program().block("A"))
    nobody = replace(sample_program(), experiment=SystemicExperiment(what="Try"))

    assert "are pulled daily, two weeks long. Owned by CISO, we look again on 2027-01-15." in words
    assert "Try. Owned by nobody yet." in words_of(nobody.block("A"))


def test_those_who_did_not_share_are_counted():
    inside, outside = (words_of(report.block("A")) for report in (many_engagements(), published_program()))

    assert "did not share beyond its team and are only counted" in inside
    assert "did not share beyond its program and are only counted" in outside
    assert "no figure rests on fewer than three teams" in outside


def test_several_programs_are_told_apart_by_name():
    mixed = [
        a_report(name, program=name, share_level=level) for name, level in (("N", "program"), ("S", "organisation"))
    ]
    words = words_of(ProgramReport(roll_up(mixed)).block("A"))

    assert "They belong to several programs, and what is shared with one is not shown to another" in words
    assert "several programs" not in words_of(sample_program().block("A"))


def test_files_that_were_left_out_are_counted():
    assert "2 files could not be read as a report." in words_of(replace(sample_program(), refused=2).block("A"))
