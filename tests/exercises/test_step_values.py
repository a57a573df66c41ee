"""The numbers of steps."""

from __future__ import annotations

import math

from vsm_toolkit.exercises.step_values import delay, known, lead, people, quality, step_table, total, wait, work
from vsm_toolkit.figures import Figure
from vsm_toolkit.model import Step
from vsm_toolkit.samples import lantern


def test_the_parts_of_lantern_add_up():
    steps = lantern().steps

    assert (total(steps, wait), total(steps, work), total(steps, delay), total(steps, lead)) == (104, 33, 4, 141)


def test_what_nobody_noted_is_no_delay_one_person_and_no_quality():
    step = Step(id="A", name="Ask")

    assert (wait(step), work(step), delay(step), people(step)) == (0, 0, 0, 1)
    assert math.isnan(quality(step))
    assert math.isnan(known(Figure(value=None)))


def test_a_table_of_steps_has_the_columns_asked_for():
    table = step_table(lantern(), "team quality people", "Said by the next step.")

    assert table.columns == ("id", "step", "team", "%C&A", "people")
    assert table.rows[1] == ("L2", "Shape story", "Product", "75 %", "3")
    assert table.note == "Said by the next step."
