"""The workshop a notebook opens: the engagement, the session that keeps every edit, and a panel per question.

A notebook holds no state of its own: running it again, or opening it on another day, shows where the team was.
"""

from __future__ import annotations

import atexit
import inspect
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from vsm_toolkit.display import quoted_name
from vsm_toolkit.errors import UsageError
from vsm_toolkit.facilitation.agenda import agenda_of
from vsm_toolkit.facilitation.script import script_of
from vsm_toolkit.io.journal_file import JournalFolder
from vsm_toolkit.io.wall_photo import WallPhoto
from vsm_toolkit.model import ChangeKind, Engagement
from vsm_toolkit.session import MappingSession
from vsm_toolkit.widgets.blocks import Block, lines
from vsm_toolkit.widgets.kind_choice import KindChoice
from vsm_toolkit.widgets.picture_panel import PicturePanel
from vsm_toolkit.widgets.row_form import RowForm
from vsm_toolkit.widgets.safely import PanelErrors, safely
from vsm_toolkit.widgets.text_panel import TextPanel
from vsm_toolkit.workshop.engagement_folder import EngagementFolder, find_engagement_folder
from vsm_toolkit.workshop.forms import FORMS
from vsm_toolkit.workshop.keeping import SnapshotKeeper, follow_others, once_quiet
from vsm_toolkit.workshop.sentences import show_errors_as_sentences
from vsm_toolkit.workshop.sheets import SessionExitCheck, opening_blocks, prompt_blocks, saved_blocks

PANELS = {
    "measure_panel": "MeasurePanel",
    "estimates_apart": "EstimatesApart",
    "dependency_board": "DependencyBoard",
    "handoff_review": "HandoffReview",
    "waste_log": "WasteLog",
    "readiness_check": "ReadinessCheck",
    "scenario_builder": "ScenarioBuilder",
    "realignment_table": "RealignmentTable",
    "ask_cards": "AskCards",
    "recheck_panel": "RecheckPanel",
    "history_slider": "HistorySlider",
}
"""The panels on the map, each a module of :mod:`vsm_toolkit.widgets`, and its class."""

_open: dict[Path, Workshop] = {}


