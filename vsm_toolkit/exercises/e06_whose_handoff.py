"""E6, whose handoff: count them, class them, price their labour, and see what removing them would gain."""

from __future__ import annotations

import math
from collections import Counter

from vsm_toolkit.exercises.answers import ROUNDED_PARTS, Amounts, Names, Value
from vsm_toolkit.exercises.exercise import DataTable, Exercise, Misconception, Task
from vsm_toolkit.exercises.measures import COUNT, HOURS, MONEY, PERSON_HOURS, plain
from vsm_toolkit.exercises.step_values import known, step_table, wait
from vsm_toolkit.exercises.variation import retimed
from vsm_toolkit.flow_graph import FlowGraph
from vsm_toolkit.handoffs import (
    Handoff,
    HandoffLedger,
    HoursRange,
    LedgerRow,
    handoff_ledger,
    labour_cost,
    recoverable_lead_time,
)
from vsm_toolkit.metrics import HandoffCount, map_metrics
from vsm_toolkit.model import Empowerment, Engagement, Stage, ValueStream
from vsm_toolkit.waste import waste_hours

KEY, TITLE, MINUTES, SAMPLE = "e06", "Whose handoff?", 40, "platform-request"
NETWORK, SECURITY, LOGGED = "C05", "C04", "CW2"
STAGES = (Stage.DISCOVERY, Stage.DEFINITION, Stage.BUILD, Stage.VERIFY)
CLASSES = (Empowerment.EMPOWERED, Empowerment.INFLUENCE, Empowerment.NOT_EMPOWERED)


class Case:
    """The map of one variant, with what the tasks ask about it."""

    def __init__(self, engagement: Engagement, stream: ValueStream) -> None:
        self.stream = stream
        self.rate = engagement.challenge.rate_per_hour or math.nan
        self.per_year = stream.items_per_year or math.nan

    @property
    def count(self) -> HandoffCount:
        """The crossings."""
        return map_metrics(self.stream).handoffs

    @property
    def ledger(self) -> HandoffLedger:
        """The handoffs, split by whose they are to change."""
        return handoff_ledger(self.stream)

    def handoff(self, step: str) -> Handoff:
        """Give the handoff into a step."""
        return next(each for each in self.ledger.handoffs if each.to_step == step)

    def row(self, empowerment: Empowerment) -> LedgerRow:
        """Give the row of a class."""
        found = self.ledger.row_of(empowerment)
        return self.ledger.total if found is None else found


def build(engagement: Engagement, seed: int | None = None) -> Exercise:
    """Make the exercise on the sample platform request, with its numbers or with fresh ones."""
    stream = engagement.stream if seed is None else retimed(engagement.stream, KEY, seed, _is_telling)
    case = Case(engagement, stream)
    arrows = f"Arrows: {', '.join(f'{edge.from_step} → {edge.to_step}' for edge in stream.edges)}."
    tables = (step_table(stream, "team stage wait work lead quality people", arrows), _handoff_table(case))
    return Exercise(KEY, TITLE, seed, MINUTES, tables, tuple(ask(case) for ask in QUESTIONS), stream, ("map",))


def _is_telling(stream: ValueStream) -> bool:
    ledger = handoff_ledger(stream)
    network = next(each for each in ledger.handoffs if each.to_step == NETWORK)
    if network.recoverable is None or network.naive_saving is None:
        return False
    return 4 <= network.recoverable.high == network.recoverable.low < network.naive_saving.low - 4


def _handoff_table(case: Case) -> DataTable:
    rows = tuple(_handoff_row(each) for each in case.ledger.handoffs)
    columns = ("into", "from", "who decides", "class", "sender, receiver (min)", "questions", "wait that would remain")
    return DataTable(
        f"The handoffs, one line for each step that receives work ({plain(case.per_year)} requests a year, "
        f"{plain(case.rate)} an hour)",
        (*columns, "labour (ph)"),
        rows,
        "Questions: how many, how long, how many people talk. Wait that would remain: if the same people did both "
        "sides, low to high. Labour: transfer and rework together.",
    )


