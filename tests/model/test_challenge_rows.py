"""What is kept beside the map: a change keeps its value as it was given."""

from __future__ import annotations

import pytest

from vsm_toolkit.model import (
    Change,
)


@pytest.mark.parametrize("value", [True, "1", "yes", 1.5, None])
def test_a_change_keeps_the_type_of_its_value(value):
    change = Change(kind="improvement", status="done", key="A", field="team", value=value)

    assert change.value == value
    assert type(change.value) is type(value)


@pytest.mark.parametrize("value", [0, 1])
def test_a_whole_number_in_a_change_is_a_number_and_no_truth_value(value):
    change = Change(kind="improvement", status="done", key="A", field="team", value=value)

    assert type(change.value) is float