class Workshop:
    """One engagement, open for a team.

    Every method gives something a notebook cell shows; a panel is made once and shown again when asked again.

    Parameters
    ----------
    folder : EngagementFolder
        Where the engagement lies.

    Attributes
    ----------
    session : MappingSession
        Holds the current map.
    errors : PanelErrors
        Errors nobody expected, of all panels; a workshop ends with none.
    """

    def __init__(self, folder: EngagementFolder) -> None:
        self.folder = folder.path
        self._place = folder
        self._store = JournalFolder(folder.path)
        self.session = MappingSession(self._store)
        self.errors = PanelErrors()
        self._said: list[str] = []
        self._keeper = SnapshotKeeper(self._store, self.session)
        self._panels: dict[str, Any] = {}
        self._stop_following = follow_others(self.refresh)
        if not self._store.is_map_current():
            self._keeper.soon()  # the program ended before the last edits reached the map file
        atexit.register(self.close)

    @property
    def engagement(self) -> Engagement:
        """The engagement as it stands."""
        return self.session.engagement

    def __repr__(self) -> str:
        """Say in a sentence what is open."""
        stream = self.engagement.stream
        steps = f"{len(stream.steps)} step{'' if len(stream.steps) == 1 else 's'}"
        return f"Workshop on {quoted_name(stream.name)!r}: {steps}. {self._kept_where()[0]}"

    def _kept_where(self) -> tuple[str, ...]:
        if self._place.is_scratch:
            return (
                "This is a copy of a sample to look around in; make a folder of your own with: vsm new FOLDER",
                f"What you type here is kept in {self.folder}.",
            )
        return (f"Everything is kept in {self.folder}: every edit at once, map.toml a second later.",)

    def trouble(self) -> tuple[str, ...]:
        """Say what somebody should look at: damage, values that met, errors; empty when all is well."""
        aside = [f"map.toml was edited by hand; that text is kept as {copy.name}." for copy in self._keeper.set_aside]
        unexpected = [f"{len(self.errors)} unexpected error(s) were recorded."] if len(self.errors) else []
        return (
            *([self._keeper.trouble] if self._keeper.trouble else []),
            *aside,
            *self._store.notices,
            *(damage.sentence() for damage in self._store.damage),
            *(conflict.sentence() for conflict in self.session.conflicts),
            *dict.fromkeys(self._said),
            *unexpected,
        )

    def show_problem(self, sentence: str) -> None:
        """Keep a sentence about something that went wrong in the background, for :meth:`saved`."""
        self._said.append(sentence)

    @safely
    def refresh(self) -> int:
        """Take in what other sessions wrote; happens by itself every second in a notebook."""
        return self.session.refresh()

    def close(self) -> None:
        """Write what is waiting to be written and let go; closing twice does no harm."""
        atexit.unregister(self.close)
        self._stop_following()
        self._keeper.close()
        _open.pop(self.folder, None)
        if self._place.is_scratch and not any(entry.edits for entry in self.session.entries):
            self._place.remove_if_scratch()

    def panel(self, name: str, make: Callable[[], Any]) -> Any:  # noqa: ANN401 - any panel
        """Give the panel of a name, made the first time it is asked for."""
        if name not in self._panels:
            self._panels[name] = make()
        return self._panels[name]

    def _shown(self, name: str) -> Any:  # noqa: ANN401 - a widget
        panel = self.panel(name, partial(self._make, name))
        return getattr(panel, "widget", panel)

    def _make(self, name: str) -> Any:  # noqa: ANN401 - a panel
        module = f"vsm_toolkit.widgets.{name}"
        if find_spec(module) is None:
            sentence = f"The panel {name.replace('_', ' ')} is not part of this version; go on with the next cell."
            return self._text("Not here yet", lambda: [lines(sentence, sign="question")])
        return self._constructed(getattr(import_module(module), PANELS[name]), self.session)

    def _constructed(self, kind: type, *arguments: object) -> Any:  # noqa: ANN401 - a panel
        if "errors" in inspect.signature(kind).parameters:
            return kind(*arguments, errors=self.errors)
        panel = kind(*arguments)
        if hasattr(panel, "errors"):
            panel.errors = self.errors
        return panel

    def _text(self, title: str, make: Callable[[], list[Block]]) -> TextPanel:
        return TextPanel(title, make, errors=self.errors)

    def _following_text(self, title: str, make: Callable[[], list[Block]]) -> TextPanel:
        panel = self._text(title, make)
        show_soon = once_quiet(panel.show)
        self.session.subscribe(lambda _: show_soon())
        return panel

    def opening(self, notebook: str) -> Any:  # noqa: ANN401 - a widget
        """Show aim, minutes, who is in the room and the rules of a session.

        Parameters
        ----------
        notebook : str
            ``"00"`` to ``"07"``, or ``"orientation"`` for the map in one hour.
        """
        title = f"{script_of(notebook).title}: {quoted_name(self.engagement.stream.name)}"
        where = (*self._kept_where(), *self.trouble())
        return self.panel(
            f"opening {notebook}", lambda: self._text(title, lambda: opening_blocks(notebook, where))
        ).widget

    def prompts(self, notebook: str) -> Any:  # noqa: ANN401 - a widget
        """Show what to write in silence, what to ask, and the traps."""
        title = f"Ask: {script_of(notebook).title}"
        return self.panel(f"prompts {notebook}", lambda: self._text(title, lambda: prompt_blocks(notebook))).widget

    def agenda(self, notebook: str) -> Any:  # noqa: ANN401 - a widget
        """Show the agenda with its timer: green, amber, red, and two minutes' extra at most."""
        from vsm_toolkit.widgets.agenda_panel import AgendaPanel

        agenda = agenda_of(notebook)
        return self.panel(f"agenda {notebook}", lambda: AgendaPanel(agenda, time.monotonic, errors=self.errors)).widget

    def exit_check(self, notebook: str) -> Any:  # noqa: ANN401 - a widget
        """Show what the session still lacks, as it shrinks, and what to ask the room."""
        return self.panel(
            f"exit {notebook}", lambda: SessionExitCheck(self.session, notebook, errors=self.errors)
        ).widget

    def saved(self, notebook: str) -> Any:  # noqa: ANN401 - a widget
        """Write everything that waits, and show what the session left behind and where."""
        self._keeper.flush()

        def make() -> list[Block]:
            return saved_blocks(self.engagement, notebook, self._kept_where(), self.trouble())

        panel = self.panel(f"saved {notebook}", lambda: self._following_text("What was saved", make))
        panel.show()
        return panel.widget

    def map_board(self) -> Any:  # noqa: ANN401 - a widget
        """Show the map to build and change, beside a photo of the paper wall where there is one."""
        from vsm_toolkit.widgets.map_board import MapBoard

        return self.panel("map_board", lambda: self._constructed(MapBoard, self.session, WallPhoto(self.folder)))

    def measure_panel(self) -> Any:  # noqa: ANN401 - a widget
        """Show the numbers of every step to fill in."""
        return self._shown("measure_panel")

    def estimates_apart(self) -> Any:  # noqa: ANN401 - a widget
        """Let everybody give a number before anybody hears one."""
        return self._shown("estimates_apart")

    def dependency_board(self) -> Any:  # noqa: ANN401 - a widget
        """Show who needs whom."""
        return self._shown("dependency_board")

    def handoff_review(self) -> Any:  # noqa: ANN401 - a widget
        """Walk the crossings with the three questions."""
        return self._shown("handoff_review")

    def waste_log(self) -> Any:  # noqa: ANN401 - a widget
        """Log observed losses."""
        return self._shown("waste_log")

    def readiness_check(self) -> Any:  # noqa: ANN401 - a widget
        """Score the five organisational attributes."""
        return self._shown("readiness_check")

    def scenario_builder(self) -> Any:  # noqa: ANN401 - a widget
        """Try changes that nobody made yet."""
        return self._shown("scenario_builder")

    def realignment_table(self) -> Any:  # noqa: ANN401 - a widget
        """Show what it would bring if a step were done elsewhere."""
        return self._shown("realignment_table")

    def ask_cards(self) -> Any:  # noqa: ANN401 - a widget
        """Write decisions to ask of others."""
        return self._shown("ask_cards")

    def parking_lot(self, notebook: str = "") -> Any:  # noqa: ANN401 - a widget
        """Keep what is not today's topic, with the way it goes and the session it was said in."""
        from vsm_toolkit.widgets.parking_lot import ParkingLot

        return self.panel(
            f"parking_lot {notebook}", lambda: ParkingLot(self.session, notebook, errors=self.errors)
        ).widget

    def history(self) -> Any:  # noqa: ANN401 - a widget
        """Replay how the map came to be."""
        return self._shown("history_slider")

    def kind_choice(self) -> Any:  # noqa: ANN401 - a widget
        """Say whether the next edits are discoveries, corrections or improvements."""
        return self.panel("kind_choice", lambda: KindChoice(self.session, errors=self.errors)).widget

    def _form(self, name: str) -> Any:  # noqa: ANN401 - a widget
        form = FORMS[name]
        return self.panel(
            name, lambda: RowForm(self.session, form.title, form.parts, intro=form.intro, errors=self.errors)
        ).widget

    def charter(self) -> Any:  # noqa: ANN401 - a widget
        """Fill in scope, outcome and decision rights."""
        return self._form("charter")

    def item_times(self) -> Any:  # noqa: ANN401 - a widget
        """Enter real items and how long they took."""
        return self._form("item_times")

    def baseline(self) -> Any:  # noqa: ANN401 - a widget
        """Freeze the baseline map."""
        return self._form("baseline")

    def improvements(self) -> Any:  # noqa: ANN401 - a widget
        """Choose improvements, each with an owner role and a date."""
        return self._form("improvements")

    def owners(self) -> Any:  # noqa: ANN401 - a widget
        """Take down what the owners of handoffs say."""
        return self._form("owners")

    def owner_pages(self) -> Any:  # noqa: ANN401 - a widget
        """Show whose page was handed over and read, and write the pages to hand over."""
        from vsm_toolkit.widgets.owner_pages import OwnerPages

        return self.panel(
            "owner_pages", lambda: OwnerPages(self.session, self._write_owner_pages, errors=self.errors)
        ).widget

    def _write_owner_pages(self) -> str:
        from vsm_toolkit.reports.decision_holder_files import INDEX, write_holder_pages
        from vsm_toolkit.reports.decision_holders import page_grounds

        grounds = page_grounds(self.engagement, made_on=_today(), with_drafts=True)
        folder = self.folder / "owner-pages"
        if not write_holder_pages(folder, grounds, self.engagement):
            return "Nobody outside the team decides about a handoff, so there is no page to write."
        drafts = sum(ground.is_draft for ground in grounds)
        return f"{len(grounds)} pages are written, {drafts} of them drafts: {folder / INDEX}"

    def changes(self) -> Any:  # noqa: ANN401 - a widget
        """Tag what changed since the baseline."""
        return self._form("changes")

    def sharing(self) -> Any:  # noqa: ANN401 - a widget
        """Choose who may see the report, and what may leave the team."""
        return self._form("sharing")

    def learning(self) -> Any:  # noqa: ANN401 - a widget
        """Take down what the stay leaves behind, and who took it up."""
        return self._form("learning")

    def recheck_panel(self) -> Any:  # noqa: ANN401 - a widget
        """Take the changed values again, weeks and months later."""
        return self._shown("recheck_panel")

    def pulse_entries(self) -> Any:  # noqa: ANN401 - a widget
        """Take down what the team says of its week."""
        return self._form("pulse_entries")

    def pulse(self, week: str = "") -> Any:  # noqa: ANN401 - a widget
        """Write the pulse of a week into the folder ``pulses`` beside the map.

        Parameters
        ----------
        week : str
            Any day of it, as in ``"2026-09-16"``; this week when left out.
        """
        from vsm_toolkit.reports.pulse import pulse_of, write_pulse
        from vsm_toolkit.weekly_pulse import Week

        today = _today()
        wanted = Week.of(date.fromisoformat(week) if week else today)
        found = pulse_of(self.engagement, wanted, self.session.entries, self.session.at)
        page = write_pulse(self.folder / "pulses", found, today)
        empty = ("Nothing changed and nothing was written down that week.",) if found.is_empty else ()
        return self._text("Pulse", lambda: [lines(*empty, f"The pulse is written: {page}", sign="good")]).widget

    def retention_checks(self) -> Any:  # noqa: ANN401 - a widget
        """Book the days on which somebody looks again."""
        return self._form("retention_checks")

    def pictures(self, *names: str) -> Any:  # noqa: ANN401 - a widget
        """Show pictures of the map as it stands, for example ``"map"`` and ``"ladder"``.

        Raises
        ------
        UsageError
            When there is no picture of that name.
        """
        from vsm_toolkit.workshop.pictures import PICTURES, draw_picture

        for name in names:
            if name not in PICTURES:
                message = f"There is no picture {name!r}; the pictures are {', '.join(PICTURES)}."
                raise UsageError(message)
        draw = [partial(draw_picture, name=name) for name in names]
        return self.panel(
            f"pictures {' '.join(names)}", lambda: PicturePanel(self.session, draw, errors=self.errors)
        ).widget

    def report(self, out: str = "reports") -> Any:  # noqa: ANN401 - a widget
        """Write the end-of-challenge report into a folder beside the map.

        Parameters
        ----------
        out : str
            Folder, from the engagement folder on.
        """
        from vsm_toolkit.reports.batch import plan_reports
        from vsm_toolkit.reports.batch_run import run_reports
        from vsm_toolkit.reports.parameters import read_parameters

        self._keeper.flush()
        made_on = _today()
        jobs, refused = plan_reports([self.folder], self.folder / out, read_parameters({}), made_on)
        results = (*refused, *run_reports(jobs, workers=1))
        written = [f"The report is written: {each.folder / 'report.html'}" for each in results if each.folder]
        failed = [f"The report was not written. {each.reason}" for each in results if each.folder is None]
        hint = "Open it from the list of files on the left, or in any browser; it needs no network."
        blocks = [lines(*failed, sign="problem")] if failed else [lines(*written, hint, sign="good")]
        return self._text("Report", lambda: blocks).widget