def _handoff_row(handoff: Handoff) -> tuple[str, ...]:
    record = handoff.record
    if record is None:
        return handoff.to_step, ", ".join(handoff.from_steps), "?", "?", "?", "?", "?", "?"
    return (
        handoff.to_step,
        ", ".join(handoff.from_steps),
        handoff.decision_holder,
        (handoff.empowerment or "?").replace("_", " "),
        f"{plain(record.sender_minutes or 0)}, {plain(record.receiver_minutes or 0)}",
        (
            f"{plain(record.clarifications or 0)} × {plain(record.clarification_minutes or 0)} min × "
            f"{plain(record.clarification_people or 0)} people"
        ),
        f"{plain(100 * (record.residual_low or 0))} to {plain(100 * (record.residual_high or 0))} %",
        "?" if handoff.to_step == NETWORK else plain(known(handoff.labour())),
    )


def _crossings(case: Case) -> Task:
    return Task(
        "a",
        "How many of the arrows on the map are handoffs: the two steps are done by different teams?",
        Amounts(COUNT),
        lambda: (known(case.count.count),),
        f"{plain(known(case.count.count))} of {len(case.stream.edges)}; one step alone receives from three sides.",
        (
            "Go from arrow to arrow and compare the teams at its two ends.",
            "handoffs = arrows whose two teams differ.",
            "C01 → C02 crosses from the product team to Platform: one. C04 → C07?",
        ),
        (
            Misconception(
                "counted_receiving_steps",
                lambda: (float(len(case.ledger.handoffs)),),
                "You counted the steps that receive work. Each arrow that crosses is a handoff: C09 has three.",
            ),
            Misconception(
                "counted_all_arrows",
                lambda: (float(len(case.stream.edges)),),
                "You counted every arrow. One stays inside a team.",
            ),
            Misconception(
                "counted_teams",
                lambda: (float(len({step.team for step in case.stream.steps})),),
                "You counted the teams. Work can cross to the same team more than once.",
            ),
        ),
    )


def _by_stage(case: Case) -> Task:
    def by_sender() -> Value:
        senders = Counter(case.stream.step(one).stage for one, _ in case.count.crossings)
        return tuple(float(senders[stage]) for stage in STAGES)

    return Task(
        "b",
        "How many handoffs arrive in each stage (the stage of the receiving step)?",
        Amounts(COUNT, tuple(stage.value for stage in STAGES)),
        lambda: tuple(float(case.count.by_stage.get(stage, 0)) for stage in STAGES),
        f"{case.count.on_critical_path} of them lie on the critical path, where waiting is felt at once.",
        (
            "Sort the arrows of task a by the step they lead to.",
            "Stage of the receiving step.",
            "C02 is the only step of discovery, and one arrow crosses into it.",
        ),
        (
            Misconception(
                "stage_of_the_sender",
                by_sender,
                "You sorted them by the sending step. The wait stands in front of the receiving one.",
            ),
        ),
    )


def _one_transfer(case: Case) -> Task:
    handoff = case.handoff(NETWORK)
    record = handoff.record
    minutes = (record.sender_minutes or 0) + (record.receiver_minutes or 0) if record else math.nan
    asked = (record.clarifications or 0) * (record.clarification_minutes or 0) if record else math.nan
    talking = (record.clarification_people or 0) if record else math.nan
    return Task(
        "c",
        f"How much labour does one handoff into {NETWORK} cost to pass on (without rework)?",
        Amounts(PERSON_HOURS),
        lambda: (known(handoff.transfer_labour),),
        f"With the rework it causes it is {plain(known(handoff.labour()))} ph: that is the ? in the table.",
        (
            "Writing, reading, and the questions in between. Who spends time on a question?",
            "transfer = (sender + receiver min) ÷ 60 + questions · min ÷ 60 · people.",
            (
                f"({plain(minutes)} min) ÷ 60 = {minutes / 60:.2f} ph, plus {plain(asked)} min of talk × "
                f"{plain(talking)} people."
            ),
        ),
        (
            Misconception(
                "one_person_talks_alone",
                lambda: ((minutes + asked) / 60,),
                "You counted each question once. Two people spend that time: the one who asks and the one who answers.",
            ),
            Misconception(
                "questions_left_out",
                lambda: (minutes / 60,),
                "You left the questions out. They are the larger half of most handoffs.",
            ),
        ),
    )


