from __future__ import annotations

import pytest
from hypothesis import HealthCheck, assume, given, settings

from tests.report_runs import CLAIMS, PLATFORM, RULES, a_step, report_on, sample_block, sample_report
from tests.strategies import engagements
from vsm_toolkit.errors import MapNotComputableError, UsageError
from vsm_toolkit.map_checks import check_engagement, errors_only
from vsm_toolkit.model import Edge, Team, ValueStream
from vsm_toolkit.reports.team_report import BLOCKS, build_team_report


@pytest.mark.parametrize("name", [CLAIMS, RULES, PLATFORM])
def test_every_block_says_who_it_is_for(name):
    blocks = [sample_block(name, key) for key in BLOCKS]

    assert [block.key for block in blocks] == list(BLOCKS)
    assert all(block.title and block.reader for block in blocks)


def test_a_block_that_does_not_exist_is_refused():
    with pytest.raises(UsageError, match=r"no block 'Z'; it has A, B"):
        sample_report(CLAIMS).block("Z")


def test_the_title_names_stream_and_home_team():
    assert sample_report(CLAIMS).title == "Claims portal feature · Claims Portal"


def test_a_map_without_a_home_team_is_titled_by_its_stream():
    stream = ValueStream(name="Lantern", teams=[Team(name="Team")], steps=[a_step("a")])

    assert report_on(stream).title == "Lantern"


def test_a_step_that_is_gone_is_named_by_its_id():
    assert sample_report(CLAIMS).step_name("A01") == "Idea intake and sizing"
    assert sample_report(CLAIMS).step_name("gone") == "gone"


def test_a_map_without_steps_gets_no_report():
    with pytest.raises(MapNotComputableError, match="no steps yet"):
        report_on(ValueStream(name="Empty"))


def test_a_map_with_errors_gets_no_report_but_their_list():
    steps = [a_step("a", accurate=101), a_step("a", accurate=0)]
    with pytest.raises(MapNotComputableError, match=r"has 3 errors .*\(1\).*\(2\).*\(3\)") as refusal:
        report_on(ValueStream(name="Wrong", steps=steps))

    assert "a appears 2 times in steps. Give each row its own id." in refusal.value.message


def test_a_long_list_of_errors_is_shortened_and_so_are_names():
    steps = [a_step("x" * 10_000 + str(n), accurate=0) for n in range(30)]
    with pytest.raises(MapNotComputableError) as refusal:
        report_on(ValueStream(name="Wrong", steps=steps))

    assert len(refusal.value.message) < 2_500
    assert "`vsm check` lists them all" in refusal.value.message


def test_a_cycle_is_refused_in_words():
    steps = [a_step("a"), a_step("b")]
    edges = [Edge(from_step="a", to_step="b"), Edge(from_step="b", to_step="a")]
    with pytest.raises(MapNotComputableError, match="rework loop"):
        report_on(ValueStream(name="Circle", steps=steps, edges=edges))


@settings(max_examples=4, suppress_health_check=list(HealthCheck))
@given(engagements(complete=False))
def test_any_engagement_gets_all_its_blocks(engagement):
    assume(not errors_only(check_engagement(engagement)) and engagement.stream.steps)
    report = build_team_report(engagement)

    assert [report.block(key).key for key in BLOCKS] == list(BLOCKS)
