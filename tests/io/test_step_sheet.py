from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vsm_toolkit.errors import FileError
from vsm_toolkit.io.map_file import load_engagement
from vsm_toolkit.io.step_sheet import (
    LeadTimeConvention,
    PercentScale,
    QualityConvention,
    SheetConventions,
    open_questions,
    read_tables,
    stream_from_tables,
)
from vsm_toolkit.metrics import map_metrics
from vsm_toolkit.model import TimeBasis

ROOT = Path(__file__).resolve().parents[2]
SHEETS = Path(__file__).parent / "spreadsheet" / "sheets"
ANSWERS = SheetConventions(
    lead_time=LeadTimeConvention.INCLUDES_WAIT,
    percent_complete_accurate=QualityConvention.PRODUCED,
    basis=TimeBasis.WORKING,
)


def import_sheet(name, conventions=ANSWERS, **others):
    tables = read_tables(SHEETS / name, **{table: SHEETS / path for table, path in others.items()})
    return stream_from_tables(tables, conventions, name="Map")


def import_text(tmp_path, text, conventions=ANSWERS):
    path = tmp_path / "steps.csv"
    path.write_text(text, encoding="utf-8")
    return stream_from_tables(read_tables(path), conventions, name="Map")


def options(tmp_path, text, conventions=None):
    path = tmp_path / "steps.csv"
    path.write_text(text, encoding="utf-8")
    return [question.option for question in open_questions(read_tables(path), conventions or SheetConventions())]


def point(estimate):
    return None if estimate is None else estimate.value


@pytest.mark.parametrize("name", ["claims-portal", "payments-rules", "platform-request"])
def test_the_sample_sheets_give_the_maps_of_the_sample_engagements_and_ask_nothing(name):
    imported = import_sheet(name, SheetConventions())
    sample = load_engagement(ROOT / "data" / "engagements" / name).stream

    assert imported.questions == ()
    for table in ("steps", "edges", "loops", "dependencies", "waste"):
        assert getattr(imported.stream, table) == getattr(sample, table)
    # The samples say more about their handoffs than the sheets do.
    for handoff, fuller in zip(imported.stream.handoffs, sample.handoffs, strict=True):
        assert handoff.model_dump(exclude_none=True).items() <= fuller.model_dump().items()


def test_a_coachs_sheet_of_days_and_hours_is_read_with_its_answers():
    imported = import_sheet("coach/days-and-hours.csv")
    steps = imported.stream.steps

    assert [step.id for step in steps] == ["S01", "S02", "S03", "S04"]
    assert [step.team for step in steps] == ["Support", "Product", "Product", "Product"]
    assert [point(step.process_time) for step in steps] == [1, 4, 20, 1]
    assert [point(step.wait_time) for step in steps] == [15, 24, 12, 6]
    assert [point(step.percent_complete_accurate) for step in steps] == [80, 75, 85, None]
    assert steps[0].model_extra == {"Mood": "calm"}
    assert imported.published_totals == {
        "lead_time_hours": 83.0,
        "process_time_hours": 26.0,
        "activity_ratio": 0.313,
    }


def test_the_same_sheet_without_answers_asks_three_questions_and_guesses_nothing():
    tables = read_tables(SHEETS / "coach" / "days-and-hours.csv")
    imported = stream_from_tables(tables, SheetConventions(), name="Map")
    step = imported.stream.steps[0]

    assert [question.option for question in imported.questions] == [
        "--basis",
        "--lead-time-convention",
        "--percent-complete-accurate",
    ]
    assert (step.wait_time, step.percent_complete_accurate) == (None, None)
    assert step.model_extra == {"LT (days) (as written)": "2", "%C/A (as written)": "80", "Mood": "calm"}


def test_the_three_lead_time_conventions_give_three_different_maps():
    def times(convention):
        answers = SheetConventions(convention, QualityConvention.PRODUCED, TimeBasis.WORKING)
        step = import_sheet("coach/days-and-hours.csv", answers).stream.steps[0]
        return point(step.wait_time), point(step.in_step_delay)

    assert times(LeadTimeConvention.INCLUDES_WAIT) == (15, None)
    assert times(LeadTimeConvention.PROCESS_PLUS_WAIT) == (15, None)
    assert times(LeadTimeConvention.WAIT_THEN_LEAD) == (None, 15)


