"""How dependencies moved between two dated maps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from vsm_toolkit.dependencies.imposed_wait import IMPACT_WEIGHTS, imposed_wait
from vsm_toolkit.model import Dependency, DependencyStrength, ValueStream

TrendKind = Literal["added", "removed", "softened", "hardened", "strength recorded", "impact changed", "wait changed"]


@dataclass(frozen=True, slots=True)
class DependencyChange:
    """One way in which one dependency differs between two maps.

    Attributes
    ----------
    before, after : str, float or None
        Strength or impact in words, or imposed wait in working hours per item; ``None`` is not known.
    is_better : bool or None
        For the dependent team; ``None`` when it cannot be said.
    """

    dependency: Dependency
    kind: TrendKind
    before: str | float | None = None
    after: str | float | None = None
    is_better: bool | None = None


@dataclass(frozen=True, slots=True)
class DependencyTrend:
    """How the dependencies of one stream moved between two dated maps.

    Attributes
    ----------
    before_on, after_on : date or None
        When each was asked; ``None`` is not recorded.
    changes : tuple of DependencyChange
        In the order of the later map, what is gone last. A dependency can change in several ways.
    """

    before_on: date | None
    after_on: date | None
    changes: tuple[DependencyChange, ...]

    def of_kind(self, kind: TrendKind) -> tuple[Dependency, ...]:
        """Give the dependencies that changed in one way, as the later map has them."""
        return tuple(change.dependency for change in self.changes if change.kind == kind)


def dependency_trend(
    before: ValueStream, after: ValueStream, *, before_on: date | None = None, after_on: date | None = None
) -> DependencyTrend:
    """Compare the dependencies of two maps by id.

    Parameters
    ----------
    before_on, after_on : date or None
        The dates of the maps, kept with the result.

    Examples
    --------
    >>> hard = Dependency(id="D1", dependent="Web", provider="QA", strength="hard")
    >>> one = ValueStream(name="x", dependencies=[hard])
    >>> other = ValueStream(name="x", dependencies=[hard.with_changes(strength="soft")])
    >>> [change.kind for change in dependency_trend(one, other).changes]
    ['softened']
    """
    old = {row.id: row for row in before.dependencies}
    new = {row.id: row for row in after.dependencies}
    changes: list[DependencyChange] = []
    for row in after.dependencies:
        changes += _differences(old[row.id], row) if row.id in old else [DependencyChange(row, "added")]
    changes += [DependencyChange(row, "removed") for row in before.dependencies if row.id not in new]
    return DependencyTrend(before_on, after_on, tuple(changes))


def _differences(old: Dependency, new: Dependency) -> Iterator[DependencyChange]:
    if old.strength is not new.strength:
        kind: TrendKind = "strength recorded"
        if None not in (old.strength, new.strength):
            kind = "softened" if new.strength is DependencyStrength.SOFT else "hardened"
        better = None if kind == "strength recorded" else kind == "softened"
        yield DependencyChange(new, kind, old.strength, new.strength, better)
    if old.impact is not new.impact:
        one, other = old.impact, new.impact
        better = None if one is None or other is None else IMPACT_WEIGHTS[other] < IMPACT_WEIGHTS[one]
        yield DependencyChange(new, "impact changed", one, other, better)
    waited, waits = imposed_wait(old), imposed_wait(new)
    if waited != waits:
        better = None if waited is None or waits is None else waits < waited
        yield DependencyChange(new, "wait changed", waited, waits, better)
