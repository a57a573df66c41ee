"""A sample report and a hostile one, written in every form once for all tests of forms."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import nbformat
import pytest

from tests.hostile_names import hostile_engagement
from tests.report_runs import CLAIMS, sample_report
from vsm_toolkit.reports.export import report_html
from vsm_toolkit.reports.formats.contents import ReportContents, contents_of
from vsm_toolkit.reports.machine_readable import report_document
from vsm_toolkit.reports.team_report import build_team_report

if TYPE_CHECKING:
    from vsm_toolkit.reports.team_report import TeamReport

DATE = date(2026, 10, 9)


@cache
def hostile_report() -> TeamReport:
    """Compute the report of the engagement whose every text is an attack."""
    return build_team_report(hostile_engagement(), made_on=DATE)


@pytest.fixture(scope="session")
def claims() -> ReportContents:
    """Give what the report of sample A shows."""
    return contents_of(replace(sample_report(CLAIMS), made_on=DATE))


@pytest.fixture(scope="session")
def hostile() -> ReportContents:
    """Give what the hostile report shows."""
    return contents_of(hostile_report())


def write_page(report: TeamReport, contents: ReportContents, folder: Path) -> Path:
    """Write the page of a report without running its notebook."""
    outputs = [nbformat.v4.new_output("display_data", {"text/html": each._repr_html_()}) for each in contents.blocks]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("blocks", outputs=outputs)])
    titles = [{"key": each.key, "title": each.title} for each in contents.blocks]
    folder.mkdir(parents=True, exist_ok=True)
    page = folder / "report.html"
    page.write_text(report_html(notebook, report_document(report, DATE), titles), encoding="utf-8")
    return page
