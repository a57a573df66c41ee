from __future__ import annotations

from tests.report_runs import CLAIMS, PLATFORM, RULES, a_step, report_on, rows_by_name, sample_block
from vsm_toolkit.model import Change, Edge, ReworkLoop, ValueStream
from vsm_toolkit.reports.blocks.before_after import write_block


def line_of(*waits):
    """Give a line of steps, some with an unknown wait."""
    steps = [a_step(str(n), work=2, **({} if wait is None else {"wait": wait})) for n, wait in enumerate(waits)]
    edges = [Edge(from_step=str(n), to_step=str(n + 1)) for n in range(len(waits) - 1)]
    return ValueStream(name="Line", steps=steps, edges=edges)


def change(**more):
    return Change(**{"kind": "improvement", "status": "done", "key": "0", "field": "wait_time", "value": 4, **more})


def changes_table(*changes, stream=None):
    return write_block(report_on(stream or line_of(8, 8), *changes)).tables[1]


def test_the_sentences_of_a_feature_stream():
    sentences = " ".join(sample_block(CLAIMS, "C").lead)

    assert (
        "Changes at “Build and unit test” (in-step delay) and “Code review and merge” (wait) made the work better but"
        " did not shorten first-pass lead time. They are not on the critical path."
    ) in sentences
    assert (
        "Handoffs cost 6.75 person-hours less per item, 176 hours a year (done changes only): hours returned, not"
        " budget saved."
    ) in sentences


def test_one_step_with_two_changes_is_named_once():
    assert sample_block(PLATFORM, "C").lead[0] == (
        "Changes at “Namespace and pipeline set-up” (wait and process time) made the work better but did not shorten"
        " first-pass lead time. It is not on the critical path."
    )


def test_states_keep_done_and_projected_apart():
    states = rows_by_name(sample_block(CLAIMS, "C").tables[0])
    columns = ("Claim", "Lead time", "Working hours", "Handoffs", "Activity ratio", "Rolled %C&A")
    shown = {name: tuple(row[column] for column in columns) for name, row in states.items()}

    assert shown == {
        "Baseline": ("as mapped", "14.2 wk", "569", "12", "12.8 %", "6.3 %"),
        "Done": ("done", "12.9 wk", "517", "11", "14.1 %", "7.6 %"),
        "If what is in progress holds": ("projected", "12.5 wk", "501", "11", "14.6 %", "8.7 %"),
    }


def test_the_activity_ratio_falls_while_the_platform_gets_faster():
    states = rows_by_name(sample_block(PLATFORM, "C").tables[0])
    before, done = states["Baseline"], states["Done"]

    assert (before["Activity ratio"], done["Activity ratio"]) == ("5.7 %", "5.3 %")
    assert (before["Working hours"], done["Working hours"]) == ("161.3", "137.3")
    assert (before["Rolled %C&A"], done["Rolled %C&A"]) == ("10.4 %", "23 %")


def test_every_changed_value_has_its_tag_and_effect():
    table = sample_block(CLAIMS, "C").tables[1]
    rows = {row[1:3]: row for row in table.rows}

    assert len(table.rows) == 12
    assert rows["UX design", "wait"][3:7] == ("7 d", "3 d", "re-estimated", "−32")
    assert rows["Code review and merge", "wait"][6] == "0"
    assert rows["System and regression test → Build and unit test", "share sent back"][3:6] == (
        *("30 %", "18 %", "in progress"),
    )
    assert rows["UX design", "team"][3:5] == ("UX Design", "Claims Portal")


def test_the_effect_together_is_said_for_the_states_there_are():
    claims, platform = (sample_block(name, "C").tables[1].note for name in (CLAIMS, PLATFORM))

    assert claims.startswith("Together, recomputed on the map, done: −52 wh; if what is in progress holds: −68 wh. ")
    assert platform.startswith("Together, recomputed on the map, done: −24 wh. Effects")


def test_handoffs_shift_between_classes():
    assert sample_block(RULES, "C").tables[2].rows == (
        ("empowered", "1", "1", "8", "2"),
        ("influence", "4", "4", "100", "80"),
        ("not empowered", "5", "5", "540", "540"),
    )


def test_without_changes_there_is_nothing_to_compare():
    block = write_block(report_on(line_of(8)))

    assert block.lead == ("No change is recorded since the baseline, so there is nothing to compare yet.",)
    assert (block.pictures, block.tables) == ((), ())


def test_corrections_are_told_apart_from_improvements():
    block = write_block(report_on(line_of(8, 8), change(kind="correction", value=16), change(value=4)))

    assert block.lead[0] == "Corrections of the first map made the baseline 8 hours longer; they are not improvements."
    assert [row[0] for row in block.tables[0].rows] == ["First map", "Baseline", "Done"]
    assert [row[5] for row in block.tables[1].rows] == ["correction", "re-estimated"]


def test_an_unknown_lead_time_gives_bounds_no_differences_and_no_picture():
    block = write_block(report_on(line_of(8, None), change()))

    assert [row[2] for row in block.tables[0].rows] == ["≥ 12 h", "≥ 8 h"]
    assert block.tables[1].rows[0][6] == "?"
    assert block.tables[1].note == "Effects of single changes do not add up to their effect together."
    assert block.pictures == ()


def test_a_value_nobody_knew_before_is_a_question_mark():
    assert changes_table(change(key="1"), stream=line_of(8, None)).rows[0][3:5] == ("?", "4 h")


def test_words_of_an_edited_field_are_read_as_words():
    table = changes_table(change(field="automated", value=True), change(field="removed", value=True))

    assert table.rows[0][2:5] == ("automated", "?", "yes")
    assert table.rows[1][2:5] == ("step removed", "", "removed")


def test_an_edge_that_is_removed_is_no_step():
    table = changes_table(change(table="edges", key="0>1", field="removed", value=True))

    assert table.rows[0][1:5] == ("Step 0 → Step 1", "edge removed", "", "removed")


def test_a_change_of_a_loop_names_both_ends_whatever_their_ids():
    stream = line_of(8, 8)
    steps = [stream.steps[0].with_changes(id="a>b"), stream.steps[1].with_changes(id="c")]
    edited = stream.with_changes(
        steps=steps,
        edges=[Edge(from_step="a>b", to_step="c")],
        loops=[ReworkLoop(from_step="c", to_step="a>b", probability=0.2)],
    )
    table = changes_table(change(table="loops", key="c>a>b", field="probability", value=0.1), stream=edited)

    assert table.rows[0][1:5] == ("Step 1 → Step 0", "share sent back", "20 %", "10 %")
