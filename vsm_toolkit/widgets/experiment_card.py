"""One card for the one systemic experiment: what, whose, the first step, and by which number it will be seen."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from pydantic import ValidationError

from vsm_toolkit.errors import UsageError
from vsm_toolkit.model import Calendar
from vsm_toolkit.program.experiment import SystemicExperiment
from vsm_toolkit.widgets.blocks import Block, cards, lines, row
from vsm_toolkit.widgets.panel import Panel, Place
from vsm_toolkit.widgets.row_fields import RowField
from vsm_toolkit.widgets.safely import PanelErrors

FIELDS = (
    RowField("what", "What we try together, reversible", "area"),
    RowField("owner_role", "Who owns it (a role)", placeholder="role"),
    RowField("first_step", "The first step", "area"),
    RowField("first_step_by", "First step done by", "date"),
    RowField("look_again_on", "We look again on", "date"),
    RowField("seen_by", "Which number of this report will show it", "area"),
)


class ExperimentCard(Panel):
    """Lets a program write down its experiment; every field is kept when it is left.

    Parameters
    ----------
    experiment : callable
        Gives the experiment as it stands.
    keep : callable
        Makes an experiment durable.
    """

    title: ClassVar[str] = "One systemic experiment"

    def __init__(
        self,
        experiment: Callable[[], SystemicExperiment],
        keep: Callable[[SystemicExperiment], None],
        *,
        errors: PanelErrors | None = None,
    ) -> None:
        super().__init__(errors=errors)
        self._experiment, self._keep = experiment, keep
        self._kept = 0
        self.show()

    def saves(self) -> int:
        """Count what was kept so far."""
        return self._kept

    def content(self) -> list[Block]:
        """Show the card, and what it still lacks."""
        experiment = self._experiment()
        shown = {field.name: field.text(getattr(experiment, field.name)) for field in FIELDS}
        cells = {field.name: {**field.cell(None), "value": shown[field.name]} for field in FIELDS}
        lacking = experiment.missing()
        said = (
            lines(f"Still missing: {', '.join(lacking)}.", sign="question")
            if lacking
            else lines("Complete. Say aloud who does the first step, and by when.", sign="good")
        )
        card = row("experiment", "The experiment", self.fields("experiment", "experiment", cells))
        return [
            lines("One, not three: small, for a limited time, and undone if it does not help."),
            cards("card", [card]),
            said,
        ]

    def changed(self, place: Place, value: str | bool) -> None:  # noqa: FBT001
        """Keep one field."""
        field = next((each for each in FIELDS if each.name == place.column), None)
        if field is None:
            message = f"The experiment has no field {place.column[:40]!r}."
            raise UsageError(message)
        read = field.read(str(value), Calendar())
        empty = None if field.kind == "date" else ""
        told = {**self._experiment().model_dump(), field.name: empty if read is None else read}
        try:
            experiment = SystemicExperiment.model_validate(told)
        except ValidationError:
            message = "That is too long for a card: two pages at most. Put the rest into a document of its own."
            raise UsageError(message) from None
        self._keep(experiment)
        self._kept += 1

    def pressed(self, name: str, row: str) -> None:  # noqa: ARG002 - there is no button
        """Refuse: there is no button."""
        message = f"There is no button {name!r} on the experiment."
        raise UsageError(message)
