from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from vsm_toolkit.io.map_file import MAP_FILE, load_engagement
from vsm_toolkit.io.shipped_files import sample_engagements

SHEETS = Path(__file__).resolve().parents[1] / "io" / "spreadsheet" / "sheets"
COACH = SHEETS / "coach"
QUESTIONS = {
    "--basis": "working",
    "--lead-time-convention": "includes-wait",
    "--percent-complete-accurate": "produced",
}
ANSWERS = [part for pair in QUESTIONS.items() for part in pair]
CLAIMS = sample_engagements()[0]


def test_an_open_question_is_not_guessed_but_named(vsm, tmp_path):
    called = vsm("import", COACH / "days-and-hours.csv", "--into", tmp_path / "new")

    assert (called.code, called.out) == (2, "")
    assert all(f"  {option} " in called.err for option in QUESTIONS)
    assert "includes-wait|process-plus-wait|wait-then-lead" in called.err
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("answered", QUESTIONS)
def test_one_answer_leaves_the_others_open(vsm, tmp_path, answered):
    called = vsm("import", COACH / "days-and-hours.csv", "--into", tmp_path, answered, QUESTIONS[answered])

    assert called.code == 2
    assert [option for option in QUESTIONS if f"  {option} " in called.err] == sorted(QUESTIONS.keys() - {answered})


def test_answers_make_a_map(vsm, tmp_path):
    called = vsm("import", COACH / "days-and-hours.csv", "--into", tmp_path / "lantern", *ANSWERS)
    engagement = load_engagement(tmp_path / "lantern")

    assert called.code == 0
    assert "4 steps, 3 edges." in called.out
    assert 'note: Column "Mood"' in called.out
    assert f"vsm check {tmp_path / 'lantern'}" in called.out
    assert (engagement.challenge.id, engagement.stream.name) == ("lantern", "lantern")
    assert [step.name for step in engagement.stream.steps] == ["Triage request", "Shape story", "Build", "Review"]


def test_totals_of_the_sheet_are_checked(vsm, tmp_path):
    edges = ("--edges", COACH / "published-map-edges.csv")
    called = vsm("import", COACH / "published-map.csv", *edges, "--into", tmp_path, *ANSWERS)

    assert "TOTAL DIFFERS: Printed lead time 380 h (9.5 wk), from the steps 384 h (9.6 wk)" in called.out
    assert "total agrees: The process time agrees: 56 h (7 d) printed" in called.out
    assert "TOTAL DIFFERS: Printed activity ratio 14.5 %" in called.out
    assert "total agrees: The rolled %C&A agrees: 5.4 % printed" in called.out


def test_a_map_that_is_there_is_not_lost(vsm, tmp_path):
    (tmp_path / MAP_FILE).write_text("mine", encoding="utf-8")
    refused = vsm("import", COACH / "days-and-hours.csv", "--into", tmp_path, *ANSWERS)
    kept = (tmp_path / MAP_FILE).read_text(encoding="utf-8")
    replaced = vsm("import", COACH / "days-and-hours.csv", "--into", tmp_path, *ANSWERS, "--replace")

    assert refused.code == 2
    assert "add --replace" in refused.err
    assert kept == "mine"
    assert replaced.code == 0
    assert len(load_engagement(tmp_path).stream.steps) == 4


def test_a_failed_import_leaves_the_old_map(vsm, tmp_path):
    (tmp_path / MAP_FILE).write_text("mine", encoding="utf-8")
    called = vsm("import", COACH / "many-slips.csv", "--into", tmp_path, *ANSWERS, "--replace")

    assert called.code == 2
    assert (tmp_path / MAP_FILE).read_text(encoding="utf-8") == "mine"


def test_every_slip_of_a_sheet_is_named_at_once(vsm, tmp_path):
    called = vsm("import", COACH / "many-slips.csv", "--into", tmp_path, *ANSWERS)

    assert called.code == 2
    assert "8 problems" in called.err or called.err.count("many-slips.csv, row") >= 6


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--lead-time-convention", "includeswait"),
        ("--percent-complete-accurate", "both"),
        ("--percent-scale", "1"),
        ("--basis", "\x1b[31m"),
    ],
)
def test_an_answer_outside_the_vocabulary_is_refused(vsm, tmp_path, option, value):
    called = vsm("import", COACH / "days-and-hours.csv", "--into", tmp_path, option, value)

    assert called.code == 2
    assert called.err.startswith(f"{option}: expected one of ")
    assert "\x1b" not in called.err


