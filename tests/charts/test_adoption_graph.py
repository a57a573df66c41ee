from vsm_toolkit.charts.adoption_graph import AdoptionArrow, adoption_graph

ARROWS = [
    AdoptionArrow("Review", "Claims", "Web"),
    AdoptionArrow("Review", "Claims", "App"),
    AdoptionArrow("mapping itself", "Rules", "Web"),
]


def test_every_source_and_adopter_has_one_box(read):
    drawn = read(adoption_graph(ARROWS).svg())

    assert sorted(drawn.words()).count("Review") == drawn.words().count("Web") == 1
    assert "Taken up 3 times, by 2 other teams or programs." in drawn.words()
    assert drawn.overlapping_texts() == []


def test_what_was_adopted_most_is_shown_and_the_rest_counted(read):
    arrows = [*ARROWS, *(AdoptionArrow(f"Idea {number}", "X", f"Team {number}") for number in range(20))]
    words = read(adoption_graph(arrows).svg()).words()

    assert {"Review", "Web"} <= set(words)
    assert any(word.endswith("more in the table") for word in words)


def test_no_adoption_is_said_in_words():
    assert "Nothing was taken up yet" in adoption_graph([]).text_alternative
