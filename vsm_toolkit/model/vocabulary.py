"""The closed lists of words: grades, stages, kinds of team, classes of empowerment, states of work."""

from __future__ import annotations

from enum import StrEnum


class EvidenceGrade(StrEnum):
    """How a number is known, strongest first."""

    MEASURED = "measured"
    SAMPLED = "sampled"
    ESTIMATED = "estimated"
    GUESS = "guess"


class Stage(StrEnum):
    """The fixed scale from idea to support that lets streams be compared."""

    IDEATION = "ideation"
    DISCOVERY = "discovery"
    DEFINITION = "definition"
    BUILD = "build"
    VERIFY = "verify"
    RELEASE = "release"
    OPERATE_SUPPORT = "operate_support"


class TeamKind(StrEnum):
    """What a team is for: the four Team Topologies kinds, and four found in matrixed organisations."""

    STREAM_ALIGNED = "stream_aligned"
    PLATFORM = "platform"
    ENABLING = "enabling"
    COMPLICATED_SUBSYSTEM = "complicated_subsystem"
    FUNCTIONAL = "functional"
    GOVERNANCE = "governance"
    VENDOR = "vendor"
    CUSTOMER = "customer"


class EdgeKind(StrEnum):
    """What moves along an edge; rework has an entity of its own, :class:`ReworkLoop`."""

    FLOW = "flow"
    INFORMATION = "information"


class Channel(StrEnum):
    """How work crosses from one team to the next."""

    CONVERSATION = "conversation"
    PAIRING = "pairing"
    TICKET = "ticket"
    FORM = "form"
    DOCUMENT = "document"
    EMAIL = "email"
    SELF_SERVICE = "self_service"
    AUTOMATED = "automated"


class Empowerment(StrEnum):
    """Whether the home team can change a handoff, by the three-question test."""

    EMPOWERED = "empowered"
    INFLUENCE = "influence"
    NOT_EMPOWERED = "not_empowered"


class HandoffReason(StrEnum):
    """Why a handoff exists."""

    POLICY = "policy"
    ACCESS = "access"
    SKILLS = "skills"
    TOOL = "tool"
    ARCHITECTURE = "architecture"
    ORG = "org"
    CONTRACT = "contract"


class DependencyStrength(StrEnum):
    """Hard: must exist before delivery. Soft: needed for full function, delivery can go ahead."""

    HARD = "hard"
    SOFT = "soft"


class DependencyImpact(StrEnum):
    """How the dependent team feels a dependency."""

    OK = "ok"
    SLOWING = "slowing"
    BLOCKING = "blocking"


class Interaction(StrEnum):
    """How two teams work together; ``undefined`` is itself a finding."""

    COLLABORATION = "collaboration"
    X_AS_A_SERVICE = "x_as_a_service"
    FACILITATING = "facilitating"
    UNDEFINED = "undefined"


class WasteCategory(StrEnum):
    """The later Poppendieck seven, one from the earlier list, and human cost (never priced)."""

    PARTIALLY_DONE_WORK = "partially_done_work"
    EXTRA_FEATURES = "extra_features"
    RELEARNING = "relearning"
    HANDOFFS = "handoffs"
    DELAYS = "delays"
    TASK_SWITCHING = "task_switching"
    DEFECTS = "defects"
    EXTRA_PROCESSES = "extra_processes"
    HUMAN_COST = "human_cost"


class ChangeKind(StrEnum):
    """Why a map was edited. A correction is not an improvement: it restates the baseline."""

    DISCOVERY = "discovery"
    CORRECTION = "correction"
    IMPROVEMENT = "improvement"


class ChangeStatus(StrEnum):
    """How far a change has come; only ``done`` counts in a headline."""

    DONE = "done"
    IN_PROGRESS = "in_progress"
    PROJECTED = "projected"


class ScenarioKind(StrEnum):
    """Whether a scenario is an agreed target or only a question; neither is ever a promise."""

    FUTURE = "future"
    WHAT_IF = "what_if"


class ItemPeriod(StrEnum):
    """On which side of the changes an item was started."""

    BEFORE = "before"
    AFTER = "after"


class ImprovementStatus(StrEnum):
    """The life of an improvement."""

    IDEA = "idea"
    CHOSEN = "chosen"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    DROPPED = "dropped"


class AskKind(StrEnum):
    """What an ask needs from its receiver."""

    POLICY = "policy"
    ACCESS = "access"
    STRUCTURE = "structure"
    MONEY = "money"
    INFORMATION = "information"


class AskStatus(StrEnum):
    """The life of an ask."""

    RAISED = "raised"
    HEARD = "heard"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    DONE = "done"


class ParkingRoute(StrEnum):
    """Where a parked remark goes before the session closes."""

    WASTE = "waste"
    DEPENDENCY = "dependency"
    ASK = "ask"
    IMPROVEMENT = "improvement"
    DROP = "drop"


class RetentionState(StrEnum):
    """What became of an improvement by the day somebody looked again."""

    KEPT = "kept"
    PARTLY = "partly"
    DECAYED = "decayed"


class ShareLevel(StrEnum):
    """Who may see a report; roles and teams at every level, never people."""

    TEAM = "team"
    PROGRAM = "program"
    ORGANISATION = "organisation"


class TimeBasis(StrEnum):
    """Whether hours count while nobody works."""

    WORKING = "working"
    ELAPSED = "elapsed"