def _all_labour(case: Case) -> Task:
    labour = known(case.ledger.total.labour)
    return Task(
        "d",
        f"With the rework it causes, the ? in the table is {plain(known(case.handoff(NETWORK).labour()))} ph. "
        "What do all handoffs cost per request, in money?",
        Amounts(MONEY, tolerance=ROUNDED_PARTS),
        lambda: (labour_cost(labour, case.rate) or math.nan,),
        f"{plain(labour)} ph per request. Labour only: waiting is nobody's working time.",
        (
            "First the labour of all lines, then the price of an hour.",
            "cost = Σ labour (ph) · rate per hour.",
            f"Σ labour = {plain(labour)} ph; times {plain(case.rate)}.",
        ),
        (
            Misconception(
                "waiting_priced_as_labour",
                lambda: (known(case.row(Empowerment.NOT_EMPOWERED).critical_wait_hours) * case.rate,),
                "You multiplied waiting hours by an hourly rate. Nobody is paid to wait here: they do something else "
                "meanwhile. Price labour only, and keep delay as a number of its own.",
            ),
            Misconception(
                "all_waiting_priced_as_labour",
                lambda: (known(case.ledger.total.wait_hours) * case.rate,),
                "You multiplied waiting hours by an hourly rate. Waiting is delay, not labour: add up the last column.",
            ),
        ),
    )


def _critical_wait(case: Case) -> Task:
    return Task(
        "e",
        "How much of the wait on the critical path belongs to each class: empowered, influence, not empowered? "
        f"The path is {' – '.join(map_metrics(case.stream).critical_path)}.",
        Amounts(HOURS, tuple(each.value.replace("_", " ") for each in CLASSES)),
        lambda: tuple(known(case.row(each).critical_wait_hours) for each in CLASSES),
        "Most of it is not the team's to change: a sentence for a report, not a reason to wait.",
        (
            "Take only receiving steps that are on the path, and sort their waits by class.",
            "Σ wait of the receiving steps on the path, per class.",
            f"{NETWORK} is on the path and not empowered: {plain(wait(case.stream.step(NETWORK)))} wh.",
        ),
        (
            Misconception(
                "all_waits_counted",
                lambda: tuple(known(case.row(each).wait_hours) for each in CLASSES),
                "You counted all waits. Those beside the critical path run at the same time as something longer.",
            ),
        ),
    )


def _per_year(case: Case) -> Task:
    row = case.row(Empowerment.NOT_EMPOWERED)
    return Task(
        "f",
        "What does the labour of the not empowered handoffs cost in a year?",
        Amounts(MONEY, tolerance=ROUNDED_PARTS),
        lambda: (row.labour_cost_per_year(case.per_year, case.rate) or math.nan,),
        "Hours returned to people, not budget saved: say what they would be used for.",
        (
            "Only the lines of that class, then for all requests of a year.",
            "cost per year = Σ labour (ph) · rate · requests per year.",
            f"Σ labour = {plain(known(row.labour), 3)} ph per request.",
        ),
        (
            Misconception(
                "one_request_only",
                lambda: (known(row.labour) * case.rate,),
                "That is one request. The year has more of them.",
            ),
            Misconception(
                "waiting_priced_as_labour",
                lambda: (known(row.critical_wait_hours) * case.rate * case.per_year,),
                "You priced the waiting. Waiting is delay, not labour; price the last column.",
            ),
        ),
    )


def _ends(hours: HoursRange | None) -> Value:
    return (math.nan, math.nan) if hours is None else (hours.low, hours.high)


