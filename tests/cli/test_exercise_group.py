"""``vsm exercise group``: a group in the terminal, gentle, with damage said and nothing fatal."""

import json

import pytest

from vsm_toolkit.exercises.progress import Attempt, Verdict
from vsm_toolkit.io.progress_file import PROGRESS, record_attempt


@pytest.fixture
def folder(tmp_path):
    for learner in ("Ana", "Ben\x1b[31m"):
        for answer in ("126 h", "118 h", "101 h"):
            record_attempt(
                tmp_path,
                Attempt(learner, "e05", "a", answer, Verdict.MISCONCEPTION, "summed_the_branches", "2026-03-02T09:00Z"),
            )
    return tmp_path


def test_the_coach_sees_what_to_talk_about_and_who(vsm, folder):
    shown = vsm("exercise", "group", folder)

    assert shown.code == 0
    assert "together next: 2 learners share a difficulty there." in shown.out
    assert (
        "“summed the branches”: met by 2 of the 2 who tried; nobody got past it yet. They read: “You summed all"
        in shown.out
    )
    assert "Ana" in shown.out
    assert "they stay in this folder" in shown.out


def test_a_name_cannot_act_on_the_terminal(vsm, folder):
    shown = vsm("exercise", "group", folder)

    assert "\x1b" not in shown.out
    assert "Ben\\u001b[31m" in shown.out


def test_an_empty_and_a_damaged_file_are_said(vsm, folder):
    (folder / PROGRESS / "empty.jsonl").write_text("")
    (folder / PROGRESS / "broken.jsonl").write_text("{\n")
    shown = vsm("exercise", "group", folder)

    assert shown.code == 0
    assert "empty.jsonl is empty" in shown.out
    assert "broken.jsonl, line 1: it is no record of an exercise" in shown.out


def test_a_folder_where_nobody_began_is_no_error(vsm, tmp_path):
    shown = vsm("exercise", "group", tmp_path)

    assert (shown.code, shown.out.strip()) == (0, "Nobody has tried anything yet.")


def test_scripts_get_plain_json(vsm, folder):
    document = json.loads(vsm("exercise", "group", folder, "--json").out)

    assert document["misconceptions"][0]["learners"] == 2
    assert document["debrief_next"] == "e05"
    assert document["learners"][0]["since"] > 0


def test_what_is_no_folder_is_said(vsm, tmp_path):
    shown = vsm("exercise", "group", tmp_path / "gone")

    assert shown.code == 2
    assert "is no folder" in shown.err
