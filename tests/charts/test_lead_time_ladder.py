import pytest

from vsm_toolkit.charts.lead_time_ladder import lead_time_ladder


def test_the_sentence_says_what_share_is_waiting(claims, critical_path):
    words = lead_time_ladder(claims, critical_path).text_alternative

    assert "Lead time 14.2 wk: 12.4 wk waiting (87 %), 9.1 d working (13 %)." in words
    assert "Longest waits: 2.4 wk before Integration service change, 2 wk before Funding approval" in words


def test_every_row_says_its_times_however_short_its_bar(claims, critical_path, read):
    words = read(lead_time_ladder(claims, critical_path).svg()).words()

    assert "wait 5 d · work 1 h" in words
    assert "wait 2 wk · work 1 h" in words


def test_bars_are_to_scale_and_follow_each_other(claims, critical_path):
    picture = lead_time_ladder(claims, critical_path)
    bars = [
        row
        for layer in picture.spec["layer"]
        for row in picture.spec["datasets"][layer["data"]["name"]]
        if row.get("tip", "").startswith(("Idea intake", "Funding approval"))
    ]
    first_wait, _, second_wait, _ = bars

    assert (second_wait["x2"] - second_wait["x"]) / (first_wait["x2"] - first_wait["x"]) == pytest.approx(80 / 60)
    assert second_wait["x"] == pytest.approx(first_wait["x"] + (first_wait["x2"] - first_wait["x"]) * 62 / 60)


def test_delay_inside_a_step_is_shown_apart(claims, read):
    picture = lead_time_ladder(claims, ("A06", "A07"))

    assert "wait 2 d · stuck 8 h · work 5 d" in read(picture.svg()).words()
    assert "started but stopped" in picture.text_alternative


def test_an_unknown_time_makes_the_total_a_lower_bound(claims):
    steps = [each.with_changes(wait_time=None) if each.id == "A02" else each for each in claims.steps]
    words = lead_time_ladder(claims.with_changes(steps=steps), ("A01", "A02")).text_alternative

    assert "Lead time ≥ 7.9 d" in words
    assert "1 of 4 times not known yet" in words


def test_a_path_without_any_time_says_so(unknown):
    assert "No time on this path is known yet." in lead_time_ladder(unknown, ("a", "b")).text_alternative


def test_a_step_that_is_not_on_the_map_is_a_key_error(claims):
    with pytest.raises(KeyError):
        lead_time_ladder(claims, ("Z99",))
