"""E5, two roads: the longest branch decides, and savings do not add up."""

from __future__ import annotations

from vsm_toolkit.durations import format_percent
from vsm_toolkit.exercises.answers import Amounts, Names, Value
from vsm_toolkit.exercises.exercise import DataTable, Exercise, Misconception, Task
from vsm_toolkit.exercises.measures import HOURS, PERCENT, plain
from vsm_toolkit.exercises.step_values import known, lead, step_table, total, wait, work
from vsm_toolkit.exercises.variation import changed, retimed, sensible
from vsm_toolkit.metrics import MapMetrics, map_metrics
from vsm_toolkit.model import Edge, Step, TimeEstimate, ValueStream
from vsm_toolkit.samples import two_roads

KEY, TITLE, MINUTES = "e05", "Two roads", 30
MAKE, ENVIRONMENT, LEGAL = "P2", "P3", "P4"
BY_LEGAL, BY_MAKING = ("P1", "P4", "P6"), ("P1", "P2", "P5", "P6")
QUICK, SLOW = 10.0, 30.0


def build(seed: int | None = None) -> Exercise:
    """Make the exercise with the numbers of the book, or with fresh ones."""
    stream = two_roads() if seed is None else retimed(two_roads(), KEY, seed, _is_telling)
    ideas = DataTable(
        "Three ideas",
        ("idea", "what would change"),
        tuple((idea.name, idea.words(stream)) for idea in IDEAS),
    )
    steps = step_table(stream, "team wait work lead", "After P1 the branches P2, P3 and P4 start; P5 needs P2 and P3.")
    tasks = tuple(ask(stream) for ask in QUESTIONS)
    return Exercise(KEY, TITLE, seed, MINUTES, (steps, ideas), tasks, stream, ("map",), ("map",))


class Idea:
    """One change somebody proposes."""

    def __init__(self, name: str, step: str, field: str, share: float) -> None:
        self.name, self.step, self.field, self.share = name, step, field, share

    def old(self, stream: ValueStream) -> float:
        """Give the value it changes."""
        step = stream.step(self.step)
        return wait(step) if self.field == "wait_time" else work(step)

    def new(self, stream: ValueStream) -> float:
        """Give the value it leaves."""
        return sensible(self.share * self.old(stream))

    def taken(self, stream: ValueStream) -> float:
        """Give the hours it takes off its step."""
        return self.old(stream) - self.new(stream)

    def words(self, stream: ValueStream) -> str:
        """Say it in words."""
        field = "wait" if self.field == "wait_time" else "process time"
        return f"{self.step} {field}: {plain(self.old(stream))} → {plain(self.new(stream))} wh"


HALF_BUILD = Idea("halve the build", MAKE, "process_time", 0.5)
LAWYER = Idea("a lawyer in the team", LEGAL, "wait_time", 1 / 3)
CLOUD = Idea("environments on demand", ENVIRONMENT, "wait_time", 1 / 9)
IDEAS = (HALF_BUILD, LAWYER, CLOUD)


def _after(stream: ValueStream, *ideas: Idea) -> MapMetrics:
    return map_metrics(changed(stream, *((idea.step, idea.field, idea.new(stream)) for idea in ideas)))


def _lead_time(stream: ValueStream, *ideas: Idea) -> float:
    return known(_after(stream, *ideas).lead_time)


def _along(stream: ValueStream, steps: tuple[str, ...]) -> float:
    return sum(lead(stream.step(step)) for step in steps)


def _is_telling(stream: ValueStream) -> bool:
    now = map_metrics(stream)
    saved = [known(now.lead_time) - _lead_time(stream, *ideas) for ideas in ((HALF_BUILD,), (LAWYER,), IDEAS)]
    a_little = 0 < saved[1] < 0.4 * LAWYER.taken(stream)
    leaps = known(_after(stream, LAWYER).activity_ratio) > 2 * known(now.activity_ratio)
    both = _lead_time(stream, HALF_BUILD, LAWYER) < _lead_time(stream, LAWYER)
    slack = all(now.slack[step] > 0 for step in (MAKE, ENVIRONMENT, "P5"))
    more = saved[2] > saved[1] + 5
    return now.critical_path == BY_LEGAL and saved[0] == 0 and a_little and leaps and both and slack and more


