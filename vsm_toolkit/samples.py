"""Small named maps for documentation, exercises and tests; the three full sample engagements are files in ``data/``."""

from __future__ import annotations

import itertools

from vsm_toolkit.model import (
    Edge,
    EvidenceGrade,
    NumberEstimate,
    ReworkLoop,
    Stage,
    Step,
    Team,
    TimeEstimate,
    ValueStream,
)


def _step(
    step_id: str,
    name: str,
    team: str,
    stage: Stage,
    numbers: tuple[float, float, float, float | None, float],
) -> Step:
    wait, process, delay, accurate, people = numbers
    return Step(
        id=step_id,
        name=name,
        team=team,
        stage=stage,
        wait_time=TimeEstimate(value=wait),
        process_time=TimeEstimate(value=process),
        in_step_delay=TimeEstimate(value=delay),
        percent_complete_accurate=None if accurate is None else NumberEstimate(value=accurate),
        people=NumberEstimate(value=people),
        evidence=EvidenceGrade.ESTIMATED,
    )


def _line(step_ids: str) -> tuple[Edge, ...]:
    ids = step_ids.split()
    return tuple(Edge(from_step=one, to_step=next_one) for one, next_one in itertools.pairwise(ids))


def lantern() -> ValueStream:
    """Six steps in a line, four teams: the stream every worked number of the documentation uses.

    Examples
    --------
    >>> [step.name for step in lantern().steps][:2]
    ['Triage request', 'Shape story']
    """
    return ValueStream(
        name="Lantern",
        trigger="a customer request arrives",
        customer="customers of Lantern",
        end_condition="the change runs in production",
        item_type="small feature",
        teams=(
            Team(name="Support"),
            Team(name="Product", is_home=True),
            Team(name="Shared QA"),
            Team(name="Operations"),
        ),
        steps=(
            _step("L1", "Triage request", "Support", Stage.IDEATION, (16, 1, 0, 80, 1)),
            _step("L2", "Shape story", "Product", Stage.DISCOVERY, (24, 4, 0, 75, 3)),
            _step("L3", "Build", "Product", Stage.BUILD, (8, 20, 4, 85, 2)),
            _step("L4", "Review", "Product", Stage.BUILD, (6, 1, 0, 90, 1)),
            _step("L5", "Test", "Shared QA", Stage.VERIFY, (20, 6, 0, 70, 2)),
            _step("L6", "Deploy", "Operations", Stage.RELEASE, (30, 1, 0, 95, 2)),
        ),
        edges=_line("L1 L2 L3 L4 L5 L6"),
    )


def coming_back() -> ValueStream:
    """Three steps with two rework loops: the map for expected visits.

    Examples
    --------
    >>> [(loop.from_step, loop.to_step, loop.probability) for loop in coming_back().loops]
    [('T', 'B', 0.3), ('D', 'B', 0.1)]
    """
    return ValueStream(
        name="Coming back",
        teams=(Team(name="Developers", is_home=True), Team(name="Testers"), Team(name="Operations")),
        steps=(
            _step("B", "Build", "Developers", Stage.BUILD, (8, 16, 0, None, 1)),
            _step("T", "Test", "Testers", Stage.VERIFY, (12, 8, 0, None, 1)),
            _step("D", "Deploy", "Operations", Stage.RELEASE, (8, 1, 0, None, 1)),
        ),
        edges=_line("B T D"),
        loops=(
            ReworkLoop(from_step="T", to_step="B", probability=0.3, reason="defects found in test"),
            ReworkLoop(from_step="D", to_step="B", probability=0.1, reason="rolled back"),
        ),
    )


def two_roads() -> ValueStream:
    """Six steps with three parallel branches: the map for critical path and slack.

    Examples
    --------
    >>> len(two_roads().edges)
    7
    """
    return ValueStream(
        name="Two roads",
        steps=(
            _step("P1", "Shape", "Product", Stage.DISCOVERY, (4, 6, 0, None, 1)),
            _step("P2", "Build", "Product", Stage.BUILD, (8, 32, 0, None, 1)),
            _step("P3", "Prepare environment", "Platform", Stage.BUILD, (36, 2, 0, None, 1)),
            _step("P4", "Write legal text", "Legal", Stage.DEFINITION, (60, 1, 0, None, 1)),
            _step("P5", "Test", "Product", Stage.VERIFY, (12, 8, 0, None, 1)),
            _step("P6", "Release", "Operations", Stage.RELEASE, (10, 2, 0, None, 1)),
        ),
        edges=tuple(
            Edge(from_step=one, to_step=other)
            for one, other in (
                ("P1", "P2"),
                ("P1", "P3"),
                ("P1", "P4"),
                ("P2", "P5"),
                ("P3", "P5"),
                ("P5", "P6"),
                ("P4", "P6"),
            )
        ),
    )
