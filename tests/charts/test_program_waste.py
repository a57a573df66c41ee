from vsm_toolkit.charts.program_waste import ProgramWasteBar, program_waste

SAMPLE = [
    ProgramWasteBar("defects", 273),
    ProgramWasteBar("extra processes", 0, 266),
    ProgramWasteBar("partially done work", 58.5),
]


def test_what_overlaps_is_shown_and_not_added(read):
    drawn = read(program_waste(SAMPLE).svg())

    assert "0, and 266 not added" in drawn.words()
    assert "332 person-hours are counted. The largest: defects, 273." in drawn.words()
    assert drawn.overlapping_texts() == []


def test_halves_are_rounded_as_in_the_tables(read):
    assert "59" in read(program_waste(SAMPLE).svg()).words()


def test_only_overlaps_are_no_waste_to_count():
    assert "No waste" not in program_waste(SAMPLE[1:2]).text_alternative
    assert program_waste([]).text_alternative.endswith("No waste was logged.")
