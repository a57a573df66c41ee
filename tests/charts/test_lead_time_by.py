from vsm_toolkit.charts.lead_time_by import lead_time_by_stage, lead_time_by_team


def test_stages_stand_in_their_order_with_their_critical_share(claims, critical_path):
    words = lead_time_by_stage(claims, critical_path).text_alternative

    assert words.startswith(
        "Time by stage in claims-portal: ideation 3.6 wk, discovery 4.5 d, definition 3.4 wk, build"
    )
    assert "build 4.6 wk (2.7 wk critical)" in words


def test_teams_stand_largest_first(claims, critical_path, read):
    names = read(lead_time_by_team(claims, critical_path).svg()).words()

    assert names.index("Portfolio Office") < names.index("Claims Portal") < names.index("Service Desk")


def test_the_outlined_parts_add_up_to_the_lead_time(claims, critical_path):
    picture = lead_time_by_team(claims, critical_path)
    rows = [row for layer in picture.spec["layer"] for row in picture.spec["datasets"][layer["data"]["name"]]]
    outlined = [row["x2"] - row["x"] for row in rows if row.get("stroke_width") == 4 and row["y2"] - row["y"] == 30]
    first_hours = 143.0

    assert round(sum(outlined) / max(outlined) * first_hours, 6) == 569


def test_without_a_critical_path_no_share_of_the_lead_time_is_claimed(claims):
    assert "No critical path was given" in lead_time_by_team(claims, ()).text_alternative


def test_a_group_with_nothing_known_shows_a_question_mark(unknown):
    assert "team not known yet ?" in lead_time_by_team(unknown, ("a", "b")).text_alternative
