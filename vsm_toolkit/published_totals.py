"""Totals printed on a map, checked against the map's own steps; a difference is located and named.

Published maps and old sheets carry totals that somebody once added up, by conventions that are not always stated. The
explanations are tried in a fixed order, and the first one that gives the printed figure is told.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from vsm_toolkit.durations import format_hours, format_percent, read_time
from vsm_toolkit.errors import DurationError, MapNotComputableError
from vsm_toolkit.figures import Figure
from vsm_toolkit.flow_graph import FlowGraph
from vsm_toolkit.metrics import OUR_RULES, MapMetrics, MetricRules, map_metrics, step_times
from vsm_toolkit.model import Step, TimeEstimate, ValueStream
from vsm_toolkit.rework import REDO_BAND, expected_rework

TotalName = Literal["lead_time", "process_time", "wait", "activity_ratio", "rolled_percent_complete_accurate"]
"""The totals a map can carry."""

Cause = Literal[
    "agrees",
    "rounding",
    "branches",
    "rolled_steps",
    "rework",
    "unlabelled",
    "ladder",
    "step_rounding",
    "one_step",
    "calendar",
    "own_totals",
    "coarse_rounding",
    "not_recomputable",
    "unexplained",
]
"""Why a printed total and the steps differ, in the order in which it is tried."""

_LABELS: dict[TotalName, str] = {
    "lead_time": "lead time",
    "process_time": "process time",
    "wait": "wait",
    "activity_ratio": "activity ratio",
    "rolled_percent_complete_accurate": "rolled %C&A",
}
_PART_LABELS = {
    "wait_time": "wait",
    "process_time": "process time",
    "lead_time": "lead time",
    "percent_complete_accurate": "%C&A",
}
_PARTS: dict[TotalName, tuple[str, ...]] = {
    "lead_time": ("wait_time", "process_time"),
    "process_time": ("process_time",),
    "wait": ("wait_time",),
    "activity_ratio": ("wait_time", "process_time"),
    "rolled_percent_complete_accurate": ("percent_complete_accurate",),
}
_SHARES = ("activity_ratio", "rolled_percent_complete_accurate")
_MOST_CANDIDATES = 3


@dataclass(frozen=True, slots=True)
class PublishedTotals:
    """The totals a map was printed with; ``None`` where it shows none.

    Attributes
    ----------
    lead_time_hours, process_time_hours, wait_hours : float or None
        Working hours. The wait is everything that is not process time, in-step delay included.
    activity_ratio, rolled_percent_complete_accurate : float or None
        Shares, 0-1.
    resolution : mapping of str to float
        Size of the last printed digit of a total, in hours or as a share: 9.5 weeks give 4 h, 14.5 % gives 0.001. Use
        :func:`printed_resolution`. Without an entry 0.1 h and 0.001.
    step_resolution_hours : float or None
        Size of the last printed digit of the *steps'* times; ``None`` takes them as exact.
    """

    lead_time_hours: float | None = None
    process_time_hours: float | None = None
    wait_hours: float | None = None
    activity_ratio: float | None = None
    rolled_percent_complete_accurate: float | None = None
    resolution: Mapping[TotalName, float] = field(default_factory=dict)
    step_resolution_hours: float | None = None

    def printed(self) -> dict[TotalName, float]:
        """Give the totals that are printed, by name; working hours and shares."""
        every: dict[TotalName, float | None] = {
            "lead_time": self.lead_time_hours,
            "process_time": self.process_time_hours,
            "wait": self.wait_hours,
            "activity_ratio": self.activity_ratio,
            "rolled_percent_complete_accurate": self.rolled_percent_complete_accurate,
        }
        return {name: value for name, value in every.items() if value is not None}

    def resolution_of(self, name: TotalName) -> float:
        """Give the size of a total's last printed digit, in hours or as a share."""
        return self.resolution.get(name, 0.001 if name in _SHARES else 0.1)


