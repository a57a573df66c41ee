"""E3, who judges quality: %C&A by the receiver, rolled over the map, and never averaged."""

from __future__ import annotations

import math
import statistics

from vsm_toolkit.exercises.answers import ROUNDED_PARTS, Amounts, Names
from vsm_toolkit.exercises.exercise import DataTable, Exercise, Misconception, Task
from vsm_toolkit.exercises.measures import HOURS, NUMBER, PERCENT, plain
from vsm_toolkit.exercises.step_values import known, quality, step_table, total, work
from vsm_toolkit.exercises.variation import changed, retimed
from vsm_toolkit.flow_graph import FlowGraph
from vsm_toolkit.metrics import map_metrics
from vsm_toolkit.model import ValueStream
from vsm_toolkit.rework import REDO_BAND, geometric_rework
from vsm_toolkit.samples import lantern

KEY, TITLE, MINUTES = "e03", "Who judges quality?", 30
MAKER, REVIEW, FIELD = "L3", "L4", "percent_complete_accurate"
POINTS = 10


def build(seed: int | None = None) -> Exercise:
    """Make the exercise with the numbers of the book, or with fresh ones."""
    stream = lantern() if seed is None else retimed(lantern(), KEY, seed, _is_telling)
    receiver = {edge.from_step: edge.to_step for edge in stream.edges}
    asked = "Each %C&A was asked of the next step: how many in 100 could you use as they came? "
    table = step_table(stream, "team quality work", f"{asked}{MAKER} says of itself: {plain(_own(stream))} %.")
    tasks = tuple(ask(stream) for ask in QUESTIONS)
    sheet = DataTable(
        "The same stream on another school's sheet (tasks g and h)",
        ("row", "%C&A of what comes in"),
        tuple((receiver[step.id], f"{plain(100 * quality(step))} %") for step in stream.steps[:-1]),
        "This school asks how good the work is when it comes in; the first row has no figure.",
    )
    return Exercise(KEY, TITLE, seed, MINUTES, (table, sheet), tasks, stream)


def _is_telling(stream: ValueStream) -> bool:
    shares = sorted(quality(step) for step in stream.steps)
    return len(set(shares)) == len(shares) and shares[2] <= 0.9 and quality(stream.steps[2]) <= 0.88


def _own(stream: ValueStream) -> float:
    return 100 * quality(stream.steps[2]) + POINTS


def _rolled(stream: ValueStream) -> float:
    return known(map_metrics(stream).rolled_percent_complete_accurate)


def _without_review(stream: ValueStream) -> ValueStream:
    steps = tuple(step.with_changes(**{FIELD: None}) if step.id == REVIEW else step for step in stream.steps)
    return stream.model_copy(update={"steps": steps})


def _mean(stream: ValueStream) -> float:
    return statistics.fmean(quality(step) for step in stream.steps)


def _lifts(stream: ValueStream) -> dict[str, float]:
    better = {step.id: min(100.0, 100 * quality(step) + POINTS) for step in stream.steps}
    return {step: _rolled(changed(stream, (step, FIELD, value))) / _rolled(stream) for step, value in better.items()}


def _through(stream: ValueStream) -> Task:
    first, second = stream.steps[:2]
    return Task(
        "a",
        "How many in 100 requests pass all six steps without anybody having to correct, add or ask?",
        Amounts(PERCENT),
        lambda: (_rolled(stream),),
        "This is the rolled %C&A: every step adds another chance to be sent a question.",
        (
            "Of 100 requests, how many are still clean after the first step, and of those after the second?",
            "rolled %C&A = q1 · q2 · … · q6.",
            f"{quality(first):g} · {quality(second):g} = {quality(first) * quality(second):.4f}; go on with the rest.",
        ),
        (
            Misconception(
                "average_of_percentages",
                lambda: (_mean(stream),),
                "You averaged the percentages. A request must pass every step, so the shares multiply.",
            ),
            Misconception(
                "weakest_step_only",
                lambda: (min(quality(step) for step in stream.steps),),
                "You took the weakest step. Those that pass it can still be stopped at every other one.",
            ),
        ),
    )


def _own_figure(stream: ValueStream) -> Task:
    return Task(
        "b",
        f"{MAKER} says of its own work: {plain(_own(stream))} %. What would the rolled figure be with that?",
        Amounts(PERCENT),
        lambda: (_rolled(changed(stream, (MAKER, FIELD, _own(stream)))),),
        "A few points on the map, and nothing has changed for the next step.",
        (
            "Replace one factor of task a.",
            f"rolled figure of task a ÷ {quality(stream.steps[2]):g} · {_own(stream) / 100:g}.",
            f"{_rolled(stream):.4f} ÷ {quality(stream.steps[2]):g} = {_rolled(stream) / quality(stream.steps[2]):.4f}.",
        ),
        (
            Misconception(
                "points_added_to_the_total",
                lambda: (_rolled(stream) + POINTS / 100,),
                "You added the ten points to the result. They change one factor of the product.",
            ),
        ),
    )


