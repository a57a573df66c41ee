"""The photo of the paper wall: kept whole beside the map, checked by size and content, and read by nothing else."""

from __future__ import annotations

import pytest

from vsm_toolkit.errors import FileError, UsageError
from vsm_toolkit.io.wall_photo import MOST_BYTES, WallPhoto

PNG = b"\x89PNG\r\n\x1a\n and the picture"
JPEG = b"\xff\xd8\xff\xe0 and the picture"


def test_a_photo_put_into_the_folder_by_hand_is_found(tmp_path):
    (tmp_path / "wall-photo.jpeg").write_bytes(JPEG)

    assert WallPhoto(tmp_path).read() == ("image/jpeg", JPEG)


def test_another_photo_takes_the_place_of_the_one_before_and_has_another_stamp(tmp_path):
    photo = WallPhoto(tmp_path)
    photo.keep(JPEG)
    before = photo.stamp()
    photo.keep(PNG)

    assert [path.name for path in tmp_path.iterdir()] == ["wall-photo.png"]
    assert photo.stamp() not in {"", before}


def test_a_removed_photo_leaves_nothing_behind(tmp_path):
    photo = WallPhoto(tmp_path)
    photo.keep(PNG)
    photo.remove()
    photo.remove()

    assert (photo.read(), photo.stamp(), list(tmp_path.iterdir())) == (None, "", [])


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"<svg onload=alert(1)>", "neither a PNG nor a JPEG"),
        (JPEG + bytes(MOST_BYTES), "at most 8 MB"),
        (b"", "neither"),
    ],
)
def test_what_is_no_photo_is_refused_and_the_one_before_stays(tmp_path, content, sentence):
    photo = WallPhoto(tmp_path)
    photo.keep(PNG)
    with pytest.raises(UsageError, match=sentence):
        photo.keep(content)

    assert photo.read() == ("image/png", PNG)


def test_a_large_file_put_there_by_hand_is_refused_unread_with_the_way_out(tmp_path):
    with (tmp_path / "wall-photo.jpg").open("wb") as huge:
        huge.truncate(3_000_000_000)
    with pytest.raises(UsageError, match=r"3000\.0 MB, and at most 8 MB .* Wall button"):
        WallPhoto(tmp_path).read()


def test_a_folder_that_is_gone_is_said_in_a_sentence(tmp_path):
    with pytest.raises(FileError, match="cannot be written"):
        WallPhoto(tmp_path / "gone").keep(PNG)
