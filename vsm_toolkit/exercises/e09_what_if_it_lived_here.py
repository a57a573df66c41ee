"""E9, what if it lived here: steps moved to another team, with a gain that is recomputed."""

from __future__ import annotations

import math

from vsm_toolkit.changes import apply_changes
from vsm_toolkit.exercises.answers import Amounts, Names, Value
from vsm_toolkit.exercises.exercise import DataTable, Exercise, Misconception, Task
from vsm_toolkit.exercises.measures import COUNT, HOURS, plain
from vsm_toolkit.exercises.step_values import people, step_table, wait, work
from vsm_toolkit.exercises.variation import retimed
from vsm_toolkit.handoffs import HoursRange
from vsm_toolkit.metrics import map_metrics
from vsm_toolkit.model import Engagement, ValueStream
from vsm_toolkit.realignment import RealignmentOption, move_steps

KEY, TITLE, MINUTES, SAMPLE = "e09", "What if it lived here?", 40, "claims-portal"
HOME = "Claims Portal"
SERVICE, TESTING, DESIGN, SECURITY = "A08", "A09", "A04", "A10"
OPTIONS = {"R1": (SERVICE,), "R2": (TESTING,), "R3": (SERVICE, TESTING), "R4": (SERVICE, TESTING, DESIGN)}
WEEKS_A_YEAR = 52


def build(engagement: Engagement, seed: int | None = None) -> Exercise:
    """Make the exercise on the sample claims portal, with its numbers or with fresh ones."""
    stream = engagement.stream if seed is None else retimed(engagement.stream, KEY, seed, _is_telling)
    options = DataTable(
        f"Four options: steps that {HOME} would do itself",
        ("option", "steps that move", "wait before them that would remain"),
        tuple(
            (name, ", ".join(f"{step} {stream.step(step).name}" for step in steps), _residuals(stream, steps))
            for name, steps in OPTIONS.items()
        ),
        "The wait stood in the other team's queue; people doing both ends say how much would remain, low to high.",
    )
    metrics = map_metrics(stream)
    slack = DataTable(
        "How much longer each step could take before the lead time grows",
        ("step", "slack (wh)"),
        tuple((step.id, plain(metrics.slack[step.id])) for step in stream.steps if metrics.slack[step.id]),
        f"All other steps are on the critical path: {' – '.join(metrics.critical_path)}.",
    )
    steps = step_table(
        stream, "team wait work delay lead people", "Arrows: see the picture. Branches join at A09, A11."
    )
    tasks = tuple(ask(stream) for ask in QUESTIONS)
    return Exercise(KEY, TITLE, seed, MINUTES, (steps, slack, options), tasks, stream, ("map",), ("map",))


def _residuals(stream: ValueStream, steps: tuple[str, ...]) -> str:
    records = {record.to_step: record for record in stream.handoffs}
    kept = {step: (records[step].residual_low or 0.0, records[step].residual_high or 0.0) for step in steps}
    return ", ".join(f"{step} {plain(100 * low)} to {plain(100 * high)} %" for step, (low, high) in kept.items())


def _is_telling(stream: ValueStream) -> bool:
    one, two, three, four = (_option(stream, name) for name in OPTIONS)
    slack = map_metrics(stream).slack
    same_path = not any(slack[step] for step in (SERVICE, TESTING, DESIGN)) and slack[SECURITY] > slack["A06"] + 5
    limited = _low(two.saved) < _low(one.saved) == _high(one.saved) < _low(one.naive_saving) - 5
    free = _high(two.saved) < slack[SECURITY]
    stops = _low(three.saved) == _high(three.saved) == slack[SECURITY] < _low(one.saved) + _low(two.saved) - 5
    return same_path and limited and free and stops and _low(four.saved) > _high(three.saved) + 5


def _low(hours: HoursRange | None) -> float:
    return math.nan if hours is None else round(hours.low, 6)


def _high(hours: HoursRange | None) -> float:
    return math.nan if hours is None else round(hours.high, 6)


def _ends(hours: HoursRange | None) -> Value:
    return _low(hours), _high(hours)


def _option(stream: ValueStream, name: str) -> RealignmentOption:
    return move_steps(stream, OPTIONS[name], HOME)


def _step_saves(stream: ValueStream) -> Task:
    option = _option(stream, "R1")
    return Task(
        "a",
        f"R1: {HOME} changes the integration service itself. How many hours shorter does the step {SERVICE} become, "
        "from low to high?",
        Amounts(HOURS, is_range=True),
        lambda: _ends(option.naive_saving),
        "The naive saving. Most proposals stop here.",
        (
            f"Part of the wait before {SERVICE} remains.",
            "saving of the step = wait · (1 − share that remains), for both ends of the range.",
            (f"High end: wait · (1 − 0.1). The wait is {plain(wait(stream.step(SERVICE)))} wh. Low end: · (1 − 0.3)."),
        ),
        (
            Misconception(
                "whole_wait_is_gained",
                lambda: (wait(stream.step(SERVICE)),) * 2,
                "You took the whole wait. The table says that some of it would remain.",
            ),
        ),
    )


