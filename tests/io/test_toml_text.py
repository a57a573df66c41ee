"""The text of a TOML file: nothing in it can bring the reader down, and every value is found on its line."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vsm_toolkit.errors import FileError
from vsm_toolkit.io.toml_text import DEEPEST, TomlLines, is_rows, parse_toml, render_table, render_tables

HARMFUL = {
    "lists without end": "x = " + "[" * 100_000,
    "lists in lists": "x = " + "[" * 300 + "]" * 300,
    "tables in tables": "x = " + "{a=" * 300 + "1" + "}" * 300,
    "a table of many parts": "[" + ".".join("a" * 100) + "]\nb = 1",
    "a key of many parts": ".".join("a" * 150) + " = 1",
    "a key of endless parts": ".".join("a" * 1_000_000) + " = 1",
    "a quoted key of endless parts": '."b" . '.join(["a"] * 500_000) + " = 1",
    "a header of endless parts": "[" + " . ".join("a" * 500_000) + "]",
    "an endless key in a line": "x = {" + ".".join("a" * 500_000) + " = 1}",
    "a number of a million digits": "x = " + "9" * 1_000_000,
    "a hexadecimal number of a million digits": "x = 0x" + "f" * 1_000_000,
    "a number just too large": f"x = {2**63}",
    "a negative number just too large": f"x = {-(2**63) - 1}",
    "a number too large deep in a list": f"x = [1, [2, {10**30}]]",
}


@pytest.mark.parametrize("text", HARMFUL.values(), ids=HARMFUL)
def test_what_would_bring_a_reader_down_is_refused_in_words(text):
    with pytest.raises(FileError) as caught:
        parse_toml(text, "map.toml")
    (problem,) = caught.value.problems

    assert problem.place.startswith("map.toml")
    assert len(str(caught.value)) < 500


@pytest.mark.parametrize(
    "text",
    [
        "x = " + "[" * (DEEPEST - 1) + "]" * (DEEPEST - 1),
        f"x = {2**63 - 1}",
        f"x = {-(2**63)}",
        'x = "' + "two words. " * 1000 + '"',
        'x = "' + "a.b." * 40 + '"',
        "x = '" + "9" * 1_000_000 + "'",
        "x = 1e308",
        "x = nan",
        "x = inf",
        "# " + "." * 100_000,
        "x = '" + " " * 500_000 + "'",
        "x = '''\n[" + " " * 200_000 + "'''",
        "x = '''\n" + "[" * 200_000 + "'''",
        "\r\n".join(["x = 1", "[y]", "z = 2"]),
    ],
)
def test_what_only_looks_harmful_is_read(text):
    TomlLines(text)

    assert "x" in parse_toml(text, "map.toml") or text.startswith("#")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a = 1\nb = \n", "map.toml, line 2"),
        ("a = 1\n\n[[steps]\nid = 'A'", "map.toml, line 3"),
        ("a = 1\na = 2\n", "map.toml, line 2"),
        ("[a]\n[a]\n", "map.toml, line 2"),
        ("a = 'open", "map.toml"),
        ("x = yes\n", "map.toml, line 1"),
        ("a", "map.toml"),
        ("\x00", "map.toml, line 1"),
    ],
)
def test_broken_toml_is_refused_with_its_line(text, place):
    with pytest.raises(FileError) as caught:
        parse_toml(text, "map.toml")
    (problem,) = caught.value.problems

    assert problem.place == place
    assert "at line" not in problem.got
    assert problem.remedy == "Correct that line; text needs quotes, tables need [brackets]."


TEXT = """\
schema_version = 1

[challenge]
id = "x"  # a comment
readiness = [
    { attribute = "time", score = 2 },
]

[challenge.outcome]
text = "Half"
by_date = 2026-03-02

[ value_stream ]  # spaced
"name" = "X"

[[steps]]
id = "A"
wait_time = "3 d"
[steps.meta]
risk = "high"

[["steps"]]
'id' = "B"
"""


@pytest.mark.parametrize(
    ("table", "index", "column", "line"),
    [
        ("", 0, "schema_version", 1),
        ("", 0, "saved_at", 1),
        ("challenge", 0, "id", 4),
        ("challenge", 0, "readiness.0.score", 5),
        ("challenge", 0, "missing", 3),
        ("challenge", 0, "", 3),
        ("challenge", 0, "outcome", 9),
        ("challenge", 0, "outcome.by_date", 11),
        ("challenge", 0, "outcome.missing", 9),
        ("value_stream", 0, "name", 14),
        ("steps", 0, "wait_time", 18),
        ("steps", 0, "name", 16),
        ("steps", 1, "id", 23),
        ("steps", 1, "wait_time", 22),
        ("steps", 2, "id", None),
        ("edges", 0, "from_step", None),
    ],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_a_value_is_found_on_its_line_or_else_its_table(table, index, column, line, line_end):
    assert TomlLines(TEXT.replace("\n", line_end)).find(table, index, column) == line


@pytest.mark.parametrize("character", ["\u2028", "\x85", "\x0b", "\x0c", "\x1c", "\r"])
def test_lines_are_counted_the_way_an_editor_does(character):
    text = f'# {character} {character}\n[[steps]]\nid = "A"'

    assert TomlLines(text).find("steps", 0, "id") == 3


@given(st.text(alphabet=st.sampled_from("[]{}=.,\"'#\n\r\t ab1-_+:\\é\x00"), max_size=60))
def test_whatever_is_in_the_text_only_a_file_error_comes_out(text):
    lines = TomlLines(text)
    lines.find("a", 0, "b.1")
    with contextlib.suppress(FileError):
        assert isinstance(parse_toml(text, "map.toml"), dict)


def test_a_table_within_a_row_stays_in_that_row():
    rows = [
        {"id": "A", "meta": {"level": 3, "deep": {"er": 1}}, "empty": {}, "checks": [{"name": "one"}, {}]},
        {"id": "B", "meta": {"level": 4}, "odd . key": {"[x]": [{"a": 1}]}},
    ]
    text = "\n".join(render_table("[[steps]]", row) for row in rows)

    assert parse_toml(text, "map.toml") == {"steps": rows}


def test_a_list_of_tables_is_not_taken_into_the_row_above():
    text = "[[steps]]\nid = 1\n\n" + "\n".join(render_tables("", {"later": [{"id": 2}, {"id": 3}], "one": {"id": 4}}))

    assert parse_toml(text, "map.toml") == {"steps": [{"id": 1}], "later": [{"id": 2}, {"id": 3}], "one": {"id": 4}}


@pytest.mark.parametrize(("value", "answer"), [([{}], True), ([], False), ([{}, 1], False), ({}, False), ("ab", False)])
def test_rows_are_a_list_of_tables_only(value, answer):
    assert is_rows(value) is answer
