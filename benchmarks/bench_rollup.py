"""Roll many reports up: ours beside reading alone and beside one table of it in plain pandas.

Every way gets the same report.json files in turns within one run. Reading alone is what nobody can avoid: bytes to
Python objects with the standard library. The pandas way answers one question of ours, critical item-wait per decision
holder, and must find the same numbers. Read the ratios.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.generated_engagements import engagement_number
from tests.shared_reports import shared
from vsm_toolkit.display import block_html
from vsm_toolkit.io.report_files import find_reports, read_reports
from vsm_toolkit.program.constraints import systemic_constraints
from vsm_toolkit.program.roll_up import choose_reports, roll_up
from vsm_toolkit.reports.program.program_report import BLOCKS, ProgramReport

AS_OF = date(2026, 12, 1)


def write_reports(folder: Path, count: int) -> tuple[Path, ...]:
    """Write that many different reports; making them is not counted."""
    for number in range(count):
        report = shared(engagement_number(number))
        place = folder / report.challenge
        place.mkdir()
        (place / "report.json").write_text(report.model_dump_json(by_alias=True), encoding="utf-8")
    return find_reports([folder])


def reading_alone(paths: tuple[Path, ...]) -> list[dict]:
    return [json.loads(path.read_bytes()) for path in paths]


def pandas_table(paths: tuple[Path, ...]) -> dict[str, float]:
    """Critical item-wait a year per decision holder, as an analyst would write it."""
    rows = [
        {**handoff, "year": report["items_per_year"], "home": report["home_team"], "level": report["share_level"]}
        for report in reading_alone(paths)
        for handoff in report["handoff_ledger"]["handoffs"]
    ]
    frame = pd.DataFrame(rows)
    frame = frame[(frame["level"] != "team") & frame["critical"] & ~frame["decision_holder"].isin(frame["home"])]
    return (frame["wait_hours"] * frame["year"]).groupby(frame["decision_holder"]).sum().to_dict()


def ours(paths: tuple[Path, ...]) -> object:
    return roll_up(read_reports(paths)[0], as_of=AS_OF)


def every_block(paths: tuple[Path, ...]) -> object:
    report = ProgramReport(roll_up(read_reports(paths)[0], as_of=AS_OF))
    return [block_html(report.block(key)) for key in BLOCKS]


def check_same(paths: tuple[Path, ...]) -> None:
    chosen, _ = choose_reports(read_reports(paths)[0], published=False)
    found = {row.name: row.critical_hours() for row in systemic_constraints(chosen) if row.critical_hours()}
    expected = {name: hours for name, hours in pandas_table(paths).items() if hours}
    assert found.keys() == expected.keys()
    assert all(abs(found[name] - expected[name]) < 1e-6 * expected[name] + 1e-6 for name in found)


def median_seconds(work: Callable[[tuple[Path, ...]], object], paths: tuple[Path, ...], turns: int) -> float:
    taken = []
    for _ in range(turns):
        start = time.perf_counter()
        work(paths)
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


WAYS = {
    "reading alone (json)": reading_alone,
    "one table in pandas": pandas_table,
    "the whole roll-up, names suggested": ours,
    "the roll-up and its page, pictures drawn": every_block,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, nargs="+", default=[3, 300])
    parser.add_argument("--turns", type=int, default=5)
    options = parser.parse_args()
    for count in options.reports:
        with tempfile.TemporaryDirectory() as folder:
            paths = write_reports(Path(folder), count)
            check_same(paths)
            size = sum(path.stat().st_size for path in paths) / 1e6
            print(f"\n{count} reports, {size:.1f} MB; median of {options.turns} turns")
            alone = median_seconds(reading_alone, paths, options.turns)
            for name, work in WAYS.items():
                seconds = median_seconds(work, paths, options.turns)
                print(f"  {name:<44} {seconds * 1000:8.1f} ms   {seconds / alone:6.1f} x reading")


if __name__ == "__main__":
    main()
