"""Random networks for property tests: lines and forks with every feature the event loop knows."""

from __future__ import annotations

import itertools

from hypothesis import strategies as st

from vsm_toolkit.flow_simulation import FlowNetwork, ItemRoute, OtherWork, Return, Station

KINDS = ("exponential", "lognormal", "fixed")
HOURS = st.sampled_from([0.25, 0.5, 1.0, 2.0])


@st.composite
def networks(draw: st.DrawFn, *, with_returns: bool = True) -> FlowNetwork:
    """Draw a network of two to six stations, in a line or with two branches that join again, some of them shared."""
    pools = {f"p{index}": draw(st.integers(1, 3)) for index in range(draw(st.integers(1, 3)))}
    names = [f"s{index}" for index in range(draw(st.integers(2, 6)))]
    stations = tuple(draw(_stations(name, pools)) for name in names)
    routes = draw(_routes(tuple(names)))
    held_back = sum(station.batch_size - 1 for station in stations)
    backward = [(one, other) for place, one in enumerate(names) for other in names[: place + 1]]
    pairs = draw(st.lists(st.sampled_from(backward), max_size=2, unique=True)) if with_returns else []
    chances = st.sampled_from([0.1, 0.3])
    candidates = tuple(Return(one, other, draw(chances), draw(st.sampled_from([0.5, 1.0]))) for one, other in pairs)
    limit = draw(st.none() | st.integers(held_back + 1, held_back + 8))
    other = draw(st.lists(st.builds(OtherWork, st.sampled_from(list(pools)), st.just(0.1), HOURS), max_size=1))
    base = {"stations": stations, "pools": pools, "arrivals_per_hour": 0.3, "routes": routes}
    returns = tuple(back for back in candidates if _leads_back(routes, back))
    return FlowNetwork(**base, returns=returns, other_work=tuple(other), limit=limit)


@st.composite
def _stations(draw: st.DrawFn, name: str, pools: dict[str, int]) -> Station:
    pool = draw(st.sampled_from(list(pools)))
    batch = draw(st.sampled_from([1, 1, 1, 2, 3]))
    return Station(
        name,
        pool,
        service_hours=draw(HOURS),
        service=draw(st.sampled_from(KINDS)),
        people=draw(st.integers(1, pools[pool])),
        lag_hours=draw(st.sampled_from([0.0, 0.0, 1.5])),
        cadence_hours=draw(st.sampled_from([None, None, 4.0])),
        deadline_hours=draw(st.sampled_from([0.0, 1.0])),
        batch_size=batch,
        limit=draw(st.none() | st.integers(batch, batch + 3)),
    )


@st.composite
def _routes(draw: st.DrawFn, names: tuple[str, ...]) -> tuple[ItemRoute, ...]:
    line = tuple(itertools.pairwise(names))
    shape = draw(st.sampled_from(["line", "both branches", "one branch"])) if len(names) >= 4 else "line"
    if shape == "line":
        return (ItemRoute(1.0, names, line),)
    first, left, right, join, *rest = names
    tail = tuple(itertools.pairwise((join, *rest)))
    if shape == "both branches":
        return (ItemRoute(1.0, names, ((first, left), (first, right), (left, join), (right, join), *tail)),)
    ways = [(0.25, left), (0.75, right)]
    return tuple(ItemRoute(s, (first, way, join, *rest), ((first, way), (way, join), *tail)) for s, way in ways)


def _leads_back(routes: tuple[ItemRoute, ...], back: Return) -> bool:
    from vsm_toolkit.flow_simulation.network import done_again

    return any(done_again(route, back) for route in routes)