def test_semicolons_decimal_commas_and_windows_letters_are_read():
    imported = import_sheet("coach/semicolon-decimal-comma.csv")
    first, second = imported.stream.steps

    assert (first.id, first.name, first.team, first.notes) == ("1", "Prüfung", "Qualität", "früh; dann spät")
    assert (point(first.wait_time), point(second.wait_time), point(first.process_time)) == (12, 18, 0.5)
    assert "Windows-1252" in imported.notes[0]


def test_figures_whose_header_says_received_move_back_without_a_question():
    tables = read_tables(SHEETS / "coach" / "with-byte-order-mark.csv")
    answers = SheetConventions(basis=TimeBasis.WORKING)
    imported = stream_from_tables(tables, answers, name="Map")

    assert imported.questions == ()
    assert [point(step.percent_complete_accurate) for step in imported.stream.steps] == [70, 90, None]


def test_plain_numbers_without_a_unit_are_asked_about_and_read_as_answered():
    unanswered = import_sheet("coach/tab-separated.tsv", SheetConventions())
    answered = import_sheet("coach/tab-separated.tsv", SheetConventions(basis=TimeBasis.WORKING, unit="d"))

    assert [question.option for question in unanswered.questions] == ["--unit"]
    assert unanswered.questions[0].question == 'What unit are the plain numbers under "Wait" and "PT" in?'
    assert unanswered.stream.steps[0].wait_time is None
    assert point(answered.stream.steps[0].wait_time) == 24


def test_a_published_map_adds_up_as_printed_once_its_parallel_steps_are_joined():
    imported = import_sheet("coach/published-map.csv", edges="coach/published-map-edges.csv")
    metrics = map_metrics(imported.stream)

    assert metrics.lead_time.value == pytest.approx(48 * 8)
    assert metrics.process_time.value == pytest.approx(7 * 8)
    assert metrics.activity_ratio.value == pytest.approx(0.1458, abs=1e-4)
    assert imported.published_totals["lead_time_hours"] == 380


def test_without_edges_the_assumed_line_is_said_aloud(tmp_path):
    imported = import_text(tmp_path, "Step,PT\nPlan,1 h\nBuild,2 h\n")

    assert [(edge.from_step, edge.to_step) for edge in imported.stream.edges] == [("S01", "S02")]
    assert any("lead time and activity ratio are wrong until the edges are given" in note for note in imported.notes)


def test_all_slips_of_a_sheet_come_in_one_error_in_the_order_of_the_sheet():
    with pytest.raises(FileError) as caught:
        import_sheet("coach/many-slips.csv")

    assert [problem.place.removeprefix("many-slips.csv, ") for problem in caught.value.problems] == [
        'row 2, column "Wait"',
        'row 3, column "Wait"',
        'row 3, column "PT"',
        'row 3, column "%C/A"',
        'row 4, column "%C/A"',
        'row 5, column "PT"',
        "row 4",
    ]
    assert "found 'soon'. Write a number of 0 or more with min, wh, d or wk" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Step,Wait,PT\nPlan,3 wh,2 wh\n", []),
        ("Step,Wait (working days),PT (h)\nPlan,3,2\n", []),
        ("Step,Wait (calendar weeks),PT (h)\nPlan,3,2\n", []),
        ("Step,Wait,PT\nPlan,0,0\n", []),
        ("Step,Wait,PT\nPlan,?,N/A\n", []),
        ("Step,Wait,PT\nPlan,3 d,2 h\n", ["--basis"]),
        ("Step,Wait,PT\nPlan,3,2\n", ["--unit"]),
        ("Step,LT,PT\nPlan,3 wh,2 wh\n", ["--lead-time-convention"]),
        ("Step,LT,PT\nPlan,3,2\n", ["--lead-time-convention", "--unit"]),
        ("Step,LT\nPlan,3 wh\n", []),
        ("Step,%C/A\nPlan,70\n", ["--percent-complete-accurate"]),
        ("Step,%C/A\nPlan,?\n", []),
        ("Step,%C/A (produced)\nPlan,70\n", []),
        ("Step,%C/A (produced)\nPlan,0.7\n", ["--percent-scale"]),
        ("id,name,wait,pt,delay,ca,evidence\nA,Plan,3,2,0,70,\n", []),
    ],
)
def test_only_what_changes_the_numbers_of_this_file_is_asked(tmp_path, text, asked):
    with contextlib.suppress(FileError):
        assert options(tmp_path, text) == asked


