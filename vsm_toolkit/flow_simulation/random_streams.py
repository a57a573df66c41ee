"""The random numbers of a simulation: many small streams that both engines and the array path draw alike.

Each station has a stream for its service times and one for its returns, and the arrivals have their own, so two
policies compared under one seed meet the same items and the same luck ("common random numbers"). The generator is
SplitMix64 (Steele, Lea and Flood, 2014): one 64-bit counter, scrambled. A stream starts at a scrambled place of the
cycle of 2**64 numbers; that two streams of a study overlap is possible and about as likely as one in a million.
"""

from __future__ import annotations

from collections.abc import MutableSequence

import numpy as np
from numpy.typing import NDArray

MASK = 0xFFFFFFFFFFFFFFFF
STEP = 0x9E3779B97F4A7C15
FIRST_FACTOR = 0xBF58476D1CE4E5B9
SECOND_FACTOR = 0x94D049BB133111EB
UNIT = 2.0**-53

AT_ONCE = 8192
"""Few enough that the numbers stay in the processor's cache from one operation to the next."""

_STEPS = np.arange(1, AT_ONCE + 1, dtype=np.uint64) * np.uint64(STEP)

ARRIVALS, ROUTES, SERVICES, RETURNS = range(4)
"""What a stream is drawn for; together with a number (of a source or a station) it names one stream."""


def scramble(number: int) -> int:
    """Spread the bits of a number over 64 bits.

    Examples
    --------
    >>> scramble(0), scramble(STEP) == 0xE220A8397B1DCDAF
    (0, True)
    """
    number &= MASK
    number = ((number ^ (number >> 30)) * FIRST_FACTOR) & MASK
    number = ((number ^ (number >> 27)) * SECOND_FACTOR) & MASK
    return number ^ (number >> 31)


def stream_start(seed: int, replication: int, purpose: int, number: int) -> int:
    """Give the place where one stream starts, different for every seed, replication, purpose and number.

    Examples
    --------
    >>> stream_start(1, 0, SERVICES, 3) == stream_start(1, 0, SERVICES, 3)
    True
    >>> len({stream_start(1, run, SERVICES, station) for run in range(50) for station in range(50)})
    2500
    """
    place = 0
    for part in (seed, replication, purpose, number):
        place = scramble(place + STEP * (part + 1))
    return place


def next_uniform(places: MutableSequence[int], stream: int) -> float:
    """Draw the next number of a stream, above 0 and at most 1, and move the stream on.

    Examples
    --------
    >>> places = [0]
    >>> round(next_uniform(places, 0), 12)
    0.883310808214
    """
    place = (places[stream] + STEP) & MASK
    places[stream] = place
    place = ((place ^ (place >> 30)) * FIRST_FACTOR) & MASK
    place = ((place ^ (place >> 27)) * SECOND_FACTOR) & MASK
    return (((place ^ (place >> 31)) >> 11) + 1) * UNIT


def uniforms(start: int, count: int, skip: int = 0) -> NDArray[np.float64]:
    """Draw many numbers of one stream at once, the same that :func:`next_uniform` gives one by one.

    Parameters
    ----------
    start : int
        From :func:`stream_start`.
    count : int
        How many.
    skip : int
        How many of the stream's first numbers to leave out.

    Examples
    --------
    >>> bool(uniforms(0, 1)[0] == next_uniform([0], 0))
    True
    """
    numbers = np.empty(count)
    for first in range(0, count, AT_ONCE):
        _fill(numbers[first : first + AT_ONCE], start + (skip + first) * STEP)
    return numbers


def _fill(numbers: NDArray[np.float64], start: int) -> None:
    places = _STEPS[: len(numbers)] + np.uint64(start & MASK)
    shifted = places >> np.uint64(30)
    places ^= shifted
    places *= np.uint64(FIRST_FACTOR)
    np.right_shift(places, np.uint64(27), out=shifted)
    places ^= shifted
    places *= np.uint64(SECOND_FACTOR)
    np.right_shift(places, np.uint64(31), out=shifted)
    places ^= shifted
    places >>= np.uint64(11)
    places += np.uint64(1)
    # Below 2**53 + 1, so the signed reading is the same number; converting signed integers is several times faster.
    numbers[:] = places.view(np.int64)
    numbers *= UNIT
