"""The start of an exercise: how long it takes, who is working on it, and where answers are kept."""

from __future__ import annotations

from collections.abc import Callable

from vsm_toolkit.widgets.blocks import Block, cards, lines, row, text_cell
from vsm_toolkit.widgets.panel import Panel, Place
from vsm_toolkit.widgets.safely import PanelErrors


class LearnerPanel(Panel):
    """Shows some sentences and asks for a name.

    Parameters
    ----------
    title : str
        Name of the exercise.
    words : tuple of str
        Sentences: minutes, variant, place.
    learner : str
        Who worked here last; ``""`` when nobody did.
    rename : callable
        Takes a name, and says how far its owner is.
    """

    def __init__(
        self,
        title: str,
        words: tuple[str, ...],
        learner: str,
        rename: Callable[[str], str],
        *,
        errors: PanelErrors | None = None,
    ) -> None:
        super().__init__(errors=errors)
        self.title = title  # type: ignore[misc]
        self.widget.label = title
        self._words, self._learner, self._rename = words, learner, rename
        self.show()

    def content(self) -> list[Block]:
        """Show the sentences and the field for the name."""
        note = "No account: a name, or two, so that you find your answers again."
        asked = self.fields("learner", "", {"name": text_cell("Who is working on this?", self._learner, note=note)})
        return [lines(*self._words), cards("learner", [row("", "You", asked)])]

    def changed(self, place: Place, value: str | bool) -> None:  # noqa: ARG002, FBT001 - the one field
        """Go on under the name typed."""
        name = str(value)
        said = self._rename(name)
        self._learner = " ".join(name.split())
        self.done = f"Hello {self._learner}. {said}"

    def pressed(self, name: str, row: str) -> None:
        """Do nothing: there is no button."""
