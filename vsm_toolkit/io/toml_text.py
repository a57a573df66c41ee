"""The text of a TOML file: parsed within limits, searched for the line of a value, and written one value a line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

import tomli_w

from vsm_toolkit.errors import FileError, ReadingProblem

DEEPEST = 32
"""How many tables and lists may lie in one another; a map needs four."""

MOST_LINES = 50_000
MOST_TABLES = 10_000
"""A map of five hundred steps with a year of measured items has a tenth of these."""

WHOLE_NUMBERS = range(-(2**63), 2**63)

# Forty key parts with dots between them: nobody writes that, and the time to read it grows with the square.
_ENDLESS_KEY = re.compile(r"""(?<![\w."'-])(?:(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+){40}""")
_HEADER = re.compile(r"\s*+\[\[?([^\[\]]++)\]\]?\s*+(?:#.*)?")
_LINE_IN_MESSAGE = re.compile(r" \(at line (\d+), column \d+\)$")


def parse_toml(text: str, path: str) -> dict[str, Any]:
    """Parse a TOML document, within limits that no map comes near.

    Parameters
    ----------
    path : str
        How to name the file in errors.

    Raises
    ------
    FileError
        When it is no TOML, lies too deep, has more lines or tables than any map, or holds a number too large for use.

    Examples
    --------
    >>> parse_toml('name = "Lantern"', "map.toml")
    {'name': 'Lantern'}
    """
    for most, found, what in ((MOST_LINES, text.count("\n"), "lines"), (MOST_TABLES, text.count("\n["), "tables")):
        if found > most:
            remedy = "Keep what is not part of the map in another file."
            raise _unreadable(path, f"at most {most:,} {what}", f"{found:,}", remedy)
    if _ENDLESS_KEY.search(text):
        raise _unreadable(path, "keys of a few words", "a key of dozens of parts", "Put text in quotes.")
    try:
        document = tomllib.loads(text)
    except RecursionError:
        raise _too_deep(path) from None
    except tomllib.TOMLDecodeError as error:
        line = _LINE_IN_MESSAGE.search(str(error))
        what = str(error)[: line.start() if line else 200]
        place = f"{path}, line {line.group(1)}" if line else path
        remedy = "Correct that line; text needs quotes, tables need [brackets]."
        raise _unreadable(path, "a TOML file", what, remedy, place) from None
    except ValueError:  # Python refuses to read a number of more than 4,300 digits
        got, remedy = "one of thousands of digits", "Write a number people use."
        raise _unreadable(path, "numbers of at most 19 digits", got, remedy) from None
    refuse_extremes(document, path)
    return document


def refuse_extremes(document: dict[str, Any], path: str) -> None:
    """Refuse a document that lies too deep or holds numbers too large for any use.

    Raises
    ------
    FileError
        Naming the place.
    """
    waiting: list[tuple[Any, tuple[str, ...]]] = [(document, ())]
    while waiting:  # not recursive: depth is what is being checked
        value, place = waiting.pop()
        if len(place) > DEEPEST:
            raise _too_deep(path, place)
        if isinstance(value, dict):
            waiting.extend((each, (*place, name)) for name, each in value.items())
        elif isinstance(value, list):
            waiting.extend((each, (*place, str(number))) for number, each in enumerate(value, 1))
        elif isinstance(value, int) and value not in WHOLE_NUMBERS:
            where = f"{path}, {_shown(place)}"
            raise _unreadable(
                path, "a number of at most 19 digits", "a longer one", "Write a number people use.", where
            )


def _shown(place: tuple[str, ...]) -> str:
    return " ".join(part[:40] for part in place[:4])


def _too_deep(path: str, place: tuple[str, ...] = ()) -> FileError:
    where = f"{path}, {_shown(place)}" if place else path
    return _unreadable(
        path, f"tables and lists at most {DEEPEST} deep", "deeper ones", "Is this the right file?", where
    )


def _unreadable(path: str, expected: str, got: str, remedy: str, place: str = "") -> FileError:
    return FileError(path, (ReadingProblem(place or path, expected, got, remedy),))


class TomlLines:
    r"""Where in a TOML text the tables and their values stand.

    Parameters
    ----------
    text : str
        Tables under headers of their own are found; tables written in one line are not.

    Examples
    --------
    >>> TomlLines('[[steps]]\nid = "A"\n\n[[steps]]\nid = "B"').find("steps", 1, "id")
    5
    """

    def __init__(self, text: str) -> None:
        keys: dict[str, int] = {}
        self._sections: dict[str, list[tuple[int, dict[str, int]]]] = {"": [(1, keys)]}
        for number, line in enumerate(text.split("\n"), 1):
            header = _HEADER.fullmatch(line)
            if header:
                keys = {}
                self._sections.setdefault(_bare(header.group(1)), []).append((number, keys))
            elif "=" in line:
                keys.setdefault(_bare(line.partition("=")[0]), number)

    def find(self, table: str, index: int, column: str = "") -> int | None:
        """Give the line of a value, else of its table's header, else ``None``.

        Parameters
        ----------
        table : str
            ``""`` for what stands above the first header.
        index : int
            Which of the tables of that name, from 0.
        column : str
            May lead into a table within: ``"outcome.by_date"``.
        """
        first, _, rest = column.partition(".")
        inner = self._sections.get(f"{table}.{first}", []) if first else []
        if len(inner) == 1:
            header, keys = inner[0]
            return keys.get(rest, header)
        found = self._sections.get(table, [])
        if index >= len(found):
            return None
        header, keys = found[index]
        return keys.get(first, header)


def _bare(name: str) -> str:
    return ".".join(part.strip().strip("\"'") for part in name.split("."))


def render_table(header: str, row: Mapping[str, Any]) -> str:
    """Write a row under its header; tables within it get longer headers of their own, so that they stay in it.

    Parameters
    ----------
    header : str
        In its brackets, which tell a table from a row of many.

    Examples
    --------
    >>> print(render_table("[[steps]]", {"id": "A", "meta": {"level": 3}}))
    [[steps]]
    id = "A"
    <BLANKLINE>
    [steps.meta]
    level = 3
    <BLANKLINE>
    """
    within = {name: value for name, value in row.items() if isinstance(value, dict) or is_rows(value)}
    simple = {name: value for name, value in row.items() if name not in within}
    return "\n".join([f"{header}\n{tomli_w.dumps(simple)}", *render_tables(f"{header.strip('[]')}.", within)])


def render_tables(prefix: str, tables: Mapping[str, Any]) -> Iterator[str]:
    """Write tables, and lists of tables, each under its own header.

    Parameters
    ----------
    prefix : str
        What their headers start with: ``""``, or the table they lie in and a dot.
    """
    for name, value in tables.items():
        key = prefix + tomli_w.dumps({name: 0}).removesuffix(" = 0\n")
        if isinstance(value, dict):
            yield render_table(f"[{key}]", value)
        else:
            yield from (render_table(f"[[{key}]]", each) for each in value)


def is_rows(value: object) -> bool:
    """Say whether a value is a list of tables, and not an empty one.

    Examples
    --------
    >>> is_rows([{"id": "A"}]), is_rows([{"id": "A"}, 1]), is_rows([])
    (True, False, False)
    """
    return isinstance(value, list) and bool(value) and all(isinstance(each, dict) for each in value)
