"""One team under two names: what may be the same is suggested, and only what a person confirmed is used.

Ten coaches type ten spellings. Left alone, a provider that stands in every map looks like ten small ones.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import combinations
from typing import Final, Literal

from vsm_toolkit.errors import UsageError
from vsm_toolkit.program.shared_report import SharedReport

NameKind = Literal["team", "role"]

SMALL_WORDS: Final = frozenset({"and", "at", "for", "of", "the"})
SCOPE_WORDS: Final = SMALL_WORDS | {
    *("central", "common", "corporate", "department", "dept", "division", "enterprise", "global", "group", "office"),
    *("our", "shared", "squad", "team", "teams", "unit", "chief", "director", "head", "lead", "leader", "manager"),
}
"""Words that say how wide a team reaches or how high a role stands, not what they are for."""

ABBREVIATIONS: Final = {
    "app": "application",
    "arch": "architecture",
    "db": "database",
    "dev": "development",
    "env": "environment",
    "infra": "infrastructure",
    "infosec": "information security",
    "mgmt": "management",
    "ops": "operation",
    "prod": "production",
    "qa": "quality assurance",
    "sec": "security",
    "svc": "service",
}
CLOSE_SPELLING: Final = 0.8
"""From this share of equal letters on two words may be one (difflib's ratio)."""

ONE_WORD_MORE: Final = 2 / 3
LONGEST_COMPARED: Final = 200


@dataclass(frozen=True, slots=True)
class NameMatch:
    """Two names that may mean the same.

    Attributes
    ----------
    name, same_as : str
        The name as it is spelt, and the one to use instead.
    confirmed : bool or None
        ``None`` while nobody answered; ``False`` is an answer too, and is not asked again.
    why : str
        What made the two look alike.
    """

    kind: NameKind
    name: str
    same_as: str
    confirmed: bool | None = None
    why: str = ""


@dataclass
class _Usage:
    """Where a name stands."""

    reports: set[int] = field(default_factory=set)
    is_home: bool = False


def names_in_use(reports: Collection[SharedReport], kind: NameKind) -> dict[str, int]:
    """Count in how many reports each team or role is named.

    Examples
    --------
    >>> report = SharedReport(schema=2, challenge="x", share_level="program", stream="X", home_team="Web")
    >>> names_in_use([report], "team")
    {'Web': 1}
    """
    return {name: len(usage.reports) for name, usage in _usages(reports, kind).items()}


def _usages(reports: Iterable[SharedReport], kind: NameKind) -> dict[str, _Usage]:
    usages: dict[str, _Usage] = {}
    for number, report in enumerate(reports):
        named = set(_teams_of(report) if kind == "team" else _roles_of(report)).difference(report.stand_ins)
        for name in sorted(named):
            usage = usages.setdefault(name, _Usage())
            usage.reports.add(number)
            usage.is_home |= kind == "team" and name == report.home_team
    return usages


def _teams_of(report: SharedReport) -> Iterator[str]:
    yield from (each for each in (report.home_team, *(row.team for row in report.handoff_ledger.handoffs)) if each)
    yield from (team.name for team in report.teams)
    for row in report.dependencies:
        yield from (row.dependent, row.provider)


def _roles_of(report: SharedReport) -> Iterator[str]:
    yield from (row.decision_holder for row in report.handoff_ledger.handoffs)
    yield from (each.receiver_role for each in report.asks if each.receiver_role)


def suggest_matches(reports: Collection[SharedReport], answered: Iterable[NameMatch] = ()) -> tuple[NameMatch, ...]:
    """List names that may mean the same and that nobody has answered yet, teams first.

    Two names on one map are suggested only when they differ in nothing but capitals and punctuation: a team that draws
    two boxes usually means two teams. Two home teams are never suggested.

    Examples
    --------
    >>> both = [
    ...     SharedReport(
    ...         schema=2, challenge=role, share_level="program", stream="X", asks=[{"id": "1", "receiver_role": role}])
    ...     for role in ("CISO", "Chief Information Security Officer")
    ... ]
    >>> [(each.name, each.same_as, each.why) for each in suggest_matches(both)]
    [('Chief Information Security Officer', 'CISO', 'one is made of the first letters of the other')]
    """
    told = {frozenset((each.name, each.same_as)) for each in answered if each.confirmed is not None}
    kinds: tuple[NameKind, ...] = ("team", "role")
    return tuple(match for kind in kinds for match in _suggestions(kind, _usages(reports, kind), told))


def _suggestions(kind: NameKind, usages: Mapping[str, _Usage], told: Collection[frozenset[str]]) -> list[NameMatch]:
    """Give each name at most one suggestion: the most used of the names it may be."""
    words = {name: _words(name) for name in usages}
    best: dict[str, NameMatch] = {}
    order = {name: place for place, name in enumerate(sorted(usages, key=lambda each: _rank(each, usages)))}
    for one, other in sorted(_worth_comparing(words)):
        first, second = usages[one], usages[other]
        if (first.is_home and second.is_home) or frozenset((one, other)) in told:
            continue
        why = _why_alike(words[one], words[other])
        if why is None or (first.reports & second.reports and why != SAME_SPELLING):
            continue
        kept, replaced = sorted((one, other), key=lambda name: order[name])
        if replaced not in best or order[kept] < order[best[replaced].same_as]:
            best[replaced] = NameMatch(kind, replaced, kept, None, why)
    return [best[name] for name in sorted(best)]


def _rank(name: str, usages: Mapping[str, _Usage]) -> tuple[int, int, str]:
    return (-len(usages[name].reports), len(name), name)


SAME_SPELLING: Final = "the same but for capitals and punctuation"


@dataclass(frozen=True, slots=True)
class _Words:
    plain: str
    every: tuple[str, ...]
    telling: tuple[str, ...]
    initials: str


def _words(name: str) -> _Words:
    folded = unicodedata.normalize("NFKD", name[:LONGEST_COMPARED]).casefold()
    letters = "".join(each for each in folded if not unicodedata.combining(each))
    parts = re.findall(r"\w+", letters)
    full = " ".join(ABBREVIATIONS.get(part, part) for part in parts).split()
    every = tuple(sorted({part.removesuffix("s") if len(part) > 3 else part for part in full}))
    telling = tuple(part for part in every if part not in SCOPE_WORDS) or every
    initials = "".join(part[0] for part in parts if part not in SMALL_WORDS)
    return _Words(" ".join(parts) or letters.strip(), every, telling, initials)


def _worth_comparing(words: Mapping[str, _Words]) -> set[tuple[str, str]]:
    """Give the pairs that share the beginning of a word, or of which one may be the initials of the other."""
    shelves: dict[str, set[str]] = defaultdict(set)
    for name, each in words.items():
        for part in each.telling:
            shelves[part[:3]].add(name)
        shelves[each.plain.replace(" ", "")[:3]].add(name)
        shelves[f"{each.initials} initials"].add(name)
        shelves[f"{each.plain} initials"].add(name)
    pairs = {tuple(sorted(pair)) for shelf in shelves.values() for pair in combinations(shelf, 2)}
    return {(pair[0], pair[1]) for pair in pairs}


def _why_alike(one: _Words, other: _Words) -> str | None:
    if one.plain == other.plain:
        return SAME_SPELLING
    if _numbers(one) != _numbers(other) or not (one.telling and other.telling):
        return None
    if one.every == other.every:
        return "the same words, written differently"
    if one.telling == other.telling:
        apart = sorted(set(one.every) ^ set(other.every))
        return f"the same but for “{'”, “'.join(apart)}”"
    if (len(one.initials) > 2 and one.initials == other.plain) or (
        len(other.initials) > 2 and other.initials == one.plain
    ):
        return "one is made of the first letters of the other"
    if _close(one.plain.replace(" ", ""), other.plain.replace(" ", "")) > 0.9:
        return "close in spelling"
    paired = sum(any(_close(word, each) >= CLOSE_SPELLING for each in other.telling) for word in one.telling)
    longest = max(len(one.telling), len(other.telling))
    if paired == longest:
        return "close in spelling"
    if paired >= 2 and paired / longest >= ONE_WORD_MORE and paired == min(len(one.telling), len(other.telling)):
        return "one has one word more"
    return None


def _numbers(words: _Words) -> tuple[str, ...]:
    return tuple(word for word in words.every if any(each.isdigit() for each in word))


@lru_cache(maxsize=100_000)
def _close(one: str, other: str) -> float:
    matcher = difflib.SequenceMatcher(None, one, other, autojunk=False)
    return matcher.ratio() if matcher.real_quick_ratio() >= CLOSE_SPELLING else 0.0


def final_names(matches: Collection[NameMatch], kind: NameKind) -> dict[str, str]:
    """Say what each confirmed name becomes; names joined through a third become one.

    The name to use is the one that nothing confirmed replaces; where that leaves several or none, the first in the
    alphabet.

    Raises
    ------
    UsageError
        When two names were said to be different and are joined all the same, through others.

    Examples
    --------
    >>> final_names([NameMatch("team", "QA", "Shared QA", True), NameMatch("team", "Shared QA", "Test", True)], "team")
    {'QA': 'Test', 'Shared QA': 'Test'}
    """
    joined: dict[str, set[str]] = {}
    replaced = {match.name for match in matches if match.kind == kind and match.confirmed}
    for match in matches:
        if match.kind == kind and match.confirmed:
            together = joined.get(match.name, {match.name}) | joined.get(match.same_as, {match.same_as})
            joined.update(dict.fromkeys(together, together))
    _refuse_contradictions(matches, kind, joined)
    final = {name: min(group - replaced or group) for name, group in joined.items()}
    return {name: to for name, to in sorted(final.items()) if name != to}


def _refuse_contradictions(matches: Iterable[NameMatch], kind: NameKind, joined: Mapping[str, set[str]]) -> None:
    for match in matches:
        if match.kind == kind and match.confirmed is False and match.same_as in joined.get(match.name, ()):
            message = (
                f"The names say that {match.name[:80]!r} and {match.same_as[:80]!r} are not the same, and join them all"
                " the same through other names. Take one of these answers back."
            )
            raise UsageError(message)


def apart(reports: Iterable[SharedReport]) -> tuple[SharedReport, ...]:
    """Keep the stand-ins of different reports apart: "role 1" of one team is not "role 1" of another.

    Examples
    --------
    >>> unread = {"schema": 2, "share_level": "program", "stream": "X", "home_team": "team 1", "stand_ins": ["team 1"]}
    >>> [each.home_team for each in apart([SharedReport(**unread, challenge=name) for name in ("a", "b")])]
    ['team 1 of a', 'team 1 of b']
    """
    return tuple(_apart(report) if report.stand_ins else report for report in reports)


def _apart(report: SharedReport) -> SharedReport:
    own = {name: f"{name} of {report.challenge}" for name in report.stand_ins}
    return _renamed(report, own, own).model_copy(update={"stand_ins": tuple(own.values())})


def unnamed(reports: Iterable[SharedReport]) -> frozenset[str]:
    """Give every stand-in of some reports."""
    return frozenset(name for report in reports for name in report.stand_ins)


def with_names(reports: Iterable[SharedReport], matches: Collection[NameMatch]) -> tuple[SharedReport, ...]:
    """Give the reports with every confirmed name in place; suggestions that nobody confirmed change nothing.

    Raises
    ------
    UsageError
        When the confirmed names contradict each other.
    """
    teams, roles = final_names(matches, "team"), final_names(matches, "role")
    return tuple(_renamed(report, teams, roles) for report in reports) if teams or roles else tuple(reports)


def _renamed(report: SharedReport, teams: Mapping[str, str], roles: Mapping[str, str]) -> SharedReport:
    def team(name: str) -> str:
        return teams.get(name, name)

    def role(name: str | None) -> str | None:
        return roles.get(name, name) if name is not None else None

    handoffs = tuple(
        row.model_copy(
            update={"team": team(row.team) if row.team else None, "decision_holder": role(row.decision_holder)}
        )
        for row in report.handoff_ledger.handoffs
    )
    return report.model_copy(
        update={
            "home_team": team(report.home_team) if report.home_team else None,
            "handoff_ledger": report.handoff_ledger.model_copy(update={"handoffs": handoffs}),
            "teams": tuple(row.model_copy(update={"name": team(row.name)}) for row in report.teams),
            "dependencies": tuple(
                row.model_copy(update={"dependent": team(row.dependent), "provider": team(row.provider)})
                for row in report.dependencies
            ),
            "asks": tuple(row.model_copy(update={"receiver_role": role(row.receiver_role)}) for row in report.asks),
            "adoptions": tuple(row.model_copy(update={"adopted_by": team(row.adopted_by)}) for row in report.adoptions),
        }
    )
