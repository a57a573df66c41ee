"""E4, coming back: what returns cost, why half of the items never notice, and why the mean is not typical."""

from __future__ import annotations

import math

from vsm_toolkit.exercises.answers import ROUNDED_PARTS, Amounts, Names, Value
from vsm_toolkit.exercises.exercise import DataTable, Exercise, Misconception, Task
from vsm_toolkit.exercises.measures import HOURS, NUMBER, PERCENT, plain
from vsm_toolkit.exercises.step_values import known, lead, step_table, total, work
from vsm_toolkit.exercises.variation import changed, draws, retimed
from vsm_toolkit.metrics import map_metrics
from vsm_toolkit.model import ValueStream
from vsm_toolkit.rework import ExpectedRework, expected_rework, first_pass_share
from vsm_toolkit.samples import coming_back
from vsm_toolkit.simulation import simulate_lead_time

KEY, TITLE, MINUTES = "e04", "Coming back", 35
TEST_RETURNS, DEPLOY_RETURNS = "T>B", "D>B"
SIMULATED = 0.02


def build(seed: int | None = None) -> Exercise:
    """Make the exercise with the numbers of the book, or with fresh ones."""
    stream = coming_back() if seed is None else _drawn(seed)
    test, deploy = _chances(stream)
    returns = DataTable(
        "What comes back",
        ("found in", "goes back to", "how often", "why"),
        tuple(
            (loop.from_step, loop.to_step, f"{plain(100 * (loop.probability or 0))} in 100 visits", loop.reason or "")
            for loop in stream.loops
        ),
        f"So {plain(100 * (1 - test))} in 100 tests pass, and {plain(100 * (1 - deploy))} in 100 deployments.",
    )
    tasks = tuple(ask(stream) for ask in QUESTIONS)
    steps = step_table(stream, "team work lead")
    return Exercise(KEY, TITLE, seed, MINUTES, (steps, returns), tasks, stream, ("map", "simulated"), ("map",))


def _drawn(seed: int) -> ValueStream:
    source = next(draws(KEY, seed))
    loops = ((TEST_RETURNS, source.choice((0.2, 0.25, 0.35))), (DEPLOY_RETURNS, source.choice((0.05, 0.1, 0.15))))
    returning = changed(coming_back(), *((loop, "probability", chance) for loop, chance in loops))
    return retimed(returning, KEY, seed, lambda drawn: lead(drawn.steps[0]) > lead(drawn.steps[2]))


def _chances(stream: ValueStream) -> tuple[float, float]:
    test, deploy = (loop.probability or 0.0 for loop in stream.loops)
    return test, deploy


def _rework(stream: ValueStream, redo_share: float = 1.0) -> ExpectedRework:
    return expected_rework(stream, redo_share)


def _expected(stream: ValueStream, redo_share: float = 1.0) -> Value:
    return (_rework(stream, redo_share).lead_time or math.nan,)


def _visits(stream: ValueStream) -> tuple[float, ...]:
    return tuple((_rework(stream).visits or {}).values())


def _base(stream: ValueStream) -> float:
    return total(stream.steps, lead)


def _halved(stream: ValueStream, loop: str) -> ValueStream:
    chance = dict(zip((TEST_RETURNS, DEPLOY_RETURNS), _chances(stream), strict=True))[loop]
    return changed(stream, (loop, "probability", chance / 2))


def _happy_path(stream: ValueStream) -> Task:
    build_, test, deploy = map(lead, stream.steps)
    return Task(
        "a",
        "How long does a change take when nothing comes back?",
        Amounts(HOURS),
        lambda: (known(map_metrics(stream).lead_time),),
        "The happy path: this is what a map shows when nobody asks what comes back.",
        (
            "One pass, no returns.",
            "Add the lead times of the three steps.",
            f"{plain(build_)} + {plain(test)} + {plain(deploy)} wh.",
        ),
        (
            Misconception(
                "work_only",
                lambda: (total(stream.steps, work),),
                "You added the work only; the lead time of a step contains its wait.",
            ),
        ),
    )


