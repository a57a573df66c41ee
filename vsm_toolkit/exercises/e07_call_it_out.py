"""E7, call it out: who waits for whom, how long, and how the odds of being on time compound."""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Callable, Iterable

from vsm_toolkit.dependencies import (
    imposed_wait,
    incoming_dependencies,
    on_time_odds,
    provider_waits,
    team_load,
)
from vsm_toolkit.exercises.answers import Amounts, Names
from vsm_toolkit.exercises.exercise import DataTable, Exercise, Misconception, Task
from vsm_toolkit.exercises.measures import COUNT, HOURS, NUMBER, PERCENT, plain
from vsm_toolkit.exercises.step_values import known
from vsm_toolkit.exercises.variation import draws, sensible
from vsm_toolkit.metrics import map_metrics
from vsm_toolkit.model import (
    Dependency,
    DependencyImpact,
    DependencyStrength,
    Engagement,
    ValueStream,
)

KEY, TITLE, MINUTES, SAMPLE = "e07", "Call it out", 30, "payments-rules"
HOME, ENVIRONMENTS, FLAGGED = "Screening Product", "Test Environments", "BD3"
ON_TIME = 0.8
RANKED = 4


def build(engagement: Engagement, seed: int | None = None) -> Exercise:
    """Make the exercise on the sample payments rules, with its numbers or with fresh ones."""
    stream = engagement.stream if seed is None else _drawn(engagement.stream, seed)
    rows = tuple(
        (
            row.id,
            row.dependent,
            row.provider,
            str(row.strength),
            str(row.impact),
            f"× {plain(row.frequency_per_item or 0)}",
            plain(_each_time(row)),
        )
        for row in stream.dependencies
    )
    table = DataTable(
        f"Who needs whom; the home team is {HOME}, an item is a release",
        ("id", "who needs", "from whom", "strength", "felt as", "times per release", "wait each time (wh)"),
        rows,
        "Hard: must exist before anything can be delivered. Soft: delivery can go ahead without.",
    )
    return Exercise(
        KEY, TITLE, seed, MINUTES, (table,), tuple(ask(stream) for ask in QUESTIONS), stream, ("dependencies",), ("dependencies",)
    )


def _drawn(stream: ValueStream, seed: int) -> ValueStream:
    return next(filter(_is_telling, (_with_other_waits(stream, source) for source in draws(KEY, seed))))


def _with_other_waits(stream: ValueStream, source: random.Random) -> ValueStream:
    rows = tuple(
        row.with_changes(
            frequency_per_item=round((row.frequency_per_item or 0) + source.choice((0, 0.1, 0.2)), 1),
            wait_per_occurrence=sensible(_each_time(row) * source.uniform(0.6, 1.6)),
        )
        for row in stream.dependencies
    )
    return stream.with_changes(dependencies=rows)


def _is_telling(stream: ValueStream) -> bool:
    providers = provider_waits(stream)
    return providers[0].provider == ENVIRONMENTS and len({known(each.imposed_wait) for each in providers}) == len(
        providers
    )


def _each_time(row: Dependency) -> float:
    return row.wait_per_occurrence or 0.0


def _top(of: Iterable[str], weight: Callable[[str], float]) -> tuple[str, ...]:
    return tuple(sorted(dict.fromkeys(of), key=lambda name: -weight(name))[:RANKED])


def _providers(stream: ValueStream) -> dict[str, str]:
    return {name: name for name in dict.fromkeys(row.provider for row in stream.dependencies)}


def _imposed(stream: ValueStream) -> Task:
    rows = [row for row in stream.dependencies if row.provider == ENVIRONMENTS]
    own = [row for row in rows if row.dependent == HOME]
    return Task(
        "a",
        f"How many hours of wait per release does {ENVIRONMENTS} impose on everybody who needs it?",
        Amounts(HOURS),
        lambda: (_imposed_by(stream, ENVIRONMENTS),),
        "Two teams wait for it. Ask for the whole figure when you ask for more capacity there.",
        (
            "Look for every line in which it is the one that is needed.",
            "imposed wait = Σ times per release · wait each time.",
            f"{own[0].id}: {plain(own[0].frequency_per_item or 0)} · {plain(_each_time(own[0]))} wh; one more line.",
        ),
        (
            Misconception(
                "frequency_left_out",
                lambda: (math.fsum(map(_each_time, rows)),),
                "You added the waits once each. Some happen more than once per release.",
            ),
            Misconception(
                "only_our_own_need",
                lambda: (math.fsum(imposed_wait(row) or 0 for row in own),),
                "You counted the home team's wait only. Another team waits for them too, and it is in your release.",
            ),
        ),
    )


