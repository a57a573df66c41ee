"""What a panel consists of, as plain JSON: headings, lines, tables and cards of fields, buttons, bars, a timer.

The browser sets every text in it as text; nothing here is ever read as markup. Every field has a label in words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any, Literal

from vsm_toolkit.display import quoted_name

Block = dict[str, Any]
Cell = dict[str, Any]
Row = dict[str, Any]
Button = dict[str, Any]
LineSign = Literal["plain", "total", "question", "problem", "good"]
BarSign = Literal["plain", "good", "warning", "bad"]
FieldSize = Literal["one", "rest", "wide", "words"]
ColumnSize = Literal["narrow", "middle", "wide", "number"]

NOT_SAID = "? not said yet"


def heading(text: str, level: Literal[1, 2] = 2) -> Block:
    """Head a panel (1) or a part of it (2)."""
    return {"type": "heading", "text": text, "level": level}


def lines(*items: str, sign: LineSign = "plain") -> Block:
    """Say something in whole sentences; questions and problems stand out by a bar, a problem is also read out.

    Examples
    --------
    >>> lines("All saved.", sign="good")["items"]
    ['All saved.']
    """
    return {"type": "lines", "items": list(items), "sign": sign}


def text_cell(
    label: str,
    value: str,
    *,
    kind: Literal["text", "area", "date"] = "text",
    placeholder: str = "",
    note: str = "",
    masked: bool = False,
    size: FieldSize | None = None,
    enter: str = "",
    private: bool = False,
) -> Cell:
    """Give a field to type into.

    Parameters
    ----------
    masked : bool
        Whether what is typed is hidden from the room.
    enter : str
        A button that Enter presses.
    private : bool
        Whether what is typed stays in the browser until a button of its form is pressed, and is shown to no other.
    """
    return {
        "kind": kind,
        "label": label,
        "value": value,
        "placeholder": placeholder,
        "note": note,
        "masked": masked,
        "enter": enter,
        "private": private,
        "size": size or ("wide" if kind == "area" else "one"),
    }


def select_cell(
    label: str, value: str, options: Iterable[tuple[str, str]], *, note: str = "", size: FieldSize = "one"
) -> Cell:
    """Give a field to choose from; an option is the value kept and the words shown."""
    offered = [list(each) for each in options]
    return {"kind": "select", "label": label, "value": value, "options": offered, "note": note, "size": size}


def tick_cell(label: str, *, ticked: bool, note: str = "") -> Cell:
    """Give a box to tick."""
    return {"kind": "tick", "label": label, "value": ticked, "note": note}


def range_cell(label: str, value: float, words: str, *, least: float = 0, most: float = 1, step: float = 0.05) -> Cell:
    """Give a slider; ``words`` say its position, on screen and to a screen reader."""
    return {
        "kind": "range",
        "label": label,
        "value": value,
        "words": words,
        "note": words,
        "size": "wide",
        "min": least,
        "max": most,
        "step": step,
    }


def words_cell(words: str) -> Cell:
    """Give a cell that is only read."""
    return {"kind": "words", "label": "", "value": words, "size": "words"}


def button(
    name: str,
    label: str,
    *,
    title: str = "",
    main: bool = False,
    disabled: bool = False,
    pressed: bool | None = None,
    place: str = "",
    hotkey: str = "",
) -> Button:
    """Give a button; ``title`` is its name for screen readers, ``place`` where the page scrolls, ``hotkey`` its key."""
    made: Button = {"name": name, "label": label, "title": title, "main": main, "disabled": disabled, "place": place}
    made["hotkey"] = hotkey
    return made if pressed is None else {**made, "pressed": pressed}


def row(
    key: str, head: str, cells: Mapping[str, Cell], *, sub: str = "", buttons: Sequence[Button] = (), sign: str = ""
) -> Row:
    """Give one row of a table or one card; long or right-to-left names cannot break the line they stand in."""
    return {
        "key": key,
        "head": quoted_name(head),
        "sub": sub,
        "cells": dict(cells),
        "buttons": list(buttons),
        "sign": sign,
    }


def table(
    name: str,
    caption: str,
    head: str,
    columns: Sequence[tuple[str, str]],
    rows: Sequence[Row],
    *,
    sizes: Mapping[str, ColumnSize] | None = None,
) -> Block:
    """Lay rows of fields out under each other; a column is its name and its title, ``sizes`` say how broad it is."""
    return {
        "type": "table",
        "name": name,
        "caption": caption,
        "head": head,
        "columns": [list(each) for each in columns],
        "sizes": dict(sizes or {}),
        "rows": list(rows),
    }


def cards(name: str, rows: Sequence[Row]) -> Block:
    """Lay every row out as a card of its own, each field under its label, in the order of its cells."""
    columns = list(dict.fromkeys(column for each in rows for column in each["cells"]))
    return {"type": "cards", "name": name, "columns": [[each, ""] for each in columns], "rows": list(rows)}


def buttons(name: str, caption: str, items: Sequence[Button]) -> Block:
    """Put buttons in a line."""
    return {"type": "buttons", "name": name, "caption": caption, "items": list(items)}


def bar(label: str, share: float, text: str, sign: BarSign = "plain") -> dict[str, Any]:
    """Give one bar; ``share`` is its length from 0 to 1, ``text`` its value in words beside it."""
    return {"label": quoted_name(label), "share": min(max(share, 0.0), 1.0), "text": text, "sign": sign}


def bars(caption: str, items: Sequence[dict[str, Any]]) -> Block:
    """Draw bars under each other."""
    return {"type": "bars", "caption": caption, "items": list(items)}


def timer(name: str, left: float, *, running: bool, phases: Sequence[tuple[float, str, str]]) -> Block:
    """Count down in the browser, without asking the kernel every second.

    Parameters
    ----------
    left : float
        Seconds; below 0 once the time is over.
    phases : sequence of (above, sign, words)
        The first phase whose ``above`` is less than the seconds left is shown, by colour, border and words.
    """
    listed = [{"above": above, "sign": sign, "words": words} for above, sign, words in phases]
    return {"type": "timer", "name": quoted_name(name), "left": left, "running": running, "phases": listed}


def stopwatch(seconds: float, *, running: bool, words: str = "") -> Block:
    """Count seconds up in the browser, without asking the kernel; ``words`` stand beside them."""
    return {"type": "stopwatch", "seconds": seconds, "running": running, "words": words}


def big_key(hotkey: str, name: str, row: str, label: str, notes: Sequence[str], *, ready: bool) -> Button:
    """Give a key as big as a hand: pressed by touch, mouse or its key; not ``ready`` still answers, with the reason."""
    return {
        "hotkey": hotkey,
        "name": name,
        "row": row,
        "label": quoted_name(label),
        "notes": list(notes),
        "ready": ready,
    }


def keypad(caption: str, keys: Sequence[Button]) -> Block:
    """Put big keys beside each other; their hotkeys work while the focus is inside the panel."""
    return {"type": "keypad", "name": "keypad", "caption": caption, "keys": list(keys)}


def choices(
    kinds: type[StrEnum], words: Mapping[str, str] | None = None, *, unknown: str = NOT_SAID
) -> list[tuple[str, str]]:
    """Offer the members of an enumeration, "nobody knows yet" first; an empty ``unknown`` leaves that out.

    Examples
    --------
    >>> from vsm_toolkit.model import DependencyStrength
    >>> choices(DependencyStrength)
    [('', '? not said yet'), ('hard', 'hard'), ('soft', 'soft')]
    """
    listed = [(each.value, (words or {}).get(each.value, each.value.replace("_", " "))) for each in kinds]
    return [("", unknown), *listed] if unknown else listed
