"""``map.toml``: the same engagement gives the same bytes, nothing is lost, and no file brings the reader down."""

from __future__ import annotations

import errno
import os
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
import tomli_w
from hypothesis import example, given
from hypothesis import strategies as st

from tests.strategies import HOSTILE_TEXTS, engagements
from vsm_toolkit.errors import FileError
from vsm_toolkit.io.map_file import (
    ENGAGEMENT_TABLES,
    MAP_FILE,
    SIZE_LIMIT,
    STREAM_TABLES,
    load_engagement,
    parse_engagement,
    render_engagement,
    save_engagement,
)
from vsm_toolkit.io.table_rows import columns_of
from vsm_toolkit.model import (
    Adoption,
    Ask,
    Calendar,
    Challenge,
    Change,
    Engagement,
    Improvement,
    Learning,
    OutcomeStatement,
    OwnerReading,
    ParkingLotItem,
    PulseEntry,
    ReadinessScore,
    RecheckValue,
    Step,
    Team,
    ValueStream,
)
from vsm_toolkit.samples import lantern

SAMPLES = sorted((Path(__file__).resolve().parents[2] / "data" / "engagements").glob(f"*/{MAP_FILE}"))
SMALLEST = '[challenge]\nid = "x"\n\n[value_stream]\nname = "X"\n'
A_STEP = '\n[[steps]]\nid = "A"\nname = "Review"\n'


def problems_of(text: str) -> list[str]:
    with pytest.raises(FileError) as caught:
        parse_engagement(text)
    return [problem.sentence() for problem in caught.value.problems]


def an_engagement(**fields) -> Engagement:
    return Engagement(**{"challenge": Challenge(id="x"), "stream": lantern(), **fields})


def test_there_are_three_samples():
    assert [path.parent.name for path in SAMPLES] == ["claims-portal", "payments-rules", "platform-request"]


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.parent.name)
def test_a_sample_is_written_back_byte_for_byte(path):
    assert render_engagement(load_engagement(path.parent)).encode() == path.read_bytes()


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.parent.name)
def test_saving_a_sample_elsewhere_gives_the_same_file(path, tmp_path):
    written = save_engagement(load_engagement(path), tmp_path / "new" / "folder")

    assert written == tmp_path / "new" / "folder" / MAP_FILE
    assert written.read_bytes() == path.read_bytes()
    assert [each.name for each in written.parent.iterdir()] == [MAP_FILE]


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.parent.name)
def test_changing_one_value_changes_one_line(path):
    engagement = load_engagement(path)
    first, *others = engagement.stream.steps
    stream = engagement.stream.with_changes(steps=(first.with_changes(name="Something else"), *others))
    old = render_engagement(engagement).splitlines()
    new = render_engagement(engagement.with_changes(stream=stream)).splitlines()

    assert len(old) == len(new)
    assert sum(one != other for one, other in zip(old, new, strict=True)) == 1


@given(engagements(complete=False))
def test_every_engagement_survives_saving_and_loading(engagement):
    text = render_engagement(engagement)
    loaded = parse_engagement(text)

    assert loaded == engagement
    assert render_engagement(loaded) == text


@pytest.mark.parametrize("text", HOSTILE_TEXTS)
def test_hostile_text_is_only_text(text, tmp_path):
    step = Step(id=text, name=text, team=text, notes=text, extra_column=text)
    engagement = an_engagement(
        challenge=Challenge(id=text, program=text),
        stream=ValueStream(name=text, teams=(Team(name=text),), steps=(step,)),
        asks=(Ask(id=text, evidence_ids=(text,)),),
    )
    save_engagement(engagement, tmp_path)

    assert load_engagement(tmp_path) == engagement


