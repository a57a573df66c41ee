from __future__ import annotations

import json
import shutil

import pytest

from tests.hostile_names import hostile_engagement
from vsm_toolkit.changes import apply_changes, map_after
from vsm_toolkit.io.map_file import load_engagement, save_engagement
from vsm_toolkit.io.shipped_files import sample_engagements
from vsm_toolkit.metrics import map_metrics
from vsm_toolkit.model import Calendar, Challenge, ChangeStatus, Dependency, Engagement, HandoffRecord, ScenarioKind
from vsm_toolkit.samples import coming_back, lantern, two_roads
from vsm_toolkit.scenarios import scenario_changes

CLAIMS, _, PLATFORM = sample_engagements()
SAMPLES = {"lantern": lantern, "two roads": two_roads, "coming back": coming_back}


@pytest.fixture
def folder(request, tmp_path):
    """Give a folder with one of the small maps, Lantern unless the test asks for another."""
    stream = SAMPLES[getattr(request, "param", "lantern")]()
    rows = {
        "handoffs": (HandoffRecord(to_step=stream.steps[-1].id, sender_minutes=30),),
        "dependencies": (
            Dependency(id="BD3", dependent="Product", provider="Operations", strength="hard", wait_per_occurrence=8),
        ),
    }
    engagement = Engagement(challenge=Challenge(id="small"), stream=stream.model_copy(update=rows))
    save_engagement(engagement, tmp_path / "small")
    return tmp_path / "small"


@pytest.fixture
def claims(tmp_path):
    """Give a copy of the claims-portal sample that may be written to."""
    return shutil.copytree(CLAIMS, tmp_path / "claims")


def answer(called):
    assert called.code == 0, called.err
    return json.loads(called.out)


def hours(document):
    return document["before"]["lead_time_hours"], document["after"]["lead_time_hours"]


def test_exercise_2_in_words(vsm, folder):
    called = vsm("whatif", folder, "--set", "L6.wait_time=6 h", "--set", "L3.process_time=15 h")

    assert called.code == 0
    assert called.out.splitlines() == [
        "What if: Lantern (projected, recomputed on the map)",
        "Lead time  3.5 wk → 2.8 wk  3.6 d shorter",
        "Handoffs  3",
        "Rolled %C&A  30.5 %",
        "Critical path  L1 > L2 > L3 > L4 > L5 > L6",
        "Each change alone:",
        "  3 d shorter       Deploy: wait 3.8 d to 6 h",
        "  5 h shorter       Build: process time 2.5 d to 15 h",
        "All together: 3.6 d shorter. Single effects do not add up.",
    ]


@pytest.mark.parametrize("folder", ["two roads"], indirect=True)
def test_exercise_5_says_an_honest_zero_and_shows_the_new_critical_path(vsm, folder):
    zero = vsm("whatif", folder, "--set", "P2.process_time=2d")
    both = vsm("whatif", folder, "--set", "P2.process_time=2d", "--set", "P4.wait_time=20 wh")

    assert "  0: no change      Build: process time 4 d to 2 d" in zero.out.splitlines()
    assert zero.out.splitlines()[-1] == (
        "This change does not shorten lead time because “Build” is not on the critical path; it already has 1 wh of "
        "slack."
    )
    assert "Critical path  P1 > P4 > P6 → P1 > P3 > P5 > P6" in both.out.splitlines()
    assert "All together: 3 h shorter. Single effects do not add up." in both.out.splitlines()


@pytest.mark.parametrize("folder", ["two roads"], indirect=True)
def test_exercise_5_as_data(vsm, folder):
    document = answer(vsm("whatif", folder, "--set", "P2.process_time=2d", "--set", "P4.wait_time=20 wh", "--json"))

    assert document["claim"] == "projected"
    assert hours(document) == (83, 80)
    assert document["lead_time_change_hours"] == -3
    assert document["before"]["critical_path"] == ["P1", "P4", "P6"]
    assert [(each["key"], each["value"], each["lead_time_change_hours"]) for each in document["changes"]] == [
        ("P4", 20, -1),
        ("P2", 16, 0),
    ]
    assert "1 wh of slack" in document["changes"][1]["why_nothing"]
    assert (document["why_nothing"], document["saved"]) == (None, None)


