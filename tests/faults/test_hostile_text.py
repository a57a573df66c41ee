"""Every text field, attacked with more than 250 texts, through every way out: page, pictures, sheets, data, names."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile

import pytest
from pydantic import BaseModel

from tests import hostile_names
from tests.faults.attacks import ATTACKS
from vsm_toolkit.display import block_html
from vsm_toolkit.io.map_file import load_engagement, save_engagement
from vsm_toolkit.io.step_sheet import read_tables, write_csv_tables, write_workbook
from vsm_toolkit.reports.batch import safe_folder_name
from vsm_toolkit.reports.formats.contents import contents_of
from vsm_toolkit.reports.machine_readable import report_document
from vsm_toolkit.reports.team_report import build_team_report

A_CHUNK = 28
FORMULA_OR_LINK = re.compile(rb"<(?:\w+:)?(?:f|hyperlink)[\s>/]|relationships/hyperlink|TargetMode=\"External\"")


def chunks(count):
    """Give so many groups of attacks, the last filled up from the first."""
    everything = (*ATTACKS, *ATTACKS[: -len(ATTACKS) % A_CHUNK])
    groups = [everything[start : start + A_CHUNK] for start in range(0, len(everything), A_CHUNK)]
    return groups[-1:] + groups[: count - 1]


def attacked_with(texts, monkeypatch):
    """Build the engagement whose every text is one of these."""
    monkeypatch.setattr(hostile_names, "PAYLOADS", texts)
    monkeypatch.setattr(hostile_names, "IDS", texts[0::2])
    monkeypatch.setattr(hostile_names, "TEAMS", texts[1::2])
    return hostile_names.hostile_engagement("x")


def places(entity, texts):
    """Find which attack stands in which field."""
    for name, value in dict(entity).items():
        for part in value if isinstance(value, tuple) else (value,):
            if isinstance(part, BaseModel):
                yield from places(part, texts)
            elif isinstance(part, str) and part in texts:
                yield part, f"{type(entity).__name__}.{name}"


def page_without_any_rule(contents):
    """Write the blocks as a page without the rule that would stop a script, and every picture as a part of it."""
    blocks = "".join(block_html(block) for block in contents.blocks)
    pictures = "".join(picture.svg() for block in contents.blocks for picture in block.pictures)
    return f"<!DOCTYPE html><html><head><title>x</title></head><body>{blocks}{pictures}</body></html>"


def what_fired(offline_page, document):
    """Open a page and say what an attack managed to do."""
    dialogs = []
    offline_page.page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page = offline_page.open(document)
    page.wait_for_timeout(150)
    fired = page.evaluate("Boolean(window.__fired)")
    return [*(["script"] if fired else []), *dialogs, *offline_page.outside_requests]


def test_there_are_more_than_250_attacks():
    assert len(ATTACKS) > 250


@pytest.mark.browser
def test_no_text_in_any_field_does_anything_on_a_page(offline_page, amounts, reached, monkeypatch):
    pairs, fired, groups = set(), [], chunks(amounts.of("attacks", 1, 99))
    for texts in groups:
        engagement = attacked_with(texts, monkeypatch)
        contents = contents_of(build_team_report(engagement))
        pairs |= set(places(engagement, set(texts)))
        fired += what_fired(offline_page, page_without_any_rule(contents))
    figure = f"{len(groups) * A_CHUNK} texts, {len(pairs):,} pairs of text and field: {len(fired)} fired"
    reached(
        11, "hostile text on the report page and in its pictures, its own rule taken away", figure, "10,000 pairs, 0"
    )

    assert fired == []
    assert len(pairs) > A_CHUNK * 30


@pytest.mark.browser
def test_the_control_page_fires(offline_page, amounts, reached):
    ours = [text for text in ATTACKS[: 14 * 3] if text.startswith("<")]
    caught = sum(bool(what_fired(offline_page, f"<title>x</title>{text}")) for text in ours[:4])
    reached(11, "control, must fire: the same texts on a careless page", f"{caught} of 4 fired", "fires")

    assert caught > 0


def test_no_text_becomes_a_formula_or_a_link_in_a_sheet(fast_folder, amounts, reached, monkeypatch):
    pairs, formulas, groups = 0, [], chunks(amounts.of("attacks", 2, 99))
    for texts in groups:
        engagement = attacked_with(tuple(text.replace("\0", "") or "x" for text in texts), monkeypatch)
        book, tables = fast_folder / "attacked.xlsx", fast_folder / "attacked"
        write_workbook(engagement, book)
        write_csv_tables(engagement, tables)
        pairs += len(set(places(engagement, set(texts))))
        with zipfile.ZipFile(book) as archive:
            formulas += [name for name in archive.namelist() if FORMULA_OR_LINK.search(archive.read(name))]
        for table in tables.glob("*.csv"):
            rows = csv.reader(io.StringIO(table.read_bytes().decode("utf-8-sig"), newline=""))
            starts = [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
            formulas += [cell for cell in starts if not re.fullmatch(r"-[\d.]+", cell)]
        assert read_tables(book).steps.rows
        assert read_tables(tables).steps.rows
    figure = f"{pairs:,} pairs in XLSX and CSV: {len(formulas)} formulas or links"
    reached(13, "hostile text in every column of the sheets", figure, "0 formulas")

    assert formulas == []


def test_data_keeps_every_text_as_typed(fast_folder, amounts, reached, monkeypatch):
    pairs, groups = 0, chunks(amounts.of("attacks", 2, 99))
    for texts in groups:
        engagement = attacked_with(texts, monkeypatch)
        save_engagement(engagement, fast_folder / "typed")
        assert load_engagement(fast_folder / "typed") == engagement
        document = json.loads(json.dumps(report_document(build_team_report(engagement), None)))
        assert set(document["states"]["baseline"]["slack_hours"]) == set(texts[0::2])
        pairs += len(set(places(engagement, set(texts))))
    reached(11, "hostile text comes back from map.toml and report.json as typed", f"{pairs:,} pairs, 0 mangled", "0")


def test_no_name_leads_outside_or_onto_another(amounts, reached, fast_folder):
    from hypothesis import given, settings
    from hypothesis import strategies as st

    seen, count = {}, [0]

    def check(name):
        made = safe_folder_name(name)
        count[0] += 1
        assert re.fullmatch(r"[a-z0-9][a-z0-9-]{0,79}", made)
        assert (fast_folder / made).parent == fast_folder
        assert seen.setdefault(made.casefold(), name) == name or _same_name(seen[made.casefold()], name)

    for text in ATTACKS:
        check(text)
    settings(max_examples=amounts.of("names", 300, 50_000), deadline=None)(given(st.text())(check))()
    reached(21, "team names as folder names", f"{count[0]:,} names: 0 outside, 0 onto another's", "1,000,000 names")


def _same_name(one, other):
    import unicodedata

    return unicodedata.normalize("NFC", one) == unicodedata.normalize("NFC", other)


def test_no_text_acts_on_a_terminal(tmp_path, reached):
    from typer.testing import CliRunner

    from vsm_toolkit.cli.app import app

    start = 'schema_version = 1\n[challenge]\nid = "x"\n[value_stream]\nname = "x"\n[[steps]]\nid = '
    texts, acting = (*hostile_names.PAYLOADS[-12:], *ATTACKS[-24:]), []
    for text in texts:
        for rest in ("", f"\nwait_time = {json.dumps(text)}"):  # one that is read, one that is refused
            written = f'{start}{json.dumps(text)}\nname = "a"{rest}'
            (tmp_path / "map.toml").write_text(written, "utf-8")
            said = CliRunner().invoke(app, ["check", str(tmp_path)])
            assert said.output or said.exception
            acting += re.findall(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", said.output)
    reached(11, "hostile text printed on a terminal", f"{2 * len(texts)} runs: {len(acting)} characters that act", "0")

    assert acting == []
