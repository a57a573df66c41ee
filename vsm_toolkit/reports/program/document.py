"""The program report as plain data for scripts: ``null`` where unknown or suppressed, never NaN.

Every part keeps the name it has in the roll-up. Hours are a year's, and item time unless their name says labour.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from typing import Any, Final

from vsm_toolkit import __version__
from vsm_toolkit.figures import Figure
from vsm_toolkit.reports.program.program_report import ProgramReport

ROLLUP_SCHEMA: Final = 1
NOT_GRADED: Final = "not_graded"


def program_document(report: ProgramReport) -> dict[str, Any]:
    """Give a program report as plain data; beyond the program without the engagements behind a row.

    Examples
    --------
    >>> from vsm_toolkit.program.roll_up import roll_up
    >>> program_document(ProgramReport(roll_up([])))["participation"]
    {'included': 0, 'withheld': 0, 'superseded': 0, 'elsewhere': 0, 'spans_programs': False}
    """
    figures = report.figures
    plain: dict[str, Any] = _plain(figures)
    if figures.is_published:
        plain = _without_engagements(plain)
    return {
        "schema": ROLLUP_SCHEMA,
        "toolkit_version": __version__,
        "title": report.title,
        "made_on": figures.as_of.isoformat() if figures.as_of else None,
        "ranked": figures.may_rank,
        "files_refused": report.refused,
        "experiment": _plain(report.experiment.model_dump()),
        **plain,
    }


def _plain(value: Any) -> Any:  # noqa: ANN401 - any part of a roll-up
    if isinstance(value, Figure):
        return {"value": value.value, "at_least": value.at_least, "known": value.known, "of": value.of}
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: _plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, dict):
        return {_key(key): _plain(each) for key, each in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, date) else value


def _key(key: object) -> str:
    return NOT_GRADED if key is None else str(key.value if isinstance(key, Enum) else key)


def _without_engagements(value: Any) -> Any:  # noqa: ANN401 - any part of a document
    if isinstance(value, dict):
        kept = {name: each for name, each in value.items() if name not in {"engagements", "teams_behind"}}
        counted = {"streams": len(value["engagements"])} if "engagements" in value else {}
        return {**counted, **{name: _without_engagements(each) for name, each in kept.items()}}
    return [_without_engagements(each) for each in value] if isinstance(value, list) else value
