from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vsm_toolkit.errors import FileError
from vsm_toolkit.io.names_file import read_names, render_names, write_names
from vsm_toolkit.io.toml_text import parse_toml
from vsm_toolkit.program.names import NameMatch

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


def test_a_file_that_is_not_there_says_nothing(tmp_path):
    assert read_names(tmp_path / "names.toml") == ()


def test_answers_come_back_before_questions(tmp_path):
    path = tmp_path / "names.toml"
    question = NameMatch("role", "CISO", "Head of Security", None, "close in spelling")
    answers = [NameMatch("team", "QA", "Shared QA", True), NameMatch("team", "A", "B", confirmed=False)]
    write_names(path, [question, *answers])

    assert read_names(path) == (answers[1], answers[0], question)


@given(st.lists(st.builds(NameMatch, st.sampled_from(["team", "role"]), TEXT, TEXT, st.none() | st.booleans(), TEXT)))
def test_any_names_survive_the_file(matches):
    document = parse_toml(render_names(matches), "names.toml")

    assert len(document.get("names", [])) == len(matches)
    assert {row["name"] for row in document.get("names", [])} == {match.name for match in matches}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[[names]]\nkind = 'firm'\nname = 'a'\nsame_as = 'b'", "names row 1, kind"),
        ("[[names]]\nkind = 'team'\nname = 'a'", "names row 1, same_as"),
        ("[[names]]\nkind = 'team'\nname = 'a'\nsame_as = 'b'\nconfirmed = 'yes'", "names row 1, confirmed"),
        ("[[names]]\nkind = 'team'\nname = 'a'\nsame_as = 'b'\nsure = true", "names row 1, sure"),
        ("names = 3", r"expected rows under \[\[names\]\]"),
        ("[other]\nx = 1", r"expected rows under \[\[names\]\]"),
        ("not toml [", "names.toml"),
    ],
)
def test_a_file_that_cannot_be_read_names_the_row_and_what_to_do(tmp_path, text, words):
    path = tmp_path / "names.toml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(FileError, match=words):
        read_names(path)


def test_a_file_in_another_encoding_is_named(tmp_path):
    path = tmp_path / "names.toml"
    path.write_bytes("[[names]]\nname = 'Qualität'".encode("latin-1"))

    with pytest.raises(FileError, match="expected UTF-8 text"):
        read_names(path)
