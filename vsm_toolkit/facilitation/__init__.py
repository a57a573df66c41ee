"""What a coach needs beside the map: the script of each session, its timer, what is missing, and what was saved.

Plain data and plain functions: the time is handed in, and nothing here knows a notebook or a widget.
"""

from vsm_toolkit.facilitation.agenda import Agenda, Light, Moment
from vsm_toolkit.facilitation.exit_checks import ExitPoint, exit_check
from vsm_toolkit.facilitation.savings import what_was_saved
from vsm_toolkit.facilitation.script import (
    NOTEBOOKS,
    ORIENTATION,
    READINESS,
    ROOM_RULES,
    SCRIPTS,
    Prompt,
    ReadinessQuestion,
    SessionScript,
    Timebox,
    script_of,
)

__all__ = [
    "NOTEBOOKS",
    "ORIENTATION",
    "READINESS",
    "ROOM_RULES",
    "SCRIPTS",
    "Agenda",
    "ExitPoint",
    "Light",
    "Moment",
    "Prompt",
    "ReadinessQuestion",
    "SessionScript",
    "Timebox",
    "exit_check",
    "script_of",
    "what_was_saved",
]
