from datetime import date

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vsm_toolkit.changes import apply_changes
from vsm_toolkit.dependencies import (
    IMPACT_WEIGHTS,
    blocking_index,
    dependency_graph,
    dependency_trend,
    explained_waits,
    imposed_wait,
    incoming_dependencies,
    on_time_odds,
    provider_waits,
    team_load,
    team_loads,
    total_imposed_wait,
    what_would_make_soft,
)
from vsm_toolkit.metrics import map_metrics
from vsm_toolkit.model import (
    Dependency,
    DependencyImpact,
    DependencyStrength,
    Edge,
    ReworkLoop,
    Step,
    Team,
    TimeEstimate,
    ValueStream,
)
from vsm_toolkit.rework import expected_rework
from vsm_toolkit.samples import coming_back, lantern


def row(row_id="D", dependent="Web", provider="QA", **fields):
    return Dependency(id=row_id, dependent=dependent, provider=provider, **fields)


def stream_with(*rows, teams=()):
    return ValueStream(name="x", dependencies=rows, teams=teams)


rows = st.builds(
    row,
    st.uuids().map(str),
    st.sampled_from("ABC"),
    st.sampled_from("DEF"),
    impact=st.none() | st.sampled_from(DependencyImpact),
    strength=st.none() | st.sampled_from(DependencyStrength),
    frequency_per_item=st.none() | st.floats(0, 5),
    wait_per_occurrence=st.none() | st.floats(0, 500),
    on_time_rate=st.none() | st.floats(0, 1),
)


def filled(each):
    known = {"frequency_per_item": 1.0, "wait_per_occurrence": 40.0, "impact": "slowing", "on_time_rate": 0.5}
    return each.with_changes(**{field: value for field, value in known.items() if getattr(each, field) is None})


class TestImposedWait:
    def test_is_not_known_while_a_part_is_not_known(self):
        assert imposed_wait(row(wait_per_occurrence=8)) is None
        assert imposed_wait(row(frequency_per_item=2)) is None

    def test_a_wait_of_zero_imposes_nothing_however_often_it_occurs(self):
        assert imposed_wait(row(wait_per_occurrence=0)) == 0

    def test_of_no_dependencies_is_not_zero_but_unknown(self):
        assert total_imposed_wait([]).best() is None

    @given(st.lists(rows, min_size=1))
    def test_a_bound_holds_whatever_the_missing_numbers_turn_out_to_be(self, drawn):
        known_later = total_imposed_wait(map(filled, drawn)).value

        assert (total_imposed_wait(drawn).best() or 0.0) <= known_later + 1e-6

    @given(st.lists(rows, min_size=1).map(lambda drawn: [filled(each) for each in drawn]))
    def test_what_providers_impose_adds_up_to_what_teams_wait_for(self, drawn):
        stream = stream_with(*drawn)
        imposed = sum(each.imposed_wait.value for each in provider_waits(stream))
        loads = sum(each.load.value for each in team_loads(stream))

        assert imposed == pytest.approx(loads)


class TestBlockingIndex:
    def test_is_not_defined_without_rows_or_without_any_known_impact(self):
        assert blocking_index([]) is None
        assert blocking_index([row(frequency_per_item=1)]) is None

    def test_is_not_defined_when_nothing_ever_occurs(self):
        assert blocking_index([row(frequency_per_item=0, impact="blocking")]) is None

    def test_an_unknown_impact_can_be_anything_between_ok_and_blocking(self):
        found = blocking_index([row("1", frequency_per_item=1, impact="blocking"), row("2", frequency_per_item=3)])

        assert (found.value, found.at_least, found.at_most) == (None, 0.25, 1.0)

    def test_an_unknown_frequency_leaves_it_between_the_two_impacts(self):
        found = blocking_index([row("1", frequency_per_item=1, impact="blocking"), row("2", impact="slowing")])

        assert (found.value, found.at_least, found.at_most) == (None, 0.5, 1.0)

    @given(st.lists(rows, min_size=1))
    def test_its_bounds_hold_whatever_the_missing_parts_turn_out_to_be(self, drawn):
        found, later = blocking_index(drawn), blocking_index(map(filled, drawn))
        low = high = None
        if found is not None:
            low = found.at_least if found.value is None else found.value
            high = found.at_most if found.value is None else found.value

        assert found is None or later is None or low - 1e-9 <= later.value <= high + 1e-9


