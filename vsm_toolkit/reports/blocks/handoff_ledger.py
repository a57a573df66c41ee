"""Block D: the handoffs, by whose they are to change, for those who decide about them."""

from __future__ import annotations

from vsm_toolkit.charts.handoff_ledger import LedgerBar, handoff_ledger_picture
from vsm_toolkit.charts.picture import Picture
from vsm_toolkit.display import Block, Table, list_in_words, quoted_name
from vsm_toolkit.handoffs import Handoff, HandoffLedger, LedgerRow
from vsm_toolkit.model import Empowerment
from vsm_toolkit.reports.team_report import TeamReport
from vsm_toolkit.reports.wording import EMPOWERMENT_WORDS, number, person_hours, plural

TITLE = "Handoffs and who can change them"


def write_block(report: TeamReport) -> Block:
    """Write the ledger: by class, by decision holder, and every handoff with the risk it controls."""
    ledger = report.comparison.baseline.ledger
    if not ledger.handoffs:
        return Block(
            key="D",
            title=TITLE,
            reader="managers and decision holders",
            lead=(_no_handoffs(report),),
        )
    return Block(
        key="D",
        title=TITLE,
        reader="managers and decision holders",
        lead=_sentences(report),
        pictures=_pictures(ledger),
        tables=(
            _class_table(report),
            *(
                _holder_table(report, each)
                for each in (Empowerment.NOT_EMPOWERED, Empowerment.INFLUENCE)
                if _rows(report, each)
            ),
            *_owners(report),
            *_promises(report),
            _handoff_table(report),
        ),
        closing=(
            "The other side of each handoff would map it too; a control that costs time may guard against a real risk.",
        ),
    )


def _no_handoffs(report: TeamReport) -> str:
    crossings = report.comparison.baseline.metrics.handoffs.count
    if crossings.is_complete():
        return "No work crosses from one team to another on this map."
    return f"No handoff is known yet: the teams on both ends are known {crossings.coverage_words('edge')}."


def _pictures(ledger: HandoffLedger) -> tuple[Picture, ...]:
    # A bar has no sign for "at least", so a ledger with an unknown wait is shown by its tables alone.
    if not ledger.total.wait_hours.is_complete():
        return ()
    return (
        handoff_ledger_picture([_bar(row) for row in ledger.by_empowerment], by="empowerment"),
        handoff_ledger_picture([_bar(row) for row in ledger.by_decision_holder], by="decision holder"),
    )


def _rows(report: TeamReport, empowerment: Empowerment) -> tuple[LedgerRow, ...]:
    return tuple(row for row in report.comparison.baseline.ledger.by_decision_holder if row.empowerment is empowerment)


def _bar(row: LedgerRow) -> LedgerBar:
    whole, critical = row.wait_hours.best() or 0.0, row.critical_wait_hours.best() or 0.0
    return LedgerBar(
        label=row.label,
        empowerment=row.empowerment,
        critical_wait_hours=critical,
        other_wait_hours=whole - critical,
        labour_hours=row.labour.value,
    )


def _sentences(report: TeamReport) -> tuple[str, ...]:
    ledger, words = report.comparison.baseline.ledger, report.words
    waits = ledger.total.wait_hours
    sentences = []
    if not waits.is_complete():
        sentences.append(f"Waits are known {waits.coverage_words('handoff')}, so there is no picture of them yet.")
    mine, theirs = ledger.row_of(Empowerment.EMPOWERED), ledger.row_of(Empowerment.NOT_EMPOWERED)
    if mine:
        verb = "is" if mine.handoffs == 1 else "are"
        sentences.append(
            f"{plural(mine.handoffs, 'handoff')} {verb} the team's own to change:"
            f" {words.figure(mine.critical_wait_hours)} of critical wait and {person_hours(mine.labour)} ph of labour"
            " per item."
        )
    if theirs:
        verb, together = ("is", "It") if theirs.handoffs == 1 else ("are", "Together they")
        sentences.append(
            f"{plural(theirs.handoffs, 'handoff')} {verb} not the team's to change:"
            f" {words.figure(theirs.critical_wait_hours)} of critical wait and {person_hours(theirs.labour)} ph of"
            f" labour per item. {together} could give back {words.recoverable(theirs)} wh of lead time (projected,"
            " recomputed on the map)."
        )
    holders = [row.label for row in _rows(report, Empowerment.NOT_EMPOWERED) if row.label == "unknown"]
    if holders:
        sentences.append("For at least one of them nobody could name who decides; that is a finding of its own.")
    rights = report.challenge.decision_rights
    if rights and theirs:
        sentences.append(
            f"Before mapping the team was given {plural(len(rights), 'decision right')}; "
            f"it met {plural(theirs.handoffs, 'handoff')} it could not change."
        )
    return tuple(sentences)


