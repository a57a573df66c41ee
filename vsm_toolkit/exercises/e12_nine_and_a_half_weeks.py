"""E12, nine and a half weeks: a published map whose totals need three rules and hide one slip.

The numbers of the book are those of the Lean Enterprise map (Humble, Molesky and O'Reilly, 2014) as DORA republishes it
(work-visibility-in-value-stream, in the repository dora-team/dora.dev). Facts only.
"""

from __future__ import annotations

import math
import random
import statistics
from dataclasses import dataclass

from vsm_toolkit.exercises.answers import Amounts, Names
from vsm_toolkit.exercises.exercise import DataTable, Exercise, Misconception, Task
from vsm_toolkit.exercises.measures import HOURS, PERCENT, plain
from vsm_toolkit.exercises.step_values import known, lead, quality, total, work
from vsm_toolkit.exercises.variation import draws
from vsm_toolkit.metrics import MetricRules, map_metrics
from vsm_toolkit.model import Edge, NumberEstimate, Step, TimeEstimate, ValueStream
from vsm_toolkit.published_totals import PublishedTotals, TotalFinding, check_totals

KEY, TITLE, MINUTES = "e12", "Nine and a half weeks", 25
NAMES = {
    "A": "Design and analysis",
    "B": "Design approval",
    "C": "Release planning",
    "D": "Development",
    "E": "Showcase and UAT",
    "F": "Exploratory and performance test",
    "G": "Change approval",
    "I": "Production deployment",
}
ARROWS = (("A", "B"), ("B", "C"), ("C", "D"), ("D", "E"), ("E", "F"), ("E", "G"), ("F", "I"), ("G", "I"))
MAKING, TEST, SLIP = "D", "F", "I"
HALF_WEEK, DAY, WEEK = 20.0, 8.0, 40.0


@dataclass(frozen=True)
class Printed:
    """What is printed: lead time, process time and %C&A of each box, and one rung that says something else."""

    leads: tuple[float, ...] = (80, 40, 120, 40, 24, 16, 40, 40)
    work: tuple[float, ...] = (16, 2, 1, 32, 2, 8, 1, 1)
    shares: tuple[float, ...] = (70, 60, 60, 80, 50, 75, 90, 80)
    rung: float = 2

    def stream(self, *, by_the_ladder: bool = False) -> ValueStream:
        """Give the map by its boxes, or with the rung in place of the box that differs."""
        steps = []
        for (key, name), lead_time, work_time, share in zip(
            NAMES.items(), self.leads, self.work, self.shares, strict=True
        ):
            process = self.rung if by_the_ladder and key == SLIP else work_time
            ladder = {} if by_the_ladder or key != SLIP else {"process_time_on_ladder": f"{self.rung:g} wh"}
            steps.append(
                Step(
                    id=key,
                    name=name,
                    wait_time=TimeEstimate(value=lead_time - process),
                    process_time=TimeEstimate(value=process),
                    percent_complete_accurate=NumberEstimate(value=share),
                    **ladder,
                )
            )
        edges = tuple(Edge(from_step=one, to_step=other) for one, other in ARROWS)
        return ValueStream(name="A published map", steps=tuple(steps), edges=edges)

    def lead_time(self) -> float:
        """Give the lead time by our rules, working hours."""
        return known(map_metrics(self.stream()).lead_time)

    def printed_lead_time(self) -> float:
        """Give the lead time as the map prints it: cut off to half a week."""
        return math.floor(self.lead_time() / HALF_WEEK) * HALF_WEEK

    def printed_work(self) -> float:
        """Give the process time as the map prints it: by the ladder."""
        return known(map_metrics(self.stream(by_the_ladder=True)).process_time)

    def findings(self) -> dict[str, TotalFinding]:
        """Give what the toolkit says about the printed totals."""
        totals = PublishedTotals(
            lead_time_hours=self.printed_lead_time(),
            process_time_hours=self.printed_work(),
            resolution={"lead_time": WEEK / 10, "process_time": 1.0},
        )
        return {finding.figure: finding for finding in check_totals(self.stream(), totals)}


