"""The measure panel: wait, process time, %C&A and people of every step, with range, grade and who judges."""

from __future__ import annotations

from typing import Any, ClassVar

from vsm_toolkit.display import list_in_words, quoted_name
from vsm_toolkit.durations import format_hours, format_percent
from vsm_toolkit.errors import UsageError
from vsm_toolkit.estimates import (
    estimate_questions,
    read_amount,
    read_percent,
    read_time_estimate,
    receivers_of,
    write_number,
    write_time_estimate,
)
from vsm_toolkit.evidence import evidence_summary
from vsm_toolkit.figures import Figure
from vsm_toolkit.history import Edit, value_at
from vsm_toolkit.metrics import map_metrics
from vsm_toolkit.model import Estimate, EvidenceGrade, NumberEstimate, Step, TimeEstimate
from vsm_toolkit.widgets.blocks import (
    Block,
    ColumnSize,
    Row,
    bar,
    bars,
    choices,
    lines,
    row,
    select_cell,
    table,
    text_cell,
)
from vsm_toolkit.widgets.panel import Place, SessionPanel, if_computable

TIMES = {"wait_time": "wait", "process_time": "process time", "in_step_delay": "in-step delay"}
NUMBERS = {"percent_complete_accurate": "%C&A", "people": "people"}
COLUMNS = (
    ("wait_time", "Wait"),
    ("process_time", "Process time"),
    ("in_step_delay", "Delay"),
    ("percent_complete_accurate", "%C&A"),
    ("people", "People"),
    ("evidence", "How known"),
    ("sample_size", "Items seen"),
)
SIZES: dict[str, ColumnSize] = {
    "wait_time": "wide",
    "process_time": "wide",
    "in_step_delay": "narrow",
    "percent_complete_accurate": "middle",
    "people": "narrow",
    "evidence": "middle",
    "sample_size": "narrow",
}


