"""What a network refuses, and what a return repeats."""

from __future__ import annotations

import itertools
import math

import pytest

from vsm_toolkit.errors import MapNotComputableError
from vsm_toolkit.flow_simulation import FlowNetwork, ItemRoute, OtherWork, Return, Station
from vsm_toolkit.flow_simulation.network import ancestors, done_again

ROADS = ItemRoute(
    1.0,
    ("P1", "P2", "P3", "P4", "P5", "P6"),
    (("P1", "P2"), ("P1", "P3"), ("P1", "P4"), ("P2", "P5"), ("P3", "P5"), ("P5", "P6"), ("P4", "P6")),
)


def line(*stations: Station, people: int = 2, **more) -> FlowNetwork:
    names = tuple(station.name for station in stations)
    route = ItemRoute(1.0, names, tuple(itertools.pairwise(names)))
    return FlowNetwork(stations, {"p": people}, **{"arrivals_per_hour": 0.1, "routes": (route,), **more})


A, B = Station("A", "p", 1), Station("B", "p", 1)


@pytest.mark.parametrize(
    ("build", "sentence"),
    [
        (lambda: line(A, people=0), "The pool p has 0 people"),
        (lambda: line(A, A), "two stations called A"),
        (lambda: line(Station("A", "q", 1)), "unknown pool q"),
        (lambda: line(Station("A", "p", 1, people=3)), "takes 3 people, and p has 2"),
        (lambda: line(Station("A", "p", 0)), "takes 0 hours"),
        (lambda: line(Station("A", "p", math.nan, "fixed")), "takes nan hours"),
        (lambda: line(Station("A", "p", 1, lag_hours=-1)), "lag of A"),
        (lambda: line(Station("A", "p", 1, deadline_hours=-1)), "deadline of A"),
        (lambda: line(Station("A", "p", 1, service_variation=-1)), "varies by -1"),
        (lambda: line(Station("A", "p", 1, cadence_hours=0)), "opens every 0"),
        (lambda: line(Station("A", "p", 1, batch_size=0)), "gathers 0 items"),
        (lambda: line(Station("A", "p", 1, batch_size=3, limit=2)), "under a limit of 2"),
        (lambda: line(A, arrivals_per_hour=-1), "come at -1"),
        (lambda: line(Station("A", "p", 1, batch_size=3), limit=2), "wait for a batch"),
        (lambda: line(A, routes=()), "shares of the routes"),
        (lambda: line(A, routes=(ItemRoute(0.5, ("A",), ()),)), "shares of the routes"),
        (lambda: line(A, routes=(ItemRoute(1.0, ("Z",), ()),)), "only known ones"),
        (lambda: line(A, B, routes=(ItemRoute(1.0, ("B", "A"), (("A", "B"),)),)), "does not lead forward"),
        (lambda: line(A, B, returns=(Return("A", "B", 0.1),)), "does not lead back"),
        (lambda: line(A, B, returns=(Return("B", "A", 1.5),)), "probability of 0-1"),
        (lambda: line(A, B, returns=(Return("B", "A", 0.6), Return("B", "B", 0.4))), "would never finish"),
        (lambda: line(A, other_work=(OtherWork("z", 1, 1),)), "unknown pool z"),
    ],
)
def test_what_cannot_be_simulated_is_refused_in_a_sentence(build, sentence):
    with pytest.raises(MapNotComputableError, match=sentence):
        build()


@pytest.mark.parametrize(
    ("back", "repeated"),
    [
        (Return("P5", "P1", 0.1), ("P1", "P2", "P3", "P5")),
        (Return("P5", "P2", 0.1), ("P2", "P5")),
        (Return("P6", "P1", 0.1), ROADS.stations),
        (Return("P4", "P4", 0.1), ("P4",)),
        (Return("P4", "P2", 0.1), ()),
        (Return("P1", "P2", 0.1), ()),
    ],
)
def test_a_return_repeats_what_lies_between_and_nothing_beside(back, repeated):
    assert done_again(ROADS, back) == repeated


def test_a_return_does_not_apply_on_a_route_without_its_steps():
    assert done_again(ItemRoute(1.0, ("P1", "P6"), (("P1", "P6"),)), Return("P6", "P2", 0.1)) == ()


def test_ancestors_include_the_station_itself():
    assert ancestors(ROADS.edges, "P5") == {"P1", "P2", "P3", "P5"}
