from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vsm_toolkit.errors import FileError
from vsm_toolkit.io.map_file import load_engagement
from vsm_toolkit.io.spreadsheet.conventions import SheetConventions
from vsm_toolkit.io.spreadsheet.export import write_csv_tables, write_workbook
from vsm_toolkit.io.step_sheet import open_questions, read_tables, stream_from_tables
from vsm_toolkit.model import (
    Challenge,
    Dependency,
    Edge,
    Engagement,
    EvidenceGrade,
    HandoffRecord,
    NumberEstimate,
    ReworkLoop,
    Step,
    Team,
    TimeBasis,
    TimeEstimate,
    ValueStream,
    WasteObservation,
)

ROOT = Path(__file__).resolve().parents[3]
SAMPLES = ("claims-portal", "payments-rules", "platform-request")
HOSTILE = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "'=1",
    "''@x",
    "'tis",
    '=HYPERLINK("http://x")',
    "http://example.org",
    "internal:Sheet1!A1",
    "{=1+1}",
    "<r><t>x</t></r>",
    '<r></r></is></c><c r="Z1"><f>1+1</f></c><r></r>',
    "a\x01b_x0041_",
    'quo"te, comma; semi',
    "two\nlines",
    "two\r\nlines",
    "  spaces  ",
    "60",
    "70 %",
    "N/A",
    "1,500",
    "ünï ☃ 𝄞",
)


def engagement(stream):
    return Engagement(challenge=Challenge(id="x"), stream=stream)


def by_csv(subject, folder):
    write_csv_tables(subject, folder / "tables")
    return folder / "tables"


def by_workbook(subject, folder):
    write_workbook(subject, folder / "map.xlsx")
    return folder / "map.xlsx"


def read_back(path, name):
    tables = read_tables(path)
    assert open_questions(tables, SheetConventions()) == ()
    return stream_from_tables(tables, SheetConventions(), name=name)


def hostile_stream():
    wait = TimeEstimate(
        value=0.1 + 0.2, low=0.1, high=1e-5 + 7, grade=EvidenceGrade.SAMPLED, sample_size=5, source="=x"
    )
    return ValueStream(
        name="=name",
        customer="@customer",
        basis=TimeBasis.ELAPSED,
        items_per_year=26.5,
        season="-late",
        teams=(Team(name="-Team", is_home=True, size=7), Team(name="N/A", kind="vendor")),
        steps=(
            *(Step(id=f"A{number}", name=text, team=text, notes=text) for number, text in enumerate(HOSTILE)),
            Step(
                id="Total", name="Total", team="-Team", wait_time=wait, automated=True, cadence=40, Owner="=o", pt="x"
            ),
        ),
        edges=(Edge(from_step="A0", to_step="A1", share=1 / 3), Edge(from_step="A1", to_step="A2", kind="information")),
        loops=(ReworkLoop(from_step="A1", to_step="A0", probability=0.1, reason="=r", redo_share=0.25),),
        handoffs=(HandoffRecord(to_step="A1", promise="+p", decision_holder="unknown", residual_low=0),),
        dependencies=(
            Dependency(id="D", dependent="-Team", provider="N/A", wait_per_occurrence=1 / 7, on_time_rate=0.5),
        ),
        waste=(WasteObservation(id="W", place="D", category="delays", people=0.1, notes="=n"),),
    )


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("export", [by_csv, by_workbook])
def test_a_sample_exported_and_imported_is_the_same_map(name, export, tmp_path):
    subject = load_engagement(ROOT / "data" / "engagements" / name)
    imported = read_back(export(subject, tmp_path), subject.stream.name)

    assert imported.stream == subject.stream
    assert imported.published_totals is None


@pytest.mark.parametrize("export", [by_csv, by_workbook])
def test_texts_a_spreadsheet_could_run_come_back_as_they_were(export, tmp_path):
    stream = hostile_stream()

    assert read_back(export(engagement(stream), tmp_path), "=name").stream == stream


@pytest.mark.parametrize("name", SAMPLES)
def test_exporting_an_import_gives_the_same_bytes(name, tmp_path):
    subject = load_engagement(ROOT / "data" / "engagements" / name)
    first = by_csv(subject, tmp_path / "first")
    again = subject.with_changes(stream=read_back(first, subject.stream.name).stream)
    second = by_csv(again, tmp_path / "second")

    assert {path.name: path.read_bytes() for path in first.iterdir()} == {
        path.name: path.read_bytes() for path in second.iterdir()
    }