def build(seed: int | None = None) -> Exercise:
    """Make the exercise with the numbers of the published map, or with fresh ones."""
    printed = Printed() if seed is None else next(filter(_is_telling, map(_drawn, draws(KEY, seed))))
    rows = tuple(
        (
            step.id,
            step.name,
            _in_days(lead(step)),
            _in_days(work(step)),
            _in_days(printed.rung if step.id == SLIP else work(step)),
            f"{plain(100 * quality(step))} %",
        )
        for step in printed.stream().steps
    )
    source = (
        "As republished by DORA after the book Lean Enterprise."
        if seed is None
        else "A map like the published one, with other numbers."
    )
    table = DataTable(
        f"Printed totals: lead time {plain(printed.printed_lead_time() / WEEK)} wk, "
        f"process time {plain(printed.printed_work() / DAY)} d",
        ("id", "step", "lead time", "process time in the box", "on the ladder below", "%C&A"),
        rows,
        f"After E, F and G run side by side; I needs both. A day has 8 wh, a week 5 days. {source}",
    )
    tasks = tuple(ask(printed) for ask in QUESTIONS)
    return Exercise(KEY, TITLE, seed, MINUTES, (table,), tasks, printed.stream(), ("map",), ("map",))


def _in_days(hours: float) -> str:
    return f"{plain(hours)} h" if hours < DAY else f"{plain(hours / DAY)} d"


def _drawn(source: random.Random) -> Printed:
    leads = tuple(
        DAY * source.randint(*days) for days in ((6, 12), (3, 6), (8, 16), (4, 8), (2, 4), (2, 3), (4, 6), (3, 6))
    )
    work_times = (8.0 * source.randint(1, 3), 2.0, 1.0, 8.0 * source.randint(2, 3), 2.0, 8.0, 1.0, 1.0)
    shares = tuple(float(source.randint(50, 92)) for _ in NAMES)
    return Printed(leads, work_times, shares, float(source.choice((2, 3))))


def _is_telling(printed: Printed) -> bool:
    findings = printed.findings()
    slips = findings["process_time"].cause == "ladder" and findings["lead_time"].cause == "coarse_rounding"
    return slips and printed.printed_lead_time() < printed.lead_time() - 3 and TEST not in _path(printed)


def _path(printed: Printed) -> tuple[str, ...]:
    return map_metrics(printed.stream()).critical_path


def _lead_time(printed: Printed) -> Task:
    stream = printed.stream()
    summed = MetricRules(branch_rule="sum_of_branches")
    return Task(
        "a",
        "What is the lead time of the map?",
        Amounts(HOURS),
        lambda: (printed.lead_time(),),
        f"{plain(printed.lead_time() / DAY)} d. The map prints {plain(printed.printed_lead_time() / WEEK)} wk.",
        (
            "Two steps run side by side: whoever joins them waits for one of them.",
            "lead time = Σ lead times along the longest way.",
            f"A to E: {plain(sum(printed.leads[:5]) / DAY)} d. Then the longer of F and G, then I.",
        ),
        (
            Misconception(
                "summed_both_branches",
                lambda: (known(map_metrics(stream, summed).lead_time),),
                "You summed both branches. F and G run side by side: only the longer one counts.",
            ),
            Misconception(
                "trusted_the_total",
                lambda: (printed.printed_lead_time(),),
                "That is what is printed. Add the steps up yourself.",
            ),
            Misconception(
                "took_the_shorter_branch",
                lambda: (total(stream.steps, lead) - max(printed.leads[5], printed.leads[6]),),
                "You took the shorter branch. I needs both F and G, so it waits for the longer one.",
            ),
        ),
    )


def _why(printed: Printed) -> Task:
    options = {
        "cut": "it was cut off to half a week",
        "branches": "both branches were summed",
        "days": "its weeks have seven days",
    }
    cause = printed.findings()["lead_time"].cause
    return Task(
        "b",
        f"Why does the map print {plain(printed.printed_lead_time() / WEEK)} wk?",
        Names(options),
        lambda: ("cut" if cause == "coarse_rounding" else "",),
        "Coarse, and harmless here. Print the unit you measured in.",
        (
            "How far off is it, and in which direction?",
            "Compare with your answer in weeks: task a ÷ 40 wh.",
            f"{plain(printed.lead_time())} ÷ 40 = {plain(printed.lead_time() / WEEK)}.",
        ),
        (
            Misconception(
                "summed_both_branches",
                lambda: ("branches",),
                "Summing both branches gives more than task a, and the map prints less.",
            ),
            Misconception(
                "weeks_of_seven_days",
                lambda: ("days",),
                "With seven days a week the figure would be far smaller.",
            ),
        ),
    )