def _imposed_by(stream: ValueStream, provider: str) -> float:
    return next(known(each.imposed_wait) for each in provider_waits(stream) if each.provider == provider)


def _ranking(stream: ValueStream) -> Task:
    names = [row.provider for row in stream.dependencies]
    counts = Counter(names)
    longest = {name: max(_each_time(row) for row in stream.dependencies if row.provider == name) for name in names}
    return Task(
        "b",
        f"Which {RANKED} providers impose the most wait per release? The worst first.",
        Names(_providers(stream), ordered=True, count=RANKED),
        lambda: tuple(each.provider for each in provider_waits(stream)[:RANKED]),
        "Rank by hours, colour by how it feels. The next tasks look at the feeling.",
        (
            "Compute the imposed wait of every provider, not only of the loud ones.",
            "imposed wait = Σ times per release · wait each time, per provider.",
            f"{ENVIRONMENTS} leads with {plain(_imposed_by(stream, ENVIRONMENTS))} wh.",
        ),
        (
            Misconception(
                "count_is_pain",
                lambda: _top(names, lambda name: counts[name]),
                "You ranked them by the number of lines. One line of three weeks hurts more than two of a day.",
            ),
            Misconception(
                "single_wait_is_pain",
                lambda: _top(names, lambda name: longest[name]),
                "You ranked them by the wait of one time. How often it happens belongs to it.",
            ),
        ),
    )


def _felt(stream: ValueStream) -> Task:
    chosen = (ENVIRONMENTS, "Enterprise QA", "Compliance")
    indices = {each.provider: each.blocking_index for each in provider_waits(stream)}
    return Task(
        "c",
        f"What is the blocking index of {', '.join(chosen)}? (OK counts 0, slowing 0.5, blocking 1; weighted by how "
        "often)",
        Amounts(NUMBER, chosen),
        lambda: tuple(math.nan if (index := indices[name]) is None else known(index) for name in chosen),
        "The index says how it feels, 0 to 1; the hours of task a say how long. Show both.",
        (
            "Look up how each is felt, and by whom.",
            "index = Σ times · weight ÷ Σ times.",
            f"{ENVIRONMENTS}: both lines are blocking, so every time counts 1.",
        ),
        (
            Misconception(
                "slowing_counts_as_blocking",
                lambda: tuple(float(each) for each in (1, 1, 0)),
                "Slowing is not blocking: it counts half.",
            ),
        ),
    )


def _fan_out(stream: ValueStream) -> Task:
    return Task(
        "d",
        f"On how many other teams does {HOME} depend?",
        Amounts(COUNT),
        lambda: (float(team_load(stream, HOME).fan_out),),
        "Its fan-out. Each of them has a plan of its own.",
        (
            "Lines in which the home team is the one who needs.",
            "fan-out = number of different providers of one team.",
            "Go down the column “who needs” and note each new provider.",
        ),
        (
            Misconception(
                "counted_all_lines",
                lambda: (float(len(stream.dependencies)),),
                "You counted every line. Two of them are the needs of other teams.",
            ),
            Misconception(
                "counted_all_providers",
                lambda: (float(len(_providers(stream))),),
                "You counted everybody who is needed by anybody; one of them is the home team itself.",
            ),
        ),
    )


def _who_waits_for_us(stream: ValueStream) -> Task:
    names = dict.fromkeys((*(row.dependent for row in stream.dependencies), *_providers(stream)))
    return Task(
        "e",
        f"Who waits for {HOME}? Name every such team, or write none.",
        Names({name: name for name in names}, count=None),
        lambda: tuple(dict.fromkeys(row.dependent for row in incoming_dependencies(stream, HOME))),
        "We block somebody too, and this one is ours to change tomorrow.",
        (
            "Turn the table round: look for the home team in the other column.",
            "Fan-in: who needs us.",
            f"Find {HOME} under “from whom”.",
        ),
        (
            Misconception(
                "we_block_nobody",
                tuple,
                "Almost every team says so first. Look for the home team in the column “from whom”.",
            ),
        ),
    )


