from __future__ import annotations

from tests.hostile_names import PAYLOADS, hostile_engagement
from tests.report_runs import CLAIMS, PLATFORM, a_step, sample_report
from vsm_toolkit.model import Challenge, Edge, Engagement, ValueStream
from vsm_toolkit.reports.figures_table import figure_lines, ledger_lines


def lines_of(name):
    return {line[0]: line[1:] for line in figure_lines(sample_report(name).engagement)}


def test_the_figures_of_a_feature_stream():
    lines = lines_of(CLAIMS)

    assert lines["Lead time"] == ("14.2 wk (569 wh)", "over 13 of 13 steps")
    assert lines["Process time (critical path)"][0] == "9.1 d (73 wh)"
    assert lines["Activity ratio"][0] == "12.8 %"
    assert lines["Active coverage"][0] == "20.7 %"
    assert lines["Rolled %C&A"][0] == "6.3 %"
    assert lines["First-pass share"] == ("38.2 %", "over 5 of 5 loops")
    assert lines["Labour per item"][0] == "220.00 ph"
    assert lines["Steps, teams"][0] == "13, 10"
    assert lines["Handoffs"] == ("12, 8 on the critical path", "over 14 of 14 edges")
    assert lines["Critical path"][0].split(" → ") == [f"A{n:02}" for n in (1, 2, 3, 4, 5, 8, 9, 11, 12, 13)]


def test_the_ledger_of_a_platform_stream():
    lines = ledger_lines(sample_report(PLATFORM).engagement)

    assert lines[:3] == [
        ("empowered", "all", "3", "2 d", "12–16 wh", "4.73 ph"),
        ("influence", "all", "3", "4 d", "26–32 wh", "3.10 ph"),
        ("not empowered", "all", "2", "2.2 wk", "39–51 wh", "5.89 ph"),
    ]
    assert [line[:2] for line in lines[3:5]] == [("not empowered", "CISO"), ("not empowered", "Head of Network")]


def test_what_is_unknown_is_a_bound_or_a_question_mark():
    steps = [a_step("a", wait=8, work=2), a_step("b", team="Other", work=1)]
    stream = ValueStream(name="Gaps", steps=steps, edges=[Edge(from_step="a", to_step="b")])
    engagement = Engagement(challenge=Challenge(id="x"), stream=stream)
    lines = {line[0]: line[1:] for line in figure_lines(engagement)}

    assert lines["Lead time"] == ("≥ 11 h (≥ 11 wh)", "over 1 of 2 steps")
    assert lines["Rolled %C&A"] == ("?", "over 0 of 2 steps")
    assert ledger_lines(engagement)[0] == ("not classified yet", "all", "1", "?", "? wh", "? ph")


def test_long_names_do_not_flood_the_terminal():
    assert max(map(len, PAYLOADS)) == 10_000

    lines = [*figure_lines(hostile_engagement())[:-1], *ledger_lines(hostile_engagement())]
    assert max(len(cell) for line in lines for cell in line) <= 82
