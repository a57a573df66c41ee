"""E10, did we get better: claims about measured items, with how sure they are."""

from __future__ import annotations

import random
import statistics
from dataclasses import dataclass
from functools import cached_property

from vsm_toolkit.comparison import change_tag
from vsm_toolkit.exercises.answers import ROUNDED_PARTS, Amounts, Names, Value
from vsm_toolkit.exercises.exercise import DataTable, Exercise, Misconception, Task
from vsm_toolkit.exercises.measures import COUNT, HOURS, NUMBER, PERCENT, plain
from vsm_toolkit.exercises.variation import draws
from vsm_toolkit.item_evidence import (
    BeforeAfterEvidence,
    ProcessBehaviour,
    compare_items,
    median_with_unfinished,
    process_behaviour,
)
from vsm_toolkit.model import Change, ChangeKind, ChangeStatus, EvidenceGrade

KEY, TITLE, MINUTES = "e10", "Did we get better?", 40
BOOTSTRAPPED = 0.05
RUN = 8


@dataclass(frozen=True)
class Items:
    """Times from commit to production in working hours, in the order they happened."""

    before: tuple[int, ...] = (62, 71, 55, 80, 66, 120, 58, 74, 69, 90)
    after: tuple[int, ...] = (40, 52, 47, 66, 38, 75, 49, 44)
    still_open: tuple[int, ...] = (30, 55, 61, 70)

    @cached_property
    def evidence(self) -> BeforeAfterEvidence:
        """What the finished items say."""
        return compare_items(self.before, self.after)

    @cached_property
    def behaviour(self) -> ProcessBehaviour:
        """The limits of the items before, and what stands out."""
        return process_behaviour(self.before, self.after)

    @property
    def with_open(self) -> float:
        """The median when open items count."""
        return median_with_unfinished(self.after, self.still_open) or float("inf")

    @property
    def below_the_mean(self) -> int:
        """How many later items lie below the mean of the earlier ones."""
        return sum(hours < self.behaviour.mean for hours in self.after)


@dataclass(frozen=True, slots=True)
class Claim:
    """A new value of sample A, with how it came to be."""

    words: str
    source: str
    change: Change


def _claim(words: str, source: str, status: ChangeStatus, grade: EvidenceGrade, value: float) -> Claim:
    key = words.split(maxsplit=1)[0]
    change = Change(kind=ChangeKind.IMPROVEMENT, status=status, key=key, field="wait_time", value=value, grade=grade)
    return Claim(words, source, change)


CLAIMS = (
    _claim("A07 wait 8 → 2 wh", "timestamps of 31 reviews", ChangeStatus.DONE, EvidenceGrade.MEASURED, 2),
    _claim("A03 wait 24 → 8 wh", "done; the same people asked again", ChangeStatus.DONE, EvidenceGrade.ESTIMATED, 8),
    _claim("A09 wait 48 → 32 wh", "tester joins next week", ChangeStatus.IN_PROGRESS, EvidenceGrade.ESTIMATED, 32),
    _claim("A13 wait 8 → 4 wh", "done; the service desk's estimate", ChangeStatus.DONE, EvidenceGrade.ESTIMATED, 4),
    _claim("A06 wait 16 → 9 wh", "eight items on the board, dated", ChangeStatus.DONE, EvidenceGrade.SAMPLED, 9),
)


def build(seed: int | None = None) -> Exercise:
    """Make the exercise with the numbers of the book, or with fresh ones."""
    items = Items() if seed is None else next(filter(_is_telling, (_drawn(source) for source in draws(KEY, seed))))
    times = DataTable(
        "From commit to production, in working hours, in the order they happened",
        ("when", "items"),
        (
            ("before", _listed(items.before)),
            ("after", _listed(items.after)),
            ("after, still open (age today)", _listed(items.still_open)),
        ),
    )
    claims = DataTable(
        "Five new values of another team's end map (task j)",
        ("number", "value", "how it came to be"),
        tuple((str(number), claim.words, claim.source) for number, claim in enumerate(CLAIMS, 1)),
    )
    return Exercise(KEY, TITLE, seed, MINUTES, (times, claims), tuple(ask(items) for ask in QUESTIONS))


def _listed(hours: tuple[int, ...]) -> str:
    return "  ".join(map(str, hours))