def _recoverable(case: Case) -> Task:
    handoff = case.handoff(NETWORK)
    slack = FlowGraph(case.stream)
    return Task(
        "g",
        f"Platform makes the network change itself: of {plain(handoff.wait_hours or 0)} wh of wait only the "
        "part in the table would remain. How much shorter would the lead time become, from low to high?",
        Amounts(HOURS, is_range=True),
        lambda: _ends(handoff.recoverable),
        "Only until the next branch is the longest. That is why a saving is recomputed on the map.",
        (
            f"{NETWORK} runs beside other branches. How long do they take?",
            "saved = the smaller of (wait taken away) and (lead time of the branch − the next longest branch).",
            (
                f"Branches between {SECURITY} and {slack.successors[NETWORK][0]}: {NETWORK}, C06, and C07 with C08. "
                "Add their lead times."
            ),
        ),
        (
            Misconception(
                "whole_wait_is_gained",
                lambda: ((handoff.wait_hours or 0.0),) * 2,
                "You took the whole wait. Some would remain, and another branch becomes the longest before that.",
            ),
            Misconception(
                "branch_forgotten",
                lambda: _ends(handoff.naive_saving),
                "That is what the step saves. The branches beside it take almost as long: recompute the longest way.",
            ),
        ),
    )


def _both(case: Case) -> Task:
    pair = [case.handoff(step) for step in (SECURITY, NETWORK)]
    return Task(
        "h",
        f"And if the security review ({SECURITY}) could be done in the team as well, both together?",
        Amounts(HOURS, is_range=True),
        lambda: _ends(recoverable_lead_time(case.stream, pair)),
        "The review stands before the branches, so its part counts in full; the network change only up to the branch.",
        (
            f"{SECURITY} lies on every way through the map, {NETWORK} does not.",
            "Recompute the longest way with both waits shortened.",
            f"{SECURITY}: of {plain(wait(case.stream.step(SECURITY)))} wh the part in the table would remain.",
        ),
        (
            Misconception(
                "savings_summed",
                lambda: tuple(math.fsum(float(_ends(each.naive_saving)[place]) for each in pair) for place in range(2)),
                "You added what each step saves. Recompute the map with both: the branch beside the network change "
                "limits its part.",
            ),
        ),
    )


def _meaning(_case: Case) -> Task:
    options = {
        "ask": "a question: what risk does it control, and whose is it to change?",
        "waste": "waste: fewer is always better",
        "fine": "nothing to worry about as long as each team is fast",
    }
    return Task(
        "i",
        "What is a handoff, for us?",
        Names(options),
        lambda: ("ask",),
        "Some control a risk on purpose. Ask which, and who decides; then look at what its wait and labour cost.",
        (
            "Would you drop the security review?",
            "Cost, risk it controls, owner: all three belong on the card.",
            "Think of a handoff you would keep, and why.",
        ),
        (
            Misconception(
                "handoff_is_bad",
                lambda: ("waste",),
                "Not always: some control a risk, and some are the price of specialists. Ask what it is for first.",
            ),
        ),
    )


def _overlap(case: Case) -> Task:
    logged = next(row for row in case.stream.waste if row.id == LOGGED)
    extra = waste_hours(logged) or math.nan
    return Task(
        "j",
        f"The waste log has a line {LOGGED}: {plain(extra, 3)} ph for the security questionnaire, marked "
        f"“overlaps with {logged.overlaps_with}”. What is the labour of the handoffs and this line together?",
        Amounts(PERSON_HOURS, tolerance=ROUNDED_PARTS),
        lambda: (known(case.ledger.total.labour) + (0.0 if logged.overlaps_with else extra),),
        "The same hour seen from two sides is still one hour.",
        (
            "Is it other labour, or the same seen from another side?",
            "Lines that overlap are shown and not added.",
            f"All handoffs: {plain(known(case.ledger.total.labour))} ph.",
        ),
        (
            Misconception(
                "counted_twice",
                lambda: (known(case.ledger.total.labour) + extra,),
                "You counted it twice: the questionnaire is the handoff into C04 seen from the other side.",
            ),
        ),
        is_stretch=True,
    )


QUESTIONS = (
    _crossings,
    _by_stage,
    _one_transfer,
    _all_labour,
    _critical_wait,
    _per_year,
    _recoverable,
    _both,
    _meaning,
    _overlap,
)
