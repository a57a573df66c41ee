"""What a notebook opens: one object that finds the folder, keeps every edit, and shows the panels."""

from vsm_toolkit.workshop.game_room import HandoffGame, open_handoff_game
from vsm_toolkit.workshop.room import Workshop, open_workshop

__all__ = ["HandoffGame", "Workshop", "open_handoff_game", "open_workshop"]
