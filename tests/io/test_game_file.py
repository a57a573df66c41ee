"""The file of a game: each gesture durable, damage named, a torn line closed before the next."""

import pytest

from vsm_toolkit.errors import FileError
from vsm_toolkit.io.game_file import GAME_FILE, append_event, read_events

START = {"do": "start", "at": 1.5}


def test_what_was_kept_is_read_in_order(tmp_path):
    path = tmp_path / GAME_FILE
    for second in range(3):
        append_event(path, {"do": "pass", "role": second, "name": "Prüfung\n"})

    assert [event["role"] for event in read_events(path)[0]] == [0, 1, 2]
    assert read_events(path)[0][0]["name"] == "Prüfung\n"


def test_before_the_first_gesture_there_is_no_file(tmp_path):
    assert read_events(tmp_path / GAME_FILE) == ((), ())


def test_damage_is_named_with_its_line_and_never_stops_the_rest(tmp_path):
    path = tmp_path / GAME_FILE
    append_event(path, START)
    with path.open("ab") as file:
        file.write(b'\xff\xfe\n[1]\n{"do": 3}\n' + b"[" * 100_000 + b'\n{"do": "pa')
    append_event(path, START)
    events, damage = read_events(path)

    assert events == (START, START)
    assert [sentence.partition(":")[0] for sentence in damage] == [f"{GAME_FILE}, line {n}" for n in (2, 3, 4, 5, 6)]


def test_a_folder_in_the_place_of_the_file_is_said(tmp_path):
    path = tmp_path / GAME_FILE
    path.mkdir()

    assert read_events(path)[1][0].startswith(f"{GAME_FILE} cannot be read")
    with pytest.raises(FileError, match="cannot be written"):
        append_event(path, START)
