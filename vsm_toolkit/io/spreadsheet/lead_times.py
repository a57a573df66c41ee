"""A lead-time column taken apart into wait and in-step delay, by the convention the team names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from vsm_toolkit.io.spreadsheet.columns import LEAD_TIME_FIELD
from vsm_toolkit.io.spreadsheet.conventions import LeadTimeConvention, SheetConventions, lead_time_question
from vsm_toolkit.io.spreadsheet.findings import Findings, Record
from vsm_toolkit.io.spreadsheet.values import UnreadableCellError

TOLERANCE_HOURS = 1e-6


@dataclass(frozen=True)
class StepTimes:
    """The times of one step, working hours; ``None`` where nobody knows."""

    lead: float | None
    process: float | None
    wait: float | None = None
    delay: float | None = None


def split_lead_time(times: StepTimes, convention: LeadTimeConvention) -> tuple[float | None, float | None]:
    """Give wait and in-step delay, working hours, from a lead time and the rest.

    Raises
    ------
    UnreadableCellError
        When the lead time contradicts the other times under this convention.

    Examples
    --------
    >>> times = StepTimes(lead=24.0, process=2.0)
    >>> split_lead_time(times, LeadTimeConvention.INCLUDES_WAIT)
    (22.0, None)
    >>> split_lead_time(times, LeadTimeConvention.WAIT_THEN_LEAD)
    (None, 22.0)
    """
    if times.lead is None or times.process is None:
        return times.wait, times.delay
    if convention is LeadTimeConvention.WAIT_THEN_LEAD:
        return times.wait, _rest(times.lead - times.process, times.delay, "process time and delay")
    rest = times.lead - times.process - (times.delay or 0)
    if times.wait is None:
        return _rest(rest, None, "process time and delay"), times.delay
    beyond = rest - times.wait
    if abs(beyond) <= TOLERANCE_HOURS:
        return times.wait, times.delay
    if beyond < 0 or times.delay is not None or convention is LeadTimeConvention.PROCESS_PLUS_WAIT:
        raise _contradiction("wait, process time and delay")
    return times.wait, round(beyond, 9)


def apply_lead_times(records: list[Record], conventions: SheetConventions, findings: Findings) -> None:
    """Replace each row's lead time by the wait or delay it stands for; ask when the answer changes numbers."""
    for record in records:
        lead = record.values.pop(LEAD_TIME_FIELD, None)
        if lead is None:
            continue
        times = StepTimes(
            lead["value"], *(_point(record, name) for name in ("process_time", "wait_time", "in_step_delay"))
        )
        if times.process is None:
            record.keep_as_written(LEAD_TIME_FIELD)
            if not record.waits_for_answer("process_time"):
                findings.notes.append(f"{record.place}: a lead time without process time leaves the wait unknown.")
            continue
        convention = conventions.lead_time
        if convention is None and len({_outcome(times, one) for one in LeadTimeConvention}) > 1:
            findings.ask(lead_time_question(record.place))
            record.keep_as_written(LEAD_TIME_FIELD)
            continue
        _apply(record, lead, times, convention or LeadTimeConvention.INCLUDES_WAIT, findings)


def _apply(
    record: Record, lead: dict[str, Any], times: StepTimes, convention: LeadTimeConvention, findings: Findings
) -> None:
    try:
        wait, delay = split_lead_time(times, convention)
    except UnreadableCellError as error:
        findings.refuse(record.place, error, record.raw[LEAD_TIME_FIELD][1].strip())
        return
    inside = (times.process or 0) + (0 if convention is LeadTimeConvention.WAIT_THEN_LEAD else times.delay or 0)
    if wait is not None and times.wait is None:
        record.values["wait_time"] = _derived(wait, lead, inside)
    if delay is not None and times.delay is None:
        record.values["in_step_delay"] = _derived(delay, {**lead, "low": None, "high": None}, inside)
        if convention is LeadTimeConvention.INCLUDES_WAIT:
            findings.notes.append(
                f"{record.place}: the lead time is {delay:g} wh longer than wait and process time; kept as delay "
                "inside the step."
            )


def _derived(value: float, lead: dict[str, Any], inside: float) -> dict[str, Any]:
    """Carry the range and the grade of the lead time over to what is left of it."""
    parts: dict[str, Any] = {"value": value}
    for bound in ("low", "high"):
        if lead.get(bound) is not None:
            parts[bound] = round(max(0.0, lead[bound] - inside), 9)
    if lead.get("grade") is not None:
        parts["grade"] = lead["grade"]
    return parts


def _point(record: Record, field_name: str) -> float | None:
    parts = record.values.get(field_name)
    return None if parts is None else float(parts["value"])


def _outcome(times: StepTimes, convention: LeadTimeConvention) -> tuple[float | None, float | None] | None:
    try:
        return split_lead_time(times, convention)
    except UnreadableCellError:
        return None


def _rest(rest: float, given: float | None, what_it_holds: str) -> float:
    if given is None:
        if rest < -TOLERANCE_HOURS:
            raise _contradiction(what_it_holds)
        return round(max(rest, 0.0), 9)
    if abs(rest - given) > TOLERANCE_HOURS:
        raise _contradiction(what_it_holds)
    return given


def _contradiction(what_it_holds: str) -> UnreadableCellError:
    return UnreadableCellError(
        f"a lead time that holds the {what_it_holds} of its row",
        "Check the units, which column is which, and what the lead time measures (--lead-time-convention).",
    )
