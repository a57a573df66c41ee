from __future__ import annotations

import json
import re
from datetime import date

import pytest

from tests.hostile_names import hostile_engagement
from tests.program_reports import many_engagements, published_program, sample_program, two_engagements
from tests.report_runs import NUMBER_FROM_NOTHING, words_of
from tests.shared_reports import a_report
from vsm_toolkit.display import block_html
from vsm_toolkit.errors import UsageError
from vsm_toolkit.model import ShareLevel
from vsm_toolkit.program.experiment import SystemicExperiment
from vsm_toolkit.program.roll_up import roll_up
from vsm_toolkit.program.shared_report import SharedReport
from vsm_toolkit.reports.machine_readable import report_document
from vsm_toolkit.reports.program.program_report import BLOCKS, ProgramReport, block_titles
from vsm_toolkit.reports.team_report import build_team_report

TAGS = {
    *("bdi", "caption", "div", "figure", "h2", "img", "li", "p", "section", "span", "strong", "table", "tbody"),
    *("td", "tfoot", "th", "thead", "tr", "ul"),
}
REPORTS = {
    "samples": sample_program,
    "two": two_engagements,
    "many": many_engagements,
    "published": published_program,
    "nobody": lambda: ProgramReport(roll_up([])),
    "nothing known": lambda: ProgramReport(roll_up([a_report(name) for name in "abc"])),
}


@pytest.mark.parametrize("key", BLOCKS)
@pytest.mark.parametrize("name", REPORTS)
def test_every_block_can_be_written_and_shows_no_missing_number(name, key):
    block = REPORTS[name]().block(key)

    assert block.key == key
    assert block.title == block_titles()[key]
    assert NUMBER_FROM_NOTHING.findall(words_of(block)) == []
    assert all(len(row) == len(table.columns) for table in block.tables for row in table.rows)


@pytest.mark.parametrize("key", BLOCKS)
def test_below_three_engagements_no_block_compares(key):
    block = two_engagements().block(key)
    ranked = [table for table in block.tables if "oldest" not in table.caption and table.rows]

    assert not [picture for picture in block.pictures if "asks" not in picture.title and "took up" not in picture.title]
    if block.notice:
        assert "It rests on 2 engagements. Below 3 nothing is ranked" in block.notice
        names = [row[0].casefold() for row in ranked[0].rows] if ranked else []
        assert names == sorted(names)


def test_no_table_names_a_home_team():
    words = " ".join(words_of(sample_program().block(key)) for key in BLOCKS)

    assert "Claims Portal" not in words
    assert "Screening Product" not in words


def test_a_block_that_does_not_exist_is_named():
    with pytest.raises(UsageError, match="no block 'Z'; it has A, B"):
        sample_program().block("Z")


def test_the_title_names_the_programs():
    assert sample_program().title == "Sample program"
    several = [a_report(name, program=name, share_level="organisation") for name in ("North", "East", "South", "West")]
    assert ProgramReport(roll_up(several)).title == "East, North, South and 1 more"
    assert ProgramReport(roll_up([])).title == "Value streams of several teams"


def test_names_in_hostile_reports_are_only_ever_text():
    document = json.dumps(report_document(build_team_report(hostile_engagement()), None))
    hostile = SharedReport.model_validate_json(document)
    three = [
        hostile.model_copy(update={"challenge": f"{hostile.challenge}{number}", "share_level": ShareLevel.PROGRAM})
        for number in range(3)
    ]
    report = ProgramReport(roll_up(three, as_of=date(2026, 12, 1)), SystemicExperiment(what="<img src=x>"))
    html = "".join(block_html(report.block(key)) for key in BLOCKS)

    assert report.figures.participation.included == 3
    assert set(re.findall(r"<(\w+)", html)) <= TAGS
    opened = [re.sub(r'"[^"]*"', "", tag) for tag in re.findall(r"<\w[^>]*>", html)]
    assert not [tag for tag in opened if re.search(r"\son\w+", tag)]
