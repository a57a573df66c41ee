"""Everything one team's report says, computed once, before anything is drawn or written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from importlib import import_module

from vsm_toolkit.comparison import Comparison, compare_states
from vsm_toolkit.display import Block, quoted_name
from vsm_toolkit.errors import MapNotComputableError, UsageError
from vsm_toolkit.evidence import EvidenceSummary, evidence_summary
from vsm_toolkit.figures import Figure
from vsm_toolkit.map_checks import MapProblem, check_engagement, errors_only
from vsm_toolkit.model import Challenge, Engagement, Step, ValueStream
from vsm_toolkit.realignment import RealignmentOption, realignment_options
from vsm_toolkit.reports.parameters import ReportParameters, with_parameters
from vsm_toolkit.reports.sharing import shared_view
from vsm_toolkit.reports.wording import Wording
from vsm_toolkit.retained_value import Recheck, rechecks
from vsm_toolkit.rework import REDO_BAND, ExpectedRework, expected_rework, first_pass_share
from vsm_toolkit.simulation import SimulatedLeadTime, simulate_lead_time
from vsm_toolkit.waste import WasteLedger, waste_ledger
from vsm_toolkit.working_week import WorkingWeek, shown_in

BLOCKS = {
    "A": "one_page",
    "B": "stream",
    "C": "before_after",
    "D": "handoff_ledger",
    "E": "dependencies",
    "F": "waste_log",
    "G": "realignment",
    "H": "asks",
    "I": "what_we_keep",
    "J": "methods",
}
"""The blocks a report has, in order, and the module that writes each."""

ERRORS_LISTED = 5
LONG_SENTENCE = 300


@dataclass(frozen=True, slots=True)
class SimulatedStates:
    """Simulated lead times of the states of one engagement; each says by itself when it is not modelled.

    Attributes
    ----------
    first_pass : SimulatedLeadTime
        The baseline's ranges without its rework loops.
    baseline, done, in_progress : SimulatedLeadTime
        Ranges and rework loops.
    correlated : SimulatedLeadTime
        The baseline again, an item's waits and process times all long or all short: the other bound of the spread.
    rework_band : tuple of SimulatedLeadTime
        The baseline with fixed times and its loops, over the band of redo shares.
    """

    first_pass: SimulatedLeadTime
    baseline: SimulatedLeadTime
    done: SimulatedLeadTime
    in_progress: SimulatedLeadTime
    correlated: SimulatedLeadTime
    rework_band: tuple[SimulatedLeadTime, ...]


def simulate_states(comparison: Comparison, parameters: ReportParameters) -> SimulatedStates:
    """Simulate what the report quotes, all with one seed so that the states can be compared."""
    redo, seed = parameters.redo_share, parameters.seed
    baseline = comparison.baseline.stream
    return SimulatedStates(
        first_pass=simulate_lead_time(baseline, with_loops=False, seed=seed),
        baseline=simulate_lead_time(baseline, redo_share=redo, seed=seed),
        done=simulate_lead_time(comparison.done.stream, redo_share=redo, seed=seed),
        in_progress=simulate_lead_time(comparison.in_progress.stream, redo_share=redo, seed=seed),
        correlated=simulate_lead_time(baseline, redo_share=redo, seed=seed, correlated=True),
        rework_band=tuple(
            simulate_lead_time(baseline, redo_share=share, with_ranges=False, seed=seed) for share in REDO_BAND
        ),
    )


@dataclass(frozen=True, slots=True)
class TeamReport:
    """The figures of one end-of-challenge report.

    Attributes
    ----------
    comparison : Comparison
        Baseline, restated baseline, done, in progress.
    evidence : EvidenceSummary
        How the baseline's critical path is known.
    rework : tuple of ExpectedRework
        Over the band of redo shares.
    simulated : SimulatedStates
        Percentiles over ranges and rework loops, for the baseline, for what is done and for what is in progress.
    realignment : tuple of RealignmentOption
        Lightest first; empty without a home team.
    rechecks : tuple of Recheck
        One per day on which somebody looked again, earliest first.
    problems : tuple of MapProblem
        The warnings of the map; a map with errors gets no report.
    made_on : date or None
        The day the report is made, which ages are counted to; ``None`` leaves them out.
    """

    engagement: Engagement
    parameters: ReportParameters
    comparison: Comparison
    evidence: EvidenceSummary
    first_pass_share: Figure
    rework: tuple[ExpectedRework, ...]
    waste: WasteLedger
    simulated: SimulatedStates
    realignment: tuple[RealignmentOption, ...]
    rechecks: tuple[Recheck, ...]
    problems: tuple[MapProblem, ...]
    made_on: date | None = None

    @property
    def challenge(self) -> Challenge:
        """The challenge the report closes."""
        return self.engagement.challenge

    @property
    def stream(self) -> ValueStream:
        """The restated baseline map."""
        return self.comparison.baseline.stream

    @property
    def words(self) -> Wording:
        """How this report writes figures."""
        return Wording(self.challenge.calendar, self.challenge.currency)

    @property
    def title(self) -> str:
        """What to call the report."""
        home = self.stream.home_team()
        team = f" · {quoted_name(home.name)}" if home else ""
        return f"{quoted_name(self.stream.name)}{team}"

    def step_name(self, step_id: str) -> str:
        """Name a step inside a sentence, even one that a change removed."""
        step = self._find_step(step_id)
        return quoted_name(step.name if step else step_id)

    def _find_step(self, step_id: str) -> Step | None:
        return next((step for step in self.stream.steps if step.id == step_id), None)

    def block(self, key: str) -> Block:
        """Write one block, by its letter.

        Raises
        ------
        UsageError
            When the report has no such block.
        """
        if key not in BLOCKS:
            message = f"The report has no block {key!r}; it has {', '.join(BLOCKS)}."
            raise UsageError(message)
        module = import_module(f"vsm_toolkit.reports.blocks.{BLOCKS[key]}")
        write: Callable[[TeamReport], Block] = module.write_block
        calendar = self.challenge.calendar
        with shown_in(WorkingWeek(calendar.hours_per_day, calendar.days_per_week)):
            return write(self)


def block_titles() -> dict[str, str]:
    """Give the title of each block by its letter, without writing any of them.

    Examples
    --------
    >>> block_titles()["A"]
    'One page'
    """
    modules = {key: import_module(f"vsm_toolkit.reports.blocks.{name}") for key, name in BLOCKS.items()}
    return {key: module.TITLE for key, module in modules.items()}


def build_team_report(
    engagement: Engagement, parameters: ReportParameters | None = None, made_on: date | None = None
) -> TeamReport:
    """Compute a team's report from what its share level lets through.

    Parameters
    ----------
    parameters : ReportParameters or None
        Overrides for this run; ``None`` takes the engagement as it is.
    made_on : date or None
        The day the report is made; ``None`` leaves ages out.

    Raises
    ------
    MapNotComputableError
        When the map has errors: a wrong figure is worse than no report. The sentence lists them.

    Examples
    --------
    >>> from vsm_toolkit.samples import lantern
    >>> report = build_team_report(Engagement(challenge=Challenge(id="lantern"), stream=lantern()))
    >>> report.block("A").tiles[0].value
    '3.5 wk'
    """
    told = parameters or ReportParameters()
    seen = shared_view(with_parameters(engagement, told))
    problems = check_engagement(seen)
    wrong = errors_only(problems)
    if not seen.stream.steps:
        message = "The map has no steps yet, so there is nothing to report. Map the stream first."
        raise MapNotComputableError(message)
    if wrong:
        raise MapNotComputableError(_errors_in_words(wrong))
    comparison = compare_states(seen)
    baseline = comparison.baseline
    return TeamReport(
        engagement=seen,
        parameters=told,
        comparison=comparison,
        evidence=evidence_summary(baseline.stream, baseline.metrics.critical_path),
        first_pass_share=first_pass_share(baseline.stream),
        rework=tuple(expected_rework(baseline.stream, redo) for redo in REDO_BAND),
        waste=waste_ledger(baseline.stream),
        simulated=simulate_states(comparison, told),
        realignment=realignment_options(baseline.stream) if baseline.stream.home_team() else (),
        rechecks=rechecks(seen, comparison),
        problems=problems,
        made_on=made_on,
    )


def _errors_in_words(wrong: Sequence[MapProblem]) -> str:
    listed = " ".join(
        f"({number}) {quoted_name(each.place)}: {quoted_name(each.sentence, LONG_SENTENCE)} {each.remedy}"
        for number, each in enumerate(wrong[:ERRORS_LISTED], 1)
    )
    more = " `vsm check` lists them all." if len(wrong) > ERRORS_LISTED else ""
    return (
        f"The map has {len(wrong)} error{'s' if len(wrong) > 1 else ''} that would make figures wrong: {listed}{more}"
    )