@dataclass(frozen=True, slots=True)
class TotalFinding:
    """One printed total beside what the steps give.

    Attributes
    ----------
    figure : str
        Which total.
    published : float
        As printed; working hours or a share.
    recomputed : Figure
        From the steps; only a bound where a part is not labelled.
    agrees : bool
        Whether the two are the same but for rounding.
    cause : str
        The explanation's short name, for tests and tables.
    explanation : str
        One or two sentences with both numbers.
    """

    figure: TotalName
    published: float
    recomputed: Figure
    agrees: bool
    cause: Cause
    explanation: str


def printed_resolution(text: str, unit: float = 1.0) -> float:
    """Give the size of the last printed digit of a number.

    Parameters
    ----------
    text : str
        The number as printed, without its unit: ``"9.5"``.
    unit : float
        What 1 stands for: 40 for weeks in working hours, 0.01 for percent.

    Examples
    --------
    >>> printed_resolution("9.5", unit=40), printed_resolution("16", unit=8)
    (4.0, 8.0)
    """
    decimals = len(text.strip().partition(".")[2])
    return unit / float(10**decimals)


def check_totals(
    stream: ValueStream, published: PublishedTotals, rules: MetricRules = OUR_RULES
) -> tuple[TotalFinding, ...]:
    """Check the totals a map was printed with against its own steps.

    A step may say what its ladder shows where that differs from its box, in fields of its own:
    ``process_time_on_ladder``, ``wait_time_on_ladder``, ``lead_time_on_ladder`` (working hours, or text with a unit).

    Parameters
    ----------
    rules : MetricRules
        The conventions the totals are expected to follow.

    Returns
    -------
    tuple of TotalFinding
        One for every printed total.

    Raises
    ------
    MapNotComputableError
        When the flow edges form a cycle or branch shares do not add up.

    Examples
    --------
    >>> from vsm_toolkit.samples import lantern
    >>> for finding in check_totals(lantern(), PublishedTotals(lead_time_hours=141, activity_ratio=0.25)):
    ...     print(finding.explanation)
    The lead time agrees: 141 h (3.5 wk) printed, 141 h (3.5 wk) from the steps.
    Printed activity ratio 25 %, from the steps 23.4 %: an unexplained difference of 1.6 percentage points.
    """
    metrics = map_metrics(stream, rules)
    return tuple(
        _find(_Check(name, value, _total(metrics, stream, name), metrics, stream, published, rules))
        for name, value in published.printed().items()
    )


@dataclass(frozen=True, slots=True)
class _Check:
    """One printed total with everything its explanations need."""

    name: TotalName
    printed: float
    recomputed: Figure
    metrics: MapMetrics
    stream: ValueStream
    published: PublishedTotals
    rules: MetricRules

    @property
    def resolution(self) -> float:
        return self.published.resolution_of(self.name)

    @property
    def compared(self) -> float | None:
        return self.recomputed.best()

    def again(self, stream: ValueStream | None = None, rules: MetricRules | None = None) -> float | None:
        changed = stream or self.stream
        return _total(map_metrics(changed, rules or self.rules), changed, self.name).best()

    def fits(self, value: float | None, rounding: str = "nearest") -> bool:
        return value is not None and _rounds_to(value, self.printed, self.resolution, rounding)

    def fits_instead(self, value: float | None) -> bool:
        """Say whether a value that differs from the steps' own gives the printed figure."""
        changes = value is not None and value != self.compared
        return changes and self.fits(value)

    def gaps(self) -> tuple[tuple[Step, str], ...]:
        """Give the unlabelled parts this total needs; a wait before the first step may lie outside the map."""
        return tuple(
            (step, part)
            for step, part in _missing(self.stream, _PARTS[self.name])
            if part != "wait_time" or any(edge.to_step == step.id for edge in self.stream.flow_edges())
        )

    def show(self, value: float) -> str:
        if self.name in _SHARES:
            return format_percent(value, max(1, 1 - math.floor(math.log10(self.resolution * 100))))
        return _show_hours(value, self.rules)

    def show_difference(self) -> str:
        difference = abs(self.printed - (self.compared or 0.0))
        return self.show(difference).replace(" %", " percentage points")