def _map_saves(stream: ValueStream) -> Task:
    option = _option(stream, "R1")
    return Task(
        "b",
        "And how much shorter does the lead time of the map become with R1?",
        Amounts(HOURS, is_range=True),
        lambda: _ends(option.saved),
        "Low and high are the same: the branch with build and review becomes the longest, whatever remains.",
        (
            f"While {SERVICE} runs, A06 and A07 run beside it. Look at their slack.",
            "saved = the smaller of (what the step saves) and (slack of the branch beside it).",
            f"The step saves {plain(_low(option.naive_saving))} wh or more; the table gives the slack of A06.",
        ),
        (
            Misconception(
                "step_saving_is_map_saving",
                lambda: _ends(option.naive_saving),
                "That is what the step saves. The branch beside it is nearly as long: recompute the longest way.",
            ),
        ),
    )


def _crossings(stream: ValueStream) -> Task:
    now = _option(stream, "R1").handoffs_before
    return Task(
        "c",
        f"Today {now} arrows cross from team to team. How many with R1?",
        Amounts(COUNT),
        lambda: (float(_option(stream, "R1").handoffs_after),),
        "As many as before, and faster all the same: handoffs say how often, not how long.",
        (
            f"Which arrows touch {SERVICE}, and which teams are at their other ends?",
            "handoffs = arrows whose two teams differ.",
            f"A05 → {SERVICE} still crosses (from {stream.step('A05').team}). And {SERVICE} → A09?",
        ),
        (
            Misconception(
                "moving_removes_a_handoff",
                lambda: (now - 1.0,),
                "You took one away. The work still comes from another team and still goes to another one: follow the "
                "two arrows.",
            ),
            Misconception(
                "moving_removes_two_handoffs",
                lambda: (now - 2.0,),
                "You took both away. At their other ends stand other teams than the home team.",
            ),
        ),
    )


def _fewer(stream: ValueStream) -> Task:
    one, two = _option(stream, "R1"), _option(stream, "R2")
    options = {
        "R1": f"R1, {one.handoffs_after} handoffs",
        "R2": f"R2, {two.handoffs_after} handoffs",
    }
    return Task(
        "d",
        f"R2 moves {TESTING} and saves {plain(_low(two.saved))} to {plain(_high(two.saved))} wh. "
        "Which of R1 and R2 is surely worth more lead time in the bad case (the low end)?",
        Names(options),
        lambda: ("R1" if _low(one.saved) > _low(two.saved) else "R2",),
        "The count of handoffs and the lead time are two questions. Ask both.",
        (
            "Compare the low ends, not the counts.",
            "Low end of R1: task b. Low end of R2: in the question.",
            f"R1: {plain(_low(one.saved))} wh.",
        ),
        (
            Misconception(
                "fewer_handoffs_always_faster",
                lambda: ("R2" if two.handoffs_after < one.handoffs_after else "R1",),
                "You went by the number of handoffs. Fewer of them need not be faster: compare the hours saved.",
            ),
        ),
    )


def _both(stream: ValueStream) -> Task:
    one, two, three = (_option(stream, name) for name in ("R1", "R2", "R3"))
    return Task(
        "e",
        f"R3 moves both {SERVICE} and {TESTING}. How much shorter does the lead time become, from low to high?",
        Amounts(HOURS, is_range=True),
        lambda: _ends(three.saved),
        "Less than R1 and R2 together: the path has moved to a branch that neither of them touches.",
        (
            f"Three branches: through {SERVICE}, through A06 – A07 – {TESTING}, and through A06 – A07 – {SECURITY}.",
            "saved = old lead time − new longest way; a branch that changes nothing limits it to its slack.",
            f"The way through {SECURITY} stays and has {plain(map_metrics(stream).slack[SECURITY])} wh of slack.",
        ),
        (
            Misconception(
                "gains_added",
                lambda: (_low(one.saved) + _low(two.saved), _high(one.saved) + _high(two.saved)),
                "You added the gains of R1 and R2. Recompute the longest way: it runs elsewhere now.",
            ),
            Misconception(
                "step_savings_added",
                lambda: _ends(three.naive_saving),
                "You added what the two steps save. Recompute the longest way through the map.",
            ),
        ),
    )


def _who_stops_it(stream: ValueStream) -> Task:
    return Task(
        "f",
        "Which step, not on the critical path today, decides that R3 saves no more than that?",
        Names({step.id: step.name for step in stream.steps}),
        lambda: (_takes_over(stream),),
        "The path moved there. It is the next place to look, before anybody is moved.",
        (
            "Which step with slack is on the longest way once R3 is in place?",
            "Its slack equals the saving of task e.",
            "Compare the table of slack with your answer of task e.",
        ),
        (
            Misconception(
                "next_shortest_branch",
                lambda: ("A06",),
                f"That limits R1. In R3 the testing after it is shorter too; a way without {TESTING} is longer.",
            ),
            Misconception(
                "next_shortest_branch_review",
                lambda: ("A07",),
                f"That limits R1. In R3 the testing after it is shorter too; a way without {TESTING} is longer.",
            ),
        ),
    )


