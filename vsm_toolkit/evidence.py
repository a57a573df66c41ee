"""How well a map's lead time is known (M46)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from vsm_toolkit.model import Estimate, EvidenceGrade, Step, ValueStream

CARRIES = 0.2
"""The overall grade is the weakest one that carries at least this share of the lead time."""

TOO_MUCH_GUESSED = 0.3


@dataclass(frozen=True, slots=True)
class EvidenceSummary:
    """What the lead time of some steps rests on.

    Attributes
    ----------
    shares : dict of EvidenceGrade or None to float
        Share of the known lead time by grade, 0-1; ``None`` is "nobody said how it is known".
    overall : EvidenceGrade or None
        The weakest grade that carries at least a fifth; ``None`` when ungraded hours carry that much.
    known_values, needed_values : int
        Waits and process times.
    missing : tuple of str
        Ids of the steps that lack a wait or a process time.
    """

    shares: dict[EvidenceGrade | None, float]
    overall: EvidenceGrade | None
    known_values: int
    needed_values: int
    missing: tuple[str, ...]

    def banner(self) -> str | None:
        """Warn in a sentence when too much is guessed or missing, else ``None``."""
        if self.missing:
            count = self.needed_values - self.known_values
            return (
                f"{count} of {self.needed_values} times on the critical path {'is' if count == 1 else 'are'} "
                f"not known yet ({', '.join(self.missing)}); the lead time is at least what is shown."
            )
        guessed = self.shares.get(EvidenceGrade.GUESS, 0.0) + self.shares.get(None, 0.0)
        if guessed > TOO_MUCH_GUESSED:
            return f"{guessed:.0%} of the lead time is guessed or ungraded; look up real items before deciding on it."
        return None


def evidence_summary(stream: ValueStream, step_ids: Collection[str]) -> EvidenceSummary:
    """Summarise how the times of some steps are known, usually the critical path.

    Examples
    --------
    >>> from vsm_toolkit.samples import lantern
    >>> summary = evidence_summary(lantern(), ["L1", "L2"])
    >>> summary.overall, summary.known_values
    (<EvidenceGrade.ESTIMATED: 'estimated'>, 4)
    """
    hours: dict[EvidenceGrade | None, float] = {}
    steps = [step for step in stream.steps if step.id in set(step_ids)]
    for step in steps:
        for estimate in (step.wait_time, step.in_step_delay, step.process_time):
            if estimate is not None:
                grade = step.grade_of(estimate)
                hours[grade] = hours.get(grade, 0.0) + estimate.value
    total = sum(hours.values())
    order: list[EvidenceGrade | None] = [*EvidenceGrade, None]
    shares = {grade: hours[grade] / total for grade in order if total and grade in hours}
    heavy = [grade for grade, share in shares.items() if share >= CARRIES]
    needed: list[tuple[Step, Estimate | None]] = [
        (step, each) for step in steps for each in (step.wait_time, step.process_time)
    ]
    return EvidenceSummary(
        shares=shares,
        overall=heavy[-1] if heavy else None,
        known_values=sum(each is not None for _, each in needed),
        needed_values=len(needed),
        missing=tuple(dict.fromkeys(step.id for step, each in needed if each is None)),
    )
