from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vsm_toolkit.errors import UsageError
from vsm_toolkit.io import journal_lines
from vsm_toolkit.io.journal_lines import fingerprint, read_line, read_lines, read_segment, written_line

EVENT = {
    "session": "one",
    "number": 1,
    "lamport": 1,
    "at": "2026-09-01T09:00:00+00:00",
    "actor": "team",
    "kind": "discovery",
    "previous": "",
    "edits": [{"table": "steps", "key": "L1", "field": "name", "old": "a", "new": "b"}],
}


def line_of(body):
    return f"{fingerprint(body)} {body}".encode()


def test_a_line_that_was_written_is_read():
    entry, problem = read_line(written_line(EVENT)[:-1], "")

    assert problem == ""
    assert (entry.name, entry.edits[0].new) == ("one:1", "b")


@pytest.mark.parametrize(
    "change",
    [
        {"number": "1"},
        {"number": 0},
        {"number": True},
        {"lamport": 10**40},
        {"lamport": -1},
        {"session": ["one"]},
        {"at": None},
        {"kind": "sabotage"},
        {"edits": [{"table": 5, "key": "L1", "field": "name"}]},
        {"edits": [{"table": "steps", "key": [], "field": "name"}]},
        {"edits": {"table": "steps"}},
        {"edits": 7},
        {"undoes": ["one:1"]},
        {"imported": {"schema_version": 1}},
        {"covers": {"one": "all"}},
        {"covers": [1]},
    ],
)
def test_a_line_with_the_right_fingerprint_and_the_wrong_content_is_no_event(change):
    entry, problem = read_line(line_of(json.dumps(EVENT | change)), "")

    assert (entry, problem) == (None, "it is not an event of this toolkit")


@pytest.mark.parametrize(
    "new",
    [
        "NaN",
        "Infinity",
        "[" * 40 + "]" * 40,
        "[" * 100_000,
        '{"a":' * 50 + "1" + "}" * 50,
        "1" + "0" * 5000,
        '"\\ud800"',
    ],
)
def test_values_no_map_can_hold_are_no_event(new):
    body = json.dumps(EVENT).replace('"b"', new)

    assert read_line(line_of(body), "")[0] is None


@given(text=st.text(max_size=60))
def test_any_whole_text_comes_back(text):
    event = EVENT | {"edits": [{"table": "steps", "key": "L1", "field": "name", "old": None, "new": text}]}

    assert read_line(written_line(event)[:-1], "")[0].edits[0].new == text


def test_half_a_character_is_refused_in_words_before_it_is_written():
    with pytest.raises(UsageError, match="Half a character stands behind"):
        written_line(EVENT | {"actor": "team \ud83d"})


@pytest.mark.parametrize("number", [float("nan"), float("inf"), 10**5000], ids=["nan", "inf", "endless"])
def test_a_number_that_is_none_is_refused_in_words(number):
    with pytest.raises(UsageError, match="cannot be kept"):
        written_line(EVENT | {"number": number})


def test_a_damaged_line_end_does_not_cost_the_event():
    whole = written_line(EVENT)
    for content in (whole[:-1], whole[:-1] + b"\x0b"):
        entries, damage = read_lines(content, "one.jsonl")

        assert len(entries) == 1
        assert [(each.line, "line end is damaged" in each.reason) for each in damage] == [(1, True)]


def test_a_file_that_cannot_be_read_is_one_damage(tmp_path):
    (tmp_path / "folder.jsonl").mkdir()
    entries, damage = read_segment(tmp_path / "folder.jsonl")

    assert entries == ()
    assert damage[0].sentence().startswith("folder.jsonl: it cannot be read")


def test_a_file_of_gigabytes_is_not_even_opened(tmp_path, monkeypatch):
    monkeypatch.setattr(journal_lines, "LARGEST_SEGMENT", 10)
    (tmp_path / "one.jsonl").write_bytes(b"x" * 11)

    assert "larger than" in read_segment(tmp_path / "one.jsonl")[1][0].reason