def test_every_table_survives_with_every_kind_of_value():
    engagement = an_engagement(
        challenge=Challenge(
            id="x",
            start=date(2026, 3, 2),
            outcome=OutcomeStatement(text="Half", by_date=date(2026, 4, 1)),
            readiness=(ReadinessScore(attribute="time", score=2), ReadinessScore(attribute="access")),
            decision_rights=("may drop steps", "may choose tools"),
            calendar=Calendar(hours_per_day=7.6, holidays=(date(2026, 5, 1),)),
            share_level="program",
            share_free_text=True,
            learning=Learning(practices_learned=("pairing",)),
        ),
        changes=(
            Change(
                on=date(2026, 3, 9), kind="improvement", status="done", key="L6", field="wait_time", value=6, old=30
            ),
            Change(kind="correction", status="done", key="L6", field="team", value="Product"),
            Change(kind="improvement", status="projected", key="L4", field="removed", value=True),
            Change(
                kind="discovery", status="done", table="dependencies", key="D1", field="wait_per_occurrence", value=4
            ),
        ),
        improvements=(Improvement(id="I1", target="L6", due=date(2026, 4, 1), status="chosen"),),
        asks=(Ask(id="K1", evidence_ids=("L6", "W1"), kind="policy", decide_by=date(2026, 4, 1)),),
        parking_lot=(ParkingLotItem(text="Who owns the pager?", route="ask"),),
        recheck_values=(RecheckValue(on=date(2026, 5, 8), key="L6", field="wait_time", value=9, grade="sampled"),),
        owner_readings=(OwnerReading(decision_holder="Head of Release", read_on=date(2026, 4, 1)),),
        adoptions=(Adoption(what="I1", adopted_by="Payments"),),
        pulses=(PulseEntry(on=date(2026, 3, 9), learned="Reviews wait for one person"),),
        saved_at=datetime(2026, 3, 9, 16, 30, tzinfo=UTC),
    )
    text = render_engagement(engagement)

    assert parse_engagement(text) == engagement
    assert 'value = "6 wh"' in text
    assert 'value = "4 wh"' in text
    assert 'value = "9 wh"' in text


UNKNOWN = (
    'note_of_the_team = "kept"\n'
    "a_number = 1.5\n"
    + SMALLEST.replace('id = "x"', 'id = "x"\nsponsor = "Director"').replace(
        'name = "X"', 'name = "X"\nregion = "EU"\nlinks = [1, "two", 2026-03-02]'
    )
    + A_STEP
    + 'risk_class = "high"\n'
    + '[steps.meta]\nlevel = 3\n[steps.meta."odd key.1"]\ndeep = true\n'
    + A_STEP.replace('"A"', '"B"')
    + "when = 10:30:00\n[[steps.checks]]\nname = 'one'\n[[steps.checks]]\nname = 'two'\n[steps.meta]\nlevel = 4\n"
    + '\n[[edges]]\nfrom_step = "A"\nto_step = "B"\ncolour = { red = 1, list = [[1, 2], [{ a = 1 }]] }\n'
    + "\n[from_next_version]\nanswer = 42\n\n[[rows_from_next_version]]\nid = 1\n[[rows_from_next_version]]\nid = 2\n"
)


def test_unknown_values_columns_and_tables_are_kept():
    engagement = parse_engagement(UNKNOWN)
    first, second = engagement.stream.steps

    assert engagement.model_extra == {
        "note_of_the_team": "kept",
        "a_number": 1.5,
        "from_next_version": {"answer": 42},
        "rows_from_next_version": [{"id": 1}, {"id": 2}],
    }
    assert engagement.challenge.model_extra == {"sponsor": "Director"}
    assert engagement.stream.model_extra == {"region": "EU", "links": [1, "two", date(2026, 3, 2)]}
    assert first.model_extra == {"risk_class": "high", "meta": {"level": 3, "odd key.1": {"deep": True}}}
    assert second.model_extra == {
        "when": time(10, 30),
        "checks": [{"name": "one"}, {"name": "two"}],
        "meta": {"level": 4},
    }


