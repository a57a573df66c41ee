"""The forms of a workshop as data: the charter, the frozen baseline, improvements, and what the report needs."""

from __future__ import annotations

from dataclasses import dataclass

from vsm_toolkit.model import (
    Adoption,
    ChangeKind,
    ChangeStatus,
    Empowerment,
    Engagement,
    EvidenceGrade,
    HandoffRecord,
    Improvement,
    ImprovementStatus,
    ItemPeriod,
    ItemTime,
    PulseEntry,
    RetentionCheck,
    RetentionState,
    ShareLevel,
)
from vsm_toolkit.scenarios import change_in_words
from vsm_toolkit.widgets.row_form import FormField, FormPart


@dataclass(frozen=True, slots=True)
class Form:
    """A form with its title and what is said above it."""

    title: str
    parts: tuple[FormPart, ...]
    intro: tuple[str, ...] = ()


def _targets(engagement: Engagement) -> list[tuple[str, str]]:
    stream = engagement.stream
    return [
        *((step.id, f"{step.id} {step.name}") for step in stream.steps),
        *((row.id, f"{row.id} {row.dependent} needs {row.provider}") for row in stream.dependencies),
        *((row.id, f"{row.id} loss at {row.place}") for row in stream.waste),
    ]


def _improvement_ids(engagement: Engagement) -> list[tuple[str, str]]:
    return [(row.id, f"{row.id} {row.hypothesis or row.target}") for row in engagement.improvements]


def _adoptable(engagement: Engagement) -> list[tuple[str, str]]:
    asks = [(ask.id, f"{ask.id} {ask.decision or ''}".strip()) for ask in engagement.asks]
    return [("map", "mapping the value stream"), *_improvement_ids(engagement), *asks]


def _step_name(engagement: Engagement, step_id: str) -> str:
    return next((step.name for step in engagement.stream.steps if step.id == step_id), step_id)


def _owned_elsewhere(_: Engagement, record: HandoffRecord) -> bool:
    return record.empowerment in {Empowerment.NOT_EMPOWERED, Empowerment.INFLUENCE}


CHARTER = Form(
    "Charter",
    (
        FormPart(
            "stream",
            "Scope",
            (
                FormField("name", "Name of the value stream"),
                FormField("item_type", "Kind of item we follow", hint="standard feature"),
                FormField("trigger", "What starts the clock", "area", hint="a business owner submits an idea form"),
                FormField(
                    "end_condition", "What ends it, support included", "area", hint="in use, first week of support over"
                ),
                FormField("customer", "Customer", "area"),
                FormField("items_per_year", "Items a year", "number"),
            ),
        ),
        FormPart(
            "challenge",
            "Outcome",
            (
                FormField("outcome.text", "What will be true that is not true now", "area"),
                FormField("outcome.metric", "Measured by", hint="lead time"),
                FormField("outcome.from_value", "From"),
                FormField("outcome.to_value", "To"),
                FormField("outcome.by_date", "By", "date"),
                FormField("currency", "Currency, if money is to be shown", hint="EUR"),
                FormField("rate_per_hour", "Labour cost of an hour, if money is to be shown", "number"),
            ),
        ),
    ),
)

ITEM_TIMES = Form(
    "Items we looked up",
    (
        FormPart(
            "item_times",
            "Real items",
            (
                FormField("item", "Item", hint="ticket number"),
                FormField("measure", "From where to where", hint="idea form to in use"),
                FormField("period", "Started", "choice", options=ItemPeriod),
                FormField("hours", "Took", "hours", hint="14 wk"),
                FormField("finished_on", "Finished on", "date"),
            ),
            entity=ItemTime,
            head=lambda _, each: f"{each.item}: {each.measure}",
            required=("item", "measure", "period", "hours"),
        ),
    ),
    ("Two finished items whose history can be looked up say more than any estimate.",),
)

BASELINE = Form(
    "Freeze the baseline",
    (
        FormPart(
            "challenge",
            "Baseline",
            (FormField("baseline_on", "Frozen on", "date", hint="2026-09-04"),),
        ),
    ),
    (
        "Read the totals back. When the team says “this is how it is”, enter the day.",
        "Later edits are corrections (we were wrong) or improvements (it is different now), and are kept apart.",
    ),
)

IMPROVEMENTS = Form(
    "Improvements",
    (
        FormPart(
            "improvements",
            "Improvements, three active ones at most",
            (
                FormField("target", "Where", "choice", options=_targets),
                FormField("hypothesis", "We believe that", "area"),
                FormField("empowerment", "Whose is it", "choice", options=Empowerment),
                FormField("owner_role", "Owner (a role)"),
                FormField("due", "Until", "date"),
                FormField("status", "Status", "choice", options=ImprovementStatus),
                FormField("measured_effect", "Measured effect"),
                FormField("looked_after_by", "Who looks after it once it is done (a role)"),
            ),
            entity=Improvement,
            new_id="I",
            head=lambda engagement, each: f"{each.id} at {_step_name(engagement, each.target)}",
            required=("target",),
        ),
    ),
)

