from hypothesis import given
from hypothesis import strategies as st

from vsm_toolkit.charts.legend import legend_lines, words_entry


@given(st.lists(st.text("abc ", min_size=1, max_size=60), max_size=12))
def test_every_entry_stands_on_a_line_that_holds_it(words):
    lines = legend_lines([words_entry(each) for each in words], 700)

    assert sum(map(len, lines)) == len(words)
    assert all(x == 0 or x + entry.width <= 700 for line in lines for entry, x in line)