def _never_back(stream: ValueStream) -> Task:
    test, deploy = _chances(stream)
    return Task(
        "b",
        "How many in 100 changes go through without ever coming back?",
        Amounts(PERCENT),
        lambda: (known(first_pass_share(stream)),),
        "The first-pass share. It is more than half, which will matter in task f.",
        (
            "A change must pass both gates.",
            "share = (1 − returns of Test) · (1 − returns of Deploy).",
            f"{1 - test:g} · {1 - deploy:g}.",
        ),
        (
            Misconception(
                "added_the_chances",
                lambda: (1 - test - deploy,),
                "You subtracted both from 100. Only what passed Test can be sent back by Deploy: multiply the shares "
                "that pass.",
            ),
        ),
    )


def _how_often(stream: ValueStream) -> Task:
    test, deploy = _chances(stream)
    passes = (1 - test) * (1 - deploy)
    return Task(
        "c",
        "On average over many changes, how often is each step done for one change: Build, Test, Deploy?",
        Amounts(NUMBER, ("Build", "Test", "Deploy")),
        lambda: _visits(stream),
        "Every round can fail again, so it is more than one plus the chances.",
        (
            "Start at the end: how often must Deploy be tried until it passes? Then go back.",
            (
                "Deploy: 1 ÷ (share passing Deploy). Test: that ÷ (share passing Test). Build: as often as Test. "
                "With several loops: first row of N = (I − Q)⁻¹."
            ),
            f"Deploy: 1 ÷ {1 - deploy:g} = {1 / (1 - deploy):.3f}; Test: 1 ÷ {passes:.3g}.",
        ),
        (
            Misconception(
                "one_return_only",
                lambda: (1 + test + deploy, 1 + test + deploy, 1 + deploy),
                "You counted one return each. What came back can come back again: divide by the share that passes.",
            ),
        ),
    )


def _full_redo(stream: ValueStream) -> Task:
    test, deploy = _chances(stream)
    build_, testing, deploying = map(lead, stream.steps)
    return Task(
        "d",
        "A redo takes as long as the first time. What is the expected lead time, the mean over many changes?",
        Amounts(HOURS, tolerance=ROUNDED_PARTS),
        lambda: _expected(stream),
        "Half as long again as the happy path, for returns that sounded small.",
        (
            "Each step costs its lead time as often as it is done.",
            "E[LT] = Σ visits · lead time.",
            f"Build: {_visits(stream)[0]:.3f} · {plain(build_)} wh.",
        ),
        (
            Misconception(
                "each_step_repeats_alone",
                lambda: (build_ + testing / (1 - test) + deploying / (1 - deploy),),
                "You let each step repeat itself. A return goes back to Build, and everything after it is done again.",
            ),
            Misconception(
                "returns_cost_their_share",
                lambda: (_base(stream) * (1 + test),),
                f"{plain(100 * test)} % returns do not cost {plain(100 * test)} %: rollbacks return as well, and a "
                "redo can come back again.",
            ),
            Misconception(
                "returns_cost_their_sum",
                lambda: (_base(stream) * (1 + test + deploy),),
                "You added both shares to the lead time. What came back can come back again: use the visits of task c.",
            ),
        ),
    )


def _half_redo(stream: ValueStream) -> Task:
    base = _base(stream)
    return Task(
        "e",
        "A redo takes half as long as the first time. What is the expected lead time?",
        Amounts(HOURS, tolerance=ROUNDED_PARTS),
        lambda: _expected(stream, 0.5),
        "Nobody knows the redo share well, so show a band: a quarter, half and full.",
        (
            "The first pass costs the same as before; only the repeats get cheaper.",
            "E[LT] = Σ LT + r · Σ (visits − 1) · LT.",
            f"Σ LT = {plain(base)} wh; the repeats of task d cost {_expected(stream)[0]:.2f} − {plain(base)} wh.",
        ),
        (
            Misconception(
                "halved_everything",
                lambda: (float(_expected(stream)[0]) / 2,),
                "You halved the first pass as well. Only what is done again takes half of the time.",
            ),
        ),
    )


