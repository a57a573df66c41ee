"""The waste log added up: labour lost per item, without counting anything twice (M41, M44)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from vsm_toolkit.figures import Figure
from vsm_toolkit.model import Empowerment, ValueStream, WasteCategory, WasteObservation


def waste_hours(observation: WasteObservation) -> float | None:
    """Give the labour one observation costs per item, person-hours; ``None`` while a part is unknown.

    Examples
    --------
    >>> row = WasteObservation(
    ...     id="W1", place="A", category=WasteCategory.DELAYS, minutes=90, occurrences_per_item=2, people=2
    ... )
    >>> waste_hours(row)
    6.0
    """
    parts = (observation.minutes, observation.occurrences_per_item, observation.people)
    if any(part is None for part in parts):
        return None
    return (observation.minutes or 0.0) / 60 * (observation.occurrences_per_item or 0.0) * (observation.people or 0.0)


@dataclass(frozen=True, slots=True)
class WasteLedger:
    """The waste log of one map.

    Attributes
    ----------
    counted : Figure
        Person-hours per item, rows that overlap something already counted left out.
    shown : Figure
        Person-hours per item of every row, for comparison only.
    by_category : dict of WasteCategory to Figure
        Counted rows only, largest first.
    by_empowerment : dict of Empowerment or None to Figure
        Counted rows only.
    overlapping : tuple of WasteObservation
        Rows shown and not added.
    not_priced : tuple of WasteObservation
        Human cost: noted, never in minutes or money.
    """

    counted: Figure
    shown: Figure
    by_category: dict[WasteCategory, Figure]
    by_empowerment: dict[Empowerment | None, Figure]
    overlapping: tuple[WasteObservation, ...]
    not_priced: tuple[WasteObservation, ...]


def waste_ledger(stream: ValueStream) -> WasteLedger:
    """Add up the waste log of a map.

    Examples
    --------
    >>> from vsm_toolkit.samples import lantern
    >>> waste_ledger(lantern()).counted.value is None
    True
    """
    priced = [row for row in stream.waste if row.category is not WasteCategory.HUMAN_COST]
    counted = [row for row in priced if not row.overlaps_with]
    categories = {row.category: None for row in counted}
    by_category = {category: _total(row for row in counted if row.category is category) for category in categories}
    classes = {row.empowerment: None for row in counted}
    return WasteLedger(
        counted=_total(counted),
        shown=_total(priced),
        by_category=dict(sorted(by_category.items(), key=lambda pair: -(pair[1].best() or 0.0))),
        by_empowerment={each: _total(row for row in counted if row.empowerment is each) for each in classes},
        overlapping=tuple(row for row in priced if row.overlaps_with),
        not_priced=tuple(row for row in stream.waste if row.category is WasteCategory.HUMAN_COST),
    )


def _total(rows: Iterable[WasteObservation]) -> Figure:
    hours = [waste_hours(row) for row in rows]
    known = [each for each in hours if each is not None]
    if known and len(known) == len(hours):
        return Figure(sum(known), None, None, len(known), len(hours))
    return Figure(None, sum(known) if known else None, None, len(known), len(hours))
