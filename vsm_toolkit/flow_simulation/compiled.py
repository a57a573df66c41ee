"""The event loop as machine code, where numba (extra ``fast``) is installed.

Nothing is compiled when the package is imported; the first compiled run takes a few seconds, and later processes read
the result from numba's cache. The compiled loop lets go of Python's lock, so replications run beside each other.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from functools import cache
from typing import Any

from vsm_toolkit.flow_simulation import event_engine, random_streams

import os
COLD=os.environ.get('COLD')
SIMPLE=bool(os.environ.get('SIMPLE'))
EventLoop = Callable[[event_engine.Plan, event_engine.State, float], None]


def is_available() -> bool:
    """Say whether numba is installed, without importing it.

    Examples
    --------
    >>> is_available() in {True, False}
    True
    """
    return importlib.util.find_spec("numba") is not None


@cache
def compiled_event_loop() -> EventLoop:
    """Give the event loop for numba to run; its first call compiles it or reads it from the cache.

    Raises
    ------
    ImportError
        When numba is not installed; ask :func:`is_available` first.
    """
    import numba
    from numba import extending

    extending.overload(random_streams.next_uniform)(_uniform_for_numba)
    for function in (*event_engine.HELPERS, event_engine.run_events):
        extending.register_jitable(forceinline=function.__name__ not in (COLD or '').split())(function)
    pointers_of = extending.intrinsic(_pointers_of)
    run_events = event_engine.run_events

    def run_compiled(plan: Any, state: Any, end: Any) -> None:
        run_events(pointers_of(plan), pointers_of(state), end)

    loop: EventLoop = numba.njit(cache=True, nogil=True)(run_compiled)
    return loop


def _uniform_for_numba(places: Any, stream: Any) -> Any:  # noqa: ANN401, ARG001 - numba hands over types, not values
    """Write :func:`random_streams.next_uniform` for 64-bit numbers that wrap around by themselves."""
    import numpy as np

    step, first, second = (
        np.uint64(number)
        for number in (random_streams.STEP, random_streams.FIRST_FACTOR, random_streams.SECOND_FACTOR)
    )
    by_11, by_27, by_30, by_31 = (np.uint64(bits) for bits in (11, 27, 30, 31))
    one, unit = np.uint64(1), random_streams.UNIT

    def next_uniform(places: Any, stream: Any) -> Any:  # noqa: ANN401 - as above
        place = places[stream] + step
        places[stream] = place
        place = (place ^ (place >> by_30)) * first
        place = (place ^ (place >> by_27)) * second
        return (((place ^ (place >> by_31)) >> by_11) + one) * unit

    return next_uniform


def _pointers_of(_context: Any, group: Any) -> Any:  # noqa: ANN401 - numba's own types
    """Turn a group of arrays into a group of bare pointers to their numbers.

    Arrays would be counted in and out at every call of a helper, which takes longer than the simulation itself.
    """
    from numba import types

    members = [types.CPointer(each.dtype) if isinstance(each, types.Array) else each for each in group.types]
    pointers = types.NamedTuple(members, group.instance_class)

    def generate(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:  # noqa: ANN401 - as above
        values = []
        for place, each in enumerate(group.types):
            value = builder.extract_value(arguments[0], place)
            if SIMPLE and group.fields[place].startswith("has_"):
                value = context.get_constant(types.boolean, False)
            if isinstance(each, types.Array):
                value = context.make_array(each)(context, builder, value).data
            values.append(value)
        return context.make_tuple(builder, pointers, values)

    return pointers(group), generate
