"""E2, the ladder: lead time, work, wait, activity ratio, and which change a customer notices."""

from __future__ import annotations

import statistics

from vsm_toolkit.exercises.answers import Amounts, Names, Value
from vsm_toolkit.exercises.exercise import Exercise, Misconception, Task
from vsm_toolkit.exercises.measures import HOURS, PERCENT, plain
from vsm_toolkit.exercises.step_values import delay, known, lead, step_table, total, wait, work
from vsm_toolkit.exercises.variation import changed, retimed, sensible
from vsm_toolkit.metrics import map_metrics
from vsm_toolkit.model import Step, TimeEstimate, ValueStream
from vsm_toolkit.samples import lantern
from vsm_toolkit.simulation import SimulatedLeadTime, simulate_lead_time

KEY, TITLE, MINUTES = "e02", "The ladder", 25
WAITS = ((8, 40), (8, 56), (2, 16), (2, 24), (8, 48), (16, 60))
WORK = ((0.5, 2), (2, 8), (12, 40), (0.5, 2), (4, 12), (0.5, 2))
SIMULATED = 0.02


def build(seed: int | None = None) -> Exercise:
    """Make the exercise with the numbers of the book, or with fresh ones."""
    stream = with_ranges(lantern())
    if seed is not None:
        stream = retimed(stream, KEY, seed, _is_telling)
    table = step_table(stream, "team wait work delay", "Six steps in a line, one after the other.")
    tasks = tuple(ask(stream) for ask in QUESTIONS)
    return Exercise(KEY, TITLE, seed, MINUTES, (table,), tasks, stream, ("ladder", "simulated"))


def with_ranges(stream: ValueStream) -> ValueStream:
    """Give Lantern with what people said around each time: P10 and P90."""
    steps = tuple(
        step.with_changes(
            wait_time=_between(step.wait_time, *around_wait),
            process_time=_between(step.process_time, *around_work),
            in_step_delay=_between(step.in_step_delay, 0, 12) if step.id == "L3" else step.in_step_delay,
        )
        for step, around_wait, around_work in zip(stream.steps, WAITS, WORK, strict=True)
    )
    return stream.model_copy(update={"steps": steps})


def _between(estimate: TimeEstimate | None, low: float, high: float) -> TimeEstimate | None:
    return None if estimate is None else estimate.with_changes(low=low, high=high)


def _is_telling(stream: ValueStream) -> bool:
    saved_by_wait, saved_by_work = wait(_deploy(stream)) - _short_wait(stream), work(_make(stream)) - _fast(stream)
    return saved_by_wait > 2 * saved_by_work > 0 and delay(_make(stream)) > 0


def _deploy(stream: ValueStream) -> Step:
    return stream.steps[-1]


def _make(stream: ValueStream) -> Step:
    return stream.steps[2]


def _short_wait(stream: ValueStream) -> float:
    return sensible(0.2 * wait(_deploy(stream)))


def _fast(stream: ValueStream) -> float:
    return sensible(0.75 * work(_make(stream)))


def _sooner(stream: ValueStream) -> ValueStream:
    return changed(stream, (_deploy(stream).id, "wait_time", _short_wait(stream)))


def _faster(stream: ValueStream) -> ValueStream:
    return changed(stream, (_make(stream).id, "process_time", _fast(stream)))


def _lead_time(stream: ValueStream) -> Value:
    return (known(map_metrics(stream).lead_time),)


def _ratio(stream: ValueStream) -> Value:
    return (known(map_metrics(stream).activity_ratio),)


def _simulated(stream: ValueStream) -> SimulatedLeadTime:
    return simulate_lead_time(stream)


