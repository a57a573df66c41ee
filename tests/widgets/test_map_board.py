"""The kernel's side of the map board: gestures become durable edits, and what goes wrong becomes a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from vsm_toolkit.io.journal_file import JournalFolder
from vsm_toolkit.io.map_file import save_engagement
from vsm_toolkit.io.wall_photo import WallPhoto
from vsm_toolkit.model import Challenge, Engagement
from vsm_toolkit.samples import lantern
from vsm_toolkit.session import MappingSession
from vsm_toolkit.widgets.map_board import MapBoard
from vsm_toolkit.widgets.safely import UNEXPECTED

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Hand:
    """Stands in for the hand: sends gestures and keeps the answers."""

    def __init__(self, board: MapBoard, monkeypatch: pytest.MonkeyPatch) -> None:
        self.board = board
        self.answers: list[dict[str, Any]] = []
        monkeypatch.setattr(board, "send", self.answers.append)

    def does(self, kind: str, **content: Any) -> dict[str, Any]:
        """Send one gesture and give its answer."""
        self.board._on_message(self.board, {"kind": kind, "request": "r1", **content}, [])
        return self.answers[-1]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Write the Lantern map into a folder."""
    save_engagement(Engagement(challenge=Challenge(id="lantern"), stream=lantern()), tmp_path)
    return tmp_path


@pytest.fixture
def board(folder: Path) -> Iterator[MapBoard]:
    """Give a board on a session of its own, which must end without an unexpected error."""
    made = MapBoard(MappingSession(JournalFolder(folder)))
    yield made
    assert [error.details for error in made.errors.listed] == []
    made.close()


@pytest.fixture
def hand(board: MapBoard, monkeypatch: pytest.MonkeyPatch) -> Hand:
    """Give the browser beside the board."""
    return Hand(board, monkeypatch)


def on_disk(folder: Path) -> Any:
    """Read the map as a new session would."""
    return JournalFolder(folder).current()[0].stream


def test_an_answer_comes_after_the_edit_is_on_disk_and_in_the_state(board, folder, monkeypatch):
    seen = []
    monkeypatch.setattr(board, "send", lambda answer: seen.append((answer, on_disk(folder).step("L1").name)))
    message = {"kind": "edit", "request": "r1", "step": "L1", "fields": {"name": "Sort requests"}}
    board._on_message(board, message, [])

    assert seen == [({"answers": "r1", "kind": "edit", "problems": {}}, "Sort requests")]
    assert "Sort requests, " in board.state["steps"][0]["label"]


def test_what_can_be_read_is_saved_and_what_cannot_is_answered_with_a_sentence(hand, folder):
    answer = hand.does("edit", step="L1", fields={"wait_time": "soonish", "people": "3"})

    assert list(answer["problems"]) == ["wait_time"]
    assert on_disk(folder).step("L1").people.value == 3
    assert on_disk(folder).step("L1").wait_time == lantern().step("L1").wait_time


def test_checking_a_field_changes_nothing(hand, folder):
    answer = hand.does("check", fields={"wait_time": "soonish"})

    assert "wait_time" in answer["problems"]
    assert on_disk(folder) == lantern()


def test_a_step_sent_twice_is_added_once_with_its_team(board, hand, folder):
    for _ in range(2):
        hand.does("add", step="S07-abcd", after="L1", fields={"name": "New", "team": "New team"})

    assert [step.id for step in on_disk(folder).steps][:3] == ["L1", "S07-abcd", "L2"]
    assert "New team" in board.state["teams"]
    assert board.state["edits"] == 1


def test_a_step_without_a_name_is_not_added(hand, folder):
    answer = hand.does("add", step="S07-abcd", after="L1", fields={"name": " ", "team": "QA"})

    assert "needs a name" in answer["problems"]["name"]
    assert on_disk(folder) == lantern()


@pytest.mark.parametrize("proposed", [None, "L1", "S1", "S01-<b>", 7])
def test_the_browser_cannot_choose_any_id(hand, proposed):
    assert "cannot be named" in hand.does("add", step=proposed, after=None, fields={"name": "New"})["problem"]