@pytest.mark.parametrize("week", [("--hours-per-day", "25"), ("--days-per-week", "0.0"), ("--hours-per-day", "-1")])
def test_an_impossible_week_is_refused(vsm, tmp_path, week):
    called = vsm("import", COACH / "days-and-hours.csv", "--into", tmp_path / "new", *ANSWERS, *week)

    assert called.code == 2
    assert not (tmp_path / "new").exists()


def test_another_week_is_read_and_kept(vsm, tmp_path):
    called = vsm("import", COACH / "days-and-hours.csv", "--into", tmp_path, *ANSWERS, "--hours-per-day", "6")
    engagement = load_engagement(tmp_path)

    assert called.code == 0
    assert engagement.challenge.calendar.hours_per_day == 6
    assert engagement.stream.steps[0].wait_time.value == 2 * 6 - 1


def test_a_sheet_that_is_not_there_is_named(vsm, tmp_path):
    called = vsm("import", tmp_path / "nothing.csv", "--into", tmp_path / "new")

    assert called.code == 2
    assert "nothing.csv" in called.err


@pytest.mark.parametrize("folder", sample_engagements(), ids=lambda folder: folder.name)
@pytest.mark.parametrize("to", ["tables.xlsx", "tables"])
def test_what_is_exported_comes_back_the_same(vsm, tmp_path, folder, to):
    exported = vsm("export", folder, "--to", tmp_path / to)
    imported = vsm("import", tmp_path / to, "--into", tmp_path / "back")

    assert (exported.code, imported.code) == (0, 0), imported.err
    assert load_engagement(tmp_path / "back").stream == load_engagement(folder).stream


def test_a_name_given_is_the_name(vsm, tmp_path):
    vsm("export", CLAIMS, "--to", tmp_path / "tables.xlsx")
    vsm("import", tmp_path / "tables.xlsx", "--into", tmp_path / "back", "--name", "Another")

    assert load_engagement(tmp_path / "back").stream.name == "Another"


@pytest.mark.parametrize("name", ["with space", "{braces}", "100%", "Größe 🚀", "%s$HOME", "-dash"])
def test_any_folder_name_will_do(vsm, tmp_path, name):
    (tmp_path / name).mkdir()
    exported = vsm("export", CLAIMS, "--to", tmp_path / name / "tables.xlsx")
    imported = vsm("import", tmp_path / name / "tables.xlsx", "--into", tmp_path / name / "in")

    assert (exported.code, imported.code) == (0, 0), exported.err + imported.err
    assert vsm("check", tmp_path / name / "in").code == 0


def test_an_export_that_cannot_be_written_is_a_sentence(vsm, tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    called = vsm("export", CLAIMS, "--to", tmp_path / "file" / "tables.xlsx")

    assert called.code == 2
    assert "cannot be written" in called.err


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo terminal")
def test_on_a_terminal_the_questions_are_asked(tmp_path):
    import pty

    ours, theirs = pty.openpty()
    command = [
        sys.executable,
        "-m",
        "vsm_toolkit",
        "import",
        str(COACH / "days-and-hours.csv"),
        "--into",
        str(tmp_path),
    ]
    process = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, close_fds=True)
    os.close(theirs)
    # The second answer is none of the choices, so that question is asked again.
    os.write(ours, b"working\nno idea\nincludes-wait\nproduced\n")
    said = _read_all(ours)

    assert process.wait(60) == 0, said
    assert "Do the times count working hours only" in said
    assert said.count("lead-time-convention (includes-wait") == 2
    assert len(load_engagement(tmp_path).stream.steps) == 4


def _read_all(terminal: int) -> str:
    parts = []
    while True:
        try:
            part = os.read(terminal, 4096)
        except OSError:  # how a pseudo terminal says that the other side is gone
            break
        if not part:
            break
        parts.append(part)
    return b"".join(parts).decode()
