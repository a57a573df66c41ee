from vsm_toolkit.charts.waste_pareto import WasteBar, waste_pareto
from vsm_toolkit.model import Empowerment

ROWS = (
    WasteBar("relearning", {Empowerment.INFLUENCE: 2.0}),
    WasteBar("delays", {Empowerment.NOT_EMPOWERED: 6.0, Empowerment.EMPOWERED: 2.0}),
    WasteBar("extra processes", {}, overlapping_hours=1.25),
    WasteBar("extra features", {}, not_measured=2),
)


def test_the_largest_comes_first_and_overlaps_are_not_added():
    words = waste_pareto(ROWS).text_alternative

    assert words == (
        "Waste per item: delays 8 ph, relearning 2 ph, extra processes 1.3 ph not added, extra features 2 not measured "
        "yet. Altogether at least 10 ph; delays alone is 80 %."
    )


def test_shares_pile_up_from_the_top(read):
    words = read(waste_pareto(ROWS).svg()).words()

    assert [word for word in words if word.startswith("up to here")] == ["up to here 80 %", "up to here 100 %"]


def test_what_is_not_added_is_drawn_dashed():
    picture = waste_pareto(ROWS)
    dashed = [layer for layer in picture.spec["layer"] if "strokeDash" in layer["mark"]]

    assert dashed


def test_a_bar_carries_the_letters_of_who_can_change_it(read):
    words = read(waste_pareto(ROWS).svg()).words()

    assert words.count("N") == 2
    assert words.count("E") == 2


def test_an_empty_log_says_so():
    assert waste_pareto([]).text_alternative == "Waste per item: nothing noted yet. No waste has been measured yet."