def test_answering_every_question_leaves_none_open(tmp_path):
    text = "Step,LT,PT,%C/A\nPlan,3,2,0.7\nBuild,5,1,0.9\n"
    given_answers = SheetConventions(
        LeadTimeConvention.INCLUDES_WAIT,
        QualityConvention.PRODUCED,
        TimeBasis.WORKING,
        unit="d",
        percent_scale=PercentScale.SHARE,
    )

    assert len(options(tmp_path, text)) == 4
    assert options(tmp_path, text, given_answers) == []


def test_the_calendar_is_said_aloud_only_where_it_matters_and_was_not_given(tmp_path):
    days, minutes = "Step,Wait\nPlan,3 d\n", "Step,Wait\nPlan,30 min\n"
    seven = SheetConventions(basis=TimeBasis.WORKING, hours_per_day=7, days_per_week=5)

    def said(text, conventions):
        return [note for note in import_text(tmp_path, text, conventions).notes if note.startswith("A day was read as")]

    assert len(said(days, ANSWERS)) == 1
    assert (said(minutes, ANSWERS), said(days, seven)) == ([], [])


def test_a_sheet_counted_on_the_clock_becomes_a_map_in_working_hours(tmp_path):
    on_the_clock = SheetConventions(basis=TimeBasis.ELAPSED)
    stream = import_text(tmp_path, "Step,Wait,PT\nPlan,3 wk,2 h\n", on_the_clock).stream

    assert (point(stream.steps[0].wait_time), point(stream.steps[0].process_time)) == (120, 2)
    assert stream.basis is TimeBasis.WORKING


def test_teams_are_taken_from_the_steps_when_there_is_no_table_of_them():
    imported = import_sheet("claims-portal", SheetConventions())

    assert len(imported.stream.teams) == 10
    assert imported.stream.home_team() is None
    assert any("which one is in the Dojo is not known yet" in note for note in imported.notes)


def test_an_unknown_edge_end_is_refused(tmp_path):
    (tmp_path / "steps.csv").write_text("Step\nPlan\nBuild\n")
    (tmp_path / "edges.csv").write_text("From,To\nPlan,Ship\n")

    with pytest.raises(FileError, match=r"edges.csv, row 2: expected the id or the name of one step, found 'Ship'"):
        stream_from_tables(read_tables(tmp_path), ANSWERS, name="Map")


def test_a_bad_stream_sheet_is_refused(tmp_path):
    (tmp_path / "steps.csv").write_text("Step\nPlan\n")
    (tmp_path / "stream.csv").write_text("field,value\nitems_per_year,many\n")

    with pytest.raises(FileError, match="stream sheet items_per_year"):
        stream_from_tables(read_tables(tmp_path), ANSWERS, name="Map")


CELLS = st.sampled_from(
    [
        "Step",
        "PT",
        "Wait (d)",
        "LT",
        "%C/A",
        "Total",
        "id",
        "3",
        "1,5",
        "-2",
        "0.7",
        "48 h",
        "2-5 days",
        "?",
        "=1",
        '"',
        "",
    ]
) | st.text(max_size=8)
LINES = st.lists(st.lists(CELLS, max_size=6), max_size=6)


def import_anything(folder, content):
    path = folder / "steps.csv"
    path.write_bytes(content)
    for conventions in (SheetConventions(), ANSWERS):
        with contextlib.suppress(FileError):
            tables = read_tables(path)
            open_questions(tables, conventions)
            stream_from_tables(tables, conventions, name="Map")


@given(content=st.binary(max_size=200) | st.binary(max_size=60).map(lambda tail: b"PK\x03\x04" + tail))
def test_any_bytes_give_a_map_or_a_file_error(content, tmp_path_factory):
    import_anything(tmp_path_factory.mktemp("bytes"), content)


@given(lines=LINES, separator=st.sampled_from(",;\t"))
def test_any_table_gives_a_map_or_a_file_error(lines, separator, tmp_path_factory):
    content = "\n".join(separator.join(line) for line in [["Step", "PT", "Wait (d)", "LT", "%C/A"], *lines])
    import_anything(tmp_path_factory.mktemp("table"), content.encode("utf-8", "surrogatepass"))
