import pytest
from hypothesis import given
from hypothesis import strategies as st

from vsm_toolkit.charts.step_text import step_text
from vsm_toolkit.charts.text_fit import text_width
from vsm_toolkit.model import Step, TimeEstimate


@pytest.mark.parametrize("width", [60, 100, 160])
@given(name=st.text(max_size=80))
def test_a_name_fits_its_box(width, name):
    text = step_text(Step(id="a", name=name), width)
    is_bold = width >= 88

    assert len(text.name) <= 4
    assert all(text_width(line, text.name_size, bold=is_bold) <= width + text.name_size for line in text.name)


@pytest.mark.parametrize("width", [60, 75, 90, 110, 160])
def test_no_text_is_smaller_than_twelve_pixels(width):
    text = step_text(Step(id="a", name="Change approval"), width)

    assert min(text.name_size, text.number_size) >= 12


def test_a_narrow_box_says_letters():
    step = Step(id="a", name="Test", wait_time=TimeEstimate(value=40), process_time=TimeEstimate(value=2))

    assert step_text(step, 66).numbers == ("W 5 d", "P 2 h · ? %")


def test_lines_stand_inside_the_height():
    text = step_text(Step(id="a", name="System and regression test of everything"), 110)
    places = text.places(10)

    assert all(10 < y < 10 + text.height for _, y, _, _ in places)
    assert [is_name for *_, is_name in places] == [True] * len(text.name) + [False] * len(text.numbers)
