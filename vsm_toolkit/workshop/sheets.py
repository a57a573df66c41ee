"""The written side of a session on screen: opening, prompts, exit check, what was saved, as blocks of a panel."""

from __future__ import annotations

from functools import partial

from vsm_toolkit.facilitation.exit_checks import exit_check
from vsm_toolkit.facilitation.savings import what_was_saved
from vsm_toolkit.facilitation.script import ROOM_RULES, SessionScript, script_of
from vsm_toolkit.model import Engagement
from vsm_toolkit.session import MappingSession
from vsm_toolkit.widgets.blocks import Block, heading, lines
from vsm_toolkit.widgets.exit_check_panel import ExitCheckPanel
from vsm_toolkit.widgets.safely import PanelErrors


def opening_blocks(notebook: str, where: tuple[str, ...]) -> list[Block]:
    """Write what is said and shown at the start: aim, minutes, who is in the room, rules, where things are saved.

    Parameters
    ----------
    where : tuple of str
        Sentences about the engagement and the place where it is kept.

    Raises
    ------
    UsageError
        When there is no such session.

    Examples
    --------
    >>> opening_blocks("01", ())[0]["items"]
    ['5 to 15 steps from idea to support on one page, each with its team.']
    """
    return script_opening(script_of(notebook), where)


def script_opening(script: SessionScript, where: tuple[str, ...]) -> list[Block]:
    """Write the opening of any session from its script."""
    blocks = " · ".join(f"{block.name} {block.minutes}" for block in script.blocks)
    return [
        lines(script.aim, sign="total"),
        lines(f"{script.minutes} minutes: {blocks}.", f"In the room: {script.room}."),
        *([lines(*where)] if where else []),
        heading("Rules, said aloud"),
        lines(*ROOM_RULES),
    ]


def prompt_blocks(notebook: str) -> list[Block]:
    """Write the questions to ask, what everybody writes first, and the traps.

    Raises
    ------
    UsageError
        When there is no such session.

    Examples
    --------
    >>> prompt_blocks("orientation")[0]["text"]
    'First, in silence'
    """
    return script_prompts(script_of(notebook))


def script_prompts(script: SessionScript) -> list[Block]:
    """Write the questions of any session from its script."""
    asked = [
        f"{f'To {each.to}: ' if each.to else ''}“{each.ask}”{f' ({each.why})' if each.why else ''}"
        for each in script.prompts
    ]
    return [
        heading("First, in silence"),
        lines(script.write_first, sign="question"),
        heading("Then ask"),
        lines(*asked),
        heading("Traps"),
        lines(*script.traps),
    ]


class SessionExitCheck(ExitCheckPanel):
    """What a session still lacks as far as it can be computed, and below it what only the room can answer.

    Parameters
    ----------
    notebook : str
        The session, ``"00"`` to ``"07"`` or ``"orientation"``.

    Raises
    ------
    UsageError
        When there is no such session.
    """

    def __init__(self, session: MappingSession, notebook: str, *, errors: PanelErrors | None = None) -> None:
        self._script = script_of(notebook)
        super().__init__(session, partial(exit_check, notebook=notebook), errors=errors)

    def content(self) -> list[Block]:
        """Show the points, then the questions for the room."""
        return [*super().content(), heading("Ask the room"), lines(*self._script.aloud, sign="question")]


def saved_blocks(
    engagement: Engagement, notebook: str, where: tuple[str, ...], trouble: tuple[str, ...]
) -> list[Block]:
    """Write what the session leaves behind and where it lies; trouble first.

    Raises
    ------
    UsageError
        When there is no such session.
    """
    script = script_of(notebook)
    return [
        *([lines(*trouble, sign="problem")] if trouble else []),
        lines(f"This session saved {script.saves}.", *what_was_saved(engagement, notebook), sign="good"),
        lines(*where),
    ]