def _whose_figure(stream: ValueStream) -> Task:
    options = {
        "receiver": "the next step's figure, because it has to use the work",
        "producer": f"the figure of {MAKER} itself, because it knows its own work best",
        "mean": "the mean of the two",
    }
    return Task(
        "c",
        f"{MAKER} says {plain(_own(stream))} %, the next step says {plain(100 * quality(stream.steps[2]))} %. "
        "Which figure goes on the map?",
        Names(options),
        lambda: ("receiver",),
        "Quality is judged where the work is used. The producer never sees the questions it causes.",
        (
            "Who notices when something is missing?",
            "%C&A is the share the next step could use as it came.",
            "Imagine asking both for the last five requests. Who had to go back to whom?",
        ),
        (
            Misconception(
                "producers_know",
                lambda: ("producer",),
                "The producer sees what was handed on, not what had to be asked and mended afterwards. Ask the "
                "receiver.",
            ),
            Misconception(
                "split_the_difference",
                lambda: ("mean",),
                "Splitting the difference is polite, and still half a guess. The receiver counts.",
            ),
        ),
    )


def _one_missing(stream: ValueStream) -> Task:
    others = [step for step in stream.steps if step.id != REVIEW]
    rolled = map_metrics(_without_review(stream)).rolled_percent_complete_accurate
    return Task(
        "d",
        f"The figure of {REVIEW} turns out to be unknown. What is the most the rolled figure can be?",
        Amounts(PERCENT),
        lambda: (rolled.best() or 0.0,),
        f"Write it as ≤, {rolled.coverage_words('step')}: a missing step can only make it smaller.",
        (
            "What can still be said without the sixth factor?",
            "upper bound = product of the five known shares.",
            f"Leave out {quality(stream.step(REVIEW)):g} from the product of task a.",
        ),
        (
            Misconception(
                "missing_filled_with_the_mean",
                lambda: (math.prod(map(quality, others)) * statistics.fmean(map(quality, others)),),
                "You filled the gap with an average. That makes up a figure nobody has said; leave it out and say ≤.",
            ),
            Misconception(
                "missing_is_nothing",
                lambda: (0.0,),
                "Unknown is not 0 %. Then nothing would ever arrive.",
            ),
        ),
    )


def _what_it_says(stream: ValueStream) -> Task:
    options = {"most": "at most this share", "exactly": "exactly this share", "least": "at least this share"}
    figure = map_metrics(_without_review(stream)).rolled_percent_complete_accurate
    return Task(
        "e",
        "How must that figure be read?",
        Names(options),
        lambda: ("most" if figure.sign().startswith("≤") else "exactly",),
        "A figure without its sign would say that nothing ever goes wrong at the step nobody asked about.",
        (
            "What would the sixth factor do to the product?",
            "A share is never above 1.",
            "Try the missing factor at 90 % and at 100 %.",
        ),
        (
            Misconception(
                "missing_is_perfect",
                lambda: ("exactly",),
                "Exactly would mean that the missing step is at 100 %. Nobody said so: it is a bound.",
            ),
        ),
    )


def _where_to_lift(stream: ValueStream) -> Task:
    return Task(
        "f",
        "You can lift one step by ten points. Which three steps lift the rolled figure most? The best first.",
        Names({step.id: step.name for step in stream.steps}, ordered=True, count=3),
        lambda: tuple(sorted(_lifts(stream), key=lambda step: -_lifts(stream)[step])[:3]),
        "The lowest share gains most from the same ten points: "
        + ", ".join(f"{step} ×{lift:.3f}" for step, lift in sorted(_lifts(stream).items(), key=lambda x: -x[1])[:3])
        + ".",
        (
            "Ten points on 70 are more than ten points on 95. By what factor?",
            "factor = (q + 0.10) ÷ q; the largest factor wins.",
            f"{stream.steps[0].id}: ({quality(stream.steps[0]):g} + 0.10) ÷ {quality(stream.steps[0]):g}.",
        ),
        (
            Misconception(
                "polish_the_best",
                lambda: tuple(sorted(_lifts(stream), key=lambda step: _lifts(stream)[step])[:3]),
                "You chose the steps that are best already. The same ten points are worth most where the share is low.",
            ),
            Misconception(
                "start_at_the_front",
                lambda: tuple(step.id for step in stream.steps[:3]),
                "You took them in the order of the line. In a product the place does not matter, only the share.",
            ),
        ),
    )


