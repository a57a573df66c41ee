"""A panel that only shows: the opening of a session, its prompts, or one plain sentence."""

from __future__ import annotations

from collections.abc import Callable

from vsm_toolkit.errors import UsageError
from vsm_toolkit.widgets.blocks import Block
from vsm_toolkit.widgets.panel import Panel
from vsm_toolkit.widgets.safely import PanelErrors


class TextPanel(Panel):
    """Shows some blocks below a title, made anew whenever :meth:`show` is called.

    Parameters
    ----------
    title : str
        Heads the panel and names it for screen readers.
    make : callable
        Gives the blocks.

    Examples
    --------
    >>> from vsm_toolkit.widgets.blocks import lines
    >>> panel = TextPanel("Rules", lambda: [lines("Nobody will be named.")])
    >>> [block["type"] for block in panel.widget.content]
    ['heading', 'lines']
    """

    def __init__(self, title: str, make: Callable[[], list[Block]], *, errors: PanelErrors | None = None) -> None:
        super().__init__(errors=errors)
        # The title of this kind of panel is its content, not its class.
        self.title = title  # type: ignore[misc]
        self.widget.label = title
        self._make = make
        self.show()

    def content(self) -> list[Block]:
        """Give the blocks."""
        return self._make()

    def changed(self, place: object, value: str | bool) -> None:  # noqa: ARG002, FBT001 - there is no field
        """Refuse: there is nothing to type into."""
        message = "This panel only shows; there is nothing to type into."
        raise UsageError(message)

    def pressed(self, name: str, row: str) -> None:
        """Do nothing: what a button of this panel does, the page does by itself."""
