"""Working times drawn for many visits at once."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from vsm_toolkit.flow_simulation import random_streams
from vsm_toolkit.flow_simulation.network import Station

DRAWS_PER_VISIT = {"fixed": 0, "exponential": 1, "lognormal": 2}


def service_parameters(station: Station) -> tuple[float, float]:
    """Give the two numbers a station's service times are drawn with.

    Returns
    -------
    tuple of float
        Mean hours and 0; of a lognormal service the mean and the standard deviation of the logarithm.

    Examples
    --------
    >>> service_parameters(Station("Test", "QA", service_hours=10))
    (10.0, 0.0)
    """
    if station.service != "lognormal":
        return float(station.service_hours), 0.0
    variance = math.log1p(station.service_variation**2)
    return math.log(station.service_hours) - variance / 2, math.sqrt(variance)


def services_of(station: Station, start: int, count: int, skip: int = 0) -> NDArray[np.float64]:
    """Draw the working times of a station's visits, in hours.

    Parameters
    ----------
    start : int
        Where the station's random stream starts.
    count, skip : int
        How many visits, and how many first ones to leave out.

    Examples
    --------
    >>> services_of(Station("Test", "QA", 10, service="fixed"), start=0, count=2).tolist()
    [10.0, 10.0]
    """
    level, spread = service_parameters(station)
    if station.service == "fixed":
        return np.full(count, level)
    if station.service == "exponential":
        hours = random_streams.uniforms(start, count, skip)
        np.log(hours, out=hours)
        hours *= -level
        return hours
    pairs = random_streams.uniforms(start, 2 * count, 2 * skip)
    normal = np.sqrt(-2.0 * np.log(pairs[::2])) * np.cos(2.0 * math.pi * pairs[1::2])
    return np.asarray(np.exp(level + spread * normal))
