from __future__ import annotations

import pytest

from vsm_toolkit.errors import UsageError
from vsm_toolkit.io.map_file import load_engagement
from vsm_toolkit.io.shipped_files import sample_engagements
from vsm_toolkit.model import Challenge, Engagement, ValueStream
from vsm_toolkit.samples import lantern
from vsm_toolkit.workshop.pictures import PICTURES, draw_picture


@pytest.mark.parametrize("folder", sample_engagements(), ids=lambda folder: folder.name)
@pytest.mark.parametrize("name", PICTURES)
def test_every_picture_of_every_sample_has_words(folder, name):
    assert draw_picture(load_engagement(folder), name).text_alternative


@pytest.mark.parametrize("name", PICTURES)
def test_an_empty_map_is_a_sentence(name):
    empty = Engagement(challenge=Challenge(id="x"), stream=ValueStream(name="X"))

    with pytest.raises(UsageError, match="appears with the first one"):
        draw_picture(empty, name)


@pytest.mark.parametrize(("name", "said"), [("waste", "No loss is logged"), ("dependencies", "No dependency")])
def test_what_nobody_wrote_down_is_a_sentence(name, said):
    bare = lantern().with_changes(waste=(), dependencies=())

    with pytest.raises(UsageError, match=said):
        draw_picture(Engagement(challenge=Challenge(id="x"), stream=bare), name)


def test_an_unknown_wait_before_a_handoff_is_not_drawn_as_none():
    steps = tuple(step.with_changes(wait_time=None) for step in lantern().steps)
    unknown = Engagement(challenge=Challenge(id="x"), stream=lantern().with_changes(steps=steps))

    with pytest.raises(UsageError, match="not known yet"):
        draw_picture(unknown, "handoffs")
    with pytest.raises(UsageError, match="cannot be compared"):
        draw_picture(unknown, "before_after")
