"""Random maps for property tests: branches that join, branches with shares, gaps, loops, handoffs and hostile text.

Every map drawn here is computable: its edges lead forward, the shares of a branch add up to 1, its numbers lie in their
ranges. What may be missing on a real map may be missing here, unless a test asks for complete times.
"""

from __future__ import annotations

import itertools
from datetime import date

from hypothesis import strategies as st

from vsm_toolkit.changes import apply_changes
from vsm_toolkit.errors import UsageError
from vsm_toolkit.model import (
    Challenge,
    Change,
    ChangeKind,
    ChangeStatus,
    Channel,
    Dependency,
    DependencyImpact,
    DependencyStrength,
    Edge,
    Empowerment,
    Engagement,
    EvidenceGrade,
    HandoffRecord,
    NumberEstimate,
    ReworkLoop,
    Stage,
    Step,
    Team,
    TimeEstimate,
    ValueStream,
    WasteCategory,
    WasteObservation,
)

HOSTILE_TEXTS = (
    "",
    " ",
    "<script>alert(1)</script>",
    '=HYPERLINK("http://x";"y")',
    "\"quoted\" and 'quoted' and \\back\\slash",
    "two\nlines\tand a tab",
    "[[steps]]",
    "# no comment",
    "nul\x00and bell\x07",
    "\u202egnp.exe",
    "Ärger mit Größe",
    "A\u0308 and \u00c4",
    "日本語",
    "\U0001f680",
    "line\u2028separator\x85next",
    "A>B",
    "A. B",
    "cycle",
    "None",
    "nan",
    "x" * 300,
)

times = st.integers(0, 400_000).map(lambda thousandths: thousandths / 1000)
"""Working hours, 0 included."""

work_times = st.integers(10, 400_000).map(lambda thousandths: thousandths / 1000)
percentages = st.integers(50, 10_000).map(lambda hundredths: hundredths / 100)
shares = st.integers(0, 10_000).map(lambda parts: parts / 10_000)
grades = st.none() | st.sampled_from(EvidenceGrade)
texts = st.sampled_from(HOSTILE_TEXTS) | st.text(max_size=20)
"""Text of a team, hostile and plain; no lone surrogates, which no file can hold."""

notes = st.none() | texts
team_names = st.sampled_from(("Product", "Platform", "Quality", "Operations"))


@st.composite
def time_estimates(draw, points=times):
    """Draw a time, half of them with a range around it."""
    value, shape = draw(points), draw(st.integers(0, 99))
    if shape < 50:
        return TimeEstimate(value=value, grade=one_of((None, *EvidenceGrade), shape))
    low, high = value * (shape - 50) / 50, value * (1 + shape / 100)
    return TimeEstimate(value=value, low=low, high=high, source=one_of(HOSTILE_TEXTS, shape))


def one_of(choices, number):
    """Pick by a number that was drawn once for several fields: a map has many, and each draw takes its time."""
    return choices[number % len(choices)]


def sometimes(strategy, *, always: bool):
    """Give a value, or also ``None`` where gaps are allowed."""
    return strategy if always else st.none() | strategy


@st.composite
def steps(draw, step_id, *, complete: bool = True):
    """Draw a step: with every number of time and quality when complete, else with gaps."""
    look = draw(st.integers(0, 99_999))
    return Step(
        id=step_id,
        name=one_of(HOSTILE_TEXTS, look),
        stage=one_of((None, *Stage), look),
        team=draw(sometimes(team_names, always=complete)),
        roles=one_of((None, "developer", "tester"), look),
        wait_time=draw(sometimes(time_estimates(), always=complete)),
        process_time=draw(sometimes(time_estimates(work_times), always=complete)),
        in_step_delay=draw(st.none() | time_estimates()),
        percent_complete_accurate=draw(
            sometimes(percentages.map(lambda percent: NumberEstimate(value=percent)), always=complete)
        ),
        people=one_of((None, *(NumberEstimate(value=people) for people in range(1, 10))), look),
        evidence=one_of((None, *EvidenceGrade), look),
        notes=one_of((None, *HOSTILE_TEXTS), look),
    )