def test_the_question_is_asked_of_todays_map(vsm):
    engagement = load_engagement(CLAIMS)
    today = map_after(engagement, {ChangeStatus.DONE})
    document = answer(vsm("whatif", CLAIMS, "--set", "A09.wait_time=2d", "--json"))

    assert hours(document) == (517, 517 - 32)
    assert document["before"]["handoffs"] == map_metrics(today).handoffs.count.value


def test_a_split_a_value_of_the_new_part_a_merge_and_a_removal(vsm, folder):
    document = answer(
        vsm(
            "whatif", folder, "--split", "L3:L3b", "--set", "L3b.process_time=4 wh", "--merge", "L2:L1",
            "--remove", "L4", "--json",
        )
    )  # fmt: skip

    assert hours(document) == (141, 141 - 6 - 24 - 7)
    assert document["after"]["critical_path"] == ["L1", "L3", "L3b", "L5", "L6"]
    assert [(each["field"], each["lead_time_change_hours"]) for each in document["changes"]] == [
        ("merged_into", -24),
        ("removed", -7),
        ("split_into", 0),
        ("process_time", None),
    ]
    assert "builds on another one" in document["changes"][3]["why_nothing"]


def test_without_a_change_each_wait_is_halved(vsm, folder):
    document = answer(vsm("whatif", folder, "--json"))

    assert document["notes"] == ["No change was given, so each wait is halved."]
    assert hours(document) == (141, 141 - 104 / 2)
    assert document["changes"][0]["key"] == "L6"


@pytest.mark.parametrize(
    ("folder", "setting", "table", "value"),
    [
        ("lantern", "L6.wait_time=2-5 d, likely 3 d", "steps", 24),
        ("lantern", "L6.wait_time=?", "steps", None),
        ("lantern", "L6.cadence=1 wk", "steps", 40),
        ("lantern", "L6.percent_complete_accurate=99 %", "steps", 99),
        ("lantern", "L6.people=1.5", "steps", 1.5),
        ("lantern", "L6.automated=yes", "steps", True),
        ("lantern", "L6.team=Product", "steps", "Product"),
        ("lantern", "L6.name=Deploy = done.", "steps", "Deploy = done."),
        ("lantern", " L6 .stage=build", "steps", "build"),
        ("lantern", "L6.sender_minutes=5", "handoffs", 5),
        ("lantern", "L6.residual_low=20%", "handoffs", 0.2),
        ("lantern", "L1>L2.kind=information", "edges", "information"),
        ("lantern", "BD3.strength=soft", "dependencies", "soft"),
        ("lantern", "BD3.wait_per_occurrence=2 h", "dependencies", 2),
        ("coming back", "T>B.probability=0.1", "loops", 0.1),
        ("coming back", "T>B.probability=10 %", "loops", 0.1),
    ],
    indirect=["folder"],
)
def test_the_table_is_found_by_the_key_and_the_value_read_by_its_field(vsm, folder, setting, table, value):
    (change,) = answer(vsm("whatif", folder, "--set", setting, "--json"))["changes"]

    assert (change["table"], change["value"]) == (table, value)


def test_times_are_read_and_shown_by_the_calendar_of_the_map(vsm, tmp_path):
    challenge = Challenge(id="short", calendar=Calendar(hours_per_day=6, days_per_week=4))
    save_engagement(Engagement(challenge=challenge, stream=lantern()), tmp_path)
    called = vsm("whatif", tmp_path, "--set", "L6.wait_time=3 d")
    document = answer(vsm("whatif", tmp_path, "--set", "L6.wait_time=3 d", "--json"))

    assert document["changes"][0]["value"] == 18
    assert "  12 h shorter      Deploy: wait 5 d to 3 d" in called.out.splitlines()


def test_what_there_is_to_ask_about_a_time_is_asked(vsm, folder):
    called = vsm("whatif", folder, "--set", "L6.wait_time=1 month")

    assert "A month is read as 20 working days; ask for weeks." in called.out.splitlines()


