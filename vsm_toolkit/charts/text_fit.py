"""Make any text fit a picture: visible characters only, wrapped to a width, cut with an ellipsis."""

from __future__ import annotations

import unicodedata
from typing import Final

from vsm_toolkit.charts.theme import LABEL_SIZE

ELLIPSIS: Final = "…"
# Widths of Arial and the fonts made to its measure, in thousandths of the font size.
_WIDTHS: Final = {
    character: width / 1000
    for width, characters in {
        191: "'", 222: "ijl", 278: " !,./:;I[\\]ft·", 333: "()-`r", 355: '"', 389: "*", 500: "Jckvsxyz",
        556: "#$?0123456789L_abdeghnopqu", 584: "+<=>~", 611: "FTZ", 667: "&ABEKPSVXY", 722: "CDHNRUw", 778: "GOQ",
        833: "Mm", 889: "%", 944: "W", 1000: "…→", 1015: "@", 260: "|", 334: "{}", 469: "^",
    }.items()
    for character in characters
}  # fmt: skip
_BOLD: Final = 1.08
_REPLACEMENT: Final = "\ufffd"
# Direction overrides can make a name read as another one and zero-width marks can hide text; the joiner serves emoji.
_DECEIVING: Final = frozenset(
    "\u200b\u200e\u200f\u061c\u2060\ufeff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
_LONGEST_MEASURED: Final = 600


def visible(text: str) -> str:
    r"""Replace what cannot be seen in a picture: line breaks and controls by a space, broken characters by a mark.

    Parameters
    ----------
    text : str
        Anything a team typed.

    Returns
    -------
    str
        One line, runs of spaces joined; direction overrides and zero-width marks are dropped.

    Examples
    --------
    >>> visible("Change\napproval\x00")
    'Change approval'
    """
    return " ".join("".join(_visible_character(character) for character in text).split())


def _visible_character(character: str) -> str:
    category = unicodedata.category(character)
    if character in _DECEIVING:
        return ""
    if category == "Cs" or character in "\ufffe\uffff":
        return _REPLACEMENT
    return " " if category in ("Cc", "Zl", "Zp", "Zs") else character


def text_width(text: str, size: float = LABEL_SIZE, *, bold: bool = False) -> float:
    """Estimate how wide a text is drawn, a little on the wide side.

    Parameters
    ----------
    text : str
        One line.
    size : float
        Font size in pixels.

    Returns
    -------
    float
        Pixels.

    Examples
    --------
    >>> text_width("illi", 10) < text_width("MMMM", 10)
    True
    """
    return size * sum(map(_relative_width, text)) * (_BOLD if bold else 1.0)


def _relative_width(character: str) -> float:
    known = _WIDTHS.get(character)
    if known is not None:
        return known
    if unicodedata.combining(character):
        return 0.0
    return 1.05 if unicodedata.east_asian_width(character) in "WF" else 0.72


def wrapped(
    text: str, width: float, *, size: float = LABEL_SIZE, lines: int = 2, bold: bool = False
) -> tuple[str, ...]:
    """Break a text into at most so many lines, the last one ending in an ellipsis when text is left over.

    Parameters
    ----------
    text : str
        Anything a team typed; it is made :func:`visible` first.
    width : float
        Pixels a line may take.
    size : float
        Font size in pixels.
    lines : int
        At most so many lines.

    Returns
    -------
    tuple of str
        At least one line; words longer than a line are broken inside.

    Examples
    --------
    >>> wrapped("System and regression test", 120, size=14)
    ('System and', 'regression test')
    >>> wrapped("x" * 500, 60, size=14, lines=1)
    ('xxxxxx…',)
    """
    words = visible(text[:_LONGEST_MEASURED]).split(" ")
    done: list[str] = []
    line = ""
    for word in words:
        longer = f"{line} {word}" if line else word
        if text_width(longer, size, bold=bold) <= width:
            line = longer
            continue
        *full, line = [*([line] if line else []), *_word_pieces(word, width, size, bold=bold)]
        done.extend(full)
        if len(done) > lines:
            break
    done.append(line)
    if len(done) <= lines and len(text) <= _LONGEST_MEASURED:
        return tuple(done)
    return (*done[: lines - 1], _with_ellipsis(done[lines - 1 : lines + 1], width, size, bold=bold))


def fitted(text: str, width: float, *, size: float = LABEL_SIZE, bold: bool = False) -> str:
    """Give one line of a text that is not wider than asked.

    Examples
    --------
    >>> fitted("Enterprise Architecture", 100, size=14)
    'Enterprise…'
    """
    return wrapped(text, width, size=size, lines=1, bold=bold)[0]


def _word_pieces(word: str, width: float, size: float, *, bold: bool) -> list[str]:
    """Break one word that is too long: behind a hyphen or slash if it has one in reach, else with a hyphen."""
    if text_width(word, size, bold=bold) <= width:
        return [word]
    length = 1
    while length < len(word) and text_width(word[: length + 1] + "-", size, bold=bold) <= width:
        length += 1
    own = max(word.rfind(sign, 0, length + 1) for sign in "-/_.") + 1
    if own > 1:
        return [word[:own], *_word_pieces(word[own:], width, size, bold=bold)]
    if len(word) - length < 3 and length > 4:
        length = len(word) - 3
    hyphen = "-" if word[length - 1 : length + 1].isalpha() else ""
    return [word[:length] + hyphen, *_word_pieces(word[length:], width, size, bold=bold)]


def longest_word(text: str, size: float, *, bold: bool = False) -> float:
    """Give the width of the widest word of a text, pixels.

    Examples
    --------
    >>> longest_word("a change", 15) == text_width("change", 15)
    True
    """
    words = visible(text[:_LONGEST_MEASURED]).replace("-", "- ").split()
    return max((text_width(word, size, bold=bold) for word in words), default=0.0)


def _with_ellipsis(rest: list[str], width: float, size: float, *, bold: bool) -> str:
    text = rest[0]
    while text and text_width(text + ELLIPSIS, size, bold=bold) > width:
        text = text[:-1]
    while text and (unicodedata.combining(text[-1]) or text[-1] in " \u200d\ufe0f"):
        text = text[:-1]
    return text + ELLIPSIS
