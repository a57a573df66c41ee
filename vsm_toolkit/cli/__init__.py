"""The command ``vsm``: check a map, ask what if, bring a spreadsheet in, run a workshop, write the report.

Exit codes: 0 all is well; 1 the command worked and found something wrong (errors in a map, a failed report); 2 it could
not be carried out (a file that cannot be read, a wrong option).
"""

from __future__ import annotations

import os
import sys

from vsm_toolkit.cli import (
    exercise_group,
    exercises,
    maps,
    pages,
    program,
    spreadsheets,
    team_reports,
    what_if,
    workshops,
)
from vsm_toolkit.cli.app import CANNOT, EVERYTHING_FINE, app, say
from vsm_toolkit.errors import VsmError

__all__ = [
    "app",
    "exercise_group",
    "exercises",
    "main",
    "maps",
    "pages",
    "program",
    "spreadsheets",
    "team_reports",
    "what_if",
    "workshops",
]


def main() -> None:
    """Run the command line; every foreseen error ends as a sentence, never as a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        app()
    except VsmError as problem:
        say(problem.message, err=True)
        raise SystemExit(CANNOT) from None
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(EVERYTHING_FINE) from None
    except Exception as problem:
        if os.environ.get("VSM_DEBUG"):
            raise
        name = type(problem).__name__
        say(
            f"Something went wrong that should not have ({name}: {str(problem)[:300]}). Your files were not changed by"
            " it. Run the same command with VSM_DEBUG=1 set and report what it prints.",
            err=True,
        )
        raise SystemExit(CANNOT) from None
