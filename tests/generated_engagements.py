"""Many different valid engagements from one seed, for whatever has to work on hundreds of teams.

Every engagement is drawn from its own number: the first ten of three hundred are the ten. Teams and deciding roles come
from a small organisation that all engagements share, and a few of them are spelt differently from place to place, as
they are when ten coaches type them.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random

from vsm_toolkit.io.map_file import save_engagement
from vsm_toolkit.model import (
    Adoption,
    Ask,
    AskKind,
    AskStatus,
    Challenge,
    Change,
    Channel,
    Dependency,
    DependencyImpact,
    DependencyStrength,
    Edge,
    Empowerment,
    Engagement,
    EvidenceGrade,
    HandoffReason,
    HandoffRecord,
    Improvement,
    ImprovementStatus,
    ItemTime,
    NumberEstimate,
    OutcomeStatement,
    OwnerReading,
    RetentionCheck,
    RetentionState,
    ReworkLoop,
    ShareLevel,
    Stage,
    Step,
    Team,
    TeamKind,
    TimeEstimate,
    ValueStream,
    WasteCategory,
    WasteObservation,
)

FIRST_DAY = date(2026, 1, 5)


@dataclass(frozen=True)
class Neighbour:
    """A team of the shared organisation, how it is also spelt, and the role that decides about work entering it."""

    names: tuple[str, ...]
    kind: TeamKind
    decides: str
    reason: HandoffReason
    productive_hours: float


NEIGHBOURS = (
    Neighbour(("Shared QA", "Enterprise QA", "QA (shared)"), TeamKind.FUNCTIONAL, "Head of Quality", "skills", 150),
    Neighbour(
        ("Change Board", "Change Advisory Board"), TeamKind.GOVERNANCE, "Head of Service Management", "policy", 40
    ),
    Neighbour(
        ("Enterprise Architecture", "Enterprise Architects"), TeamKind.GOVERNANCE, "Chief Architect", "policy", 90
    ),
    Neighbour(("App Security", "Application Security"), TeamKind.FUNCTIONAL, "CISO", "policy", 80),
    Neighbour(("Cloud Operations", "Cloud Ops"), TeamKind.PLATFORM, "Head of Infrastructure", "access", 160),
    Neighbour(("Network Team",), TeamKind.FUNCTIONAL, "Head of Network", "access", 100),
    Neighbour(("Integration",), TeamKind.COMPLICATED_SUBSYSTEM, "Head of Integration", "architecture", 130),
    Neighbour(("Data Platform", "Data-Platform"), TeamKind.PLATFORM, "Head of Data", "tool", 140),
    Neighbour(("UX Design",), TeamKind.ENABLING, "Design Lead", "skills", 100),
    Neighbour(("Legal",), TeamKind.GOVERNANCE, "General Counsel", "policy", 60),
    Neighbour(("Vendor Office",), TeamKind.VENDOR, "Head of Procurement", "contract", 50),
    Neighbour(("Service Desk",), TeamKind.FUNCTIONAL, "Service Desk Lead", "org", 200),
)
PRODUCTS = (
    "Claims", "Payments", "Onboarding", "Pricing", "Search", "Billing", "Fraud", "Loyalty", "Returns", "Shipping",
    "Policy", "Savings", "Mortgage", "Identity", "Mobile", "Partner", "Reporting", "Ledger", "Catalogue", "Booking",
)  # fmt: skip
WORK = ("Portal", "Core", "Web", "Service", "Rules", "Gateway", "App", "Studio")
ITEMS = ("standard feature", "regulatory change", "platform request", "small release", "data product")
STEP_NAMES = {
    Stage.IDEATION: ("Collect ideas", "Check the idea", "Size the request"),
    Stage.DISCOVERY: ("Interview users", "Shape the problem", "Draft the business case"),
    Stage.DEFINITION: ("Write stories", "Design the solution", "Review the design", "Plan the work"),
    Stage.BUILD: ("Build the change", "Connect interfaces", "Review the code", "Prepare test data"),
    Stage.VERIFY: ("Test together", "Run regression", "Check security", "Accept with users"),
    Stage.RELEASE: ("Approve the change", "Deploy to production", "Plan the release"),
    Stage.OPERATE_SUPPORT: ("Support the first week", "Watch the rollout"),
}
PROGRAMS = ("Northern program", "Digital core", "Platform renewal")


def write_engagements(folder: Path, count: int, seed: int = 7) -> tuple[Path, ...]:
    """Write that many engagement folders below a folder and give their paths, in order of their number."""
    written = []
    for number in range(count):
        engagement = engagement_number(number, seed)
        place = folder / engagement.challenge.id
        save_engagement(engagement, place)
        written.append(place)
    return tuple(written)


def engagement_number(number: int, seed: int = 7) -> Engagement:
    """Give one engagement; the same number and seed always give the same one."""
    random = Random(f"{seed}/{number}")
    start = FIRST_DAY + timedelta(weeks=random.randrange(0, 30))
    stream = _stream(random, number)
    improvements = _improvements(random, stream, start)
    return Engagement(
        challenge=_challenge(random, number, start),
        stream=stream,
        changes=_changes(random, stream, improvements, start),
        improvements=improvements,
        asks=_asks(random, stream, start),
        item_times=_item_times(random),
        retention_checks=_retention(random, improvements, start),
        adoptions=_adoptions(random, improvements, start),
        owner_readings=_readings(random, stream, start),
    )


def _readings(random: Random, stream: ValueStream, start: date) -> tuple[OwnerReading, ...]:
    roles = dict.fromkeys(
        row.decision_holder for rows in (stream.handoffs, stream.dependencies, stream.waste) for row in rows
    )
    read = [role for role in roles if role and random.random() < 0.95]
    return tuple(OwnerReading(decision_holder=role, read_on=start + timedelta(days=37)) for role in read)


def _challenge(random: Random, number: int, start: date) -> Challenge:
    levels = random.choices(tuple(ShareLevel), weights=(1, 6, 3))
    return Challenge(
        id=f"team-{number:05d}",
        program=random.choice(PROGRAMS),
        start=start,
        end=start + timedelta(weeks=6),
        outcome=OutcomeStatement(
            text=f"Lead time below {random.randint(2, 16)} weeks by +6 months.",
            metric="lead time",
            by_date=start + timedelta(weeks=32),
        ),
        currency="EUR",
        rate_per_hour=random.choice((80, 90, 95, 110)),
        share_level=levels[0],
        share_team_names=number % 5 != 0,
        share_money=number % 3 != 0,
        baseline_on=start + timedelta(days=4),
    )


def _stream(random: Random, number: int) -> ValueStream:
    home = f"{PRODUCTS[number % len(PRODUCTS)]} {WORK[number // len(PRODUCTS) % len(WORK)]}"
    home += f" {number // 160 + 1}" if number >= 160 else ""
    neighbours = random.sample(NEIGHBOURS, random.randint(3, 7))
    spelt = {neighbour: random.choice(neighbour.names) for neighbour in neighbours}
    steps = _steps(random, home, list(spelt.values()))
    edges = _edges(random, steps)
    teams = [Team(name=home, is_home=True, kind=TeamKind.STREAM_ALIGNED, size=random.randint(5, 9))]
    teams += [
        Team(name=name, kind=each.kind, size=random.randint(3, 12), productive_hours_per_week=each.productive_hours)
        for each, name in spelt.items()
    ]
    return ValueStream(
        name=f"{home.split()[0]} {random.choice(('feature', 'release', 'request', 'change'))}",
        customer=random.choice(("customers", "claims handlers", "partners", "product teams")),
        trigger="a request is accepted",
        end_condition="the change is in use and supported",
        item_type=random.choice(ITEMS),
        items_per_year=random.choice((4, 12, 26, 40, 60, 120)),
        teams=teams,
        steps=steps,
        edges=edges,
        loops=_loops(random, steps, edges),
        handoffs=_handoffs(random, steps, edges, spelt, home),
        dependencies=_dependencies(random, steps, spelt, home),
        waste=_waste(random, steps, spelt),
    )


def _steps(random: Random, home: str, others: list[str]) -> tuple[Step, ...]:
    stages = sorted(random.choices(tuple(Stage), k=random.randint(6, 12)), key=tuple(Stage).index)
    stages[-1] = Stage.OPERATE_SUPPORT
    teams = [home if random.random() < 0.4 else random.choice(others) for _ in stages]
    teams[len(teams) // 2] = home
    used: dict[str, int] = {}
    steps = []
    for position, (stage, team) in enumerate(zip(stages, teams, strict=True), 1):
        name = random.choice(STEP_NAMES[stage])
        used[name] = used.get(name, 0) + 1
        steps.append(
            Step(
                id=f"S{position:02d}",
                name=name if used[name] == 1 else f"{name} {used[name]}",
                stage=stage,
                team=team,
                wait_time=_time(random, random.choice((2, 4, 8, 16, 24, 40, 60, 80))),
                process_time=_time(random, random.choice((0.5, 1, 2, 4, 8, 16, 24))),
                percent_complete_accurate=NumberEstimate(value=random.randint(60, 98)),
                people=NumberEstimate(value=random.choice((1, 1, 2, 3, 5))),
                evidence=random.choice(tuple(EvidenceGrade)),
            )
        )
    return tuple(steps)


def _time(random: Random, hours: float) -> TimeEstimate:
    value = round(hours * random.uniform(0.8, 1.4), 1)
    return TimeEstimate(value=value, low=round(value * 0.6, 2), high=round(value * 1.9, 2))


def _edges(random: Random, steps: tuple[Step, ...]) -> tuple[Edge, ...]:
    ids = [step.id for step in steps]
    pairs = list(itertools.pairwise(ids))
    if random.random() < 0.5:  # one step runs beside its predecessor instead of after it
        split = random.randrange(1, len(ids) - 2)
        before, one, other, after = ids[split - 1 : split + 3]
        pairs = [pair for pair in pairs if pair != (one, other)] + [(before, other), (one, after)]
    return tuple(Edge(from_step=one, to_step=other) for one, other in sorted(pairs))


def _loops(random: Random, steps: tuple[Step, ...], edges: tuple[Edge, ...]) -> tuple[ReworkLoop, ...]:
    edge = random.choice(edges)
    chance = random.choice((0.1, 0.15, 0.2, 0.3))
    return (ReworkLoop(from_step=edge.to_step, to_step=edge.from_step, probability=chance, reason="something missing"),)


def _handoffs(
    random: Random, steps: tuple[Step, ...], edges: tuple[Edge, ...], spelt: dict[Neighbour, str], home: str
) -> tuple[HandoffRecord, ...]:
    team_of = {step.id: step.team for step in steps}
    decider = {name: neighbour for neighbour, name in spelt.items()}
    receiving = sorted({edge.to_step for edge in edges if team_of[edge.from_step] != team_of[edge.to_step]})
    records = []
    for step_id in receiving:
        neighbour = decider.get(team_of[step_id])
        weights = (5, 3, 1) if neighbour is None else (1, 3, 5)
        known = random.random() > 0.05
        records.append(
            HandoffRecord(
                to_step=step_id,
                channel=random.choice(tuple(Channel)),
                sender_minutes=random.choice((10, 30, 60, 120)) if known else None,
                receiver_minutes=random.choice((10, 30, 60, 120)),
                clarifications=random.choice((0, 1, 2, 3)),
                clarification_minutes=random.choice((10, 20, 30)),
                clarification_people=2,
                empowerment=random.choices(tuple(Empowerment), weights=weights)[0],
                decision_holder=f"Product Lead {home.split(maxsplit=1)[0]}" if neighbour is None else neighbour.decides,
                reason="org" if neighbour is None else neighbour.reason,
                risk_controlled="a change nobody looked at",
                residual_low=random.choice((0.1, 0.2)),
                residual_high=random.choice((0.3, 0.5)),
            )
        )
    return tuple(records)


def _dependencies(
    random: Random, steps: tuple[Step, ...], spelt: dict[Neighbour, str], home: str
) -> tuple[Dependency, ...]:
    rows = []
    for neighbour, name in spelt.items():
        step = next((step for step in steps if step.team == name and step.wait_time), None)
        rows.append(
            Dependency(
                id=f"D{len(rows) + 1}",
                dependent=home,
                provider=name,
                strength=random.choice(tuple(DependencyStrength)),
                impact=random.choice(tuple(DependencyImpact)),
                frequency_per_item=random.choice((0.2, 0.5, 1)),
                wait_per_occurrence=round(step.wait_time.value * 0.5, 1) if step and step.wait_time else None,
                explains_step=step.id if step else None,
                decision_holder=neighbour.decides,
            )
        )
    rows.append(
        Dependency(
            id=f"D{len(rows) + 1}",
            dependent=random.choice(tuple(spelt.values())),
            provider=home,
            impact="slowing",
            frequency_per_item=0.5,
            wait_per_occurrence=8,
        )
    )
    return tuple(rows)


def _waste(random: Random, steps: tuple[Step, ...], spelt: dict[Neighbour, str]) -> tuple[WasteObservation, ...]:
    rows = []
    for position in range(random.randint(3, 8)):
        step = random.choice(steps)
        category = random.choice(tuple(WasteCategory))
        rows.append(
            WasteObservation(
                id=f"W{position + 1}",
                place=step.id,
                category=category,
                minutes=None if random.random() < 0.1 else random.choice((15, 30, 60, 90, 240)),
                occurrences_per_item=random.choice((0.5, 1, 2, 4)),
                people=random.choice((1, 2, 3)),
                empowerment=random.choice(tuple(Empowerment)),
                evidence=random.choice(tuple(EvidenceGrade)),
                overlaps_with=f"handoff {step.id}" if random.random() < 0.2 else None,
            )
        )
    return tuple(rows)


def _improvements(random: Random, stream: ValueStream, start: date) -> tuple[Improvement, ...]:
    steps = random.sample(stream.steps, random.randint(1, 4))
    return tuple(
        Improvement(
            id=f"I{position}",
            target=step.id,
            hypothesis=f"If {step.name.lower()} is pulled daily, then its wait shrinks because nothing queues.",
            empowerment=random.choice(tuple(Empowerment)),
            owner_role="Product owner",
            due=start + timedelta(weeks=random.randint(2, 6)),
            status=random.choices(tuple(ImprovementStatus), weights=(1, 1, 2, 5, 1))[0],
        )
        for position, step in enumerate(steps, 1)
    )


def _changes(
    random: Random, stream: ValueStream, improvements: tuple[Improvement, ...], start: date
) -> tuple[Change, ...]:
    changes = []
    for improvement in improvements:
        wait = stream.step(improvement.target).wait_time
        status = {"done": "done", "in_progress": "in_progress"}.get(improvement.status, "projected")
        better = round((wait.value if wait else 8) * random.choice((0.25, 0.5, 0.75, 1.1)), 1)
        changes.append(
            Change(
                on=start + timedelta(weeks=random.randint(2, 6)),
                kind="improvement",
                status=status,
                key=improvement.target,
                field="wait_time",
                value=better,
                grade=random.choice(tuple(EvidenceGrade)),
                improvement=improvement.id,
            )
        )
    return tuple(changes)


def _asks(random: Random, stream: ValueStream, start: date) -> tuple[Ask, ...]:
    outside = [row for row in stream.handoffs if row.empowerment is not Empowerment.EMPOWERED and row.decision_holder]
    asks = []
    for row in random.sample(outside, min(len(outside), random.randint(0, 3))):
        raised = start + timedelta(days=random.randint(7, 40))
        asks.append(
            Ask(
                id=f"K{len(asks) + 1}",
                receiver_role=row.decision_holder,
                kind=random.choice(tuple(AskKind)),
                decision=f"Let the team do {stream.step(row.to_step).name.lower()} itself for two weeks.",
                evidence_ids=(f"handoff {row.to_step}",),
                reversible_trial="Two weeks, then look at the numbers together.",
                raised_on=raised if random.random() < 0.9 else None,
                decide_by=raised + timedelta(weeks=3),
                status=random.choice(tuple(AskStatus)),
            )
        )
    return tuple(asks)


def _item_times(random: Random) -> tuple[ItemTime, ...]:
    rows = []
    for period, typical in (("before", 70), ("after", 52)):
        for position in range(random.choice((0, 4, 8))):
            finished = period == "before" or random.random() < 0.8
            hours = round(random.lognormvariate(0, 0.3) * typical, 1)
            rows.append(
                ItemTime(
                    item=f"{period}-{position + 1}",
                    measure="commit to production",
                    period=period,
                    hours=hours,
                    finished=finished,
                )
            )
    return tuple(rows)


def _retention(random: Random, improvements: tuple[Improvement, ...], start: date) -> tuple[RetentionCheck, ...]:
    done = [each for each in improvements if each.status is ImprovementStatus.DONE]
    checks = []
    for weeks in (12, 32) if random.random() < 0.5 else (12,):
        checks += [
            RetentionCheck(
                improvement=each.id,
                on=start + timedelta(weeks=weeks),
                state=random.choice((*RetentionState, RetentionState.KEPT, None)),
            )
            for each in done
        ]
    return tuple(checks)


def _adoptions(random: Random, improvements: tuple[Improvement, ...], start: date) -> tuple[Adoption, ...]:
    done = [each.id for each in improvements if each.status is ImprovementStatus.DONE]
    return tuple(
        Adoption(
            what=what,
            adopted_by=f"{random.choice(PRODUCTS)} {random.choice(WORK)}",
            on=start + timedelta(weeks=random.randint(7, 30)),
        )
        for what in (*done, "map")
        if random.random() < 0.15
    )
