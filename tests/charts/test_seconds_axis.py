"""An axis in seconds: round ticks, never too many."""

from hypothesis import given
from hypothesis import strategies as st

from vsm_toolkit.charts.bars import BarScale
from vsm_toolkit.charts.drawing import Drawing
from vsm_toolkit.charts.seconds_axis import draw_second_axis, second_ticks


@given(st.floats(0.1, 1e6))
def test_there_are_at_most_nine_round_ticks_within_the_axis(seconds):
    ticks = second_ticks(seconds)

    assert 1 <= len(ticks) <= 9
    assert ticks[0] == 0
    assert ticks[-1] <= seconds


def test_ticks_are_written_under_their_lines(read):
    sheet = Drawing(400, 100)
    draw_second_axis(sheet, BarScale.to_fit(10, 390, 60), 60, 10, 50)

    assert read(sheet.chart("x").svg("x")).words() == [f"{tick} s" for tick in (0, 10, 20, 30, 40, 50, 60)]
