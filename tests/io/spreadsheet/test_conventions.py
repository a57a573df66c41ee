from __future__ import annotations

import pytest

from vsm_toolkit.errors import UsageError
from vsm_toolkit.io.spreadsheet.conventions import (
    LeadTimeConvention,
    PercentScale,
    QualityConvention,
    SheetConventions,
    basis_question,
    lead_time_question,
    percent_scale_question,
    quality_question,
    unit_question,
)
from vsm_toolkit.model import TimeBasis


@pytest.mark.parametrize(
    ("question", "choices"),
    [
        (lead_time_question("steps.csv, row 2"), LeadTimeConvention),
        (quality_question("%C/A"), QualityConvention),
        (basis_question("steps.csv, row 2"), TimeBasis),
        (percent_scale_question("%C/A"), PercentScale),
    ],
)
def test_a_questions_choices_are_the_words_its_option_takes(question, choices):
    assert [choices(choice) for choice in question.choices] == list(choices)
    assert question.option.startswith("--")


def test_the_choices_of_the_unit_question_are_units():
    question = unit_question(["PT"])

    assert [SheetConventions(unit=unit).unit for unit in question.choices] == ["wh", "d", "wk", "min"]


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"unit": "sec"}, "--unit: expected a unit of time, found 'sec'"),
        ({"unit": "3"}, "--unit"),
        ({"hours_per_day": 0}, "--hours-per-day: expected above 0 and up to 24"),
        ({"hours_per_day": 25}, "--hours-per-day"),
        ({"days_per_week": 8}, "--days-per-week: expected above 0 and up to 7"),
        ({"days_per_week": float("nan")}, "--days-per-week"),
    ],
)
def test_impossible_answers_are_refused_by_the_name_of_their_option(answers, words):
    with pytest.raises(UsageError, match=words):
        SheetConventions(**answers)
