"""E11, the missing 72 hours: a published map whose printed wait is not the sum of its rungs.

The numbers of the book are those of the Dojo Consortium's reference map (static/images/value-stream-map.png in the
repository devopsdojoconsortium/dojoconsortium.org): the nine steps its printed totals cover. Facts only.
"""

from __future__ import annotations

import math
import random
import statistics
from dataclasses import dataclass
from itertools import pairwise

from vsm_toolkit.exercises.answers import Amounts, Names
from vsm_toolkit.exercises.exercise import DataTable, Exercise, Misconception, Task
from vsm_toolkit.exercises.measures import HOURS, PERCENT, plain
from vsm_toolkit.exercises.step_values import known, quality
from vsm_toolkit.exercises.variation import draws
from vsm_toolkit.metrics import map_metrics
from vsm_toolkit.model import Edge, NumberEstimate, Step, TimeEstimate, ValueStream
from vsm_toolkit.published_totals import PublishedTotals, TotalFinding, check_totals

KEY, TITLE, MINUTES = "e11", "The missing hours", 20
NAMES = (
    "Review acceptance criteria",
    "Coding",
    "Code review",
    "Code review and merge",
    "Build and deploy",
    "Manual acceptance test",
    "Approve and deploy to certification",
    "Release notes",
    "Approve and deploy to production",
)


@dataclass(frozen=True)
class Printed:
    """What is printed on the map: hours of work and wait by step, quality where it is given, and the total wait."""

    work: tuple[float, ...] = (0.3, 8, 0.5, 0.5, 0.17, 1.5, 0.1, 1, 0.1)
    waits: tuple[float | None, ...] = (0, 0, 8, 3, 0, 8, 8, None, 40)
    shares: tuple[float | None, ...] = (80, 50, None, None, 95, 80, None, None, 90)
    total_wait: float = 139

    def stream(self) -> ValueStream:
        """Give the map without its totals."""
        steps = tuple(
            Step(
                id=str(number),
                name=name,
                wait_time=None if wait is None else TimeEstimate(value=wait),
                process_time=TimeEstimate(value=work),
                percent_complete_accurate=None if share is None else NumberEstimate(value=share),
            )
            for number, (name, work, wait, share) in enumerate(
                zip(NAMES, self.work, self.waits, self.shares, strict=True), 1
            )
        )
        edges = tuple(Edge(from_step=one.id, to_step=other.id) for one, other in pairwise(steps))
        return ValueStream(name="A published map", steps=steps, edges=edges)

    def visible(self) -> float:
        """Give the sum of the rungs that have a number."""
        return math.fsum(wait for wait in self.waits if wait is not None)

    def all_work(self) -> float:
        """Give the sum of the work."""
        return math.fsum(self.work)

    def blank(self) -> Step:
        """Give the step whose wait is not printed."""
        return next(step for step in self.stream().steps if step.wait_time is None)

    def finding(self) -> TotalFinding:
        """Give what the toolkit says about the printed wait."""
        (found,) = check_totals(self.stream(), PublishedTotals(wait_hours=self.total_wait))
        return found


def build(seed: int | None = None) -> Exercise:
    """Make the exercise with the numbers of the published map, or with fresh ones."""
    printed = Printed() if seed is None else next(filter(_is_telling, map(_drawn, draws(KEY, seed))))
    rows = tuple(
        (step.id, step.name, "" if wait is None else plain(wait), plain(work), "" if share is None else f"{share:g} %")
        for step, work, wait, share in zip(
            printed.stream().steps, printed.work, printed.waits, printed.shares, strict=True
        )
    )
    source = (
        "Process time of the steps and wait in front of them, as printed on the Dojo Consortium's reference map."
        if seed is None
        else "A map like the published one, with other numbers."
    )
    table = DataTable(
        f"Printed totals: process time {plain(printed.all_work())} h, wait {plain(printed.total_wait)} h",
        ("id", "step", "wait before it (h)", "process time (h)", "%C&A"),
        rows,
        f"{source} An empty cell is empty on the map too. All hours are working hours.",
    )
    return Exercise(KEY, TITLE, seed, MINUTES, (table,), tuple(ask(printed) for ask in QUESTIONS))


def _drawn(source: random.Random) -> Printed:
    waits: list[float | None] = [
        0.0,
        0.0,
        *(float(source.randint(2, 16)) for _ in range(6)),
        float(source.randint(24, 60)),
    ]
    place = source.choice((3, 5, 6, 7))
    waits[place] = None
    work = (0.5, float(source.randint(5, 16)), 0.5, 1.0, 0.25, float(source.randint(1, 4)), 0.25, 1.0, 0.25)
    hidden = float(source.randint(30, 110))
    shares = tuple(None if share is None else float(source.randint(60, 95)) for share in Printed().shares)
    return Printed(work, tuple(waits), shares, math.fsum(wait for wait in waits if wait is not None) + hidden)


def _is_telling(printed: Printed) -> bool:
    return printed.finding().cause == "unlabelled"


def _rungs(printed: Printed) -> Task:
    return Task(
        "a",
        "Add up the waits that are printed. What do you get?",
        Amounts(HOURS),
        lambda: (printed.finding().recomputed.at_least or 0.0,),
        f"The map prints {plain(printed.total_wait)} h. Something is missing.",
        (
            "Only the column of waits, only the cells with a number.",
            "Σ printed waits.",
            " + ".join(plain(wait) for wait in printed.waits[2:5] if wait is not None) + " + …",
        ),
        (
            Misconception(
                "trusted_the_total",
                lambda: (printed.total_wait,),
                "That is the printed total. Add the rungs up yourself: they do not give it.",
            ),
            Misconception(
                "work_counted_as_wait",
                lambda: (printed.visible() + printed.all_work(),),
                "You added the process times as well. The total in question is wait alone.",
            ),
        ),
    )


