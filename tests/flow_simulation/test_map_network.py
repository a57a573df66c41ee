"""From map to network: what is read, what is assumed and said, and what is refused."""

from __future__ import annotations

import pytest

from vsm_toolkit.errors import MapNotComputableError, UsageError
from vsm_toolkit.flow_simulation import FlowSettings, OtherWork, Return
from vsm_toolkit.flow_simulation.map_network import MapNetwork, network_of_map
from vsm_toolkit.model import Edge, NumberEstimate, ReworkLoop, TimeEstimate, ValueStream
from vsm_toolkit.samples import coming_back, lantern, two_roads


def made(stream: ValueStream, **settings) -> MapNetwork:
    return network_of_map(stream, FlowSettings(**{"items_per_year": 52, "default_servers": 2, **settings}))


def station(stream: ValueStream, step_id: str, **settings):
    return next(each for each in made(stream, **settings).network.stations if each.name == step_id)


def with_step(stream: ValueStream, step_id: str, **fields) -> ValueStream:
    steps = (step.with_changes(**fields) if step.id == step_id else step for step in stream.steps)
    return stream.with_changes(steps=tuple(steps))


def with_team(stream: ValueStream, name: str, **fields) -> ValueStream:
    return stream.with_changes(teams=tuple(t.with_changes(**fields) if t.name == name else t for t in stream.teams))


def test_the_demand_of_a_year_is_spread_over_its_working_hours():
    assert made(lantern(), items_per_year=26).network.arrivals_per_hour == pytest.approx(26 / 2080)
    assert made(lantern().with_changes(items_per_year=104), items_per_year=None).network.arrivals_per_hour == 0.05
    assert made(lantern(), arrival_times=(10.0, 40.0)).network.arrivals_per_hour == 0.05


def test_a_team_has_as_many_servers_as_the_settings_say_or_else_people():
    stream = with_team(lantern(), "Support", size=3.5)

    assert made(stream).network.pools == {"Support": 3, "Product": 2, "Shared QA": 2, "Operations": 2}
    assert made(stream, servers={"Support": 5}).network.pools["Support"] == 5


def test_fewer_productive_hours_than_people_stretch_the_work():
    stream = with_team(lantern(), "Shared QA", size=2, productive_hours_per_week=20)

    assert station(stream, "L5").service_hours == 6 * 80 / 20
    assert station(lantern(), "L5").service_hours == 6


def test_a_step_never_takes_more_people_than_its_team_has():
    assert station(lantern(), "L2").people == 2
    assert "L2 names more people" in " ".join(made(lantern()).assumptions)
    assert station(lantern(), "L2", servers={"Product": 8}).people == 3


def test_waits_are_kept_less_what_a_cadence_or_a_batch_explains():
    stream = with_step(lantern(), "L6", cadence=40)

    assert station(lantern(), "L6").lag_hours == 30
    assert station(stream, "L6").lag_hours == 30 - 20
    assert station(stream, "L6", deadlines={"L6": 16}).lag_hours == 0
    assert station(lantern(), "L6", batch_sizes={"L6": 2}).lag_hours == 30 - 20
    assert station(lantern(), "L6", cadences={"L6": 8}).cadence_hours == 8
    assert station(with_step(lantern(), "L6", batch_size=3), "L6").batch_size == 3


def test_waits_are_left_out_where_asked_or_where_other_work_explains_them_and_delays_never():
    assert station(lantern(), "L3").lag_hours == 8 + 4
    assert station(lantern(), "L3", stated_waits="left_out").lag_hours == 4
    assert station(lantern(), "L3", other_work={"Product": 0.5}).lag_hours == 4
    assert station(lantern(), "L5", other_work={"Product": 0.5}).lag_hours == 20


def test_an_unknown_wait_is_said_to_count_as_none():
    stream = with_step(lantern(), "L5", wait_time=None)

    assert station(stream, "L5").lag_hours == 0
    assert "The wait of L5 is not known and counts as none." in made(stream).assumptions


def test_other_work_takes_its_share_in_pieces_like_the_steps():
    (work,) = made(lantern(), other_work={"Product": 0.6}).network.other_work

    assert work == OtherWork("Product", pytest.approx(0.6 * 2 / (25 / 3)), pytest.approx(25 / 3))


def test_loops_bring_their_own_redo_share_or_take_the_settings():
    loops = coming_back().loops
    stream = coming_back().with_changes(loops=(loops[0].with_changes(redo_share=0.3), loops[1]))

    assert made(stream, redo_share=0.7).network.returns == (Return("T", "B", 0.3, 0.3), Return("D", "B", 0.1, 0.7))


def test_a_loop_without_a_probability_is_said_not_to_be_simulated():
    stream = coming_back().with_changes(loops=(ReworkLoop(from_step="T", to_step="B"),))

    assert made(stream).network.returns == ()
    assert "Returns without a probability are not simulated: T to B." in made(stream).assumptions


def test_branches_with_shares_become_routes():
    edges = (
        Edge(from_step="P1", to_step="P2", share=0.4),
        Edge(from_step="P1", to_step="P3", share=0.6),
        Edge(from_step="P2", to_step="P5"),
        Edge(from_step="P3", to_step="P5"),
    )
    stream = two_roads()
    steps = tuple(step for step in stream.steps if step.id in {"P1", "P2", "P3", "P5"})
    routes = made(stream.with_changes(steps=steps, edges=edges)).network.routes

    assert [(route.share, route.stations) for route in routes] == [(0.4, ("P1", "P2", "P5")), (0.6, ("P1", "P3", "P5"))]


def test_work_without_hours_takes_no_time():
    stream = with_step(lantern(), "L6", process_time=TimeEstimate(value=0))

    assert (station(stream, "L6").service, station(stream, "L6").service_hours) == ("fixed", 0)


def test_every_gap_is_named_at_once():
    stream = with_step(with_step(lantern(), "L4", process_time=None), "L5", team=None)
    with pytest.raises(MapNotComputableError) as caught:
        network_of_map(stream, FlowSettings())

    assert caught.value.sentence == (
        "Lantern cannot be simulated: the items per year are not known; the process time of L4 is not known; "
        "nobody is named who does L5; the size of Support, Product and Operations is not known."
    )


def test_a_map_without_steps_is_refused():
    with pytest.raises(MapNotComputableError, match="it has no steps"):
        made(ValueStream(name="Empty"))


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"step_limits": {"L9": 2}}, "L9, but the map has no such step"),
        ({"servers": {"Nobody": 2}}, "Nobody, but the map has no such team"),
        ({"other_work": {"Product": 1.0}}, "0 to below 1"),
    ],
)
def test_settings_that_do_not_fit_the_map_are_refused(settings, sentence):
    with pytest.raises(UsageError, match=sentence):
        made(lantern(), **settings)


def test_a_return_that_leads_forward_is_refused():
    stream = coming_back().with_changes(loops=(ReworkLoop(from_step="B", to_step="D", probability=0.1),))

    with pytest.raises(MapNotComputableError, match="does not lead back"):
        made(stream)


def test_a_fraction_of_a_person_is_rounded_to_whole_people():
    stream = with_step(lantern(), "L1", people=NumberEstimate(value=0.25))

    assert station(stream, "L1").people == 1
    assert made(with_team(stream, "Support", size=0.5)).network.pools["Support"] == 1
