"""Pages of decision holders: when each was handed over, when it was read, and what they say to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from vsm_toolkit.errors import UsageError
from vsm_toolkit.history import key_of
from vsm_toolkit.model import Engagement, OwnerReading
from vsm_toolkit.owner_readings import owner_roles
from vsm_toolkit.session import MappingSession
from vsm_toolkit.widgets.blocks import Block, Row, button, buttons, cards, lines, row
from vsm_toolkit.widgets.panel import Place, SessionPanel
from vsm_toolkit.widgets.row_fields import RowField
from vsm_toolkit.widgets.safely import PanelErrors

FIELDS = (
    RowField("sent_on", "Handed over on", "date"),
    RowField("read_on", "Has read it on", "date"),
    RowField("statement", "What they say to it, in their words", "area"),
)
READ, HANDED_OVER, DRAFT = "read", "handed over, still a draft", "a draft, not handed over yet"


class OwnerPages(SessionPanel):
    """One card per role outside the team that the map names.

    Parameters
    ----------
    session : MappingSession
        The workshop's session.
    write_pages : callable or None
        Writes the pages to hand over and says where they are; without it there is no button for that.
    """

    title: ClassVar[str] = "Pages for those who decide elsewhere"

    def __init__(
        self,
        session: MappingSession,
        write_pages: Callable[[], str] | None = None,
        *,
        errors: PanelErrors | None = None,
    ) -> None:
        self._write_pages = write_pages
        super().__init__(session, errors=errors)

    def content(self) -> list[Block]:
        """Say how many are still drafts, then a card per role."""
        roles = owner_roles(self.session.engagement)
        if not roles:
            return [lines("The map names nobody outside the team yet.")]
        drafts = sum(not _is_read(self._reading(role)) for role in roles)
        said = f"{len(roles) - drafts} of {len(roles)} have read their page."
        rule = "Until a role has read its page, no report beyond the team names it."
        write = [button("write", "Write the pages to hand over", main=True)]
        offer = [buttons("pages", "Pages", write)] if self._write_pages else []
        return [lines(said, rule, sign="total"), *offer, cards("owners", [self._card(role) for role in roles])]

    def _reading(self, role: str) -> OwnerReading | None:
        return reading_of(self.session.engagement, role)

    def _card(self, role: str) -> Row:
        reading = self._reading(role)
        state = DRAFT
        if reading is not None:
            state = READ if _is_read(reading) else HANDED_OVER if reading.sent_on else DRAFT
        cells = {field.name: field.cell(reading) for field in FIELDS}
        return row(role, role, self.fields("owners", role, cells), sub=state)

    def changed(self, place: Place, value: str | bool) -> None:  # noqa: FBT001
        """Save one field; the first one of a role adds its row."""
        field = next(each for each in FIELDS if each.name == place.column)
        read = field.read(str(value), self.session.engagement.challenge.calendar)
        if self._reading(place.row) is not None:
            self.session.edit("owner_readings", place.row, field.name, read)
        elif read is not None:
            made = OwnerReading.model_validate({"decision_holder": place.row, field.name: read})
            self.session.add("owner_readings", made)

    def pressed(self, name: str, row: str) -> None:  # noqa: ARG002
        """Write the pages."""
        if name != "write" or self._write_pages is None:
            message = f"There is no button {name!r} on the pages."
            raise UsageError(message)
        self.done = self._write_pages()


def reading_of(engagement: Engagement, role: str) -> OwnerReading | None:
    """Find what is recorded about a role's page, ``None`` while nothing is."""
    return next((each for each in engagement.owner_readings if key_of("owner_readings", each) == role), None)


def _is_read(reading: OwnerReading | None) -> bool:
    return reading is not None and reading.read_on is not None
