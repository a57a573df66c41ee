"""The coach's view of a folder: reads what learners wrote, writes nothing itself."""

from datetime import UTC, datetime

import pytest

from vsm_toolkit.errors import UsageError
from vsm_toolkit.exercises.progress import Attempt, Verdict
from vsm_toolkit.io.progress_file import record_attempt
from vsm_toolkit.workshop.coach_room import CoachRoom, open_coach_view

ATTEMPT = Attempt("Ana", "e05", "a", "126 h", Verdict.WRONG, None, "2026-03-02T09:58:00+00:00")


def test_the_group_is_read_again_each_time_it_is_shown(tmp_path):
    room = CoachRoom(tmp_path, now=lambda: datetime(2026, 3, 2, 10, tzinfo=UTC))
    assert "0 learners so far" in repr(room)
    record_attempt(tmp_path, ATTEMPT)
    content = room.group().content
    (table,) = [block for block in content if block["type"] == "table"]

    assert table["rows"][0]["cells"]["when"]["value"] == "2 min ago"
    assert "1 learner so far" in repr(room)


def test_looking_writes_nothing(tmp_path):
    open_coach_view(tmp_path).group()

    assert list(tmp_path.iterdir()) == []
    assert open_coach_view(str(tmp_path)) is open_coach_view(tmp_path)


def test_a_folder_that_is_not_there_is_said(tmp_path):
    with pytest.raises(UsageError, match="is no folder"):
        open_coach_view(tmp_path / "gone")
