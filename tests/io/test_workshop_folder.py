from __future__ import annotations

import json

import pytest

from vsm_toolkit.errors import FileError, UsageError
from vsm_toolkit.io import workshop_folder
from vsm_toolkit.io.map_file import load_engagement
from vsm_toolkit.io.workshop_folder import (
    FIRST_NOTEBOOK,
    fingerprint_of_cells,
    make_workshop_folder,
    shipped_notebooks,
)

NAMES = tuple(path.name for path in shipped_notebooks())


def edit_first_cell(path, text):
    notebook = json.loads(path.read_text(encoding="utf-8"))
    notebook["cells"][0]["source"] = [text]
    path.write_text(json.dumps(notebook), encoding="utf-8")


@pytest.fixture
def newer_notebooks(tmp_path, monkeypatch):
    """Give a later version of the toolkit, in which every notebook has another first cell."""
    folder = tmp_path / "newer"
    folder.mkdir()
    for path in shipped_notebooks():
        (folder / path.name).write_bytes(path.read_bytes())
        edit_first_cell(folder / path.name, "# A newer one")
    monkeypatch.setattr(workshop_folder, "shipped_folder", lambda _: folder)


def test_a_new_folder_has_the_notebooks_and_an_empty_map_of_its_name(tmp_path):
    made = make_workshop_folder(tmp_path / "claims")

    assert made.added == NAMES
    assert NAMES[0] == FIRST_NOTEBOOK
    assert load_engagement(tmp_path / "claims").stream.name == "claims"


def test_an_empty_map_takes_the_name_it_is_given(tmp_path):
    make_workshop_folder(tmp_path / "claims", name="Claims portal feature")

    assert load_engagement(tmp_path / "claims").stream.name == "Claims portal feature"


def test_a_sample_comes_with_its_map(tmp_path):
    make_workshop_folder(tmp_path / "try", sample="platform-request")

    assert len(load_engagement(tmp_path / "try").stream.steps) == 10


def test_a_second_time_nothing_is_touched(tmp_path):
    make_workshop_folder(tmp_path)
    (tmp_path / "map.toml").write_text(
        (tmp_path / "map.toml").read_text(encoding="utf-8") + "\n# ours\n", encoding="utf-8"
    )
    made = make_workshop_folder(tmp_path)

    assert (made.map_made, made.added, made.refreshed, made.kept) == (False, (), (), ())
    assert "# ours" in (tmp_path / "map.toml").read_text(encoding="utf-8")


def test_an_upgrade_refreshes_what_was_only_run_and_keeps_what_was_changed(tmp_path, request):
    make_workshop_folder(tmp_path / "team")
    run, changed = tmp_path / "team" / NAMES[1], tmp_path / "team" / NAMES[2]
    notebook = json.loads(run.read_text(encoding="utf-8"))
    notebook["cells"][2]["execution_count"] = 7
    run.write_text(json.dumps(notebook), encoding="utf-8")
    edit_first_cell(changed, "# Our own aim")
    request.getfixturevalue("newer_notebooks")
    made = make_workshop_folder(tmp_path / "team")

    assert made.kept == (NAMES[2],)
    assert NAMES[1] in made.refreshed
    assert "# Our own aim" in changed.read_text(encoding="utf-8")
    assert make_workshop_folder(tmp_path / "team").kept == (NAMES[2],)


def test_a_deleted_notebook_comes_back(tmp_path):
    make_workshop_folder(tmp_path)
    (tmp_path / NAMES[0]).unlink()

    assert make_workshop_folder(tmp_path).added == (NAMES[0],)


def test_a_damaged_list_keeps_every_notebook_that_is_not_the_newest(tmp_path, request):
    make_workshop_folder(tmp_path / "team")
    (tmp_path / "team" / ".vsm-notebooks.json").write_text("{", encoding="utf-8")
    request.getfixturevalue("newer_notebooks")

    assert make_workshop_folder(tmp_path / "team").kept == NAMES


@pytest.mark.parametrize("options", [{"sample": "claims-portal"}, {"name": "Other"}])
def test_a_map_that_is_there_is_never_replaced(tmp_path, options):
    make_workshop_folder(tmp_path)

    with pytest.raises(UsageError, match="never overwritten"):
        make_workshop_folder(tmp_path, **options)


def test_an_unknown_sample_is_named_with_those_there_are(tmp_path):
    with pytest.raises(UsageError, match="claims-portal, payments-rules, platform-request"):
        make_workshop_folder(tmp_path / "x", sample="claims")


def test_a_sample_cannot_be_given_a_name(tmp_path):
    with pytest.raises(UsageError, match="has its name already"):
        make_workshop_folder(tmp_path / "x", sample="claims-portal", name="Mine")


def test_a_place_that_cannot_be_written_is_a_sentence(tmp_path):
    (tmp_path / "file").touch()

    with pytest.raises(FileError, match="cannot be written"):
        make_workshop_folder(tmp_path / "file" / "team")


def test_what_is_no_notebook_has_no_fingerprint(tmp_path):
    (tmp_path / "a.ipynb").write_text("not JSON", encoding="utf-8")

    assert fingerprint_of_cells(tmp_path / "a.ipynb") == ""
