from __future__ import annotations

from tests.report_runs import report_on
from vsm_toolkit.io.map_file import load_engagement
from vsm_toolkit.io.shipped_files import shipped_folder
from vsm_toolkit.model import Challenge, Engagement, Team
from vsm_toolkit.reports.blocks.realignment import most_telling, write_block
from vsm_toolkit.reports.team_report import build_team_report
from vsm_toolkit.samples import lantern


def _claims_portal():
    return build_team_report(load_engagement(shipped_folder("data") / "engagements" / "claims-portal"))


def test_the_block_says_it_is_projected_and_no_org_chart():
    block = write_block(_claims_portal())

    assert "projected" in block.lead[0]
    assert "none of them is a recommended org chart" in block.lead[0]


def test_each_option_has_its_figures_need_decision_and_trial():
    figures, talk = write_block(_claims_portal()).tables
    row = dict(zip(figures.columns, figures.rows[0], strict=True))
    words = dict(zip(talk.columns, talk.rows[0], strict=True))

    assert (row["What"], row["Saves, wh"], row["Waits added up, wh"]) == ("Integration service change", "34", "67–86")
    assert words["Decides"] == "Head of Integration"
    assert words["Smallest trial that can be undone"].startswith("For two weeks")


def test_options_about_which_nobody_knows_who_decides_are_not_told_first():
    assert all(option.decision_holder != "unknown" for option in most_telling(_claims_portal()))


def test_without_a_home_team_the_block_says_why_it_is_empty():
    stream = lantern().with_changes(teams=tuple(Team(name=team.name) for team in lantern().teams))
    block = write_block(build_team_report(Engagement(challenge=Challenge(id="x"), stream=stream)))

    assert block.tables == ()
    assert "No team is marked as the home team" in block.lead[0]


def test_a_map_without_gain_says_so():
    block = write_block(report_on(lantern().with_changes(edges=(), handoffs=())))

    assert block.lead == ("No option was found that would shorten lead time on this map.",)


def test_very_long_names_are_shortened_in_the_sentences():
    stream = lantern()
    long = {team.name: f"{team.name} {'n' * 10_000}" for team in stream.teams}
    steps = tuple(
        step.with_changes(name=f"{step.name} {'n' * 10_000}", team=long[step.team or ""]) for step in stream.steps
    )
    teams = tuple(team.with_changes(name=long[team.name]) for team in stream.teams)
    handoffs = tuple(
        record.with_changes(reason="policy", risk_controlled="r" * 10_000, decision_holder="d" * 10_000)
        for record in stream.handoffs
    )
    lead = write_block(report_on(stream.with_changes(steps=steps, teams=teams, handoffs=handoffs))).lead

    assert len(lead) > 1
    assert max(len(sentence) for sentence in lead) < 1_000
