import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.dependencies.dependency_rows import filled, row, rows, stream_with
from vsm_toolkit.dependencies import (
    IMPACT_WEIGHTS,
    blocking_index,
    imposed_wait,
    on_time_odds,
    provider_waits,
    team_loads,
    total_imposed_wait,
)


class TestImposedWait:
    def test_is_not_known_while_a_part_is_not_known(self):
        assert imposed_wait(row(wait_per_occurrence=8)) is None
        assert imposed_wait(row(frequency_per_item=2)) is None

    def test_a_wait_of_zero_imposes_nothing_however_often_it_occurs(self):
        assert imposed_wait(row(wait_per_occurrence=0)) == 0

    def test_of_no_dependencies_is_not_zero_but_unknown(self):
        assert total_imposed_wait([]).best() is None

    @given(st.lists(rows, min_size=1))
    def test_a_bound_holds_whatever_the_missing_numbers_turn_out_to_be(self, drawn):
        known_later = total_imposed_wait(map(filled, drawn)).value

        assert (total_imposed_wait(drawn).best() or 0.0) <= known_later + 1e-6

    @given(st.lists(rows, min_size=1).map(lambda drawn: [filled(each) for each in drawn]))
    def test_what_providers_impose_adds_up_to_what_teams_wait_for(self, drawn):
        stream = stream_with(*drawn)
        imposed = sum(each.imposed_wait.value for each in provider_waits(stream))
        loads = sum(each.load.value for each in team_loads(stream))

        assert imposed == pytest.approx(loads)


class TestBlockingIndex:
    def test_is_not_defined_without_rows_or_without_any_known_impact(self):
        assert blocking_index([]) is None
        assert blocking_index([row(frequency_per_item=1)]) is None

    def test_is_not_defined_when_nothing_ever_occurs(self):
        assert blocking_index([row(frequency_per_item=0, impact="blocking")]) is None

    def test_an_unknown_impact_can_be_anything_between_ok_and_blocking(self):
        found = blocking_index([row("1", frequency_per_item=1, impact="blocking"), row("2", frequency_per_item=3)])

        assert (found.value, found.at_least, found.at_most) == (None, 0.25, 1.0)

    def test_an_unknown_frequency_leaves_it_between_the_two_impacts(self):
        found = blocking_index([row("1", frequency_per_item=1, impact="blocking"), row("2", impact="slowing")])

        assert (found.value, found.at_least, found.at_most) == (None, 0.5, 1.0)

    @given(st.lists(rows, min_size=1))
    def test_its_bounds_hold_whatever_the_missing_parts_turn_out_to_be(self, drawn):
        found, later = blocking_index(drawn), blocking_index(map(filled, drawn))
        low = high = None
        if found is not None:
            low = found.at_least if found.value is None else found.value
            high = found.at_most if found.value is None else found.value

        assert found is None or later is None or low - 1e-9 <= later.value <= high + 1e-9


class TestOnTimeOdds:
    def test_soft_dependencies_do_not_hold_delivery_back(self):
        odds = on_time_odds([row("1", strength="hard", on_time_rate=0.8), row("2", strength="soft", on_time_rate=0.1)])

        assert (odds.hard, odds.own_rates.value, odds.coin_flip) == (1, 0.8, 0.5)

    def test_a_missing_rate_leaves_an_upper_bound(self):
        odds = on_time_odds([row("1", strength="hard", on_time_rate=0.8), row("2", strength="hard")])

        assert (odds.own_rates.value, odds.own_rates.at_most, odds.coin_flip) == (None, 0.8, 0.25)

    def test_without_any_rate_nothing_is_said_about_the_own_odds(self):
        assert on_time_odds([row(strength="hard")]).own_rates.best() is None
        assert on_time_odds([]).own_rates.best() is None

    @given(st.lists(rows))
    def test_one_more_dependency_never_improves_them(self, drawn):
        hard = [filled(each).with_changes(strength="hard") for each in drawn]
        fewer, more = on_time_odds([*hard, row("f", strength="hard", on_time_rate=1.0)]), on_time_odds(hard)

        assert not hard or fewer.own_rates.value <= more.own_rates.value + 1e-12
        assert fewer.coin_flip < more.coin_flip


def test_the_weights_of_impact_rise_from_ok_to_blocking():
    assert list(IMPACT_WEIGHTS.values()) == [0.0, 0.5, 1.0]
