from __future__ import annotations

import pytest

from vsm_toolkit.cli import lab_server


@pytest.fixture
def started(monkeypatch):
    """Record how Lab would be started, instead of starting it."""
    starts = []
    monkeypatch.setattr(lab_server, "run_lab", lambda start: starts.append(start) or 0)
    return starts


def test_new_makes_a_folder_and_says_how_to_open_it(vsm, tmp_path):
    called = vsm("new", tmp_path / "team", "--sample", "claims-portal")

    assert called.code == 0
    assert "9 added" in called.out
    assert f"vsm lab {tmp_path / 'team'}" in called.out


def test_new_run_again_says_what_it_kept(vsm, tmp_path):
    vsm("new", tmp_path)
    notebook = tmp_path / "01_map.ipynb"
    notebook.write_text(notebook.read_text(encoding="utf-8").replace("Map board", "Our board"), encoding="utf-8")
    called = vsm("new", tmp_path)

    assert "map.toml was there already and stays as it is" in called.out
    assert "kept 01_map.ipynb: its cells were changed here" in called.out


def test_new_refuses_to_replace_a_map(vsm, tmp_path):
    vsm("new", tmp_path)
    called = vsm("new", tmp_path, "--sample", "claims-portal")

    assert called.code == 2
    assert "never overwritten" in called.err


def test_lab_needs_a_workshop_folder(vsm, tmp_path, started):
    called = vsm("lab", tmp_path)

    assert called.code == 2
    assert f"Make one with: vsm new {tmp_path}" in called.err
    assert started == []


def test_lab_listens_on_this_machine_only_and_opens_the_first_notebook(vsm, tmp_path, started):
    vsm("new", tmp_path)
    vsm("lab", tmp_path, "--no-browser", "--port", "9123")
    (start,) = started

    assert (start.address, start.port, start.shared, start.browser) == ("127.0.0.1", 9123, False, False)
    assert start.first_notebook == "00_orientation_and_readiness.ipynb"


def test_share_without_the_extra_says_how_to_get_it(vsm, tmp_path, started, monkeypatch):
    monkeypatch.setattr(lab_server, "find_spec", lambda name: None)
    vsm("new", tmp_path)
    called = vsm("lab", tmp_path, "--share")

    assert called.code == 2
    assert "pip install 'vsm-toolkit[live]'" in called.err
    assert started == []


def test_share_prints_what_people_type_and_what_the_token_allows(vsm, tmp_path, started, monkeypatch):
    monkeypatch.setattr(lab_server, "find_spec", lambda name: object())
    monkeypatch.setattr(lab_server, "lan_address", lambda: "192.0.2.7")
    vsm("new", tmp_path)
    called = vsm("lab", tmp_path, "--share")
    (start,) = started

    assert "http://192.0.2.7:8888/lab" in called.out
    assert start.token in called.out
    assert "can run programs on this machine as you" in called.out


def test_a_lab_that_fails_ends_with_1(vsm, tmp_path, monkeypatch):
    monkeypatch.setattr(lab_server, "run_lab", lambda start: 3)
    vsm("new", tmp_path)

    assert vsm("lab", tmp_path).code == 1