def _work_by_boxes(printed: Printed) -> Task:
    stream = printed.stream()
    return Task(
        "c",
        "By the boxes, how much process time is on the way you took in task a?",
        Amounts(HOURS),
        lambda: (known(map_metrics(stream).process_time),),
        f"The map prints {plain(printed.printed_work() / DAY)} d. One box does not fit.",
        (
            "Only steps on that way.",
            "Σ process time in the boxes along the critical path.",
            "F is beside the path: leave it out.",
        ),
        (
            Misconception(
                "counted_both_branches",
                lambda: (total(stream.steps, work),),
                "You added F as well. It runs beside the path, so its work is not on the way of task a.",
            ),
            Misconception(
                "trusted_the_total",
                lambda: (printed.printed_work(),),
                "That is what is printed. Add the boxes up yourself: they give a little less.",
            ),
        ),
    )


def _slip(printed: Printed) -> Task:
    ladder = printed.stream(by_the_ladder=True)
    differs = next(
        step.id for step, other in zip(printed.stream().steps, ladder.steps, strict=True) if work(step) != work(other)
    )
    return Task(
        "d",
        "At which step do box and ladder contradict each other, so that only the ladder gives the printed total?",
        Names(NAMES),
        lambda: (differs if printed.findings()["process_time"].cause == "ladder" else "",),
        printed.findings()["process_time"].explanation,
        (
            "Compare the two columns of process time.",
            "difference = printed total − Σ boxes.",
            f"{plain(printed.printed_work())} − {plain(known(map_metrics(printed.stream()).process_time))} h.",
        ),
        (
            Misconception(
                "blamed_the_largest",
                lambda: (MAKING,),
                "Development has the most work, and its box and ladder agree.",
            ),
        ),
    )


def _ratio(printed: Printed) -> Task:
    ladder = printed.stream(by_the_ladder=True)
    whole = printed.lead_time()
    return Task(
        "e",
        "With the ladder's figure, what is the activity ratio?",
        Amounts(PERCENT),
        lambda: (known(map_metrics(ladder).activity_ratio),),
        "Work and lead time along the same way. A conversation opener, whatever its second decimal.",
        (
            "The same way above and below the line.",
            "activity ratio = process time on the path ÷ lead time.",
            f"{plain(printed.printed_work())} ÷ {plain(whole)}.",
        ),
        (
            Misconception(
                "all_work_over_lead_time",
                lambda: (total(ladder.steps, work) / whole,),
                "You added the work of F. It is not on the way whose time you divide by.",
            ),
            Misconception(
                "kept_the_box",
                lambda: (total(printed.stream().steps, work) / whole - printed.work[5] / whole,),
                "You kept the figure of the box. The question asks for the ladder's.",
            ),
            Misconception(
                "divided_rounded_totals",
                lambda: (printed.printed_work() / printed.printed_lead_time(),),
                "You divided the printed totals. One of them was cut off: divide first, round afterwards.",
            ),
        ),
    )


def _rolled(printed: Printed) -> Task:
    stream = printed.stream()
    on_path = MetricRules(percent_complete_accurate_rule="critical_path")
    return Task(
        "f",
        "How many in 100 items pass all eight steps without anybody having to ask or fix?",
        Amounts(PERCENT),
        lambda: (known(map_metrics(stream).rolled_percent_complete_accurate),),
        "Both branches count here, although only one counts for time: an item needs both.",
        (
            "Does an item skip F, because G takes longer?",
            "rolled %C&A = product of all eight shares.",
            f"{quality(stream.steps[0]):g} · {quality(stream.steps[1]):g} · {quality(stream.steps[2]):g} · …",
        ),
        (
            Misconception(
                "quality_along_the_path_only",
                lambda: (known(map_metrics(stream, on_path).rolled_percent_complete_accurate),),
                "You left F out. It takes no extra time, but what it finds comes back: an item passes both branches.",
            ),
            Misconception(
                "average_of_percentages",
                lambda: (statistics.fmean(map(quality, stream.steps)),),
                "You averaged the percentages. An item must pass every step: multiply.",
            ),
        ),
    )


def _development(printed: Printed) -> Task:
    making = printed.stream().step(MAKING)
    return Task(
        "g",
        "On what share of the lead time is anybody developing?",
        Amounts(PERCENT),
        lambda: (work(making) / printed.lead_time(),),
        "A tool that doubles the speed of development would shorten the lead time by half of that.",
        (
            "Process time of one step against the whole.",
            "share = process time of D ÷ lead time.",
            f"{plain(work(making) / DAY)} d of {plain(printed.lead_time() / DAY)} d.",
        ),
        (
            Misconception(
                "waiting_counted_as_developing",
                lambda: (lead(making) / printed.lead_time(),),
                "That is the step's lead time, its wait included. Asked is the work.",
            ),
        ),
        is_stretch=True,
    )


QUESTIONS = (_lead_time, _why, _work_by_boxes, _slip, _ratio, _rolled, _development)