def _drawn(source: random.Random) -> Items:
    shift = source.uniform(0.6, 0.8)
    before = [round(source.lognormvariate(4.25, 0.2)) for _ in range(9)]
    before.insert(source.randint(2, 7), round(1.75 * statistics.median(before)))
    after = tuple(round(shift * source.lognormvariate(4.25, 0.25)) for _ in range(8))
    still_open = tuple(sorted(round(source.uniform(25, 80)) for _ in range(4)))
    return Items(tuple(before), after, still_open)


def _is_telling(items: Items) -> bool:
    evidence, limits = items.evidence, items.behaviour
    moved = evidence.ratio is not None and 0.55 < evidence.ratio < 0.85 and (evidence.p_value or 1) < 0.04
    hidden = items.evidence.median_after + 1.5 < items.with_open < 200
    calm = not limits.has_signal and limits.lower > 0 and 5 <= items.below_the_mean <= 7
    return moved and hidden and calm and len(set(items.before)) > 8


def _medians(items: Items) -> Task:
    return Task(
        "a",
        "What are the median times of the finished items, before and after?",
        Amounts(HOURS, ("before", "after")),
        lambda: (items.evidence.median_before, items.evidence.median_after),
        "The median: half took longer. One very slow item does not move it.",
        (
            "Sort the finished items and go to the middle.",
            "Even number of items: the mean of the two in the middle.",
            f"Before, sorted: {_listed(tuple(sorted(items.before)))}.",
        ),
        (
            Misconception(
                "mean_for_median",
                lambda: (statistics.fmean(items.before), statistics.fmean(items.after)),
                "Those are the means. One very slow item pulls them up; take the middle of the sorted items.",
            ),
        ),
    )


def _ratio(items: Items) -> Task:
    ratio = items.evidence.ratio or 0.0
    return Task(
        "b",
        "What is the new median as a share of the old one?",
        Amounts(PERCENT),
        lambda: (ratio,),
        f"About {plain(100 * (1 - ratio), 0)} % shorter. How sure is that? Next task.",
        (
            "Divide the two answers of task a.",
            "share = median after ÷ median before.",
            f"{plain(items.evidence.median_after)} ÷ {plain(items.evidence.median_before)}.",
        ),
        (
            Misconception(
                "shorter_by_instead_of_share",
                lambda: (1 - ratio,),
                "That is by how much it became shorter. Asked is what is left of it.",
            ),
        ),
    )


def _interval(items: Items) -> Task:
    low, high = items.evidence.ratio_interval or (0.0, 0.0)
    return Task(
        "c",
        "Drawing items again and again (bootstrap), nine in ten of these shares lie between "
        f"{low:.2f} and {high:.2f}. By how much did the time become shorter, from low to high?",
        Amounts(PERCENT, is_range=True, tolerance=BOOTSTRAPPED),
        lambda: (1 - high, 1 - low),
        "Say the range with the figure: with so few items the true gain may be half or one and a half of it.",
        (
            "If a share of the old time is left, how much is gone?",
            "shorter by = 1 − share; the large share gives the low end.",
            f"Low end: 1 − {high:.2f}.",
        ),
        (
            Misconception(
                "share_left_is_share_gained",
                lambda: (low, high),
                "Those are the shares that are left. Take them from 1.",
            ),
        ),
    )


def _beats(items: Items) -> Task:
    return Task(
        "d",
        "Take one finished item after and one before at random. How often is the one after faster? "
        "(Count the pairs; equal times count half.)",
        Amounts(PERCENT),
        lambda: (items.evidence.probability_of_improvement or 0.0,),
        "A sentence everybody understands, without an average in it.",
        (
            "For each item after: how many of the items before took longer?",
            "share = pairs in which the one after is faster ÷ all pairs.",
            (
                f"There are {len(items.after)} × {len(items.before)} pairs. The item of {min(items.after)} wh beats "
                f"{sum(hours > min(items.after) for hours in items.before)} of {len(items.before)}."
            ),
        ),
        (
            Misconception(
                "slowest_against_slowest",
                lambda: (
                    sum(one < other for one, other in zip(sorted(items.after), sorted(items.before), strict=False))
                    / len(items.after),
                ),
                "You compared them in pairs by rank. Each item after meets every item before.",
            ),
        ),
    )