def test_unknown_values_columns_and_tables_survive_saving_twice():
    engagement = parse_engagement(UNKNOWN)
    text = render_engagement(engagement)

    assert parse_engagement(text) == engagement
    assert render_engagement(parse_engagement(text)) == text


toml_keys = st.text(max_size=8) | st.sampled_from(["steps", "id", "a b", "[x]", '"', "meta", "a.b"])
toml_values = st.recursive(
    st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False)
    | st.text(max_size=12)
    | st.dates()
    | st.times(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(toml_keys, inner, max_size=3),
    max_leaves=8,
)


@given(st.lists(st.dictionaries(toml_keys, toml_values, max_size=3), min_size=1, max_size=3))
def test_whatever_a_newer_version_puts_into_a_row_is_kept(extras):
    known = set(columns_of(Step))
    extras = [{name: value for name, value in extra.items() if name not in known} for extra in extras]
    steps = tuple(Step(id=str(number), name="a", **extra) for number, extra in enumerate(extras))
    loaded = parse_engagement(render_engagement(an_engagement(stream=ValueStream(name="X", steps=steps))))

    assert [step.model_extra for step in loaded.stream.steps] == extras


def test_what_is_not_known_yet_is_left_out_of_the_file():
    text = render_engagement(an_engagement(stream=ValueStream(name="X", steps=(Step(id="A", name="Review"),))))

    assert text.endswith(A_STEP)


def test_a_file_of_nothing_but_the_names_is_enough():
    assert parse_engagement(SMALLEST) == Engagement(challenge=Challenge(id="x"), stream=ValueStream(name="X"))


@pytest.mark.parametrize("version", ["2", "99", "0", "-1", '"1"', "1.5", "[1]", '"' + "9" * 500 + '"'])
def test_another_version_of_the_file_is_refused_before_anything_else(version):
    (problem,) = problems_of(f"schema_version = {version}\n[steps]\nbroken = true\n")

    assert problem.startswith("map.toml, schema_version: expected 1, found ")
    assert problem.endswith("Install the version of vsm-toolkit that wrote it, or a newer one.")
    assert len(problem) < 200


@pytest.mark.parametrize("version", ["", "schema_version = 1\n"])
def test_a_file_without_a_version_is_read_as_this_one(version):
    assert parse_engagement(version + SMALLEST).schema_version == 1


