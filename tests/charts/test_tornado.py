import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from vsm_toolkit.charts.tornado import TornadoBarRow, tornado_picture

DEPLOY = TornadoBarRow("Deploy: wait 3.8 d to 6 h", -24.0)
BUILD = TornadoBarRow("Build: work 20 h to 15 h", -5.0)
IDLE = TornadoBarRow("Halve build", 0.0, "“Build” is not on the critical path; it already has 1 wh of slack.")
SLOWER = TornadoBarRow("Second test run", 12.0)
UNKNOWN = TornadoBarRow("Support: wait 1 d", None, "This change cannot stand alone.")
ROWS = (IDLE, UNKNOWN, BUILD, DEPLOY, SLOWER)


def bars(picture):
    """Give left, right and dash of every bar, those of the legend left out, from the top."""
    spec = picture.spec
    found = [
        (row["y"], row["x"], row["x2"], layer["mark"].get("strokeDash"))
        for layer in spec["layer"]
        if layer["mark"]["type"] == "rect"
        for row in spec["datasets"][layer["data"]["name"]]
        if row["y2"] - row["y"] == 30 and row["stroke"] != "transparent"
    ]
    return [bar[1:] for bar in sorted(found)]


def zero_line(picture):
    spec = picture.spec
    (x,) = {
        row["x"]
        for layer in spec["layer"]
        if layer["mark"]["type"] == "line" and layer["mark"]["stroke"] == "#1a1a1a"
        for row in spec["datasets"][layer["data"]["name"]]
    }
    return x


def test_the_largest_effect_comes_first_whichever_way_and_the_unknown_last(read):
    words = read(tornado_picture(ROWS).svg()).words()
    labels = [word for word in words if word in {row.label for row in ROWS}]

    assert labels == [DEPLOY.label, SLOWER.label, BUILD.label, IDLE.label, UNKNOWN.label]


def test_the_content_is_said_in_words():
    assert tornado_picture([BUILD, DEPLOY, IDLE], lead_time=141, together=-29).text_alternative == (
        "Projected effect of single changes on the lead time of 3.5 wk. Deploy: wait 3.8 d to 6 h: 3 d shorter. Build: "
        "work 20 h to 15 h: 5 h shorter. Halve build: no effect on lead time, “Build” is not on the critical path; it "
        "already has 1 wh of slack. All together: 3.6 d shorter. Single effects do not add up."
    )


def test_a_zero_is_written_as_zero_with_its_reason_and_has_no_bar(read):
    picture = tornado_picture([IDLE])
    words = read(picture.svg()).words()

    assert "0: no effect on lead time" in words
    assert "“Build” is not on the critical path; it already has 1 wh of slack." in words
    assert bars(picture) == []


def test_what_is_not_known_is_a_question_mark_and_no_zero(read):
    picture = tornado_picture([UNKNOWN])
    words = read(picture.svg()).words()

    assert "?" in words
    assert "Projected. No effect is known yet." in words
    assert not any("no effect on lead time" in word for word in words)
    assert "Support: wait 1 d: not known, This change cannot stand alone." in picture.text_alternative


def test_savings_lie_right_of_zero_and_losses_left_of_it_in_proportion():
    picture = tornado_picture([DEPLOY, SLOWER])
    (save_left, save_right, _), (loss_left, loss_right, _) = bars(picture)

    assert save_left == loss_right == zero_line(picture)
    assert (save_right - save_left) == pytest.approx(2 * (loss_right - loss_left))


def test_nothing_looks_as_if_it_had_happened(read):
    picture = tornado_picture(ROWS, together=-20)
    words = read(picture.svg()).words()

    assert all(dash for _, _, dash in bars(picture))
    assert "projected: shorter" in words
    assert "projected: longer" in words
    assert any(word.startswith("Projected. The largest saving would be 3 d") for word in words)


def test_it_says_that_bars_do_not_add_up_and_shows_all_together(read):
    picture = tornado_picture([BUILD, DEPLOY], together=-27)
    words = read(picture.svg()).words()

    assert "each alone, recomputed on the map; the bars do not add up" in words
    assert "All together" in words
    assert "3.4 d shorter" in words


def test_a_single_change_has_no_row_for_all_together(read):
    words = read(tornado_picture([DEPLOY], together=-24, lead_time=141).svg()).words()

    assert "All together" not in words
    assert "Projected. It would save 3 d of 3.5 wk: Deploy: wait 3.8 d to 6 h." in words


def test_changes_that_only_lose_make_no_saving(read):
    words = read(tornado_picture([SLOWER, IDLE]).svg()).words()

    assert "Projected. None of these changes alone would shorten lead time." in words
    assert "projected: shorter" not in words


def test_no_changes_yet_is_still_a_picture():
    assert tornado_picture([]).text_alternative == (
        "Projected effect of single changes on the lead time. No change yet."
    )


@example([TornadoBarRow("a", 2e-309, "no hour of it is left")], None)
@settings(max_examples=15)
@given(
    st.lists(
        st.builds(
            TornadoBarRow,
            label=st.text(max_size=60),
            lead_time_change=st.none() | st.floats(-2000, 2000),
            reason=st.sampled_from(["", "because " * 30]),
        ),
        max_size=6,
    ),
    st.none() | st.floats(-2000, 2000),
)
def test_every_bar_stays_between_the_labels_and_the_edge(rows, together):
    picture = tornado_picture(rows, together=together)

    assert all(400 <= left <= right <= 1200 for left, right, _ in bars(picture))


@pytest.mark.parametrize("rows", [ROWS, (SLOWER, IDLE), (DEPLOY, UNKNOWN), (IDLE,), (SLOWER,)])
def test_no_text_overlaps_another_or_leaves_the_sheet(rows, read):
    picture = tornado_picture(rows, lead_time=141, together=-3)
    drawn = read(picture.svg())

    assert drawn.overlapping_texts() == []
    assert drawn.clipped_texts() == []
    assert max(drawn.grew(picture.spec)) <= 6