def test_a_team_nobody_has_heard_of_is_noted(vsm, folder):
    (note,) = answer(vsm("whatif", folder, "--set", "L6.team=Operatoins", "--json"))["notes"]

    assert note.startswith("step L6: Its team 'Operatoins' is not in the list of teams.")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--set", "L9.wait_time=2d"], "the map has no row 'L9'. Its steps are L1, L2, L3, L4, L5, L6; for a loop"),
        (["--set", "L6>L1.probability=0.1"], "the map has no row 'L6>L1'"),
        (["--set", "L6.waiting=2d"], "L6 has no field 'waiting' that can change. It has: name, stage, team"),
        (["--set", "L6.id=L7"], "L6 has no field 'id'"),
        (["--set", "L6.to_step=L7"], "L6 has no field 'to_step'"),
        (["--set", "L6.removed=yes"], "L6 has no field 'removed'"),
        (["--set", "L6=2d"], "--set: expected KEY.FIELD=VALUE, found 'L6=2d'"),
        (["--set", "wait_time"], "expected KEY.FIELD=VALUE"),
        (["--set", ""], "expected KEY.FIELD=VALUE"),
        (["--set", "L6.wait_time=soon"], "cannot read 'soon' as a time"),
        (["--set", "L6.wait_time=30"], "minutes, hours, days or weeks?"),
        (["--set", "L6.wait_time=-2d"], "cannot read"),
        (["--set", "L6.people=many"], "--set: people needs a number, found 'many'"),
        (["--set", "L6.batch_size=nan"], "--set: batch_size needs a finite number"),
        (["--set", "L6.batch_size=1e999"], "--set: batch_size needs a finite number"),
        (["--set", "L6.automated=perhaps"], "automated"),
        (["--set", "L6.stage=somewhere"], "stage"),
        (
            ["--set", "L6.percent_complete_accurate=150"],
            "After these changes the map would be wrong. step L6, %C&A: It",
        ),
        (["--set", "L6.people=0"], "After these changes the map would be wrong. step L6, people: It is 0."),
        (["--split", "L3"], "--split: expected STEP:NEWID, found 'L3'. For example: --split"),
        (["--split", "L3:"], "--split: expected STEP:NEWID"),
        (["--split", "L3:L4"], "already has a step of that id"),
        (["--split", "L9:L9b"], "'L9' in steps, which this map does not have"),
        (["--merge", "L4"], "--merge: expected GONE:INTO"),
        (["--merge", "L1:L5"], "L1 and L5 cannot be merged: no flow edge connects them"),
        (["--remove", "L9"], "'L9' in steps, which this map does not have"),
        (["--remove", "L3", "--remove", "L3"], "'L3' in steps, which this map does not have"),
        (["--save", "!?"], "--save: expected a name with a letter or a digit"),
    ],
)
def test_what_cannot_be_asked_ends_with_2_and_a_sentence_and_nothing_written(vsm, folder, arguments, words):
    before = (folder / "map.toml").read_bytes()
    called = vsm("whatif", folder, *arguments)

    assert (called.code, called.out) == (2, "")
    assert words in called.err
    assert "should not have" not in called.err
    assert (folder / "map.toml").read_bytes() == before


def test_asking_writes_nothing(vsm, folder):
    before = (folder / "map.toml").read_bytes()
    vsm("whatif", folder, "--set", "L6.wait_time=6 h")
    vsm("whatif", folder)

    assert (folder / "map.toml").read_bytes() == before
    assert [path.name for path in folder.iterdir()] == ["map.toml"]


def test_a_saved_question_can_be_replayed_on_the_same_map(vsm, claims):
    before = load_engagement(claims)
    called = vsm("whatif", claims, "--set", "A09.wait_time=2d", "--merge", "A07:A06", "--save", "QA in the team!")
    after = load_engagement(claims)
    (scenario,) = after.scenarios
    changes = scenario_changes(after, "qa-in-the-team")

    assert called.out.splitlines()[-1] == f"Saved as scenario qa-in-the-team in {claims / 'map.toml'}."
    assert (scenario.name, scenario.kind) == ("QA in the team!", ScenarioKind.WHAT_IF)
    assert [(each.field, each.status) for each in changes] == [
        ("wait_time", ChangeStatus.PROJECTED),
        ("merged_into", ChangeStatus.PROJECTED),
    ]
    assert map_metrics(apply_changes(map_after(after, {ChangeStatus.DONE}), changes)).lead_time.value == 485
    assert after.changes[: len(before.changes)] == before.changes
    assert after.stream == before.stream
    assert vsm("check", claims).code == 0


