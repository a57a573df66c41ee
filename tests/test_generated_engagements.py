"""The generated engagements are what tests of many teams rest on: valid, different, and the same every time."""

from __future__ import annotations

from tests.generated_engagements import engagement_number, write_engagements
from vsm_toolkit.io.map_file import load_engagement
from vsm_toolkit.map_checks import check_engagement, errors_only


def test_fifty_generated_engagements_have_no_error_and_no_two_are_alike():
    engagements = [engagement_number(number) for number in range(50)]

    assert [errors_only(check_engagement(each)) for each in engagements] == [()] * 50
    assert len({each.stream.model_dump_json() for each in engagements}) == 50
    assert len({each.stream.home_team().name for each in engagements}) == 50


def test_an_engagement_depends_on_its_number_and_seed_alone(tmp_path):
    few, more = write_engagements(tmp_path / "few", 2), write_engagements(tmp_path / "more", 3)

    assert [path.name for path in few] == ["team-00000", "team-00001"]
    assert load_engagement(few[1]) == load_engagement(more[1]) == engagement_number(1)
    assert engagement_number(1) != engagement_number(1, seed=8)
