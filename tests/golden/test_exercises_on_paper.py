"""One variant of every exercise, solved on paper from the text of its notebook, before anybody looked at the key.

The seed is arbitrary. Parts were rounded as people round them, so this also shows that rounding along the way is fine.
"""

from __future__ import annotations

import pytest

from tests.exercises.answer_tables import KEYS, exercise_of
from vsm_toolkit.exercises.checking import check_answer

SEED = 41
ON_PAPER = {
    "e01": {"a": "16/240/0.5", "b": "16/29.9/56", "c": "160", "d": "7", "e": "11.25%", "f": "none", "g": "49.7"},
    "e02": {"a": "184", "b": "72.3%", "c": "23.9%", "d": "147", "e": "176", "f": "29.9/20.5", "g": "deploy"},
    "e03": {
        "a": "16.5 %",
        "b": "18.7 %",
        "c": "receiver",
        "d": "20.7 %",
        "e": "most",
        "f": "L5 L2 L3",
        "g": "L3",
        "h": "customer",
        "i": "1.15/1.54/1.33/1.25/1.72/1.19",
        "j": "49.5 - 63.0",
    },
    "e04": {
        "a": "55.5",
        "b": "76%",
        "c": "1.316/1.316/1.053",
        "d": "71.05",
        "e": "63.28",
        "f": "55.5",
        "h": "2.684",
        "g": "103.5/151.5",
        "i": "T>B",
    },
    "e05": {
        "a": "100.5",
        "b": "P1 P4 P6",
        "c": "3.5/11.5/3.5",
        "d": "13.4%",
        "e": "54.2 %",
        "f": "0",
        "g": "3.5",
        "h": "54.6%",
        "i": "89/82",
        "j": "25",
    },
    "e06": {
        "a": "10",
        "b": "1/2/4/3",
        "c": "2.08",
        "d": "1346.40",
        "e": "26/52/138",
        "f": "33696",
        "g": "39.5",
        "h": "75.5-93.5",
        "i": "ask",
        "j": "14.96",
    },
    "e07": {
        "a": "298.8",
        "b": "Test Environments, Independent Validation, Model Risk, Infrastructure Ops",
        "c": "1/.5/0",
        "d": "8",
        "e": "Independent Validation",
        "f": "1017",
        "g": "902",
        "h": "32.8%",
        "i": "6",
    },
    "e08": {
        "a": "70/90",
        "b": "46.67/180",
        "c": "2.33/9",
        "d": "22.2",
        "e": "180",
        "f": "45",
        "g": "smooth",
        "h": "160",
        "i": "28",
        "j": "70",
        "k": "171.7",
    },
    "e09": {
        "a": "107.8-138.6",
        "b": "86",
        "c": "12",
        "d": "R1",
        "e": "108",
        "f": "A10",
        "g": "164-180",
        "h": "24",
        "i": "both",
        "j": "A10",
    },
    "e10": {
        "a": "72.5/50.5",
        "b": "69.7%",
        "c": "14-43%",
        "e": "rare",
        "g": "7",
        "h": "no",
        "i": "54",
        "j": "measured re-estimated projected re-estimated measured",
        "k": "stages",
        "l": "honest",
        "m": "0.701",
        "d": "83.8%",
        "f": "12.7 - 138.1",
    },
    "e11": {"a": "101", "b": "55", "c": "4", "d": "9.7 %", "e": "117.75", "f": "ask", "g": "23.6"},
    "e12": {"a": "38 d", "b": "cut", "c": "55", "d": "I", "e": "18.4%", "f": "6.39", "g": "7.9%"},
}
READ_OFF_A_PICTURE = {("e02", "h")}


@pytest.mark.parametrize("key", KEYS)
def test_what_was_worked_out_on_paper_is_right(key):
    exercise = exercise_of(key, SEED)
    tried = {task: str(check_answer(exercise.task(task), answer)) for task, answer in ON_PAPER[key].items()}
    left_out = {(key, task.key) for task in exercise.tasks} - {(key, task) for task in tried}

    assert {task: said for task, said in tried.items() if not said.startswith("✓ Right")} == {}
    assert left_out <= READ_OFF_A_PICTURE