def test_a_step_moves_to_another_team_and_place_in_one_gesture(hand, board, folder):
    hand.does("move", step="L2", team="Operations", after="L3")
    assert [step.id for step in on_disk(folder).steps][:3] == ["L1", "L3", "L2"]
    assert on_disk(folder).step("L2").team == "Operations"

    hand.does("undo")
    assert on_disk(folder) == lantern()
    assert board.state["can_redo"]


def test_lines_and_loops_are_drawn_changed_and_taken_away(hand, folder):
    hand.does("edge", **{"from": "L1", "to": "L3"}, present=True)
    assert "circle" in hand.does("edge", **{"from": "L3", "to": "L1"}, present=True)["problem"]
    hand.does("loop", **{"from": "L5", "to": "L2"}, present=True, probability="15 %", reason=" late ")
    refused = hand.does("loop", **{"from": "L6", "to": "L2"}, present=True, probability="often", reason="")
    stream = on_disk(folder)
    hand.does("edge", **{"from": "L1", "to": "L3"}, present=False)
    hand.does("loop", **{"from": "L5", "to": "L2"}, present=False)

    assert "probability" in refused["problems"]
    assert [(loop.probability, loop.reason) for loop in stream.loops if loop.to_step == "L2"] == [(0.15, "late")]
    assert len(stream.edges) == len(lantern().edges) + 1
    assert len(on_disk(folder).edges) == len(lantern().edges)


def test_how_the_work_divides_is_one_edit_that_one_undo_takes_back(hand, board, folder):
    hand.does("edge", **{"from": "L1", "to": "L3"}, present=True)
    refused = hand.does("split", step="L1", one_of=True, shares={"L2": "70 %", "L3": "often"})
    too_much = hand.does("split", step="L1", one_of=True, shares={"L2": "70 %", "L3": "40 %"})
    hand.does("split", step="L1", one_of=True, shares={"L2": "70", "L3": ""})
    shares = {edge.to_step: edge.share for edge in on_disk(folder).edges if edge.from_step == "L1"}
    hand.does("undo")

    assert list(refused["problems"]) == ["L3"]
    assert "10 % too much" in too_much["problem"]
    assert shares == {"L2": 0.7, "L3": 0.3}
    assert [split["one_of"] for split in board.state["splits"]] == [False]


def test_a_branch_taken_away_leaves_a_map_that_can_be_computed(hand, board, folder):
    hand.does("edge", **{"from": "L1", "to": "L3"}, present=True)
    hand.does("split", step="L1", one_of=True, shares={"L2": "70", "L3": "30"})
    hand.does("add", step="S07-abcd", after="L1", branch=True, fields={"name": "New"})
    assert "one branch has no share yet" in board.state["problem"]

    hand.does("remove", step="S07-abcd")
    hand.does("edge", **{"from": "L1", "to": "L3"}, present=False)
    assert board.state["problem"] == ""
    assert on_disk(folder) == lantern()


def test_how_much_a_rework_loop_does_again_is_kept_and_shown_as_typed(hand, board, folder):
    hand.does("loop", **{"from": "L5", "to": "L2"}, present=True, probability="15 %", reason="", redo_share="30 %")

    assert [loop.redo_share for loop in on_disk(folder).loops if loop.to_step == "L2"] == [0.3]
    assert [loop["redo_share"] for loop in board.state["loops"] if loop["to"] == "L2"] == ["30 %"]


def test_the_photo_of_the_wall_is_kept_in_the_folder_and_sent_to_whoever_asks(folder, monkeypatch):
    picture = b"\xff\xd8\xff the wall"
    board = MapBoard(MappingSession(JournalFolder(folder)), WallPhoto(folder))
    sent: list[Any] = []
    monkeypatch.setattr(board, "send", lambda answer, buffers=None: sent.append((answer, buffers)))
    board._on_message(board, {"kind": "photo", "do": "keep", "request": "r1"}, [memoryview(picture)])
    board._on_message(board, {"kind": "photo", "do": "keep", "request": "r2"}, [b"no picture"])
    board._on_message(board, {"kind": "photo", "do": "remove", "request": "r3"}, [])

    assert sent[0] == ({"answers": "r1", "kind": "photo", "type": "image/jpeg"}, [picture])
    assert "neither a PNG nor a JPEG" in sent[1][0]["problem"]
    assert sent[2] == ({"answers": "r3", "kind": "photo"}, None)
    assert board.state["photo"] == ""
    assert len(board.errors) == 0