@st.composite
def forward_edges(draw, step_ids, *, with_shares: bool):
    """Draw edges that lead forward, so that there is no cycle; some steps may branch by shares."""
    pairs = [(one, other) for index, other in enumerate(step_ids) for one in step_ids[:index]]
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=2 * len(step_ids))) if pairs else []
    edges = []
    for origin in step_ids:
        followers = [other for one, other in chosen if one == origin]
        split = draw(branch_shares(len(followers))) if with_shares and len(followers) > 1 else None
        for index, follower in enumerate(followers):
            edges.append(Edge(from_step=origin, to_step=follower, share=split[index] if split else None))
    return tuple(draw(st.permutations(edges)))


@st.composite
def branch_shares(draw, count):
    """Draw shares that add up to 1, or ``None`` for branches that always all run."""
    if not draw(st.booleans()):
        return None
    cuts = sorted(draw(st.lists(st.integers(0, 20), min_size=count - 1, max_size=count - 1)))
    return [(after - before) / 20 for before, after in zip([0, *cuts], [*cuts, 20], strict=True)]


@st.composite
def handoff_records(draw, step_id):
    """Draw what a team wrote down about a handoff."""
    look, low = draw(st.integers(0, 99_999)), draw(st.none() | shares)
    high = None if low is None else draw(st.none() | shares.map(lambda share: min(1.0, low + share * (1 - low))))
    minutes = st.none() | st.integers(0, 120)
    return HandoffRecord(
        to_step=step_id,
        channel=one_of((None, *Channel), look),
        sender_minutes=draw(minutes),
        receiver_minutes=draw(minutes),
        clarifications=draw(st.none() | st.integers(0, 5)),
        clarification_minutes=draw(minutes),
        clarification_people=one_of((None, 1, 2, 3, 4), look),
        empowerment=one_of((None, *Empowerment), look),
        decision_holder=one_of((None, "unknown", "Head of Release", "CISO"), look // 4),
        residual_low=low,
        residual_high=high,
    )


def records_for(strategy, step_ids):
    """Draw rows for up to three of the steps, one each."""
    return st.lists(st.sampled_from(step_ids), unique=True, max_size=3).flatmap(
        lambda chosen: st.tuples(*(strategy(step_id) for step_id in chosen))
    )


@st.composite
def rework_loops(draw, step_ids, *, at_least: int = 0):
    """Draw returns to the same or an earlier step; those of one step stay below 1 together."""
    loops = []
    for step_id in draw(st.lists(st.sampled_from(step_ids), unique=True, min_size=at_least, max_size=3)):
        earlier = step_ids[: step_ids.index(step_id) + 1]
        for target in draw(st.lists(st.sampled_from(earlier), unique=True, min_size=1, max_size=2)):
            chance = draw(st.floats(min_value=0, max_value=0.45))
            loops.append(ReworkLoop(from_step=step_id, to_step=target, probability=chance, reason=draw(notes)))
    return tuple(loops)


@st.composite
def waste_rows(draw, step_id):
    """Draw one line of the waste log."""
    amounts = st.none() | st.floats(min_value=0, max_value=500)
    return WasteObservation(
        id=f"W-{step_id}",
        place=step_id,
        category=draw(st.sampled_from(WasteCategory)),
        minutes=draw(amounts),
        occurrences_per_item=draw(amounts),
        people=draw(amounts),
        empowerment=draw(st.none() | st.sampled_from(Empowerment)),
        overlaps_with=draw(st.sampled_from((None, "", f"handoff {step_id}"))),
    )


@st.composite
def dependencies(draw, step_id):
    """Draw a standing reliance that explains a step's wait."""
    return Dependency(
        id=f"D-{step_id}",
        dependent=draw(team_names),
        provider=draw(team_names),
        strength=draw(st.none() | st.sampled_from(DependencyStrength)),
        impact=draw(st.none() | st.sampled_from(DependencyImpact)),
        frequency_per_item=draw(st.none() | shares),
        wait_per_occurrence=draw(st.none() | times),
        explains_step=draw(st.sampled_from((None, step_id))),
    )


@st.composite
def value_streams(draw, *, complete: bool = True, with_shares: bool = True, most_steps: int = 6):
    """Draw a computable map.

    Parameters
    ----------
    complete : bool
        Every step has a team, a wait, a process time and %C&A; ``False`` leaves gaps.
    with_shares : bool
        Some branches are chosen by share; ``False`` gives a single route.
    """
    count = draw(st.integers(1, most_steps))
    step_ids = [f"S{number}" for number in range(1, count + 1)]
    return ValueStream(
        name=draw(texts),
        customer=draw(notes),
        items_per_year=draw(st.none() | st.integers(1, 500)),
        teams=tuple(Team(name=name) for name in ("Product", "Platform", "Quality", "Operations")),
        steps=tuple(draw(steps(step_id, complete=complete)) for step_id in step_ids),
        edges=draw(forward_edges(step_ids, with_shares=with_shares)),
        loops=draw(rework_loops(step_ids)),
        handoffs=draw(records_for(handoff_records, step_ids)),
        dependencies=draw(records_for(dependencies, step_ids)),
        waste=draw(records_for(waste_rows, step_ids)),
    )


@st.composite
def serial_streams(draw, *, most_steps: int = 6):
    """Draw a complete map that is one unbroken line of steps, with a loop or more that leads back."""
    stream = draw(value_streams(most_steps=most_steps))
    ids = [step.id for step in stream.steps]
    line = tuple(Edge(from_step=one, to_step=other) for one, other in itertools.pairwise(ids))
    return stream.with_changes(edges=line, loops=draw(rework_loops(ids, at_least=1)))


@st.composite
def changes(draw, stream):
    """Draw a change that can be applied to a map."""
    step = draw(st.sampled_from(stream.steps))
    field, value = draw(
        st.one_of(
            st.tuples(st.just("wait_time"), times),
            st.tuples(st.just("process_time"), work_times),
            st.tuples(st.just("percent_complete_accurate"), percentages),
            st.tuples(st.just("team"), team_names),
        )
    )
    return Change(
        on=draw(st.none() | st.dates(date(2020, 1, 1), date(2030, 1, 1))),
        kind=draw(st.sampled_from(ChangeKind)),
        status=draw(st.sampled_from(ChangeStatus)),
        key=step.id,
        field=field,
        value=value,
        grade=draw(grades),
        note=draw(notes),
    )


def _what_if(key, field, value=None, table="steps"):
    return Change(kind="improvement", status="projected", table=table, key=key, field=field, value=value)


@st.composite
def _one_what_if(draw, stream, number):
    """Draw one change of any kind; whether it can be carried out is for the caller to find out."""
    step = draw(st.sampled_from(stream.steps)).id
    possible = [
        st.tuples(st.just("wait_time"), times).map(lambda pair: _what_if(step, *pair)),
        st.tuples(st.just("process_time"), work_times).map(lambda pair: _what_if(step, *pair)),
        st.tuples(st.just("cadence"), times).map(lambda pair: _what_if(step, *pair)),
        st.tuples(st.just("team"), team_names).map(lambda pair: _what_if(step, *pair)),
        st.just(_what_if(step, "split_into", f"N{number}")),
        st.just(_what_if(f"N{number}", "added", "A new step")),
        st.just(_what_if(step, "removed")),
    ]
    if stream.edges:
        edge = draw(st.sampled_from(stream.edges))
        possible.append(st.just(_what_if(edge.to_step, "merged_into", edge.from_step)))
        possible.append(st.just(_what_if(f"{edge.from_step}>{edge.to_step}", "removed", table="edges")))
        possible.append(st.just(_what_if(f"{edge.to_step}>{edge.from_step}", "added", table="loops")))
    return draw(st.one_of(possible))


@st.composite
def what_ifs(draw, stream, *, most: int = 5):
    """Draw changes that can be carried out one after the other, edits of the map's structure among them."""
    chosen = []
    for number in range(draw(st.integers(1, most))):
        if not stream.steps:
            break
        change = draw(_one_what_if(stream, number))
        try:
            stream = apply_changes(stream, [change])
        except UsageError:
            continue
        chosen.append(change)
    return tuple(chosen)


@st.composite
def engagements(draw, *, complete: bool = True):
    """Draw a whole engagement: a challenge, a map and changes of it."""
    stream = draw(value_streams(complete=complete))
    return Engagement(
        challenge=Challenge(id=draw(texts), program=draw(notes), start=draw(st.none() | st.dates())),
        stream=stream,
        changes=tuple(draw(st.lists(changes(stream), max_size=4))),
    )
