"""Canaries: names of people and private notes, planted in every text, are in no output that leaves the team."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.hostile_names import text_fields
from vsm_toolkit.display import block_html
from vsm_toolkit.io.map_file import load_engagement
from vsm_toolkit.io.shipped_files import sample_engagements
from vsm_toolkit.model import (
    Engagement,
    Entity,
    HandoffRecord,
    OwnerReading,
    ParkingLotItem,
    PulseEntry,
    ReadinessScore,
)
from vsm_toolkit.owner_readings import owner_roles
from vsm_toolkit.reports.decision_holder_files import write_pages_beside
from vsm_toolkit.reports.formats.writing import MODULES, write_formats
from vsm_toolkit.reports.machine_readable import report_document
from vsm_toolkit.reports.parameters import ReportParameters
from vsm_toolkit.reports.pulse import pulse_of, write_pulse
from vsm_toolkit.reports.sharing import MAY_LEAVE
from vsm_toolkit.reports.team_report import BLOCKS, build_team_report
from vsm_toolkit.weekly_pulse import Week

PERSON, NOTE, UNREAD = "Quirina Vandersloot", "zq-private-remark", "Head of Portfolio"
DAY = date(2026, 11, 22)


def planted() -> Engagement:
    """Put a person into every step's and team's name, a note into every remark, and leave one role unread."""
    engagement = _with_notes(load_engagement(sample_engagements()[0]))
    steps = tuple(step.with_changes(name=f"{step.name} by {PERSON}") for step in engagement.stream.steps)
    roles = [role for role in owner_roles(engagement) if role != UNREAD]
    challenge = engagement.challenge.with_changes(
        share_free_text=None,
        withheld_names=(PERSON,),
        coach_roles=NOTE,
        readiness=(ReadinessScore(attribute="time", sentence=NOTE),),
    )
    return engagement.with_changes(
        challenge=challenge,
        stream=engagement.stream.with_changes(steps=steps, name=f"Claims of {PERSON}"),
        owner_readings=tuple(OwnerReading(decision_holder=role, read_on=DAY) for role in roles),
        parking_lot=(ParkingLotItem(text=NOTE),),
        pulses=(PulseEntry(on=DAY, learned=NOTE, coaching_observations=NOTE),),
    )


def _with_notes(entity: Entity) -> Entity:
    update: dict[str, object] = {"contact": PERSON}
    speaks_for_itself = isinstance(entity, HandoffRecord) and entity.decision_holder != UNREAD
    for name in type(entity).model_fields:
        if name == "owner_statement" and speaks_for_itself:
            continue  # a role that has read its page lets its own words out
        value = getattr(entity, name)
        if isinstance(value, Entity):
            update[name] = _with_notes(value)
        elif isinstance(value, tuple) and value and isinstance(value[0], Entity):
            update[name] = tuple(_with_notes(each) for each in value)
        elif name in set(text_fields(type(entity))) - MAY_LEAVE.get(type(entity), frozenset()) and value is None:
            update[name] = f"{NOTE} {PERSON}"
    return type(entity).model_validate({**dict(entity), **update})


def _files(folder: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(folder.rglob("*")):
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as book:
                for name in book.namelist():
                    yield f"{path.name}/{name}", book.read(name).decode("utf-8", "replace")
        elif path.is_file():
            yield path.name, path.read_text(encoding="utf-8", errors="replace")


def _write_everything(folder: Path, engagement: Engagement) -> None:
    report = build_team_report(engagement, made_on=DAY)
    page = "".join(block_html(report.block(key)) for key in BLOCKS)
    (folder / "report.html").write_text(page, encoding="utf-8")
    words = [picture.svg() for key in BLOCKS for picture in report.block(key).pictures]
    (folder / "pictures.txt").write_text("\n".join(words), encoding="utf-8")
    (folder / "report.json").write_text(json.dumps(report_document(report, DAY)), encoding="utf-8")
    write_pages_beside(folder, engagement, ReportParameters(), DAY)
    # Paper is the page once more, printed by a browser.
    write_formats(report, folder, tuple(name for name in MODULES if name != "pdf"))
    for day in (DAY, date(2026, 9, 16)):
        write_pulse(folder, pulse_of(engagement, Week.of(day)), DAY)


@pytest.fixture(scope="module")
def outputs(tmp_path_factory):
    """Give every output of a planted engagement as text, by its file."""
    folder = tmp_path_factory.mktemp("planted")
    _write_everything(folder, planted())
    return dict(_files(folder))


def test_there_is_something_to_look_through(outputs):
    kinds = {Path(name).suffix for name in outputs}

    assert kinds >= {".html", ".json", ".md", ".svg", ".xml"}
    assert sum("person 1" in text for text in outputs.values()) >= 5


@pytest.mark.parametrize("canary", [PERSON, *PERSON.split(), NOTE, UNREAD])
def test_no_canary_is_in_any_output(outputs, canary):
    assert [name for name, text in outputs.items() if canary.casefold() in text.casefold()] == []


def test_the_canaries_would_be_found_without_the_share_level(tmp_path):
    engagement = planted()
    team = engagement.challenge.with_changes(share_level="team", withheld_names=())
    report = build_team_report(engagement.with_changes(challenge=team), made_on=DAY)
    words = "".join(block_html(report.block(key)) for key in "ACDI")

    assert all(canary in words for canary in (PERSON, NOTE, UNREAD))