def _typical(stream: ValueStream) -> Task:
    return Task(
        "f",
        "Half of the changes take no longer than which lead time (the median, redo at full time)? "
        "Use the answer of task b.",
        Amounts(HOURS, tolerance=SIMULATED),
        lambda: (simulate_lead_time(stream, redo_share=1).p50 or math.nan,),
        "Most changes never notice the returns, a few pay for all of them: the mean is not typical.",
        (
            "What happens to more than half of the changes?",
            "Median: the lead time that half of the changes stay within.",
            f"{plain(100 * known(first_pass_share(stream)), 0)} in 100 changes never come back. How long do they take?",
        ),
        (
            Misconception(
                "mean_is_typical",
                lambda: _expected(stream),
                "That is the mean. More than half of the changes never come back and take the happy path; the few "
                "that return several times pull the mean up.",
            ),
        ),
    )


def _promise(stream: ValueStream) -> Task:
    return Task(
        "g",
        "Within which lead time are 85 in 100 changes, and within which 95 (redo at full time)? "
        "Count the ways a change can go; the picture above shows the first of the two.",
        Amounts(HOURS, ("P85", "P95"), tolerance=SIMULATED),
        lambda: _p85_p95(stream),
        "Twice and more than three times the happy path. A promise must know about the returns.",
        (
            "List the ways from the shortest: no return, one return from Test, one from Deploy, two returns, …",
            "Add up their chances until 85 (95) in 100 are covered.",
            (
                f"No return: {plain(_base(stream))} wh, {known(first_pass_share(stream)):.3f}. "
                f"One return from Test: {plain(_base(stream) + lead(stream.steps[0]) + lead(stream.steps[1]))} wh, "
                f"{_chances(stream)[0] * known(first_pass_share(stream)):.3f}."
            ),
        ),
        (
            Misconception(
                "mean_as_promise",
                lambda: (float(_expected(stream)[0]),) * 2,
                "You gave the mean. It says nothing about how late the late ones are.",
            ),
        ),
        is_stretch=True,
    )


def _p85_p95(stream: ValueStream) -> Value:
    result = simulate_lead_time(stream, redo_share=1)
    return result.p85 or math.nan, result.p95 or math.nan


def _handoffs(stream: ValueStream) -> Task:
    _, testing, deploying = _visits(stream)
    return Task(
        "h",
        "The map shows two handoffs. How often does a change really cross from team to team?",
        Amounts(NUMBER, tolerance=ROUNDED_PARTS),
        lambda: (_rework(stream).crossings or math.nan,),
        "Returns cross teams too: with every return somebody explains, and somebody asks.",
        (
            "Count forward and backward crossings.",
            "visits of Test (from Build) + returns of Test + visits of Deploy (from Test) + returns of Deploy.",
            f"Forward: {testing:.3f} + {deploying:.3f}; backward: {_chances(stream)[0]:g} · {testing:.3f} + …",
        ),
        (
            Misconception(
                "planned_handoffs_only",
                lambda: (2.0,),
                "Two are drawn. Each return is a crossing as well, and each redo crosses forward again.",
            ),
            Misconception(
                "returns_do_not_cross",
                lambda: (testing + deploying,),
                "You counted the way forward. A return crosses from team to team as well.",
            ),
        ),
    )


def _which_first(stream: ValueStream) -> Task:
    options = {TEST_RETURNS: "the returns from Test", DEPLOY_RETURNS: "the returns from Deploy"}
    return Task(
        "i",
        "You can halve the returns from Test or those from Deploy. Which saves more lead time on average?",
        Names(options),
        lambda: (min(options, key=lambda loop: _expected(_halved(stream, loop))),),
        " ".join(
            f"Halving {words} leaves {plain(float(_expected(_halved(stream, loop))[0]), 1)} wh."
            for loop, words in options.items()
        ),
        (
            "Which return happens more often, and how much does one cost?",
            "Compute task d again with half the chance, once for each.",
            (
                f"Test at {_chances(stream)[0] / 2:g}: Build and Test are done 1 ÷ "
                f"({1 - _chances(stream)[0] / 2:g} · {1 - _chances(stream)[1]:g}) times."
            ),
        ),
        (
            Misconception(
                "late_returns_hurt_most",
                lambda: (DEPLOY_RETURNS,),
                "A rollback hurts more each time, but it happens far less often. Compute both.",
            ),
        ),
        is_stretch=True,
    )


QUESTIONS = (
    _happy_path,
    _never_back,
    _how_often,
    _full_redo,
    _half_redo,
    _typical,
    _promise,
    _handoffs,
    _which_first,
)
