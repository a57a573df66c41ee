"""The waste log: observed losses found with one probing question per category, each tied to a place on the map."""

from __future__ import annotations

from typing import ClassVar

from vsm_toolkit.display import quoted_name
from vsm_toolkit.durations import format_hours
from vsm_toolkit.errors import UsageError, VsmError
from vsm_toolkit.figures import Figure
from vsm_toolkit.handoffs import list_handoffs
from vsm_toolkit.model import EvidenceGrade, WasteCategory, WasteObservation
from vsm_toolkit.session import MappingSession
from vsm_toolkit.waste import waste_hours, waste_ledger
from vsm_toolkit.widgets.blocks import (
    Block,
    Cell,
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
    tick_cell,
    words_cell,
)
from vsm_toolkit.widgets.panel import Place, SessionPanel, next_id
from vsm_toolkit.widgets.row_fields import RowField, form_values, named
from vsm_toolkit.widgets.safely import PanelErrors

PROBES = {
    WasteCategory.PARTIALLY_DONE_WORK: "What is started and not in use?",
    WasteCategory.EXTRA_FEATURES: "Which of the last five things we built did anyone use?",
    WasteCategory.RELEARNING: "What did you have to find out twice?",
    WasteCategory.HANDOFFS: "What did you need to ask the sender?",
    WasteCategory.DELAYS: "What were you waiting for, and from whom?",
    WasteCategory.TASK_SWITCHING: "What did you do while it waited?",
    WasteCategory.DEFECTS: "What came back?",
    WasteCategory.EXTRA_PROCESSES: "Which form has nobody read?",
    WasteCategory.HUMAN_COST: "What wears people down? Noted in words, never in minutes or money.",
}
FIELDS = (
    RowField("category", "Kind of waste", "choice", tuple(choices(WasteCategory, unknown=""))),
    RowField("place", "Where on the map", "choice"),
    RowField("minutes", "Minutes each time", "number", placeholder="?"),
    RowField("occurrences_per_item", "Times per item", "number", placeholder="?"),
    RowField("people", "People", "number", placeholder="?"),
    RowField("evidence", "How known", "choice", tuple(choices(EvidenceGrade))),
    RowField("notes", "What happened, in your words", "area"),
)