def _shifted(stream: ValueStream) -> Task:
    row = stream.steps[3].id
    before = FlowGraph(stream).predecessors[row][0]
    return Task(
        "g",
        f"On the other sheet, row {row} prints {plain(100 * quality(stream.step(before)))} % for what comes in. "
        "Whose %C&A is that on our map?",
        Names({step.id: step.name for step in stream.steps}),
        lambda: (before,),
        "Figures about what comes in move one step to the left: they judge the step before.",
        (
            "Who made the work that comes in there?",
            "%C&A on our map belongs to the producing step.",
            f"What comes into {row} was handed on by the step before it.",
        ),
        (
            Misconception(
                "row_as_printed",
                lambda: (row,),
                f"That is the row it is printed in. {row} judges what it received, so the figure belongs to the step "
                "before.",
            ),
            Misconception(
                "shifted_the_wrong_way",
                lambda: (stream.steps[4].id,),
                "You shifted it to the right. What comes in was made one step earlier.",
            ),
        ),
    )


def _last_judge(stream: ValueStream) -> Task:
    last, first = stream.steps[-1], stream.steps[0]
    options = {
        "customer": f"{last.id}, and only the customer can give it",
        "own team": f"{last.id}, and {last.team} can give it",
        "first": f"{first.id}, and {first.team} can give it",
    }
    return Task(
        "h",
        "After the shift, one step of our map has no figure. Which, and who can give it?",
        Names(options),
        lambda: ("customer",),
        "The last step has a next step too: the customer who uses what was delivered.",
        (
            "Five figures moved to the left. Which place is empty?",
            "The judge is whoever uses the work next.",
            f"Nothing on the sheet says how good the work was after {last.id}.",
        ),
        (
            Misconception(
                "producers_know",
                lambda: ("own team",),
                "The step is right, the judge is not: a team cannot say whether its customer had to ask.",
            ),
        ),
    )


def _attempts(stream: ValueStream) -> Task:
    path = map_metrics(stream).critical_path
    return Task(
        "i",
        "If a step repeats its work until the next step can use it, how many attempts does each step need on average?",
        Amounts(NUMBER, tuple(step.id for step in stream.steps)),
        lambda: tuple(geometric_rework(stream, path).attempts.values()),
        "One in q on average: at 70 % that is 1.43 attempts, not 1.30, because a repeat can fail again.",
        (
            "A repeat can fail as well, and so can the repeat of the repeat.",
            "attempts = 1 ÷ q.",
            f"{stream.steps[0].id}: 1 ÷ {quality(stream.steps[0]):g} = {1 / quality(stream.steps[0]):.2f}.",
        ),
        (
            Misconception(
                "one_repeat_only",
                lambda: tuple(2 - quality(step) for step in stream.steps),
                "You allowed one repeat each. A repeat fails as often as the first attempt: 1 ÷ q.",
            ),
        ),
    )


def _work_band(stream: ValueStream) -> Task:
    path = map_metrics(stream).critical_path
    band = (REDO_BAND[0], REDO_BAND[-1])
    return Task(
        "j",
        f"A repeat takes between {band[0]:g} and {band[-1]:g} of the first attempt's time. "
        "How much work is in one request, from the low to the high case?",
        Amounts(HOURS, is_range=True, tolerance=ROUNDED_PARTS),
        lambda: tuple(known(geometric_rework(stream, path, share).process_time) for share in band),
        f"The map says {plain(total(stream.steps, work))} wh; the rest is invisible until somebody asks.",
        (
            "Each step repeats a share of its work; start from its attempts.",
            "work of a step = PT · (1 + r · (1 − q) ÷ q), for r low and r high; then add up.",
            (
                f"{stream.steps[0].id}, r = 1: {plain(work(stream.steps[0]))} · (1 + "
                f"{(1 - quality(stream.steps[0])) / quality(stream.steps[0]):.3f})."
            ),
        ),
        (
            Misconception(
                "every_repeat_takes_the_full_time",
                lambda: (known(geometric_rework(stream, path, 1).process_time),) * 2,
                "That is the high case for both ends. A repeat that only corrects takes a fraction of the first time.",
            ),
        ),
        is_stretch=True,
    )


QUESTIONS = (
    _through,
    _own_figure,
    _whose_figure,
    _one_missing,
    _what_it_says,
    _where_to_lift,
    _shifted,
    _last_judge,
    _attempts,
    _work_band,
)
