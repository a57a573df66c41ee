"""The command line, called in this process."""

import sys
from dataclasses import dataclass

import pytest

from vsm_toolkit.cli import main


@dataclass(frozen=True)
class Called:
    """What a command ended with and printed."""

    code: int
    out: str
    err: str


@pytest.fixture
def vsm(monkeypatch, capsys):
    """Call a command as a script does: no terminal, no debug switch."""
    monkeypatch.delenv("VSM_DEBUG", raising=False)
    monkeypatch.setenv("COLUMNS", "160")
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)

    def call(*arguments):
        monkeypatch.setattr(sys, "argv", ["vsm", *map(str, arguments)])
        with pytest.raises(SystemExit) as ending:
            main()
        said = capsys.readouterr()
        assert "Traceback" not in said.out + said.err
        return Called(ending.value.code or 0, said.out, said.err)

    return call