class TestOnTimeOdds:
    def test_soft_dependencies_do_not_hold_delivery_back(self):
        odds = on_time_odds([row("1", strength="hard", on_time_rate=0.8), row("2", strength="soft", on_time_rate=0.1)])

        assert (odds.hard, odds.own_rates.value, odds.coin_flip) == (1, 0.8, 0.5)

    def test_a_missing_rate_leaves_an_upper_bound(self):
        odds = on_time_odds([row("1", strength="hard", on_time_rate=0.8), row("2", strength="hard")])

        assert (odds.own_rates.value, odds.own_rates.at_most, odds.coin_flip) == (None, 0.8, 0.25)

    def test_without_any_rate_nothing_is_said_about_the_own_odds(self):
        assert on_time_odds([row(strength="hard")]).own_rates.best() is None
        assert on_time_odds([]).own_rates.best() is None

    @given(st.lists(rows))
    def test_one_more_dependency_never_improves_them(self, drawn):
        hard = [filled(each).with_changes(strength="hard") for each in drawn]
        fewer, more = on_time_odds([*hard, row("f", strength="hard", on_time_rate=1.0)]), on_time_odds(hard)

        assert not hard or fewer.own_rates.value <= more.own_rates.value + 1e-12
        assert fewer.coin_flip < more.coin_flip


class TestTables:
    def test_the_same_pair_twice_is_one_dependent(self):
        stream = stream_with(row("1"), row("2"), row("3", dependent="App"))

        assert provider_waits(stream)[0].fan_in == 2
        assert team_load(stream, "Web").fan_out == 1

    def test_hard_and_blocking_are_counted_only_where_known(self):
        stream = stream_with(row("1", strength="hard", impact="blocking"), row("2"))
        (provider,) = provider_waits(stream)

        assert (provider.hard, provider.blocking) == (1, 1)
        assert (team_load(stream, "Web").hard, team_load(stream, "Web").blocking) == (1, 1)

    def test_a_provider_shows_what_it_waits_for_itself(self):
        waiting = row("2", dependent="QA", provider="Ops", frequency_per_item=1, wait_per_occurrence=16)
        qa = next(each for each in provider_waits(stream_with(row("1"), waiting)) if each.provider == "QA")

        assert qa.own_load.value == 16

    def test_incoming_dependencies_are_those_on_the_home_team(self):
        stream = stream_with(row("1"), row("2", "Ops", "Web"), teams=[Team(name="Web", is_home=True)])

        assert [each.id for each in incoming_dependencies(stream)] == ["2"]
        assert [each.id for each in incoming_dependencies(stream, "QA")] == ["1"]

    def test_without_a_home_team_nothing_is_incoming(self):
        assert incoming_dependencies(stream_with(row())) == ()


class TestGraph:
    def test_edges_point_from_the_dependent_to_what_it_needs_and_carry_every_field(self):
        each = row(strength="hard", frequency_per_item=2, wait_per_occurrence=8, notes="kept", asked_in="week 1")
        graph = dependency_graph(stream_with(each, teams=[Team(name="QA", size=5), Team(name="Alone")]))
        edge = graph.edges["Web", "QA", "D"]

        assert (edge["imposed_wait"], edge["notes"], edge["asked_in"]) == (16, "kept", "week 1")
        assert graph.nodes["QA"]["size"] == 5
        assert "Alone" in graph

    def test_two_dependencies_between_the_same_teams_are_two_edges(self):
        graph = dependency_graph(stream_with(row("1"), row("2")))

        assert isinstance(graph, nx.MultiDiGraph)
        assert graph.number_of_edges("Web", "QA") == 2


class TestExplainedWaits:
    def test_expected_visits_agree_with_the_markov_chain_on_a_serial_map(self):
        visits = expected_rework(coming_back()).visits
        explaining = [row(step.id, explains_step=step.id) for step in coming_back().steps]
        found = {
            each.step_id: each.visits for each in explained_waits(coming_back().with_changes(dependencies=explaining))
        }

        assert found == pytest.approx(visits)

    def test_a_return_repeats_only_the_steps_between_its_two_ends(self):
        ids = "abcd"
        stream = ValueStream(
            name="branches",
            steps=[Step(id=each, name=each) for each in ids],
            edges=[Edge(from_step=one, to_step=other) for one, other in ("ab", "ac", "bd", "cd")],
            loops=[ReworkLoop(from_step="d", to_step="b", probability=0.5)],
            dependencies=[row(each, explains_step=each) for each in ids],
        )

        assert {each.step_id: each.visits for each in explained_waits(stream)} == {"a": 1, "b": 2, "c": 1, "d": 2}

    def test_more_explained_than_stated_is_warned_of_in_a_sentence(self):
        each = row("D7", explains_step="L6", frequency_per_item=2, wait_per_occurrence=30)
        (found,) = explained_waits(lantern().with_changes(dependencies=[each]))

        assert found.is_exceeded is True
        assert found.warning().startswith("The dependencies D7 explain 60.0 wh of waiting at L6, which waits 30.0 wh")

    def test_a_part_that_is_not_known_cannot_be_said_to_fit(self):
        known = row("1", explains_step="L6", frequency_per_item=1, wait_per_occurrence=8)
        (found,) = explained_waits(lantern().with_changes(dependencies=[known, row("2", explains_step="L6")]))

        assert found.is_exceeded is None
        assert found.warning() is None

    def test_even_a_lower_bound_can_exceed(self):
        known = row("1", explains_step="L6", frequency_per_item=1, wait_per_occurrence=800)
        (found,) = explained_waits(lantern().with_changes(dependencies=[known, row("2", explains_step="L6")]))

        assert found.is_exceeded is True
        assert "≥ 800.0 wh" in found.warning()

    def test_a_loop_without_a_probability_leaves_the_visits_open(self):
        stream = lantern().with_changes(
            loops=[ReworkLoop(from_step="L5", to_step="L3")],
            dependencies=[row("1", explains_step="L4"), row("2", explains_step="L6")],
        )

        assert [each.visits for each in explained_waits(stream)] == [None, 1.0]

    def test_a_branch_with_shares_is_visited_by_a_share_of_the_items(self):
        stream = ValueStream(
            name="shares",
            steps=[Step(id=each, name=each, wait_time=TimeEstimate(value=10)) for each in "abc"],
            edges=[
                Edge(from_step="a", to_step="b", share=0.3),
                Edge(from_step="a", to_step="c", share=0.7),
            ],
            dependencies=[row("1", explains_step="b"), row("2", explains_step="c")],
        )

        assert [each.stated for each in explained_waits(stream)] == pytest.approx([3, 7])

    def test_dependencies_never_add_to_lead_time(self):
        each = row(explains_step="L6", frequency_per_item=2, wait_per_occurrence=300)

        assert map_metrics(lantern().with_changes(dependencies=[each])) == map_metrics(lantern())


