"""The dependency board: who needs whom, how strongly it is felt, and which wait it explains."""

from __future__ import annotations

from typing import ClassVar

from vsm_toolkit.dependencies import explained_waits, incoming_dependencies, provider_waits
from vsm_toolkit.display import quoted_name
from vsm_toolkit.durations import format_hours
from vsm_toolkit.errors import UsageError, VsmError
from vsm_toolkit.model import Dependency, DependencyImpact, DependencyStrength, Interaction
from vsm_toolkit.session import MappingSession
from vsm_toolkit.widgets.blocks import (
    Block,
    Row,
    bar,
    bars,
    button,
    cards,
    choices,
    heading,
    lines,
    row,
    table,
    words_cell,
)
from vsm_toolkit.widgets.panel import Place, SessionPanel, if_computable, next_id
from vsm_toolkit.widgets.row_fields import RowField, form_values, named
from vsm_toolkit.widgets.safely import PanelErrors

KINDS = (
    ("", "? not said yet"),
    ("knowledge.requirement", "knowledge: what is wanted"),
    ("knowledge.expertise", "knowledge: how it works"),
    ("knowledge.task_allocation", "knowledge: who does what"),
    ("knowledge.historical", "knowledge: why it is so"),
    ("process.activity", "process: their work comes first"),
    ("process.business_process", "process: a rule of the business"),
    ("resource.entity", "a thing or a person"),
    ("resource.technical", "a technical thing"),
)
STRENGTHS = {"hard": "hard: no delivery without it", "soft": "soft: delivery can go ahead"}
IMPACTS = {"ok": "OK: we would not notice", "slowing": "slowing: we would crawl", "blocking": "blocking: we would stop"}
INTERACTIONS = {
    "collaboration": "we work together, for a time",
    "x_as_a_service": "we use their service",
    "facilitating": "they help us learn",
    "undefined": "undefined: that is a finding",
}
FIELDS = (
    RowField("dependent", "Who needs (team)", placeholder="team"),
    RowField("provider", "What team they need", placeholder="team"),
    RowField("kind", "Is it knowledge, process or a thing?", "choice", KINDS),
    RowField("strength", "Could you deliver without?", "choice", tuple(choices(DependencyStrength, STRENGTHS))),
    RowField("impact", "If they all were on holiday", "choice", tuple(choices(DependencyImpact, IMPACTS))),
    RowField("frequency_per_item", "How often per item", "number", placeholder="1"),
    RowField("wait_per_occurrence", "Wait each time", "hours", placeholder="2 d"),
    RowField("explains_step", "Which step's wait it explains", "choice"),
    RowField("interaction", "How do you work together?", "choice", tuple(choices(Interaction, INTERACTIONS))),
    RowField("notes", "If it explains none: why not", "area"),
)
REQUIRED = ("dependent", "provider")


