"""The scenario builder: named what-ifs made of single changes, recomputed on the map, an honest zero said aloud."""

from __future__ import annotations

from typing import ClassVar

from vsm_toolkit.display import quoted_name
from vsm_toolkit.durations import format_hours, format_percent
from vsm_toolkit.errors import UsageError
from vsm_toolkit.estimates import read_amount, read_percent, read_time_estimate
from vsm_toolkit.figures import Figure
from vsm_toolkit.history import Edit, key_of
from vsm_toolkit.model import Change, ChangeKind, ChangeStatus, Scenario, ScenarioKind
from vsm_toolkit.scenarios import TornadoBar, effect_of, scenario_changes, tornado
from vsm_toolkit.session import MappingSession
from vsm_toolkit.widgets.blocks import (
    Block,
    Row,
    bar,
    bars,
    button,
    buttons,
    cards,
    heading,
    lines,
    row,
    select_cell,
    table,
    text_cell,
    words_cell,
)
from vsm_toolkit.widgets.panel import Place, SessionPanel, if_computable, needed, next_id
from vsm_toolkit.widgets.row_fields import named
from vsm_toolkit.widgets.safely import PanelErrors

ACTIONS = {
    "wait_time": "its wait becomes",
    "process_time": "its process time becomes",
    "in_step_delay": "its in-step delay becomes",
    "percent_complete_accurate": "its %C&A becomes",
    "people": "people on it become",
    "team": "it is done by (team)",
    "cadence": "its gate opens every",
    "batch_size": "its batch becomes (items)",
    "probability": "share sent back (loop, %) becomes",
    "removed": "it is dropped",
}
TIME_ACTIONS = {"wait_time", "process_time", "in_step_delay", "cadence"}
KINDS = (
    (ScenarioKind.WHAT_IF.value, "what-if: a question"),
    (ScenarioKind.FUTURE.value, "future state: an agreed target"),
)
NO_PROMISE = "Recomputed on the map from what we know today; no promise. Single effects do not add up to all together."