def _load(stream: ValueStream) -> Task:
    own = [row for row in stream.dependencies if row.dependent == HOME]
    return Task(
        "f",
        f"How many hours per release does {HOME} wait for others, all its lines together?",
        Amounts(HOURS),
        lambda: (known(team_load(stream, HOME).load),),
        "Its dependency load: it explains waits that are on the map already.",
        (
            "All lines in which the home team is the one who needs.",
            "load = Σ times per release · wait each time.",
            " + ".join(f"{plain(row.frequency_per_item or 0)} · {plain(_each_time(row))}" for row in own[:3]) + " + …",
        ),
        (
            Misconception(
                "frequency_left_out",
                lambda: (math.fsum(map(_each_time, own)),),
                "You added the waits once each. Some happen more than once per release.",
            ),
            Misconception(
                "everybodys_waits",
                lambda: (math.fsum(imposed_wait(row) or 0 for row in stream.dependencies),),
                "You added everybody's waits; two lines belong to other teams.",
            ),
        ),
    )


def _on_top(stream: ValueStream) -> Task:
    lead_time, load = known(map_metrics(stream).lead_time), known(team_load(stream, HOME).load)
    return Task(
        "g",
        f"The map of this release says {plain(lead_time)} wh of lead time. "
        "What is the lead time when these dependencies are taken into account?",
        Amounts(HOURS),
        lambda: (lead_time,),
        "Unchanged: the waits stand in front of the steps already. Dependencies say for whom they wait.",
        (
            "Where on the map would these hours stand?",
            "A dependency explains a wait; it does not add one.",
            "BD1 is the wait in front of the validation step, which the map shows.",
        ),
        (
            Misconception(
                "dependency_waits_add_up",
                lambda: (lead_time + load,),
                "You added the load on top. The map counts these waits already, in front of the steps that wait: a "
                "dependency explains them.",
            ),
        ),
    )


def _odds(stream: ValueStream) -> Task:
    rows = [
        row.with_changes(on_time_rate=ON_TIME)
        for row in stream.dependencies
        if row.strength is DependencyStrength.HARD and row.impact is DependencyImpact.BLOCKING
    ]
    odds = on_time_odds(rows)
    return Task(
        "h",
        f"{len(rows)} hard, blocking needs, each met on time in {plain(100 * ON_TIME)} of 100 releases, "
        "independently. In how many of 100 releases does none of them delay you?",
        Amounts(PERCENT),
        lambda: (known(odds.own_rates),),
        f"Five good providers, and two releases in three are late. Coin flips would give {100 * odds.coin_flip:.0f} %.",
        (
            "All of them must be on time in the same release.",
            "chance = product of the on-time rates.",
            f"Two of them: {ON_TIME:g} · {ON_TIME:g} = {ON_TIME**2:.2f}; there are {len(rows)}.",
        ),
        (
            Misconception(
                "weakest_link_only",
                lambda: (ON_TIME,),
                "That is the chance of one. All must be on time in the same release: multiply.",
            ),
            Misconception(
                "coin_flips",
                lambda: (odds.coin_flip,),
                "That is the coin-flip rule, one half for each. You have rates of your own: use them.",
            ),
            Misconception(
                "added_the_risks",
                lambda: (max(0.0, 1 - len(rows) * (1 - ON_TIME)),),
                "You added the risks. Some releases are delayed by two at once and can only be late once: multiply.",
            ),
        ),
    )


def _flag(stream: ValueStream) -> Task:
    soft = stream.with_changes(
        dependencies=tuple(
            row.with_changes(strength=DependencyStrength.SOFT) if row.id == FLAGGED else row
            for row in stream.dependencies
        )
    )
    return Task(
        "i",
        f"A feature flag lets you deliver without the test environment: {FLAGGED} becomes soft. "
        f"How many hard dependencies does {HOME} have then?",
        Amounts(COUNT),
        lambda: (float(team_load(soft, HOME).hard),),
        "The wait is the same, but delivery need not stand still for it. Ask of each: what would make it soft?",
        (
            "Count before, then take the flag into account.",
            "Hard: must exist before anything can be delivered.",
            f"Before the flag there are {team_load(stream, HOME).hard}.",
        ),
        (
            Misconception(
                "a_flag_changes_nothing",
                lambda: (float(team_load(stream, HOME).hard),),
                "That is the count before. With the flag, delivery can go ahead without it: that is soft.",
            ),
        ),
        is_stretch=True,
    )


QUESTIONS = (_imposed, _ranking, _felt, _fan_out, _who_waits_for_us, _load, _on_top, _odds, _flag)
