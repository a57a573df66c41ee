from __future__ import annotations

from vsm_toolkit.model import Challenge, Engagement, ItemTime
from vsm_toolkit.reports.team_report import build_team_report
from vsm_toolkit.samples import lantern

BEFORE = (62, 71, 55, 80, 66, 120, 58, 74, 69, 90)
AFTER = (40, 52, 47, 66, 38, 75, 49, 44)
OPEN = (30, 55, 61, 70)


def _engagement(*, after=AFTER, open_ages=OPEN):
    items = [
        *(
            ItemTime(item=f"b{n}", measure="commit to production", period="before", hours=h)
            for n, h in enumerate(BEFORE)
        ),
        *(ItemTime(item=f"a{n}", measure="commit to production", period="after", hours=h) for n, h in enumerate(after)),
        *(
            ItemTime(item=f"o{n}", measure="commit to production", period="after", hours=h, finished=False)
            for n, h in enumerate(open_ages)
        ),
    ]
    return Engagement(challenge=Challenge(id="lantern"), stream=lantern(), item_times=items)


def _text(engagement):
    return " ".join(build_team_report(engagement).block("C").lead)


def test_measured_items_are_claimed_with_their_interval_and_their_open_items():
    text = _text(_engagement())

    assert "about 31 % shorter" in text
    assert "4 items still open; with them the median after is 52 wh" in text


def test_few_items_get_dots_and_no_interval():
    text = _text(_engagement(after=(40, 52), open_ages=()))

    assert "too few items for an interval" in text
    assert "likely" not in text


def test_the_dots_are_drawn_for_each_measure():
    pictures = build_team_report(_engagement()).block("C").pictures

    assert ["commit to production" in picture.text_alternative for picture in pictures] == [True]


def test_without_a_finished_item_after_the_changes_nothing_is_claimed():
    text = _text(_engagement(after=(), open_ages=(30,)))

    assert "no finished item after the changes yet" in text
