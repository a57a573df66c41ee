"""Every reader of files from outside, good files to start from, and ways to spoil them."""

from __future__ import annotations

import atexit
import dataclasses
import functools
import io
import json
import math
import random
import shutil
import tempfile
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

from vsm_toolkit.errors import FileError, VsmError
from vsm_toolkit.handoff_game.table import GameTable
from vsm_toolkit.handoffs import handoff_ledger, list_handoffs
from vsm_toolkit.history import replay
from vsm_toolkit.io.experiment_file import read_experiment, write_experiment
from vsm_toolkit.io.game_file import read_events
from vsm_toolkit.io.journal_file import JOURNAL, JournalFolder
from vsm_toolkit.io.journal_lines import FINGERPRINT, fingerprint, read_lines
from vsm_toolkit.io.map_file import parse_engagement, render_engagement
from vsm_toolkit.io.names_file import read_names
from vsm_toolkit.io.progress_file import PROGRESS, read_progress
from vsm_toolkit.io.report_files import read_report
from vsm_toolkit.io.shipped_files import sample_engagements
from vsm_toolkit.io.snapshot_stamp import read_stamp
from vsm_toolkit.io.step_sheet import (
    SheetConventions,
    read_tables,
    stream_from_tables,
    write_csv_tables,
    write_workbook,
)
from vsm_toolkit.io.workshop_folder import fingerprint_of_cells
from vsm_toolkit.map_checks import check_engagement
from vsm_toolkit.metrics import map_metrics
from vsm_toolkit.model import Challenge, Engagement
from vsm_toolkit.program.experiment import SystemicExperiment
from vsm_toolkit.program.roll_up import roll_up
from vsm_toolkit.reports.machine_readable import report_document
from vsm_toolkit.reports.team_report import build_team_report
from vsm_toolkit.samples import lantern
from vsm_toolkit.session import MappingSession

