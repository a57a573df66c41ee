from __future__ import annotations

import pytest

from vsm_toolkit.io.spreadsheet.columns import LEAD_TIME_FIELD, STEP_TABLE, STREAM_FIELDS, TABLE_SHAPES
from vsm_toolkit.io.spreadsheet.headers import compact
from vsm_toolkit.model import ValueStream


@pytest.mark.parametrize("shape", TABLE_SHAPES.values(), ids=lambda shape: shape.name)
def test_no_spelling_means_two_columns(shape):
    owners: dict[str, set[str]] = {}
    for column in shape.columns:
        spellings = {compact(column.header), *column.synonyms}
        if column.part in {None, "value"}:
            spellings.add(compact(column.field))
        for spelling in spellings:
            owners.setdefault(spelling, set()).add(column.header)

    assert [spelling for spelling, headers in owners.items() if len(headers) > 1] == []


@pytest.mark.parametrize("shape", TABLE_SHAPES.values(), ids=lambda shape: shape.name)
def test_synonyms_are_spelled_the_way_headers_are_compared(shape):
    assert [word for column in shape.columns for word in column.synonyms if word != compact(word)] == []


@pytest.mark.parametrize("shape", TABLE_SHAPES.values(), ids=lambda shape: shape.name)
def test_every_field_of_an_entity_has_a_column_and_every_column_a_field(shape):
    fields = {column.field for column in shape.columns} - {LEAD_TIME_FIELD}

    assert fields == set(shape.entity.model_fields)


@pytest.mark.parametrize("shape", TABLE_SHAPES.values(), ids=lambda shape: shape.name)
def test_the_signature_is_always_written(shape):
    written = {column.header for column in shape.columns if column.always_written}

    assert shape.signature <= written


def test_every_field_of_a_value_stream_is_a_table_or_on_the_stream_sheet():
    assert set(ValueStream.model_fields) == {*TABLE_SHAPES, *STREAM_FIELDS}


def test_cycle_time_is_not_taken_for_process_time():
    spellings = {word for column in STEP_TABLE.columns for word in column.synonyms}

    assert not {"cycletime", "ct"} & spellings


def test_an_unknown_header_is_no_column():
    with pytest.raises(KeyError, match="mood"):
        STEP_TABLE.column("mood")
