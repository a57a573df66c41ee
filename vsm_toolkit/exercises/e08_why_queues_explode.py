"""E8, why queues explode: utilisation, Little, Kingman, takt, gates and batches around one QA lane."""

from __future__ import annotations

from dataclasses import dataclass

from vsm_toolkit.exercises.answers import ROUNDED_PARTS, Amounts, Names
from vsm_toolkit.exercises.exercise import DataTable, Exercise, Misconception, Task
from vsm_toolkit.exercises.measures import HOURS, NUMBER, PERCENT, plain
from vsm_toolkit.exercises.variation import draws
from vsm_toolkit.flow_arithmetic import (
    FlowNumber,
    batch_wait,
    cadence_wait,
    check_stated_wait,
    items_in_progress,
    kingman_wait,
    sakasegawa_wait,
    takt,
    utilisation,
)

KEY, TITLE, MINUTES = "e08", "Why queues explode", 30
WEEK = 40.0
RHYTHMS = ((8.0, 3.0, 4.0), (8.0, 3.5, 4.5), (5.0, 6.0, 7.2), (4.0, 7.0, 9.0), (16.0, 1.75, 2.25), (20.0, 1.4, 1.8))
"""Work per item with a demand now and a larger one from next month, both below what the lane can do."""


@dataclass(frozen=True, slots=True)
class Lane:
    """One QA lane and what surrounds it; hours are working hours."""

    work: float = 10
    demand: float = 3
    more: float = 3.6
    variation: float = 0.5
    claimed: float = 16
    cards: int = 6
    cards_a_week: float = 3
    board: float = 40
    papers: float = 16
    batch: int = 12
    batch_a_week: float = 1

    def load(self, demand: float) -> float:
        """Give the utilisation at a demand per week."""
        return _number(utilisation(demand * self.work, WEEK))

    def queue(self, demand: float, variation: float = 1.0) -> float:
        """Give the mean wait in front of the lane at a demand per week."""
        return _number(kingman_wait(self.load(demand), self.work, variation, variation))

    def items(self, demand: float) -> float:
        """Give the items waiting and worked on at a demand per week."""
        return _number(items_in_progress(demand, self.queue(demand) + self.work))


def _number(found: FlowNumber) -> float:
    return float("inf") if found.value is None else found.value


def build(seed: int | None = None) -> Exercise:
    """Make the exercise with the numbers of the book, or with fresh ones."""
    lane = Lane() if seed is None else _drawn(seed)
    table = DataTable(
        "One QA lane",
        ("what", "value"),
        (
            ("working time of the lane", f"{plain(WEEK)} wh a week"),
            ("work on one item (process time)", f"{plain(lane.work)} wh"),
            ("demand until now", f"{plain(lane.demand)} items a week"),
            ("demand from next month", f"{plain(lane.more)} items a week"),
        ),
        "Items arrive at random and differ in size: both variations (CV) are 1 unless a task says otherwise.",
    )
    return Exercise(KEY, TITLE, seed, MINUTES, (table,), tuple(ask(lane) for ask in QUESTIONS))


def _drawn(seed: int) -> Lane:
    source = next(draws(KEY, seed))
    work, demand, more = source.choice(RHYTHMS)
    cards_a_week = source.choice((2.0, 4.0, 5.0))
    return Lane(
        work=work,
        demand=demand,
        more=more,
        variation=source.choice((0.25, 0.4, 0.5)),
        claimed=source.choice((8.0, 24.0)),
        cards=int(cards_a_week) * source.choice((3, 4)),
        cards_a_week=cards_a_week,
        board=source.choice((40.0, 80.0)),
        papers=source.choice((8.0, 24.0)),
        batch=source.choice((8, 10, 16)),
        batch_a_week=source.choice((1.0, 2.0)),
    )


def _utilised(lane: Lane) -> Task:
    return Task(
        "a",
        "On what share of its time is the lane busy, until now and from next month?",
        Amounts(PERCENT, ("now", "next month")),
        lambda: (lane.load(lane.demand), lane.load(lane.more)),
        "Utilisation, ρ. It still sounds comfortable.",
        (
            "How many working hours a week do the items need?",
            "ρ = items a week · work per item ÷ working hours a week.",
            f"Now: {plain(lane.demand)} · {plain(lane.work)} ÷ {plain(WEEK)}.",
        ),
    )