class TestTrend:
    BEFORE = stream_with(
        row("soft", strength="hard", impact="blocking", frequency_per_item=1, wait_per_occurrence=8),
        row("hard", strength="soft"),
        row("gone"),
        row("same", strength="hard"),
    )
    AFTER = stream_with(
        row("soft", strength="soft", impact="slowing", frequency_per_item=1, wait_per_occurrence=4),
        row("hard", strength="hard"),
        row("same", strength="hard"),
        row("new"),
    )

    def test_says_for_every_dependency_in_what_it_changed(self):
        trend = dependency_trend(self.BEFORE, self.AFTER)

        assert [(change.dependency.id, change.kind, change.is_better) for change in trend.changes] == [
            ("soft", "softened", True),
            ("soft", "impact changed", True),
            ("soft", "wait changed", True),
            ("hard", "hardened", False),
            ("new", "added", None),
            ("gone", "removed", None),
        ]

    def test_keeps_the_values_on_both_sides_and_the_dates(self):
        trend = dependency_trend(self.BEFORE, self.AFTER, before_on=date(2025, 1, 6), after_on=date(2025, 2, 14))
        waits = next(change for change in trend.changes if change.kind == "wait changed")

        assert (waits.before, waits.after) == (8, 4)
        assert (trend.before_on, trend.after_on) == (date(2025, 1, 6), date(2025, 2, 14))
        assert [each.id for each in trend.of_kind("softened")] == ["soft"]

    def test_learning_what_was_not_known_is_neither_better_nor_worse(self):
        trend = dependency_trend(
            stream_with(row()), stream_with(row(strength="soft", frequency_per_item=1, wait_per_occurrence=8))
        )

        assert {(change.kind, change.is_better) for change in trend.changes} == {
            ("strength recorded", None),
            ("wait changed", None),
        }

    @given(st.lists(rows, unique_by=lambda each: each.id))
    def test_a_map_beside_itself_has_no_changes(self, drawn):
        assert dependency_trend(stream_with(*drawn), stream_with(*drawn)).changes == ()


class TestWhatWouldMakeSoft:
    @pytest.mark.parametrize(
        ("kind", "first"),
        [("knowledge.expertise", "self-service"), ("resource.technical", "feature flag"), ("Process", "self-service")],
    )
    def test_suggests_by_the_class_of_the_dependency(self, kind, first):
        assert what_would_make_soft(row(kind=kind, strength="hard"))[0].way == first

    def test_without_a_known_class_it_asks_for_it(self):
        options = what_would_make_soft(row(kind="something else"))

        assert len(options) == 4
        assert all("Ask first" in option.words for option in options)

    def test_a_soft_dependency_needs_nothing(self):
        assert what_would_make_soft(row(strength="soft")) == ()

    def test_every_suggestion_is_a_what_if_that_can_be_applied(self):
        stream = stream_with(row(kind="resource.entity", strength="hard"))
        after = [apply_changes(stream, option.changes) for option in what_would_make_soft(stream.dependencies[0])]

        assert all(each.dependencies[0].strength is DependencyStrength.SOFT for each in after)


def test_the_weights_of_impact_rise_from_ok_to_blocking():
    assert list(IMPACT_WEIGHTS.values()) == [0.0, 0.5, 1.0]
