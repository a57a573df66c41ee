"""A batch of reports killed at random moments and started again; and a batch a tenth of which is broken."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.generated_engagements import write_engagements
from vsm_toolkit.io.map_file import MAP_FILE
from vsm_toolkit.reports.report_folder import REPLACED, STAGED, STAMP
from vsm_toolkit.reports.warm_parent import can_fork

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not can_fork(), reason="standard kernels have their own ends")]
REPORTS = 3
PATIENCE = 30
TAG = "VSM_TEST_BATCH"
ENDS = (signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


def command(folder, out, *more):
    """Give the command line of a batch."""
    return [
        *(sys.executable, "-m", "vsm_toolkit", "report", "--all", str(folder), "--out", str(out)),
        *("--date", "2026-10-09", *map(str, more)),
    ]


def environment(tag):
    """Mark a batch, so that every process it starts can be found."""
    return {**os.environ, TAG: tag}


def processes(tag):
    """List every living process of a batch, wherever it went."""
    found = []
    for path in Path("/proc").glob("[0-9]*/environ"):
        try:
            if f"{TAG}={tag}".encode() in path.read_bytes().split(b"\0"):
                found.append(int(path.parent.name))
        except OSError:
            continue
    return found


def left_behind(tag):
    """Give the processes of a batch that are still there after it had time to end."""
    ends = time.monotonic() + PATIENCE
    while (found := processes(tag)) and time.monotonic() < ends:
        time.sleep(0.05)
    return found


def files_of(out):
    """Read every report; what a killed run has not yet cleared away is hidden and no report."""
    return {
        path.relative_to(out).as_posix(): path.read_bytes()
        for path in out.rglob("*")
        if path.is_file() and path.parent != out and not path.relative_to(out).parts[0].startswith((STAGED, REPLACED))
    }


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("undisturbed")
    write_engagements(folder / "in", REPORTS, 11)
    started = time.monotonic()
    subprocess.run(command(folder / "in", folder / "out"), check=True, capture_output=True)
    return folder / "in", files_of(folder / "out"), time.monotonic() - started


def test_a_batch_killed_and_resumed_ends_as_an_undisturbed_one(undisturbed, tmp_path, amounts, reached):
    folder, expected, seconds = undisturbed
    rounds, chance = amounts.of("batch-rounds", 1, 50), random.Random(7)
    orphans, partial, different, kills = 0, 0, 0, 0
    for number in range(rounds):
        out, tag = tmp_path / f"out-{number}", f"{tmp_path}-{number}"
        for _ in range(3):
            batch = subprocess.Popen(
                command(folder, out), env=environment(tag), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
            time.sleep(chance.uniform(0.2, 0.9) * seconds)
            kills += batch.poll() is None
            batch.send_signal(chance.choice(ENDS))
            batch.wait(PATIENCE)
            orphans += len(left_behind(tag))
            published = files_of(out) if out.exists() else {}
            whole = {name.partition("/")[0] for name in published if name.endswith(STAMP)}
            of_whole = {name: content for name, content in expected.items() if name.partition("/")[0] in whole}
            partial += published != of_whole
        finished = subprocess.run(command(folder, out), env=environment(tag), capture_output=True, check=False)
        different += finished.returncode != 0 or files_of(out) != expected
        different += any(path.name.startswith((STAGED, REPLACED)) for path in out.iterdir())
    figure = (
        f"{rounds} batches of {REPORTS} reports, {kills} kills: {orphans} orphans, {partial} half-written,"
        f" {different} different from an undisturbed batch"
    )
    reached(19, "kill a batch of reports at a random moment and resume", figure, "0, 0, 0")

    assert kills > 0
    assert (orphans, partial, different) == (0, 0, 0)


BROKEN = {
    "no toml": b"= = =",
    "not utf-8": b"\xff\xfe[[",
    "empty": b"",
    "a NUL": b'[challenge]\nid = "a\x00b"\n',
    "no challenge": b'[stream]\nname = "x"\n',
    "a wrong type": b'[challenge]\nid = 3\n[stream]\nname = "x"\n',
    "no steps": b'[challenge]\nid = "no-steps"\n[stream]\nname = "x"\n',
    "too large": b"# " + b"x" * (60 << 20),
    "nested too deeply": b"x = " + b"[" * 5000 + b"]" * 5000,
    "a number of a million digits": b'[challenge]\nid = "x"\nbudget = ' + b"9" * 1_000_000,
    "a table twice": b'[challenge]\nid = "x"\n[challenge]\nid = "y"\n',
    "an unknown field": b'[challenge]\nid = "x"\nnonsense = 1\n[stream]\nname = "x"\n',
}


def broken_steps(kind):
    """Write a map whose steps contradict each other."""
    steps = "".join(f'[[steps]]\nid = "{name}"\nname = "Step {name}"\n{more}\n' for name, more in STEPS[kind][0])
    edges = "".join(f'[[edges]]\nfrom_step = "{a}"\nto_step = "{b}"\n' for a, b in STEPS[kind][1])
    return f'[challenge]\nid = "{kind}"\n[stream]\nname = "x"\n{steps}{edges}'.encode()


PLAIN = (("a", ""), ("b", ""))
STEPS = {
    "a cycle": (PLAIN, (("a", "b"), ("b", "a"))),
    "an edge to nowhere": (PLAIN, (("a", "z"),)),
    "the same step twice": ((("a", ""), ("a", "")), ()),
    "a share above all": ((("a", "percent_complete_accurate = 250"),), ()),
    "a negative time": ((("a", 'process_time = "-3h"'),), ()),
    "no time at all": ((("a", 'process_time = "soon"'),), ()),
}


def write_broken(folder):
    """Write an engagement for each way to be broken, two of them without a file that can be read at all."""
    for name, content in {**BROKEN, **{kind: broken_steps(kind) for kind in STEPS}}.items():
        place = folder / f"broken {name}"
        place.mkdir(parents=True)
        (place / MAP_FILE).write_bytes(content)
    (folder / "broken a folder for a file" / MAP_FILE).mkdir(parents=True)
    (folder / "broken a link to itself").mkdir()
    (folder / "broken a link to itself" / MAP_FILE).symlink_to(MAP_FILE)


def test_of_many_engagements_twenty_broken_ones_are_named_and_the_rest_is_made(tmp_path, amounts, reached):
    good = amounts.of("good-reports", 4, 180)
    write_engagements(tmp_path / "in", good, 5)
    write_broken(tmp_path / "in")
    run = subprocess.run(command(tmp_path / "in", tmp_path / "out"), capture_output=True, text=True, check=False)
    summary = json.loads((tmp_path / "out" / "summary.json").read_text(encoding="utf-8"))
    reasons = {
        Path(each["engagement"]).name: each["reason"] for each in summary["reports"] if each["state"] == "failed"
    }
    figure = f"{good + 20} engagements, 20 broken in 20 ways: {summary['done']} reports, {len(reasons)} reasons"
    reached(18, "a batch with broken engagements", figure, "180 reports, 20 reasons")

    assert run.returncode == 1
    assert (summary["done"], summary["failed"]) == (good, 20)
    assert all(name.startswith("broken ") for name in reasons)
    assert all("Traceback" not in reason and 20 < len(reason) < 2000 for reason in reasons.values())
