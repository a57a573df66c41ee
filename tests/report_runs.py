"""Reports to test: real runs of ``vsm report``, made once per session, and reports computed without a notebook."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest

from vsm_toolkit.display import Block, Table
from vsm_toolkit.io.map_file import load_engagement
from vsm_toolkit.io.shipped_files import sample_engagements
from vsm_toolkit.model import Challenge, Change, Engagement, NumberEstimate, Step, TimeEstimate, ValueStream
from vsm_toolkit.reports.team_report import TeamReport, build_team_report

CLAIMS, RULES, PLATFORM = "claims-portal", "payments-rules", "platform-request"
DATE = "2026-10-09"
PATIENCE_SECONDS = 300
NUMBER_FROM_NOTHING = re.compile(r"\b(nan|NaN|inf|Infinity|null)\b|\bNone\b(?! of| yet)")
"""What a missing number looks like when it reached a page; \"None of it\" is English."""


def run_vsm(*arguments: object, **more_environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command line as a user does, without a terminal."""
    environment = {**os.environ, "COLUMNS": "160", **more_environment}
    environment.pop("VSM_DEBUG", None)
    command = [sys.executable, "-m", "vsm_toolkit", *map(str, arguments)]
    return subprocess.run(
        command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", check=False
    )


def made_once(folder: Path, make: Callable[[Path], None]) -> Path:
    """Make a folder in the first test process that asks for it; the others wait until it is there."""
    taken, done = folder.with_suffix(".taken"), folder.with_suffix(".done")
    try:
        taken.mkdir()
    except FileExistsError:
        patience_ends = time.monotonic() + PATIENCE_SECONDS
        while not done.exists() and time.monotonic() < patience_ends:
            time.sleep(0.1)
    else:
        try:
            make(folder)
        finally:
            done.touch()
    return folder


def session_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder that all test processes of this session share."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


def write_sample_reports(folder: Path) -> None:
    """Write the reports of the three samples with one real ``vsm report``."""
    run = run_vsm("report", *sample_engagements(), "--out", folder, "--date", DATE)
    assert (run.returncode, run.stderr) == (0, ""), run.stderr


@cache
def sample_report(name: str) -> TeamReport:
    """Compute the report of a sample."""
    (folder,) = (each for each in sample_engagements() if each.name == name)
    return build_team_report(load_engagement(folder))


@cache
def sample_block(name: str, key: str) -> Block:
    """Write one block of the report of a sample."""
    return sample_report(name).block(key)


def words_of(block: Block) -> str:
    """Give everything a block says in words, a line per sentence, tile and table row."""
    lines = [block.notice, *block.lead]
    lines += [" | ".join((tile.label, tile.value, tile.badge, tile.note)) for tile in block.tiles]
    for table in block.tables:
        rows = [*table.rows, *([table.total] if table.total else [])]
        lines += [table.caption, " | ".join(table.columns), *(" | ".join(row) for row in rows), table.note]
    return "\n".join([*lines, *block.closing, *(picture.text_alternative for picture in block.pictures)])


def rows_by_name(table: Table) -> dict[str, dict[str, str]]:
    """Give the rows of a table by their first cell, and each cell by its column, wherever new columns stand."""
    return {row[0]: dict(zip(table.columns[1:], row[1:], strict=True)) for row in table.rows}


class _VisibleText(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.hidden += tag in {"style", "script"}
        self.parts.append(" ")
        self.parts += [value or "" for name, value in attrs if name == "alt"]

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= tag in {"style", "script"}
        self.parts.append(" ")

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.parts.append(data)


def text_of_html(html: str) -> str:
    """Give what a reader of a page sees or hears, on one line."""
    reader = _VisibleText()
    reader.feed(html)
    return re.sub(r"\s+", " ", "".join(reader.parts))


def a_step(step_id: str, *, team: str | None = "Team", **known: float) -> Step:
    """Give a step with some of its numbers: wait, work, accurate."""
    return Step(
        id=step_id,
        name=f"Step {step_id}",
        team=team,
        wait_time=TimeEstimate(value=known["wait"]) if "wait" in known else None,
        process_time=TimeEstimate(value=known["work"]) if "work" in known else None,
        percent_complete_accurate=NumberEstimate(value=known["accurate"]) if "accurate" in known else None,
    )


def report_on(stream: ValueStream, *changes: Change, **challenge: object) -> TeamReport:
    """Compute the report of a map and its changes."""
    whole = Challenge.model_validate({"id": "test", **challenge})
    return build_team_report(Engagement(challenge=whole, stream=stream, changes=changes))