def _whole(stream: ValueStream) -> Task:
    return Task(
        "a",
        "How long does it take from the start of P1 to the end of P6?",
        Amounts(HOURS),
        lambda: (_lead_time(stream),),
        "Branches run at the same time; whoever joins them waits for the longest.",
        (
            "P6 can start when the last of what it needs is there.",
            "lead time = the longest way through the map; add the lead times along each way.",
            f"P1 – P2 – P5 – P6: {plain(_along(stream, BY_MAKING))} wh. Now the other two ways.",
        ),
        (
            Misconception(
                "summed_the_branches",
                lambda: (total(stream.steps, lead),),
                "You summed all branches: that would be the time if they ran one after the other. They run at the "
                "same time, so take the longest way.",
            ),
            Misconception(
                "most_work_is_the_path",
                lambda: (_along(stream, BY_MAKING),),
                "You followed the branch with the most work. A step of an hour behind a long wait can take longer.",
            ),
            Misconception(
                "work_only",
                lambda: (known(map_metrics(stream).process_time_all_steps),),
                "You added the work only; a step's lead time contains its wait.",
            ),
        ),
    )


def _path(stream: ValueStream) -> Task:
    return Task(
        "b",
        "Which steps are on the critical path, from first to last?",
        Names({step.id: step.name for step in stream.steps}, ordered=True, count=None),
        lambda: map_metrics(stream).critical_path,
        "Only these decide when it is done: an hour saved elsewhere is not noticed, until the path moves.",
        (
            "It is the way that gave the answer of task a.",
            "critical path = the longest way by lead time, not by work.",
            "It starts with P1 and ends with P6; which branch is in between?",
        ),
        (
            Misconception(
                "most_work_is_the_path",
                lambda: BY_MAKING,
                "That way has the most work, and it is not the longest: the path follows lead time, waits included.",
            ),
        ),
    )


def _slack(stream: ValueStream) -> Task:
    steps = (MAKE, ENVIRONMENT, "P5")
    return Task(
        "c",
        "By how much could P2, P3 and P5 each take longer before anybody notices?",
        Amounts(HOURS, steps),
        lambda: tuple(map_metrics(stream).slack[step] for step in steps),
        "That is their slack. So little of it here: after one improvement the path will move.",
        (
            "Compare the longest way through the step with the critical path.",
            "slack = lead time of the map − longest way through the step.",
            (
                f"Through P2: {plain(_along(stream, BY_MAKING))} wh, so its slack is "
                f"{plain(_lead_time(stream))} − {plain(_along(stream, BY_MAKING))} wh."
            ),
        ),
    )


def _ratio(stream: ValueStream) -> Task:
    now = map_metrics(stream)
    return Task(
        "d",
        "What is the activity ratio: the work on the critical path divided by the lead time?",
        Amounts(PERCENT),
        lambda: (known(now.activity_ratio),),
        "Work and lead time must describe the same way through the map.",
        (
            "Only the steps of task b count, above and below the line.",
            "activity ratio = Σ process time on the critical path ÷ lead time.",
            f"P1 has {plain(work(stream.step('P1')))} wh of work; add the other two of the path.",
        ),
        (
            Misconception(
                "all_work_over_lead_time",
                lambda: (known(now.process_time_all_steps) / known(now.lead_time),),
                "You divided the work of all branches by the time of one. Several people work at once, so that can "
                "even exceed 100 %; take the path only.",
            ),
        ),
    )


def _coverage(stream: ValueStream) -> Task:
    now = map_metrics(stream)
    return Task(
        "e",
        "On what share of the lead time is anybody at all working on it? (active coverage: each step waits first, "
        "then works; time in which two work at once counts once)",
        Amounts(PERCENT),
        lambda: (known(now.active_coverage),),
        "It does not jump when the path moves, so show it beside the ratio whenever there are branches.",
        (
            "Draw a time line: from when until when is each step at work?",
            "active coverage = time in which at least one step is at work ÷ lead time.",
            (
                f"P1 works from {plain(wait(stream.step('P1')))} to {plain(lead(stream.step('P1')))} wh. P2 starts "
                f"{plain(wait(stream.step(MAKE)))} wh later."
            ),
        ),
        (
            Misconception(
                "all_work_over_lead_time",
                lambda: (known(now.process_time_all_steps) / known(now.lead_time),),
                "You added all the work, also where two steps work at the same time. Such time counts once.",
            ),
            Misconception(
                "path_only",
                lambda: (known(now.activity_ratio),),
                "That is the activity ratio. Here the work on the other branches counts as well.",
            ),
        ),
    )


def _single(key: str, idea: Idea, stream: ValueStream, insight: str) -> Task:
    return Task(
        key,
        f"Only this idea: {idea.name} ({idea.words(stream)}). How much shorter does the lead time become?",
        Amounts(HOURS),
        lambda: (_lead_time(stream) - _lead_time(stream, idea),),
        insight,
        (
            "Recompute all three ways through the map with the new value.",
            "saved = old lead time − new lead time; the longest way may be another one now.",
            f"{idea.step} becomes {plain(idea.taken(stream))} wh shorter. Which way is the longest now?",
        ),
        (
            Misconception(
                "every_improvement_counts",
                lambda: (idea.taken(stream),),
                "That is what the step saves. The lead time shrinks only as far as no other way is longer: recompute "
                "the longest way.",
            ),
        ),
    )


