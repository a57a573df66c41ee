"""Where a sheet's steps lead to: its edges, or the line assumed without them, and figures judged one step later."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from vsm_toolkit.errors import ReadingProblem
from vsm_toolkit.io.spreadsheet.findings import Findings, Record
from vsm_toolkit.model import Edge, EdgeKind

STEP_FIELDS = frozenset({"from_step", "to_step", "place", "explains_step"})
QUALITY_FIELD = "percent_complete_accurate"
RECEIVED_EXTRA = "percent_complete_accurate_received"
"""Extra field of a step: what it received was this good, and no single step before it can be given the figure."""


def line_of_edges(step_ids: Sequence[str]) -> tuple[Edge, ...]:
    """Join steps into one line, in the order of the sheet.

    Examples
    --------
    >>> [(edge.from_step, edge.to_step) for edge in line_of_edges(["A", "B", "C"])]
    [('A', 'B'), ('B', 'C')]
    """
    return tuple(Edge(from_step=one, to_step=after) for one, after in pairwise(step_ids))


def resolve_steps(records: Sequence[Record], steps: Sequence[Record], findings: Findings) -> None:
    """Replace step names by ids where another table uses names; refuse ends of edges and loops that are neither.

    What a waste or a dependency refers to may be something else than a step, so there an unknown word stays.
    """
    ids = {record.values["id"] for record in steps}
    by_name: dict[str, list[str]] = {}
    for record in steps:
        by_name.setdefault(_folded(record.values.get("name")), []).append(record.values["id"])
    for record in records:
        for name in sorted(STEP_FIELDS & record.values.keys()):
            said = record.values[name]
            named = [] if said in ids else by_name.get(_folded(said), [])
            if len(named) == 1:
                record.values[name] = named[0]
            elif said not in ids and name in {"from_step", "to_step"}:
                expected = "the id or the name of one step"
                got = repr(said[:60]) + (f", the name of {len(named)} steps" if named else "")
                remedy = "Write the id from the steps table."
                findings.problems.append(ReadingProblem(record.place, expected, got, remedy))


def shift_received_quality(records: Sequence[Record], edges: Sequence[Edge], findings: Findings) -> None:
    """Move %C&A figures judged on arrival to the step that produced the work, where one step alone did.

    The first step's figure judges what came from outside; a join receives from several steps and a split is received by
    several: there the figure stays on the receiving step as an extra field. The last step's figure is the customer's.
    """
    received = {record.values["id"]: record.values.pop(QUALITY_FIELD, None) for record in records}
    by_id = {record.values["id"]: record for record in records}
    before: dict[str, list[str]] = {}
    after: dict[str, list[str]] = {}
    for edge in edges:
        if edge.kind is EdgeKind.FLOW:
            before.setdefault(edge.to_step, []).append(edge.from_step)
            after.setdefault(edge.from_step, []).append(edge.to_step)
    for step, figure in received.items():
        if figure is None:
            continue
        sources = before.get(step, [])
        if len(sources) == 1 and len(after[sources[0]]) == 1:
            by_id[sources[0]].values[QUALITY_FIELD] = figure
            continue
        by_id[step].extras[RECEIVED_EXTRA] = f"{figure['value']:g}"
        why = "it comes from outside the map" if not sources else "more than one step shares in it"
        findings.notes.append(
            f"{by_id[step].place}: %C&A of what step {step} received belongs to no single step before it ({why}); kept "
            "as an extra field and left unknown there. Ask the receiver for each source."
        )
    ends = [step for step in by_id if not after.get(step)]
    if any(received.values()) and ends:
        findings.notes.append(
            f"%C&A was judged on arrival, so nobody has judged the last step ({', '.join(ends)}): ask the customer."
        )


def _folded(text: str | None) -> str:
    return " ".join((text or "").split()).casefold()
