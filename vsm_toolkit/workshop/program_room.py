"""The program session a notebook opens: reports of all teams, answers about names, one experiment, one report."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

from vsm_toolkit.errors import UsageError, VsmError
from vsm_toolkit.facilitation.agenda import Agenda
from vsm_toolkit.facilitation.program_session import ROLL_UP, program_exit_check, program_saved
from vsm_toolkit.io.experiment_file import EXPERIMENT_FILE, read_experiment, write_experiment
from vsm_toolkit.io.names_file import NAMES_FILE, read_names, write_names
from vsm_toolkit.io.report_files import RefusedReport, find_reports, read_reports
from vsm_toolkit.program.experiment import SystemicExperiment
from vsm_toolkit.program.names import NameMatch, final_names
from vsm_toolkit.program.roll_up import RollUp, roll_up
from vsm_toolkit.program.shared_report import SharedReport
from vsm_toolkit.reports.program.job import sample_reports
from vsm_toolkit.reports.program.program_report import ProgramReport
from vsm_toolkit.widgets.blocks import Block, heading, lines
from vsm_toolkit.widgets.experiment_card import ExperimentCard
from vsm_toolkit.widgets.name_reconciliation import NameReconciliation
from vsm_toolkit.widgets.report_blocks import panel_blocks
from vsm_toolkit.widgets.safely import PanelErrors
from vsm_toolkit.widgets.text_panel import TextPanel
from vsm_toolkit.workshop.sentences import show_errors_as_sentences
from vsm_toolkit.workshop.sheets import script_opening, script_prompts

NAMED_BY: Final = "VSM_PROGRAM"
MOST_REFUSED: Final = 5
NOTHING_MISSING: Final = "Nothing that can be checked is missing. Say the next step aloud."


class ProgramRoom:
    """One program, open for its leads and some members of each team.

    Every method gives something a notebook cell shows. What is answered is in the program's folder at once; what is
    shown follows it.

    Parameters
    ----------
    folder : Path
        The program's folder, with the reports of the teams below it.
    as_of : date
        The day ages are counted to.
    program : str or None
        Leave other programs out; ``None`` takes all.
    """

    def __init__(self, folder: Path, as_of: date, program: str | None = None, *, is_scratch: bool = False) -> None:
        self.folder, self._as_of, self._program, self._is_scratch = folder, as_of, program, is_scratch
        self.errors = PanelErrors()
        self._panels: dict[str, Any] = {}
        self._reports: tuple[SharedReport, ...] = ()
        self.refused: tuple[RefusedReport, ...] = ()
        self._names: tuple[NameMatch, ...] = ()
        self._experiment = SystemicExperiment()
        self.figures: RollUp = roll_up(())
        self.read_again()

    def __repr__(self) -> str:
        """Say in a sentence what is open."""
        return f"Program roll-up of {self.figures.participation.included} engagements. {self._where()[0]}"

    def read_again(self) -> None:
        """Read reports, names and experiment from the folder, as they lie there now."""
        self._reports, self.refused = read_reports(find_reports([self.folder]))
        self._names = tuple(each for each in read_names(self.folder / NAMES_FILE) if each.confirmed is not None)
        self._experiment = read_experiment(self.folder / EXPERIMENT_FILE)
        self._compute()

    def _compute(self) -> None:
        self.figures = roll_up(self._reports, self._names, as_of=self._as_of, program=self._program)

    @property
    def report(self) -> ProgramReport:
        """The program report as it stands."""
        return ProgramReport(self.figures, self._experiment, len(self.refused))

    def _where(self) -> tuple[str, ...]:
        if self._is_scratch:
            return (
                "These are the reports of the three samples, to look around in.",
                f"To open a folder of your own that holds the reports, set {NAMED_BY} to it.",
                f"What you type here is kept in {self.folder} until the notebook is closed.",
            )
        return (f"Reports are read below {self.folder}; answers are kept in {NAMES_FILE} and {EXPERIMENT_FILE} there.",)

    def trouble(self) -> tuple[str, ...]:
        """Say which files are no reports; empty when all is well."""
        shown = [f"Left out, {each.path}: {each.reason}" for each in self.refused[:MOST_REFUSED]]
        more = len(self.refused) - MOST_REFUSED
        return (*shown, *([f"And {more} more files that cannot be read."] if more > 0 else []))

    def _text(self, name: str, title: str, make: Callable[[], list[Block]]) -> Any:  # noqa: ANN401 - a widget
        if name not in self._panels:
            self._panels[name] = TextPanel(title, make, errors=self.errors)
        self._panels[name].show()
        return self._panels[name].widget

    def _show_all(self) -> None:
        for panel in self._panels.values():
            panel.show()

    def opening(self) -> Any:  # noqa: ANN401 - a widget
        """Show aim, minutes, who is in the room, the rules, and which reports could not be read."""
        title = f"{ROLL_UP.title}: {self.report.title}"

        def make() -> list[Block]:
            trouble = [lines(*self.trouble(), sign="problem")] if self.refused else []
            return [*trouble, *script_opening(ROLL_UP, self._where())]

        return self._text("opening", title, make)

    def agenda(self) -> Any:  # noqa: ANN401 - a widget
        """Show the agenda with its timer."""
        from vsm_toolkit.widgets.agenda_panel import AgendaPanel

        if "agenda" not in self._panels:
            agenda = Agenda(ROLL_UP.title, ROLL_UP.blocks)
            self._panels["agenda"] = AgendaPanel(agenda, time.monotonic, errors=self.errors)
        return self._panels["agenda"].widget

    def prompts(self) -> Any:  # noqa: ANN401 - a widget
        """Show what to write in silence, what to ask, and the traps."""
        return self._text("prompts", f"Ask: {ROLL_UP.title}", lambda: script_prompts(ROLL_UP))

    def names(self) -> Any:  # noqa: ANN401 - a widget
        """Ask which names mean the same; only what a person confirms is joined."""
        if "names" not in self._panels:
            self._panels["names"] = NameReconciliation(
                lambda: (*self.figures.open_names, *self._names), self.answer, errors=self.errors
            )
        return self._panels["names"].widget

    def answer(self, match: NameMatch) -> None:
        """Keep an answer about two names and compute everything anew.

        Raises
        ------
        UsageError
            When it contradicts the other answers; nothing is changed.
        FileError
            When the folder cannot be written; nothing is changed.
        """
        pair = {match.name, match.same_as}
        others = tuple(each for each in self._names if {each.name, each.same_as} != pair or each.kind != match.kind)
        told = (*others, match) if match.confirmed is not None else others
        final_names(told, match.kind)
        write_names(self.folder / NAMES_FILE, told)
        self._names = told
        self._compute()
        self._show_all()

    def show(self, key: str) -> Any:  # noqa: ANN401 - a widget
        """Show a block of the program report as it stands, by its letter; it follows the answers about names.

        Raises
        ------
        UsageError
            When the report has no such block.
        """
        title = self.report.block(key).title
        return self._text(f"block {key}", title, lambda: panel_blocks(self.report.block(key)))

    def experiment(self) -> Any:  # noqa: ANN401 - a widget
        """Write down the one systemic experiment."""
        if "experiment" not in self._panels:
            self._panels["experiment"] = ExperimentCard(
                lambda: self._experiment, self._keep_experiment, errors=self.errors
            )
        return self._panels["experiment"].widget

    def _keep_experiment(self, experiment: SystemicExperiment) -> None:
        write_experiment(self.folder / EXPERIMENT_FILE, experiment)
        self._experiment = experiment
        self._show_all()

    def write_report(self) -> Any:  # noqa: ANN401 - a widget
        """Write the program report into the program's folder."""
        from vsm_toolkit.reports.program.job import job_of_folder
        from vsm_toolkit.reports.program.writing import write_program_report

        try:
            job = job_of_folder([self.folder], self.folder, as_of=self._as_of, program=self._program)
            written = write_program_report(job, self.folder)
        except VsmError as problem:
            return TextPanel("Report", lambda message=problem.message: [lines(message, sign="problem")]).widget  # type: ignore[misc]
        said = lines(
            f"The report is written: {written.page}",
            "Open it from the list of files on the left, or in any browser; it needs no network.",
            sign="good",
        )
        return TextPanel("Report", lambda: [said], errors=self.errors).widget

    def exit_check(self) -> Any:  # noqa: ANN401 - a widget
        """Show what the session still lacks, as it shrinks, and what to ask the room."""

        def make() -> list[Block]:
            missing = program_exit_check(self.figures, self._experiment)
            shown = lines(*missing, sign="question") if missing else lines(NOTHING_MISSING, sign="good")
            return [shown, heading("Ask the room"), lines(*ROLL_UP.aloud, sign="question")]

        return self._text("exit", "Before we close: what is still missing?", make)

    def saved(self) -> Any:  # noqa: ANN401 - a widget
        """Show what the session left behind and where."""

        def make() -> list[Block]:
            left = program_saved(self.figures, self._experiment)
            trouble = [lines(*self.trouble(), sign="problem")] if self.refused else []
            return [*trouble, lines(f"This session saved {ROLL_UP.saves}.", *left, sign="good"), lines(*self._where())]

        return self._text("saved", "What was saved", make)


