"""Answers of one or several numbers or names, compared with what is right.

A number is right when it is right as far as it was written. What was written too coarsely to tell, and the right figure
behind the wrong unit, are recognised as such, so that nobody searches for an error that is none.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from vsm_toolkit.exercises.measures import NUMERAL, AnswerError, Measure, Reading, is_word_for_nothing

Value = tuple[float | str, ...]
"""What is asked for: one or several numbers in the base unit of their measure, or one or several keys."""

COARSEST = 0.025
ROUNDED_PARTS = 0.003
"""How far off a sum or product of parts may be that were read off rounded, as a share of it."""
CUT_OFF = 0.01
_MINUS = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))


@dataclass(frozen=True, slots=True)
class Given:
    """An answer as read.

    Attributes
    ----------
    numbers : tuple of tuple of Reading
        For each number asked for, every way to read what was written.
    unit : str
        The unit of the first number; the kind's own where none was written.
    names : tuple of str
        Keys of the options named.
    """

    numbers: tuple[tuple[Reading, ...], ...] = ()
    unit: str = ""
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Amounts:
    """One number, or several in a given order.

    Attributes
    ----------
    parts : tuple of str
        What each number is; empty for a single one.
    is_range : bool
        Whether it is low and high, so that ``34-36`` is read, and ``34`` as both.
    tolerance : float
        How far off a number may be that is simulated, or worked out from rounded parts, as a share of it.
    """

    measure: Measure
    parts: tuple[str, ...] = ()
    is_range: bool = False
    tolerance: float = 0.0

    def prompt(self) -> str:
        """Say how an answer is written."""
        if self.is_range:
            return f"low - high, {self.measure.example}"
        return f"{len(self.parts)} values, parted by a slash: {' / '.join(self.parts)}" if self.parts else self.measure.example

    def read(self, text: str) -> Given:
        """Read an answer.

        Raises
        ------
        VsmError
            When it cannot be read; the sentence says how to write it.
        """
        pieces = self._pieces(text.translate(_MINUS))
        read = [self.measure.read(piece) for piece in pieces]
        return Given(tuple(readings for readings, _ in read), read[0][1])

    def _pieces(self, text: str) -> list[str]:
        count = 2 if self.is_range else max(1, len(self.parts))
        if count == 1:
            return [text]
        if self.is_range and len(re.findall(NUMERAL, text)) == 1:
            return [text, text]
        range_signs = (r"\s+to\s+", r"\s*\.\.+\s*", r"(?<=[^\s-])\s*-\s*") if self.is_range else ()
        # A comma parts the numbers only where no other sign does: it may be a decimal comma.
        for sign in (*range_signs, r"\s*[;/|\n]\s*", r",\s+", r"\s+and\s+", r"\s+", r","):
            pieces = [piece for piece in re.split(sign, text.strip()) if re.search(r"\w", piece)]
            if len(pieces) == count:
                return _with_last_unit(pieces)
        wanted = "low and high" if self.is_range else " / ".join(self.parts)
        message = f"Expected {count} values ({wanted}), found {text.strip()!r}. Part them with a slash."
        raise AnswerError(message)

    def accepts(self, given: Given, value: Value) -> bool:
        """Say whether an answer gives these numbers, as far as it was written."""
        return all(
            any(self._is_close(each, float(wanted)) for each in readings)
            for readings, wanted in zip(given.numbers, value, strict=True)
        )

    def is_same(self, one: Value, other: Value) -> bool:
        """Say whether two answers cannot be told apart, the first written to one decimal or in full."""
        shown = self.measure.read(self.measure.show(float(one[0])).partition(" (")[0])[0] if len(one) == 1 else ()
        exact = Given(tuple((Reading(float(each), 0.0),) for each in one))
        return self.accepts(exact, other) or bool(shown and self.accepts(Given((shown,)), other))

    def _is_close(self, reading: Reading, wanted: float) -> bool:
        off = abs(reading.value - wanted) - 1e-9
        size = abs(wanted)
        if off <= max(self.measure.exact, self.tolerance * size):
            return True
        rounded = reading.digit / 2 <= COARSEST * size and off <= reading.digit / 2
        cut = reading.digit <= CUT_OFF * size and 0 <= wanted - reading.value < 0.999 * reading.digit
        return rounded or cut

    def is_coarse(self, given: Given, value: Value) -> bool:
        """Say whether the numbers are right and written with too few digits to tell."""
        return all(
            any(abs(each.value - float(wanted)) <= each.digit / 2 + 1e-9 for each in readings)
            for readings, wanted in zip(given.numbers, value, strict=True)
        )

    def right_unit(self, given: Given, value: Value) -> str | None:
        """Give the unit in which the figures written would be right; ``None`` where there is none."""
        written = self.measure.units.get(given.unit)
        if written is None:
            return None
        for unit, size in self.measure.units.items():
            factor = size / written
            scaled = tuple(tuple(Reading(r.value * factor, r.digit * factor) for r in each) for each in given.numbers)
            if unit != given.unit and any(value) and self.accepts(Given(scaled), value):
                return unit
        return None

    def direction(self, given: Given, value: Value) -> str:
        """Say which way a wrong answer is off."""
        places = [
            (part, min(readings, key=lambda each: abs(each.value - wanted)).value < wanted)
            for part, readings, wanted in zip(self._names(len(value)), given.numbers, map(float, value), strict=True)
            if not any(self._is_close(each, wanted) for each in readings)
        ]
        if len(value) == 1:
            return "Too low." if places[0][1] else "Too high."
        right = len(value) - len(places)
        words = ", ".join(f"{part} is too {'low' if low else 'high'}" for part, low in places)
        return f"{right} of {len(value)} right: {words}."

    def _names(self, count: int) -> Sequence[str]:
        return self.parts or (("low", "high") if self.is_range else ("it",))[:count]

    def show(self, value: Value) -> str:
        """Write the value as people read it."""
        shown = [self.measure.show(float(each)) for each in value]
        if self.is_range and shown[0] == shown[1]:
            return f"{shown[0]}, low and high"
        return " to ".join(shown) if self.is_range else " / ".join(shown)


def _with_last_unit(pieces: list[str]) -> list[str]:
    """Give the unit behind the last number to all when only that one has it."""
    unit = re.search(r"[a-z%][a-z% /]*$", pieces[-1], re.IGNORECASE)
    if unit is None or any(re.search(r"[a-z%]", piece, re.IGNORECASE) for piece in pieces[:-1]):
        return pieces
    return [*(f"{piece} {unit.group()}" for piece in pieces[:-1]), pieces[-1]]


@dataclass(frozen=True, slots=True)
class Names:
    """One or several options, by key or by name.

    Attributes
    ----------
    options : mapping of str to str
        What may be named: key and words.
    ordered : bool
        Whether the order counts.
    count : int or None
        How many are asked for; ``None`` leaves it open, and none is an answer too.
    """

    options: Mapping[str, str]
    ordered: bool = False
    count: int | None = 1

    def prompt(self) -> str:
        """Say how an answer is written."""
        if self.count == 1:
            return "choose one"
        return f"{'in order: ' if self.ordered else ''}{', '.join(list(self.options)[:3])} …"

    def read(self, text: str) -> Given:
        """Read an answer.

        Raises
        ------
        AnswerError
            When something else is named.
        """
        if self.count is None and is_word_for_nothing(text):
            return Given()
        spellings = {key.casefold(): key for key in self.options}
        spellings |= {" ".join(words.casefold().split()): key for key, words in self.options.items()}
        rest = " ".join(text.translate(_MINUS).casefold().split())
        found: list[str] = []
        while rest:
            spelling = next((each for each in sorted(spellings, key=len, reverse=True) if _starts(rest, each)), None)
            if spelling is not None:
                found.append(spellings[spelling])
                rest = rest[len(spelling) :]
            elif joint := re.match(r"[\s,;/|>→().-]+|and\b|then\b", rest):
                rest = rest[joint.end() :]
            else:
                message = f"Cannot find {rest[:40]!r} among the options: {', '.join(self.options)}."
                raise AnswerError(message)
        if not found or (self.count is not None and len(found) != self.count):
            message = f"Expected {self.count or 'one or more'} of {', '.join(self.options)}, found {len(found)}."
            raise AnswerError(message)
        return Given(names=tuple(found))

    def accepts(self, given: Given, value: Value) -> bool:
        """Say whether an answer names these."""
        return given.names == value if self.ordered else sorted(given.names) == sorted(map(str, value))

    def is_same(self, one: Value, other: Value) -> bool:
        """Say whether two answers cannot be told apart."""
        return self.accepts(Given(names=tuple(map(str, one))), other)

    def direction(self, given: Given, value: Value) -> str:
        """Say how much of a wrong answer is right."""
        if len(value) < 2:
            return "Not that."
        if self.ordered:
            right = sum(one == other for one, other in zip(given.names, value, strict=False))
            return f"{right} of {len(value)} stand in their place."
        return f"{len(set(given.names) & set(value))} of {len(value)} are among the right ones."

    def show(self, value: Value) -> str:
        """Write the value as people read it."""
        if not value:
            return "none"
        shown = [str(each) if self.count != 1 else self.options[str(each)] for each in value]
        return (" → " if self.ordered else ", ").join(shown)


def _starts(text: str, spelling: str) -> bool:
    return text.startswith(spelling) and not re.match(r"\w", text[len(spelling) : len(spelling) + 1])


Kind = Amounts | Names