def _find(check: _Check) -> TotalFinding:
    cause, reason = _explain(check)
    label, shown = _LABELS[check.name], check.show(check.printed)
    compared = check.compared
    from_steps = f"{check.recomputed.sign()}{check.show(compared)}" if compared is not None else "nothing"
    if cause == "agrees":
        sentence = f"The {label} agrees: {shown} printed, {from_steps} from the steps.{reason}"
    else:
        sentence = f"Printed {label} {shown}, from the steps {from_steps}: {reason}."
    return TotalFinding(check.name, check.printed, check.recomputed, cause == "agrees", cause, sentence)


def _explain(check: _Check) -> tuple[Cause, str]:
    for cause, explain in _EXPLANATIONS:
        reason = explain(check)
        if reason is not None:
            return cause, reason
    return "unexplained", f"an unexplained difference of {check.show_difference()}"


def _total(metrics: MapMetrics, stream: ValueStream, name: TotalName) -> Figure:
    if name == "wait":
        delay, wait = metrics.in_step_delay.best() or 0.0, metrics.wait_time
        value = None if wait.value is None else wait.value + delay
        bound = None if wait.at_least is None else wait.at_least + delay
        return Figure(value, bound, None, wait.known, wait.of)
    if name == "activity_ratio" and metrics.lead_time.value is None and not _missing(stream, ("process_time",)):
        process, lead = metrics.process_time.value, metrics.lead_time.at_least
        # Every unlabelled wait can only make the lead time longer and the ratio smaller.
        bound = process / lead if process is not None and lead else None
        return Figure(None, None, bound, metrics.lead_time.known, metrics.lead_time.of)
    figures: dict[TotalName, Figure] = {
        "lead_time": metrics.lead_time,
        "process_time": metrics.process_time,
        "activity_ratio": metrics.activity_ratio,
        "rolled_percent_complete_accurate": metrics.rolled_percent_complete_accurate,
    }
    return figures[name]


def _missing(stream: ValueStream, parts: tuple[str, ...]) -> list[tuple[Step, str]]:
    return [(step, part) for step in stream.steps for part in parts if getattr(step, part) is None]


def _rounds_to(value: float, printed: float, resolution: float, rounding: str) -> bool:
    noise = resolution * 1e-6
    beyond = value - printed
    if rounding == "nearest":
        return abs(beyond) <= resolution / 2 + noise
    if rounding == "up":
        beyond = -beyond
    return -noise <= beyond < resolution - noise


def _agrees(check: _Check) -> str | None:
    if check.gaps() or not check.fits(check.compared, check.rules.rounding):
        return None
    loops = len(check.stream.loops) if check.name != "rolled_percent_complete_accurate" else 0
    drawn = "rework loop drawn is" if loops == 1 else f"{loops} rework loops drawn are"
    notes = [f" The {drawn} in neither: both describe work that passes at the first attempt."] if loops else []
    if check.name != "rolled_percent_complete_accurate":
        notes += [f" {mismatch.sentence(check.rules)}." for mismatch in _ladder_mismatches(check)]
    return "".join(notes)


def _rounding(check: _Check) -> str | None:
    words = {"nearest": "rounded to the nearest", "down": "cut off", "up": "rounded up"}
    for rounding, done in words.items():
        if not check.gaps() and check.fits(check.compared, rounding):
            return f"the printed figure is {done}, not {words[check.rules.rounding]}"
    return None


def _branches(check: _Check) -> str | None:
    if check.name == "rolled_percent_complete_accurate":
        return None
    if check.rules.branch_rule == "longest_branch":
        other = replace(check.rules, branch_rule="sum_of_branches")
        reason = "it adds up every branch of the parallel block, where only the longest counts"
    else:
        other = replace(check.rules, branch_rule="longest_branch")
        reason = "it counts only the longest branch of the parallel block, not their sum"
    return reason if check.fits_instead(check.again(rules=other)) else None


