"""The figures of a map as lines of text, for the terminal."""

from __future__ import annotations

from vsm_toolkit.display import quoted_name
from vsm_toolkit.handoffs import LedgerRow, handoff_ledger
from vsm_toolkit.metrics import map_metrics
from vsm_toolkit.model import Engagement
from vsm_toolkit.reports.wording import EMPOWERMENT_WORDS, Wording, number, person_hours, share
from vsm_toolkit.rework import first_pass_share


def figure_lines(engagement: Engagement) -> list[tuple[str, ...]]:
    """Give name, value and coverage of each figure of the baseline map.

    Examples
    --------
    >>> from vsm_toolkit.model import Challenge
    >>> from vsm_toolkit.samples import lantern
    >>> figure_lines(Engagement(challenge=Challenge(id="lantern"), stream=lantern()))[0]
    ('Lead time', '3.5 wk (141 wh)', 'over 6 of 6 steps')
    """
    metrics = map_metrics(engagement.stream)
    words = Wording(engagement.challenge.calendar, engagement.challenge.currency)
    times = {
        "Lead time": metrics.lead_time,
        "Process time (critical path)": metrics.process_time,
        "Waiting (critical path)": metrics.wait_time,
        "In-step delay (critical path)": metrics.in_step_delay,
    }
    shares = {
        "Activity ratio": (metrics.activity_ratio, "step"),
        "Active coverage": (metrics.active_coverage, "step"),
        "Rolled %C&A": (metrics.rolled_percent_complete_accurate, "step"),
        "First-pass share": (first_pass_share(engagement.stream), "loop"),
    }
    crossings = metrics.handoffs
    critical = f"{crossings.on_critical_path} on the critical path"
    return [
        *(
            (name, f"{words.figure(each)} ({words.exact(each)} wh)", each.coverage_words("step"))
            for name, each in times.items()
        ),
        *((name, share(each), each.coverage_words(noun)) for name, (each, noun) in shares.items()),
        ("Labour per item", f"{person_hours(metrics.labour_hours)} ph", metrics.labour_hours.coverage_words("step")),
        ("Steps, teams", f"{metrics.steps}, {metrics.teams}", ""),
        (
            "Handoffs",
            f"{crossings.count.sign()}{number(crossings.count.best())}, {critical}",
            crossings.count.coverage_words("edge"),
        ),
        ("Critical path", " → ".join(quoted_name(step_id) for step_id in metrics.critical_path), ""),
    ]


def ledger_lines(engagement: Engagement) -> list[tuple[str, ...]]:
    """Give the handoff ledger: a line per class, then one per decision holder.

    Examples
    --------
    >>> from vsm_toolkit.model import Challenge
    >>> from vsm_toolkit.samples import lantern
    >>> ledger_lines(Engagement(challenge=Challenge(id="lantern"), stream=lantern()))[0][:3]
    ('not classified yet', 'all', '3')
    """
    ledger = handoff_ledger(engagement.stream)
    words = Wording(engagement.challenge.calendar, engagement.challenge.currency)
    lines = [_line(row, "all", words) for row in ledger.by_empowerment]
    return lines + [_line(row, quoted_name(row.label), words) for row in ledger.by_decision_holder]


def _line(row: LedgerRow, holder: str, words: Wording) -> tuple[str, ...]:
    return (
        EMPOWERMENT_WORDS[row.empowerment],
        holder,
        str(row.handoffs),
        words.figure(row.critical_wait_hours),
        f"{words.recoverable(row)} wh",
        f"{person_hours(row.labour)} ph",
    )