def test_every_bad_row_is_listed_with_line_row_column_and_remedy():
    text = (
        SMALLEST.replace('id = "x"', 'id = "x"\nstart = "soon"')
        + A_STEP
        + 'wait_time = "soon"\nstage = "biuld"\n'
        + A_STEP.replace('"A"', '"B"')
        + "\n[[steps]]\nname = 7\n"
        + '\n[[edges]]\nfrom_step = "A"\n'
        + '\n[[changes]]\nkind = "improvement"\nstatus = "done"\nkey = "A"\nfield = "wait_time"\nvalue = 3\n'
    )

    assert problems_of(text) == [
        (
            "map.toml, line 3, challenge, start: expected a date such as 2026-03-02, found 'soon'. "
            "Write year-month-day, without quotes."
        ),
        (
            "map.toml, line 11, steps row 1 (A), wait_time: expected a time with its unit, such as '3 d' or '45 min', "
            "found 'soon'. cannot read 'soon' as a time; write a number and min, h, d or wk, for example '45 min' "
            "(or '?' if nobody knows yet)"
        ),
        (
            "map.toml, line 12, steps row 1 (A), stage: expected one of ideation, discovery, definition, build, "
            "verify, release, operate_support, found 'biuld'. Did you mean 'build'?"
        ),
        "map.toml, line 18, steps row 3 (7), id: expected a value here, found nothing. Fill it in.",
        "map.toml, line 19, steps row 3 (7), name: expected text in quotes, found 7. Put it in quotes.",
        "map.toml, line 21, edges row 1, to_step: expected a value here, found nothing. Fill it in.",
        (
            "map.toml, line 29, changes row 1 (A), value: expected a time with its unit, such as '3 d' or '45 min', "
            "found 3. cannot read '3' as a time: minutes, hours, days or weeks? Write the unit behind the number, for "
            "example '45 min', '6 wh', '3 d' or '2 wk'."
        ),
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ["challenge: expected named values, found nothing", "value_stream: expected named values, found nothing"]),
        ('challenge = "x"\n[value_stream]\nname = "X"', ["challenge: expected named values, found 'x'"]),
        ('[[challenge]]\nid = "x"\n[value_stream]\nname = "X"', ["Write it as [challenge] with one value a line."]),
        ("challenge = 2026-03-02\nvalue_stream = []", ["found datetime.date(2026, 3, 2)", "found []"]),
        (SMALLEST + '[steps]\nid = "A"', ["line 6, steps row 1: expected rows, each under [[steps]], found a table"]),
        ("steps = 5\n" + SMALLEST, ["expected rows, each under [[steps]], found 5. Use double brackets."]),
        ('steps = ["A", 1]\n' + SMALLEST, ["steps row 1: expected named values, found 'A'", "steps row 2: expected"]),
        ("changes = [[1]]\n" + SMALLEST, ["changes row 1: expected named values, found [1]"]),
        ("asks = false\n" + SMALLEST, ["expected rows, each under [[asks]], found False"]),
        (
            SMALLEST.replace("[value_stream]", "[stream]"),
            ["value_stream: expected the map under [value_stream]", "value_stream: expected named values"],
        ),
        (
            SMALLEST + '[[value_stream.steps]]\nid = "A"\nname = "a"',
            ["value_stream, steps: expected rows of their own, each under [[steps]]"],
        ),
        ('saved_at = "x"\n' + SMALLEST, ["map.toml, line 1, saved_at: expected a date"]),
        (
            SMALLEST + "[challenge.calendar]\nhours_per_day = 0\n" + A_STEP + 'wait_time = "3 d"\nprocess_time = "1 h"',
            ["line 6, challenge, calendar: expected up to 24 hours per day and 7 days per week, above 0"],
        ),
        (SMALLEST + "[challenge.calendar]\nhours_per_day = nan", ["challenge, calendar.hours_per_day: expected a fin"]),
        (
            SMALLEST + "[challenge.calendar]\nhours_per_day = '8 h'",
            ["line 7, challenge, calendar.hours_per_day: expected a number"],
        ),
        (SMALLEST + "[[challenge.calendar]]\nhours_per_day = 8", ["challenge, calendar: expected named values"]),
        (SMALLEST + A_STEP + "people = nan", ["steps row 1 (A), people: expected a finite number, found nan"]),
        (SMALLEST + A_STEP + "people = -inf", ["people: expected a finite number, found -inf"]),
        (SMALLEST + A_STEP + "wait_time = nan", ["wait_time: expected a time with its unit"]),
        (SMALLEST + A_STEP + "wait_time = inf", ["wait_time: expected a time with its unit"]),
        (SMALLEST + A_STEP + 'wait_time = "?"\nwait_time_source = "ask QA"', ["wait_time_source: expected a value in"]),
        (
            SMALLEST + '[[changes]]\nkind = "fix"\nstatus = "done"\nkey = "A"\nfield = "team"\nvalue = [1]',
            [
                "kind: expected one of discovery, correction, improvement",
                "value: expected true or false or a number or",
            ],
        ),
        (
            SMALLEST
            + '[[changes]]\nkind = "improvement"\nstatus = "done"\nkey = "A"\nfield = "wait_time"\nvalue = true',
            ["value: expected a time with its unit"],
        ),
        ("= 1\n" + SMALLEST, ["line 1: expected a TOML file"]),
        (SMALLEST + 'name = "Y"\n', ["line 6: expected a TOML file, found Cannot overwrite a value"]),
        (SMALLEST + SMALLEST, ["line 6: expected a TOML file, found Cannot declare ('challenge',) twice"]),
    ],
)
def test_what_stands_in_the_wrong_way_is_said_in_words(text, words):
    problems = problems_of(text)

    assert len(problems) == len(words)
    for problem, expected in zip(problems, words, strict=True):
        assert expected in problem
        assert problem.startswith("map.toml, ")


