from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator

from tests.hostile_names import hostile_engagement
from tests.strategies import engagements
from vsm_toolkit.io.map_file import ENGAGEMENT_TABLES, STREAM_TABLES, render_engagement
from vsm_toolkit.io.map_schema import map_json_schema
from vsm_toolkit.io.shipped_files import sample_engagements

PUBLISHED = Path(__file__).resolve().parents[2] / "docs" / "map.schema.json"
VALIDATOR = Draft202012Validator(map_json_schema())


def as_json(map_toml: str):
    """Read TOML as a validator for JSON sees it: days and instants are text."""
    return json.loads(json.dumps(tomllib.loads(map_toml), default=lambda day: day.isoformat()))


def complaints(map_toml: str) -> list[str]:
    return [f"{each.json_path}: {each.message[:200]}" for each in VALIDATOR.iter_errors(as_json(map_toml))]


def test_the_published_schema_is_the_one_of_the_code():
    published = json.loads(PUBLISHED.read_text(encoding="utf-8"))

    assert published == map_json_schema(), "docs/map.schema.json is stale: vsm schema > docs/map.schema.json"


def test_the_schema_is_a_schema():
    Draft202012Validator.check_schema(map_json_schema())


@pytest.mark.parametrize("folder", sample_engagements(), ids=lambda folder: folder.name)
def test_every_sample_follows_the_schema(folder):
    assert complaints((folder / "map.toml").read_text(encoding="utf-8")) == []


def test_an_engagement_of_attacks_follows_the_schema():
    assert complaints(render_engagement(hostile_engagement())) == []


@settings(max_examples=40)
@given(engagements(complete=False))
def test_whatever_is_saved_follows_the_schema(engagement):
    assert complaints(render_engagement(engagement)) == []


def test_every_table_of_the_file_is_described():
    described = map_json_schema()["properties"]

    assert described.keys() == {"schema_version", "challenge", "value_stream", *STREAM_TABLES, *ENGAGEMENT_TABLES}
    assert "steps" not in described["value_stream"]["properties"]


@pytest.mark.parametrize(
    "wrong",
    [
        '[challenge]\nid = "x"',
        'schema_version = 2\n[challenge]\nid = "x"\n[value_stream]\nname = "X"',
        '[challenge]\nid = "x"\n[value_stream]\nname = "X"\n[[steps]]\nname = "no id"',
        '[challenge]\nid = "x"\n[value_stream]\nname = "X"\n[[steps]]\nid = "a"\nname = "A"\nwait_time = 3',
        '[challenge]\nid = "x"\n[value_stream]\nname = "X"\n[[steps]]\nid = "a"\nname = "A"\nstage = "somewhere"',
    ],
)
def test_a_map_that_cannot_be_read_breaks_the_schema(wrong):
    assert complaints(wrong) != []


def test_columns_of_a_team_are_allowed():
    own = '[challenge]\nid = "x"\n[value_stream]\nname = "X"\n[[steps]]\nid = "a"\nname = "A"\nmood = "calm"'

    assert complaints(own) == []
