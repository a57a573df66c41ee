from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.reports.batch_jobs import engagement_folder, plan
from vsm_toolkit.errors import UsageError
from vsm_toolkit.reports.batch import LONGEST_NAME, find_engagements, safe_folder_name

NAMES = (
    "../../x",
    "CON",
    "con",
    "nul.txt",
    "x" * 300,
    "🚀",
    "",
    " ",
    ".",
    "..",
    "/",
    "a/b",
    "C:\\x",
    "a\x00b",
    "ÄÖ",
    "-x",
)


@pytest.mark.parametrize("name", NAMES)
def test_a_folder_name_is_plain_and_stays_inside(tmp_path, name):
    safe = safe_folder_name(name)

    assert re.fullmatch(r"[a-z0-9][a-z0-9-]*", safe)
    assert len(safe) <= LONGEST_NAME + 9
    assert safe not in {"con", "nul"}
    assert (tmp_path / safe).resolve().parent == tmp_path.resolve()


@given(st.text(), st.text())
def test_different_names_get_different_folders(one, other):
    same = unicodedata.normalize("NFC", one) == unicodedata.normalize("NFC", other)

    assert (safe_folder_name(one) == safe_folder_name(other)) == same


def test_a_plain_name_keeps_itself():
    assert safe_folder_name("claims-portal-2") == "claims-portal-2"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Caf\u00e9", "Cafe\u0301"),
        ("claims", "Claims"),
        ("claims", "cla\u200bims"),
        ("claims", "claims"),
        ("claims", "claims\ufeff"),
        ("claims portal", "claims\u00a0portal"),
        ("../../x", safe_folder_name("../../x")),
    ],
)
def test_names_that_look_alike_are_refused_naming_both_folders(tmp_path, one, other):
    folders = [engagement_folder(tmp_path / str(n), name) for n, name in enumerate((one, other))]
    with pytest.raises(UsageError, match="Give each challenge its own id") as refusal:
        plan(tmp_path / "out", *folders)

    assert all(str(folder) in refusal.value.message for folder in folders)


def test_a_plan_refuses_what_cannot_be_read_and_keeps_the_rest(tmp_path):
    good = engagement_folder(tmp_path / "good", "good")
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / "map.toml").write_bytes(b"\xff[[")
    jobs, refused = plan(tmp_path / "out", tmp_path / "bad", good, tmp_path / "nowhere")

    assert [job.folder for job in jobs] == [tmp_path / "out" / "good"]
    assert [result.engagement.name for result in refused] == ["bad", "nowhere"]
    assert "UTF-8" in refused[0].reason
    assert not (tmp_path / "out").exists()


def test_all_engagements_below_a_folder_are_found_but_not_hidden_ones(tmp_path):
    for name in ("b", "a/deep", ".staged-x"):
        engagement_folder(tmp_path / name, name)

    assert [folder.relative_to(tmp_path).as_posix() for folder in find_engagements([tmp_path])] == ["a/deep", "b"]


def test_a_folder_without_engagements_is_said(tmp_path):
    with pytest.raises(UsageError, match="no engagement found below"):
        find_engagements([tmp_path])
