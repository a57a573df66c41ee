"""What every other form of a report is made from: the blocks of the page, and nothing beyond them.

A block added to the report appears in every form without more work, and what the page leaves out (people's names,
private notes) cannot appear in any of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from vsm_toolkit.charts.theme import EMPOWERMENT_SIGNS, Sign
from vsm_toolkit.comparison import changed_steps
from vsm_toolkit.display import Block
from vsm_toolkit.flow_graph import FlowGraph
from vsm_toolkit.reports.team_report import BLOCKS, TeamReport


@dataclass(frozen=True, slots=True)
class FormatNote:
    """Something to know about a form that was asked for.

    Attributes
    ----------
    is_missing : bool
        Whether the form could not be written; the sentence says what to do.
    """

    sentence: str
    is_missing: bool = False


@dataclass(frozen=True, slots=True)
class StripStep:
    """One step of the map in short.

    Attributes
    ----------
    handoff : Sign or None
        Who can change the handoff into this step; ``None`` where the same team goes on.
    """

    name: str
    team: str
    is_critical: bool
    is_changed: bool
    handoff: Sign | None


@dataclass(frozen=True, slots=True)
class ReportContents:
    """A report as its readers see it.

    Attributes
    ----------
    title : str
        The stream and the home team.
    program : str
        ``""`` when none is recorded.
    made_on : date or None
        Printed on the report; ``None`` leaves it out.
    blocks : tuple of Block
        In the order of the page.
    strip : tuple of StripStep
        The steps of the one-page view's map, along the flow.
    """

    title: str
    program: str
    share_level: str
    made_on: date | None
    blocks: tuple[Block, ...]
    strip: tuple[StripStep, ...] = ()

    def block(self, key: str) -> Block | None:
        """Find a block by its letter, ``None`` when the report has no such block."""
        return next((block for block in self.blocks if block.key == key), None)

    @property
    def kind(self) -> str:
        """What this is, with its date."""
        return f"End-of-challenge report{f' · {self.made_on.isoformat()}' if self.made_on else ''}"


def contents_of(report: TeamReport) -> ReportContents:
    """Write every block of a report once, for all forms.

    Examples
    --------
    >>> from vsm_toolkit.model import Challenge, Engagement
    >>> from vsm_toolkit.reports.team_report import build_team_report
    >>> from vsm_toolkit.samples import lantern
    >>> engagement = Engagement(challenge=Challenge(id="lantern"), stream=lantern())
    >>> contents = contents_of(build_team_report(engagement, made_on=date(2026, 10, 9)))
    >>> contents.kind, contents.block("A").title
    ('End-of-challenge report · 2026-10-09', 'One page')
    """
    return ReportContents(
        title=report.title,
        program=report.challenge.program or "",
        share_level=report.challenge.share_level.value,
        made_on=report.made_on,
        blocks=tuple(report.block(key) for key in BLOCKS),
        strip=_strip(report),
    )


def _strip(report: TeamReport) -> tuple[StripStep, ...]:
    done, changed = report.comparison.done, changed_steps(report.comparison.effects)
    classes = {each.to_step: EMPOWERMENT_SIGNS[each.empowerment] for each in done.ledger.handoffs}
    return tuple(
        StripStep(
            name=step.name,
            team=step.team or "team not known yet",
            is_critical=step.id in done.metrics.critical_path,
            is_changed=step.id in changed,
            handoff=classes.get(step.id),
        )
        for step in map(done.stream.step, FlowGraph(done.stream).order)
    )
