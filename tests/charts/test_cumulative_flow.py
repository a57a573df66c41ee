"""What lay where in a round: areas that are the items, words that say the same, whatever the roles are called."""

from vsm_toolkit.charts.cumulative_flow import cumulative_flow_picture
from vsm_toolkit.handoff_game.batch_line import line_record
from vsm_toolkit.handoff_game.round_record import Counting, RoundRecord
from vsm_toolkit.handoff_game.rounds import plan_rounds
from vsm_toolkit.handoff_game.simulated_players import simulate_round

BIG = plan_rounds()[0]


def largest_area(picture, fill):
    """Give the area of the largest rectangle of a colour, in pixels."""
    rows = [row for table in picture.spec["datasets"].values() for row in table if row.get("fill") == fill]
    return max((row["x2"] - row["x"]) * (row["y2"] - row["y"]) for row in rows if row["y"] < 380)


def test_the_words_say_first_last_and_waiting():
    picture = cumulative_flow_picture(line_record(BIG, [[20.0]] * 5, simulated=False), 1)

    assert picture.text_alternative == (
        "Round 1, one big batch: the first item reached the customer after 100 s, all 20 after 100 s. "
        "An item waited 95 % of its time."
    )


def test_each_band_is_as_large_as_the_items_that_lay_there():
    picture = cumulative_flow_picture(line_record(BIG, [[20.0], [20.0], [20.0], [20.0], [40.0]], simulated=True), 1)
    first, last = largest_area(picture, "#e4e0d8"), largest_area(picture, "#c9e6dc")

    assert round(last / first, 1) == 2.0


def test_a_round_nobody_finished_or_began_is_drawn_as_far_as_it_went():
    begun = RoundRecord(BIG).with_pass(0, at=5.0)

    assert "0 of 20 items reached" in cumulative_flow_picture(begun, 1).text_alternative
    assert "Nothing has reached the customer yet." in cumulative_flow_picture(RoundRecord(BIG), 1).svg()


def test_where_only_deliveries_were_tapped_one_band_stands_for_all_roles(read):
    record = RoundRecord(plan_rounds()[1], Counting.DELIVERIES)
    for second in (30.0, 35.0, 40.0, 45.0):
        record = record.with_pass(4, at=second)
    words = read(cumulative_flow_picture(record, 2).svg()).words()

    assert "not with the customer yet" in words
    assert "Idea" not in words


def test_hostile_roles_are_only_text_inside_the_sheet(read, hostile_names):
    plan = plan_rounds([name[:30] for name in hostile_names[3:8]])[2]
    drawn = read(cumulative_flow_picture(simulate_round(plan, 1), 3).svg())

    assert drawn.foreign_parts() == []
    assert drawn.clipped_texts() == []