def _rolled_steps(check: _Check) -> str | None:
    if check.name != "rolled_percent_complete_accurate":
        return None
    if check.rules.percent_complete_accurate_rule == "all_steps":
        other = replace(check.rules, percent_complete_accurate_rule="critical_path")
        reason = "it multiplies only the steps on the critical path, not every step"
    else:
        other = replace(check.rules, percent_complete_accurate_rule="all_steps")
        reason = "it multiplies every step, not only the critical path"
    return reason if check.fits_instead(check.again(rules=other)) else None


def _rework(check: _Check) -> str | None:
    for redo_share in REDO_BAND if check.stream.loops else ():
        try:
            expected = expected_rework(check.stream, redo_share)
        except MapNotComputableError:
            return None
        if expected.lead_time is None or expected.process_time is None:
            return None
        totals = {
            "lead_time": expected.lead_time,
            "process_time": expected.process_time,
            "wait": expected.lead_time - expected.process_time,
            "activity_ratio": expected.process_time / expected.lead_time if expected.lead_time else None,
        }
        if check.fits(totals.get(check.name)):
            return f"it contains the rework loops, with a redo taking {format_percent(redo_share)} of the first time"
    return None


def _unlabelled(check: _Check) -> str | None:
    gaps, compared = check.gaps(), check.compared
    if not gaps or compared is None or check.name == "activity_ratio":
        return None
    rolled = check.name == "rolled_percent_complete_accurate"
    if check.fits(compared):
        counted = f"{'was' if len(gaps) == 1 else 'were'} counted as {'100 %' if rolled else 'nothing'}"
        return f"what is labelled gives it alone, so {_gap_words(gaps)} {counted}"
    if rolled:
        possible = len(gaps) == 1 and check.printed < compared
        return f"{_gap_words(gaps)} would have to be {format_percent(check.printed / compared)}" if possible else None
    if check.printed < compared:
        return None
    if len(gaps) > 1:
        return f"the {check.show_difference()} must sit in what is unlabelled, {_gap_words(gaps)}"
    return _in_the_one_gap(check, *gaps[0])


def _in_the_one_gap(check: _Check, step: Step, part: str) -> str | None:
    hours = check.printed - (check.compared or 0.0) + check.metrics.slack.get(step.id, 0.0)
    if not check.fits(check.again(_with_hours(check.stream, step.id, {part: hours}))):
        return None
    before = [check.stream.step(each).name for each in FlowGraph(check.stream).predecessors[step.id]]
    after = f", after {_listed(before)}" if before and part == "wait_time" else ""
    place = "in front of" if part == "wait_time" else "of"
    return f"the {check.show(hours)} sit in the one unlabelled {_PART_LABELS[part]}, {place} {step.name}{after}"


def _gap_words(gaps: tuple[tuple[Step, str], ...]) -> str:
    by_part: dict[str, list[str]] = {}
    for step, part in gaps:
        by_part.setdefault(part, []).append(step.name)
    return " and ".join(
        f"the {_PART_LABELS[part]}{'' if len(names) == 1 or part.startswith('percent') else 's'} "
        f"{'in front of' if part == 'wait_time' else 'of'} {_listed(names)}"
        for part, names in by_part.items()
    )


@dataclass(frozen=True, slots=True)
class _LadderMismatch:
    """One step whose box and ladder show different times, working hours."""

    step: Step
    part: str
    in_box: float
    on_ladder: float

    def sentence(self, rules: MetricRules) -> str:
        box, ladder = _show_hours(self.in_box, rules), _show_hours(self.on_ladder, rules)
        return f"At {self.step.name} the box says {_PART_LABELS[self.part]} {box} and the ladder {ladder}"

    def ways(self) -> list[dict[str, float]]:
        """Give the step's times by the ladder, once with the box's wait and once with the box's lead time."""
        times = step_times(self.step)
        if self.part == "lead_time":
            return [{"wait_time": self.on_ladder - times.delay - (times.process or 0.0)}]
        kept_lead_time = (times.wait or 0.0) + self.in_box - self.on_ladder
        ways = [{self.part: self.on_ladder}]
        return [*ways, {"process_time": self.on_ladder, "wait_time": kept_lead_time}] if times.wait else ways


