"""The event loop as machine code; importing this module imports numba (extra ``fast``), so import it only to use it.

The first compiled run on a machine takes a few seconds; later processes read the result from numba's cache. The
compiled loop lets go of Python's lock, so replications run beside each other.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np

from vsm_toolkit.flow_simulation import event_engine, random_streams
from vsm_toolkit.flow_simulation.event_engine import run_events

try:
    import numba
    from numba import extending, types
except ImportError:  # the module can still be read; nobody asks it for a loop
    numba = None  # type: ignore[assignment]

EventLoop = Callable[[event_engine.Plan, event_engine.State, float], None]

RARELY_CALLED = {event_engine.draw_services}
"""Not copied into its callers: that would only make the compiler slower."""

_COMPILING = Lock()


def compiled_event_loop() -> EventLoop:
    """Give :func:`event_engine.run_events` as machine code; its first call compiles it or reads it from the cache.

    Raises
    ------
    ImportError
        When numba is not installed.

    Examples
    --------
    >>> from vsm_toolkit.flow_simulation.replications import numba_is_installed
    >>> not numba_is_installed() or callable(compiled_event_loop())
    True
    """
    if numba is None:
        message = "The compiled event loop needs numba, which is not installed. Install vsm-toolkit[fast]."
        raise ImportError(message)
    with _COMPILING:
        return _event_loop(text_of_the_engine())


def text_of_the_engine() -> str:
    """Give a fingerprint of everything that is compiled; numba's cache by itself looks at one file only.

    Examples
    --------
    >>> len(text_of_the_engine())
    64
    """
    files = (event_engine.__file__, random_streams.__file__, __file__)
    return hashlib.sha256(b"".join(Path(file).read_bytes() for file in files)).hexdigest()


@cache
def _event_loop(fingerprint: str) -> EventLoop:
    def run_compiled(plan: Any, state: Any, end: Any) -> None:  # noqa: ANN401 - numba types them
        if fingerprint:  # always true: what a function closes over is part of its key in the cache
            run_events(_pointers_of(plan), _pointers_of(state), end)

    loop: EventLoop = numba.njit(cache=True, nogil=True)(run_compiled)
    return loop


def _teach_numba() -> None:
    extending.overload(random_streams.next_uniform)(_uniform_for_numba)
    for function in (*event_engine.HELPERS, event_engine.run_events):
        extending.register_jitable(forceinline=function not in RARELY_CALLED)(function)


def _uniform_for_numba(_places: Any, _stream: Any) -> Any:  # noqa: ANN401 - numba hands over types, not values
    """Write :func:`random_streams.next_uniform` for 64-bit numbers that wrap around by themselves."""
    step, first, second = (
        np.uint64(number) for number in (random_streams.STEP, random_streams.FIRST_FACTOR, random_streams.SECOND_FACTOR)
    )
    by_11, by_27, by_30, by_31 = (np.uint64(bits) for bits in (11, 27, 30, 31))
    one, unit = np.uint64(1), random_streams.UNIT

    def next_uniform(_places: Any, _stream: Any) -> Any:  # noqa: ANN401 - as above
        place = _places[_stream] + step
        _places[_stream] = place
        place = (place ^ (place >> by_30)) * first
        place = (place ^ (place >> by_27)) * second
        return (((place ^ (place >> by_31)) >> by_11) + one) * unit

    return next_uniform


def _bare_pointers(_context: Any, group: Any) -> Any:  # noqa: ANN401 - numba's own types
    """Turn a group of arrays into a group of bare pointers to their numbers.

    Arrays would be counted in and out at every call of a helper, which takes longer than the simulation itself.
    """
    kinds: Any = types
    members = [kinds.CPointer(each.dtype) if isinstance(each, types.Array) else each for each in group.types]
    pointers = kinds.NamedTuple(members, group.instance_class)

    def generate(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:  # noqa: ANN401 - as above
        values = []
        for place, each in enumerate(group.types):
            value = builder.extract_value(arguments[0], place)
            if isinstance(each, types.Array):
                value = context.make_array(each)(context, builder, value).data
            values.append(value)
        return context.make_tuple(builder, pointers, values)

    return pointers(group), generate


if numba is not None:
    _pointers_of: Any = extending.intrinsic(_bare_pointers)
    _teach_numba()
