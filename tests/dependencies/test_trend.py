from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from tests.dependencies.dependency_rows import row, rows, stream_with
from vsm_toolkit.dependencies import (
    dependency_trend,
)


class TestTrend:
    BEFORE = stream_with(
        row("soft", strength="hard", impact="blocking", frequency_per_item=1, wait_per_occurrence=8),
        row("hard", strength="soft"),
        row("gone"),
        row("same", strength="hard"),
    )
    AFTER = stream_with(
        row("soft", strength="soft", impact="slowing", frequency_per_item=1, wait_per_occurrence=4),
        row("hard", strength="hard"),
        row("same", strength="hard"),
        row("new"),
    )

    def test_says_for_every_dependency_in_what_it_changed(self):
        trend = dependency_trend(self.BEFORE, self.AFTER)

        assert [(change.dependency.id, change.kind, change.is_better) for change in trend.changes] == [
            ("soft", "softened", True),
            ("soft", "impact changed", True),
            ("soft", "wait changed", True),
            ("hard", "hardened", False),
            ("new", "added", None),
            ("gone", "removed", None),
        ]

    def test_keeps_the_values_on_both_sides_and_the_dates(self):
        trend = dependency_trend(self.BEFORE, self.AFTER, before_on=date(2025, 1, 6), after_on=date(2025, 2, 14))
        waits = next(change for change in trend.changes if change.kind == "wait changed")

        assert (waits.before, waits.after) == (8, 4)
        assert (trend.before_on, trend.after_on) == (date(2025, 1, 6), date(2025, 2, 14))
        assert [each.id for each in trend.of_kind("softened")] == ["soft"]

    def test_learning_what_was_not_known_is_neither_better_nor_worse(self):
        trend = dependency_trend(
            stream_with(row()), stream_with(row(strength="soft", frequency_per_item=1, wait_per_occurrence=8))
        )

        assert {(change.kind, change.is_better) for change in trend.changes} == {
            ("strength recorded", None),
            ("wait changed", None),
        }

    @given(st.lists(rows, unique_by=lambda each: each.id))
    def test_a_map_beside_itself_has_no_changes(self, drawn):
        assert dependency_trend(stream_with(*drawn), stream_with(*drawn)).changes == ()
