from vsm_toolkit.charts.asks_funnel import FunnelBar, asks_funnel_picture

STAGES = [FunnelBar("raised", 10, 2), FunnelBar("heard", 8, 3), FunnelBar("accepted", 4, 3), FunnelBar("done", 1, 0)]


def test_every_stage_says_how_many_came_and_how_many_stand_there(read):
    drawn = read(asks_funnel_picture(STAGES, declined=1, old=4).svg())

    assert {"10 came this far, 2 stand here now", "8 came this far, 3 stand here now", "1"} <= set(drawn.words())
    assert "Of 10 asks 1 is done, 1 declined. 4 wait longer than 30 days." in drawn.words()
    assert drawn.overlapping_texts() == []


def test_a_declined_ask_went_no_further(read):
    with_declined, without = (asks_funnel_picture(STAGES, declined=count) for count in (1, 0))

    assert "declined" in read(with_declined.svg()).words()
    assert "declined" not in read(without.svg()).words()


def test_stages_of_too_few_teams_are_not_shown(read):
    stages = [FunnelBar("raised", 5, 3), FunnelBar("heard", None, None)]
    words = read(asks_funnel_picture(stages, declined=None).svg()).words()

    assert "not shown" in words
    assert "Of 5 asks too few to show are done." in words


def test_no_ask_is_said_in_words():
    assert "No ask was raised yet" in asks_funnel_picture([]).text_alternative