OWNERS = Form(
    "What the owners say",
    (
        FormPart(
            "handoffs",
            "Handoffs that others decide about",
            (
                FormField("decision_holder", "Who decides (a role)"),
                FormField("risk_controlled", "Which risk does it control?", "area"),
                FormField("owner_statement", "In the owner's own words", "area"),
            ),
            head=lambda engagement, each: f"Into {_step_name(engagement, each.to_step)}",
            only=_owned_elsewhere,
        ),
    ),
    ("Have we described it fairly? What would you need?",),
)

RETENTION_CHECKS = Form(
    "Who looks again, and when",
    (
        FormPart(
            "retention_checks",
            "Days to look again",
            (
                FormField("improvement", "Improvement", "choice", options=_improvement_ids),
                FormField("on", "Look on", "date"),
                FormField("state", "Still in place", "choice", options=RetentionState),
                FormField("note", "Note"),
            ),
            entity=RetentionCheck,
            head=lambda _, each: f"{each.improvement} on {each.on:%Y-%m-%d}",
            required=("improvement", "on"),
        ),
    ),
    ("Six weeks and six months after the challenge is usual.",),
)

CHANGES = Form(
    "What changed since the baseline",
    (
        FormPart(
            "changes",
            "Changes of the map",
            (
                FormField("kind", "This is", "choice", options=ChangeKind),
                FormField("status", "How far", "choice", options=ChangeStatus),
                FormField("grade", "How we know", "choice", options=EvidenceGrade),
                FormField("note", "Note"),
            ),
            head=lambda engagement, each: change_in_words(engagement.stream, each),
            only=lambda _, each: each.scenario is None,
        ),
    ),
    ("A correction restates the baseline; only an improvement counts as one.",),
)


SHARING = Form(
    "Who may see the report",
    (
        FormPart(
            "challenge",
            "What may leave the team",
            (
                FormField("share_level", "Who may see it", "choice", options=ShareLevel),
                FormField("share_free_text", "May remarks and notes leave the team?", "yes_no"),
                FormField("share_team_names", "May other teams be named beyond the program?", "yes_no"),
                FormField("share_money", "May money be shown beyond the program?", "yes_no"),
                FormField("withheld_names", "Names of people to leave out, one a line", "list"),
            ),
        ),
    ),
    (
        "Reports name roles and teams, never people. What nobody said yet reads as no.",
        "A role outside the team is named beyond it only once that role has read its page.",
    ),
)

LEARNING = Form(
    "What stays behind",
    (
        FormPart(
            "challenge",
            "In the team's words",
            (
                FormField("learning.practices_learned", "Practices learned, one a line", "list"),
                FormField("learning.business_impact", "Business impact", "area"),
                FormField("learning.speed_to_value", "Speed to value improvement", "area"),
                FormField("learning.follow_up", "Follow-up notes", "area"),
            ),
        ),
        FormPart(
            "adoptions",
            "Taken up by others",
            (
                FormField("what", "What", "choice", options=_adoptable),
                FormField("adopted_by", "By which team or program"),
                FormField("on", "On", "date"),
                FormField("note", "Note"),
            ),
            entity=Adoption,
            head=lambda _, each: f"{each.what}: {each.adopted_by}",
            required=("what", "adopted_by"),
        ),
    ),
)

PULSE = Form(
    "The week in our words",
    (
        FormPart(
            "pulses",
            "Weeks",
            (
                FormField("on", "A day of the week", "date"),
                FormField("planned", "What we planned", "area"),
                FormField("accomplished", "Accomplished", "area"),
                FormField("deferred", "Deferred", "area"),
                FormField("learned", "What we learned", "area"),
                FormField("impediments", "Challenges and impediments", "area"),
                FormField("next_steps", "What's next", "area"),
                FormField("coaching_observations", "Coaching observations (stay with the team)", "area"),
            ),
            entity=PulseEntry,
            head=lambda _, each: f"Week of {each.on:%Y-%m-%d}",
            required=("on",),
        ),
    ),
    ("Ten minutes: target, where we are, the obstacle now, the next step, what we learned.",),
)

FORMS = {
    "charter": CHARTER,
    "item_times": ITEM_TIMES,
    "baseline": BASELINE,
    "improvements": IMPROVEMENTS,
    "owners": OWNERS,
    "retention_checks": RETENTION_CHECKS,
    "changes": CHANGES,
    "sharing": SHARING,
    "learning": LEARNING,
    "pulse_entries": PULSE,
}
"""Every form by the name of the workshop's method."""
