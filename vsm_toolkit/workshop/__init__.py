"""What a notebook opens: one object that finds the folder, keeps what is done in it, and shows the panels.

The names load on first use: an exercise does not wait for the panels of a workshop.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from vsm_toolkit.workshop.coach_room import CoachRoom as CoachRoom
    from vsm_toolkit.workshop.coach_room import open_coach_view as open_coach_view
    from vsm_toolkit.workshop.exercise_desk import ExerciseDesk as ExerciseDesk
    from vsm_toolkit.workshop.exercise_desk import open_exercise as open_exercise
    from vsm_toolkit.workshop.game_room import HandoffGame as HandoffGame
    from vsm_toolkit.workshop.game_room import open_handoff_game as open_handoff_game
    from vsm_toolkit.workshop.program_room import ProgramRoom as ProgramRoom
    from vsm_toolkit.workshop.program_room import open_program as open_program
    from vsm_toolkit.workshop.room import Workshop as Workshop
    from vsm_toolkit.workshop.room import open_workshop as open_workshop

_HOMES = {
    "CoachRoom": "coach_room",
    "ExerciseDesk": "exercise_desk",
    "HandoffGame": "game_room",
    "ProgramRoom": "program_room",
    "Workshop": "room",
    "open_coach_view": "coach_room",
    "open_exercise": "exercise_desk",
    "open_handoff_game": "game_room",
    "open_program": "program_room",
    "open_workshop": "room",
}

__all__ = sorted(_HOMES)  # noqa: PLE0605 - the table above is the one list of public names


def __getattr__(name: str) -> Any:  # noqa: ANN401 - any public name
    """Load a public name on first use."""
    if name not in _HOMES:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
