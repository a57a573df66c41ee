from __future__ import annotations

from pathlib import Path

import pytest

from vsm_toolkit.errors import FileError
from vsm_toolkit.io.spreadsheet import rows as rows_module
from vsm_toolkit.io.spreadsheet.columns import STEP_TABLE
from vsm_toolkit.io.spreadsheet.rows import RawRow, read_csv_sheet, read_limited

PATH = Path("steps.csv")


def read(content):
    return read_csv_sheet(content if isinstance(content, bytes) else content.encode(), STEP_TABLE, PATH)


def texts(content):
    return [row.texts() for row in read(content).rows]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_separator_is_found_even_when_another_one_is_more_frequent(separator):
    lines = [["Step", "PT", "Notes"], ["Plan", "1 d", "a;b;c\td\te\tf" if separator == "," else "a,b,c,d,e,f"]]
    content = "\n".join(separator.join(line) for line in lines)

    assert texts(content) == lines


def test_the_separator_line_of_spreadsheet_programs_is_obeyed():
    sheet = read("sep=;\r\nStep;PT\r\nPlan;1 d\r\n")

    assert [(row.number, row.texts()) for row in sheet.rows] == [(2, ["Step", "PT"]), (3, ["Plan", "1 d"])]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_is_read_without_a_remark(encoding):
    sheet = read("Step,PT\nPrüfung,1 d\n".encode(encoding))

    assert (sheet.rows[1].texts()[0], sheet.notes) == ("Prüfung", ())


def test_windows_text_is_read_with_a_remark():
    sheet = read("Step,PT\nPrüfung,1 d\n".encode("cp1252"))

    assert sheet.rows[1].texts()[0] == "Prüfung"
    assert "Windows-1252" in sheet.notes[0]


def test_blank_rows_are_left_out_and_rows_keep_their_numbers():
    assert [row.number for row in read('Step,PT\n,\n\n"Plan\nwell",1 d\nBuild,2 d\n').rows] == [1, 4, 5]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "'=1+1", "''@x"])
def test_the_apostrophe_that_guards_a_formula_is_taken_off_once(text):
    assert texts(f'Step,PT\n"\'{text}",1 d\n')[1][0] == text


@pytest.mark.parametrize("text", ["'tis", "it's", "'", "''"])
def test_other_apostrophes_stay(text):
    assert texts(f"Step,PT\n{text},1 d\n")[1][0] == text


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\x00\x01\x02", "bytes that are neither"),
        (b"\xff\xfe\x00", "bytes that are neither"),
        (b'Step,PT\n"Plan,1 d\n', "line 2: expected cells whose quotes are closed"),
        (b"Step,PT\n" + b"x,1\n" * 20_001, "at most 20,000 rows"),
        (b"Step," + b"x," * 200 + b"x", "row 1: expected at most 200 columns"),
        (b"Step,PT\n" + b"x" * 32_768, "row 2: expected at most 32,767 characters"),
        (b'Step,PT\n"' + b"x" * 140_000 + b'"', "field larger than field limit"),
    ],
)
def test_what_cannot_be_read_is_refused_in_a_sentence(content, words):
    with pytest.raises(FileError, match=words):
        read(content)


def test_a_file_above_the_limit_is_refused_unread(tmp_path, monkeypatch):
    monkeypatch.setattr(rows_module, "MAX_FILE_BYTES", 10)
    path = tmp_path / "steps.csv"
    path.write_bytes(b"x" * 11)

    with pytest.raises(FileError, match="at most 10 MiB, found more"):
        read_limited(path)


@pytest.mark.parametrize("name", ["absent.csv", "bad\0name.csv", "."])
def test_a_file_that_cannot_be_opened_is_named(tmp_path, name):
    with pytest.raises(FileError, match="a readable file"):
        read_limited(tmp_path / name)


def test_a_row_of_spaces_is_blank():
    assert RawRow(1, (rows_module.Cell(" "), rows_module.Cell(""))).is_blank()
