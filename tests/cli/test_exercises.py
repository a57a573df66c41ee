"""``vsm exercise``."""

from __future__ import annotations

from vsm_toolkit.cli import lab_server
from vsm_toolkit.io import exercise_folder


def test_new_makes_a_folder_and_says_how_to_go_on(vsm, tmp_path):
    called = vsm("exercise", "new", tmp_path / "ana", "--seed", "7", "--learner", "Ana")

    assert called.code == 0
    assert "15 added" in called.out
    assert f"vsm lab {tmp_path / 'ana'}" in called.out
    assert "vsm exercise key --seed 7" in called.out


def test_lab_opens_a_folder_of_exercises_at_the_first_one(vsm, tmp_path, monkeypatch):
    starts = []
    monkeypatch.setattr(lab_server, "run_lab", lambda start: starts.append(start) or 0)
    vsm("exercise", "new", tmp_path)
    called = vsm("lab", tmp_path, "--no-browser")

    assert called.code == 0
    assert [start.first_notebook for start in starts] == ["e01_one_clock.ipynb"]


def test_new_says_what_it_kept(vsm, tmp_path):
    vsm("exercise", "new", tmp_path)
    notebook = tmp_path / "e01_one_clock.ipynb"
    notebook.write_text(notebook.read_text(encoding="utf-8").replace("## The clock", "## Our clock"), encoding="utf-8")
    called = vsm("exercise", "new", tmp_path)

    assert "kept e01_one_clock.ipynb: its cells were changed here" in called.out


def test_key_prints_the_answers_and_what_misconceptions_answer(vsm):
    called = vsm("exercise", "key", "e05", "--misconceptions")

    assert called.out.startswith("E5 Two roads (30 minutes)\n  a  83 wh (2.1 wk)\n")
    assert "181 wh (4.5 wk): summed the branches" in called.out


def test_key_of_a_variant_has_other_answers(vsm):
    book, variant = vsm("exercise", "key", "e05"), vsm("exercise", "key", "e05", "--seed", "3")

    assert book.out != variant.out


def test_an_exercise_that_is_none_is_refused(vsm):
    called = vsm("exercise", "key", "e99")

    assert called.code == 2
    assert "the exercises are e01, e02" in called.err


def test_refresh_says_what_was_stale(vsm, monkeypatch):
    monkeypatch.setattr(exercise_folder, "refresh_copies", lambda: ("e01_one_clock.ipynb",))
    monkeypatch.setattr(exercise_folder, "run_solutions", lambda names: names)
    called = vsm("exercise", "refresh", "--run", "e01")

    assert called.out.splitlines() == ["1 solutions run.", "1 copies written: e01_one_clock.ipynb."]


def test_refresh_of_what_is_fresh_says_so(vsm):
    called = vsm("exercise", "refresh")

    assert called.out == "Every copy was up to date.\n"


def test_the_commands_are_listed_under_exercise(vsm):
    called = vsm("exercise", "--help")

    assert all(f" {command} " in called.out for command in ("new", "key", "refresh", "group"))