def _missing(printed: Printed) -> Task:
    return Task(
        "b",
        "How many hours of the printed total stand on no rung?",
        Amounts(HOURS),
        lambda: (printed.total_wait - (printed.finding().recomputed.at_least or 0.0),),
        "More than half of the wait, if the total is right, and nobody can see where.",
        (
            "Compare the total with your sum.",
            "missing = printed total − Σ printed waits.",
            f"{plain(printed.total_wait)} − {plain(printed.visible())}.",
        ),
        (
            Misconception(
                "blank_is_zero",
                lambda: (0.0,),
                "You read the empty cell as 0. Empty means that nobody wrote it down.",
            ),
            Misconception(
                "work_counted_as_wait",
                lambda: (printed.total_wait - printed.visible() - printed.all_work(),),
                "You took off the process times too. The printed total is wait alone.",
            ),
        ),
    )


def _where(printed: Printed) -> Task:
    steps = printed.stream().steps
    return Task(
        "c",
        "In front of which step must they be, if the total is right?",
        Names({step.id: step.name for step in steps}),
        lambda: (printed.blank().id,),
        printed.finding().explanation,
        (
            "Which rung has no number?",
            "All other waits are printed, and 0 is a number too.",
            "Go down the column and look for the empty cell.",
        ),
        (
            Misconception(
                "longest_wait_hides_it",
                lambda: (steps[-1].id,),
                "That wait is long and it is printed. Look for the one that is not.",
            ),
            Misconception(
                "zero_is_missing",
                lambda: (next(step.id for step, wait in zip(steps, printed.waits, strict=True) if wait == 0),),
                "0 is a number: the next step starts at once. Look for a cell without any.",
            ),
        ),
    )


def _ratio(printed: Printed) -> Task:
    whole = printed.stream().with_changes(
        steps=tuple(
            step.with_changes(wait_time=TimeEstimate(value=printed.total_wait - printed.visible()))
            if step.id == printed.blank().id
            else step
            for step in printed.stream().steps
        )
    )
    work = printed.all_work()
    return Task(
        "d",
        "If the printed total is right, what is the activity ratio?",
        Amounts(PERCENT),
        lambda: (known(map_metrics(whole).activity_ratio),),
        f"With the blank read as 0 it would be {100 * work / (work + printed.visible()):.1f} %: twice as flattering.",
        (
            "Lead time is process time and wait together.",
            "activity ratio = process time ÷ (process time + wait).",
            f"{plain(work)} ÷ ({plain(work)} + {plain(printed.total_wait)}).",
        ),
        (
            Misconception(
                "work_over_wait",
                lambda: (work / printed.total_wait,),
                "You divided by the wait. The whole is the lead time, work included.",
            ),
            Misconception(
                "blank_is_zero",
                lambda: (work / (work + printed.visible()),),
                "You left the missing hours out. If the total is right, they belong to the wait.",
            ),
        ),
    )


def _bound(printed: Printed) -> Task:
    return Task(
        "e",
        "Without trusting the total: what is the least the lead time can be?",
        Amounts(HOURS),
        lambda: (map_metrics(printed.stream()).lead_time.at_least or 0.0,),
        "Write it with its sign: ≥. A map with a blank has a lower bound, not a lead time.",
        (
            "Use only what is printed on the steps and rungs.",
            "lower bound = Σ process time + Σ printed waits.",
            f"{plain(printed.all_work())} + {plain(printed.visible())}.",
        ),
        (
            Misconception(
                "filled_from_the_total",
                lambda: (printed.all_work() + printed.total_wait,),
                "You trusted the total. The question is what the steps alone say.",
            ),
        ),
    )


def _monday(printed: Printed) -> Task:
    options = {
        "ask": f"ask those who do step {printed.blank().id} for the last five items, and leave it empty until then",
        "fill": f"write {plain(printed.total_wait - printed.visible())} h there",
        "spread": "spread the hours over all rungs",
        "zero": "write 0 there",
    }
    return Task(
        "f",
        "It is your map. What do you do with the empty cell?",
        Names(options),
        lambda: ("ask",),
        "The total may be the slip: nobody knows which of the two is wrong until somebody asks.",
        (
            "Which of the two could be wrong, the total or the rungs?",
            "Unknown stays unknown until somebody knows.",
            "Who could tell you tomorrow?",
        ),
        (
            Misconception(
                "filled_from_the_total",
                lambda: ("fill",),
                "Then you trust the total without knowing where it came from. It may be the slip.",
            ),
            Misconception("blank_is_zero", lambda: ("zero",), "Empty is not 0: nobody said that it starts at once."),
            Misconception(
                "spread_evenly", lambda: ("spread",), "Then every rung is wrong, and the blank looks like the rest."
            ),
        ),
    )


def _quality(printed: Printed) -> Task:
    rolled = map_metrics(printed.stream()).rolled_percent_complete_accurate
    shares = [quality(step) for step in printed.stream().steps if step.percent_complete_accurate]
    return Task(
        "g",
        "Only some steps print a %C&A. What is the most the rolled figure can be?",
        Amounts(PERCENT),
        lambda: (rolled.at_most or 0.0,),
        f"≤, {rolled.coverage_words('step')}.",
        (
            "Multiply what is there; the others can only make it smaller.",
            "upper bound = product of the printed shares.",
            " · ".join(f"{share:g}" for share in shares[:3]) + " · …",
        ),
        (
            Misconception(
                "average_of_percentages",
                lambda: (statistics.fmean(shares),),
                "You averaged them. An item must pass every step: multiply.",
            ),
        ),
        is_stretch=True,
    )


QUESTIONS = (_rungs, _missing, _where, _ratio, _bound, _monday, _quality)
