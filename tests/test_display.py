from __future__ import annotations

from html.parser import HTMLParser

import pytest
from markdown_it import MarkdownIt

from tests.hostile_names import FIRING_PAYLOADS, PAYLOADS
from vsm_toolkit.display import (
    FIRST_STRONG_ISOLATE,
    LONG_NAME,
    POP_ISOLATE,
    Block,
    DataSheet,
    Table,
    Tile,
    block_html,
    block_markdown,
    list_in_words,
    markdown_text,
    quoted_name,
)

ELEMENTS = {
    *("section", "h2", "span", "p", "strong", "ul", "li", "div", "figure", "img"),
    *("table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td", "bdi"),
}
ATTRIBUTES = {"class", "id", "aria-labelledby", "aria-label", "role", "tabindex", "scope", "src", "alt"}


class Pieces(HTMLParser):
    """Collects elements, attributes and text of a piece of HTML."""

    def __init__(self, html):
        super().__init__()
        self.elements, self.attributes, self.texts = set(), {}, []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.elements.add(tag)
        for name, value in attrs:
            self.attributes.setdefault(name, []).append(value)

    def handle_data(self, data):
        self.texts.append(data)


class PictureOf:
    def __init__(self, words):
        self.title = self.text_alternative = words
        self.numbers = None

    def data_uri(self):
        return "data:image/svg+xml;base64,"


def block_of(text):
    """Give a block whose every part is one text."""
    return Block(
        key=text,
        title=text,
        reader=text,
        notice=text,
        lead=(text,),
        tiles=(Tile(text, text, text, text),),
        pictures=(PictureOf(text),),
        tables=(Table(text, (text,), ((text,),), frozenset({0}), (text,), text),),
        closing=(text,),
    )


@pytest.mark.parametrize("payload", PAYLOADS, ids=range(len(PAYLOADS)))
def test_text_never_becomes_markup(payload):
    pieces = Pieces(block_html(block_of(payload)))

    assert pieces.elements <= ELEMENTS
    assert set(pieces.attributes) <= ATTRIBUTES


@pytest.mark.parametrize("payload", FIRING_PAYLOADS)
def test_text_reads_as_typed(payload):
    pieces = Pieces(block_html(block_of(payload)))

    assert "".join(pieces.texts).count(payload) == 15
    assert pieces.attributes["alt"] == [payload]


def test_a_block_without_anything_is_a_heading():
    html = block_html(Block("A", "One page", "everyone"))

    assert Pieces(html).elements == {"section", "h2", "span", "div"}


def test_a_notebook_shows_the_same_html():
    block = Block("A", "One page", "everyone")

    assert block._repr_html_() == block_html(block)


def test_numbers_align_right_and_texts_do_not():
    table = Table("T", ("Name", "Wait"), (("Review", "8"),), frozenset({1}))
    classes = Pieces(block_html(Block("A", "a", "b", tables=(table,)))).attributes["class"]

    assert classes.count("vsm-number") == 2


def test_a_long_cell_can_be_scrolled_with_the_keyboard():
    table = Table("T", ("Name",), (("x" * 301,), ("x" * 300,)))
    html = block_html(Block("A", "a", "b", tables=(table,)))

    assert html.count('<span class="vsm-long" tabindex="0" role="group" aria-label="long text">') == 1


def test_a_name_in_a_sentence_is_one_short_line():
    assert quoted_name("two\r\n lines\tand   spaces") == "two lines and spaces"
    assert quoted_name("x" * LONG_NAME) == "x" * LONG_NAME
    assert quoted_name("x" * (LONG_NAME + 1)) == "x" * (LONG_NAME - 1) + "…"


@pytest.mark.parametrize("name", ["שלום", "\u202egnp.exe", "مرحبا", "a\u2067b"])
def test_a_name_that_turns_the_direction_is_kept_to_itself(name):
    assert quoted_name(name) == f"{FIRST_STRONG_ISOLATE}{name}{POP_ISOLATE}"


def test_lists_read_as_sentences_do():
    assert list_in_words([]) == ""
    assert list_in_words(["build"]) == "build"
    assert list_in_words(["build", "test"], "or") == "build or test"
    assert list_in_words(["build", "review", "test"]) == "build, review and test"


MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


@pytest.mark.parametrize("payload", PAYLOADS, ids=range(len(PAYLOADS)))
def test_text_never_becomes_markup_in_markdown(payload):
    pieces = Pieces(MARKDOWN.render(block_markdown(block_of(payload), ["A1.svg"])))

    allowed = {*("h2", "p", "em", "strong", "blockquote", "img", "table", "thead", "tbody", "tr", "th", "td")}
    assert pieces.elements <= allowed
    assert set(pieces.attributes) <= {"src", "alt", "style"}
    assert pieces.attributes["src"] == ["A1.svg"]
    assert set(pieces.attributes.get("style", [])) == {"text-align:right"}


@pytest.mark.parametrize(
    "text",
    [
        *FIRING_PAYLOADS,
        *("# h", "- a", "+ a", "1. x", "12) x", "---", "===", "> q", "* * *", "    code", "`c`", "~~s~~", "a|b", "$x$"),
        *("\\", "a\\|b", "[a]: http://x", "&lt;", "&#64;", "{{x}}", "14.2 wk", "#1", "-5", "**b**", "_i_", "![x](y)"),
    ],
)
def test_markdown_shows_any_line_as_typed(text):
    pieces = Pieces(MARKDOWN.render(markdown_text(text)))

    assert pieces.elements == {"p"}
    assert "".join(pieces.texts).strip() == " ".join(text.split())


def test_plain_words_stay_plain_in_markdown():
    assert markdown_text("Removing 2.4 wk (projected), 62 % - done!") == "Removing 2.4 wk (projected), 62 % - done!"


def test_no_bare_address_is_left_for_a_wiki_to_link():
    assert markdown_text("http://a.b www.a.b") == "http:\\//a.b www\\.a.b"


def test_markdown_has_one_line_and_no_control_character():
    assert markdown_text("two\nlines\x1b[0m\ud800") == "two lines\ufffd\\[0m\ufffd"


def test_a_data_sheet_is_text_and_html_and_every_name_stays_text():
    table = Table("Times", ("step", "wait (wh)"), (("<b>Ask</b>", "16"),), frozenset({1}), note="Asked twice.")
    sheet = DataSheet((table,))

    assert repr(sheet).splitlines()[:3] == ["Times", "step        wait (wh)", "<b>Ask</b>  16"]
    assert "&lt;b&gt;Ask&lt;/b&gt;" in sheet._repr_html_()
    assert "Asked twice." in sheet._repr_html_()
