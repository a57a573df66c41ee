"""What the columns of the six tables are called and what they hold; reading and writing both follow these lists."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from vsm_toolkit.model import (
    Channel,
    Dependency,
    DependencyImpact,
    DependencyStrength,
    Edge,
    EdgeKind,
    Empowerment,
    Entity,
    EvidenceGrade,
    HandoffReason,
    HandoffRecord,
    Interaction,
    ReworkLoop,
    Stage,
    Step,
    Team,
    TeamKind,
    WasteCategory,
    WasteObservation,
)


class CellKind(StrEnum):
    """What a cell holds once it is read."""

    TEXT = "text"
    TIME = "time"
    PERCENT = "percent"
    SHARE = "share"
    NUMBER = "number"
    YES_NO = "yes or no"
    CHOICE = "choice"


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Attributes
    ----------
    header : str
        The toolkit's own name of the column, as it is written.
    field : str
        The entity's field.
    kind : CellKind
        What its cells hold; times are working hours in the toolkit's own tables.
    synonyms : tuple of str
        Other names people give it, in small letters without spaces or punctuation.
    part : str or None
        For a number with a range and a grade: which part of it (``value``, ``low``, ``high``, ``grade`` ...).
    vocabulary : type or None
        The words a choice is made of.
    lenient : bool
        A word outside the vocabulary is kept as an extra field instead of being refused.
    always_written : bool
        Written even where no row has a value.

    Examples
    --------
    >>> STEP_TABLE.column("pt").field
    'process_time'
    """

    header: str
    field: str
    kind: CellKind = CellKind.TEXT
    synonyms: tuple[str, ...] = ()
    part: str | None = None
    vocabulary: type[StrEnum] | None = None
    lenient: bool = False
    always_written: bool = True


@dataclass(frozen=True)
class TableShape:
    """One table: its entity, its columns, and the headers by which the toolkit recognises a table of its own.

    Attributes
    ----------
    name : str
        File stem and sheet name.
    signature : frozenset of str
        A header row holding all of these, spelled exactly so, is one of the toolkit's own tables: its plain numbers are
        working hours, and its ``ca`` is judged by the receiver and stored on the producing step.
    """

    name: str
    entity: type[Entity]
    columns: tuple[Column, ...]
    signature: frozenset[str]

    def column(self, header: str) -> Column:
        """Find a column by the toolkit's own header.

        Raises
        ------
        KeyError
            When the table has no such column.

        Examples
        --------
        >>> EDGE_TABLE.column("from").field
        'from_step'
        """
        for column in self.columns:
            if column.header == header:
                return column
        raise KeyError(header)


LEAD_TIME_FIELD = "lead_time"
"""The one column that is read but never stored or written: a step's lead time follows from its parts."""


def _estimate(
    header: str, field: str, kind: CellKind, synonyms: tuple[str, ...], *, ranges_written: bool = False
) -> tuple[Column, ...]:
    def part(name: str, part_kind: CellKind, *, vocabulary: type[StrEnum] | None = None) -> Column:
        written = ranges_written and name in {"low", "high"}
        return Column(f"{header}_{name}", field, part_kind, part=name, vocabulary=vocabulary, always_written=written)

    return (
        Column(header, field, kind, synonyms, part="value"),
        part("low", kind),
        part("high", kind),
        part("grade", CellKind.CHOICE, vocabulary=EvidenceGrade),
        part("sample_size", CellKind.NUMBER),
        part("source", CellKind.TEXT),
    )


def _choice(
    header: str, vocabulary: type[StrEnum], synonyms: tuple[str, ...] = (), *, field: str | None = None
) -> Column:
    return Column(header, field or header, CellKind.CHOICE, synonyms, vocabulary=vocabulary)


def _number(header: str, field: str | None = None, synonyms: tuple[str, ...] = ()) -> Column:
    return Column(header, field or header, CellKind.NUMBER, synonyms)


def _extra_column(header: str, kind: CellKind = CellKind.TEXT, synonyms: tuple[str, ...] = ()) -> Column:
    return Column(header, header, kind, synonyms, always_written=False)


_OWNER = Column("owner", "decision_holder", synonyms=("decisionowner", "whodecides", "decidedby"))
_EMPOWERMENT = _choice("empowerment", Empowerment, ("empowered", "canwechangeit"))

