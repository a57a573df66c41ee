"""A computed figure that says what it covers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """A total that states its own coverage.

    Attributes
    ----------
    value : float or None
        The figure, ``None`` when something it needs is not known.
    at_least, at_most : float or None
        What can be said all the same: the bound from what is known.
    known, of : int
        How many of the parts it needs are known.

    Examples
    --------
    >>> Figure(141.0, known=6, of=6).is_complete()
    True
    >>> Figure(None, at_most=0.339, known=5, of=6).coverage_words("step")
    'over 5 of 6 steps'
    """

    value: float | None
    at_least: float | None = None
    at_most: float | None = None
    known: int = 0
    of: int = 0

    def is_complete(self) -> bool:
        """Say whether nothing it needs is missing."""
        return self.value is not None

    def best(self) -> float | None:
        """Give the value, else the bound; show it with :meth:`sign` so that a bound never reads as a value."""
        if self.value is not None:
            return self.value
        return self.at_least if self.at_least is not None else self.at_most

    def sign(self) -> str:
        """Give ``""`` for a value, ``"≥ "`` or ``"≤ "`` for a bound."""
        if self.value is not None:
            return ""
        if self.at_least is not None:
            return "≥ "
        return "≤ " if self.at_most is not None else ""

    def coverage_words(self, noun: str) -> str:
        """Say how much of it is known, for example ``over 5 of 6 steps``."""
        return f"over {self.known} of {self.of} {noun}{'' if self.of == 1 else 's'}"
