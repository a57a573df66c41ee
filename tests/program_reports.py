"""Program reports to test: of the samples, of generated engagements, of two, and one for outside the program."""

from __future__ import annotations

from datetime import date
from functools import cache

from tests.shared_reports import generated_reports, sample_reports
from vsm_toolkit.display import Block, Table
from vsm_toolkit.program.experiment import SystemicExperiment
from vsm_toolkit.program.roll_up import roll_up
from vsm_toolkit.reports.program.program_report import ProgramReport

AS_OF = date(2026, 12, 1)
EXPERIMENT = SystemicExperiment(
    what="Security reviews are pulled daily, two weeks long.", owner_role="CISO", look_again_on=date(2027, 1, 15)
)


@cache
def sample_program() -> ProgramReport:
    """Give the report of the three samples."""
    return ProgramReport(roll_up(sample_reports(), as_of=AS_OF), EXPERIMENT)


@cache
def two_engagements() -> ProgramReport:
    """Give a report with too few engagements to rank."""
    return ProgramReport(roll_up(sample_reports()[:2], as_of=AS_OF))


@cache
def many_engagements() -> ProgramReport:
    """Give the report of sixty generated engagements."""
    return ProgramReport(roll_up(generated_reports(60), as_of=AS_OF))


@cache
def published_program() -> ProgramReport:
    """Give the report of sixty generated engagements for outside the program."""
    return ProgramReport(roll_up(generated_reports(60), as_of=AS_OF, published=True))


def table_of(block: Block, caption: str) -> Table:
    """Find a table by how its caption begins."""
    return next(table for table in block.tables if table.caption.startswith(caption))