def _takes_over(stream: ValueStream) -> str:
    slack = map_metrics(stream).slack
    moved = map_metrics(apply_changes(stream, _option(stream, "R3").changes))
    new = [step for step in moved.critical_path if slack[step]]
    return max(new, key=lambda step: slack[step])


def _three_steps(stream: ValueStream) -> Task:
    four = _option(stream, "R4")
    return Task(
        "g",
        f"R4 also moves {DESIGN}, which every feature passes before the branches begin. "
        "How much shorter does the lead time become, from low to high?",
        Amounts(HOURS, is_range=True),
        lambda: _ends(four.saved),
        "What stands before the branches counts in full, on top of R3.",
        (
            f"{DESIGN} is on every way through the map.",
            "saved = R3 + what is taken off the wait before A04.",
            f"R3 saves {plain(_low(_option(stream, 'R3').saved))} wh; of the wait before {DESIGN}, 10 to 30 % remain.",
        ),
        (
            Misconception(
                "step_savings_added",
                lambda: _ends(four.naive_saving),
                "You added what the three steps save. Two of them are limited by the branch beside them.",
            ),
        ),
    )


def _load(stream: ValueStream) -> Task:
    moved = [stream.step(step) for step in OPTIONS["R3"]]
    per_week = (stream.items_per_year or math.nan) / WEEKS_A_YEAR
    return Task(
        "h",
        f"How many hours of work a week would R3 bring to {HOME}? There are "
        f"{plain(stream.items_per_year or 0)} features a year ({WEEKS_A_YEAR} weeks).",
        Amounts(HOURS),
        lambda: (_option(stream, "R3").added_hours_per_week or math.nan,),
        "Beyond about 85 % of the team's hours a new queue eats the gain (exercise 8).",
        (
            "Work of both steps, everybody who does it, as often as it comes.",
            "load = Σ process time · people · features a week.",
            (
                f"{moved[0].id}: {plain(work(moved[0]))} · {plain(people(moved[0]))}; "
                f"{moved[1].id}: {plain(work(moved[1]))} · {plain(people(moved[1]))}."
            ),
        ),
        (
            Misconception(
                "people_left_out",
                lambda: (sum(map(work, moved)) * per_week,),
                "You counted the process time once. Two people are needed for testing: multiply by people.",
            ),
            Misconception(
                "one_feature_only",
                lambda: (sum(work(step) * people(step) for step in moved),),
                "That is one feature. How many come in a week?",
            ),
        ),
    )


def _score(stream: ValueStream) -> Task:
    option = _option(stream, "R1")
    options = {
        "both": "both are shown; the people concerned decide, and try it first in a way that can be undone",
        "score": "the structure score decides: R1 must not be done",
        "time": "lead time decides: R1 must be done",
    }
    return Task(
        "i",
        f"A score of the team structure gets worse with R1 ({option.coordination_before:.1f} → "
        f"{option.coordination_after:.1f}) and the lead time gets shorter. What follows?",
        Names(options),
        lambda: ("both",),
        "A score can rank pictures. Who works with whom is decided by those who know and own it.",
        (
            "What does a score know about skills, trust or careers?",
            "Two measures, one decision by people, lightest trial first.",
            "Which of the three answers could you say to the people concerned?",
        ),
        (
            Misconception(
                "score_decides_who_reports_to_whom",
                lambda: ("score",),
                "A graph score does not know what people can do. It must not say who should report to whom.",
            ),
            Misconception(
                "lead_time_decides_alone",
                lambda: ("time",),
                "Lead time is half of it: the move needs skills, access and hours, and somebody who decides.",
            ),
        ),
    )


def _next_lever(stream: ValueStream) -> Task:
    return Task(
        "j",
        "After R3, the wait before which step should be looked at next to shorten that branch?",
        Names({step.id: step.name for step in stream.steps}),
        lambda: (_takes_over(stream),),
        "Its wait, without moving anybody: start scanning earlier, or agree on a day a week.",
        (
            "Where has the path moved to?",
            "The step of task f has a wait of its own.",
            "Look at your answer of task f.",
        ),
        (
            Misconception(
                "keep_pushing_the_same_step",
                lambda: (SERVICE,),
                f"{SERVICE} is off the longest way now: another hour saved there is not noticed.",
            ),
            Misconception(
                "keep_pushing_the_test",
                lambda: (TESTING,),
                f"{TESTING} is off the longest way now: another hour saved there is not noticed.",
            ),
        ),
        is_stretch=True,
    )


QUESTIONS = (
    _step_saves,
    _map_saves,
    _crossings,
    _fewer,
    _both,
    _who_stops_it,
    _three_steps,
    _load,
    _score,
    _next_lever,
)
