from __future__ import annotations

import json
import os
import re
import subprocess
import sys

import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st

from tests.report_runs import run_vsm
from vsm_toolkit import __version__
from vsm_toolkit.cli import app
from vsm_toolkit.cli.app import as_seen, print_json, say, say_line

COMMANDS = typer.main.get_command(app).commands


def test_the_commands_of_a_report_are_there():
    assert set(COMMANDS) >= {"check", "metrics", "schema", "import", "export", "report"}


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("flag", ["--help", "-h"])
def test_every_command_explains_its_options(vsm, command, flag):
    called = vsm(command, flag)
    options = [option for parameter in COMMANDS[command].params for option in parameter.opts if option[0] == "-"]

    assert (called.code, called.err) == (0, "")
    assert [option for option in options if option not in called.out] == []


def test_the_program_explains_itself_and_its_exit_codes(vsm):
    called = vsm("--help")

    assert called.code == 0
    assert all(command in called.out for command in COMMANDS)
    assert "Exit codes: 0 all is well" in called.out


def test_it_says_its_version(vsm):
    assert vsm("--version").out == f"vsm-toolkit {__version__}\n"


@pytest.mark.parametrize("arguments", [(), ("frobnicate",), ("check",), ("check", "x", "--nonsense"), ("report", "x")])
def test_a_call_that_makes_no_sense_ends_with_2(vsm, arguments):
    assert vsm(*arguments).code == 2


def test_an_unforeseen_error_is_a_sentence_unless_it_is_asked_for(vsm, monkeypatch):
    def stumble():
        raise RuntimeError("oops \x1b[31m")

    monkeypatch.setattr("vsm_toolkit.io.map_schema.map_json_schema", stumble)
    called = vsm("schema")

    assert called.code == 2
    assert called.err.startswith("Something went wrong that should not have (RuntimeError: oops \\u001b[31m).")
    assert "VSM_DEBUG=1" in called.err


def test_the_module_runs_like_the_command():
    assert run_vsm("--version").stdout == f"vsm-toolkit {__version__}\n"


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("\x1b]0;owned\x07", "\\u001b]0;owned\\u0007"),
        ("\x9b31m", "\\u009b31m"),
        ("over\rwritten", "over\\u000dwritten"),
        ("\u202egnp.exe", "\\u202egnp.exe"),
        ("half \ud83d", "half \\ud83d"),
        ("שלום 🚀 Größe", "שלום 🚀 Größe"),
        ("two\nlines", "two\nlines"),
    ],
)
def test_what_would_act_on_a_terminal_is_written_out(text, seen):
    assert as_seen(text) == seen


@given(st.text())
def test_no_text_reaches_the_terminal_as_an_order(text):
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff]", as_seen(text))


@given(st.dictionaries(st.text(), st.none() | st.text() | st.floats(allow_nan=False, allow_infinity=False)))
def test_json_stays_the_same_document(document):
    written = json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False)

    assert json.loads(as_seen(written)) == document


def test_json_is_never_nan(capsys):
    with pytest.raises(ValueError, match="not JSON compliant"):
        print_json({"hours": float("nan")})
    print_json({"name": "\x1b[31m Größe", "hours": None})

    assert capsys.readouterr().out == '{\n "name": "\\u001b[31m Größe",\n "hours": null\n}\n'


def test_a_line_is_one_line(capsys):
    say_line("a\nb")
    say("to the other stream", err=True)
    said = capsys.readouterr()

    assert (said.out, said.err) == ("a\\nb\n", "to the other stream\n")


def test_a_reader_who_leaves_early_is_no_error():
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "wb") as pipe:
        run = subprocess.run(
            [sys.executable, "-m", "vsm_toolkit", "schema"], stdout=pipe, stderr=subprocess.PIPE, check=False
        )

    assert run.returncode in {0, 1}
    assert run.stderr == b""
