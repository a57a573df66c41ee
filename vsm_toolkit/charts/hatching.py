"""Hatch a rectangle with one unbroken line.

Vega has no pattern fill. One line that runs along the border between its diagonals looks like hatching and costs one
path instead of a hundred.
"""

from __future__ import annotations

Point = tuple[float, float]


def hatch_line(
    x: float, y: float, width: float, height: float, *, spacing: float = 9.0, falling: bool = False
) -> tuple[Point, ...]:
    """Give the points of a line that hatches a rectangle.

    Parameters
    ----------
    x, y, width, height : float
        The rectangle, pixels, y downwards.
    spacing : float
        Pixels between two diagonals along the horizontal.
    falling : bool
        Diagonals fall from left to right instead of rising.

    Returns
    -------
    tuple of (float, float)
        All inside the rectangle; empty when it has no area.

    Examples
    --------
    >>> hatch_line(0, 0, 10, 10, spacing=10)
    ((0, 0), (10, 0), (0, 10), (10, 10))
    """
    if width <= 0 or height <= 0:
        return ()
    points: list[Point] = []
    count = int((width + height) // spacing)
    for number in range(count + 1):
        ends = [_on_lower_left(number * spacing, height), _on_upper_right(number * spacing, width)]
        points.extend(ends if number % 2 == 0 else reversed(ends))
        corner = _corner_between(number * spacing, spacing, width, height, upper=number % 2 == 0)
        if corner is not None:
            points.append(corner)
    return tuple((x + across, y + (height - down if falling else down)) for across, down in dict.fromkeys(points))


def _on_lower_left(distance: float, height: float) -> Point:
    """Walk from the top left corner down the left side, then along the bottom."""
    return (0, distance) if distance <= height else (distance - height, height)


def _on_upper_right(distance: float, width: float) -> Point:
    """Walk from the top left corner along the top, then down the right side."""
    return (distance, 0) if distance <= width else (width, distance - width)


def _corner_between(distance: float, spacing: float, width: float, height: float, *, upper: bool) -> Point | None:
    """Give the corner the line must turn around on its way along the border to the next diagonal."""
    turn = width if upper else height
    if not distance < turn < distance + spacing or distance + spacing > width + height:
        return None
    return (width, 0) if upper else (0, height)
