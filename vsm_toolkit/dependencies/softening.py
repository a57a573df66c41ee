"""Ways in which a hard dependency could become soft, as questions to the team."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from vsm_toolkit.model import Change, ChangeKind, ChangeStatus, Dependency, DependencyStrength

SofteningWay = Literal["feature flag", "self-service", "contract and stub", "decoupling"]

_WAYS_BY_KIND: Final[dict[str, dict[SofteningWay, str]]] = {
    "knowledge": {
        "self-service": "What the provider knows is written down where the team can use it without asking",
        "contract and stub": "Both agree beforehand on what is needed, and the team goes on with the agreed assumption",
        "decoupling": "The knowledge comes into the team: pairing, a rotation, or training",
    },
    "process": {
        "self-service": "The provider offers its check or approval as something the team can run itself",
        "feature flag": "The team delivers switched off, and the provider's activity decides only about switching on",
        "decoupling": "A standing agreement takes the place of the single case; the provider samples afterwards",
    },
    "resource": {
        "feature flag": "The team delivers switched off and switches on when the provider's part is there",
        "self-service": "The provider offers the resource so that the team can take it without a ticket",
        "contract and stub": "Both agree on the interface, and the team builds and tests against a stub",
        "decoupling": "The design changes so that the feature no longer needs the provider's part",
    },
}
_WAYS_WITHOUT_KIND: Final[Sequence[SofteningWay]] = ("feature flag", "self-service", "contract and stub", "decoupling")
_ASK_FOR_KIND: Final = "Ask first what is needed from the provider: knowledge, a step of its process, or a resource"


@dataclass(frozen=True, slots=True)
class SofteningOption:
    """One way in which a hard dependency could become soft: a question to the team, never a promise.

    Attributes
    ----------
    words : str
        What would have to be different.
    changes : tuple of Change
        The same as a what-if, projected; apply them with :func:`vsm_toolkit.changes.apply_changes`. They alter the
        dependency only: what it does to a step's wait is for the team to say.
    """

    way: SofteningWay
    words: str
    changes: tuple[Change, ...]


def what_would_make_soft(dependency: Dependency) -> tuple[SofteningOption, ...]:
    """Suggest ways to make a dependency soft, by its class (Strode: knowledge, process or resource).

    Returns
    -------
    tuple of SofteningOption
        Empty for a dependency that is soft already.

    Examples
    --------
    >>> row = Dependency(id="D1", dependent="Web", provider="QA", kind="process.activity", strength="hard")
    >>> [option.way for option in what_would_make_soft(row)]
    ['self-service', 'feature flag', 'decoupling']
    """
    if dependency.strength is DependencyStrength.SOFT:
        return ()
    ways = _WAYS_BY_KIND.get((dependency.kind or "").partition(".")[0].strip().casefold())
    if ways is None:
        ways = dict.fromkeys(_WAYS_WITHOUT_KIND, _ASK_FOR_KIND)
    return tuple(SofteningOption(way, words, _what_if(dependency, way)) for way, words in ways.items())


def _what_if(dependency: Dependency, way: SofteningWay) -> tuple[Change, ...]:
    soft = Change(
        kind=ChangeKind.IMPROVEMENT,
        status=ChangeStatus.PROJECTED,
        table="dependencies",
        key=dependency.id,
        field="strength",
        value=DependencyStrength.SOFT.value,
        old=dependency.strength.value if dependency.strength else None,
        note=f"what if: {way}",
    )
    return (soft,)
