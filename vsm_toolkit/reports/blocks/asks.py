"""Block H: asks to leadership, a card per decision with what leaving things as they are costs."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Protocol

from vsm_toolkit.asks import ACCEPTED, OPEN, AskEvidence, age_in_days, evidence_of, is_overdue
from vsm_toolkit.display import Block, Table, Tile, list_in_words, quoted_name
from vsm_toolkit.handoffs import UNKNOWN_DECISION_HOLDER, LedgerRow
from vsm_toolkit.model import Ask, AskStatus, Challenge, Engagement, HandoffReason, Stage, ValueStream
from vsm_toolkit.reports.team_report import TeamReport
from vsm_toolkit.reports.wording import Wording, number, person_hours, plural

TITLE = "Asks to leadership"

NEEDED = {
    "decision": "the decision",
    "receiver_role": "who receives it",
    "evidence_ids": "evidence",
    "reversible_trial": "a trial that can be undone",
    "decide_by": "a date",
}
EXTERNAL_APPROVAL = (
    "On approval of changes by a board: DORA's surveys found that approval by an external body slows delivery and found"
    " no link to fewer failed changes; peer review together with automated checks can also keep duties separate"
    " (dora.dev, streamlining change approval)."
)


class AskGround(Protocol):
    """What a card is computed from: a team's report, or the page of one decision holder."""

    @property
    def engagement(self) -> Engagement:
        """The engagement as its readers may see it."""

    @property
    def challenge(self) -> Challenge:
        """Its challenge."""

    @property
    def stream(self) -> ValueStream:
        """The restated baseline."""

    @property
    def words(self) -> Wording:
        """How figures are written."""

    @property
    def made_on(self) -> date | None:
        """The day ages are counted to."""

    def step_name(self, step_id: str) -> str:
        """Name a step inside a sentence."""


def write_block(report: TeamReport) -> Block:
    """Write a card per ask: decision, receiver, cost of the status quo, trial, decide-by, status with its age."""
    asks = report.engagement.asks
    if not asks:
        return Block(
            key="H",
            title=TITLE,
            reader="the program",
            lead=("No decision is asked of anybody outside the team.",),
        )
    return Block(
        key="H",
        title=TITLE,
        reader="the program",
        notice=_unfinished(asks),
        lead=_sentences(report),
        tiles=_tiles(report),
        tables=tuple(ask_card(report, ask) for ask in sorted(asks, key=_open_first)),
        closing=(
            (
                "What each card could give back is recomputed on the map; cards do not add up. Waiting is delay and has"
                " no hourly price."
            ),
            *([EXTERNAL_APPROVAL] if any(_is_about_approval(report, ask) for ask in asks) else []),
        ),
    )


def _open_first(ask: Ask) -> tuple[int, str]:
    return (list(AskStatus).index(ask.status) if ask.status in OPEN else 9, str(ask.decide_by or "9"))


def lacking(ask: Ask) -> tuple[str, ...]:
    """Name what an ask still needs before anybody can decide on it.

    Examples
    --------
    >>> lacking(Ask(id="K1", decision="Drop the form", receiver_role="CISO", evidence_ids=["A1"]))
    ('a trial that can be undone', 'a date')
    """
    return tuple(words for field, words in NEEDED.items() if not getattr(ask, field))


def _unfinished(asks: tuple[Ask, ...]) -> str:
    open_ended = [f"{quoted_name(ask.id)} lacks {list_in_words(lacking(ask))}" for ask in asks if lacking(ask)]
    if not open_ended:
        return ""
    return f"Not ready to be decided: {'; '.join(open_ended)}."


def _sentences(report: TeamReport) -> tuple[str, ...]:
    asks = report.engagement.asks
    count = Counter(ask.status for ask in asks)
    listed = list_in_words([f"{count[status]} {status.value}" for status in AskStatus if count[status]])
    sentences = [f"{plural(len(asks), 'decision')} {'is' if len(asks) == 1 else 'are'} asked for: {listed}."]
    late = [ask for ask in asks if is_overdue(ask, report.made_on)]
    if late:
        named = list_in_words([f"{quoted_name(ask.id)} ({_receiver(ask)})" for ask in late])
        verb = "is" if len(late) == 1 else "are"
        sentences.append(f"Past its date and still open {verb} {named}.")
    return tuple(sentences)


def _tiles(report: TeamReport) -> tuple[Tile, ...]:
    asks = report.engagement.asks
    still_open = [ask for ask in asks if ask.status in OPEN]
    ages = [age for ask in still_open if (age := age_in_days(ask, report.made_on)) is not None]
    oldest = f"the oldest for {plural(max(ages), 'day')}" if ages else ""
    accepted = sum(ask.status in ACCEPTED for ask in asks)
    declined = sum(ask.status is AskStatus.DECLINED for ask in asks)
    return (
        Tile("Open", str(len(still_open)), "", oldest),
        Tile("Accepted or done", str(accepted), "", ""),
        Tile("Declined", str(declined), "", "an answer as well" if declined else ""),
    )