def test_saving_under_the_same_name_replaces_the_question(vsm, folder):
    vsm("whatif", folder, "--set", "L6.wait_time=6 h", "--save", "daily")
    document = answer(vsm("whatif", folder / "map.toml", "--set", "L6.wait_time=3 h", "--save", "Daily", "--json"))
    engagement = load_engagement(folder)

    assert document["saved"] == {"scenario": "daily", "file": str(folder / "map.toml")}
    assert [change.value for change in scenario_changes(engagement, "daily")] == [3]
    assert len(engagement.scenarios) == 1


def test_saving_from_a_file_of_another_name_would_write_elsewhere_and_is_refused(vsm, folder):
    (folder / "map.toml").rename(folder / "draft.toml")
    called = vsm("whatif", folder / "draft.toml", "--save", "daily")

    assert called.code == 2
    assert "is not called map.toml, so nothing is written" in called.err
    assert [path.name for path in folder.iterdir()] == ["draft.toml"]


def test_a_lead_time_that_is_not_known_stays_a_bound(vsm, tmp_path):
    steps = tuple(step.with_changes(wait_time=None) if step.id == "L1" else step for step in lantern().steps)
    stream = lantern().model_copy(update={"steps": steps})
    save_engagement(Engagement(challenge=Challenge(id="x"), stream=stream), tmp_path)
    called = vsm("whatif", tmp_path, "--set", "L6.wait_time=6 h")
    document = answer(vsm("whatif", tmp_path, "--set", "L6.wait_time=6 h", "--json"))

    assert "Lead time  ≥ 3.1 wk → ≥ 2.5 wk  not known" in called.out.splitlines()
    assert hours(document) == (None, None)
    assert (document["before"]["lead_time_at_least_hours"], document["after"]["lead_time_at_least_hours"]) == (125, 101)


def test_a_map_that_is_wrong_already_is_answered_with_a_warning(vsm, tmp_path):
    wrong = lantern().steps[0].with_changes(people={"value": 0})
    stream = lantern().model_copy(update={"steps": (wrong, *lantern().steps[1:])})
    save_engagement(Engagement(challenge=Challenge(id="x"), stream=stream), tmp_path)
    called = vsm("whatif", tmp_path, "--set", "L6.wait_time=6 h")

    assert called.code == 1
    assert "The map has 1 error(s), so figures above may be wrong: vsm check" in called.err
    assert "3 d shorter" in called.out


@pytest.mark.parametrize("content", [None, b"", b"not toml ["])
def test_a_file_that_cannot_be_read_ends_with_2_and_a_sentence(vsm, tmp_path, content):
    if content is not None:
        (tmp_path / "map.toml").write_bytes(content)
    called = vsm("whatif", tmp_path)

    assert (called.code, called.out) == (2, "")
    assert "cannot be read" in called.err


def test_hostile_names_are_only_read(vsm, tmp_path):
    engagement = hostile_engagement()
    save_engagement(engagement, tmp_path)
    called = vsm("whatif", tmp_path)
    document = vsm("whatif", tmp_path, "--json")

    assert not any(ord(sign) < 32 or 127 <= ord(sign) < 160 for sign in called.out.replace("\n", ""))
    assert len(json.loads(document.out)["changes"]) == len(engagement.stream.steps)


def test_an_empty_map_has_nothing_to_ask(vsm, tmp_path):
    save_engagement(
        Engagement(challenge=Challenge(id="x"), stream=lantern().model_copy(update={"steps": (), "edges": ()})),
        tmp_path,
    )
    called = vsm("whatif", tmp_path)

    assert (called.code, called.out) == (2, "")
    assert "the map has no known wait to halve. Give one: --set" in called.err


def test_the_help_names_the_shape_of_every_edit(vsm):
    called = vsm("whatif", "--help")

    assert all(shape in called.out for shape in ("KEY.FIELD=VALUE", "GONE:INTO", "STEP:NEWID", "--save", "--json"))
