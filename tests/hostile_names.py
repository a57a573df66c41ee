"""An engagement whose every text is an attack, for whatever shows text of a team."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import date
from typing import Any, get_args

from pydantic import BaseModel

from vsm_toolkit.model import (
    Adoption,
    Ask,
    Calendar,
    Challenge,
    Change,
    CostOfDelay,
    Dependency,
    Edge,
    Empowerment,
    Engagement,
    HandoffRecord,
    Improvement,
    ItemTime,
    Learning,
    NumberEstimate,
    OutcomeStatement,
    OwnerReading,
    ParkingLotItem,
    PulseEntry,
    ReadinessScore,
    RecheckValue,
    RetentionCheck,
    ReworkLoop,
    Scenario,
    Stage,
    Step,
    Team,
    TimeEstimate,
    ValueStream,
    WasteCategory,
    WasteObservation,
)

FIRING_PAYLOADS = (
    "<img src=x onerror=window.__fired=1>",
    "</script><script>window.__fired=1</script>",
    "<svg onload=window.__fired=1>",
    "\"><img src='https://example.invalid/beacon.png' onerror=window.__fired=1>",
    "</style><script>window.__fired=1</script>",
    "</title><script>window.__fired=1</script>",
    "-->]]><script>alert(1)</script>",
    "<iframe srcdoc='<script>parent.__fired=1</script>'>",
)
"""Each of these runs a script where it is written into a page unescaped."""

PAYLOADS = (
    *FIRING_PAYLOADS,
    '"onmouseover="window.__fired=1" autofocus onfocus="window.__fired=1',
    "javascript:window.__fired=1",
    "<meta http-equiv=refresh content='0;url=https://example.invalid'>",
    "<base href='https://example.invalid/'>",
    "<style>@import 'https://example.invalid/x.css'</style>",
    "[click](javascript:window.__fired=1) ![x](https://example.invalid/x.png)",
    "=cmd|' /C calc'!A0",
    "../../x",
    "\u202egnp.exe שלום \u202c",
    "🚀👩‍👩‍👧 launch",
    "n" * 10_000,
    "zero\u200bwidth\ufeff",
    "{{7*7}} {% raw %} {# #} ${7*7} <%= 7*7 %>",
    "$(touch x) `touch x` ; rm -rf x | cat && echo",
    "```mermaid\ngraph TD; A-->B; click A href 'https://example.invalid'\n```",
    "%s %n %(name)s {0} {name}",
    "[bold red]rich[/] [link=https://example.invalid]x[/link]",
    "\x1b]0;owned\x07\x1b[31mred\x1b[0m \x9b31m \x08\x08",
    "line\r\nbreak\ttab\x00nul\u2028end",
    "A>B>C → D",
    "lead.time a[0] a:Q datum['x']",
    "nan None inf",
)


def text_fields(model: type[BaseModel]) -> list[str]:
    """List the fields of an entity that hold any text."""
    return [name for name, field in model.model_fields.items() if field.annotation is str or str in _parts(field)]


def _parts(field: Any) -> tuple[Any, ...]:
    parts = get_args(field.annotation)
    return (*parts, *(inner for part in parts for inner in get_args(part)))


class _Texts:
    """Gives one attack after the other, and fills the text fields of an entity with them."""

    def __init__(self) -> None:
        self._texts = itertools.cycle(PAYLOADS)

    def fill(self, model: type[Any], **fixed: Any) -> Any:
        texts = {
            name: (next(self._texts),) if "tuple" in str(model.model_fields[name].annotation) else next(self._texts)
            for name in text_fields(model)
            if name not in fixed
        }
        return model(**texts, **fixed)


IDS, TEAMS = PAYLOADS[0::2], PAYLOADS[1::2]


def hostile_engagement(challenge_id: str = "../../x") -> Engagement:
    """Build a whole engagement: every attack names a step or its team, in one line of steps, nothing left out."""
    texts = _Texts()
    pairs = list(itertools.pairwise(IDS))
    home = TEAMS[0]
    stream = texts.fill(
        ValueStream,
        name=FIRING_PAYLOADS[5],
        items_per_year=26,
        teams=tuple(texts.fill(Team, name=name, is_home=name == home, size=4) for name in TEAMS),
        steps=tuple(_step(texts, number, name) for number, name in enumerate(IDS)),
        edges=tuple(Edge(from_step=one, to_step=other) for one, other in pairs),
        loops=tuple(
            texts.fill(ReworkLoop, from_step=other, to_step=one, probability=0.1, redo_share=0.5)
            for one, other in pairs[:4]
        ),
        handoffs=tuple(_handoff(texts, number, name) for number, (_, name) in enumerate(pairs)),
        dependencies=tuple(
            texts.fill(Dependency, id=name, dependent=home, provider=team, explains_step=name)
            for name, team in zip(IDS, TEAMS, strict=True)
        ),
        waste=tuple(
            texts.fill(
                WasteObservation,
                id=name,
                place=name,
                category=list(WasteCategory)[number % 8],
                minutes=30,
                occurrences_per_item=1,
                people=2,
                overlaps_with=None if number % 3 else name,
            )
            for number, name in enumerate(IDS)
        ),
    )
    return Engagement(
        challenge=_challenge(texts, challenge_id),
        stream=stream,
        changes=tuple(_changes(texts)),
        improvements=tuple(texts.fill(Improvement, id=name) for name in PAYLOADS),
        asks=tuple(texts.fill(Ask, id=name) for name in PAYLOADS),
        parking_lot=tuple(texts.fill(ParkingLotItem, text=name) for name in PAYLOADS),
        scenarios=tuple(texts.fill(Scenario, id=name) for name in PAYLOADS),
        item_times=tuple(texts.fill(ItemTime, period="before", hours=40) for _ in PAYLOADS),
        retention_checks=tuple(texts.fill(RetentionCheck, on=date(2026, 10, 9)) for _ in PAYLOADS),
        recheck_values=tuple(
            texts.fill(RecheckValue, on=date(2026, 11, 20), table="steps", key=IDS[0], field="notes") for _ in PAYLOADS
        ),
        owner_readings=tuple(texts.fill(OwnerReading, decision_holder=name) for name in PAYLOADS),
        adoptions=tuple(texts.fill(Adoption, what=name) for name in PAYLOADS),
        pulses=tuple(texts.fill(PulseEntry, on=date(2026, 9, 7)) for _ in PAYLOADS),
    )


def _step(texts: _Texts, number: int, name: str) -> Step:
    source = PAYLOADS[number - 1]
    return texts.fill(
        Step,
        id=name,
        name=name,
        team=TEAMS[number],
        stage=list(Stage)[number * 7 // len(IDS)],
        wait_time=TimeEstimate(value=8 + number, low=4, high=80, source=source),
        process_time=TimeEstimate(value=2, source=source),
        percent_complete_accurate=NumberEstimate(value=80, source=source),
        people=NumberEstimate(value=2, source=source),
    )


def _handoff(texts: _Texts, number: int, name: str) -> HandoffRecord:
    minutes = {"sender_minutes": 10, "receiver_minutes": 10, "clarifications": 0}
    return texts.fill(HandoffRecord, to_step=name, empowerment=list(Empowerment)[number % 3], **minutes)


def _challenge(texts: _Texts, challenge_id: str) -> Challenge:
    return texts.fill(
        Challenge,
        id=challenge_id,
        outcome=texts.fill(OutcomeStatement),
        learning=texts.fill(Learning),
        readiness=tuple(texts.fill(ReadinessScore) for _ in range(5)),
        decision_rights=PAYLOADS,
        withheld_names=(),
        rate_per_hour=95,
        cost_of_delay=CostOfDelay(low=1000, high=2000),
        calendar=texts.fill(Calendar),
        surprise=PAYLOADS[0],
    )


def _changes(texts: _Texts) -> Iterator[Change]:
    kinds = itertools.cycle(("improvement", "correction"))
    statuses = itertools.cycle(("done", "in_progress", "projected"))
    for name, team in zip(IDS, TEAMS, strict=True):
        at = {"key": name, "kind": next(kinds), "status": next(statuses), "scenario": None}
        yield texts.fill(Change, table="steps", field="notes", value=team, old=name, **at)
        yield texts.fill(Change, table="steps", field="wait_time", value=7.5, old=8, **at)
    of_a_scenario = {"key": IDS[0], "kind": "improvement", "status": "projected", "scenario": PAYLOADS[0]}
    yield texts.fill(Change, table="steps", field="wait_time", value=1, old=8, **of_a_scenario)
    yield texts.fill(
        Change,
        table="loops",
        key=f"{IDS[1]}>{IDS[0]}",
        field="probability",
        value=0.05,
        old=None,
        kind="improvement",
        status="done",
        scenario=None,
    )
