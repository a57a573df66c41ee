"""What stands in a step's box on the map, fitted to the box."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from vsm_toolkit.charts.text_fit import longest_word, text_width, wrapped
from vsm_toolkit.charts.theme import SMALLEST_SIZE
from vsm_toolkit.durations import format_hours
from vsm_toolkit.model import Step

_PADDING: Final = 5.0
_SEPARATOR: Final = " · "
_NAME_SIZES: Final = (17.0, 15.0)
_ROOM: Final = {17.0: 140.0, 15.0: 100.0}
NARROW_BOX: Final = 88.0
"""Below this width a box says ``W`` and ``P`` instead of ``wait`` and ``work``."""


@dataclass(frozen=True)
class StepText:
    """The lines of one box and how large they are set.

    Attributes
    ----------
    name, numbers : tuple of str
        Lines from the top.
    name_size, number_size : float
        Pixels.
    """

    name: tuple[str, ...]
    numbers: tuple[str, ...]
    name_size: float
    number_size: float

    @property
    def height(self) -> float:
        """What the box must be high, pixels."""
        return 2 * _PADDING + len(self.name) * self.name_size * 1.15 + 2 + len(self.numbers) * self.number_size * 1.2

    def places(self, top: float) -> list[tuple[str, float, float, bool]]:
        """Give each line with its middle height, its size, and whether it belongs to the name."""
        places = []
        y = top + _PADDING
        for line in self.name:
            places.append((line, y + self.name_size * 0.6, self.name_size, True))
            y += self.name_size * 1.15
        y += 2
        for line in self.numbers:
            places.append((line, y + self.number_size * 0.62, self.number_size, False))
            y += self.number_size * 1.2
        return places


def step_numbers(step: Step, *, short: bool = False) -> tuple[str, ...]:
    """Give a step's times and %C&A as short texts; what is not known yet shows as ``?``.

    Parameters
    ----------
    short : bool
        Write ``W`` and ``P`` instead of ``wait`` and ``work``.

    Examples
    --------
    >>> from vsm_toolkit.model import TimeEstimate
    >>> step_numbers(Step(id="A11", name="Change approval", wait_time=TimeEstimate(value=40)))
    ('wait 5 d', 'work ?', '? %')
    """
    wait, delay, work = (
        format_hours(None if estimate is None else estimate.value)
        for estimate in (step.wait_time, step.in_step_delay, step.process_time)
    )
    accurate = step.percent_complete_accurate
    stopped = [f"{'D' if short else 'stuck'} {delay}"] if step.in_step_delay and step.in_step_delay.value else []
    return (
        f"{'W' if short else 'wait'} {wait}",
        *stopped,
        f"{'P' if short else 'work'} {work}",
        "? %" if accurate is None else f"{accurate.value:.4g} %",
    )


def step_text(step: Step, box_width: float) -> StepText:
    """Fit a step's name and numbers into a box.

    Parameters
    ----------
    box_width : float
        Pixels.

    Examples
    --------
    >>> step_text(Step(id="A11", name="Change approval"), 160).numbers
    ('wait ? · work ? · ? %',)
    """
    is_narrow = box_width < NARROW_BOX
    number_size = 15.0 if box_width >= 140 else 13.5 if not is_narrow else float(SMALLEST_SIZE)
    inner = box_width - (3 if is_narrow else 9)
    name_size = next((size for size in _NAME_SIZES if box_width >= _ROOM[size] and
                      longest_word(step.name, size, bold=True) <= inner), 13.5)  # fmt: skip
    name_size = float(SMALLEST_SIZE) if is_narrow else name_size
    name = wrapped(step.name, inner, size=name_size, lines=4 if is_narrow else 3, bold=not is_narrow)
    return StepText(name, _packed(step_numbers(step, short=is_narrow), inner, number_size), name_size, number_size)


def _packed(texts: tuple[str, ...], width: float, size: float) -> tuple[str, ...]:
    lines = [texts[0]]
    for text in texts[1:]:
        longer = f"{lines[-1]}{_SEPARATOR}{text}"
        if text_width(longer, size) <= width:
            lines[-1] = longer
        else:
            lines.append(text)
    return tuple(lines)