def ask_card(report: AskGround, ask: Ask) -> Table:
    """Write one ask as a card: a table of what and words.

    Examples
    --------
    >>> from vsm_toolkit.model import Challenge, Engagement
    >>> from vsm_toolkit.reports.team_report import build_team_report
    >>> from vsm_toolkit.samples import lantern
    >>> engagement = Engagement(challenge=Challenge(id="lantern"), stream=lantern())
    >>> card = ask_card(build_team_report(engagement), Ask(id="K1", evidence_ids=["L6"]))
    >>> dict(card.rows)["Cost of the status quo"]
    '30 wh of critical wait and ≥ 2.57 ph of labour per item; 15–27 wh of lead time could come back (projected).'
    """
    evidence = evidence_of(report.engagement, report.stream, ask)
    rows = (
        ("Receiver", _receiver(ask)),
        ("Cost of the status quo", cost_of_status_quo(report, ask, evidence)),
        ("Evidence", _evidence(report, ask, evidence)),
        ("Trial that can be undone", ask.reversible_trial or "not said yet: without one this is an open-ended request"),
        ("Decide by", ask.decide_by.isoformat() if ask.decide_by else "no date yet"),
        ("Status", status_words(report, ask)),
        *((("Answer", ask.answer),) if ask.answer else ()),
    )
    return Table(
        caption=f"Ask {quoted_name(ask.id, 40)} to {_receiver(ask)}, {ask.status.value}",
        columns=("Decision", ask.decision or "not said yet"),
        rows=rows,
    )


def _receiver(ask: Ask) -> str:
    return quoted_name(ask.receiver_role or UNKNOWN_DECISION_HOLDER)


def status_words(report: AskGround, ask: Ask) -> str:
    """Say how far an ask has come, since when, and how old it is.

    Examples
    --------
    >>> from datetime import date
    >>> from vsm_toolkit.model import Challenge, Engagement
    >>> from vsm_toolkit.reports.team_report import build_team_report
    >>> from vsm_toolkit.samples import lantern
    >>> engagement = Engagement(challenge=Challenge(id="lantern"), stream=lantern())
    >>> report = build_team_report(engagement, made_on=date(2026, 10, 9))
    >>> status_words(report, Ask(id="K1", raised_on="2026-09-28", status="heard"))
    'heard; raised 11 days ago (2026-09-28)'
    """
    parts = [ask.status.value + (f" since {ask.status_on.isoformat()}" if ask.status_on else "")]
    age = age_in_days(ask, report.made_on)
    if ask.raised_on:
        raised = f"raised {plural(age, 'day')} ago ({ask.raised_on.isoformat()})" if age is not None else None
        parts.append(raised or f"raised on {ask.raised_on.isoformat()}")
    if is_overdue(ask, report.made_on):
        parts.append("past its date")
    return "; ".join(parts)


def cost_of_status_quo(report: AskGround, ask: Ask, evidence: AskEvidence) -> str:
    """Say what leaving things as they are costs, computed from the evidence, then in the team's words."""
    row = evidence.handoffs
    parts = [handoff_cost(report, row)] if row else []
    if evidence.waste.of:
        parts.append(f"{person_hours(evidence.waste)} ph of logged loss per item")
    computed = f"{'; '.join(parts)}." if parts else ""
    told = ask.cost_of_status_quo or ""
    if not computed and not told:
        return "not computed: it names nothing on the map yet"
    return f"{computed} {told}".strip()


def handoff_cost(report: AskGround, row: LedgerRow) -> str:
    """Say what some handoffs cost per item and a year, and what they could give back."""
    words = report.words
    year = row.labour_per_year(report.stream.items_per_year)
    yearly = f" ({number(year, 0)} a year)" if year is not None else ""
    cost = row.labour_cost_per_year(report.stream.items_per_year, report.challenge.rate_per_hour)
    priced = f", {words.money(cost)} a year" if cost is not None else ""
    return (
        f"{words.exact(row.critical_wait_hours)} wh of critical wait and {person_hours(row.labour)} ph of labour per"
        f" item{yearly}{priced}; {words.recoverable(row)} wh of lead time could come back (projected)"
    )


def _evidence(report: AskGround, ask: Ask, evidence: AskEvidence) -> str:
    if not ask.evidence_ids:
        return "none named yet"
    parts = [list_in_words([quoted_name(each, 40) for each in ask.evidence_ids])]
    if evidence.handoffs:
        steps = list_in_words([f"“{report.step_name(step_id)}”" for step_id in evidence.handoffs.to_steps])
        parts.append(f"handoff into {steps}")
    if evidence.overlapping:
        parts.append(f"{list_in_words(evidence.overlapping)} already counted in a handoff")
    if evidence.not_found:
        parts.append(f"not on the map: {list_in_words([quoted_name(each, 40) for each in evidence.not_found])}")
    return "; ".join(parts)


def _is_about_approval(report: TeamReport, ask: Ask) -> bool:
    row = evidence_of(report.engagement, report.stream, ask).handoffs
    steps = {step.id for step in report.stream.steps if row and step.id in row.to_steps and step.stage is Stage.RELEASE}
    return any(record.to_step in steps and record.reason is HandoffReason.POLICY for record in report.stream.handoffs)
