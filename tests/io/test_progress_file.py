"""Progress files: nothing that was tried gets lost, and nothing that cannot be read stops the rest."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vsm_toolkit.errors import FileError, UsageError
from vsm_toolkit.exercises.progress import Attempt, Verdict
from vsm_toolkit.io import progress_file
from vsm_toolkit.io.progress_file import PROGRESS, progress_path, read_group, read_progress, record_attempt


def attempt(learner="Ana", answer="141 h", **others):
    told = {"exercise": "e02", "task": "a", "verdict": Verdict.RIGHT, "misconception": None, "at": "2026-03-02T09:00"}
    return Attempt(learner=learner, answer=answer, **told | others)


def test_each_learner_has_a_file_and_all_are_read(tmp_path):
    written = [attempt(), attempt("Ben & Cem", "33", verdict=Verdict.MISCONCEPTION, misconception="work_only")]
    for each in written:
        record_attempt(tmp_path, each)

    assert len(list((tmp_path / "progress").iterdir())) == 2
    assert read_progress(tmp_path).attempts == tuple(written)


@given(learner=st.text(min_size=1, max_size=40), answer=st.text(max_size=60), seed=st.none() | st.integers())
def test_whatever_is_typed_comes_back(tmp_path_factory, learner, answer, seed):
    folder = tmp_path_factory.mktemp("any")
    if not learner.split():
        with pytest.raises(UsageError, match="A learner has a name"):
            record_attempt(folder, attempt(learner))
        return
    tried = attempt(learner, answer, variant_seed=seed)
    record_attempt(folder, tried)

    assert read_progress(folder).attempts == (tried,)


def test_names_that_differ_only_in_case_or_spaces_are_one_learner(tmp_path):
    assert progress_path(tmp_path, " ana  LEE ") == progress_path(tmp_path, "Ana Lee")
    assert progress_path(tmp_path, "Ana-Lee") != progress_path(tmp_path, "Ana Lee")
    assert progress_path(tmp_path, "../../etc").parent == tmp_path / "progress"


def test_a_torn_last_line_costs_itself_and_not_the_next_one(tmp_path):
    path = record_attempt(tmp_path, attempt(answer="1"))
    record_attempt(tmp_path, attempt(answer="2"))
    path.write_bytes(path.read_bytes()[:-9])
    record_attempt(tmp_path, attempt(answer="3"))
    progress = read_progress(tmp_path)

    assert [each.answer for each in progress.attempts] == ["1", "3"]
    assert progress.damage == (f"{path.name}, line 2: it is no record of an exercise. Everything else was read.",)


@pytest.mark.parametrize(
    "line", ["[]", "{}", "null", '{"learner": 1}', "\udcff", "nonsense", '{"verdict": "splendid"}', "[" * 100_000]
)
def test_a_line_of_something_else_is_named_and_left_out(tmp_path, line):
    path = record_attempt(tmp_path, attempt())
    path.write_bytes(line.encode("utf-8", "surrogateescape") + b"\n" + path.read_bytes())
    progress = read_progress(tmp_path)

    assert len(progress.attempts) == len(progress.damage) == 1


@pytest.mark.parametrize(("key", "value"), [("answer", 3), ("misconception", 3), ("variant_seed", True)])
def test_a_record_with_a_value_of_the_wrong_kind_is_no_record(tmp_path, key, value):
    path = record_attempt(tmp_path, attempt())
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | {key: value}), encoding="utf-8")

    assert read_progress(tmp_path).attempts == ()


def test_a_novel_typed_as_an_answer_is_kept_short(tmp_path):
    record_attempt(tmp_path, attempt(answer="x" * 10_000))

    assert read_progress(tmp_path).attempts[0].answer == "x" * 500


def test_a_full_disk_is_said_in_words(tmp_path, monkeypatch):
    def full(path, line):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(progress_file, "append_durably", full)

    with pytest.raises(FileError, match="No space left on device"):
        record_attempt(tmp_path, attempt())


def test_a_group_may_share_a_folder_or_have_one_each(tmp_path):
    for place, learner in ((tmp_path, "Ana"), (tmp_path / "ben", "Ben"), (tmp_path / "eve", "Eve")):
        place.mkdir(exist_ok=True)
        record_attempt(place, attempt(learner))
    (tmp_path / "eve" / PROGRESS / "empty.jsonl").write_text("")
    found = read_group(tmp_path)

    assert [each.learner for each in found.attempts] == ["Ana", "Ben", "Eve"]
    assert found.damage == ("empty.jsonl is empty, so nothing is known of this learner.",)


def test_one_name_in_two_folders_is_two_people(tmp_path):
    for place in (tmp_path / "one", tmp_path / "two"):
        place.mkdir()
        record_attempt(place, attempt("unnamed"))

    assert [each.learner for each in read_group(tmp_path).attempts] == ["unnamed (one)", "unnamed (two)"]
