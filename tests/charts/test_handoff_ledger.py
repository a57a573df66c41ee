import pytest

from vsm_toolkit.charts.handoff_ledger import LedgerBar, handoff_ledger_picture
from vsm_toolkit.model import Empowerment

ROWS = (
    LedgerBar("empowered", Empowerment.EMPOWERED, 64, 0, 13.01),
    LedgerBar("influence", Empowerment.INFLUENCE, 72, 56, 21.42),
    LedgerBar("not empowered", Empowerment.NOT_EMPOWERED, 220, 0, 31.11),
)


def test_the_sentence_says_how_much_the_team_cannot_change():
    words = handoff_ledger_picture(ROWS).text_alternative

    assert "influence: 9 d critical + 7 d off the path wait, 21.4 ph labour." in words
    assert "62 % of the waiting in handoffs on the critical path belongs to handoffs this team cannot change." in words


def test_waiting_and_labour_have_their_own_scale(read):
    drawn = read(handoff_ledger_picture(ROWS).svg())

    assert "Waiting (time of the item)" in drawn.words()
    assert "Labour (person-hours per item)" in drawn.words()
    assert drawn.overlapping_texts() == []


def test_unknown_labour_and_an_unclassified_owner_show_a_question_mark(read):
    words = read(
        handoff_ledger_picture([LedgerBar("nobody knows", None, 8, 0, None)], by="decision holder").svg()
    ).words()

    assert words.count("?") == 3


@pytest.mark.parametrize("by", ["empowerment", "decision holder"])
def test_the_title_says_what_a_row_is(by):
    assert handoff_ledger_picture(ROWS, by=by).title == f"Handoffs by {by}"


def test_the_same_owner_may_have_two_rows(read):
    rows = [
        LedgerBar("Chief Architect", Empowerment.NOT_EMPOWERED, 60, 0, 9),
        LedgerBar("Chief Architect", Empowerment.INFLUENCE, 0, 16, 4.7),
    ]

    assert read(handoff_ledger_picture(rows).svg()).words().count("Chief Architect") == 2
