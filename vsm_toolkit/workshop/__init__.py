"""What a notebook opens: one object that finds the engagement, keeps every edit, and shows the panels."""

from vsm_toolkit.workshop.room import Workshop, open_workshop

__all__ = ["Workshop", "open_workshop"]
