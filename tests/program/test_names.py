from __future__ import annotations

import pytest

from tests.shared_reports import a_report, generated_reports, sample_reports, with_handoffs
from vsm_toolkit.errors import UsageError
from vsm_toolkit.program.constraints import systemic_constraints
from vsm_toolkit.program.names import NameMatch, final_names, names_in_use, suggest_matches, with_names


def reports_naming(*teams):
    return [with_handoffs(f"r{n}", {"team": team, "decision_holder": "H"}) for n, team in enumerate(teams)]


def suggested(*teams):
    return {frozenset((each.name, each.same_as)) for each in suggest_matches(reports_naming(*teams))}


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        ("Shared QA", "Enterprise QA", "the same but for “enterprise”, “shared”"),
        ("QA (shared)", "Shared QA", "the same words, written differently"),
        ("Data Platform", "data-platform", "the same but for capitals and punctuation"),
        ("App Security", "Application Security", "the same words, written differently"),
        ("Cloud Ops", "Cloud Operations", "the same words, written differently"),
        ("Netwrok", "Network", "close in spelling"),
        ("Change Board", "Change Advisory Board", "one has one word more"),
        ("CAB", "Change Advisory Board", "one is made of the first letters of the other"),
        ("Équipe Réseau", "Equipe Reseau", "the same but for capitals and punctuation"),
    ],
)
def test_names_that_may_mean_the_same_are_suggested_with_the_reason(one, other, why):
    (match,) = suggest_matches(reports_naming(one, other))

    assert {match.name, match.same_as} == {one, other}
    assert (match.kind, match.confirmed, match.why) == ("team", None, why)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("App Security", "Cloud Security"),
        ("Production Ops", "Infrastructure Ops"),
        ("Team 1", "Team 2"),
        ("Head of Data Services", "Head of Test Services"),
        ("Legal", "Logistics"),
        ("数据", "网络"),
    ],
)
def test_names_of_different_teams_are_not_suggested(one, other):
    assert suggested(one, other) == set()


def test_the_samples_ask_one_question():
    suggestions = suggest_matches(sample_reports())

    assert {("Enterprise QA", "Shared QA")} == {tuple(sorted((each.name, each.same_as))) for each in suggestions}


def test_the_name_used_most_is_the_one_to_keep():
    (match,) = suggest_matches(reports_naming("Enterprise QA", "Enterprise QA", "Shared QA"))

    assert (match.name, match.same_as) == ("Shared QA", "Enterprise QA")


def test_two_teams_on_one_map_are_two_teams_unless_spelling_says_otherwise():
    both = [{"team": "Shared QA", "decision_holder": "H"}, {"team": "Enterprise QA", "decision_holder": "H"}]
    alike = [{"team": "Shared QA", "decision_holder": "H"}, {"team": "shared qa", "decision_holder": "H"}]

    assert suggest_matches([with_handoffs("x", *both)]) == ()
    assert len(suggest_matches([with_handoffs("x", *alike)])) == 1


def test_two_home_teams_are_never_suggested():
    assert suggest_matches([a_report("1", home_team="Claims Web"), a_report("2", home_team="Claims Web App")]) == ()


@pytest.mark.parametrize("answer", [True, False])
def test_what_was_answered_is_not_asked_again(answer):
    reports = reports_naming("Shared QA", "Enterprise QA")
    match = NameMatch("team", "Enterprise QA", "Shared QA", answer)

    assert suggest_matches(reports, [match]) == ()


def test_every_spelling_of_the_generated_organisation_is_found():
    pairs = {(each.name, each.same_as) for each in suggest_matches(generated_reports(60)) if each.kind == "team"}
    left = {name for pair in pairs for name in pair}

    assert left >= {"Shared QA", "Enterprise QA", "QA (shared)", "Cloud Ops", "App Security", "Change Board"}


def test_only_confirmed_names_are_applied():
    reports = reports_naming("Shared QA", "Enterprise QA")
    open_question = NameMatch("team", "Enterprise QA", "Shared QA")
    confirmed = NameMatch("team", "Enterprise QA", "Shared QA", confirmed=True)

    assert [row.name for row in systemic_constraints(with_names(reports, [open_question]), "team")] == [
        "Enterprise QA",
        "Shared QA",
    ]
    assert [row.reach for row in systemic_constraints(with_names(reports, [confirmed]), "team")] == [2]
    assert names_in_use(reports, "team")["Enterprise QA"] == 1


def test_a_role_is_renamed_where_it_decides_and_where_it_is_asked():
    asks = [{"id": "1", "receiver_role": "CISO"}]
    report = with_handoffs("x", {"decision_holder": "CISO", "team": "CISO"}, asks=asks)
    (renamed,) = with_names([report], [NameMatch("role", "CISO", "Security Head", confirmed=True)])

    handoff = renamed.handoff_ledger.handoffs[0]
    assert (handoff.decision_holder, renamed.asks[0].receiver_role) == ("Security Head", "Security Head")
    assert handoff.team == "CISO"


def test_names_confirmed_in_a_circle_become_one():
    circle = [NameMatch("team", one, other, confirmed=True) for one, other in ("AB", "BC", "CA")]

    assert final_names(circle, "team") == {"B": "A", "C": "A"}


def test_a_no_that_other_answers_overrule_is_pointed_out():
    answers = [NameMatch("team", "A", "B", True), NameMatch("team", "B", "C", True), NameMatch("team", "A", "C", False)]

    with pytest.raises(UsageError, match="'A' and 'C' are not the same, and join them all the same"):
        final_names(answers, "team")


def test_names_without_a_letter_are_compared_as_they_are():
    assert suggested("🚀", "\u202e", "…", "!") == set()


def test_very_long_names_are_compared_by_how_they_begin():
    assert suggested("x" * 100_000, "y" * 100_000) == set()