def _waits(lane: Lane) -> Task:
    now, then = lane.queue(lane.demand), lane.queue(lane.more)
    growth = lane.more / lane.demand
    return Task(
        "b",
        "How long does an item wait in front of the lane on average, until now and from next month?",
        Amounts(HOURS, ("now", "next month")),
        lambda: (now, then),
        f"{plain(100 * (growth - 1), 0)} % more work, {plain(then / now, 1)} times the wait: the last free hours.",
        (
            "The wait grows with what is left of the lane's time, not with the work.",
            "wait = ρ ÷ (1 − ρ) · (CVa² + CVs²) ÷ 2 · work per item. With both CVs 1 the middle part is 1.",
            f"Now: {lane.load(lane.demand):.3g} ÷ {1 - lane.load(lane.demand):.3g} · {plain(lane.work)} wh.",
        ),
        (
            Misconception(
                "wait_grows_with_work",
                lambda: (now, now * growth),
                f"You let the wait grow with the work: {plain(100 * (growth - 1), 0)} % more. It grows with "
                "ρ ÷ (1 − ρ), and the free time 1 − ρ shrinks much faster.",
            ),
        ),
    )


def _in_progress(lane: Lane) -> Task:
    return Task(
        "c",
        "How many items are there on average, waiting or being worked on, until now and from next month?",
        Amounts(NUMBER, ("now", "next month")),
        lambda: (lane.items(lane.demand), lane.items(lane.more)),
        "Little's law. You can count these cards on the board, so it is a check on any stated wait.",
        (
            "How long does an item stay, wait and work together? How many arrive in that time?",
            "items = items a week · (wait + work) ÷ 40.",
            f"Now: {plain(lane.demand)} · ({plain(lane.queue(lane.demand))} + {plain(lane.work)}) ÷ 40.",
        ),
        (
            Misconception(
                "work_itself_left_out",
                lambda: (
                    lane.items(lane.demand) - lane.load(lane.demand),
                    lane.items(lane.more) - lane.load(lane.more),
                ),
                "You counted those that wait. The one being worked on is there too: wait + work.",
            ),
        ),
    )


def _beat(lane: Lane) -> Task:
    return Task(
        "d",
        "From next month, how much working time is there for each item asked for (the takt)?",
        Amounts(HOURS),
        lambda: (_number(takt(WEEK, lane.more)),),
        f"More than the {plain(lane.work)} wh it takes. So all is well? See task e.",
        (
            "Divide the time there is among the items asked for.",
            "takt = working hours a week ÷ items a week.",
            f"{plain(WEEK)} ÷ {plain(lane.more)}.",
        ),
        (
            Misconception(
                "work_is_takt",
                lambda: (lane.work,),
                "That is the work one item takes. Takt is the time there is for each item.",
            ),
        ),
    )


def _below_takt(lane: Lane) -> Task:
    return Task(
        "e",
        f"Every item takes {plain(lane.work)} wh and the takt is longer than that. "
        "How long does an item wait from next month, all the same?",
        Amounts(HOURS),
        lambda: (lane.queue(lane.more),),
        "Takt compares averages; queues come from variation. A lane that keeps up on average still has a line.",
        (
            "Did you compute it already?",
            "Takt says nothing about items that arrive together.",
            "Look at your second answer of task b.",
        ),
        (
            Misconception(
                "below_takt_no_queue",
                lambda: (0.0,),
                "Keeping up on average does not empty the line: items arrive together and some take long. See task b.",
            ),
            Misconception(
                "takt_minus_work_is_the_wait",
                lambda: (_number(takt(WEEK, lane.more)) - lane.work,),
                "That is the spare time per item, not a wait.",
            ),
        ),
    )


def _smoothed(lane: Lane) -> Task:
    then = lane.queue(lane.more)
    return Task(
        "f",
        f"From next month work arrives smoothed and in even sizes: both CVs fall from 1 to {plain(lane.variation)}. "
        "How long does an item wait then?",
        Amounts(HOURS),
        lambda: (lane.queue(lane.more, lane.variation),),
        "Nobody was hired and nobody works faster: smaller, more even items did it.",
        (
            "Only the middle part of the formula of task b changes.",
            "wait = ρ ÷ (1 − ρ) · (CVa² + CVs²) ÷ 2 · work per item.",
            f"({plain(lane.variation)}² + {plain(lane.variation)}²) ÷ 2 = {lane.variation**2:g}.",
        ),
        (
            Misconception(
                "variation_counts_once",
                lambda: (then * lane.variation,),
                "You multiplied by the CV. It counts squared, which is why smoothing is worth so much.",
            ),
            Misconception(
                "only_capacity_counts",
                lambda: (then,),
                "The utilisation is the same, but the wait is not: half of a queue is made by variation.",
            ),
        ),
    )


def _first_move(_lane: Lane) -> Task:
    options = {
        "smooth": "make items smaller and let them arrive evenly, then look again",
        "hire": "hire a second tester",
        "push": "ask the lane to work faster",
    }
    return Task(
        "g",
        "What do you try first?",
        Names(options),
        lambda: ("smooth",),
        "It costs nothing, it can be undone next week, and it tells how much of the queue was variation.",
        (
            "Compare what each costs and how soon it can be undone.",
            "Lightest first: variation, then work per item, then capacity.",
            "Look at what smoothing did in task f.",
        ),
        (
            Misconception(
                "hire_before_smoothing",
                lambda: ("hire",),
                "Hiring works, months later. Smoothing works next week and may leave nothing to hire for.",
            ),
            Misconception(
                "work_harder",
                lambda: ("push",),
                "The lane is the busiest place already. Pressure there makes defects, which come back as demand.",
            ),
        ),
    )


