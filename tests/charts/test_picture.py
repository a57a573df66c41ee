import altair as alt
import pytest

from vsm_toolkit.charts.picture import Picture, svg_of


@pytest.fixture
def picture():
    chart = alt.Chart(alt.InlineData([{"x": 1}])).mark_point().encode(x=alt.X("x", type="quantitative"))
    return Picture(chart, "One point", 'A point at "1" & <nothing> else.')


def test_a_notebook_gets_what_jupyterlab_can_draw_and_a_still_picture_and_words(picture):
    bundle = picture._repr_mimebundle_()

    assert list(bundle) == ["application/vnd.vegalite.v5+json", "image/svg+xml", "text/plain"]
    assert bundle["text/plain"] == 'One point. A point at "1" & <nothing> else.'


def test_the_words_are_escaped_in_the_svg(picture):
    assert 'aria-label="A point at &quot;1&quot; &amp; &lt;nothing&gt; else."' in picture.svg()


def test_a_png_is_twice_as_large_by_default(picture):
    small, large = picture.png(scale=1), picture.png()

    def width(png):
        return int.from_bytes(png[16:20], "big")

    assert width(large) == pytest.approx(2 * width(small), abs=2)


def test_a_chart_that_wants_data_from_elsewhere_is_refused():
    spec = {"data": {"url": "http://127.0.0.1:9/x.csv"}, "mark": "bar", "encoding": {}}

    with pytest.raises(ValueError, match="not allowed"):
        svg_of(spec)
