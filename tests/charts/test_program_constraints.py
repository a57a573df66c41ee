import pytest

from vsm_toolkit.charts.program_constraints import ConstraintBar, program_constraints

SAMPLE = [
    ConstraintBar("Head of Network", 1, 2880, 0),
    ConstraintBar("CISO", 2, 2400, 1040),
    ConstraintBar("Head of Quality", 2, 1488, 0),
]


def test_volume_shows_every_row_with_its_wait_and_its_streams(read):
    words = read(program_constraints(SAMPLE, "volume").svg()).words()

    assert {"Head of Network", "2,880 wh, 1 stream", "CISO", "2,400 wh, 2 streams"} <= set(words)
    assert "Most waiting a year: “Head of Network”, 2,880 wh on critical paths; solve it there." in words


def test_reach_shows_only_what_appears_in_several_streams(read):
    words = read(program_constraints(SAMPLE[1:] + SAMPLE[:1], "reach").svg()).words()

    assert "2 of 3 appear in two streams or more. The widest: “CISO”, 2 streams." in words
    assert "Head of Network" not in words


@pytest.mark.parametrize("lens", ["volume", "reach"])
def test_no_text_overlaps_and_what_is_left_out_is_counted(read, lens):
    rows = [ConstraintBar(f"Head of {number}", 40 - number, 1000.0, 10) for number in range(20)]
    drawn = read(program_constraints(rows, lens).svg())

    assert drawn.overlapping_texts() == []
    assert "and 8 more in the table" in drawn.words()


def test_a_bound_and_an_unknown_wait_read_as_such(read):
    rows = [ConstraintBar("A", 2, 10.5, is_bound=True), ConstraintBar("B", 2, None)]
    words = read(program_constraints(rows, "volume").svg()).words()

    assert {"≥ 11 wh, 2 streams", "?, 2 streams"} <= set(words)


def test_one_stream_each_is_said_in_words():
    picture = program_constraints(SAMPLE[:1], "reach")

    assert "Nothing appears in more than one stream yet" in picture.text_alternative