def open_workshop(
    path: Path | str = ".", actor: str = "team", kind: ChangeKind | str = ChangeKind.DISCOVERY
) -> Workshop:
    """Open the engagement of a notebook; asked again in the same kernel, give the same workshop.

    Parameters
    ----------
    path : Path or str
        The folder of the notebook. ``VSM_ENGAGEMENT`` comes first; a folder without a map opens a copy of a sample.
    actor : str
        The role of whoever types, such as ``"team"`` or ``"coach"``; never a person's name.
    kind : str
        What the edits are: ``"discovery"``, ``"correction"`` or ``"improvement"``.

    Raises
    ------
    UsageError
        When the folder that was named holds no map, or the kind is none.
    FileError
        When the map cannot be read.

    Examples
    --------
    >>> workshop = open_workshop()
    >>> len(workshop.engagement.stream.steps)
    13
    >>> workshop.close()
    """
    show_errors_as_sentences()
    if kind not in set(ChangeKind):
        message = f"There is no kind of edit {kind!r}; the kinds are {', '.join(ChangeKind)}."
        raise UsageError(message)
    workshop = next((each for each in _open.values() if _is_scratch_of(each, path)), None)
    if workshop is None:
        folder = find_engagement_folder(path)
        workshop = _open.get(folder.path) or Workshop(folder)
        _open[folder.path] = workshop
    workshop.session.actor, workshop.session.kind = actor, ChangeKind(kind)
    return workshop


def _today() -> date:
    return datetime.now(UTC).astimezone().date()


def _is_scratch_of(workshop: Workshop, path: Path | str) -> bool:
    # A notebook on a copy of a sample goes on with its copy; it must not get a fresh one.
    return str(path) == "." and workshop._place.is_scratch  # noqa: SLF001 - the class of this module
