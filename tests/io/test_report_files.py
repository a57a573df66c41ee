from __future__ import annotations

import json

import pytest

from tests.shared_reports import sample_reports
from vsm_toolkit.errors import FileError
from vsm_toolkit.io.report_files import SIZE_LIMIT, find_reports, read_report, read_reports

LEAST = {"schema": 2, "challenge": "x", "share_level": "program", "stream": "X"}


def written(folder, content, name="report.json"):
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    return path


def test_reports_are_found_below_folders_in_order_and_once(tmp_path):
    paths = [written(tmp_path / name, LEAST) for name in ("a", "b/deep")]
    written(tmp_path / ".staged-1", LEAST)
    written(tmp_path / "c", LEAST, "other.json")

    assert find_reports([tmp_path, paths[0]]) == tuple(paths)
    assert find_reports([tmp_path / "c" / "other.json"]) == (tmp_path / "c" / "other.json",)


@pytest.mark.parametrize("name", ["gone", "x" * 5_000, "nul\0"])
def test_a_place_that_is_not_there_is_named(tmp_path, name):
    with pytest.raises(FileError, match=r"expected a report\.json, or a folder with reports, found nothing"):
        find_reports([tmp_path / name])


def test_a_link_that_leads_in_a_circle_is_not_followed(tmp_path):
    path = written(tmp_path / "a", LEAST)
    (tmp_path / "a" / "again").symlink_to(tmp_path)

    assert find_reports([tmp_path]) == (path,)


HOSTILE = {
    "nothing": (b"", "EOF while parsing"),
    "not json": (b"report", "expected"),
    "half a file": (json.dumps(LEAST).encode()[:30], "EOF while parsing"),
    "a list": ([LEAST], "expected an object, found"),
    "bytes": (b"\xff\xfe\x00", "expected"),
    "nan": (
        json.dumps({**LEAST, "items_per_year": float("nan")}).encode(),
        "items_per_year: expected a finite number, found nan",
    ),
    "infinity": (json.dumps({**LEAST, "items_per_year": 1e999}).encode(), "items_per_year"),
    "negative": ({**LEAST, "items_per_year": -1}, "items_per_year"),
    "too large": ({**LEAST, "items_per_year": 1e300}, "items_per_year"),
    "a wait of a million years": (
        {**LEAST, "dependencies": [{"id": "D", "dependent": "a", "provider": "b", "wait_per_occurrence": 1e12}]},
        r"expected amounts from 0 to a billion, found 1e\+12 at dependency D",
    ),
    "a wrong level": ({**LEAST, "share_level": "all"}, "share_level"),
    "a number for a name": ({**LEAST, "teams": [{"name": 3}]}, "teams 0 name"),
    "a date that is none": ({**LEAST, "end": "soon"}, "end: expected"),
    "deep": (b'{"schema": 2, "x": ' + b"[" * 100_000, "recursion"),
    "half a character": (
        b'{"schema": 2, "challenge": "\\ud800", "share_level": "program", "stream": "X"}',
        "hex escape",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_file_that_is_no_report_is_refused_with_its_place_and_remedy(tmp_path, name):
    content, words = HOSTILE[name]

    with pytest.raises(FileError, match=f"(?i){words}") as problem:
        read_report(written(tmp_path, content))
    assert "Make the report again with `vsm report`." in problem.value.message
    assert str(tmp_path) in problem.value.message


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ({"schema": 1}, "found version 1. Make the report again"),
        ({"schema": 99}, "found version 99. Install the version of vsm-toolkit that wrote it"),
        ({}, "found no version. Make"),
        ({"schema": "x" * 500}, "found version 'x"),
    ],
)
def test_a_report_of_another_version_says_so_and_nothing_else(tmp_path, schema, words):
    rest = {name: value for name, value in LEAST.items() if name != "schema"}

    with pytest.raises(FileError, match=words) as problem:
        read_report(written(tmp_path, {**rest, **schema, "teams": 3}))
    assert len(problem.value.problems) == 1


def test_a_file_that_is_too_large_is_not_read(tmp_path):
    path = written(tmp_path, b"")
    with path.open("wb") as file:
        file.truncate(SIZE_LIMIT + 1)

    with pytest.raises(FileError, match="expected at most 20 MiB"):
        read_report(path)


def test_one_bad_file_does_not_stop_the_others(tmp_path):
    good = [
        written(tmp_path / str(n), report.model_dump_json(by_alias=True).encode())
        for n, report in enumerate(sample_reports())
    ]
    bad = written(tmp_path / "bad", b"{")
    reports, refused = read_reports([good[0], bad, tmp_path / "folder-not-file", *good[1:]])

    assert [each.challenge for each in reports] == [each.challenge for each in sample_reports()]
    assert [each.path.parent.name for each in refused] == ["bad", tmp_path.name]
    assert refused[0].reason.startswith("expected JSON, found EOF while parsing")


def test_a_refused_file_says_its_problems_in_one_line_and_the_remedy_once(tmp_path):
    _, (refused,) = read_reports([written(tmp_path, {"schema": 2, "challenge": 5, "stream": "X"})])

    assert refused.reason == (
        "challenge: expected a valid string, found 5; share_level: expected this field, found nothing."
        " Make the report again with `vsm report`."
    )


def test_a_file_of_millions_of_wrong_values_is_refused_before_each_becomes_an_error(tmp_path):
    path = tmp_path / "report.json"
    path.write_bytes(b'{"waste": {"rows": [' + b"{}," * 300_000 + b"{}]}}")

    with pytest.raises(FileError, match="expected at most 200,000 values, found 300,000"):
        read_report(path)
