"""Which forms of a report there are, and one call that writes those asked for beside the page."""

from __future__ import annotations

import difflib
from collections.abc import Collection
from importlib import import_module
from pathlib import Path

from vsm_toolkit.errors import UsageError
from vsm_toolkit.reports.formats.contents import FormatNote, contents_of
from vsm_toolkit.reports.team_report import TeamReport

ALWAYS = "html"
MODULES = {"pdf": "pdf", "pptx": "slides", "xlsx": "workbook", "markdown": "wiki"}
"""The forms beside the page, and the module that writes each."""

EVERYTHING = "all"
LONGEST_REASON = 300
WRITTEN_FILES = frozenset({"report.pdf", "report.pptx", "report.xlsx", "report.md", "report-pictures"})
"""What the forms add to the folder of a report."""


def read_formats(text: str) -> tuple[str, ...]:
    """Read the forms somebody asked for; ``html`` is always written and may be named.

    Raises
    ------
    UsageError
        Naming the first that does not exist.

    Examples
    --------
    >>> read_formats("html, PDF,xlsx"), read_formats("html")
    (('pdf', 'xlsx'), ())
    """
    asked = [part.strip().lower() for part in text.split(",") if part.strip()]
    known = (ALWAYS, *MODULES, EVERYTHING)
    for each in asked:
        if each not in known:
            near = difflib.get_close_matches(each, known, n=1)
            hint = f"Did you mean {near[0]!r}?" if near else "Name one or several with commas between them."
            message = f"--format: expected {', '.join(known)}, found {each[:40]!r}. {hint}"
            raise UsageError(message)
    return tuple(name for name in MODULES if EVERYTHING in asked or name in asked)


def write_formats(report: TeamReport, folder: Path, formats: Collection[str]) -> tuple[FormatNote, ...]:
    """Write forms of a report into the folder that holds its ``report.html``.

    Parameters
    ----------
    formats : collection of str
        As :func:`read_formats` gives them; none writes nothing.

    Returns
    -------
    tuple of FormatNote
        Of a form that could not be written, and of texts that had to be cut; the other forms are written all the same.
    """
    if not formats:
        return ()
    contents = contents_of(report)
    notes: list[FormatNote] = []
    for name, module in MODULES.items():
        if name in formats:
            try:
                write = import_module(f"vsm_toolkit.reports.formats.{module}").write
                notes += write(contents, folder)
            except Exception as problem:  # the page must not be lost to a fault in another form of it
                words = f"{type(problem).__name__}: {problem}"
                notes.append(FormatNote(f"No {name}: {words[:LONGEST_REASON]}", is_missing=True))
    return tuple(notes)