class ScenarioBuilder(SessionPanel):
    """Named lists of changes nobody made yet; each is saved as it is added and can be deleted as a whole.

    Parameters
    ----------
    session : MappingSession
        The workshop's session.
    """

    title: ClassVar[str] = "What if? Named changes, recomputed"
    forms: ClassVar[frozenset[str]] = frozenset({"new", "scenario", "choice"})

    def __init__(self, session: MappingSession, *, errors: PanelErrors | None = None) -> None:
        self._chosen: str | None = None
        super().__init__(session, errors=errors)

    def content(self) -> list[Block]:
        """Show the scenarios, the changes of the chosen one, and what they do together and alone."""
        chosen = self._scenario()
        parts = [self._chooser()] if self.session.engagement.scenarios else []
        if chosen is not None:
            parts += [
                *if_computable(lambda: self._effect(chosen.id)),
                self._changes(chosen),
                self._form(chosen),
                buttons("scenario", "The chosen scenario", [button("delete", f"Delete {chosen.id} with its changes")]),
            ]
        return [*parts, heading("A new one"), self._naming()]

    def _scenario(self) -> Scenario | None:
        known = self.session.engagement.scenarios
        return next((each for each in known if each.id == self._chosen), known[0] if known else None)

    def _chooser(self) -> Block:
        chosen = self._scenario()
        items = [
            button("choose:" + each.id, f"{each.id} · {quoted_name(each.name, 40)}", pressed=each is chosen)
            for each in self.session.engagement.scenarios
        ]
        return buttons("choosing", "Scenarios", items)

    def _naming(self) -> Block:
        cells = {
            "name": text_cell("What would you try?", "", placeholder="Deploy every day"),
            "kind": select_cell("Kind", ScenarioKind.WHAT_IF.value, KINDS),
        }
        add = button("name", "Begin it", main=not self.session.engagement.scenarios)
        return cards(
            "scenario", [row("", "Name a what-if or a future state", self.fields("scenario", "", cells), buttons=[add])]
        )

    def _form(self, chosen: Scenario) -> Block:
        action = self.draft("action", default="wait_time")
        stream = self.session.engagement.stream
        if action == "probability":
            targets = named(
                ((f"{each.from_step}>{each.to_step}", "sent back") for each in stream.loops), "? choose a loop"
            )
        else:
            targets = named(((each.id, quoted_name(each.name, 40)) for each in stream.steps), "? choose a step")
        cells = {
            "target": select_cell("Which one", "", targets),
            "action": select_cell("What happens to it", action, ACTIONS.items()),
        }
        if action == "team":
            teams = [("", "? choose a team"), *((each, quoted_name(each, 40)) for each in self._teams())]
            cells["value"] = select_cell("Team", "", teams)
        elif action != "removed":
            cells["value"] = text_cell("New value", "", placeholder="2 d" if action in TIME_ACTIONS else "a number")
        add = button("add", "Add this change", main=True)
        head = f"Add a change to “{quoted_name(chosen.name, 40)}”"
        return cards("new", [row("", head, self.fields("new", "", cells), buttons=[add])])

    def _teams(self) -> list[str]:
        stream = self.session.engagement.stream
        names = [*(team.name for team in stream.teams), *(step.team for step in stream.steps if step.team)]
        return list(dict.fromkeys(names))

    def _changes(self, chosen: Scenario) -> Block:
        changes = scenario_changes(self.session.engagement, chosen.id)
        if not changes:
            return lines("No change in it yet: add the first one.")
        rows: list[Row] = []
        for each in changes:
            key = key_of("changes", each)
            remove = button("remove", "Remove", title=f"remove change of {each.key}")
            rows.append(row(key, self._target(each.key), {"what": words_cell(_words(each))}, buttons=[remove]))
        return table("changes", "Its changes, all projected", "Which one", (("what", "What happens"),), rows)

    def _target(self, key: str) -> str:
        return next((f"{s.id} · {s.name}" for s in self.session.engagement.stream.steps if s.id == key), key)

    def _effect(self, scenario_id: str) -> list[Block]:
        changes = scenario_changes(self.session.engagement, scenario_id)
        if not changes:
            return []
        stream = self.session.engagement.stream
        effect = effect_of(stream, changes)
        before, after = effect.before.lead_time, effect.after.lead_time
        longest = max(before.best() or 0.0, after.best() or 0.0) or 1.0
        drawn = [
            bar("Now", (before.best() or 0.0) / longest, _shown(before)),
            bar("With these changes", (after.best() or 0.0) / longest, _shown(after), "good"),
        ]
        said = _difference(effect.lead_time_change, before.value)
        ratio = format_percent(effect.before.activity_ratio.value), format_percent(effect.after.activity_ratio.value)
        handoffs = len(effect.before.handoffs.crossings), len(effect.after.handoffs.crossings)
        also = f"Handoffs {handoffs[0]} → {handoffs[1]}; activity ratio {ratio[0]} → {ratio[1]}."
        zero = [lines(effect.why_nothing, sign="question")] if effect.why_nothing else []
        return [
            lines(said, sign="total"),
            *zero,
            bars("Lead time", drawn),
            lines(also),
            *self._tornado(changes),
            lines(NO_PROMISE),
        ]

    def _tornado(self, changes: tuple[Change, ...]) -> list[Block]:
        if len(changes) < 2:
            return []
        found = tornado(self.session.engagement.stream, changes)
        longest = max((abs(each.lead_time_change or 0.0) for each in found), default=0.0) or 1.0
        drawn = [
            bar(
                f"{self._target(each.change.key)}: {_words(each.change)}",
                abs(each.lead_time_change or 0.0) / longest,
                _alone(each),
                "bad" if (each.lead_time_change or 0.0) > 0 else "good",
            )
            for each in found
        ]
        return [bars("Each change alone", drawn)]

    def changed(self, place: Place, value: str | bool) -> None:  # noqa: FBT001
        """Nothing is edited in place here."""

    def pressed(self, name: str, row: str) -> None:
        """Begin, choose or delete a scenario; add or remove one of its changes."""
        if name.startswith("choose:"):
            self._chosen = name.removeprefix("choose:")
        elif name == "name":
            self._begin()
        elif name == "add":
            self._add()
        elif name == "remove":
            self.session.remove("changes", row)
        elif name == "delete":
            self._delete()

    def _begin(self) -> None:
        name = self.read("name", needed("name of the what-if"), block="scenario")
        kind = ScenarioKind(self.draft("kind", block="scenario", default=ScenarioKind.WHAT_IF.value))
        made = Scenario(
            id=next_id("S", tuple(each.id for each in self.session.engagement.scenarios)), name=name, kind=kind
        )
        self.session.add("scenarios", made)
        self._chosen = made.id
        self.clear("scenario")
        self.done = f"{made.id} is saved; now add what would change."

    def _add(self) -> None:
        chosen = self._scenario()
        if chosen is None:
            message = "Begin a what-if first: give it a name."
            raise UsageError(message)
        action = self.draft("action", default="wait_time")
        target = self.read("target", _target)
        value = None if action == "removed" else self.read("value", lambda text: self._value(action, text))
        change = Change(
            kind=ChangeKind.IMPROVEMENT,
            status=ChangeStatus.PROJECTED,
            table="loops" if action == "probability" else "steps",
            key=target,
            field=action,
            value=value,
            scenario=chosen.id,
        )
        effect_of(self.session.engagement.stream, [*self._others(change), change])
        self._replace(change)
        self.clear()
        self.done = f"Saved in {chosen.id}: {self._target(target)}, {_words(change)}."

    def _others(self, change: Change) -> list[Change]:
        own = scenario_changes(self.session.engagement, change.scenario or "")
        return [each for each in own if key_of("changes", each) != key_of("changes", change)]

    def _replace(self, change: Change) -> None:
        key = key_of("changes", change)
        edits: list[Edit] = []
        if any(key_of("changes", each) == key for each in self.session.engagement.changes):
            edits.append(self.session.removing("changes", key))
        self.session.apply([*edits, self.session.adding("changes", change)])

    def _value(self, action: str, text: str) -> float | str:
        if action == "team":
            return needed("team")(text)
        if action in TIME_ACTIONS:
            week = self.session.engagement.challenge.calendar
            read = read_time_estimate(text, hours_per_day=week.hours_per_day, days_per_week=week.days_per_week)
            found = None if read is None else read.value
        elif action == "percent_complete_accurate":
            found = read_percent(text)
        else:
            found = read_amount(text.strip().removesuffix("%"), "a new value")
            found = found / 100 if action == "probability" and found is not None else found
        if found is None:
            message = "A what-if needs a new value; take your best guess, it is only a question."
            raise UsageError(message)
        return found

    def _delete(self) -> None:
        chosen = self._scenario()
        if chosen is None:
            return
        own = scenario_changes(self.session.engagement, chosen.id)
        # From the last to the first, so that taking it back puts every row where it stood.
        removed = [self.session.removing("changes", key_of("changes", each)) for each in reversed(own)]
        self.session.apply([*removed, self.session.removing("scenarios", chosen.id)])
        self._chosen = None
        self.done = f"{chosen.id} is deleted; undo brings it back with its changes."