def _claimed(lane: Lane) -> Task:
    check = check_stated_wait(lane.claimed, lane.cards, lane.cards_a_week)
    return Task(
        "h",
        f"Another team says: “it waits {plain(lane.claimed / 8)} d for us”. {lane.cards} cards wait and "
        f"{plain(lane.cards_a_week)} are finished a week. How long will the last card wait?",
        Amounts(HOURS),
        lambda: (check.implied,),
        f"{plain(check.factor, 1)} times what was said. Ask; do not accuse: both may be right about different cards.",
        (
            "How many weeks until those cards are done?",
            "wait = cards ÷ cards a week · 40 wh.",
            f"{lane.cards} ÷ {plain(lane.cards_a_week)} weeks.",
        ),
        (
            Misconception(
                "took_their_word",
                lambda: (lane.claimed,),
                "That is what was said. The cards on the board say something else: count them.",
            ),
        ),
    )


def _gate(lane: Lane) -> Task:
    return Task(
        "i",
        f"A board meets every {plain(lane.board)} wh and wants the papers {plain(lane.papers)} wh before. "
        "How long does a finished item wait for it on average?",
        Amounts(HOURS),
        lambda: (_number(cadence_wait(lane.board, lane.papers)),),
        "The deadline is part of the wait. A shorter deadline costs the board nothing.",
        (
            "On average an item just misses half of an interval. And then?",
            "wait = interval ÷ 2 + deadline.",
            f"{plain(lane.board)} ÷ 2 = {plain(lane.board / 2)} wh, plus the deadline.",
        ),
        (
            Misconception(
                "deadline_forgotten",
                lambda: (lane.board / 2,),
                "You forgot the deadline: papers that are handed in wait until the meeting.",
            ),
            Misconception(
                "always_just_missed",
                lambda: (lane.board + lane.papers,),
                "You let every item just miss the last meeting. On average it waits half of the interval.",
            ),
        ),
    )


def _batch(lane: Lane) -> Task:
    weeks = lane.batch / lane.batch_a_week
    return Task(
        "j",
        f"A release holds {lane.batch} changes and {plain(lane.batch_a_week)} a week get ready. "
        "How long does a change wait on average until the release is full?",
        Amounts(HOURS),
        lambda: (_number(batch_wait(lane.batch, lane.batch_a_week)),),
        "Half of the batches' time, for every change. Halve the batch and you halve the wait.",
        (
            "The first change waits longest, the last not at all.",
            "wait = (B − 1) ÷ 2 ÷ changes a week · 40 wh.",
            f"({lane.batch} − 1) ÷ 2 = {plain((lane.batch - 1) / 2)} changes to come on average.",
        ),
        (
            Misconception(
                "all_wait_for_the_whole_batch",
                lambda: (weeks * WEEK,),
                "You let every change wait for the whole batch. The first one does; the last one leaves at once.",
            ),
            Misconception(
                "last_change_waits_too",
                lambda: (weeks * WEEK / 2,),
                "Nearly: the change that fills the batch does not wait, so B − 1 changes are to come, not B.",
            ),
        ),
    )


def _pooled(lane: Lane) -> Task:
    load, slow = lane.load(lane.more), 2 * lane.work
    return Task(
        "k",
        f"Two lanes serve one common line; each needs {plain(slow)} wh per item and is busy {plain(100 * load)} % "
        "of the time. How long does an item wait? (Sakasegawa; c lanes, CVs 1)",
        Amounts(HOURS, tolerance=ROUNDED_PARTS),
        lambda: (_number(sakasegawa_wait(load, slow, 2)),),
        "A common line beats a line of its own for each: nobody idles while somebody waits.",
        (
            "With a common line an item waits only while both lanes are busy.",
            "wait = ρ^(√(2(c+1)) − 1) ÷ (c · (1 − ρ)) · work per item.",
            f"√(2 · 3) − 1 = 1.449; {load:.3g}^1.449 = {load**1.4495:.4f}.",
        ),
        (
            Misconception(
                "a_line_for_each_lane",
                lambda: (_number(kingman_wait(load, slow)),),
                "That is the wait if each lane had a line of its own.",
            ),
            Misconception(
                "as_one_fast_lane",
                lambda: (_number(kingman_wait(load, lane.work)),),
                "That is one lane that is twice as fast. It waits longer than two slow ones in a common line, though "
                "an item is done sooner.",
            ),
        ),
        is_stretch=True,
    )


QUESTIONS = (
    _utilised,
    _waits,
    _in_progress,
    _beat,
    _below_takt,
    _smoothed,
    _first_move,
    _claimed,
    _gate,
    _batch,
    _pooled,
)
