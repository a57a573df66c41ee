from __future__ import annotations

import json
import re

import pytest

from tests.hostile_names import IDS, PAYLOADS, hostile_engagement
from tests.report_runs import a_step
from vsm_toolkit.io.map_file import save_engagement
from vsm_toolkit.io.map_schema import map_json_schema
from vsm_toolkit.io.shipped_files import sample_engagements
from vsm_toolkit.model import Challenge, Edge, Engagement, ReworkLoop, ValueStream

CLAIMS, RULES, PLATFORM = sample_engagements()
KEYS = (
    *("lead_time_hours", "process_time_hours", "wait_hours", "activity_ratio", "active_coverage"),
    *("rolled_percent_complete_accurate", "first_pass_share", "labour_hours", "steps", "teams", "handoffs"),
    *("handoffs_critical", "critical_path", "slack_hours", "coverage", "problems"),
)
ORDERS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]")


def saved(folder, *steps, **tables):
    stream = ValueStream(name="Small [bold]stream[/]", steps=steps, **tables)
    save_engagement(Engagement(challenge=Challenge(id="x"), stream=stream), folder)
    return folder


@pytest.fixture
def hostile(tmp_path):
    """Give a folder where attacks stand in every name, and where every name is part of a problem."""
    whole = hostile_engagement()
    lost = tuple(Edge(from_step=name, to_step=f"{name}?") for name in PAYLOADS)
    steps = tuple(step.with_changes(wait_time=None) for step in whole.stream.steps)
    stream = whole.stream.with_changes(steps=steps, edges=whole.stream.edges + lost)
    save_engagement(whole.with_changes(stream=stream), tmp_path / "hostile")
    return tmp_path / "hostile"


@pytest.mark.parametrize("folder", sample_engagements(), ids=lambda folder: folder.name)
def test_the_samples_have_no_errors(vsm, folder):
    called = vsm("check", folder)

    assert called.code == 0
    assert called.out.splitlines()[-1].startswith("0 errors, ")


def test_check_takes_the_map_itself_as_well(vsm):
    assert vsm("check", CLAIMS / "map.toml").code == 0


def test_a_wrong_map_ends_with_1_and_every_line_has_a_remedy(vsm, tmp_path):
    called = vsm("check", saved(tmp_path, a_step("a", accurate=101)))
    first, *_, last = called.out.splitlines()

    assert called.code == 1
    assert first == "ERROR    step a, %C&A: It is 101 %. Give a share from above 0 to 100."
    assert last.startswith("1 error, ")


def test_check_as_data(vsm, tmp_path):
    called = vsm("check", saved(tmp_path, a_step("a", accurate=101)), "--json")
    document = json.loads(called.out)

    assert called.code == 1
    assert (document["errors"], document["warnings"]) == (1, len(document["problems"]) - 1)
    assert document["problems"][0]["code"] == "quality_range"


@pytest.mark.parametrize("command", ["check", "metrics"])
@pytest.mark.parametrize(
    "content", [None, b"", b"not toml [", b"\xff\xfe", b"schema_version = 9", b"[[steps]]\nid = 1"]
)
def test_a_file_that_cannot_be_read_ends_with_2_and_a_sentence(vsm, tmp_path, command, content):
    if content is not None:
        (tmp_path / "map.toml").write_bytes(content)
    called = vsm(command, tmp_path)

    assert (called.code, called.out) == (2, "")
    assert "cannot be read" in called.err


@pytest.mark.parametrize("folder", ["no/such/folder", "x" * 500, "\x1b[31mred"])
def test_a_folder_that_is_not_there_is_named(vsm, folder):
    called = vsm("check", folder)

    assert called.code == 2
    assert not ORDERS.search(called.err)


def test_metrics_for_people(vsm):
    out = vsm("metrics", CLAIMS).out

    assert re.search(r"Lead time +│ 14\.2 wk \(569 wh\) +│ over 13 of 13 steps", out)
    assert re.search(r"Handoffs +│ 12, 8 on the critical path", out)
    assert re.search(r"not empowered +│ Chief Architect +│ 1 +│ 7\.5 d +│ 36–54 wh +│ 9\.00 ph", out)


def test_metrics_as_data(vsm):
    claims, platform = (json.loads(vsm("metrics", folder, "--json").out) for folder in (CLAIMS, PLATFORM))

    assert all(key in claims and key in platform for key in KEYS)
    assert (claims["lead_time_hours"], platform["lead_time_hours"]) == (569, 161.25)
    assert (claims["steps"], claims["teams"], claims["handoffs"], claims["handoffs_critical"]) == (13, 10, 12, 8)
    assert claims["slack_hours"]["A10"] == 55


def test_metrics_of_an_unknown_is_null(vsm, tmp_path):
    folder = saved(tmp_path, a_step("a", work=2), loops=[ReworkLoop(from_step="a", to_step="a")])
    document = json.loads(vsm("metrics", folder, "--json").out)

    assert document["lead_time_hours"] is None
    assert document["first_pass_share"] is None
    assert document["coverage"]["wait_hours"] == {"known": 0, "of": 1}


def test_metrics_of_a_wrong_map_warn_and_end_with_1(vsm, tmp_path):
    called = vsm("metrics", saved(tmp_path, a_step("a", accurate=101)))

    assert called.code == 1
    assert "1 error(s), so figures above may be wrong: vsm check" in called.err


def test_metrics_of_a_circle_cannot_be(vsm, tmp_path):
    circle = [Edge(from_step="a", to_step="b"), Edge(from_step="b", to_step="a")]
    called = vsm("metrics", saved(tmp_path, a_step("a"), a_step("b"), edges=circle))

    assert called.code == 2
    assert "rework loop" in called.err


def test_a_name_in_brackets_is_a_name(vsm, tmp_path):
    assert "Small [bold]stream[/]" in vsm("metrics", saved(tmp_path, a_step("a", wait=8, work=2))).out


def test_check_prints_attacks_as_text(vsm, hostile):
    called = vsm("check", hostile)

    assert called.code == 1
    assert not ORDERS.search(called.out + called.err)
    assert "[bold red]rich[/] [link=https://example.invalid]x[/link]" in called.out
    assert "\\u001b]0;owned\\u0007" in called.out
    assert all(re.match(r"ERROR  |warning|\d+ errors?,", line) for line in called.out.splitlines())


def test_metrics_print_attacks_as_text(vsm, tmp_path):
    save_engagement(hostile_engagement(), tmp_path)
    called = vsm("metrics", tmp_path)

    assert called.code == 0
    assert not ORDERS.search(called.out + called.err)
    assert "<img src=x onerror=window.__fired=1>" in called.out
    assert len(called.out.splitlines()) < 250


def test_metrics_as_data_keep_attacks_as_typed(vsm, tmp_path):
    save_engagement(hostile_engagement(), tmp_path)
    called = vsm("metrics", tmp_path, "--json")

    assert not ORDERS.search(called.out)
    assert json.loads(called.out)["critical_path"] == list(IDS)


def test_the_schema_is_printed(vsm):
    called = vsm("schema")

    assert called.code == 0
    assert json.loads(called.out) == map_json_schema()
