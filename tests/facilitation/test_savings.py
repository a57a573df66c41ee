from __future__ import annotations

import pytest

from vsm_toolkit.errors import UsageError
from vsm_toolkit.facilitation.savings import what_was_saved
from vsm_toolkit.facilitation.script import SCRIPTS
from vsm_toolkit.io.map_file import load_engagement
from vsm_toolkit.io.shipped_files import shipped_folder
from vsm_toolkit.model import Challenge, Engagement, ValueStream

CLAIMS = load_engagement(shipped_folder("data") / "engagements" / "claims-portal")


@pytest.mark.parametrize("notebook", SCRIPTS)
def test_every_session_says_what_it_left_even_when_that_is_nothing(notebook):
    empty = Engagement(challenge=Challenge(id="x"), stream=ValueStream(name="X"))

    assert what_was_saved(CLAIMS, notebook)
    assert what_was_saved(empty, notebook)


def test_the_handoffs_are_counted_by_class():
    assert what_was_saved(CLAIMS, "04")[:3] == (
        "2 handoffs empowered.",
        "4 handoffs influence.",
        "4 handoffs not empowered.",
    )


def test_scenarios_do_not_count_as_changes_of_the_map():
    tried = CLAIMS.changes[0].with_changes(scenario="S1")
    more = CLAIMS.model_copy(update={"changes": (*CLAIMS.changes, tried)})

    assert what_was_saved(more, "07") == what_was_saved(CLAIMS, "07")


def test_an_unknown_session_is_refused():
    with pytest.raises(UsageError, match="no session"):
        what_was_saved(CLAIMS, "99")
