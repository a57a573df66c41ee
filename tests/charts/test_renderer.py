import altair as alt


def test_any_altair_chart_is_drawn_offline_through_the_entry_point():
    chart = (
        alt.Chart(alt.InlineData([{"x": 1}]), description="One bar.").mark_bar().encode(x=alt.X("x", type="nominal"))
    )
    with alt.renderers.enable("vsm"):
        bundle = chart._repr_mimebundle_()

    assert set(bundle) == {"application/vnd.vegalite.v5+json", "image/svg+xml", "text/plain"}
    assert bundle["text/plain"] == "One bar."
    assert 'aria-label="One bar."' in bundle["image/svg+xml"]