def _shown(figure: Figure) -> str:
    return f"{figure.sign()}{format_hours(figure.best())}"


def _target(text: str) -> str:
    if not text:
        message = "Choose which step (or loop) would change."
        raise UsageError(message)
    return text


def _words(change: Change) -> str:
    said = ACTIONS.get(change.field, change.field.replace("_", " "))
    if change.field == "removed":
        return said
    if change.field in TIME_ACTIONS and isinstance(change.value, int | float):
        return f"{said} {format_hours(change.value)}"
    if change.field == "probability" and isinstance(change.value, int | float):
        return f"{said} {format_percent(change.value)}"
    return f"{said} {quoted_name(str(change.value), 60)}"


def _alone(each: TornadoBar) -> str:
    if each.lead_time_change is None:
        return each.why_nothing or "not known"
    if not each.lead_time_change:
        return f"0: {each.why_nothing}" if each.why_nothing else "0"
    return f"{'+' if each.lead_time_change > 0 else '−'}{format_hours(abs(each.lead_time_change))}"


def _difference(change: float | None, before: float | None) -> str:
    if change is None:
        return "Lead time is not known yet, so its change is not either: some waits or process times are missing."
    if change == 0:
        return "Lead time would stay the same."
    share = f" ({format_percent(abs(change) / before, 0)})" if before else ""
    return f"Lead time would be {format_hours(abs(change))} {'shorter' if change < 0 else 'longer'}{share}, projected."
