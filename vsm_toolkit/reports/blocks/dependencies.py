"""Block E: who waits for whom, what others wait for from us, and what became soft."""

from __future__ import annotations

from vsm_toolkit.charts.dependency_graph import dependency_graph_picture
from vsm_toolkit.charts.dependency_matrix import dependency_matrix
from vsm_toolkit.charts.picture import Picture
from vsm_toolkit.charts.provider_bars import provider_bars
from vsm_toolkit.dependencies import (
    DependencyTrend,
    ExplainedWait,
    dependency_trend,
    explained_waits,
    incoming_dependencies,
    provider_waits,
    team_load,
    total_imposed_wait,
)
from vsm_toolkit.display import Block, Table, list_in_words, quoted_name
from vsm_toolkit.model import Dependency, ValueStream
from vsm_toolkit.reports.blocks.dependency_tables import (
    every_table,
    explained_table,
    incoming_table,
    index_text,
    provider_table,
    trend_table,
)
from vsm_toolkit.reports.team_report import TeamReport
from vsm_toolkit.reports.wording import plural, share

TITLE = "Dependencies between teams"

MATRIX_FROM_TEAMS = 9


def write_block(report: TeamReport) -> Block:
    """Write providers, incoming dependencies, what changed since the baseline, and what is explained of each wait."""
    stream = report.stream
    done = dependency_trend(stream, report.comparison.done.stream)
    if not stream.dependencies and not done.changes:
        return _block(lead=("No dependency between teams was noted on this map.",))
    explained = explained_waits(stream)
    tables = [provider_table(report), incoming_table(report), trend_table(done)]
    tables += [explained_table(report, explained), every_table(report)]
    return _block(
        lead=(*_load_sentences(report), *_trend_sentences(report, done), *_guard_sentences(report, explained)),
        pictures=_pictures(stream),
        tables=tuple(table for table in tables if table.rows),
    )


def _block(lead: tuple[str, ...], pictures: tuple[Picture, ...] = (), tables: tuple[Table, ...] = ()) -> Block:
    return Block(key="E", title=TITLE, reader="managers and the program", lead=lead, pictures=pictures, tables=tables)


def _pictures(stream: ValueStream) -> tuple[Picture, ...]:
    if not stream.dependencies:
        return ()
    teams = {team for row in stream.dependencies for team in (row.dependent, row.provider)}
    matrix = (dependency_matrix(stream),) if len(teams) >= MATRIX_FROM_TEAMS else ()
    return (dependency_graph_picture(stream), provider_bars(stream), *matrix)


def _load_sentences(report: TeamReport) -> list[str]:
    waits, home, words = provider_waits(report.stream), report.stream.home_team(), report.words
    sentences = []
    if home is not None:
        load, name = team_load(report.stream, home.name), quoted_name(home.name)
        if load.dependency_ids:
            sentences.append(
                f"{name} waits for {plural(load.fan_out, 'team')}: {_dependencies(len(load.dependency_ids))},"
                f" {load.hard} of them hard and {load.blocking} blocking, that explain"
                f" {words.figure(load.load)} of waiting per item."
            )
        else:
            sentences.append(f"No dependency of {name} on another team was noted.")
    known = [wait for wait in waits if wait.imposed_wait.best()]
    if known:
        top = known[0]
        sentences.append(
            f"{quoted_name(top.provider)} is waited for most: {words.figure(top.imposed_wait)} per item by"
            f" {plural(top.fan_in, 'team')}, blocking index {index_text(top.blocking_index)}."
        )
    sentences += _incoming_sentence(report)
    if home is not None:
        sentences += _odds_sentence(report, home.name)
    return sentences


def _incoming_sentence(report: TeamReport) -> list[str]:
    home = report.stream.home_team()
    if home is None:
        return []
    rows, name = incoming_dependencies(report.stream), quoted_name(home.name)
    if not rows:
        return [f"Nobody was noted who waits for {name}; ask the other teams before believing it."]
    teams = [quoted_name(team) for team in dict.fromkeys(row.dependent for row in rows)]
    wait = report.words.figure(total_imposed_wait(rows))
    verb = "waits" if len(teams) == 1 else "wait"
    return [f"{list_in_words(teams)} {verb} for {name}: {wait} per item that the team causes itself."]


def _odds_sentence(report: TeamReport, home: str) -> list[str]:
    odds = team_load(report.stream, home).odds
    if not odds.own_rates.known:
        return []
    sentence = (
        f"By the team's own on-time rates the chance that none of its {_dependencies(odds.hard, 'hard ')} delays an"
        f" item is {share(odds.own_rates, 0)} ({odds.own_rates.coverage_words('rate')}, taken as independent)."
    )
    return [sentence]


def _trend_sentences(report: TeamReport, done: DependencyTrend) -> list[str]:
    soft = [_pair(row) for row in done.of_kind("softened")]
    is_one, it = ("is", "it") if len(soft) == 1 else ("are", "them")
    sentences = [
        f"Soft since the baseline {is_one} {list_in_words(soft)}: delivery no longer waits for {it}."
        if soft
        else "No hard dependency has become soft since the baseline."
    ]
    started = dependency_trend(report.comparison.done.stream, report.comparison.in_progress.stream)
    later = [_pair(row) for row in started.of_kind("softened")]
    if later:
        sentences.append(f"If what is in progress holds, so will be {list_in_words(later)} (projected).")
    harder = [_pair(row) for row in done.of_kind("hardened")]
    if harder:
        sentences.append(f"Hard instead of soft since the baseline: {list_in_words(harder)}.")
    return sentences


def _guard_sentences(report: TeamReport, explained: tuple[ExplainedWait, ...]) -> list[str]:
    sentences = []
    exceeded = [report.step_name(each.step_id) for each in explained if each.is_exceeded]
    if exceeded:
        sentences.append(
            f"At {list_in_words(exceeded)} the dependencies explain more waiting than stands on the map: rows tell of"
            " the same hours, or a number is off. None of it is added to lead time."
        )
    loose = sum(row.explains_step is None for row in report.stream.dependencies)
    if loose:
        does, they = ("does", "it explains") if loose == 1 else ("do", "they explain")
        sentences.append(f"{_dependencies(loose)} {does} not say yet which step's wait {they}.")
    return sentences


def _pair(row: Dependency) -> str:
    return f"{quoted_name(row.dependent)} on {quoted_name(row.provider)}"


def _dependencies(count: int, which: str = "") -> str:
    return f"{count} {which}{'dependency' if count == 1 else 'dependencies'}"
