from vsm_toolkit.charts.drawing import Drawing
from vsm_toolkit.charts.picture import Picture
from vsm_toolkit.charts.theme import EMPOWERMENT_SIGNS, WAIT


def test_places_are_pixels_of_the_sheet(read):
    sheet = Drawing(300, 200)
    sheet.text(100, 50, "here", size=20)
    drawn = read(Picture(sheet.chart("here"), "t", "here").svg())

    # The theme's padding of 8 pixels lies around the sheet.
    assert (drawn.width, drawn.height) == (316, 216)
    assert drawn.texts[0].left == 108


def test_a_hollow_area_is_dashed():
    sheet = Drawing(300, 200)
    sheet.area(0, 0, 100, 20, WAIT, solid=False)
    layers = sheet.chart("x").to_dict()["layer"]

    assert any(layer["mark"].get("strokeDash") for layer in layers)


def test_a_badge_shows_its_letter(read):
    sheet = Drawing(100, 100)
    sheet.badge(50, 50, EMPOWERMENT_SIGNS[None])

    assert read(Picture(sheet.chart("x"), "t", "x").svg()).words() == ["?"]


def test_line_breaks_never_reach_the_chart():
    sheet = Drawing(100, 100)
    sheet.text(0, 10, "a\nb")
    (rows,) = sheet.chart("x\ny").to_dict()["datasets"].values()

    assert rows[0]["text"] == "a b"


def test_an_empty_sheet_is_a_chart():
    assert Drawing(100, 100).chart("nothing").to_dict()["layer"]
