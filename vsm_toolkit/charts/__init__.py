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
    from vsm_toolkit.charts.evidence_bar import evidence_bar
    from vsm_toolkit.charts.handoff_ledger import LedgerBar, handoff_ledger_picture
    from vsm_toolkit.charts.lead_time_by import lead_time_by_stage, lead_time_by_team
    from vsm_toolkit.charts.lead_time_ladder import lead_time_ladder
    from vsm_toolkit.charts.map_diagram import map_diagram
    from vsm_toolkit.charts.map_layout import lay_out_map
    from vsm_toolkit.charts.picture import Picture
    from vsm_toolkit.charts.theme import themed
    from vsm_toolkit.charts.waste_pareto import WasteBar, waste_pareto

__all__ = [
    "BeforeAfterBar",
    "LedgerBar",
    "Picture",
    "WasteBar",
    "before_after",
    "evidence_bar",
    "handoff_ledger_picture",
    "lay_out_map",
    "lead_time_by_stage",
    "lead_time_by_team",
    "lead_time_ladder",
    "map_diagram",
    "themed",
    "waste_pareto",
]

_HOMES = {
    "BeforeAfterBar": "before_after",
    "LedgerBar": "handoff_ledger",
    "Picture": "picture",
    "WasteBar": "waste_pareto",
    "handoff_ledger_picture": "handoff_ledger",
    "lay_out_map": "map_layout",
    "lead_time_by_stage": "lead_time_by",
    "lead_time_by_team": "lead_time_by",
    "themed": "theme",
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
