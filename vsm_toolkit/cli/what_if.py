"""``vsm whatif``: what changes nobody made yet would do to lead time, each alone and all together."""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from vsm_toolkit.cli.app import FOUND_SOMETHING, FolderArgument, JsonOption, app, print_json, say, say_line
from vsm_toolkit.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from vsm_toolkit.map_checks import MapProblem
    from vsm_toolkit.metrics import MapMetrics
    from vsm_toolkit.model import Calendar, Change, Engagement, Entity, ValueStream
    from vsm_toolkit.scenarios import ScenarioEffect, TornadoBar

_SETTING = re.compile(r"(?P<key>.+?)\.(?P<field>[a-z_]+)=(?P<value>.*)", re.DOTALL)
_YES_OR_NO = {"yes": True, "true": True, "no": False, "false": False}


class Answer(NamedTuple):
    """What a question gave: the map it was asked of, the changes, and their effects."""

    stream: ValueStream
    changes: tuple[Change, ...]
    effect: ScenarioEffect
    bars: tuple[TornadoBar, ...]
    notes: tuple[str, ...]


@app.command()
def whatif(
    folder: FolderArgument,
    settings: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="KEY.FIELD=VALUE",
            help="A new value, '?' for unknown: A09.wait_time=2d, A09>A06.probability=0.1, BD3.strength=soft.",
        ),
    ] = None,
    splits: Annotated[list[str] | None, typer.Option("--split", metavar="STEP:NEWID", help="Split a step.")] = None,
    merges: Annotated[
        list[str] | None, typer.Option("--merge", metavar="GONE:INTO", help="Let one team do two neighbours as one.")
    ] = None,
    removals: Annotated[list[str] | None, typer.Option("--remove", metavar="STEP", help="Take a step out.")] = None,
    save: Annotated[
        str | None, typer.Option(metavar="NAME", help="Keep it as a scenario in the folder; else nothing is written.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Ask what changes would do to lead time: projected, recomputed on the map. Without a change, it halves each wait.

    The map is today's: the baseline with what is done. Splits come first, then values, merges and removals.
    """
    from vsm_toolkit.io.map_file import load_engagement
    from vsm_toolkit.working_week import WorkingWeek, shown_in

    engagement = load_engagement(folder)
    calendar = engagement.challenge.calendar
    answer = _ask(engagement, settings or [], splits or [], merges or [], removals or [])
    saved = None if save is None else _save(engagement, answer.changes, save, folder)
    with shown_in(WorkingWeek(calendar.hours_per_day, calendar.days_per_week)):
        if as_json:
            print_json({**_document(answer), "saved": saved})
        else:
            _print(answer)
            if saved:
                say_line(f"Saved as scenario {saved['scenario']} in {saved['file']}.")
    errors = _errors(answer.stream)
    if errors:
        say(f"The map has {len(errors)} error(s), so figures above may be wrong: vsm check {folder}", err=True)
        raise typer.Exit(FOUND_SOMETHING)


def _ask(
    engagement: Engagement, settings: list[str], splits: list[str], merges: list[str], removals: list[str]
) -> Answer:
    from vsm_toolkit.changes import apply_changes, map_after
    from vsm_toolkit.model import ChangeStatus
    from vsm_toolkit.scenarios import effect_of, halved_waits, tornado

    stream = map_after(engagement, {ChangeStatus.DONE})
    notes: list[str] = []
    changes = [_change("steps", key, "split_into", new) for key, new in _pairs("--split", "STEP:NEWID", splits)]
    parted = apply_changes(stream, changes)
    changes += [_setting(parted, each, engagement.challenge.calendar, notes) for each in settings]
    changes += [_change("steps", gone, "merged_into", into) for gone, into in _pairs("--merge", "GONE:INTO", merges)]
    changes += [_change("steps", key, "removed", None) for key in removals]
    if not changes:
        changes = list(halved_waits(stream))
        if not changes:
            message = "No change was given and the map has no known wait to halve. Give one: --set A09.wait_time=2d"
            raise UsageError(message)
        notes.append("No change was given, so each wait is halved.")
    _look_at_the_changed_map(stream, apply_changes(stream, changes), notes)
    return Answer(stream, tuple(changes), effect_of(stream, changes), tornado(stream, changes), tuple(notes))


def _change(table: str, key: str, field: str, value: bool | float | str | None) -> Change:  # noqa: FBT001 - data
    from vsm_toolkit.model import Change, ChangeKind, ChangeStatus

    return Change(
        kind=ChangeKind.IMPROVEMENT, status=ChangeStatus.PROJECTED, table=table, key=key, field=field, value=value
    )


def _pairs(option: str, shape: str, given: Iterable[str]) -> Iterable[tuple[str, str]]:
    for each in given:
        one, _, other = (part.strip() for part in each.partition(":"))
        if not one or not other:
            message = f"{option}: expected {shape}, found {each[:60]!r}. For example: {option} A07:A06"
            raise UsageError(message)
        yield one, other


def _setting(stream: ValueStream, text: str, calendar: Calendar, notes: list[str]) -> Change:
    found = _SETTING.fullmatch(text)
    if found is None:
        message = f"--set: expected KEY.FIELD=VALUE, found {text[:60]!r}. For example: --set A09.wait_time=2d"
        raise UsageError(message)
    key, field, written = found["key"].strip(), found["field"], found["value"].strip()
    table, row = _row_with(stream, key, field)
    return _change(table, key, field, _value(row, table, field, written, calendar, notes))


def _row_with(stream: ValueStream, key: str, field: str) -> tuple[str, Entity]:
    """Find the row of that key that has the field: a step and the handoff into it share their key."""
    from vsm_toolkit.changes import KEY_FIELDS
    from vsm_toolkit.history import key_of

    rows = {table: row for table in KEY_FIELDS for row in getattr(stream, table) if key_of(table, row) == key}
    if not rows:
        steps = ", ".join(step.id for step in stream.steps)
        message = f"--set: the map has no row {key!r}. Its steps are {steps}; for a loop or an edge write A09>A06."
        raise UsageError(message)
    for table, row in rows.items():
        if field in type(row).model_fields and field not in KEY_FIELDS[table]:
            return table, row
    fields = ", ".join(
        dict.fromkeys(
            name for table, row in rows.items() for name in type(row).model_fields if name not in KEY_FIELDS[table]
        )
    )
    message = f"--set: {key} has no field {field!r} that can change. It has: {fields}."
    raise UsageError(message)


def _value(
    row: Entity, table: str, field: str, written: str, calendar: Calendar, notes: list[str]
) -> bool | float | str | None:
    from vsm_toolkit.durations import MISSING_SPELLINGS, read_time
    from vsm_toolkit.scenarios import is_time_field

    if is_time_field(table, field):
        reading = read_time(written, hours_per_day=calendar.hours_per_day, days_per_week=calendar.days_per_week)
        if reading is not None and reading.flag:
            notes.append(reading.flag)
        return None if reading is None else reading.hours
    if written.casefold() in MISSING_SPELLINGS:
        return None
    kind = str(type(row).model_fields[field].annotation)
    if "bool" in kind:
        return _YES_OR_NO.get(written.casefold(), written)
    return _number(field, written) if "float" in kind or "NumberEstimate" in kind else written


def _number(field: str, written: str) -> float:
    from vsm_toolkit.scenarios import SHARES

    try:
        number = float(written.removesuffix("%"))
    except ValueError:
        message = f"--set: {field} needs a number, found {written[:40]!r}."
        raise UsageError(message) from None
    if not math.isfinite(number):
        message = f"--set: {field} needs a finite number, found {written[:40]!r}."
        raise UsageError(message)
    return number / 100 if written.endswith("%") and field in SHARES else number


def _errors(stream: ValueStream) -> tuple[MapProblem, ...]:
    from vsm_toolkit.map_checks import check_map, errors_only

    return errors_only(check_map(stream))


def _look_at_the_changed_map(before: ValueStream, after: ValueStream, notes: list[str]) -> None:
    """Refuse changes that make the map wrong, and note teams nobody has heard of."""
    from vsm_toolkit.map_checks import check_map

    known = {(problem.code, problem.place) for problem in check_map(before)}
    for problem in check_map(after):
        if (problem.code, problem.place) in known:
            continue
        words = f"{problem.place}: {problem.sentence} {problem.remedy}"
        if problem.severity == "error":
            message = f"After these changes the map would be wrong. {words}"
            raise UsageError(message)
        if problem.code == "unknown_team":
            notes.append(words)


def _save(engagement: Engagement, changes: Sequence[Change], name: str, folder: Path) -> dict[str, str]:
    from vsm_toolkit.io.map_file import MAP_FILE, save_engagement
    from vsm_toolkit.model import Scenario
    from vsm_toolkit.scenarios import with_scenario

    scenario_id = "-".join(re.findall(r"\w+", name.casefold()))
    if not scenario_id:
        message = f"--save: expected a name with a letter or a digit, found {name[:40]!r}."
        raise UsageError(message)
    if folder.is_file() and folder.name != MAP_FILE:
        message = f"--save: {folder} is not called {MAP_FILE}, so nothing is written. Name its folder instead."
        raise UsageError(message)
    saved = with_scenario(engagement, Scenario(id=scenario_id, name=name.strip()), changes)
    path = save_engagement(saved, folder.parent if folder.is_file() else folder)
    return {"scenario": scenario_id, "file": str(path)}


def _print(answer: Answer) -> None:
    from vsm_toolkit.display import quoted_name
    from vsm_toolkit.scenarios import change_in_words

    effect = answer.effect
    say_line(f"What if: {quoted_name(answer.stream.name)} (projected, recomputed on the map)")
    for note in answer.notes:
        say_line(note)
    say_line(f"Lead time  {_lead_time(effect.before)} → {_lead_time(effect.after)}  {_moved(effect.lead_time_change)}")
    figures = zip(_other_figures(effect.before), _other_figures(effect.after), strict=True)
    for label, (before, after) in zip(("Handoffs", "Rolled %C&A", "Critical path"), figures, strict=True):
        say_line(f"{label}  {before}{'' if after == before else f' → {after}'}")
    say_line("Each change alone:")
    for bar in answer.bars:
        say_line(f"  {_moved(bar.lead_time_change):16}  {quoted_name(change_in_words(answer.stream, bar.change), 120)}")
        if bar.why_nothing and len(answer.bars) > 1:
            say_line(f"{'':20}{bar.why_nothing}")
    if len(answer.bars) > 1:
        say_line(f"All together: {_moved(effect.lead_time_change)}. Single effects do not add up.")
    if effect.why_nothing:
        say_line(effect.why_nothing)


def _other_figures(metrics: MapMetrics) -> tuple[str, str, str]:
    from vsm_toolkit.durations import format_percent

    handoffs, rolled = metrics.handoffs.count, metrics.rolled_percent_complete_accurate
    return (
        f"{handoffs.sign()}{handoffs.best():g}",
        f"{rolled.sign()}{format_percent(rolled.best())}",
        " > ".join(metrics.critical_path),
    )


def _lead_time(metrics: MapMetrics) -> str:
    from vsm_toolkit.durations import format_hours

    return f"{metrics.lead_time.sign()}{format_hours(metrics.lead_time.best())}"


def _moved(hours: float | None) -> str:
    from vsm_toolkit.durations import format_hours

    if hours is None:
        return "not known"
    if not hours:
        return "0: no change"
    return f"{format_hours(abs(hours))} {'shorter' if hours < 0 else 'longer'}"


def _document(answer: Answer) -> dict[str, Any]:
    effect = answer.effect
    return {
        "claim": "projected",
        "before": _figures(effect.before),
        "after": _figures(effect.after),
        "lead_time_change_hours": effect.lead_time_change,
        "why_nothing": effect.why_nothing,
        "changes": [
            {
                **{name: getattr(bar.change, name) for name in ("table", "key", "field", "value")},
                "lead_time_change_hours": bar.lead_time_change,
                "why_nothing": bar.why_nothing,
            }
            for bar in answer.bars
        ],
        "notes": list(answer.notes),
    }


def _figures(metrics: MapMetrics) -> dict[str, Any]:
    return {
        "lead_time_hours": metrics.lead_time.value,
        "lead_time_at_least_hours": metrics.lead_time.at_least,
        "activity_ratio": metrics.activity_ratio.value,
        "rolled_percent_complete_accurate": metrics.rolled_percent_complete_accurate.value,
        "handoffs": metrics.handoffs.count.value,
        "critical_path": list(metrics.critical_path),
    }