def test_an_error_names_the_file_the_way_the_user_did(tmp_path):
    (tmp_path / MAP_FILE).write_text("x = ", encoding="utf-8")

    with pytest.raises(FileError) as caught:
        load_engagement(tmp_path)

    assert str(caught.value).startswith(f"{tmp_path / MAP_FILE} cannot be read: 1 problem.")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\xff\xfe[\x00c\x00", "byte 0: expected UTF-8 text, found another encoding"),
        ("name = 'Größe'".encode("latin-1"), "byte 10: expected UTF-8 text"),
        (b"\x00" * 100, "expected a TOML file"),
        (b"PK\x03\x04" + bytes(range(100)), "expected a TOML file"),
        (b"\r".join(SMALLEST.encode().split(b"\n")), "expected a TOML file"),
        (b"", "challenge: expected named values, found nothing"),
        (b"# " + b"x" * SIZE_LIMIT, "expected at most 2 MiB, found 2,097,154 bytes"),
    ],
)
def test_a_file_that_is_no_map_is_refused_in_words(tmp_path, content, words):
    (tmp_path / MAP_FILE).write_bytes(content)

    with pytest.raises(FileError) as caught:
        load_engagement(tmp_path)

    assert words in str(caught.value)


@pytest.mark.parametrize("content", [b"\xef\xbb\xbf" + SMALLEST.encode(), SMALLEST.replace("\n", "\r\n").encode()])
def test_a_file_saved_by_a_windows_editor_is_read(tmp_path, content):
    (tmp_path / MAP_FILE).write_bytes(content)

    assert load_engagement(tmp_path) == parse_engagement(SMALLEST)


@pytest.mark.parametrize("place", ["nowhere", "nowhere/map.toml", "map.toml/inside", "nul\0", "x" * 300])
def test_a_place_without_a_map_is_said_in_words(tmp_path, place):
    (tmp_path / MAP_FILE).write_text(SMALLEST, encoding="utf-8")

    with pytest.raises(FileError, match="cannot be read: 1 problem"):
        load_engagement(tmp_path / place)


def test_a_folder_in_the_place_of_the_file_is_said_in_words(tmp_path):
    (tmp_path / MAP_FILE).mkdir()

    with pytest.raises(FileError, match=r"Is a directory|Permission denied"):
        load_engagement(tmp_path)


def test_a_map_nobody_may_read_is_said_in_words(tmp_path, monkeypatch):
    (tmp_path / MAP_FILE).write_text(SMALLEST, encoding="utf-8")

    def refuse(path):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)

    with pytest.raises(FileError, match="Permission denied"):
        load_engagement(tmp_path)


def test_a_folder_and_its_file_are_the_same_engagement(tmp_path):
    path = save_engagement(an_engagement(), tmp_path)

    assert load_engagement(path) == load_engagement(tmp_path) == an_engagement()


def test_saving_over_an_old_map_keeps_it_when_the_disk_is_full(tmp_path, monkeypatch):
    path = save_engagement(an_engagement(), tmp_path)
    before = path.read_bytes()

    def full(descriptor):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(FileError, match="No space left on device"):
        save_engagement(an_engagement(challenge=Challenge(id="other")), tmp_path)

    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == [MAP_FILE]


