from hypothesis import given, settings
from hypothesis import strategies as st

from vsm_toolkit.charts.lead_time_dots import DotLane, lead_time_dots

SHARES = st.lists(st.floats(-1, 50), min_size=1, max_size=60).map(tuple)


def dots_of(picture):
    points = [layer["data"]["name"] for layer in picture.spec["layer"] if layer["mark"]["type"] == "point"]
    return [row for name in points for row in picture.spec["datasets"][name]]


def test_every_engagement_has_one_dot():
    lanes = [DotLane("values measured", (-0.2, 0.0)), DotLane("re-estimated", (-0.1, -0.1, 0.05))]
    in_legend = 2

    assert len(dots_of(lead_time_dots(lanes))) == 5 + in_legend


def test_nothing_is_averaged_and_what_has_no_dot_is_counted(read):
    picture = lead_time_dots([DotLane("re-estimated", (-0.1, 0.05))], nothing_done=3, not_known=1)
    words = read(picture.svg()).words()

    counts = "1 shorter, 1 longer, 0 unchanged, 3 with nothing done yet, 1 not known"
    assert f"{counts}. Streams differ, so nothing is averaged." in words
    assert not any("mean" in word or "average " in word for word in words)


def test_the_line_of_no_change_is_always_there(read):
    for shares in ((-0.5,), (0.2,), (0.0,)):
        assert "no change" in read(lead_time_dots([DotLane("re-estimated", shares)]).svg()).words()


@settings(max_examples=25, deadline=None)
@given(SHARES, SHARES)
def test_any_change_stays_on_the_sheet(one, other):
    picture = lead_time_dots([DotLane("values measured", one), DotLane("re-estimated", other)])
    spec = picture.spec

    assert len(dots_of(picture)) == len(one) + len(other) + 2
    assert all(0 <= row["x"] <= spec["width"] and 0 <= row["y"] <= spec["height"] for row in dots_of(picture))


def test_without_a_change_the_picture_says_so():
    assert "No change is known yet" in lead_time_dots([]).text_alternative
    assert "2 not known" in lead_time_dots([], not_known=2).text_alternative