class MeasurePanel(SessionPanel):
    """One row per step: what people type is read into working hours, saved, and shown as it was understood.

    Parameters
    ----------
    session : MappingSession
        The workshop's session.

    Examples
    --------
    A notebook cell ends with ``MeasurePanel(session).widget``.
    """

    title: ClassVar[str] = "Measure: wait, work and quality of each step"

    def content(self) -> list[Block]:
        """Show totals, how complete they are, the table of steps, and questions about odd numbers."""
        stream = self.session.engagement.stream
        if not stream.steps:
            return [lines("The map has no steps yet. Add them on the map board; they appear here at once.")]
        questions = [each.question for each in estimate_questions(stream)]
        hint = "Type “3d”, “2-5 d, likely 3 d”, “90 min”, or “?” when nobody knows. Range before point."
        rows = [self._row(step) for step in stream.steps]
        return [
            *if_computable(self._totals),
            lines(hint),
            table(
                "steps", "Times of each step; Enter goes to the next row", "Step and team", COLUMNS, rows, sizes=SIZES
            ),
            *([lines(*questions, sign="question")] if questions else []),
        ]

    def _totals(self) -> list[Block]:
        stream = self.session.engagement.stream
        metrics = map_metrics(stream)
        known = evidence_summary(stream, metrics.critical_path or tuple(step.id for step in stream.steps))
        total = (
            f"Lead time {_hours(metrics.lead_time)}, of which work {_hours(metrics.process_time)}; activity ratio "
            f"{format_percent(metrics.activity_ratio.value)}; rolled %C&A "
            f"{_share(metrics.rolled_percent_complete_accurate)}."
        )
        share = known.known_values / known.needed_values if known.needed_values else 0.0
        text = f"{known.known_values} of {known.needed_values} known"
        complete = bar("Times on the critical path", share, text, "good" if share == 1 else "warning")
        return [lines(total, sign="total"), bars("How complete the numbers are", [complete])]

    def _row(self, step: Step) -> Row:
        name = quoted_name(step.name)
        cells: dict[str, Any] = {
            field: text_cell(
                f"{noun} of {name}",
                write_time_estimate(getattr(step, field)),
                placeholder="none" if field == "in_step_delay" else "?",
                note=_own_grade(step, getattr(step, field)),
            )
            for field, noun in TIMES.items()
        }
        judges = list_in_words(
            [quoted_name(each, 30) for each in receivers_of(self.session.engagement.stream, step.id)]
        )
        accurate = write_number(step.percent_complete_accurate)
        cells["percent_complete_accurate"] = text_cell(
            f"%C&A of {name}, judged by {judges}", accurate, placeholder="?", note=f"judged by {judges}"
        )
        cells["people"] = text_cell(f"people at once on {name}", write_number(step.people), placeholder="1")
        grade = step.evidence.value if step.evidence else ""
        cells["evidence"] = select_cell(
            f"how the numbers of {name} are known", grade, choices(EvidenceGrade, unknown="?")
        )
        looked_up = next((each.sample_size for each in _known_times(step).values() if each.sample_size), None)
        cells["sample_size"] = text_cell(f"items looked up for {name}", write_number(looked_up), placeholder="0")
        return row(
            step.id, step.name, self.fields("steps", step.id, cells), sub=f"{step.id} · {step.team or 'no team yet'}"
        )

    def changed(self, place: Place, value: str | bool) -> None:  # noqa: FBT001
        """Read a field and save it; the words of the complaint stand beside it."""
        step = self.session.engagement.stream.step(place.row)
        text = str(value)
        if place.column in TIMES:
            week = self.session.engagement.challenge.calendar
            old: TimeEstimate | None = getattr(step, place.column)
            read = read_time_estimate(text, old, hours_per_day=week.hours_per_day, days_per_week=week.days_per_week)
            self.session.edit("steps", step.id, place.column, _json(read))
        elif place.column in NUMBERS:
            number = read_percent(text) if place.column != "people" else read_amount(text, "people", least=0.1)
            self.session.edit("steps", step.id, place.column, _with_value(getattr(step, place.column), number))
        elif place.column == "evidence":
            self._grade(step, text)
        elif place.column == "sample_size":
            self._looked_up(step, read_amount(text, "a number of items", whole=True))

    def _grade(self, step: Step, grade: str) -> None:
        edits = [self._edit(step, "evidence", grade or None)]
        for field, estimate in _known_estimates(step).items():
            if estimate.grade is not None:
                edits.append(self._edit(step, field, _json(estimate.model_copy(update={"grade": None}))))
        self.session.apply(edits)

    def _looked_up(self, step: Step, count: float | None) -> None:
        times = _known_times(step)
        if not times:
            message = "No time of this step is known yet; type what the looked-up items say first."
            raise UsageError(message)
        size = int(count) if count else None
        changed = {field: each.model_copy(update={"sample_size": size}) for field, each in times.items()}
        self.session.apply([self._edit(step, field, _json(each)) for field, each in changed.items()])

    def _edit(self, step: Step, field: str, value: Any) -> Edit:  # noqa: ANN401 - any field's JSON
        return Edit("steps", step.id, field, value_at(self.session.engagement, "steps", step.id, field), value)


def _known_estimates(step: Step) -> dict[str, Estimate]:
    found = {field: getattr(step, field) for field in (*TIMES, *NUMBERS)}
    return {field: each for field, each in found.items() if each is not None}


def _known_times(step: Step) -> dict[str, Estimate]:
    return {field: each for field, each in _known_estimates(step).items() if field in {"wait_time", "process_time"}}


def _json(estimate: Estimate | None) -> dict[str, Any] | None:
    return None if estimate is None else estimate.model_dump(mode="json", exclude_none=True)


def _with_value(old: NumberEstimate | None, value: float | None) -> dict[str, Any] | None:
    if value is None:
        return None
    kept = {"grade": old.grade, "sample_size": old.sample_size} if old else {}
    return _json(NumberEstimate(value=value, **kept))


def _own_grade(step: Step, estimate: Estimate | None) -> str:
    if estimate is None or estimate.grade is None or estimate.grade is step.evidence:
        return ""
    return estimate.grade.value


def _hours(figure: Figure) -> str:
    return f"{figure.sign()}{format_hours(figure.best())}"


def _share(figure: Figure) -> str:
    return f"{figure.sign()}{format_percent(figure.best())} ({figure.coverage_words('step')})"
