"""The one systemic experiment a program agrees on: small, owned, dated, and measured by something that exists."""

from __future__ import annotations

from datetime import date
from typing import Final

from pydantic import BaseModel, ConfigDict

NEEDS: Final = {
    "what": "what is tried",
    "owner_role": "which role owns it",
    "first_step": "the first step",
    "first_step_by": "until when the first step is done",
    "look_again_on": "when everybody looks again",
    "seen_by": "by which number of this report it will be seen",
}
"""The fields of an experiment and how to ask for each."""


class SystemicExperiment(BaseModel):
    """One change that no team can make alone, tried for a limited time.

    Attributes
    ----------
    owner_role : str
        A role, never a person.
    seen_by : str
        The figure that should move, in the program's own words.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", str_max_length=2_000)

    what: str = ""
    owner_role: str = ""
    first_step: str = ""
    first_step_by: date | None = None
    look_again_on: date | None = None
    seen_by: str = ""

    def missing(self) -> tuple[str, ...]:
        """Say in words what is not filled in yet.

        Examples
        --------
        >>> SystemicExperiment(what="Pull security reviews daily").missing()[0]
        'which role owns it'
        """
        values = self.model_dump()
        return tuple(words for name, words in NEEDS.items() if not str(values[name] or "").strip())