WORDS = [
    *(b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\r", b"\n", b'"', b"'''", b"[[", b"]]", b"{", b"}"),
    *(b"nan", b"inf", b"-1", b"1e999", b"9" * 30, b"0x10", b"1_000", b"1:30", b"true", b"null", b"[" * 60, b"{" * 60),
    *(b"steps", b"value_stream", b"challenge", b"schema_version", b"wait_time", b"id", b"= 5", b'"3 d"', b'"?"'),
    *(b"-5 days", b"2-", b"1/0", b"%", b"101", "\u202e".encode(), "\u2028".encode(), b"=cmd|' /C calc'!A0", b";"),
    *(b"2026-02-30", b"9999-99-99", b"covers", b"imported", b"removed", b"moved", b"added", b"edits", b"lamport"),
]  # fmt: skip


@functools.cache
def lantern_engagement() -> Engagement:
    """Give a small engagement."""
    return Engagement(challenge=Challenge(id="lantern"), stream=lantern())


@functools.cache
def scratch() -> Path:
    """Give a folder for what a reader wants as a file; in memory where there is one."""
    memory = Path("/dev/shm")
    folder = Path(tempfile.mkdtemp(prefix="vsm-hostile-", dir=memory if memory.is_dir() else None))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def as_file(name: str, content: bytes) -> Path:
    path = scratch() / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    return path


def read_map(content: bytes) -> None:
    """Read a map, and use it: what can be read must be computed, written and read again."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return
    read_stamp(text)
    engagement = parse_engagement(text)
    again = render_engagement(engagement)
    assert render_engagement(parse_engagement(again)) == again
    check_engagement(engagement)
    figures = [map_metrics(engagement.stream), list_handoffs(engagement.stream), handoff_ledger(engagement.stream)]
    assert not numbers_from_nothing(figures)


def numbers_from_nothing(value: object) -> list[float]:
    """Find every number within something computed that is no number, or not finite."""
    if isinstance(value, float):
        return [] if math.isfinite(value) else [value]
    if dataclasses.is_dataclass(value):
        return numbers_from_nothing([getattr(value, field.name) for field in dataclasses.fields(value)])
    if isinstance(value, dict):
        return numbers_from_nothing(list(value.values()))
    return [each for part in value for each in numbers_from_nothing(part)] if isinstance(value, list | tuple) else []


def read_journal(content: bytes) -> None:
    """Read a journal whose fingerprints are right, whatever stands behind them, and replay it."""
    lines = content.split(b"\n")
    previous, marked = "", []
    for line in lines:
        body = line[FINGERPRINT + 1 :].decode("utf-8", "replace")
        body = body.replace("\ufffd", "")
        marked.append(f"{fingerprint(body)} {body}".encode())
        previous = fingerprint(body)
    assert previous
    for lines_of in (content, b"\n".join(marked) + b"\n"):
        entries, _ = read_lines(lines_of, "one.jsonl")
        replay(lantern_engagement(), [entry for entry in entries if entry.imported is None])
    as_file("opened/map.toml", render_engagement(lantern_engagement()).encode())
    (scratch() / "opened" / JOURNAL).mkdir(exist_ok=True)
    for old in (scratch() / "opened" / JOURNAL).iterdir():
        old.unlink()
    (scratch() / "opened" / JOURNAL / "one.jsonl").write_bytes(b"\n".join(marked) + b"\n")
    session = MappingSession(JournalFolder(scratch() / "opened"))
    for conflict in session.conflicts:
        assert conflict.sentence()
    session.undo()


def read_sheet(name: str, content: bytes) -> None:
    """Import a sheet."""
    stream_from_tables(read_tables(as_file(name, content)), SheetConventions(), name="x")


def read_progress_file(content: bytes) -> None:
    """Read what learners tried."""
    as_file(f"{PROGRESS}/one.jsonl", content)
    read_progress(scratch())


def read_game(content: bytes) -> None:
    """Read the taps of a game."""
    events, _ = read_events(as_file("game.jsonl", content))
    GameTable(events, lambda event: None, lambda: 100.0)


def read_notebook(content: bytes) -> None:
    """Fingerprint a notebook somebody may have changed."""
    fingerprint_of_cells(as_file("one.ipynb", content))


def read_shared_report(content: bytes) -> None:
    """Read a report back and roll it up."""
    report = read_report(as_file("report.json", content))
    roll_up([report], as_of=date(2026, 10, 9))
    assert not numbers_from_nothing([value for _, value in report])


def read_name_answers(content: bytes) -> None:
    """Read what people said about names, and apply it."""
    roll_up([], read_names(as_file("names.toml", content)))


def read_program_experiment(content: bytes) -> None:
    """Read a program's experiment."""
    read_experiment(as_file("experiment.toml", content))


READERS: dict[str, Callable[[bytes], None]] = {
    "map.toml": read_map,
    "journal": read_journal,
    "steps.csv": functools.partial(read_sheet, "steps.csv"),
    "map.xlsx": functools.partial(read_sheet, "map.xlsx"),
    "progress": read_progress_file,
    "games": read_game,
    "notebook": read_notebook,
    "report.json": read_shared_report,
    "names.toml": read_name_answers,
    "experiment.toml": read_program_experiment,
}


@functools.cache
def good_files(reader: str) -> tuple[bytes, ...]:
    """Give files the reader can read."""
    samples = sample_engagements()
    if reader == "map.toml":
        return tuple((sample / "map.toml").read_bytes() for sample in samples)
    if reader == "journal":
        return (_journal(),)
    if reader == "steps.csv":
        folder = scratch() / "tables"
        write_csv_tables(lantern_engagement(), folder)
        own = b"Step;Team;LT (days);PT (hrs);%C/A\nReview;Ops;3,5;2;80\nDeploy;Ops;1;?;95%\nTotal;;4,5;2;\n"
        return ((folder / "steps.csv").read_bytes(), own)
    if reader == "map.xlsx":
        write_workbook(lantern_engagement(), scratch() / "good.xlsx")
        return ((scratch() / "good.xlsx").read_bytes(),)
    if reader == "report.json":
        return (json.dumps(report_document(build_team_report(lantern_engagement()), None), indent=1).encode(),)
    if reader == "names.toml":
        row = '[[names]]\nkind = "team"\nname = "Ops"\nsame_as = "Operations"\nconfirmed = true\nwhy = "short"\n'
        return (row.encode() * 2,)
    if reader == "experiment.toml":
        write_experiment(scratch() / "good.toml", SystemicExperiment())
        return ((scratch() / "good.toml").read_bytes(),)
    if reader == "notebook":
        return (b'{"cells": [{"cell_type": "code", "source": ["a"]}], "metadata": {}}',)
    if reader == "games":
        taps = [{"do": "pass", "role": role, "at": 100.0 + role + number} for number in range(2) for role in range(4)]
        first = [{"do": "set_up", "roles": ["A", "B", "C", "D"], "items": 4, "batch": 2, "at": 0.0}]
        begin = [
            {"do": "guess", "first": [10.0], "all": [60.0]},
            {"do": "start", "counting": "every_handoff", "at": 99.0},
        ]
        other = [
            {"do": "pause", "at": 101.5},
            {"do": "resume", "at": 102.0},
            {"do": "undo"},
            {"do": "stop", "at": 120.0},
        ]
        again = [{"do": "choose", "round": "again"}, {"do": "simulate", "seed": 7}]
        events = [*first, *begin, *taps, *other, *again]
        return ("".join(f"{json.dumps(each)}\n" for each in events).encode(),)
    told = '"learner":"Ana","exercise":"e02","task":"a","answer":"141 h","verdict":"right","misconception":null,'
    return (("{" + told + '"variant_seed":null,"at":"2026-03-02T09:00:00+00:00"}\n').encode() * 3,)


def _journal() -> bytes:
    folder = scratch() / "made"
    as_file("made/map.toml", render_engagement(lantern_engagement()).encode())
    store = JournalFolder(folder)
    session = MappingSession(store)
    session.edit("steps", "L1", "name", "Sort")
    session.edit("steps", "L2", "wait_time", {"value": 3.0, "low": 1.0, "high": 8.0})
    session.move("steps", "L3", 0)
    session.remove_step("L4")
    session.undo()
    session.edit("challenge", "", "program", "north")
    (path,) = (folder / JOURNAL).glob(f"{store.session}.jsonl")
    return path.read_bytes()


def spoiled(content: bytes, generator: random.Random) -> bytes:
    """Spoil a file in a few places."""
    for _ in range(generator.choice((1, 1, 1, 2, 3, 6))):
        place = generator.randrange(len(content) + 1)
        length = generator.choice((1, 1, 2, 4, 16, 100))
        what = generator.randrange(7)
        if what == 0 and place < len(content):
            content = content[:place] + bytes([content[place] ^ (1 << generator.randrange(8))]) + content[place + 1 :]
        elif what == 1:
            content = content[:place] + content[place + length :]
        elif what == 2:
            content = content[:place] + generator.choice(WORDS) + content[place:]
        elif what == 3:
            content = content[:place] + generator.choice(WORDS) + content[place + length :]
        elif what == 4:
            other = generator.randrange(len(content) + 1)
            content = content[:place] + content[other : other + length * 4] + content[place:]
        elif what == 5:
            content = content[:place] + generator.randbytes(generator.randrange(1, 5)) + content[place:]
        else:
            lines = content.splitlines(keepends=True)
            generator.shuffle(lines)
            content = b"".join(lines[: generator.randrange(len(lines) + 1)]) if generator.random() < 0.2 else content
    return content


def spoiled_workbook(content: bytes, generator: random.Random) -> bytes:
    """Spoil a workbook, more often within one of its parts than as an archive."""
    if generator.random() < 0.2:
        return spoiled(content, generator)
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(packed, "w") as new:
        names = old.namelist()
        chosen = generator.choice([name for name in names if name.endswith((".xml", ".rels"))])
        for name in names:
            part = old.read(name)
            if name == chosen:
                part = spoiled(part, generator)
            if name != chosen or generator.random() > 0.02:
                new.writestr(name, part)
    return packed.getvalue()


def spoil(reader: str, generator: random.Random) -> bytes:
    """Give a spoiled file for a reader."""
    good = generator.choice(good_files(reader))
    return spoiled_workbook(good, generator) if reader == "map.xlsx" else spoiled(good, generator)


def complaint(reader: str, content: bytes) -> str:
    """Read a file; give what is wrong with the way the reader took it, ``""`` when nothing is."""
    try:
        READERS[reader](content)
    except FileError as said:
        bare = [each for each in said.problems if not (each.place and each.expected and each.remedy)]
        return f"a problem without place or remedy: {bare[0]}" if bare or not said.problems else ""
    except VsmError as said:
        return "" if said.message else "an error without words"
    except Exception as error:
        return f"{type(error).__name__}: {str(error)[:300]}"
    return ""
