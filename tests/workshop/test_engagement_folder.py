from __future__ import annotations

import pytest

from vsm_toolkit.errors import UsageError
from vsm_toolkit.io.shipped_files import sample_engagements
from vsm_toolkit.io.workshop_folder import make_workshop_folder
from vsm_toolkit.workshop.engagement_folder import copy_of_sample, find_engagement_folder


def test_the_folder_of_the_notebook_is_the_engagement(tmp_path, monkeypatch):
    make_workshop_folder(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("VSM_ENGAGEMENT", raising=False)
    found = find_engagement_folder()

    assert (found.path, found.is_scratch) == (tmp_path.resolve(), False)


def test_what_the_environment_names_comes_first(tmp_path, monkeypatch):
    make_workshop_folder(tmp_path / "here")
    make_workshop_folder(tmp_path / "there")
    monkeypatch.chdir(tmp_path / "here")
    monkeypatch.setenv("VSM_ENGAGEMENT", str(tmp_path / "there"))

    assert find_engagement_folder().path == (tmp_path / "there").resolve()


def test_a_folder_without_a_map_opens_a_copy_that_is_not_what_is_shipped(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("VSM_ENGAGEMENT", raising=False)
    found = find_engagement_folder()
    shipped = sample_engagements()[0]

    assert found.is_scratch
    assert (found.path / "map.toml").read_bytes() == (shipped / "map.toml").read_bytes()
    assert shipped not in found.path.parents
    found.remove_if_scratch()
    assert not found.path.exists()


@pytest.mark.parametrize("by_environment", [True, False])
def test_a_named_folder_without_a_map_is_refused_and_not_replaced_by_a_sample(tmp_path, monkeypatch, by_environment):
    monkeypatch.delenv("VSM_ENGAGEMENT", raising=False)
    if by_environment:
        monkeypatch.setenv("VSM_ENGAGEMENT", str(tmp_path))

    with pytest.raises(UsageError, match="vsm new FOLDER"):
        find_engagement_folder("." if by_environment else tmp_path)


def test_an_unknown_sample_is_refused():
    with pytest.raises(UsageError, match="no sample 'x'"):
        copy_of_sample("x")
