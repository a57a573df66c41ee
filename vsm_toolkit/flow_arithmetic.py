"""Little, takt, utilisation, Kingman, cadence and batch (M17 to M23): checks and illustrations, never findings.

Every function gives a :class:`FlowNumber`: a value with its unit and the sentence that belongs beside it. Use them to
ask a better question ("six cards at three a week are two weeks, and we wrote two days?"), not to price a queue.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

from vsm_toolkit.errors import UsageError
from vsm_toolkit.flow_graph import FlowGraph
from vsm_toolkit.metrics import map_metrics
from vsm_toolkit.model import EvidenceGrade, ValueStream
from vsm_toolkit.rework import expected_rework

HOURS_PER_WEEK = 40.0
WEEKS_PER_YEAR = 52.0
WORTH_A_QUESTION = 2.0
"""How many times a stated wait may differ from the queue in front before it is worth asking."""

LITTLE_CAVEAT = (
    "Little's law looks backwards and needs as many items leaving as arriving, no item given up, "
    "and items in progress neither growing nor ageing."
)
TAKT_CAVEAT = (
    "Takt only says whether average demand is below capacity; items differ and work is not paced, "
    "so a long queue can stand in front of a step that meets its takt."
)
QUEUE_CAVEAT = (
    "Illustration only: priorities, expediting and batches break the assumptions; never fit it to one team's data."
)
NO_END = "The queue grows without limit: the work that comes takes all the time there is, or more."
CADENCE_CAVEAT = "It explains a wait that was stated and is not added to it; items are taken to come at any time."
BATCH_CAVEAT = "It explains a wait that was stated and is not added to it; items are taken to come evenly."


@dataclass(frozen=True, slots=True)
class FlowNumber:
    """A number that must not travel without its sentence.

    Attributes
    ----------
    value : float or None
        ``None`` where the arithmetic has no answer; the caveat then says why.
    unit : str
        ``"items"``, ``"wh"`` (working hours), ``"wh per item"`` or ``""`` for a plain ratio.
    caveat : str
        What to say with it.

    Examples
    --------
    >>> print(takt(40, 3.6))
    11.1 wh per item. Takt only says whether average demand is below capacity; ...
    """

    value: float | None
    unit: str
    caveat: str

    def __str__(self) -> str:
        """Give value, unit and caveat as one text."""
        if self.value is None:
            return self.caveat
        return f"{self.value:.1f} {self.unit}".rstrip() + f". {self.caveat}"


def throughput_per_week(finished_by_week: tuple[int, ...]) -> FlowNumber:
    """Average the items finished per week (M17); ask for six weeks or more.

    Examples
    --------
    >>> throughput_per_week((3, 4, 2, 3, 4, 2)).value
    3.0
    """
    count = len(finished_by_week)
    if not count:
        return FlowNumber(None, "items", "No finished items were counted yet.")
    caveat = "" if count >= 6 else f"Only {count} week{'s' if count > 1 else ''} counted; six or more make it steady. "
    return FlowNumber(sum(finished_by_week) / count, "items", f"{caveat}Counts finished items, whatever their size.")


def items_in_progress(items_per_week: float, lead_time: float, hours_per_week: float = HOURS_PER_WEEK) -> FlowNumber:
    """Give the items started and not finished (M18): throughput times lead time (Little, 1961).

    Parameters
    ----------
    items_per_week : float
        Throughput.
    lead_time : float
        Working hours.

    Raises
    ------
    UsageError
        When a number is negative or not finite.

    Examples
    --------
    >>> round(items_in_progress(26 / 52, 569).value, 1)
    7.1
    """
    _need(items_per_week=items_per_week, lead_time=lead_time)
    _need_above_zero(hours_per_week=hours_per_week)
    return FlowNumber(items_per_week * lead_time / hours_per_week, "items", LITTLE_CAVEAT)


def time_in_queue(items: float, items_per_week: float, hours_per_week: float = HOURS_PER_WEEK) -> FlowNumber:
    """Give how long the last of a queue will wait (M18, Little turned round), working hours.

    Raises
    ------
    UsageError
        When a number is negative or not finite, or nothing ever leaves the queue.

    Examples
    --------
    >>> time_in_queue(20, 5).value
    160.0
    """
    _need(items=items)
    _need_above_zero(items_per_week=items_per_week, hours_per_week=hours_per_week)
    return FlowNumber(items / items_per_week * hours_per_week, "wh", LITTLE_CAVEAT)


@dataclass(frozen=True, slots=True)
class QueueCheck:
    """A stated wait beside the wait that the queue in front implies.

    Attributes
    ----------
    implied, stated : float
        Working hours.
    factor : float
        How many times the longer is the shorter, infinite when one is 0 and the other is not.
    question : str or None
        What to ask; ``None`` while they differ by no more than 2 times.
    caveat : str
        What to say with it.
    """

    implied: float
    stated: float
    factor: float
    question: str | None
    caveat: str = LITTLE_CAVEAT


def check_stated_wait(
    stated_wait: float, items: float, items_per_week: float, hours_per_week: float = HOURS_PER_WEEK
) -> QueueCheck:
    """Compare a stated wait with items in the queue over throughput; more than twice apart is a question (M18).

    Parameters
    ----------
    stated_wait : float
        Working hours.
    items : float
        What lies in the queue now.

    Raises
    ------
    UsageError
        When a number is negative or not finite, or nothing ever leaves the queue.

    Examples
    --------
    >>> check = check_stated_wait(stated_wait=16, items=6, items_per_week=3)
    >>> check.implied, check.factor
    (80.0, 5.0)
    >>> check.question
    '6 items at 3 a week are 80 wh of queue, but the stated wait is 16 wh (5 times apart): which of the three is off?'
    """
    _need(stated_wait=stated_wait)
    implied = time_in_queue(items, items_per_week, hours_per_week).value or 0.0
    shorter, longer = sorted((implied, stated_wait))
    factor = 1.0 if longer == shorter else longer / shorter if shorter else math.inf
    question = None
    if factor > WORTH_A_QUESTION:
        apart = f"{factor:.3g} times apart" if math.isfinite(factor) else "one of them nothing at all"
        question = (
            f"{items:g} items at {items_per_week:.3g} a week are {implied:.4g} wh of queue, "
            f"but the stated wait is {stated_wait:.4g} wh ({apart}): which of the three is off?"
        )
    return QueueCheck(implied, stated_wait, factor, question)


def check_queues(
    stream: ValueStream, hours_per_week: float = HOURS_PER_WEEK, weeks_per_year: float = WEEKS_PER_YEAR
) -> dict[str, QueueCheck]:
    """Check every step of a map whose queue was counted and whose wait was stated, by step id.

    Returns
    -------
    dict of str to QueueCheck
        Empty while the map has no items per year or no step has both numbers.

    Examples
    --------
    >>> from vsm_toolkit.samples import lantern
    >>> stream = lantern().with_changes(items_per_year=156)
    >>> steps = tuple(step.with_changes(queue_items=6) if step.id == "L5" else step for step in stream.steps)
    >>> {step_id: check.factor for step_id, check in check_queues(stream.with_changes(steps=steps)).items()}
    {'L5': 4.0}
    """
    if not stream.items_per_year:
        return {}
    weekly = stream.items_per_year / weeks_per_year
    return {
        step.id: check_stated_wait(step.wait_time.value, step.queue_items, weekly, hours_per_week)
        for step in stream.steps
        if step.wait_time is not None and step.queue_items is not None
    }


def takt(available_hours: float, items: float) -> FlowNumber:
    """Give the working time there is for each item asked for (M19).

    Parameters
    ----------
    available_hours, items : float
        In the same period.

    Raises
    ------
    UsageError
        When a number is negative or not finite, or nothing is asked for.

    Examples
    --------
    >>> round(takt(available_hours=40, items=3.6).value, 1)
    11.1
    """
    _need(available_hours=available_hours)
    _need_above_zero(items=items)
    return FlowNumber(available_hours / items, "wh per item", TAKT_CAVEAT)


def utilisation(load_hours: float, productive_hours: float) -> FlowNumber:
    """Give the share of a team's productive hours that the work takes (M20, ρ).

    Parameters
    ----------
    load_hours : float
        Person-hours of *all* the work that comes to the team, not only from this map.
    productive_hours : float
        Person-hours the team can give in the same period.

    Raises
    ------
    UsageError
        When a number is negative or not finite, or the team has no hours.

    Examples
    --------
    >>> utilisation(load_hours=36, productive_hours=40).value
    0.9
    >>> utilisation(load_hours=40, productive_hours=40).caveat
    'The queue grows without limit: the work that comes takes all the time there is, or more.'
    """
    _need(load_hours=load_hours)
    _need_above_zero(productive_hours=productive_hours)
    share = load_hours / productive_hours
    return FlowNumber(
        share, "", NO_END if share >= 1 else "Counts only the work that was named; a team has other work."
    )


@dataclass(frozen=True, slots=True)
class Constraint:
    """Which team limits the flow, as far as it is known (M20).

    Attributes
    ----------
    team : str or None
        The constraint; ``None`` when not even a wait is known.
    is_suspected : bool
        ``True`` when it is only the team with the longest critical wait, because capacities are not known.
    utilisation : dict of str to float or None
        By team that does a step: share of its productive hours, ``None`` where its load or its hours are not known.
    sentence : str
        How to say it.
    """

    team: str | None
    is_suspected: bool
    utilisation: dict[str, float | None]
    sentence: str


def find_constraint(
    stream: ValueStream,
    other_hours_per_week: Mapping[str, float],
    capacity_grade: EvidenceGrade | None = None,
    weeks_per_year: float = WEEKS_PER_YEAR,
) -> Constraint:
    """Find the team with the least spare capacity, or the team in front of which work waits longest (M20).

    A team's load is items per week times process time, people and expected visits, over its steps, plus its other work.
    Expected visits come from the rework loops where these can be computed, and count as one otherwise.

    Parameters
    ----------
    stream : ValueStream
        Teams need ``productive_hours_per_week``, all demand together.
    other_hours_per_week : mapping of str to float
        Person-hours a week that work from elsewhere takes, by team. A team that is missing here has an unknown load.
    capacity_grade : EvidenceGrade or None
        How the productive hours and the other work are known. Only measured or sampled ones name a constraint.

    Raises
    ------
    MapNotComputableError
        When the flow edges form a cycle or branch shares do not add up.

    Examples
    --------
    >>> from vsm_toolkit.samples import lantern
    >>> found = find_constraint(lantern(), {})
    >>> found.team, found.is_suspected
    ('Operations', True)
    >>> found.sentence
    'Operations is the suspected constraint: the longest critical wait, 30 wh, is in front of Deploy. Capacities ...'
    """
    shares = _team_utilisation(stream, other_hours_per_week, weeks_per_year)
    known = {team: share for team, share in shares.items() if share is not None}
    is_graded = capacity_grade in {EvidenceGrade.MEASURED, EvidenceGrade.SAMPLED}
    if not known or len(known) < len(shares) or not is_graded:
        return _suspected(stream, shares, is_graded=is_graded)
    team = max(known, key=lambda each: known[each])
    sentence = f"{team} is the constraint: its work takes {known[team]:.0%} of its productive hours."
    return Constraint(team, is_suspected=False, utilisation=shares, sentence=_with_overload(sentence, known))


def _team_utilisation(
    stream: ValueStream, other_hours: Mapping[str, float], weeks_per_year: float
) -> dict[str, float | None]:
    visits = (expected_rework(stream).visits or {}) if stream.loops else {}
    reached = _share_of_items(stream)
    load: dict[str, float | None] = {}
    for step in stream.steps:
        if step.team is None:
            continue
        people = step.people.value if step.people else 1.0
        so_far = load.get(step.team, 0.0)
        if step.process_time is None or so_far is None:
            load[step.team] = None
        else:
            load[step.team] = so_far + step.process_time.value * people * visits.get(step.id, 1.0) * reached[step.id]
    hours = {team.name: team.productive_hours_per_week for team in stream.teams}
    shares: dict[str, float | None] = {}
    for team, per_item in load.items():
        capacity = hours.get(team)
        if per_item is None or not capacity or stream.items_per_year is None or team not in other_hours:
            shares[team] = None
        else:
            shares[team] = (per_item * stream.items_per_year / weeks_per_year + other_hours[team]) / capacity
    return shares


def _share_of_items(stream: ValueStream) -> dict[str, float]:
    reached = dict.fromkeys((step.id for step in stream.steps), 0.0)
    for route in FlowGraph(stream).routes:
        for step_id in route.step_ids:
            reached[step_id] += route.share
    return reached


def _with_overload(sentence: str, known: Mapping[str, float]) -> str:
    overloaded = [team for team, share in known.items() if share >= 1]
    return f"{sentence} {', '.join(overloaded)}: the queue grows without limit." if overloaded else sentence


def _suspected(stream: ValueStream, shares: dict[str, float | None], *, is_graded: bool) -> Constraint:
    why = (
        "Capacities are only estimated" if None not in shares.values() and not is_graded else "Capacities are not known"
    )
    metrics = map_metrics(stream)
    waits = [
        (step.wait_time.value, step)
        for step in stream.steps
        if step.wait_time is not None
        and step.wait_time.value > 0
        and metrics.slack.get(step.id) == 0.0
        and step.team is not None
    ]
    if not waits:
        sentence = f"{why}, and neither are the critical waits; there is no constraint to suspect yet."
        return Constraint(None, is_suspected=True, utilisation=shares, sentence=sentence)
    hours, step = max(waits, key=lambda pair: pair[0])
    sentence = (
        f"{step.team} is the suspected constraint: the longest critical wait, {hours:.4g} wh, "
        f"is in front of {step.name}. {why}, so check its load before acting on it."
    )
    known = {team: share for team, share in shares.items() if share is not None}
    return Constraint(step.team, is_suspected=True, utilisation=shares, sentence=_with_overload(sentence, known))


def queueing_multiple(utilisation: float) -> FlowNumber:
    """Give ρ/(1-ρ): how many times its own working time an item waits, at random arrivals and working times (M21).

    Raises
    ------
    UsageError
        When the utilisation is negative or not finite.

    Examples
    --------
    >>> [round(queueing_multiple(share).value, 1) for share in (0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95)]
    [1.0, 1.5, 2.3, 4.0, 5.7, 9.0, 19.0]
    """
    return replace(kingman_wait(utilisation, 1.0), unit="")


def kingman_wait(
    utilisation: float, working_hours: float, arrival_variation: float = 1.0, working_variation: float = 1.0
) -> FlowNumber:
    """Give the mean wait in front of one person or lane: ρ/(1-ρ) x (ca² + cs²)/2 x τ (M21; Kingman, 1961), in wh.

    Exact for random arrivals and working times (both variations 1), good near saturation.

    Parameters
    ----------
    utilisation : float
        ρ, 0-1; at 1 and above there is no value.
    working_hours : float
        τ, mean working time of an item.
    arrival_variation, working_variation : float
        Coefficients of variation (standard deviation over mean) of the gaps between arrivals and of the working times.

    Raises
    ------
    UsageError
        When a number is negative or not finite.

    Examples
    --------
    >>> [round(kingman_wait(share, 10).value, 9) for share in (0.75, 0.9)]
    [30.0, 90.0]
    >>> round(kingman_wait(0.9, 10, 0.5, 0.5).value, 9)
    22.5
    """
    return sakasegawa_wait(utilisation, working_hours, 1, arrival_variation, working_variation)


def sakasegawa_wait(
    utilisation: float,
    working_hours: float,
    servers: int,
    arrival_variation: float = 1.0,
    working_variation: float = 1.0,
) -> FlowNumber:
    """Give the mean wait in one line in front of several people or lanes (M21; Sakasegawa, 1977), in wh.

    Parameters
    ----------
    servers : int
        How many serve the one line. The other parameters are those of :func:`kingman_wait`, its case of one.

    Raises
    ------
    UsageError
        When a number is negative or not finite, or there is nobody to serve.

    Examples
    --------
    >>> round(sakasegawa_wait(0.9, working_hours=20, servers=2).value, 1)
    85.8
    """
    _need(utilisation=utilisation, working_hours=working_hours)
    _need(arrival_variation=arrival_variation, working_variation=working_variation)
    _need_above_zero(servers=servers)
    if utilisation >= 1:
        return FlowNumber(None, "wh", NO_END)
    variation = (arrival_variation**2 + working_variation**2) / 2
    crowding = utilisation ** (math.sqrt(2 * (servers + 1)) - 1) / (servers * (1 - utilisation))
    return FlowNumber(variation * crowding * working_hours, "wh", QUEUE_CAVEAT)


def cadence_wait(cadence: float, deadline: float = 0.0) -> FlowNumber:
    """Give the mean wait for a gate that opens at a fixed interval: T/2 + L (M22), working hours.

    Parameters
    ----------
    cadence : float
        T, working hours between two openings.
    deadline : float
        L, working hours before an opening by which an item must be handed in.

    Raises
    ------
    UsageError
        When a number is negative or not finite.

    Examples
    --------
    >>> cadence_wait(cadence=40, deadline=16).value
    36.0
    """
    _need(cadence=cadence, deadline=deadline)
    return FlowNumber(cadence / 2 + deadline, "wh", CADENCE_CAVEAT)


def batch_wait(batch_size: float, items_per_week: float, hours_per_week: float = HOURS_PER_WEEK) -> FlowNumber:
    """Give the mean wait until a batch is full: (B - 1)/(2λ) (M23), working hours.

    Raises
    ------
    UsageError
        When a number is not finite, the batch is below 1, or nothing comes.

    Examples
    --------
    >>> batch_wait(batch_size=12, items_per_week=1).value
    220.0
    """
    if not batch_size >= 1 or not math.isfinite(batch_size):
        message = f"A batch has 1 item or more; batch_size is {batch_size}. Give how many items go together."
        raise UsageError(message)
    _need_above_zero(items_per_week=items_per_week, hours_per_week=hours_per_week)
    return FlowNumber((batch_size - 1) / (2 * items_per_week) * hours_per_week, "wh", BATCH_CAVEAT)


def _need(**numbers: float) -> None:
    for name, number in numbers.items():
        if not (math.isfinite(number) and number >= 0):
            message = f"{name} must be 0 or more; it is {number}. Give a number of working hours, items or a share."
            raise UsageError(message)


def _need_above_zero(**numbers: float) -> None:
    for name, number in numbers.items():
        if not (math.isfinite(number) and number > 0):
            message = f"{name} must be above 0; it is {number}. Leave the figure out while it is not known."
            raise UsageError(message)