def _ladder_mismatches(check: _Check) -> list[_LadderMismatch]:
    found = []
    for step in check.stream.steps:
        times = step_times(step)
        boxes = {"process_time": times.process, "wait_time": times.wait, "lead_time": times.known_hours()}
        for part, in_box in boxes.items():
            on_ladder = _read_hours((step.model_extra or {}).get(f"{part}_on_ladder"), check.rules)
            if on_ladder is not None and in_box is not None and abs(on_ladder - in_box) > 1e-9:
                found.append(_LadderMismatch(step, part, in_box, on_ladder))
    return found


def _read_hours(value: Any, rules: MetricRules) -> float | None:  # noqa: ANN401 - whatever a sheet or file held
    if isinstance(value, Mapping):
        return _read_hours(value.get("value"), rules)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return float(value)
    try:
        reading = read_time(value, hours_per_day=rules.hours_per_day, days_per_week=rules.days_per_week)
    except DurationError:
        return None
    return reading.hours if reading else None


def _ladder(check: _Check) -> str | None:
    if check.name == "rolled_percent_complete_accurate":
        return None
    mismatches = _ladder_mismatches(check)
    for mismatch in mismatches:
        for hours in mismatch.ways():
            if min(hours.values()) >= 0 and check.fits(check.again(_with_hours(check.stream, mismatch.step.id, hours))):
                sentence = mismatch.sentence(check.rules)
                return f"{sentence[0].lower()}{sentence[1:]}, and only the ladder's gives the printed figure"
    return None


def _step_rounding(check: _Check) -> str | None:
    steps = len(check.metrics.critical_path)
    if not check.published.step_resolution_hours or check.name in _SHARES or check.compared is None:
        return None
    most = steps * check.published.step_resolution_hours / 2 + check.resolution / 2
    if abs(check.printed - check.compared) > most:
        return None
    return f"the {steps} steps are printed rounded, which can add up to a difference of {check.show_difference()}"


def _one_step(check: _Check) -> str | None:
    if check.name in _SHARES or check.gaps():
        return None
    found = []
    for step in check.stream.steps:
        for words, hours in _slips(step, check):
            if check.fits(check.again(_with_hours(check.stream, step.id, hours))):
                found.append(words)
    if not 0 < len(found) <= _MOST_CANDIDATES:
        return None
    return f"it would agree if {', or if '.join(found)}"


def _slips(step: Step, check: _Check) -> Iterator[tuple[str, dict[str, float]]]:
    parts = {part: value.value for part in _PARTS[check.name] if (value := getattr(step, part)) is not None}
    units = {
        "min": 1 / 60,
        "h": 1.0,
        "d": check.rules.hours_per_day,
        "wk": check.rules.hours_per_day * check.rules.days_per_week,
    }
    for part, hours in parts.items():
        size = max((unit for unit in units.values() if hours >= unit * (1 - 1e-9)), default=1 / 60)
        number = hours / size
        for name, unit in units.items():
            # Only a number somebody would write down can have got the wrong unit.
            if unit != size and number and abs(number * 4 - round(number * 4)) < 1e-6:
                written = f"{round(number, 2):g}"
                was = f"{written} {next(each for each, factor in units.items() if factor == size)}"
                label = _PART_LABELS[part]
                yield f"the {label} of {step.name}, {was}, were {written} {name}", {part: number * unit}
    if any(parts.values()):
        what = "" if check.name == "lead_time" else f"the {_LABELS[check.name]} of "
        length = _show_hours(sum(parts.values()), check.rules)
        yield f"{what}{step.name} ({length}) were left out", dict.fromkeys(parts, 0.0)
        doubled = {part: 2 * hours for part, hours in parts.items()}
        yield f"{what}{step.name} ({length}) were counted twice", doubled


