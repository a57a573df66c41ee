"""What stands on the page of one decision holder: handoffs, what they guard, what is asked, and their own words."""

from __future__ import annotations

from vsm_toolkit.asks import asks_about
from vsm_toolkit.changes import apply_changes
from vsm_toolkit.charts.before_after import BeforeAfterBar, before_after
from vsm_toolkit.charts.picture import Picture
from vsm_toolkit.display import Block, Page, PageLink, Table, Tile, list_in_words, quoted_name
from vsm_toolkit.handoffs import Handoff
from vsm_toolkit.metrics import map_metrics
from vsm_toolkit.model import Change, ChangeKind, ChangeStatus, ValueStream
from vsm_toolkit.realignment import RealignmentOption
from vsm_toolkit.reports.blocks.asks import ask_card
from vsm_toolkit.reports.decision_holders import HolderGround
from vsm_toolkit.reports.wording import EMPOWERMENT_WORDS, REASON_WORDS, number, person_hours, plural
from vsm_toolkit.working_week import WorkingWeek, shown_in

DRAFT = "Not read yet by {role}. Hand it over and talk about it; do not pass it on."
FOOTER = "A wait says how long work lay still, not how hard anybody works: the same queue holds the work of others."
READER = "you"
TAKEAWAY = "Projected, recomputed on the whole map: where a wait shrinks, another branch may take over."
PARALLEL = (
    "Waiting is delay and is never multiplied by a rate. What two handoffs could give back does not add up; where work"
    " runs in parallel the next branch takes over."
)
GUARD = "A step that takes time may guard against a real risk. Any trial has to keep that guard, or a better one."


def holder_page(ground: HolderGround, links: tuple[PageLink, ...] = ()) -> Page:
    """Write the page of one decision holder."""
    calendar, stream = ground.challenge.calendar, ground.stream
    with shown_in(WorkingWeek(calendar.hours_per_day, calendar.days_per_week)):
        blocks = (_handoffs_block(ground), _guards_block(ground), _asks_block(ground), _words_block(ground))
    made_on = f" · {ground.made_on.isoformat()}" if ground.made_on else ""
    return Page(
        title=f"For {quoted_name(ground.role)}",
        kind=f"Handoffs on the way of “{quoted_name(stream.name)}”{made_on}",
        blocks=blocks,
        draft=DRAFT.format(role=quoted_name(ground.role)) if ground.is_draft else "",
        links=links,
        footer=FOOTER,
    )


def _handoffs_block(ground: HolderGround) -> Block:
    return Block(
        key="1",
        title="Handoffs you decide about",
        reader=READER,
        lead=(_opening(ground), *_shares(ground)),
        tiles=_tiles(ground),
        pictures=_pictures(ground),
        tables=(_handoff_table(ground),),
        closing=(PARALLEL,),
    )


def _tiles(ground: HolderGround) -> tuple[Tile, ...]:
    row, words = ground.row, ground.words
    yearly = row.labour_per_year(ground.stream.items_per_year)
    waits_known = row.wait_hours.is_complete()
    return (
        Tile(
            "Waiting on the critical path, per item",
            words.figure(row.critical_wait_hours),
            "" if waits_known else f"known {row.wait_hours.coverage_words('handoff')}",
            f"{words.exact(row.critical_wait_hours)} working hours",
        ),
        Tile(
            "Lead time that could come back",
            words.long_range(row.recoverable) if row.is_settled else "?",
            "projected",
            f"{words.recoverable(row)} working hours, recomputed on the map.",
        ),
        Tile(
            "Labour at these handoffs, per item",
            f"{person_hours(row.labour)} ph",
            "",
            f"{number(yearly, 0)} person-hours a year" if yearly is not None else "",
        ),
    )


def _opening(ground: HolderGround) -> str:
    stream, home = ground.stream, ground.stream.home_team()
    team = quoted_name(home.name) if home else "The team"
    start = quoted_name(stream.trigger or "the first step")
    end = quoted_name(stream.end_condition or "the last step")
    item = quoted_name(stream.item_type or "item")
    verb = "enters" if len(ground.handoffs) == 1 else "enter"
    return (
        f"{team} followed one {item} from “{start}” to “{end}”. On that way work {verb}"
        f" {plural(len(ground.handoffs), 'step')} where you decide how it is handed over."
    )


def _shares(ground: HolderGround) -> tuple[str, ...]:
    whole, part = ground.ledger.total.critical_wait_hours.value, ground.row.critical_wait_hours.value
    if not whole or part is None:
        return ()
    if not part:
        return ("It lies beside the longest branch: a shorter wait there would not shorten lead time as things are.",)
    share = round(part / whole * 100)
    return (f"That is {share} % of the waiting in handoffs on the critical path; the rest lies elsewhere on the map.",)


