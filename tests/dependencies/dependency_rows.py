"""Dependency rows for the tests of this folder: one at hand, and drawn ones."""

from hypothesis import strategies as st

from vsm_toolkit.model import Dependency, DependencyImpact, DependencyStrength, ValueStream


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