def _significant(items: Items) -> Task:
    options = {
        "rare": "if nothing had changed, so large a difference would be rare",
        "large": "the improvement is large",
        "sure": f"the improvement is real with {plain(100 * (1 - (items.evidence.p_value or 0)), 1)} % certainty",
    }
    return Task(
        "e",
        f"A rank test gives p = {items.evidence.p_value or 0:.4f}. What does that say?",
        Names(options),
        lambda: ("rare",),
        "How large it is says the range of task c; whether it was our change, no test can say.",
        (
            "A test asks: could this be luck?",
            "p = chance of such a difference, or a larger one, when nothing has changed.",
            "With thousands of items even a minute less gets a tiny p.",
        ),
        (
            Misconception(
                "significant_means_large",
                lambda: ("large",),
                "Significant is not large: with many items the smallest gain gets a small p. The range says how large.",
            ),
            Misconception(
                "p_is_the_chance_of_being_wrong",
                lambda: ("sure",),
                "p is computed as if nothing had changed; it is not the chance that the gain is real.",
            ),
        ),
    )


def _limits(items: Items) -> Task:
    limits = items.behaviour
    spread = 3 * statistics.stdev(items.before)
    moves = [abs(one - other) for one, other in zip(items.before, items.before[1:], strict=False)]
    return Task(
        "f",
        "Between which limits did items before usually lie (process behaviour chart, XmR)?",
        Amounts(HOURS, is_range=True, tolerance=ROUNDED_PARTS),
        lambda: (limits.lower, limits.upper),
        "Anything between them is usual for the old way of working, however nice it looks.",
        (
            "How much does one item differ from the next, on average?",
            "limits = mean ± 2.66 · mean difference from one item to the next (in the order they happened).",
            f"{plain(limits.mean, 1)}; differences {_listed(tuple(moves[:4]))} …, mean {statistics.fmean(moves):.2f}.",
        ),
        (
            Misconception(
                "three_standard_deviations",
                lambda: (max(0.0, limits.mean - spread), limits.mean + spread),
                "You took three standard deviations of all items. The chart uses the differences from one item to "
                "the next, so that a slow drift does not widen it.",
            ),
        ),
    )


def _below(items: Items) -> Task:
    return Task(
        "g",
        "How many of the finished items after lie below the mean of those before?",
        Amounts(COUNT),
        lambda: (float(items.below_the_mean),),
        f"Of {len(items.after)}. Is that enough? Next task.",
        (
            "Compare each item after with one number.",
            "The mean of the items before, not the median.",
            f"The mean before is {plain(items.behaviour.mean, 1)} wh.",
        ),
        (
            Misconception(
                "below_the_new_mean",
                lambda: (float(sum(hours < statistics.fmean(items.after) for hours in items.after)),),
                "You took the mean of the items after. The question is whether they leave the old level.",
            ),
        ),
    )


def _signal(items: Items) -> Task:
    options = {"no": "no, keep counting", "yes": "yes, the process has changed"}
    return Task(
        "h",
        f"A chart signals a change when an item lies outside the limits, or {RUN} in a row on one side of the mean. "
        "Is there a signal?",
        Names(options),
        lambda: ("yes" if items.behaviour.has_signal else "no",),
        "Not yet; a few more items will tell. A chart is slower than a test, and harder to fool.",
        (
            "Check both rules.",
            f"Outside the limits of task f, or a run of {RUN} in the order they happened.",
            f"{items.below_the_mean} of {len(items.after)} lie below; one lies between them.",
        ),
        (
            Misconception(
                "most_below_is_a_signal",
                lambda: ("yes",),
                "It looks like one, but the run is broken and no item lies outside. Keep counting.",
            ),
        ),
    )


def _with_open(items: Items) -> Task:
    together, first = statistics.median((*items.after, *items.still_open)), min(items.after)
    return Task(
        "i",
        "What is the median time after when the open items count too (Kaplan and Meier)?",
        Amounts(HOURS),
        lambda: (items.with_open,),
        "In a short window only the quick ones have finished. Count the open ones, and list their ages.",
        (
            "An open item will take at least its age. At each finished item: how many were still on their way?",
            (
                "Go through the finished items by time: still open share × (1 − 1 ÷ number still on their way). "
                "The median is where it falls to one half or below."
            ),
            (
                f"At {first} wh, {sum(hours >= first for hours in (*items.after, *items.still_open))} were on "
                "their way; open items younger than that have left the count."
            ),
        ),
        (
            Misconception(
                "finished_items_tell_it_all",
                lambda: (items.evidence.median_after,),
                "That is the median of the finished items. The slow ones are still open: they belong to it.",
            ),
            Misconception(
                "open_items_as_finished",
                lambda: (together,),
                "You counted the open items as if they finished today. They will take longer than their age.",
            ),
        ),
    )