def _money_columns(report: TeamReport) -> tuple[list[str], bool, bool]:
    priced = report.challenge.rate_per_hour is not None and report.stream.items_per_year is not None
    delayed = report.challenge.cost_of_delay is not None
    columns = ["Labour, ph per year"] if report.stream.items_per_year is not None else []
    columns += ["Labour cost per year"] if priced else []
    columns += ["Delay exposure per item"] if delayed else []
    return columns, priced, delayed


def _money(report: TeamReport, row: LedgerRow) -> list[str]:
    _, priced, delayed = _money_columns(report)
    challenge, words, year = report.challenge, report.words, report.stream.items_per_year
    texts = [number(row.labour_per_year(year), 0)] if year is not None else []
    if priced:
        texts.append(words.money(row.labour_cost_per_year(year, challenge.rate_per_hour)))
    if delayed:
        week = challenge.calendar.hours_per_day * challenge.calendar.days_per_week
        texts.append(words.money_range(row.delay_exposure(challenge.cost_of_delay, week)))
    return texts


def _amounts(report: TeamReport, row: LedgerRow) -> tuple[str, ...]:
    words = report.words
    return (
        str(row.handoffs),
        str(row.crossings),
        words.exact(row.wait_hours),
        words.exact(row.critical_wait_hours),
        words.recoverable(row),
        person_hours(row.labour),
        *_money(report, row),
    )


def _class_table(report: TeamReport) -> Table:
    ledger = report.comparison.baseline.ledger
    columns = (
        "Class",
        "Handoffs",
        "Crossings",
        "Wait, wh",
        "Critical wait, wh",
        "Recoverable, wh",
        "Labour, ph per item",
        *_money_columns(report)[0],
    )
    return Table(
        caption="Handoffs by empowerment",
        columns=columns,
        rows=tuple((row.label, *_amounts(report, row)) for row in ledger.by_empowerment),
        numeric=frozenset(range(1, len(columns))),
        total=("all together", *_amounts(report, ledger.total)),
        note=(
            "Waiting is delay, not labour: it is never multiplied by a rate. Recoverable lead time is recomputed for"
            " each row."
        ),
    )


def _holder_table(report: TeamReport, empowerment: Empowerment) -> Table:
    rows = _rows(report, empowerment)
    columns = (
        "Decision holder",
        "Handoff into",
        "Critical wait, wh",
        "Recoverable, wh",
        "Labour, ph per item",
        *_money_columns(report)[0],
    )
    whole = report.comparison.baseline.ledger.row_of(empowerment)
    total = None
    if whole is not None:
        total = (
            "all together",
            str(whole.handoffs),
            report.words.exact(whole.critical_wait_hours),
            report.words.recoverable(whole),
            person_hours(whole.labour),
            *_money(report, whole),
        )
    return Table(
        caption=f"{EMPOWERMENT_WORDS[empowerment].capitalize()}: by decision holder, most recoverable lead time first",
        columns=columns,
        rows=tuple(_holder_row(report, row) for row in rows),
        numeric=frozenset(range(2, len(columns))),
        total=total,
        note=_ranking_note(rows),
    )


def _ranking_note(rows: tuple[LedgerRow, ...]) -> str:
    """Say who comes first by each question that every row can answer."""
    questions: dict[str, list[float | None]] = {
        "recoverable time": [row.recoverable.high if row.is_settled else None for row in rows],
        "critical wait": [row.critical_wait_hours.value for row in rows],
        "labour": [row.labour.value for row in rows],
    }
    firsts: dict[str, list[str]] = {}
    for question, values in questions.items():
        known = [value for value in values if value]
        if len(rows) > 1 and known and None not in values:
            firsts.setdefault(rows[values.index(max(known))].label, []).append(question)
    parts = [f"{quoted_name(holder)} by {list_in_words(first_by)}" for holder, first_by in firsts.items()]
    if len(parts) > 1:
        return f"The ranking changes with the question: first comes {list_in_words(parts)}."
    return f"First comes {parts[0]}." if parts else ""


