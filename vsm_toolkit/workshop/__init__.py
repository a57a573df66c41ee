"""What a notebook opens: one object that finds the folder, keeps every edit, and shows the panels."""

from vsm_toolkit.workshop.coach_room import CoachRoom, open_coach_view
from vsm_toolkit.workshop.game_room import HandoffGame, open_handoff_game
from vsm_toolkit.workshop.room import Workshop, open_workshop

__all__ = ["CoachRoom", "HandoffGame", "Workshop", "open_coach_view", "open_handoff_game", "open_workshop"]
