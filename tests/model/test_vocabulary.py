"""The closed lists of words."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from vsm_toolkit.model import (
    Empowerment,
    HandoffRecord,
    Stage,
    Step,
)


def test_a_word_outside_the_list_is_refused():
    with pytest.raises(ValidationError):
        Step(id="A", name="Review", stage="shipping")
    with pytest.raises(ValidationError):
        HandoffRecord(to_step="A", empowerment="maybe")


def test_words_of_the_lists_are_read_from_text():
    step = Step(id="A", name="Review", stage="operate_support")
    record = HandoffRecord(to_step="A", empowerment="not_empowered")

    assert (step.stage, record.empowerment) == (Stage.OPERATE_SUPPORT, Empowerment.NOT_EMPOWERED)