def _holder_row(report: TeamReport, row: LedgerRow) -> tuple[str, ...]:
    return (
        row.label,
        list_in_words([report.step_name(step_id) for step_id in row.to_steps]),
        report.words.exact(row.critical_wait_hours),
        report.words.recoverable(row),
        person_hours(row.labour),
        *_money(report, row),
    )


def _owners(report: TeamReport) -> tuple[Table, ...]:
    rows = [*_rows(report, Empowerment.NOT_EMPOWERED), *_rows(report, Empowerment.INFLUENCE)]
    if not rows:
        return ()
    return (
        Table(
            caption="What their steps guard, and what they say to it",
            columns=("Decision holder", "Handoffs", "Crossings", "Why it exists", "Risk it controls", "In their words"),
            rows=tuple(
                _owner_row(report, row, is_first=row.label not in {each.label for each in rows[:number]})
                for number, row in enumerate(rows)
            ),
            numeric=frozenset({1, 2}),
            note="Each of them has a page of their own, to read before anybody else does.",
        ),
    )


def _owner_row(report: TeamReport, row: LedgerRow, *, is_first: bool) -> tuple[str, ...]:
    records = [record for record in report.stream.handoffs if record.to_step in row.to_steps]
    said = [
        each.statement for each in report.engagement.owner_readings if is_first and each.decision_holder == row.label
    ]
    told = [*said, *(record.owner_statement for record in records)]
    return (
        row.label,
        str(row.handoffs),
        str(row.crossings),
        ", ".join(dict.fromkeys(record.reason.value for record in records if record.reason)) or "?",
        "; ".join(dict.fromkeys(record.risk_controlled for record in records if record.risk_controlled))
        or "not asked yet",
        " ".join(dict.fromkeys(words for words in told if words)) or "nothing said yet",
    )


def _promises(report: TeamReport) -> tuple[Table, ...]:
    promised = [each for each in report.comparison.baseline.ledger.handoffs if each.record and each.record.promise]
    if not promised:
        return ()
    return (
        Table(
            caption="What was promised before mapping, and what the team met",
            columns=("Handoff into", "Promised", "Met", "Decision holder"),
            rows=tuple(
                (
                    report.step_name(each.to_step),
                    (each.record.promise if each.record else None) or "",
                    EMPOWERMENT_WORDS[each.empowerment],
                    each.decision_holder,
                )
                for each in promised
            ),
        ),
    )


def _handoff_table(report: TeamReport) -> Table:
    handoffs = report.comparison.baseline.ledger.handoffs
    return Table(
        caption="Every handoff",
        columns=(
            "Into",
            "From",
            "Class",
            "Decision holder",
            "Channel",
            "Reason",
            "Risk it controls",
            "Wait, wh",
            "Critical",
        ),
        rows=tuple(_handoff_row(report, handoff) for handoff in handoffs),
        numeric=frozenset({7}),
        note=_assumed_note(handoffs),
    )


def _handoff_row(report: TeamReport, handoff: Handoff) -> tuple[str, ...]:
    record = handoff.record
    return (
        report.step_name(handoff.to_step),
        list_in_words([report.step_name(step_id) for step_id in handoff.from_steps]),
        EMPOWERMENT_WORDS[handoff.empowerment],
        handoff.decision_holder,
        record.channel.value.replace("_", " ") if record and record.channel else "?",
        record.reason.value if record and record.reason else "?",
        (record.risk_controlled if record else None) or "not asked yet",
        number(handoff.wait_hours),
        "yes" if handoff.is_critical else "no",
    )


def _assumed_note(handoffs: tuple[Handoff, ...]) -> str:
    assumed = sum(handoff.residual_is_assumed for handoff in handoffs)
    if not assumed:
        return ""
    return f"For {plural(assumed, 'handoff')} nobody was asked how much wait would remain; 10 to 50 % is assumed."
