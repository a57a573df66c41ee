"""The game a notebook opens: it goes on after a restart, and its debrief is about the team's own map."""

from vsm_toolkit.io.game_file import GAME_FILE
from vsm_toolkit.io.map_file import save_engagement
from vsm_toolkit.model import Challenge, Engagement, ValueStream
from vsm_toolkit.samples import lantern
from vsm_toolkit.workshop.game_room import HandoffGame, map_blocks, open_handoff_game


def told(blocks):
    return [item for block in blocks if block["type"] == "lines" for item in block["items"]]


def with_map(folder, stream):
    save_engagement(Engagement(challenge=Challenge(id="x"), stream=stream), folder)
    return folder


def test_opening_writes_nothing_and_asked_again_gives_the_same_game(tmp_path):
    game = open_handoff_game(tmp_path)

    assert open_handoff_game(str(tmp_path)) is game
    assert list(tmp_path.iterdir()) == []
    assert "0 rounds so far" in repr(game)


def test_a_game_goes_on_after_a_restart_in_the_middle_of_a_round(tmp_path):
    game = HandoffGame(tmp_path)
    game.table.do("set_up", roles=list("ABCD"), items=8, batch=2)
    game.table.do("start", counting="every_handoff")
    game.table.do("pass", role=0)
    again = HandoffGame(tmp_path)

    assert again.table.game == game.table.game
    assert again.table.game.stage == "play"
    assert len(again.errors) == 0


def test_damage_is_said_on_the_board_and_the_rest_goes_on(tmp_path):
    HandoffGame(tmp_path).table.do("set_up", roles=list("ABCD"), items=8, batch=2)
    with (tmp_path / GAME_FILE).open("a") as file:
        file.write('{"do":"pass","role":0,"at":1}\nrubbish\n')
    game = HandoffGame(tmp_path)
    (first, *_) = [block["items"] for block in game.board().content if block["type"] == "lines"]

    assert first == [
        f"{GAME_FILE}, line 3: it is no gesture of the game. Everything else was read.",
        f"1 gesture(s) of {GAME_FILE} could not happen where they stand; left out.",
    ]
    assert game.table.game.stage == "guess"


def test_the_debrief_names_the_longest_handoffs_of_the_teams_own_map(tmp_path):
    said = told(map_blocks(with_map(tmp_path, lantern())))

    assert said[:2] == ["Where Lantern waits longest at a handoff:", "Test → Deploy: 3.8 d"]


def test_the_map_may_lie_above_the_folder_of_the_exercises(tmp_path):
    (tmp_path / "exercises").mkdir()
    with_map(tmp_path, lantern())

    assert "Lantern" in told(map_blocks(tmp_path / "exercises"))[0]


def test_without_a_map_a_sample_stands_in_and_that_is_said(tmp_path, monkeypatch):
    monkeypatch.delenv("VSM_ENGAGEMENT", raising=False)

    assert told(map_blocks(tmp_path / "a" / "b"))[0].startswith("There is no map in this folder, so these are a sample")


def test_a_map_without_handoffs_or_without_sense_is_said(tmp_path):
    empty = told(map_blocks(with_map(tmp_path, ValueStream(name="Empty"))))
    (tmp_path / "map.toml").write_text("[[[")

    assert empty == ["The map of Empty shows no handoff yet: draw who hands over to whom first."]
    assert "cannot be read" in told(map_blocks(tmp_path))[0]


def test_the_debrief_follows_the_rounds(tmp_path):
    game = HandoffGame(tmp_path)
    panel = game.debrief()
    game.table.do("set_up", roles=list("ABCDE"), items=20, batch=5)
    game.table.do("simulate", seed=7)

    assert any("In round 1 an item waited" in item for item in told(panel.content))
    assert game.debrief() is panel