def _one_build(stream: ValueStream) -> Task:
    return _single("f", HALF_BUILD, stream, "Nothing: the step was not on the path. It is still a good deed for P2.")


def _one_lawyer(stream: ValueStream) -> Task:
    return _single("g", LAWYER, stream, "Only as much as the next longest way had slack; then the path moved there.")


def _leap(stream: ValueStream) -> Task:
    now = map_metrics(stream)
    return Task(
        "h",
        f"With the lawyer (task g), what is the activity ratio? It was {format_percent(known(now.activity_ratio))}.",
        Amounts(PERCENT),
        lambda: (known(_after(stream, LAWYER).activity_ratio),),
        "It leaps because the path moved to the branch with the work; for the customer hardly anything changed.",
        (
            "Which steps are on the critical path now?",
            "activity ratio = Σ process time on the new path ÷ new lead time.",
            f"The new path is {' – '.join(_after(stream, LAWYER).critical_path)}.",
        ),
        (
            Misconception(
                "ratio_is_stable",
                lambda: (known(now.activity_ratio),),
                "You expected it to stay. The path has moved to other steps, so other work counts now.",
            ),
            Misconception(
                "kept_the_old_path",
                lambda: (known(now.process_time) / known(_after(stream, LAWYER).lead_time),),
                "You kept the work of the old path. Take the steps of the new one.",
            ),
        ),
    )


def _together(stream: ValueStream) -> Task:
    cases = ((HALF_BUILD, LAWYER), IDEAS)
    return Task(
        "i",
        "What is the lead time with the first two ideas together, and with all three?",
        Amounts(HOURS, ("two ideas", "all three")),
        lambda: tuple(_lead_time(stream, *ideas) for ideas in cases),
        "Together they do more than each alone: recompute, never add up.",
        (
            "Recompute every way through the map with all the changes in it.",
            "lead time = longest way, with the new values.",
            "Write the new lead time of each step down first, then add along the three ways.",
        ),
        (
            Misconception(
                "added_what_the_steps_save",
                lambda: _added(stream, cases),
                "You subtracted what each step saves. Branches run side by side: recompute the longest way.",
            ),
            Misconception(
                "added_the_single_savings",
                lambda: tuple(
                    _lead_time(stream) - sum(_lead_time(stream) - _lead_time(stream, idea) for idea in ideas)
                    for ideas in cases
                ),
                "You added what each idea saves alone. One idea can free what another one saves: recompute.",
            ),
        ),
    )


def _added(stream: ValueStream, cases: tuple[tuple[Idea, ...], ...]) -> Value | None:
    left = tuple(_lead_time(stream) - sum(idea.taken(stream) for idea in ideas) for ideas in cases)
    return tuple(max(0.0, hours) for hours in left)


def _join(_stream: ValueStream) -> Task:
    return Task(
        "j",
        f"Two branches run side by side; each takes {plain(QUICK)} or {plain(SLOW)} wh, with equal chance. "
        "How long until both are done, on average?",
        Amounts(HOURS),
        lambda: (known(map_metrics(two_uncertain_branches()).lead_time),),
        "A join waits for the unlucky one: its average lies above each branch's average. So simulate joins.",
        (
            "List the four cases and how long each takes.",
            "average = Σ chance · the longer of the two.",
            f"Both quick: {plain(QUICK)} wh, one case in four.",
        ),
        (
            Misconception(
                "longest_average",
                lambda: ((QUICK + SLOW) / 2,),
                "That is the average of one branch. In three of four cases at least one branch is slow, and the join "
                "waits for it.",
            ),
            Misconception(
                "always_the_worst",
                lambda: (SLOW,),
                "In one case of four both are quick.",
            ),
        ),
        is_stretch=True,
    )


def two_uncertain_branches() -> ValueStream:
    """Give the map of the last task: on each branch, half of the items take a second stretch of the way.

    Examples
    --------
    >>> map_metrics(two_uncertain_branches()).lead_time.value
    25.0
    """
    hours = {"A": QUICK, "A more": SLOW - QUICK, "B": QUICK, "B more": SLOW - QUICK, "Join": 0.0}
    steps = tuple(
        Step(id=name, name=name, wait_time=TimeEstimate(value=value), process_time=TimeEstimate(value=0))
        for name, value in hours.items()
    )
    ways = [(name, f"{name} more", 0.5) for name in "AB"] + [(name, "Join", 0.5) for name in "AB"]
    edges = [Edge(from_step=one, to_step=other, share=share) for one, other, share in ways]
    edges += [Edge(from_step=f"{name} more", to_step="Join") for name in "AB"]
    return ValueStream(name="Two uncertain branches", steps=steps, edges=edges)


QUESTIONS = (_whole, _path, _slack, _ratio, _coverage, _one_build, _one_lawyer, _leap, _together, _join)
