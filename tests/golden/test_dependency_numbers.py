"""The worked numbers of dependencies: exercise E7 on payments-rules, and the blocking index of the other samples."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from vsm_toolkit.dependencies import (
    ProviderWait,
    incoming_dependencies,
    on_time_odds,
    provider_waits,
    team_load,
)
from vsm_toolkit.io.map_file import load_engagement
from vsm_toolkit.model import Dependency, DependencyImpact, DependencyStrength, ValueStream

ENGAGEMENTS = Path(__file__).resolve().parents[2] / "data" / "engagements"
CLAIMS, RULES, PLATFORM = "claims-portal", "payments-rules", "platform-request"
HOME = {CLAIMS: "Claims Portal", RULES: "Screening Product", PLATFORM: "Platform"}

E7_IMPOSED = {
    "Test Environments": 208,
    "Independent Validation": 192,
    "Model Risk": 144,
    "Infrastructure Ops": 80,
    "Enterprise QA": 78,
    "Release Management": 66,
    "Business Operations": 60,
    "Screening Product": 28.8,
    "Compliance": 0,
}
E7_BLOCKING = [1.0] * 4 + [0.5] * 4 + [0.0]


@cache
def stream_of(name: str) -> ValueStream:
    return load_engagement(ENGAGEMENTS / name).stream


def provider_of(name: str, provider: str) -> ProviderWait:
    return next(each for each in provider_waits(stream_of(name)) if each.provider == provider)


def test_e7_ranks_the_providers_of_payments_rules_by_imposed_wait():
    imposed = {each.provider: each.imposed_wait.value for each in provider_waits(stream_of(RULES))}

    assert imposed == pytest.approx(E7_IMPOSED)
    assert list(imposed) == list(E7_IMPOSED)


def test_e7_colours_them_by_blocking_index():
    indices = [each.blocking_index.value for each in provider_waits(stream_of(RULES)) if each.blocking_index]

    assert indices == E7_BLOCKING


def test_e7_home_fan_out_fan_in_and_load():
    load = team_load(stream_of(RULES), HOME[RULES])

    assert (load.fan_out, provider_of(RULES, HOME[RULES]).fan_in) == (8, 1)
    assert load.load.value == pytest.approx(788)


def test_e7_five_hard_blocking_providers_at_eighty_percent():
    rows = [
        row.with_changes(on_time_rate=0.8)
        for row in stream_of(RULES).dependencies
        if row.strength is DependencyStrength.HARD and row.impact is DependencyImpact.BLOCKING
    ]
    odds = on_time_odds(rows)

    assert odds.hard == len(rows) == 5
    assert odds.own_rates.value == pytest.approx(0.33, abs=0.005)
    assert odds.coin_flip == pytest.approx(0.03, abs=0.005)


def test_e7_we_block_somebody_too():
    assert [row.id for row in incoming_dependencies(stream_of(RULES))] == ["BD9"]


def test_e7_stretch_a_flag_on_bd3_changes_the_hard_count_and_nothing_about_waiting():
    stream = stream_of(RULES)
    soft = tuple(row.with_changes(strength="soft") if row.id == "BD3" else row for row in stream.dependencies)
    before, after = (team_load(each, HOME[RULES]) for each in (stream, stream.with_changes(dependencies=soft)))

    assert (before.hard, after.hard) == (7, 6)
    assert before.load == after.load


@pytest.mark.parametrize(
    ("name", "provider", "imposed", "index", "fan_in"),
    [(RULES, "Test Environments", 208, 1.0, 2), (PLATFORM, "Cloud Security", 62, 0.86, 2)],
)
def test_imposed_wait_and_blocking_index_of_the_samples(name, provider, imposed, index, fan_in):
    found = provider_of(name, provider)

    assert found.blocking_index is not None
    assert found.imposed_wait.value == pytest.approx(imposed)
    assert found.blocking_index.value == pytest.approx(index, abs=0.005)
    assert found.fan_in == fan_in


def test_fan_out_and_load_of_the_claims_portal_team():
    load = team_load(stream_of(CLAIMS), HOME[CLAIMS])

    assert load.fan_out == 8
    assert load.load.value == pytest.approx(396, abs=0.5)


@pytest.mark.parametrize(("count", "rate", "odds", "coin"), [(5, 0.8, 0.328, 0.031), (3, 0.5, 0.125, 0.125)])
def test_the_odds_of_being_on_time_compound(count, rate, odds, coin):
    rows = [
        Dependency(id=str(number), dependent="a", provider="b", strength="hard", on_time_rate=rate)
        for number in range(count)
    ]
    found = on_time_odds(rows)

    assert found.own_rates.value == pytest.approx(odds, abs=0.0005)
    assert found.coin_flip == pytest.approx(coin, abs=0.0005)