_NAMES_OF_WAIT = "w wt waittime waitingtime waiting waits delaybefore waitbefore queuetime queueingtime nva nvatime"
_NAMES_OF_PROCESS_TIME = "p processtime processingtime va vatime valueaddtime valueaddedtime touchtime handsontime"
_NAMES_OF_ACCURACY = (
    "ca pca pctca percentca completeaccurate completeandaccurate completeaccuracy completenessandaccuracy "
    "pctcompleteaccurate percentcompleteandaccurate quality"
)
_NAMES_OF_TEAM = (
    "owner performer who responsibleteam responsible performedby doneby teamname ownerteam ownerorteam teamowner "
    "owningteam department"
)
_NAMES_OF_NAME = "step activity process stepname processstep processname task"
_NAMES_OF_PEOPLE = "fte ftes persons peoplecount numberofpeople noofpeople headcount staff"

STEP_TABLE = TableShape(
    name="steps",
    entity=Step,
    signature=frozenset({"id", "name", "wait", "pt", "delay", "ca", "evidence"}),
    columns=(
        Column("id", "id", synonyms=("stepid", "key", "ref", "no", "nr", "stepno", "stepnumber")),
        Column("name", "name", synonyms=tuple(_NAMES_OF_NAME.split())),
        Column("stage", "stage", CellKind.CHOICE, ("phase",), vocabulary=Stage, lenient=True),
        Column("team", "team", synonyms=tuple(_NAMES_OF_TEAM.split())),
        _extra_column("roles", synonyms=("role",)),
        *_estimate("wait", "wait_time", CellKind.TIME, tuple(_NAMES_OF_WAIT.split()), ranges_written=True),
        *_estimate("pt", "process_time", CellKind.TIME, tuple(_NAMES_OF_PROCESS_TIME.split()), ranges_written=True),
        *_estimate("delay", "in_step_delay", CellKind.TIME, ("instepdelay", "delaytime", "dt", "blockedtime")),
        *_estimate("ca", "percent_complete_accurate", CellKind.PERCENT, tuple(_NAMES_OF_ACCURACY.split())),
        *_estimate("people", "people", CellKind.NUMBER, tuple(_NAMES_OF_PEOPLE.split())),
        Column(
            "evidence", "evidence", CellKind.CHOICE, ("sourcegrade", "grade"), vocabulary=EvidenceGrade, lenient=True
        ),
        _extra_column("cadence", CellKind.TIME),
        _extra_column("batch_size", CellKind.NUMBER, ("batch",)),
        _extra_column("queue_items", CellKind.NUMBER, ("itemsinqueue", "queuesize", "wip")),
        _extra_column("automated", CellKind.YES_NO),
        _extra_column("notes", synonyms=("note", "comment", "comments", "remarks")),
        Column("lt", LEAD_TIME_FIELD, CellKind.TIME, ("elapsed", "elapsedtime"), part="value", always_written=False),
    ),
)

EDGE_TABLE = TableShape(
    name="edges",
    entity=Edge,
    signature=frozenset({"from", "to"}),
    columns=(
        Column("from", "from_step", synonyms=("fromid", "source", "predecessor")),
        Column("to", "to_step", synonyms=("toid", "target", "successor")),
        _choice("kind", EdgeKind, ("type",)),
        Column("share", "share", CellKind.SHARE, ("branchshare",), always_written=False),
    ),
)

LOOP_TABLE = TableShape(
    name="loops",
    entity=ReworkLoop,
    signature=frozenset({"from_id", "to_id", "p"}),
    columns=(
        Column("from_id", "from_step", synonyms=("from", "discoveredin", "discoverer")),
        Column("to_id", "to_step", synonyms=("to", "backto", "redoer")),
        Column("p", "probability", CellKind.SHARE, ("howoften", "reworkrate", "returnshare")),
        Column("reason", "reason", synonyms=("why",)),
        Column("redo_share", "redo_share", CellKind.SHARE, always_written=False),
    ),
)