class WasteLog(SessionPanel):
    """The log with its total; what is already counted in a handoff is ticked, shown, and not added.

    Parameters
    ----------
    session : MappingSession
        The workshop's session.
    """

    title: ClassVar[str] = "Waste: what did you see?"

    def __init__(self, session: MappingSession, *, errors: PanelErrors | None = None) -> None:
        self._open: str | None = None
        super().__init__(session, errors=errors)

    def content(self) -> list[Block]:
        """Show the question of the chosen category, the form, the log and its total."""
        return [
            *self._form(),
            *self._totals(),
            *([self._list()] if self.session.engagement.stream.waste else [lines("Nothing is logged yet.")]),
            *self._opened(),
        ]

    def _form(self) -> list[Block]:
        category = WasteCategory(self.draft("category", default=WasteCategory.DELAYS.value))
        cells = {field.name: field.cell(None, self._options(field)) for field in FIELDS}
        cells["category"]["value"] = category.value
        if category is WasteCategory.HUMAN_COST:
            cells = {name: cell for name, cell in cells.items() if name in {"category", "place", "notes"}}
        place = self.draft("place")
        overlap = self._overlap_cell(place, ticked=self.draft_tick("overlaps_with"))
        if overlap is not None and category is not WasteCategory.HUMAN_COST:
            cells["overlaps_with"] = overlap
        form = row("", "Log one", self.fields("new", "", cells), buttons=[button("add", "Add", main=True)])
        return [lines(f"{PROBES[category]} When did that last happen?", sign="question"), cards("new", [form])]

    def _options(self, field: RowField) -> list[tuple[str, str]]:
        if field.name != "place":
            return []
        stream = self.session.engagement.stream
        places = [(step.id, quoted_name(step.name, 40)) for step in stream.steps]
        needs = [(each.id, f"dependency on {quoted_name(each.provider, 30)}") for each in stream.dependencies]
        return named([*places, *needs])

    def _overlap_cell(self, place: str, *, ticked: bool) -> Cell | None:
        return tick_cell(f"Already counted in handoff {place}", ticked=ticked) if place in self._receiving() else None

    def _receiving(self) -> set[str]:
        try:
            return {each.to_step for each in list_handoffs(self.session.engagement.stream)}
        except VsmError:
            return set()

    def _totals(self) -> list[Block]:
        ledger = waste_ledger(self.session.engagement.stream)
        known = {each: figure.best() or 0.0 for each, figure in ledger.by_category.items()}
        longest = max(known.values(), default=0.0)
        if not longest:
            return []
        drawn = [
            bar(category.value.replace("_", " "), hours / longest, _hours(ledger.by_category[category]))
            for category, hours in known.items()
        ]
        counted = ledger.counted
        hours = f"{counted.best() or 0.0:,.2f}".rstrip("0").rstrip(".")
        total = f"Labour lost per item: {counted.sign()}{hours} person-hours, {counted.coverage_words('row')}."
        apart = len(ledger.overlapping)
        overlapping = f" {apart} {'row is' if apart == 1 else 'rows are'} shown and not added." if apart else ""
        return [lines(total + overlapping, sign="total"), bars("By category, person-hours per item", drawn)]

    def _list(self) -> Block:
        columns = (
            ("place", "Where"),
            ("product", "Minutes × times × people"),
            ("known", "How known"),
            ("overlap", "Counted"),
        )
        return table("list", "Every observation", "What", columns, [self._line(each) for each in self._rows()])

    def _rows(self) -> tuple[WasteObservation, ...]:
        return self.session.engagement.stream.waste

    def _line(self, each: WasteObservation) -> Row:
        parts = [
            "?" if part is None else f"{part:g}" for part in (each.minutes, each.occurrences_per_item, each.people)
        ]
        priced = each.category is not WasteCategory.HUMAN_COST
        product = f"{' × '.join(parts)} = {format_hours(waste_hours(each))}" if priced else "in words only"
        cells = {
            "place": words_cell(quoted_name(each.place, 40)),
            "product": words_cell(product),
            "known": words_cell(each.evidence.value if each.evidence else "?"),
            "overlap": words_cell(
                f"in {quoted_name(each.overlaps_with, 40)}, not added" if each.overlaps_with else "here"
            ),
        }
        opened = each.id == self._open
        edit = button("open", "Close" if opened else "Edit", title=f"edit waste {each.id}", pressed=opened)
        remove = button("remove", "Remove", title=f"remove waste {each.id}")
        category = each.category.value.replace("_", " ")
        notes = quoted_name(each.notes, 120) if each.notes else ""
        return row(each.id, category, cells, sub=f"{each.id} {notes}".strip(), buttons=[edit, remove])

    def _opened(self) -> list[Block]:
        for each in self._rows():
            if each.id == self._open:
                cells = {field.name: field.cell(each, self._options(field)) for field in FIELDS}
                overlap = self._overlap_cell(each.place, ticked=bool(each.overlaps_with))
                if overlap is not None:
                    cells["overlaps_with"] = overlap
                card = row(each.id, f"Edit {each.id}", self.fields("edit", each.id, cells))
                return [heading("The open row"), cards("edit", [card])]
        return []

    def changed(self, place: Place, value: str | bool) -> None:  # noqa: FBT001
        """Save one field of the open row."""
        if place.column == "overlaps_with":
            row = next(each for each in self._rows() if each.id == place.row)
            self.session.edit("waste", place.row, "overlaps_with", f"handoff {row.place}" if value else None)
            return
        field = next(each for each in FIELDS if each.name == place.column)
        read = field.read(str(value), self.session.engagement.challenge.calendar)
        if field.name == "place" and not read:
            raise UsageError(NO_PLACE)
        self.session.edit("waste", place.row, field.name, read)

    def pressed(self, name: str, row: str) -> None:
        """Add, open or remove an observation."""
        if name == "add":
            self._add()
        elif name == "open":
            self._open = None if self._open == row else row
        elif name == "remove":
            self.session.remove("waste", row)
            self.done = f"{row} is removed; undo brings it back."

    def _add(self) -> None:
        category = self.draft("category", default=WasteCategory.DELAYS.value)
        place = self.read("place", _place)
        values = form_values(self, FIELDS, self.session.engagement.challenge.calendar)
        if category == WasteCategory.HUMAN_COST.value:
            values = {name: value for name, value in values.items() if name in {"place", "notes"}}
        if self.draft_tick("overlaps_with") and place in self._receiving():
            values["overlaps_with"] = f"handoff {place}"
        taken = tuple(each.id for each in self._rows())
        added = WasteObservation(**{**values, "id": next_id("W", taken), "category": WasteCategory(category)})
        self.session.add("waste", added)
        self.clear()
        self.done = f"Saved as {added.id}."


NO_PLACE = "Where did it happen? Choose the step or dependency, so that the log stands on the map."


def _place(text: str) -> str:
    if not text:
        raise UsageError(NO_PLACE)
    return text


def _hours(figure: Figure) -> str:
    return f"{figure.sign()}{format_hours(figure.best())}"
