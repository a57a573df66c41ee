"""Secrets of the machine, other teams' data and people's names are in nothing a report leaves behind; no network."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile

import pytest

from tests.report_runs import CLAIMS, DATE, RULES, made_once, run_vsm, session_folder
from vsm_toolkit.io.map_file import load_engagement, save_engagement
from vsm_toolkit.io.shipped_files import sample_engagements
from vsm_toolkit.model import ParkingLotItem, ReadinessScore, TimeEstimate

SECRET, HOME = "canary-token-3f9a", "canary-home-71c2"
PERSON, REMARK = "Kim Canary", "canary remark 88d0"


def canary_of(team):
    return f"canary-of-{team}-5b1e"


def planted(name):
    """Give a sample shared beyond the team, with a person, remarks and a canary of its own in every private place."""
    engagement = load_engagement(next(each for each in sample_engagements() if each.name == name))
    told = f"{REMARK}: {PERSON} said so"
    first = engagement.stream.steps[0]
    first = first.with_changes(notes=told, wait_time=TimeEstimate(value=8.0, source=told), contact=told)
    stream = engagement.stream.with_changes(
        name=f"{engagement.stream.name} {canary_of(name)}", steps=(first, *engagement.stream.steps[1:])
    )
    challenge = engagement.challenge.with_changes(
        share_level="program",
        withheld_names=(PERSON,),
        readiness=(ReadinessScore(attribute="time", sentence=told),),
    )
    return engagement.with_changes(stream=stream, challenge=challenge, parking_lot=(ParkingLotItem(text=told),))


@pytest.fixture(scope="module")
def reports(tmp_path_factory):
    """Give the reports of two teams made in one go, with secrets in the environment and the path of the home folder."""

    def make(folder):
        home = folder / HOME
        for name in (CLAIMS, RULES):
            save_engagement(planted(name), home / name)
        run = run_vsm(
            *("report", home / CLAIMS, home / RULES, "--out", folder / "out", "--date", DATE),
            *("--format", "xlsx,markdown"),
            VSM_SECRET=SECRET, AWS_SECRET_ACCESS_KEY=SECRET, JUPYTER_TOKEN=SECRET, HOME=str(home),
        )  # fmt: skip
        (folder / "log.txt").write_text(run.stdout + run.stderr, encoding="utf-8")
        assert run.returncode == 0, run.stdout + run.stderr

    return made_once(session_folder(tmp_path_factory) / "canaries", make)


def contents(path):
    """Give everything in a file, the members of an archive and pictures inside pages included."""
    content = path.read_bytes()
    yield path.name, content
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                yield f"{path.name}/{name}", archive.read(name)
    import base64

    for number, found in enumerate(re.findall(rb"base64,([A-Za-z0-9+/=]{40,})", content)):
        yield f"{path.name}, picture {number}", base64.b64decode(found)


def found_in(folder, canary):
    """List the places where a canary sings."""
    wanted = canary.encode()
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return [place for path in files for place, content in contents(path) if wanted in content]


@pytest.mark.slow
@pytest.mark.parametrize("canary", [SECRET, HOME, PERSON, "Canary", REMARK])
def test_no_secret_path_person_or_remark_is_in_any_artefact(reports, canary, reached):
    # The summary beside the reports names the folders that whoever ran them named; it is theirs and no report.
    theirs = {"summary.json"} if canary == HOME else set()
    found = [place for place in found_in(reports / "out", canary) if place not in theirs]
    row = 26 if canary in {PERSON, "Canary"} else 24
    reached(row, f"planted, searched in every file and archive member: {canary}", f"{len(found)} found", "0 found")

    assert found == []


@pytest.mark.slow
def test_no_team_is_in_another_teams_report(reports, reached):
    folders = sorted(path for path in (reports / "out").iterdir() if path.is_dir())
    others = {CLAIMS: RULES, RULES: CLAIMS}
    pairs = [(folder, others[next(name for name in others if name in folder.name)]) for folder in folders]
    found = [place for folder, other in pairs for place in found_in(folder, canary_of(other))]
    own = [found_in(folder, canary_of(others[other])) for folder, other in pairs]
    reached(
        25, "one team's canary in another team's report", f"{len(found)} found in {len(pairs)} pairs", "0 of 249,500"
    )

    assert len(pairs) == 2
    assert all(own)  # the search finds what is there
    assert found == []


WATCHED = """
import json, sys
asked = []
def hook(event, arguments):
    if event in {"socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"}:
        asked.append(repr(arguments[1:] if event == "socket.connect" else arguments))
sys.addaudithook(hook)
if len(sys.argv) > 1:
    import socket
    socket.socket(socket.AF_INET, socket.SOCK_DGRAM).connect(("192.0.2.1", 9))
    print(json.dumps(asked))
    sys.exit()
import pathlib, tempfile
from vsm_toolkit.io.map_file import load_engagement
from vsm_toolkit.io.shipped_files import sample_engagements
from vsm_toolkit.io.step_sheet import read_tables, write_csv_tables, write_workbook
from vsm_toolkit.reports.formats.contents import contents_of
from vsm_toolkit.reports.formats import wiki, workbook
from vsm_toolkit.reports.team_report import build_team_report
from vsm_toolkit.workshop import open_workshop
folder = pathlib.Path(tempfile.mkdtemp())
for sample in sample_engagements():
    engagement = load_engagement(sample)
    report = contents_of(build_team_report(engagement))
    [picture.svg() for block in report.blocks for picture in block.pictures]
    wiki.write(report, folder)
    workbook.write(report, folder)
    write_csv_tables(engagement, folder / "csv")
    write_workbook(engagement, folder / "map.xlsx")
    read_tables(folder / "map.xlsx")
workshop = open_workshop()
for panel in ("map_board", "measure_panel", "handoff_review", "waste_log", "history", "charter"):
    getattr(workshop, panel)()
workshop.pictures("map", "ladder")
workshop.close()
print(json.dumps(asked))
"""


def run_watched(*arguments):
    run = subprocess.run([sys.executable, "-c", WATCHED, *arguments], capture_output=True, text=True, check=True)
    return json.loads(run.stdout.splitlines()[-1])


def test_no_part_of_the_library_asks_the_network(reached):
    asked = run_watched()
    reached(10, "reports, pictures, sheets and panels in one process: network calls", f"{len(asked)}", "0")

    assert asked == []


def test_the_watch_on_the_network_sees_a_call():
    assert len(run_watched("and call")) == 1


LOOPBACK = re.compile(r'sin_addr=inet_addr\("127\.|sin6_addr.*"::1"|AF_UNIX|AF_NETLINK|AF_UNSPEC')


@pytest.mark.soak
@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
def test_a_whole_report_run_connects_to_nothing_but_this_machine(tmp_path, reached):
    trace = tmp_path / "trace"
    sample = next(each for each in sample_engagements() if each.name == RULES)
    command = ["strace", "-f", "-qq", "-e", "trace=connect,sendto", "-o", trace, sys.executable, "-m", "vsm_toolkit"]
    arguments = ["report", sample, "--out", tmp_path / "out", "--date", DATE, "--format", "xlsx,markdown"]
    subprocess.run([str(each) for each in (*command, *arguments)], check=True, capture_output=True, env=os.environ)
    calls = [line for line in trace.read_text("utf-8", "replace").splitlines() if "sa_family=" in line]
    outside = [line for line in calls if not LOOPBACK.search(line)]
    reached(10, "`vsm report`, every system call: connections", f"{len(calls)}, {len(outside)} outside", "0 outside")

    assert outside == []