class DependencyBoard(SessionPanel):
    """Dependencies as rows; one is open for editing at a time, so that the list stays readable from the back.

    Parameters
    ----------
    session : MappingSession
        The workshop's session.
    """

    title: ClassVar[str] = "Dependencies: who needs whom"

    def __init__(self, session: MappingSession, *, errors: PanelErrors | None = None) -> None:
        self._open: str | None = None
        super().__init__(session, errors=errors)

    def content(self) -> list[Block]:
        """Show what is still to be asked, the providers by imposed wait, the list, the open row, and a new one."""
        stream = self.session.engagement.stream
        asked = self._questions()
        new = self.fields("new", "", {field.name: field.cell(None, self._options(field)) for field in FIELDS})
        form = row("", "Add a dependency", new, buttons=[button("add", "Add", main=True)])
        return [
            *([lines(*asked, sign="question")] if asked else []),
            *if_computable(self._providers),
            *([self._list()] if stream.dependencies else [lines("No dependency is written down yet.")]),
            *self._opened(),
            heading("Add one"),
            cards("new", [form]),
        ]

    def _options(self, field: RowField) -> list[tuple[str, str]]:
        if field.name != "explains_step":
            return []
        steps = self.session.engagement.stream.steps
        return named(((step.id, quoted_name(step.name, 40)) for step in steps), "none: say why not")

    def _questions(self) -> list[str]:
        stream = self.session.engagement.stream
        asked = []
        if stream.home_team() is not None and not incoming_dependencies(stream):
            asked.append("Nobody depends on us yet. What do we have that others wait for?")
        loose = [each.id for each in stream.dependencies if not each.explains_step and not each.notes]
        if loose:
            asked.append(f"{', '.join(loose)}: which step's wait does it explain? If none, say why not.")
        try:
            asked += [said for each in explained_waits(stream) if (said := each.warning())]
        except VsmError as problem:
            asked.append(problem.message)
        return asked

    def _providers(self) -> list[Block]:
        waits = provider_waits(self.session.engagement.stream)
        longest = max((each.imposed_wait.best() or 0.0 for each in waits), default=0.0)
        if not longest:
            return []
        drawn = [
            bar(
                each.provider,
                (each.imposed_wait.best() or 0.0) / longest,
                f"{each.imposed_wait.sign()}{format_hours(each.imposed_wait.best())} per item"
                + (
                    f", blocking index {each.blocking_index.best():.2g}"
                    if each.blocking_index and each.blocking_index.best() is not None
                    else ""
                ),
                "bad" if each.blocking else "plain",
            )
            for each in waits
        ]
        return [
            bars("Whom the others wait for (striped: at least one row is blocking); explains waits, adds none", drawn)
        ]

    def _list(self) -> Block:
        rows = [self._line(each) for each in self.session.engagement.stream.dependencies]
        columns = (("needs", "Needs"), ("felt", "Felt as"), ("wait", "Wait"), ("explains", "Explains"))
        return table("list", "Every dependency", "Who", columns, rows)

    def _line(self, each: Dependency) -> Row:
        felt = " · ".join(str(part.value) for part in (each.strength, each.impact) if part) or "?"
        times = "?" if each.frequency_per_item is None else f"{each.frequency_per_item:g}"
        cells = {
            "needs": words_cell(quoted_name(each.provider)),
            "felt": words_cell(felt),
            "wait": words_cell(f"{format_hours(each.wait_per_occurrence)}, {times} × per item"),
            "explains": words_cell(each.explains_step or ("none, said why" if each.notes else "?")),
        }
        opened = each.id == self._open
        edit = button("open", "Close" if opened else "Edit", title=f"edit dependency {each.id}", pressed=opened)
        remove = button("remove", "Remove", title=f"remove dependency {each.id}")
        return row(each.id, each.dependent, cells, sub=each.id, buttons=[edit, remove])

    def _opened(self) -> list[Block]:
        found = [each for each in self.session.engagement.stream.dependencies if each.id == self._open]
        return [
            cards(
                "edit",
                [row(each.id, f"{each.id}: {quoted_name(each.dependent)} needs {quoted_name(each.provider)}", cells)],
            )
            for each in found
            for cells in [self.fields("edit", each.id, {f.name: f.cell(each, self._options(f)) for f in FIELDS})]
        ]

    def changed(self, place: Place, value: str | bool) -> None:  # noqa: FBT001
        """Save one field of the open dependency."""
        field = next(each for each in FIELDS if each.name == place.column)
        read = field.read(str(value), self.session.engagement.challenge.calendar)
        self.session.edit("dependencies", place.row, field.name, _team(field, read))

    def pressed(self, name: str, row: str) -> None:
        """Add, open or remove a dependency."""
        if name == "add":
            for column in REQUIRED:
                self.read(column, lambda text, column=column: _team(_field(column), text.strip()))  # type: ignore[misc]
            values = form_values(self, FIELDS, self.session.engagement.challenge.calendar)
            taken = tuple(each.id for each in self.session.engagement.stream.dependencies)
            added = Dependency(id=next_id("D", taken), **values)
            self.session.add("dependencies", added)
            self.clear()
            self.done = f"Saved as {added.id}."
        elif name == "open":
            self._open = None if self._open == row else row
        elif name == "remove":
            self.session.remove("dependencies", row)
            self.done = f"{row} is removed; undo brings it back."


def _field(name: str) -> RowField:
    return next(each for each in FIELDS if each.name == name)


def _team(field: RowField, value: object) -> object:
    if field.name in REQUIRED and not value:
        message = "A dependency stands between two teams; type the name of this one."
        raise UsageError(message)
    return value
