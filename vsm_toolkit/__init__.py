"""Value stream mapping for DevOps Dojo coaches: maps, handoffs, waste and end-of-challenge reports.

The names below load on first use, so that importing the package costs nothing.

Examples
--------
>>> import vsm_toolkit as vsm
>>> vsm.map_metrics(vsm.lantern()).lead_time.value
141.0
"""

from __future__ import annotations

from importlib import import_module

TYPE_CHECKING = False  # importing typing alone would double the time this takes
if TYPE_CHECKING:
    from typing import Any

    from vsm_toolkit.changes import apply_changes as apply_changes
    from vsm_toolkit.comparison import compare_states as compare_states
    from vsm_toolkit.durations import format_hours as format_hours
    from vsm_toolkit.durations import read_time as read_time
    from vsm_toolkit.errors import VsmError as VsmError
    from vsm_toolkit.handoffs import handoff_ledger as handoff_ledger
    from vsm_toolkit.io.map_file import load_engagement as load_engagement
    from vsm_toolkit.io.map_file import save_engagement as save_engagement
    from vsm_toolkit.map_checks import check_engagement as check_engagement
    from vsm_toolkit.map_checks import check_map as check_map
    from vsm_toolkit.metrics import MetricRules as MetricRules
    from vsm_toolkit.metrics import map_metrics as map_metrics
    from vsm_toolkit.model import Challenge as Challenge
    from vsm_toolkit.model import Change as Change
    from vsm_toolkit.model import Edge as Edge
    from vsm_toolkit.model import Engagement as Engagement
    from vsm_toolkit.model import Estimate as Estimate
    from vsm_toolkit.model import HandoffRecord as HandoffRecord
    from vsm_toolkit.model import NumberEstimate as NumberEstimate
    from vsm_toolkit.model import ReworkLoop as ReworkLoop
    from vsm_toolkit.model import Step as Step
    from vsm_toolkit.model import Team as Team
    from vsm_toolkit.model import TimeEstimate as TimeEstimate
    from vsm_toolkit.model import ValueStream as ValueStream
    from vsm_toolkit.rework import expected_rework as expected_rework
    from vsm_toolkit.rework import first_pass_share as first_pass_share
    from vsm_toolkit.samples import lantern as lantern
    from vsm_toolkit.waste import waste_ledger as waste_ledger

__version__ = "0.1.0"

_HOMES = {
    "Challenge": "model",
    "Change": "model",
    "Edge": "model",
    "Engagement": "model",
    "Estimate": "model",
    "HandoffRecord": "model",
    "MetricRules": "metrics",
    "NumberEstimate": "model",
    "ReworkLoop": "model",
    "Step": "model",
    "Team": "model",
    "TimeEstimate": "model",
    "ValueStream": "model",
    "VsmError": "errors",
    "apply_changes": "changes",
    "check_engagement": "map_checks",
    "check_map": "map_checks",
    "compare_states": "comparison",
    "expected_rework": "rework",
    "first_pass_share": "rework",
    "format_hours": "durations",
    "handoff_ledger": "handoffs",
    "lantern": "samples",
    "load_engagement": "io.map_file",
    "map_metrics": "metrics",
    "read_time": "durations",
    "save_engagement": "io.map_file",
    "waste_ledger": "waste",
}

__all__ = sorted([*_HOMES, "__version__"])  # noqa: PLE0605 - the table above is the one list of public names


def __getattr__(name: str) -> Any:  # noqa: ANN401 - any public name
    """Load a public name on first use."""
    if name not in _HOMES:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """List the public names, loaded or not."""
    return __all__
