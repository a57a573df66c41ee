import pytest

from tests.dependencies.dependency_rows import row, stream_with
from vsm_toolkit.changes import apply_changes
from vsm_toolkit.dependencies import (
    what_would_make_soft,
)
from vsm_toolkit.model import (
    DependencyStrength,
)


class TestWhatWouldMakeSoft:
    @pytest.mark.parametrize(
        ("kind", "first"),
        [("knowledge.expertise", "self-service"), ("resource.technical", "feature flag"), ("Process", "self-service")],
    )
    def test_suggests_by_the_class_of_the_dependency(self, kind, first):
        assert what_would_make_soft(row(kind=kind, strength="hard"))[0].way == first

    def test_without_a_known_class_it_asks_for_it(self):
        options = what_would_make_soft(row(kind="something else"))

        assert len(options) == 4
        assert all("Ask first" in option.words for option in options)

    def test_a_soft_dependency_needs_nothing(self):
        assert what_would_make_soft(row(strength="soft")) == ()

    def test_every_suggestion_is_a_what_if_that_can_be_applied(self):
        stream = stream_with(row(kind="resource.entity", strength="hard"))
        after = [apply_changes(stream, option.changes) for option in what_would_make_soft(stream.dependencies[0])]

        assert all(each.dependencies[0].strength is DependencyStrength.SOFT for each in after)
