import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vsm_toolkit.charts.item_times import item_times_picture
from vsm_toolkit.item_evidence import compare_items

BEFORE = (62, 71, 55, 80, 66, 120, 58, 74, 69, 90)
AFTER = (40, 52, 47, 66, 38, 75, 49, 44)
OPEN = (30, 55, 61, 70)
BROWN, BLUE, PAPER = "#8f877a", "#005f9e", "#ffffff"


def dots(picture):
    """Give x, y, fill and stroke of every dot, arrow heads and the legend left out."""
    spec = picture.spec
    legend = spec["height"] - 29
    return [
        (row["x"], row["y"], row["fill"], row["stroke"])
        for layer in spec["layer"]
        if layer["mark"]["type"] == "point" and layer["mark"]["shape"] == "circle"
        for row in spec["datasets"][layer["data"]["name"]]
        if row["y"] < legend
    ]


def arrow_heads(picture):
    spec = picture.spec
    return [
        row["x"]
        for layer in spec["layer"]
        if layer["mark"]["type"] == "point" and layer["mark"]["shape"] == "triangle-right"
        for row in spec["datasets"][layer["data"]["name"]]
        if row["y"] < spec["height"] - 29
    ]


def test_every_item_is_one_dot_and_open_ones_are_hollow_with_an_arrow():
    picture = item_times_picture(BEFORE, AFTER, OPEN)
    fills = [(fill, stroke) for _, _, fill, stroke in dots(picture)]

    assert fills.count((BROWN, "transparent")) == len(BEFORE)
    assert fills.count((BLUE, "transparent")) == len(AFTER)
    assert fills.count((PAPER, BLUE)) == len(OPEN)
    assert len(arrow_heads(picture)) == len(OPEN)


def test_exercise_10_in_words():
    picture = item_times_picture(
        BEFORE,
        AFTER,
        OPEN,
        measure="commit to production",
        median_with_unfinished=52,
        sentence=compare_items(BEFORE, AFTER).sentence,
    )

    assert picture.title == "Items from commit to production"
    assert picture.text_alternative == (
        "Items from commit to production. Before: 10 items, 6.9 d to 3 wk, median 8.8 d. After, finished: 8 items, "
        "4.8 d to 9.4 d, median of what is finished 6 d, with open items 6.5 d. After, still open: 4 items, 3.8 d to "
        "8.8 d old so far. The median went from 70 to 48 wh: about 31 % shorter (likely 13 to 42 %), 10 items before, "
        "8 after."
    )


def test_the_median_of_finished_items_is_named_as_such_only_while_items_are_open(read):
    closed = read(item_times_picture(BEFORE, AFTER).svg()).words()
    still_open = read(item_times_picture(BEFORE, AFTER, OPEN, median_with_unfinished=52).svg()).words()

    assert "median 6 d" in closed
    assert "median of what is finished 6 d" in still_open
    assert "with open items 6.5 d" in still_open
    assert "still open: its age so far, it will take longer" in still_open


def test_a_median_that_is_not_reached_yet_is_left_out(read):
    words = read(item_times_picture(BEFORE, [40], [50, 60], median_with_unfinished=None).svg()).words()

    assert not any("with open items" in word for word in words)
    assert "median of what is finished 5 d" in words


def test_an_open_item_lies_at_its_age_on_the_common_scale():
    picture = item_times_picture([100], [50], [100])
    (x_before, *_), (x_after, *_), (x_open, *_) = sorted(dots(picture), key=lambda dot: dot[1])

    assert x_open == x_before
    assert x_after < x_before
    assert arrow_heads(picture)[0] > x_open


def test_no_arrow_points_into_the_next_open_item():
    (x_one, y_one, *_), (x_other, y_other, *_) = dots(item_times_picture([], [], [96, 100]))

    assert 22 < x_other - x_one < 48
    assert y_one != y_other


def test_without_a_sentence_the_headline_gives_the_medians_or_says_what_is_missing(read):
    assert "The median went from 8.8 d to 6 d." in read(item_times_picture(BEFORE, AFTER).svg()).words()
    assert "Before and after can be compared when both sides have a finished item." in (
        read(item_times_picture(BEFORE, []).svg()).words()
    )


def test_no_items_yet_is_still_a_picture():
    picture = item_times_picture([], [])

    assert picture.text_alternative == "Items before and after. No item has been looked up yet."
    assert picture.svg().startswith("<svg")


def test_one_item_has_no_spread():
    assert "Before: 1 item, 7.8 d, median 7.8 d." in item_times_picture([62], []).text_alternative


items = st.lists(st.floats(0, 3000), max_size=40)


@settings(max_examples=15)
@given(items, items, items)
def test_no_two_finished_items_cover_each_other_and_none_leaves_the_sheet(before, after, open_ages):
    picture = item_times_picture(before, after, open_ages)
    spots = [(round(x, 3), round(y, 3)) for x, y, _, _ in dots(picture)]

    assert len(set(spots)) == len(spots) == len(before) + len(after) + len(open_ages)
    assert all(190 <= x <= 1200 and 74 <= y <= picture.spec["height"] for x, y in spots)
    assert all(x <= 1200 for x in arrow_heads(picture))


@pytest.mark.parametrize(
    ("before", "after", "open_ages", "with_open"),
    [
        (BEFORE, AFTER, OPEN, 52),
        (BEFORE, AFTER, OPEN, 48),
        ([1], [3000], [2999], 2999),
        (BEFORE * 20, AFTER * 20, OPEN * 10, 50),
        ([0, 0, 0], [0], [0], 0),
        ([], [], OPEN, None),
    ],
)
def test_no_text_overlaps_another_or_leaves_the_sheet(before, after, open_ages, with_open, read):
    picture = item_times_picture(before, after, open_ages, median_with_unfinished=with_open, measure="review")
    drawn = read(picture.svg())

    assert drawn.overlapping_texts() == []
    assert drawn.clipped_texts() == []
    assert max(drawn.grew(picture.spec)) <= 6