def _sorted_claims(_items: Items) -> Task:
    options = {"measured": "measured", "re-estimated": "re-estimated", "projected": "projected"}
    tags = tuple(_kind_of(claim.change) for claim in CLAIMS)
    return Task(
        "j",
        "Sort the five new values of the second table, in their order: measured, re-estimated or projected?",
        Names(options, ordered=True, count=len(CLAIMS)),
        lambda: tags,
        "Only what is done goes into a headline, and each value says how it is known.",
        (
            "For each: is it done, and did anybody look at real items?",
            "measured: from items. re-estimated: done, and asked again. projected: not done yet.",
            "1: timestamps of real reviews, so measured.",
        ),
        (
            Misconception(
                "done_means_measured",
                lambda: tuple("measured" if tag == "re-estimated" else tag for tag in tags),
                "Done is not measured: if the same people were asked again, it is re-estimated.",
            ),
            Misconception(
                "the_end_map_is_measured",
                lambda: ("measured",) * len(tags),
                "An end map is not a measurement. See how each value came to be.",
            ),
        ),
    )


def _kind_of(change: Change) -> str:
    tag = change_tag(change)
    return "projected" if tag == "in progress" else tag


def _six_weeks(_items: Items) -> Task:
    options = {
        "stages": "the stages that did turn over are measured, the rest is projected and says so",
        "all": "the end map measures the new lead time",
        "none": "nothing can be said until a year has passed",
    }
    return Task(
        "k",
        "A stream takes 14 weeks from idea to support; the challenge lasts six. What can its end map say?",
        Names(options),
        lambda: ("stages",),
        "No item that started in the challenge has come through, so nobody can have measured the whole.",
        (
            "How many items went through the whole stream within the six weeks?",
            "Measure what turned over, project the rest, look again after three and six months.",
            "An item that started on the first day is not half way.",
        ),
        (
            Misconception(
                "end_map_measured_the_whole",
                lambda: ("all",),
                "In six weeks nothing can pass a stream of 14. The end map projects most of it; say so.",
            ),
        ),
    )


def _sentence(items: Items) -> Task:
    less = plain(100 * (1 - (items.evidence.ratio or 1)), 0)
    options = {
        "honest": items.evidence.sentence + f" {len(items.still_open)} items are still open.",
        "bare": f"We are {less} % faster.",
        "test": f"We are significantly faster (p = {items.evidence.p_value or 0:.4f}).",
    }
    return Task(
        "l",
        "Which sentence goes into the report?",
        Names(options),
        lambda: ("honest",),
        "Figure, range, how many items, what is still open: whoever reads it can judge.",
        (
            "Which one could a sceptic check?",
            "Figure, range, number of items, open items.",
            "Read each one as somebody who must pay for the next step.",
        ),
        (
            Misconception(
                "significant_means_large",
                lambda: ("test",),
                "Significant does not say how much, and the open items are missing.",
            ),
            Misconception(
                "figure_without_its_range",
                lambda: ("bare",),
                "A figure without its range and its items is a promise.",
            ),
        ),
    )


def _without_the_slowest(items: Items) -> Task:
    kept = tuple(sorted(items.before)[:-1])
    return Task(
        "m",
        f"Somebody leaves out the item of {max(items.before)} wh as an exception. What is the share of task b then?",
        Amounts(NUMBER),
        lambda: (compare_items(kept, items.after).ratio or 0.0,),
        "It hardly moves, because medians do not mind. Leave it in: it happened, and the next one will.",
        (
            "Take the median of the other items before.",
            "share = median after ÷ new median before.",
            f"The new median before is {plain(statistics.median(kept))} wh.",
        ),
        (
            Misconception(
                "mean_for_median",
                lambda: _ratio_of_means(kept, items.after),
                "You divided the means. Those do mind a slow item; stay with the medians.",
            ),
        ),
        is_stretch=True,
    )


def _ratio_of_means(before: tuple[int, ...], after: tuple[int, ...]) -> Value:
    return (statistics.fmean(after) / statistics.fmean(before),)


QUESTIONS = (
    _medians,
    _ratio,
    _interval,
    _beats,
    _significant,
    _limits,
    _below,
    _signal,
    _with_open,
    _sorted_claims,
    _six_weeks,
    _sentence,
    _without_the_slowest,
)
