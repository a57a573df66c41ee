"""What the README promises and no doctest can show."""

from __future__ import annotations

import re
from pathlib import Path

from vsm_toolkit.io.map_file import parse_engagement
from vsm_toolkit.io.shipped_files import shipped_folder
from vsm_toolkit.reports.team_report import build_team_report

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")


def test_the_first_change_a_stranger_makes_shows_on_the_first_page():
    promise = re.search(
        r'set `wait_time` of step `(\w+)` from\s+`"([^"]+)"` to `"([^"]+)"`.*?from ([\d.]+) to ([\d.]+) weeks',
        README,
        re.S,
    )
    step, old, new, before, after = promise.groups()
    text = (shipped_folder("data") / "engagements" / "claims-portal" / "map.toml").read_text(encoding="utf-8")
    changed = re.sub(rf'(id = "{step}".*?wait_time = )"{old}"', rf'\1"{new}"', text, count=1, flags=re.S)
    shown = [build_team_report(parse_engagement(each)).block("A").lead[1] for each in (text, changed)]

    assert f"was {before} weeks" in shown[0]
    assert f"was {after} weeks" in shown[1]
