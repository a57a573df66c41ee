"""Pictures of a value stream: Altair charts that need no network, each with its content in words.

Everything is imported on first use, because Altair is slow to load.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vsm_toolkit.charts.before_after import BeforeAfterBar, before_after
    from vsm_toolkit.charts.dependency_graph import dependency_graph_picture
    from vsm_toolkit.charts.dependency_matrix import dependency_matrix
    from vsm_toolkit.charts.evidence_bar import evidence_bar
    from vsm_toolkit.charts.handoff_ledger import LedgerBar, handoff_ledger_picture
    from vsm_toolkit.charts.item_times import item_times_picture
    from vsm_toolkit.charts.lead_time_by import lead_time_by_stage, lead_time_by_team
    from vsm_toolkit.charts.lead_time_ladder import lead_time_ladder
    from vsm_toolkit.charts.map_diagram import map_diagram
    from vsm_toolkit.charts.map_layout import lay_out_map
    from vsm_toolkit.charts.picture import Picture
    from vsm_toolkit.charts.process_behaviour import process_behaviour_picture
    from vsm_toolkit.charts.provider_bars import provider_bars
    from vsm_toolkit.charts.theme import themed
    from vsm_toolkit.charts.tornado import TornadoBarRow, tornado_picture
    from vsm_toolkit.charts.waste_pareto import WasteBar, waste_pareto

__all__ = [
    "BeforeAfterBar",
    "LedgerBar",
    "Picture",
    "TornadoBarRow",
    "WasteBar",
    "before_after",
    "dependency_graph_picture",
    "dependency_matrix",
    "evidence_bar",
    "handoff_ledger_picture",
    "item_times_picture",
    "lay_out_map",
    "lead_time_by_stage",
    "lead_time_by_team",
    "lead_time_ladder",
    "map_diagram",
    "process_behaviour_picture",
    "provider_bars",
    "themed",
    "tornado_picture",
    "waste_pareto",
]

_HOMES = {
    "BeforeAfterBar": "before_after",
    "LedgerBar": "handoff_ledger",
    "Picture": "picture",
    "TornadoBarRow": "tornado",
    "WasteBar": "waste_pareto",
    "dependency_graph_picture": "dependency_graph",
    "handoff_ledger_picture": "handoff_ledger",
    "item_times_picture": "item_times",
    "lay_out_map": "map_layout",
    "lead_time_by_stage": "lead_time_by",
    "lead_time_by_team": "lead_time_by",
    "process_behaviour_picture": "process_behaviour",
    "themed": "theme",
    "tornado_picture": "tornado",
}


class _Charts(ModuleType):
    """Keeps ``charts.map_diagram`` the function: importing the file of that name would put the module in its place."""

    def __setattr__(self, name: str, value: object) -> None:
        super().__setattr__(name, getattr(value, name) if name in __all__ and isinstance(value, ModuleType) else value)


sys.modules[__name__].__class__ = _Charts


def __getattr__(name: str) -> object:
    """Import a picture function the first time it is asked for (PEP 562)."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES.get(name, name)}"), name)


def __dir__() -> list[str]:
    """List what can be imported from here."""
    return __all__