HANDOFF_TABLE = TableShape(
    name="handoffs",
    entity=HandoffRecord,
    signature=frozenset({"to_id", "channel", "empowerment"}),
    columns=(
        Column("to_id", "to_step", synonyms=("to", "receivingstep", "step")),
        _choice("channel", Channel),
        _number("sender_min", "sender_minutes"),
        _number("receiver_min", "receiver_minutes"),
        _number("clar_n", "clarifications"),
        _number("clar_min", "clarification_minutes"),
        _number("clar_people", "clarification_people"),
        _EMPOWERMENT,
        _OWNER,
        _choice("reason", HandoffReason, ("why",)),
        Column("residual_low", "residual_low", CellKind.SHARE),
        Column("residual_high", "residual_high", CellKind.SHARE),
        _extra_column("risk_controlled", synonyms=("riskitcontrols",)),
        _extra_column("promise"),
        _extra_column("owner_statement"),
    ),
)

DEPENDENCY_TABLE = TableShape(
    name="dependencies",
    entity=Dependency,
    signature=frozenset({"id", "dependent", "provider", "freq_per_item", "wait_per_occurrence"}),
    columns=(
        Column("id", "id", synonyms=("key", "ref", "no", "nr")),
        Column("dependent", "dependent", synonyms=("teamnamefocus", "teamname", "fromteam")),
        Column("provider", "provider", synonyms=("dependsonteam", "dependson", "toteam")),
        Column("class", "kind"),
        _choice("strength", DependencyStrength),
        _choice("impact", DependencyImpact, ("type", "typeblockingslowingok")),
        _number("freq_per_item", "frequency_per_item", ("frequency",)),
        Column("wait_per_occurrence", "wait_per_occurrence", CellKind.TIME, ("wait", "waittime")),
        Column("explains_step", "explains_step"),
        _EMPOWERMENT,
        _OWNER,
        _choice("interaction", Interaction, ("interactionmode", "mode")),
        Column("cross_program", "cross_program", CellKind.YES_NO, ("crossstreams", "crossstreamsyesno")),
        _extra_column("on_time_rate", CellKind.NUMBER),
        _extra_column("notes", synonyms=("shortdescription", "description", "note", "comment")),
    ),
)

WASTE_TABLE = TableShape(
    name="waste",
    entity=WasteObservation,
    signature=frozenset({"id", "where", "category", "occ_per_item"}),
    columns=(
        Column("id", "id", synonyms=("key", "ref", "no", "nr")),
        Column("where", "place", synonyms=("step", "place")),
        _choice("category", WasteCategory, ("waste", "type")),
        _number("minutes", synonyms=("minutesperoccurrence",)),
        _number("occ_per_item", "occurrences_per_item", ("occurrences",)),
        _number("people", synonyms=tuple(_NAMES_OF_PEOPLE.split())),
        _EMPOWERMENT,
        _OWNER,
        _choice("evidence", EvidenceGrade, ("sourcegrade", "grade")),
        Column("overlaps", "overlaps_with"),
        _extra_column("notes", synonyms=("note", "comment")),
    ),
)

TEAM_TABLE = TableShape(
    name="teams",
    entity=Team,
    signature=frozenset({"name", "kind", "is_home"}),
    columns=(
        Column("name", "name", synonyms=("team", "teamname")),
        _choice("kind", TeamKind, ("type",)),
        Column("is_home", "is_home", CellKind.YES_NO, ("home", "hometeam")),
        _number("size", synonyms=tuple(_NAMES_OF_PEOPLE.split())),
        _number("productive_hours_per_week"),
        _number("rate_per_hour", synonyms=("rate",)),
    ),
)

TABLE_SHAPES = {
    shape.name: shape
    for shape in (STEP_TABLE, EDGE_TABLE, LOOP_TABLE, HANDOFF_TABLE, DEPENDENCY_TABLE, WASTE_TABLE, TEAM_TABLE)
}
"""Every table by its name, which is also its file stem and its sheet name."""

ID_LETTERS = {"steps": "S", "dependencies": "D", "waste": "W"}
"""Tables whose rows have an id, and the letter the made-up ones start with."""

STREAM_FIELDS = ("name", "customer", "trigger", "end_condition", "item_type", "items_per_year", "basis")
"""What the ``stream`` sheet says about the value stream itself, one ``field,value`` row each."""
