from __future__ import annotations

import shutil
from pathlib import Path

import openpyxl
import pytest

from vsm_toolkit.errors import FileError
from vsm_toolkit.io.spreadsheet.tables import read_tables

SHEETS = Path(__file__).parent / "sheets"


def write(folder, name, text):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def workbook(path, **sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def test_a_folder_is_read_table_by_table():
    tables = read_tables(SHEETS / "claims-portal")

    assert [len(getattr(tables, name).rows) for name in ("steps", "edges", "loops", "handoffs")] == [13, 14, 5, 10]
    assert tables.steps.header_row.own
    assert tables.teams is None


def test_the_tables_may_be_files_of_their_own(tmp_path):
    steps = shutil.copy(SHEETS / "claims-portal" / "steps.csv", tmp_path / "my steps.csv")
    tables = read_tables(Path(steps), edges=SHEETS / "claims-portal" / "edges.csv")

    assert (len(tables.edges.rows), tables.loops) == (14, None)


def test_the_sheets_of_a_workbook_are_read_together_and_others_are_named(tmp_path):
    path = workbook(
        tmp_path / "map.xlsx", Steps=[["Step", "PT"], ["Plan", "1 d"]], EDGES=[["From", "To"]], Ideas=[["hello"]]
    )
    tables = read_tables(path)

    assert (len(tables.steps.rows), len(tables.edges.rows)) == (1, 0)
    assert tables.notes == ("Sheet ideas of map.xlsx was not read: it is not a table of the map.",)


def test_a_lone_sheet_may_have_any_name(tmp_path):
    path = workbook(tmp_path / "map.xlsx", Tabelle1=[["Step", "PT"], ["Plan", "1 d"]])

    assert len(read_tables(path).steps.rows) == 1


def test_several_sheets_of_which_none_is_steps_are_refused(tmp_path):
    path = workbook(tmp_path / "map.xlsx", One=[["Step", "PT"]], Two=[["Step", "PT"]])

    with pytest.raises(FileError, match="a sheet named steps, found one, two"):
        read_tables(path)


def test_a_table_given_twice_is_refused(tmp_path):
    path = workbook(tmp_path / "map.xlsx", steps=[["Step", "PT"], ["Plan", "1 d"]], edges=[["From", "To"]])

    with pytest.raises(FileError, match=r"map.xlsx, sheet edges and edges.csv: expected one table of edges, found two"):
        read_tables(path, edges=write(tmp_path, "edges.csv", "from,to\n"))


def test_titles_above_the_header_row_are_named_not_read():
    table = read_tables(SHEETS / "coach" / "days-and-hours.csv").steps

    assert table.header_row.find("pt").text == "PT (hrs)"
    assert (
        'Row 1 of days-and-hours.csv stands above the header row and was not read: "Lantern value stream'
        in (table.notes[0])
    )
    assert 'Column "Mood" of days-and-hours.csv is none the toolkit knows' in table.notes[1]


def test_a_row_longer_than_the_header_row_is_a_slip_in_csv(tmp_path):
    path = write(tmp_path, "steps.csv", "Step,PT\nPlan, then build,1 d\n")

    with pytest.raises(FileError, match=r"row 2: expected 2 cells, as in the header row, found 3. Put quotes"):
        read_tables(path)


def test_a_column_without_header_in_a_workbook_is_kept(tmp_path):
    path = workbook(tmp_path / "map.xlsx", steps=[["Step", "PT"], ["Plan", "1 d", "hm"]])

    assert [header.text for header in read_tables(path).steps.header_row.headers] == ["Step", "PT", "column C"]


def test_every_broken_file_is_listed_in_one_error(tmp_path):
    steps = write(tmp_path, "steps.csv", "a,b\n1,2\n")
    edges = write(tmp_path, "edges.csv", "From,Hello\nA,B\n")
    loops = tmp_path / "loops.csv"
    handoffs = tmp_path / "handoffs.xls"
    handoffs.write_bytes(b"\xd0\xcf\x11\xe0rest")

    with pytest.raises(FileError) as caught:
        read_tables(steps, edges=edges, loops=loops, handoffs=handoffs, waste=write(tmp_path, "waste.csv", ""))

    assert sorted(problem.expected for problem in caught.value.problems) == [
        "CSV or .xlsx",
        'a column "to"',
        "a header row for steps, such as id, name, stage, team",
        "a header row for waste, such as id, where, category, minutes",
        "a readable file",
    ]


def test_steps_need_a_column_of_names(tmp_path):
    with pytest.raises(FileError, match='row 1: expected a column "name", found none'):
        read_tables(write(tmp_path, "steps.csv", "Owner,PT\nQA,1 d\n"))


def test_an_empty_folder_misses_its_steps(tmp_path):
    with pytest.raises(FileError, match=r"steps.csv: expected a readable file"):
        read_tables(tmp_path)
