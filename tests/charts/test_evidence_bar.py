from vsm_toolkit.charts.evidence_bar import evidence_bar
from vsm_toolkit.model import EvidenceGrade


def test_grades_stand_strongest_first_with_their_share(read):
    picture = evidence_bar({EvidenceGrade.GUESS: 0.18, EvidenceGrade.MEASURED: 0.02, None: 0.3, "missing": 0.5})

    assert picture.text_alternative == (
        "Evidence for the lead time: measured 2 %, guess 18 %, nobody said how it is known 30 %, missing 50 %."
    )
    assert "measured 2 %" in read(picture.svg()).words()


def test_completeness_is_stated():
    words = evidence_bar({"measured": 1.0}, known_values=18, needed_values=20).text_alternative

    assert "18 of 20 times on the critical path are known; the lead time is at least what is shown." in words


def test_a_complete_lead_time_says_so():
    assert "All 20 times" in evidence_bar({"guess": 1.0}, known_values=20, needed_values=20).text_alternative


def test_nothing_known_is_a_question_mark(read):
    picture = evidence_bar({})

    assert "? no time is known yet" in read(picture.svg()).words()