def test_a_board_without_a_folder_says_where_a_photo_could_be_kept(hand):
    assert "vsm lab FOLDER" in hand.does("photo")["problem"]


def test_pasted_rows_are_added_all_or_none(hand, folder):
    steps = ["S07-aaaa", "S08-bbbb"]
    refused = hand.does("paste", text="One\tQA\t3 d\nTwo\tQA\tsoonish", after="L6", steps=steps)
    assert "row 2" in refused["problem"]
    assert on_disk(folder) == lantern()

    answer = hand.does("paste", text="One\tQA\t3 d\nTwo\tQA\t?", after="L6", steps=steps)
    assert (answer["added"], answer["step"]) == (2, "S08-bbbb")
    assert [step.name for step in on_disk(folder).steps][-2:] == ["One", "Two"]


def test_an_earlier_map_is_shown_and_cannot_be_changed(hand, board, folder):
    for name in ("One", "Two"):
        hand.does("edit", step="L1", fields={"name": name})
    names = []
    for count in (0, 1, 2, None):
        hand.does("look", count=count)
        names.append((board.state["replay"], board.state["steps"][0]["label"].partition(",")[0]))
    hand.does("look", count=1)
    refused = [hand.does(kind, step="L1", fields={"name": "Three"}) for kind in ("edit", "remove", "undo", "redo")]

    assert names == [(0, lantern().steps[0].name), (1, "One"), (2, "Two"), (None, "Two")]
    assert all("Go back to now" in answer["problem"] for answer in refused)
    assert on_disk(folder).steps[0].name == "Two"


def test_another_sessions_edit_comes_in_with_the_heartbeat(hand, board, folder):
    other = MappingSession(JournalFolder(folder), actor="coach")
    other.edit("steps", "L1", "team", "Elsewhere")
    hand.does("ping")

    assert "Elsewhere" in [lane["label"] for lane in board.state["lanes"]]


def test_an_edit_of_another_panel_on_the_session_is_shown(board):
    board.session.edit("steps", "L1", "team", "Elsewhere")

    assert "Elsewhere" in [lane["label"] for lane in board.state["lanes"]]


def test_a_closed_board_follows_nobody(board):
    board.close()
    before = board.state
    board.session.edit("steps", "L1", "name", "Renamed")

    assert board.state is before


def test_removing_a_step_that_somebody_else_removed_is_said_in_a_sentence(hand, folder):
    MappingSession(JournalFolder(folder), actor="coach").remove_step("L2")

    assert "no longer on the map" in hand.does("remove", step="L2")["problem"]


@pytest.mark.parametrize("content", [None, [], "text", {}, {"kind": 3}, {"kind": "unheard of"}])
def test_a_message_nobody_understands_changes_nothing(board, hand, folder, content):
    board._on_message(board, content, [])

    assert on_disk(folder) == lantern()


def test_a_malformed_gesture_shows_a_sentence_and_is_kept_for_the_log(folder, monkeypatch):
    board = MapBoard(MappingSession(JournalFolder(folder)))
    answer = Hand(board, monkeypatch).does("edit", step="L1")

    assert answer["problem"] == UNEXPECTED
    assert "KeyError" in board.errors.listed[0].details


def test_a_full_disk_leaves_the_map_as_it_was_and_says_so(board, hand, monkeypatch):
    def full(*_arguments: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("vsm_toolkit.io.atomic_file.os.write", full)
    answer = hand.does("edit", step="L1", fields={"name": "Lost?"})

    assert "No space left on device" in answer["problem"]
    assert board.session.engagement.stream == lantern()


def test_the_browser_part_asks_nothing_of_the_outside_and_writes_no_markup():
    script, style = str(MapBoard._esm), str(MapBoard._css)

    assert not [word for word in ("innerHTML", "outerHTML", "insertAdjacent", "eval(", "import ") if word in script]
    assert "http" not in script.replace("http://www.w3.org/2000/svg", "") + style
    assert "url(" not in style