def _calendar(check: _Check) -> str | None:
    if check.name == "rolled_percent_complete_accurate" or check.gaps():
        return None
    values = [value for value in (check.compared, _ratio_of_printed(check)) if value is not None]
    day = check.rules.hours_per_day
    week = day * check.rules.days_per_week
    for factor, words in (
        (24 / day, f"a day is counted with 24 h instead of {day:.4g} h"),
        (168 / week, f"a week is counted with 168 h instead of {week:.4g} h"),
    ):
        if abs(factor - 1) > 1e-9 and any(check.fits(value * factor) or check.fits(value / factor) for value in values):
            return f"it follows when {words}"
    return None


def _ratio_of_printed(check: _Check) -> float | None:
    process, lead = check.published.process_time_hours, check.published.lead_time_hours
    return process / lead if check.name == "activity_ratio" and process is not None and lead else None


def _own_totals(check: _Check) -> str | None:
    printed = check.published.printed()
    hours: dict[str, str] = {each: _show_hours(value, check.rules) for each, value in printed.items()}
    implied = _ratio_of_printed(check)
    if implied is not None:
        quotient = f"{hours['process_time']} ÷ {hours['lead_time']} = {check.show(implied)}"
        if abs(implied - check.printed) < check.resolution:
            return f"it follows from the printed totals ({quotient}), so the difference is theirs"
        return f"it does not follow from the printed totals either ({quotient})"
    if not {"lead_time", "process_time", "wait"} <= printed.keys():
        return None
    slack = sum(check.published.resolution_of(each) for each in ("lead_time", "process_time", "wait")) / 2
    both = printed["process_time"] + printed["wait"]
    adds_up = abs(printed["lead_time"] - both) <= slack + 1e-9
    if check.name == "wait" and adds_up:
        return "it is the printed lead time minus the printed process time, so the difference is theirs"
    if check.name == "lead_time" and not adds_up:
        return (
            f"the printed process time and wait do not give it either "
            f"({hours['process_time']} + {hours['wait']} = {_show_hours(both, check.rules)})"
        )
    return None


def _coarse_rounding(check: _Check) -> str | None:
    coarse = 5 * check.resolution
    if check.name in _SHARES or check.compared is None or check.gaps():
        return None
    on_grid = abs(check.printed / coarse - round(check.printed / coarse)) < 1e-6
    if not on_grid or not _rounds_to(check.compared, check.printed, coarse, "nearest"):
        return None
    return f"the two agree only to the nearest {check.show(coarse)}"


def _not_recomputable(check: _Check) -> str | None:
    if check.compared is None:
        gaps = _gap_words(check.gaps())
        return "it cannot be recomputed" + (f" without {gaps}" if gaps else "")
    return None


_EXPLANATIONS: tuple[tuple[Cause, Callable[[_Check], str | None]], ...] = (
    ("agrees", _agrees),
    ("rounding", _rounding),
    ("branches", _branches),
    ("rolled_steps", _rolled_steps),
    ("rework", _rework),
    ("unlabelled", _unlabelled),
    ("ladder", _ladder),
    ("step_rounding", _step_rounding),
    ("one_step", _one_step),
    ("calendar", _calendar),
    ("own_totals", _own_totals),
    ("coarse_rounding", _coarse_rounding),
    ("not_recomputable", _not_recomputable),
)


def _with_hours(stream: ValueStream, step_id: str, hours: Mapping[str, float]) -> ValueStream:
    times = {part: TimeEstimate(value=value) for part, value in hours.items()}
    steps = tuple(step.with_changes(**times) if step.id == step_id else step for step in stream.steps)
    return stream.model_copy(update={"steps": steps})


def _show_hours(hours: float, rules: MetricRules) -> str:
    readable = format_hours(hours, hours_per_day=rules.hours_per_day, days_per_week=rules.days_per_week)
    if readable.endswith(("min", " h")):
        return readable if readable.endswith("min") else f"{round(hours, 2):g} h"
    return f"{round(hours, 2):.10g} h ({readable})"


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
