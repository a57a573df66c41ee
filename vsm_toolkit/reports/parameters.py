"""What a report may be told on the command line; everything else travels inside the engagement folder."""

from __future__ import annotations

import difflib
from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from vsm_toolkit.errors import UsageError
from vsm_toolkit.model import CostOfDelay, Engagement, ShareLevel


class ReportParameters(BaseModel):
    """Overrides of what the engagement says, for one run.

    Attributes
    ----------
    rate_per_hour, cost_of_delay_low, cost_of_delay_high : float or None
        In the program's currency; ``None`` keeps what the engagement says.
    redo_share : float
        Share of the original time a redo takes (0-1), for the rework labour of handoffs and for simulated items.
    seed : int
        Of everything simulated; the same seed gives the same report.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    currency: str | None = Field(default=None, max_length=20)
    rate_per_hour: float | None = Field(default=None, ge=0)
    cost_of_delay_low: float | None = Field(default=None, ge=0)
    cost_of_delay_high: float | None = Field(default=None, ge=0)
    share_level: ShareLevel | None = None
    redo_share: float = Field(default=0.5, ge=0, le=1)
    seed: int = Field(default=7, ge=0)


def read_parameters(given: Mapping[str, object]) -> ReportParameters:
    """Check parameters; a misspelt one is an error, never ignored.

    Raises
    ------
    UsageError
        Naming each parameter that does not exist or cannot be read.

    Examples
    --------
    >>> read_parameters({"rate_per_hour": "95"}).rate_per_hour
    95.0
    """
    names = tuple(ReportParameters.model_fields)
    for name in given:
        if name not in names:
            near = difflib.get_close_matches(str(name), names, n=1)
            hint = f"Did you mean {near[0]!r}?" if near else f"It has: {', '.join(names)}."
            message = f"The report has no parameter {str(name)[:60]!r}. {hint}"
            raise UsageError(message)
    try:
        return ReportParameters.model_validate(dict(given))
    except ValidationError as error:
        parts = [
            f"parameter {each['loc'][0]}: {each['msg'][:1].lower()}{each['msg'][1:]}, found {each.get('input')!r:.60}"
            for each in error.errors(include_url=False)
        ]
        message = f"{'; '.join(parts)}. Correct the value and run the report again."
        raise UsageError(message) from None


def with_parameters(engagement: Engagement, parameters: ReportParameters) -> Engagement:
    """Give the engagement as this run should see it; the original is untouched.

    Raises
    ------
    UsageError
        When only one end of the cost of delay is given, or the low end is above the high one.
    """
    low, high = parameters.cost_of_delay_low, parameters.cost_of_delay_high
    if (low is None) != (high is None) or (low is not None and high is not None and low > high):
        message = "The cost of delay needs cost_of_delay_low and cost_of_delay_high together, the low one first."
        raise UsageError(message)
    overrides: dict[str, object] = {
        "rate_per_hour": parameters.rate_per_hour,
        "currency": parameters.currency,
        "share_level": parameters.share_level,
        "cost_of_delay": None if low is None or high is None else CostOfDelay(low=low, high=high),
    }
    told = {name: value for name, value in overrides.items() if value is not None}
    return engagement.model_copy(update={"challenge": engagement.challenge.model_copy(update=told)})