def _whole(stream: ValueStream) -> Task:
    first = stream.steps[0]
    return Task(
        "a",
        "How long does a request take from its arrival until it runs in production?",
        Amounts(HOURS),
        lambda: _lead_time(stream),
        "Lead time counts what the customer counts: waiting, being stuck and being worked on.",
        (
            "Follow one request. When does the clock stop running, and when does it keep running?",
            "lead time = Σ wait + Σ in-step delay + Σ process time, along the line.",
            f"{first.name}: {plain(wait(first))} + {plain(work(first))} = {plain(lead(first))} wh; go on.",
        ),
        (
            Misconception(
                "work_only",
                lambda: (total(stream.steps, work),),
                "You added the work only. The customer waits while the work waits: add waits and delays.",
            ),
            Misconception(
                "wait_only",
                lambda: (total(stream.steps, wait),),
                "Those are the waits alone. Lead time is waits, delays and work together.",
            ),
            Misconception(
                "delay_left_out",
                lambda: (total(stream.steps, wait) + total(stream.steps, work),),
                "You left the in-step delay out: started and then stuck is time for the customer as well.",
            ),
        ),
    )


def _waiting(stream: ValueStream) -> Task:
    waited, whole = total(stream.steps, wait), total(stream.steps, lead)
    return Task(
        "b",
        "On what share of that time is the request waiting in front of a step?",
        Amounts(PERCENT),
        lambda: (known(map_metrics(stream).wait_time) / whole,),
        "Most of the lead time is nobody's work. That is where to look first.",
        (
            "Compare the rungs at which nobody has started yet with the whole ladder.",
            "share = Σ wait ÷ lead time.",
            f"Σ wait = {plain(waited)} wh; divide by the answer of task a.",
        ),
        (
            Misconception(
                "delay_counted_as_wait",
                lambda: ((whole - total(stream.steps, work)) / whole,),
                "You counted the in-step delay as waiting. It is lost time too, but the work had started: "
                "keep it apart, because somebody else can mend it.",
            ),
            Misconception(
                "share_of_work",
                lambda: (1 - waited / whole,),
                "That is the other share: the time in which it is not waiting in front of a step.",
            ),
        ),
    )


def _active(stream: ValueStream) -> Task:
    worked, waited = total(stream.steps, work), total(stream.steps, wait)
    return Task(
        "c",
        "What is the activity ratio?",
        Amounts(PERCENT),
        lambda: _ratio(stream),
        "On this share of the time somebody works on it. A conversation opener, never a target: see tasks f and g.",
        (
            "On what share of the lead time does anybody work on the request?",
            "activity ratio = Σ process time ÷ lead time.",
            f"Σ process time = {plain(worked)} wh; divide by the answer of task a.",
        ),
        (
            Misconception(
                "work_over_wait",
                lambda: (worked / waited,),
                "You divided the work by the waits. The whole is the lead time, work included.",
            ),
            Misconception(
                "mean_of_ratios",
                lambda: (statistics.fmean(work(step) / lead(step) for step in stream.steps),),
                "You averaged the ratios of the steps. A step of one hour then counts as much as one of a week: "
                "divide the sums.",
            ),
        ),
    )


def _deploy_sooner(stream: ValueStream) -> Task:
    saved = wait(_deploy(stream)) - _short_wait(stream)
    return Task(
        "d",
        f"Deployment opens daily: the wait of {_deploy(stream).id} falls from {plain(wait(_deploy(stream)))} to "
        f"{plain(_short_wait(stream))} wh. What is the lead time now?",
        Amounts(HOURS),
        lambda: _lead_time(_sooner(stream)),
        f"{plain(saved)} wh less, and nobody works faster.",
        (
            "Nothing but one rung of the ladder changes.",
            "new lead time = old lead time − old wait + new wait.",
            f"The rung becomes {plain(saved)} wh shorter.",
        ),
        (
            Misconception(
                "waits_do_not_count",
                lambda: _lead_time(stream),
                "The lead time does change: the wait is part of it, although nobody works less.",
            ),
            Misconception(
                "took_off_the_new_value",
                lambda: (total(stream.steps, lead) - _short_wait(stream),),
                "You took off the new wait. What is saved is the difference between the old and the new one.",
            ),
        ),
    )


