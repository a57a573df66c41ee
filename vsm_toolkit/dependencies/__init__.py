"""Who waits for whom: imposed waits, blocking, odds of being on time, and what changed (M32 to M36).

A dependency is a standing reliance of one team on another. It *explains* the wait of a step and never adds to lead
time; :func:`explained_waits` compares the two. Rank providers by imposed wait, colour them by blocking index.
"""

from __future__ import annotations

from vsm_toolkit.dependencies.explained_waits import ExplainedWait, explained_waits
from vsm_toolkit.dependencies.imposed_wait import (
    COIN_FLIP,
    IMPACT_WEIGHTS,
    OnTimeOdds,
    blocking_index,
    imposed_wait,
    on_time_odds,
    total_imposed_wait,
)
from vsm_toolkit.dependencies.softening import SofteningOption, SofteningWay, what_would_make_soft
from vsm_toolkit.dependencies.team_loads import (
    ProviderWait,
    TeamLoad,
    dependency_graph,
    incoming_dependencies,
    provider_waits,
    team_load,
    team_loads,
)
from vsm_toolkit.dependencies.trend import DependencyChange, DependencyTrend, TrendKind, dependency_trend

__all__ = [
    "COIN_FLIP",
    "IMPACT_WEIGHTS",
    "DependencyChange",
    "DependencyTrend",
    "ExplainedWait",
    "OnTimeOdds",
    "ProviderWait",
    "SofteningOption",
    "SofteningWay",
    "TeamLoad",
    "TrendKind",
    "blocking_index",
    "dependency_graph",
    "dependency_trend",
    "explained_waits",
    "imposed_wait",
    "incoming_dependencies",
    "on_time_odds",
    "provider_waits",
    "team_load",
    "team_loads",
    "total_imposed_wait",
    "what_would_make_soft",
]
