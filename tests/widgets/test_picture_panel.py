from __future__ import annotations

import asyncio
import threading
from dataclasses import dataclass

from tests.widgets.panel_sessions import blocks, session_on
from vsm_toolkit.errors import UsageError
from vsm_toolkit.widgets.picture_panel import PicturePanel


@dataclass
class NamedPicture:
    """A picture that only knows the name of the first step."""

    title: str
    text_alternative: str = "words"

    def data_uri(self):
        return f"data:image/svg+xml;base64,{self.title}"


def draw(engagement):
    return NamedPicture(engagement.stream.steps[0].name)


def addresses(panel):
    return [block["address"].rpartition(",")[2] for block in blocks(panel, "picture")]


def test_pictures_are_drawn_at_once_with_their_words(tmp_path):
    panel = PicturePanel(session_on(tmp_path), [draw])

    assert addresses(panel) == ["Triage request"]
    assert blocks(panel, "picture")[0]["words"] == "words"


def no_loop():
    """Stand in for ``asyncio.get_running_loop``: a browser test before this one may have left its loop running."""
    raise RuntimeError


def test_without_an_event_loop_it_says_that_the_map_moved_on_and_offers_a_button(tmp_path, monkeypatch):
    monkeypatch.setattr(asyncio, "get_running_loop", no_loop)
    session = session_on(tmp_path)
    panel = PicturePanel(session, [draw])
    session.edit("steps", "L1", "name", "Sort")
    before = addresses(panel), blocks(panel, "lines")[0]["items"]
    panel.press("redraw")

    assert before == (["Triage request"], ["The map has changed since this was drawn."])
    assert (addresses(panel), blocks(panel, "lines")) == (["Sort"], [])


def test_in_an_event_loop_it_draws_once_when_people_stop_typing(tmp_path):
    drawn = []

    async def type_and_rest():
        session = session_on(tmp_path)
        panel = PicturePanel(session, [lambda engagement: drawn.append(1) or draw(engagement)], quiet=0.02)
        for number in range(5):
            session.edit("steps", "L1", "name", f"Name {number}")
        await asyncio.sleep(0.3)
        return addresses(panel)

    found = []
    thread = threading.Thread(target=lambda: found.append(asyncio.run(type_and_rest())))
    thread.start()
    thread.join(60)

    assert found == [["Name 4"]]
    assert len(drawn) == 2


def test_a_picture_that_cannot_be_drawn_is_its_sentence_and_the_others_stand(tmp_path):
    def refuse(_):
        raise UsageError("No wait is known yet.")

    panel = PicturePanel(session_on(tmp_path), [refuse, draw])

    assert blocks(panel, "lines")[0]["items"] == ["No wait is known yet."]
    assert addresses(panel) == ["Triage request"]


def test_a_closed_panel_follows_no_longer(tmp_path):
    session = session_on(tmp_path)
    panel = PicturePanel(session, [draw])
    panel.close()
    session.edit("steps", "L1", "name", "Sort")

    assert addresses(panel) == ["Triage request"]