def _build_faster(stream: ValueStream) -> Task:
    step = _make(stream)
    return Task(
        "e",
        f"Instead, tools make {step.id} ({step.name}) faster: its process time falls from {plain(work(step))} to "
        f"{plain(_fast(stream))} wh. What is the lead time then?",
        Amounts(HOURS),
        lambda: _lead_time(_faster(stream)),
        "A quarter off the largest piece of work, and the customer hardly notices.",
        (
            "Again one rung changes; start from the lead time of task a.",
            "new lead time = old lead time − old process time + new process time.",
            f"The rung becomes {plain(work(step) - _fast(stream))} wh shorter.",
        ),
        (
            Misconception(
                "took_off_the_new_value",
                lambda: (total(stream.steps, lead) - _fast(stream),),
                "You took off the new process time. What is saved is the difference between the old and the new one.",
            ),
            Misconception(
                "both_changes_at_once",
                lambda: _lead_time(
                    changed(_sooner(stream), (_make(stream).id, "process_time", _fast(stream))),
                ),
                "You kept the change of task d. Here it is one or the other: start from the map as it is.",
            ),
        ),
    )


def _ratio_after(stream: ValueStream) -> Task:
    return Task(
        "f",
        "What are the two activity ratios: after the daily deployment (task d), and after the faster build (task e)?",
        Amounts(PERCENT, ("daily deployment", "faster build")),
        lambda: (*_ratio(_sooner(stream)), *_ratio(_faster(stream))),
        "The second one falls although the stream got better: less work, nearly the same wait. So it is no target.",
        (
            "In one case only the lead time shrinks, in the other the work shrinks as well.",
            "activity ratio = Σ process time ÷ lead time, both after the change.",
            f"Task e: the work is now {plain(total(_faster(stream).steps, work))} wh.",
        ),
        (
            Misconception(
                "ratio_must_rise",
                lambda: (*_ratio(_sooner(stream)), total(stream.steps, work) / total(_faster(stream).steps, lead)),
                "You kept the old work in the second ratio. The faster build takes work away, so the ratio falls: "
                "an activity ratio need not rise when you improve.",
            ),
        ),
    )


def _noticed(stream: ValueStream) -> Task:
    options = {"deploy": "the daily deployment", "build": "the faster build"}
    return Task(
        "g",
        "Which of the two changes did the customer notice more?",
        Names(options),
        lambda: ("deploy" if _lead_time(_sooner(stream)) < _lead_time(_faster(stream)) else "build",),
        "The customer feels lead time. Shorten what waits before you speed up what works.",
        (
            "The customer sees neither work nor ratios, only when it arrives.",
            "Compare the two new lead times.",
            "Put your answers of tasks d and e side by side.",
        ),
        (
            Misconception(
                "faster_work_is_the_way",
                lambda: ("build",),
                "Faster work feels like the way to go faster, but compare the lead times of tasks d and e: the wait "
                "was the larger piece.",
            ),
        ),
    )


def _typical(stream: ValueStream) -> Task:
    return Task(
        "h",
        "Read it off the picture above: 20,000 simulated requests. "
        "Half of them take longer than which lead time (P50), and 3 in 20 longer than which (P85)?",
        Amounts(HOURS, ("P50", "P85"), tolerance=SIMULATED),
        lambda: (_simulated(stream).p50 or 0.0, _simulated(stream).p85 or 0.0),
        "Both lie above the sum of task a: typical times of skewed ranges add up short. Promise P85, not the sum.",
        (
            "Read them off the picture: each dot is one request in twenty.",
            "P50: ten dots to the left, ten to the right. P85: three dots to the right.",
            "The picture prints both beside their lines.",
        ),
        (
            Misconception(
                "sum_is_typical",
                lambda: (*_lead_time(stream), _simulated(stream).p85 or 0.0),
                "You gave the sum of the typical times as P50. A few waits run very long and none runs below 0, so "
                "most requests take longer than that sum.",
            ),
            Misconception(
                "everything_late_at_once",
                lambda: (_simulated(stream).p50 or 0.0, _all_high(stream)),
                "You added all the high ends. That every step is late for the same request is far rarer than 3 in 20.",
            ),
        ),
        is_stretch=True,
    )


def _all_high(stream: ValueStream) -> float:
    estimates = (each for step in stream.steps for each in (step.wait_time, step.process_time, step.in_step_delay))
    return sum(each.value if each.high is None else each.high for each in estimates if each is not None)


QUESTIONS = (_whole, _waiting, _active, _deploy_sooner, _build_faster, _ratio_after, _noticed, _typical)
