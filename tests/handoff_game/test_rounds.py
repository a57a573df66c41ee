"""The rounds of the game: the same items and hands, other batches and other handoffs."""

from pathlib import Path

import pytest

from vsm_toolkit.errors import UsageError
from vsm_toolkit.handoff_game.rounds import plan_rounds


def test_the_first_three_rounds_differ_by_nothing_but_their_batch():
    big, smaller, one, *_ = plan_rounds()

    assert (big.batch_size, smaller.batch_size, one.batch_size) == (20, 5, 1)
    assert big.roles == smaller.roles == one.roles
    assert big.jobs == smaller.jobs == one.jobs


def test_smaller_batches_are_passed_on_more_often_and_fewer_roles_less_often():
    transfers = {plan.key: (plan.handoffs, plan.transfers) for plan in plan_rounds()}

    assert transfers == {
        "big_batch": (4, 4),
        "smaller_batches": (4, 16),
        "one_at_a_time": (4, 80),
        "one_role_decides": (3, 60),
        "two_roles_merged": (3, 60),
    }


def test_a_merged_role_keeps_both_jobs_and_a_deciding_role_lets_one_fall():
    *_, decides, merged = plan_rounds(["Product", "Dev", "QA", "Ops"])

    assert (decides.roles, decides.jobs) == (
        ("Product", "Dev, decides", "Ops"),
        (("Product",), ("Dev",), ("Ops",)),
    )
    assert (merged.roles, merged.jobs) == (("Product", "Dev + QA", "Ops"), (("Product",), ("Dev", "QA"), ("Ops",)))
    assert merged.extra


@pytest.mark.parametrize(
    ("roles", "items", "batch", "match"),
    [
        (["A", "B", "C"], 20, 5, "needs 4 or 5 roles with a name each, and this has 3"),
        (["A", "B", " ", "D"], 20, 5, "this has 3"),
        (["A", "B", "C", "a"], 20, 5, "Two roles have the same name"),
        (["A", "B", "C", "D" * 31], 20, 5, "30 characters"),
        (["A", "B", "C", "D"], 3, 2, "4 to 40 items, and this has 3"),
        (["A", "B", "C", "D"], 20, 11, "take 2 to 10 instead of 11"),
        (["A", "B", "C", "D"], 20, 1, "take 2 to 10 instead of 1"),
    ],
)
def test_a_game_that_cannot_be_played_is_refused_with_what_can(roles, items, batch, match):
    with pytest.raises(UsageError, match=match):
        plan_rounds(roles, items, batch)


def test_the_printed_sheet_names_every_round_and_rule_of_the_screen():
    sheet = (Path(__file__).resolve().parents[2] / "exercises" / "handoff_game_sheet.html").read_text(encoding="utf-8")
    big, smaller, one, *_ = plan_rounds()

    assert all(each.rule in sheet for each in (big, smaller))
    assert one.rule.removesuffix(" Nothing else changes.") in sheet
    assert all(
        f"{number} {plan.title.rpartition(': ')[2].capitalize()}" in sheet
        for number, plan in enumerate(plan_rounds(), 1)
    )
