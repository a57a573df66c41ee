from __future__ import annotations

import pytest

from vsm_toolkit.io import shipped_files
from vsm_toolkit.io.shipped_files import sample_engagements, shipped_folder


def test_the_report_notebook_travels_with_the_toolkit():
    assert (shipped_folder("notebooks") / "reports" / "team_report.ipynb").is_file()


def test_three_samples_travel_with_the_toolkit_in_order():
    assert [folder.name for folder in sample_engagements()] == ["claims-portal", "payments-rules", "platform-request"]


@pytest.mark.parametrize("name", ["notebooks", "data"])
def test_an_installed_copy_looks_inside_itself_first(tmp_path, monkeypatch, name):
    (tmp_path / "package" / "shipped" / name).mkdir(parents=True)
    (tmp_path / name).mkdir()
    monkeypatch.setattr(shipped_files, "PACKAGE", tmp_path / "package")

    assert shipped_folder(name) == tmp_path / "package" / "shipped" / name


def test_a_checkout_looks_beside_the_package(tmp_path, monkeypatch):
    monkeypatch.setattr(shipped_files, "PACKAGE", tmp_path / "package")

    assert shipped_folder("data") == tmp_path / "data"


def test_a_folder_without_a_map_is_no_sample(tmp_path, monkeypatch):
    (tmp_path / "data" / "engagements" / "empty").mkdir(parents=True)
    monkeypatch.setattr(shipped_files, "PACKAGE", tmp_path / "package")

    assert sample_engagements() == ()
