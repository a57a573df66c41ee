from vsm_toolkit.charts.before_after import BeforeAfterBar, before_after
from vsm_toolkit.model import ChangeStatus

BASELINE = BeforeAfterBar("Baseline", 496, 0, 73)
DONE = BeforeAfterBar("Done", 444, 0, 73, ChangeStatus.DONE)
HOPED = BeforeAfterBar("With changes in progress", 428, 0, 73, ChangeStatus.IN_PROGRESS)


def fills(picture):
    return [
        row["fill"]
        for layer in picture.spec["layer"]
        if layer["mark"]["type"] == "rect"
        for row in picture.spec["datasets"][layer["data"]["name"]]
    ]


def test_each_state_is_compared_with_the_first():
    words = before_after([BASELINE, DONE, HOPED]).text_alternative

    assert "Baseline: 14.2 wk (wait 12.4 wk, work 9.1 d)." in words
    assert "Done: 12.9 wk (wait 11.1 wk, work 9.1 d), 6.5 d (9 %) shorter." in words
    assert "With changes in progress: 12.5 wk (wait 10.7 wk, work 9.1 d), projected" in words


def test_what_is_not_done_is_called_projected_and_drawn_hollow(read):
    real, hoped = before_after([BASELINE, DONE]), before_after([BASELINE, HOPED])

    assert "projected" not in read(real.svg()).words()
    assert "projected" in read(hoped.svg()).words()
    assert not any("strokeDash" in layer["mark"] for layer in real.spec["layer"])
    assert any("strokeDash" in layer["mark"] for layer in hoped.spec["layer"])


def test_an_unknown_time_is_a_lower_bound_and_is_not_compared():
    words = before_after([BASELINE, BeforeAfterBar("Done", 400, 0, None, ChangeStatus.DONE)]).text_alternative

    assert "Done: ≥ 10 wk (wait 10 wk, work ?)." in words


def test_no_change_and_a_longer_time_are_said_as_such():
    same = BeforeAfterBar("Same", 496, 0, 73, ChangeStatus.DONE)
    worse = BeforeAfterBar("Worse", 536, 0, 73, ChangeStatus.DONE)
    words = before_after([BASELINE, same, worse]).text_alternative

    assert "Same: 14.2 wk (wait 12.4 wk, work 9.1 d), no change." in words
    assert "5 d (7 %) longer." in words


def test_only_done_states_make_the_headline(read):
    words = read(before_after([BASELINE, HOPED]).svg()).words()

    assert "Nothing is marked as done yet." in words
