import networkx as nx

from tests.dependencies.dependency_rows import row, stream_with
from vsm_toolkit.dependencies import (
    dependency_graph,
    incoming_dependencies,
    provider_waits,
    team_load,
)
from vsm_toolkit.model import (
    Team,
)


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
