from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from vsm_toolkit.cli import lab_server
from vsm_toolkit.cli.lab_server import LabStart, lan_address, room_settings, run_lab, shared_start
from vsm_toolkit.errors import UsageError


def test_lab_listens_on_loopback_and_makes_its_own_token():
    start = LabStart(Path("team"))
    command = start.command()

    assert "--ServerApp.ip=127.0.0.1" in command
    assert "JUPYTER_TOKEN" not in start.environment(Path("settings"))
    assert not any("token" in word for word in command)


def test_a_shared_lab_hands_its_token_over_where_other_users_cannot_read_it(monkeypatch):
    monkeypatch.setattr(lab_server, "find_spec", lambda name: object())
    monkeypatch.setattr(lab_server, "lan_address", lambda: "192.0.2.7")
    start = shared_start(Path("team"), None, browser=False, first_notebook=None)

    assert "--ServerApp.ip=192.0.2.7" in start.command()
    assert start.environment(Path("settings"))["JUPYTER_TOKEN"] == start.token
    assert not any(start.token in word for word in start.command())


def test_two_shared_labs_have_different_tokens(monkeypatch):
    monkeypatch.setattr(lab_server, "find_spec", lambda name: object())
    monkeypatch.setattr(lab_server, "lan_address", lambda: "192.0.2.7")
    tokens = {shared_start(Path("team"), None, browser=False, first_notebook=None).token for _ in range(5)}

    assert len(tokens) == 5


def test_without_share_nobody_can_join_even_when_the_extra_is_installed(monkeypatch):
    monkeypatch.setattr(lab_server, "find_spec", lambda name: object())

    assert "--YDocExtension.disable_rtc=True" in LabStart(Path("team")).command()
    assert "--YDocExtension.disable_rtc=True" not in LabStart(Path("team"), shared=True).command()


def test_a_port_that_was_asked_for_is_taken_or_none():
    assert {"--ServerApp.port=9000", "--ServerApp.port_retries=0"} <= set(LabStart(Path("team"), port=9000).command())


def test_the_settings_lie_in_a_folder_of_their_own_and_go_away():
    with room_settings() as folder:
        settings = json.loads((folder / "labconfig" / "default_setting_overrides.json").read_text(encoding="utf-8"))

    assert settings["@jupyterlab/notebook-extension:tracker"] == {"windowingMode": "defer"}
    assert settings["@jupyterlab/apputils-extension:sanitizer"] == {"allowCommandLinker": False}
    assert settings["@jupyterlab/apputils-extension:notification"]["fetchNews"] == "false"
    assert not folder.exists()


def test_the_users_own_config_path_stays_behind_ours(monkeypatch):
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", "mine")
    monkeypatch.setenv("VSM_ENGAGEMENT", "another-team")
    environment = LabStart(Path("team")).environment(Path("settings"))

    assert environment["JUPYTER_CONFIG_PATH"].endswith("mine")
    assert environment["JUPYTER_CONFIG_PATH"].startswith("settings")
    assert "VSM_ENGAGEMENT" not in environment


def test_a_machine_without_a_network_cannot_share(monkeypatch):
    class NoNetwork:
        def __init__(self, *_):
            pass

        def __enter__(self):
            return self

        def __exit__(self, *_):
            pass

        def connect(self, _):
            raise OSError

    monkeypatch.setattr(lab_server.socket, "socket", NoNetwork)

    with pytest.raises(UsageError, match="on no network"):
        lan_address()


def test_the_exit_code_of_lab_is_passed_on(monkeypatch):
    monkeypatch.setattr(LabStart, "command", lambda _: [sys.executable, "-c", "raise SystemExit(5)"])

    assert run_lab(LabStart(Path("team"))) == 5


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM to send to one process")
def test_a_command_that_is_told_to_end_ends_its_lab(tmp_path):
    child = f"import os, time; open({str(tmp_path / 'pid')!r}, 'w').write(str(os.getpid())); time.sleep(60)"
    parent = (
        "import sys; from pathlib import Path; from vsm_toolkit.cli.lab_server import LabStart, run_lab; "
        f"LabStart.command = lambda _: [sys.executable, '-c', {child!r}]; "
        "raise SystemExit(abs(run_lab(LabStart(Path()))))"
    )
    process = subprocess.Popen([sys.executable, "-c", parent])
    while not (tmp_path / "pid").exists() or not (tmp_path / "pid").read_text():
        time.sleep(0.05)
    process.terminate()

    assert process.wait(30) == signal.SIGTERM
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)