@pytest.mark.parametrize("place", ["map.toml/folder", "nul\0"])
def test_a_folder_that_cannot_be_made_is_said_in_words(tmp_path, place):
    (tmp_path / MAP_FILE).write_text(SMALLEST, encoding="utf-8")

    with pytest.raises(FileError, match="cannot be written"):
        save_engagement(an_engagement(), tmp_path / place)


def test_half_a_character_is_refused_before_the_old_map_is_touched(tmp_path):
    path = save_engagement(an_engagement(), tmp_path)
    before = path.read_bytes()

    with pytest.raises(FileError, match="half a character"):
        save_engagement(an_engagement(challenge=Challenge(id="x", program="half \ud83d")), tmp_path)

    assert path.read_bytes() == before


def test_a_file_of_many_thousand_bad_rows_lists_them_all():
    rows = 9_000
    problems = problems_of(SMALLEST + "\n[[steps]]\nid = 1\n" * rows)

    assert len(problems) == 2 * rows
    assert problems[-1].startswith(f"map.toml, line {5 + 3 * rows - 1}, steps row {rows} (1), name: ")


def only_a_file_error_escapes(text: str) -> None:
    try:
        engagement = parse_engagement(text)
    except FileError:
        return
    written = render_engagement(engagement)

    assert render_engagement(parse_engagement(written)) == written


SAMPLE_BYTES = [path.read_bytes() for path in SAMPLES]
PIECES = (
    b"[[",
    b"]]",
    b'"',
    b"=",
    b"\n",
    b".",
    b"nan",
    b"inf",
    b"-1",
    b"9" * 30,
    b"{}",
    b"[]",
    b"true",
    b"'",
    b"\\",
    b"\xff",
)


@st.composite
def damaged_samples(draw):
    """Draw a sample with a few places cut out, doubled, overwritten or filled."""
    content = bytearray(draw(st.sampled_from(SAMPLE_BYTES)))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(content)))
        end = min(len(content), start + draw(st.integers(0, 60)))
        filling = draw(st.sampled_from(PIECES) | st.binary(max_size=8) | st.just(bytes(content[start:end]) * 2))
        content[start:end] = filling
    return bytes(content)


@given(damaged_samples())
def test_of_a_damaged_map_only_a_file_error_comes_out(content):
    only_a_file_error_escapes(content.decode("utf-8", "replace"))


words_of_the_file = st.sampled_from(
    sorted(
        {
            *STREAM_TABLES,
            *ENGAGEMENT_TABLES,
            *("challenge", "value_stream", "stream", "calendar", "schema_version", "saved_at", "outcome", "readiness"),
            *("id", "name", "key", "field", "value", "old", "kind", "table", "from_step", "to_step", "hours_per_day"),
            *columns_of(Step),
        }
    )
)
any_value = st.recursive(
    st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats()
    | st.sampled_from(["3 d", "?", "48h", "A", "done", "improvement", "wait_time", "cadence", ""])
    | st.text(max_size=6)
    | st.dates()
    | st.datetimes()
    | st.times(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(words_of_the_file | st.text(max_size=4), inner, max_size=5)
    ),
    max_leaves=12,
)
any_table = st.dictionaries(words_of_the_file, any_value, max_size=6)
any_document = st.fixed_dictionaries(
    {},
    optional={
        "schema_version": st.just(1) | any_value,
        "challenge": st.fixed_dictionaries({"id": st.just("x")}, optional={"calendar": any_table}) | any_value,
        "value_stream": any_table.map(lambda table: {**table, "name": "X"}) | any_value,
        **{
            name: st.lists(any_table | any_value, max_size=3) | any_value
            for name in (*STREAM_TABLES, *ENGAGEMENT_TABLES, "stream", "saved_at", "new_table")
        },
    },
)


@given(any_document)
@example({"challenge": {"id": "x"}, "value_stream": {"name": "X"}, "stream": {"a": 1}})
def test_of_a_document_of_anything_only_a_file_error_comes_out(document):
    only_a_file_error_escapes(tomli_w.dumps(document))
