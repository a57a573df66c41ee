from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vsm_toolkit.errors import UsageError
from vsm_toolkit.facilitation.agenda import Agenda, Light, agenda_of
from vsm_toolkit.facilitation.script import SCRIPTS, Timebox

TALK = Agenda("Talk", (Timebox("Definitions", 10), Timebox("Numbers", 20, silent=True)))


@pytest.mark.parametrize(
    ("seconds", "light"),
    [(0, Light.GREEN), (479, Light.GREEN), (480, Light.AMBER), (599, Light.AMBER), (600, Light.RED), (900, Light.RED)],
)
def test_a_block_turns_amber_for_its_last_fifth_and_red_when_it_is_over(seconds, light):
    assert TALK.start(1000.0).moment(1000.0 + seconds).light is light


def test_the_extension_gives_two_minutes_once_and_then_the_parking_lot():
    extended = TALK.start(0.0).extend()

    assert extended.moment(601).light is Light.AMBER
    assert extended.moment(721).light is Light.RED
    assert "park what is left" in extended.moment(721).sentence
    with pytest.raises(UsageError, match="parking lot"):
        extended.extend()


def test_the_next_block_starts_with_its_full_time_and_its_own_extension():
    second = TALK.start(0.0).extend().next_block(700.0)

    assert second.block.name == "Numbers"
    assert second.moment(700.0).seconds_left == 1200
    assert second.moment(700.0).may_extend


def test_a_block_that_has_not_started_stands_still_and_cannot_be_extended():
    assert TALK.moment(10_000).sentence == "Definitions: 10 min, not started"
    with pytest.raises(UsageError, match="Start it first"):
        TALK.extend()


def test_the_last_block_stays_the_last():
    last = TALK.start(0.0).next_block(1.0).next_block(2.0)

    assert last.position == 1


def test_a_block_that_does_not_exist_is_refused():
    with pytest.raises(UsageError, match="2 blocks"):
        TALK.go_to(5, 0.0)


def test_silence_is_said_while_it_lasts():
    assert "nobody speaks" in TALK.go_to(1, 0.0).moment(1.0).sentence


@given(st.floats(0, 1e6), st.floats(0, 1e6))
def test_time_only_runs_out(first, later):
    agenda = TALK.start(0.0)

    assert agenda.moment(first + later).seconds_left <= agenda.moment(first).seconds_left


@pytest.mark.parametrize("notebook", SCRIPTS)
def test_every_session_has_an_agenda_with_a_silent_block(notebook):
    agenda = agenda_of(notebook)

    assert any(block.silent for block in agenda.blocks)
    assert agenda.minutes == SCRIPTS[notebook].minutes
