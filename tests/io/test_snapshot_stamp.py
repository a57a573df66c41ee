from __future__ import annotations

import pytest

from vsm_toolkit.io.journal_lines import LARGEST_COUNT, fingerprint
from vsm_toolkit.io.snapshot_stamp import is_snapshot, read_stamp, stamped

TEXT = 'schema_version = 1\nname = "Lantern"\n'


def test_the_mark_says_what_the_map_holds():
    stamp = read_stamp(stamped(TEXT, 12, {"two": 5, "one": 7}))

    assert (stamp.untouched, stamp.heads) == (True, {"one": 7, "two": 5})


@pytest.mark.parametrize("change", [("Lantern", "Lamp"), ("# one 7", "# one 8"), ("# one 7\n", "")])
def test_any_change_by_hand_is_seen(change):
    assert not read_stamp(stamped(TEXT, 12, {"one": 7}).replace(*change)).untouched


def test_line_ends_changed_by_git_are_no_edit():
    assert read_stamp(stamped(TEXT, 12, {"one": 7}).replace("\n", "\r\n")).untouched


def test_a_mark_of_an_older_version_is_read():
    old = f"# Snapshot of the journal up to event 3, fingerprint {fingerprint(TEXT)}.\n{TEXT}"

    assert read_stamp(old).untouched
    assert read_stamp(old).heads is None


def test_a_number_nobody_could_count_to_stays_small():
    heads = read_stamp(stamped(TEXT, 12, {"one": 7}).replace("# one 7", "# one 9999999999999999")).heads

    assert heads == {"one": LARGEST_COUNT}


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", TEXT.encode(), b"# Snapshot of the journal up to event x"])
def test_everything_else_is_no_snapshot(content):
    assert not is_snapshot(content)
