"""The realignment table: what would change if a step lived elsewhere, with the opinion it rests on under a slider."""

from __future__ import annotations

from typing import ClassVar

from vsm_toolkit.display import list_in_words, quoted_name
from vsm_toolkit.durations import format_hours, format_percent
from vsm_toolkit.errors import UsageError
from vsm_toolkit.estimates import assume_residual
from vsm_toolkit.handoffs import DEFAULT_RESIDUAL, HoursRange
from vsm_toolkit.history import Edit, value_at
from vsm_toolkit.model import HandoffRecord, Scenario, ValueStream
from vsm_toolkit.realignment import RealignmentOption, insight_sentence, move_steps, realignment_options
from vsm_toolkit.session import MappingSession
from vsm_toolkit.widgets.blocks import Block, Row, button, cards, lines, range_cell, row, words_cell
from vsm_toolkit.widgets.panel import Place, SessionPanel, if_computable, next_id
from vsm_toolkit.widgets.safely import PanelErrors

NO_CHART = (
    "Options, lightest first; every figure is projected and recomputed on the map. None is a recommended org chart."
)


class RealignmentTable(SessionPanel):
    """Options as cards; a slider moves the share of the wait that would remain, and the option is recomputed at once.

    Parameters
    ----------
    session : MappingSession
        The workshop's session.
    """

    title: ClassVar[str] = "Realignment: if a step lived elsewhere"

    def __init__(self, session: MappingSession, *, errors: PanelErrors | None = None) -> None:
        self._listed_for: ValueStream | None = None
        self._options: dict[str, RealignmentOption] = {}
        self._assumed: dict[str, float] = {}
        super().__init__(session, errors=errors)

    def content(self) -> list[Block]:
        """Show every option with its sentence, what it needs, who decides and how to try it."""
        return if_computable(self._cards)

    def _cards(self) -> list[Block]:
        options = self._listed()
        if not options:
            return [lines("No option shortens lead time on this map: no handoff on the critical path is out of reach.")]
        shown = [self._card(key, option) for key, option in options.items()]
        return [lines(NO_CHART), cards("options", shown)]

    def _listed(self) -> dict[str, RealignmentOption]:
        stream = self.session.engagement.stream
        if stream is not self._listed_for:
            found = realignment_options(stream)
            self._options = {f"{each.pattern.value}:{','.join(each.steps)}": each for each in found}
            self._assumed = {key: share for key, share in self._assumed.items() if key in self._options}
            self._listed_for = stream
        return self._options

    def _card(self, key: str, listed: RealignmentOption) -> Row:
        stream = self.session.engagement.stream
        option, share = self._recomputed(key, listed), self._assumed.get(key)
        middle = sum(_band(stream, listed)) / 2
        said = "as recorded or assumed" if share is None else "while you look"
        words = f"{format_percent(middle if share is None else share, 0)} of the wait would remain, {said}"
        cells = {
            "insight": words_cell(insight_sentence(stream, option, name=quoted_name)),
            "share": range_cell("How much of the wait would remain?", middle if share is None else share, words),
            "facts": words_cell(_facts(option)),
            "trial": words_cell(f"Trial, two weeks, reversible: {option.trial}"),
        }
        moved = share is not None
        actions = [
            button("keep", "Keep as our estimate", title=f"keep the share for {key}", disabled=not moved),
            button("save", "Save as what-if", title=f"save {key} as what-if", main=True),
        ]
        names = list_in_words([quoted_name(stream.step(step_id).name) for step_id in option.steps])
        return row(
            key,
            f"{option.pattern.value.replace('_', ' ')}: {names}",
            self.fields("options", key, cells),
            buttons=actions,
        )

    def _recomputed(self, key: str, listed: RealignmentOption) -> RealignmentOption:
        share = self._assumed.get(key)
        if share is None:
            return listed
        assumed = assume_residual(self.session.engagement.stream, listed.steps, share)
        return move_steps(assumed, listed.steps, listed.to_team, listed.pattern)

    def changed(self, place: Place, value: str | bool) -> None:  # noqa: FBT001
        """Move a slider: looked at, not saved."""
        share = float(value)
        if not 0 <= share <= 1:
            message = "The slider goes from 0 to 100 % of the wait."
            raise UsageError(message)
        self._assumed[place.row] = share

    def pressed(self, name: str, row: str) -> None:
        """Keep the share as the team's estimate, or save the option as a what-if."""
        option = self._listed().get(row)
        if option is None:
            message = "This option is gone, because the map changed; look at the list again."
            raise UsageError(message)
        if name == "keep":
            self._keep(row, option)
        elif name == "save":
            self._save(self._recomputed(row, option))

    def _keep(self, key: str, option: RealignmentOption) -> None:
        share = self._assumed.get(key)
        if share is None:
            message = "Move the slider first; then the share can be kept."
            raise UsageError(message)
        engagement = self.session.engagement
        recorded = {record.to_step for record in engagement.stream.handoffs}
        edits: list[Edit] = []
        for step in option.steps:
            if step in recorded:
                edits += [
                    Edit("handoffs", step, field, value_at(engagement, "handoffs", step, field), share)
                    for field in ("residual_low", "residual_high")
                ]
            else:
                record = HandoffRecord(to_step=step, residual_low=share, residual_high=share)
                edits.append(self.session.adding("handoffs", record))
        self._assumed.pop(key)
        self.session.apply(edits)
        self.done = f"Saved: {format_percent(share, 0)} of the wait of {', '.join(option.steps)} would remain."

    def _save(self, option: RealignmentOption) -> None:
        taken = tuple(each.id for each in self.session.engagement.scenarios)
        what = f"{option.pattern.value.replace('_', ' ')}: {', '.join(option.steps)}"
        name = f"{what} with {quoted_name(option.to_team, 40)}"
        made = Scenario(id=next_id("S", taken), name=name, note=option.trial)
        first = len(self.session.engagement.changes)
        changes = [
            self.session.adding("changes", each.model_copy(update={"scenario": made.id}), first + place)
            for place, each in enumerate(option.changes)
        ]
        self.session.apply([self.session.adding("scenarios", made), *changes])
        self.done = f"Saved as {made.id}; look at it beside the other what-ifs."


def _band(stream: ValueStream, option: RealignmentOption) -> tuple[float, float]:
    record = next((each for each in stream.handoffs if each.to_step == option.steps[0]), None)
    if record is None or (record.residual_low is None and record.residual_high is None):
        return DEFAULT_RESIDUAL
    low = record.residual_low if record.residual_low is not None else record.residual_high or 0.0
    return (low, record.residual_high if record.residual_high is not None else low)


def _facts(option: RealignmentOption) -> str:
    parts = [f"Handoffs {option.handoffs_before} → {option.handoffs_after}."]
    if option.naive_saving is not None and option.saved is not None and option.naive_saving != option.saved:
        parts.append(
            f"Adding up the waits would claim {_span(option.naive_saving)}; the map gives {_span(option.saved)}."
        )
    if option.is_too_busy():
        parts.append("The team would be busier than 85 %: queues grow faster than the move shortens them.")
    if option.residual_is_assumed:
        parts.append("Nobody was asked yet how much of the wait would remain.")
    return " ".join(parts)


def _span(saving: HoursRange) -> str:
    if saving.low == saving.high:
        return format_hours(saving.low)
    return f"{format_hours(saving.low)} to {format_hours(saving.high)}"