@pytest.mark.parametrize("name", SAMPLES)
def test_an_exported_steps_table_is_the_sheet_the_sample_came_from(name, tmp_path):
    subject = load_engagement(ROOT / "data" / "engagements" / name)
    exported = (by_csv(subject, tmp_path) / "steps.csv").read_text(encoding="utf-8-sig")

    assert exported == (Path(__file__).parent / "sheets" / name / "steps.csv").read_text(encoding="utf-8")


def test_the_same_map_gives_the_same_workbook_bytes(tmp_path):
    subject = engagement(hostile_stream())
    write_workbook(subject, tmp_path / "a.xlsx")
    write_workbook(subject, tmp_path / "b.xlsx")

    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_no_cell_of_a_csv_file_starts_like_a_formula(tmp_path):
    for path in by_csv(engagement(hostile_stream()), tmp_path).iterdir():
        with path.open(encoding="utf-8-sig", newline="") as file:
            found = [cell for row in csv.reader(file) for cell in row if cell.startswith(tuple("=+-@\t\r\n"))]

        assert found == []


def test_a_workbook_holds_no_formula_and_no_link(tmp_path):
    with zipfile.ZipFile(by_workbook(engagement(hostile_stream()), tmp_path)) as archive:
        for member in archive.namelist():
            xml = archive.read(member)

            assert b"<f>" not in xml
            assert b"<hyperlink" not in xml


def test_a_workbook_has_a_sheet_for_each_table_and_its_header_row_is_frozen(tmp_path):
    subject = load_engagement(ROOT / "data" / "engagements" / "claims-portal")
    book = openpyxl.load_workbook(by_workbook(subject, tmp_path))

    assert book.sheetnames == [
        "steps",
        "edges",
        "loops",
        "handoffs",
        "dependencies",
        "waste",
        "teams",
        "stream",
        "challenge",
        "changes",
        "improvements",
        "asks",
        "parking_lot",
    ]
    assert {sheet.freeze_panes for sheet in book} == {"A2"}
    assert 8 <= book["steps"].column_dimensions["B"].width <= 50


def test_numbers_stay_numbers_in_a_workbook(tmp_path):
    stream = ValueStream(name="X", steps=(Step(id="A", name="60", wait_time=TimeEstimate(value=60)),))
    sheet = openpyxl.load_workbook(by_workbook(engagement(stream), tmp_path))["steps"]

    assert (sheet["B2"].value, sheet["E2"].value) == ("60", 60)


@pytest.mark.parametrize("export", [by_csv, by_workbook])
@pytest.mark.parametrize("text", ["x" * 32_768, "\ud800", "a\0"])
def test_a_text_no_cell_can_hold_is_refused_before_anything_is_written(export, text, tmp_path):
    stream = ValueStream(name="X", steps=(Step(id="A", name="Plan").model_copy(update={"notes": text}),))

    with pytest.raises(FileError, match='steps, row 2, column "notes": expected'):
        export(engagement(stream), tmp_path)

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("write", [write_workbook, write_csv_tables])
def test_a_place_that_cannot_be_written_to_is_a_sentence(write, tmp_path):
    blocked = tmp_path / "a file"
    blocked.write_text("")

    with pytest.raises(FileError, match="a place that can be written"):
        write(engagement(ValueStream(name="X")), blocked / "map.xlsx")


TEXTS = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=12)
HOURS = st.none() | st.floats(min_value=0, max_value=1e6).map(lambda hours: TimeEstimate(value=hours))
STEPS = st.lists(
    st.builds(
        dict,
        name=TEXTS.filter(bool),
        team=st.none() | TEXTS.filter(bool),
        wait_time=HOURS,
        process_time=HOURS,
        percent_complete_accurate=st.none() | st.floats(0.001, 100).map(lambda value: NumberEstimate(value=value)),
        notes=st.none() | TEXTS.filter(bool),
    ),
    max_size=3,
)


@given(steps=STEPS)
@pytest.mark.parametrize("export", [by_csv, by_workbook])
def test_any_map_survives_the_round_trip(export, steps, tmp_path_factory):
    stream = ValueStream(name="X", steps=[Step(id=f"S{number}", **fields) for number, fields in enumerate(steps)])
    imported = read_back(export(engagement(stream), tmp_path_factory.mktemp("round")), "X")

    assert imported.stream == stream


def test_reading_a_workbook_needs_no_file_name_ending(tmp_path):
    path = by_workbook(engagement(hostile_stream()), tmp_path)
    renamed = path.rename(tmp_path / "map")

    assert zipfile.is_zipfile(io.BytesIO(renamed.read_bytes()))
    assert len(read_tables(renamed).steps.rows) == len(HOSTILE) + 1
