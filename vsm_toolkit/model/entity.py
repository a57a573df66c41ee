"""What every entity shares, and a number that says how it is known."""

from __future__ import annotations

from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field

from vsm_toolkit.model.vocabulary import EvidenceGrade

Hours = Annotated[float, Field(json_schema_extra={"x-unit": "working hours", "type": ["number", "string"]})]
"""A time in working hours; in a file it is text with a unit (``"60 wh"``)."""


class Entity(BaseModel):
    """What every entity shares: frozen, unknown fields kept, no NaN or infinity."""

    model_config = ConfigDict(frozen=True, extra="allow", allow_inf_nan=False)

    def with_changes(self, **fields: Any) -> Self:  # noqa: ANN401 - any field of the entity
        """Return a copy with some fields replaced and validated; the original is untouched.

        Raises
        ------
        pydantic.ValidationError
            When a new value has the wrong type.

        Examples
        --------
        >>> from vsm_toolkit.model import Step
        >>> step = Step(id="A", name="Review", team="QA")
        >>> step.with_changes(team="Build").team
        'Build'
        >>> step.team
        'QA'
        """
        return type(self).model_validate({**dict(self), **fields})


class Estimate(Entity):
    """A number and how it is known.

    Attributes
    ----------
    value : float
        The point value, in the unit of the field that holds it.
    low, high : float or None
        P10 and P90: "you would be surprised to be outside, one time in ten each side".
    grade : EvidenceGrade or None
        How this number is known; ``None`` takes the grade of the step it belongs to.
    sample_size : int or None
        How many real items were looked up.
    source : str or None
        Where the number comes from, in the team's words.

    Examples
    --------
    >>> Estimate(value=24, low=16, high=40).spread()
    (16.0, 40.0)
    """

    value: float
    low: float | None = None
    high: float | None = None
    grade: EvidenceGrade | None = None
    sample_size: int | None = None
    source: str | None = None

    def spread(self) -> tuple[float, float]:
        """Give the range, or the point twice where no range was asked."""
        return (self.value if self.low is None else self.low, self.value if self.high is None else self.high)


class TimeEstimate(Estimate):
    """An :class:`Estimate` in working hours."""


class NumberEstimate(Estimate):
    """An :class:`Estimate` without a time unit: percent, people, items."""