def _pictures(ground: HolderGround) -> tuple[Picture, ...]:
    """Draw what the map would take with only the wait left that would remain."""
    gains = {each.to_step: each for each in ground.handoffs if each.naive_saving and each.wait_hours is not None}
    row = ground.row
    if not gains or not row.is_settled or not row.recoverable.high:
        return ()
    metrics = [map_metrics(_with_less_wait(ground, each)) for each in ("none", "low", "high")]
    if not all(each.lead_time.is_complete() for each in metrics):
        return ()
    labels = ("As mapped", "With most of the wait that may remain", "With the least wait that may remain")
    statuses = (None, ChangeStatus.PROJECTED, ChangeStatus.PROJECTED)
    bars = [
        BeforeAfterBar(label, each.wait_time.value, each.in_step_delay.value or 0.0, each.process_time.value, status)
        for label, each, status in zip(labels, metrics, statuses, strict=True)
    ]
    shown = bars[:1] + bars[2:] if row.recoverable.low == row.recoverable.high else bars
    return (before_after(shown, title="What these handoffs mean for lead time", takeaway=TAKEAWAY),)


def _with_less_wait(ground: HolderGround, gain: str) -> ValueStream:
    changes = [
        Change(
            kind=ChangeKind.IMPROVEMENT,
            status=ChangeStatus.PROJECTED,
            key=each.to_step,
            field="wait_time",
            value=each.wait_hours - getattr(each.naive_saving, gain),
        )
        for each in ground.handoffs
        if gain != "none" and each.naive_saving and each.wait_hours is not None
    ]
    return apply_changes(ground.stream, changes)


def _handoff_table(ground: HolderGround) -> Table:
    return Table(
        caption="Each handoff, for one item",
        columns=(
            *("Into", "Done by", "From", "How", "Whose to change", "Wait, wh", "Critical"),
            *("Could come back, wh", "Labour, ph"),
        ),
        rows=tuple(_handoff_row(ground, each) for each in ground.handoffs),
        numeric=frozenset({5, 7, 8}),
    )


def _handoff_row(ground: HolderGround, handoff: Handoff) -> tuple[str, ...]:
    record, back = handoff.record, handoff.recoverable
    return (
        ground.step_name(handoff.to_step),
        ground.stream.step(handoff.to_step).team or "?",
        list_in_words([ground.step_name(step_id) for step_id in handoff.from_steps]),
        record.channel.value.replace("_", " ") if record and record.channel else "?",
        EMPOWERMENT_WORDS[handoff.empowerment],
        number(handoff.wait_hours),
        "yes" if handoff.is_critical else "no",
        ground.words.hours_range(back) if back else "?",
        person_hours(handoff.labour()),
    )


def _guards_block(ground: HolderGround) -> Block:
    return Block(
        key="2",
        title="What these steps guard",
        reader=READER,
        lead=(
            "A step that takes time may guard against a real risk. Any trial has to keep that guard, or a better one.",
        ),
        tables=(
            Table(
                caption="Why each handoff exists",
                columns=("Into", "Why it exists", "Risk it controls"),
                rows=tuple(
                    (
                        ground.step_name(each.to_step),
                        REASON_WORDS[each.record.reason] if each.record and each.record.reason else "not asked yet",
                        (each.record.risk_controlled if each.record else None)
                        or "not asked yet: which risk is this step there for?",
                    )
                    for each in ground.handoffs
                ),
            ),
        ),
    )


def _asks_block(ground: HolderGround) -> Block:
    asks = asks_about(ground.engagement.asks, ground.role, ground.handoffs)
    options = [] if asks else _suggestions(ground)
    lead = {
        (True, False): "The team asks for one thing at a time, small enough to be undone.",
        (False, True): "No ask is written down yet. The smallest trials the map suggests, to talk about:",
        (False, False): "Nothing is asked of you. The team would like to hear what you would need.",
    }[bool(asks), bool(options)]
    return Block(
        key="3",
        title="What the team would like to try",
        reader=READER,
        lead=(lead,),
        tables=tuple(ask_card(ground, ask) for ask in asks) or _suggestion_tables(ground, options),
    )


def _suggestions(ground: HolderGround) -> list[RealignmentOption]:
    steps = {each.to_step for each in ground.handoffs}
    found = [
        option
        for option in ground.seen.realignment
        if len(option.steps) == 1 and option.steps[0] in steps and option.saved is not None and option.saved.high > 0
    ]
    lightest: dict[str, RealignmentOption] = {}
    for option in found:
        lightest.setdefault(option.steps[0], option)
    return list(lightest.values())


def _suggestion_tables(ground: HolderGround, options: list[RealignmentOption]) -> tuple[Table, ...]:
    if not options:
        return ()
    return (
        Table(
            caption="Trials that can be undone (projected)",
            columns=("Into", "Smallest trial", "It would need", "Lead time back, wh"),
            rows=tuple(
                (
                    ground.step_name(option.steps[0]),
                    option.trial,
                    option.needs,
                    ground.words.hours_range(option.saved) if option.saved else "?",
                )
                for option in options
            ),
            numeric=frozenset({3}),
        ),
    )


def _words_block(ground: HolderGround) -> Block:
    said = [row.statement for row in ground.engagement.owner_readings if row.decision_holder == ground.role]
    rows = [("on this page", words) for words in said if words]
    rows += [
        (ground.step_name(each.to_step), each.record.owner_statement)
        for each in ground.handoffs
        if each.record and each.record.owner_statement
    ]
    return Block(
        key="4",
        title="Your words",
        reader=READER,
        lead=(
            "Have we described it fairly? What would you need? What you answer stands here as you say it.",
            *(() if rows else ("Nothing is written down yet.",)),
        ),
        tables=(Table("What you said", ("To", "In your words"), tuple(rows)),) if rows else (),
    )