def open_program(path: Path | str = ".", as_of: date | None = None, program: str | None = None) -> ProgramRoom:
    """Open the program of a notebook.

    What ``VSM_PROGRAM`` names comes first, then the folder itself if reports lie below it; else the reports of the
    three samples are put into a scratch folder to look around in.

    Parameters
    ----------
    path : Path or str
        The folder of the notebook.
    as_of : date or None
        The day ages are counted to; today by default.
    program : str or None
        Leave other programs out: what a team shares with its program is not for another one.

    Raises
    ------
    UsageError
        When the folder that was named holds no report.
    FileError
        When names or experiment cannot be read.

    Examples
    --------
    >>> open_program().figures.participation.included
    3
    """
    show_errors_as_sentences()
    today = as_of or datetime.now(UTC).astimezone().date()
    named = os.environ.get(NAMED_BY)
    folder = Path(named or path).expanduser().resolve()
    if folder.is_dir() and find_reports([folder]):
        return ProgramRoom(folder, today, program)
    if named or str(path) != ".":
        origin = f"{NAMED_BY} names" if named else "open_program was given"
        message = (
            f"{origin} {folder}, below which no report.json lies. Make reports first: vsm report FOLDER... --out DIR"
        )
        raise UsageError(message)
    return ProgramRoom(sample_reports(), today, is_scratch=True)
