"""``vsm exercise group``: the coach's view of a group at its exercises, in the terminal."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vsm_toolkit.cli.app import JsonOption, app, as_seen, print_json, say_line
from vsm_toolkit.errors import UsageError

if TYPE_CHECKING:
    from vsm_toolkit.exercises.group_view import GroupView

exercise_app = typer.Typer(
    help="Exercises that check themselves: a learner's folder, the key, the coach's view of the group.",
    no_args_is_help=True,
)
app.add_typer(exercise_app, name="exercise")


@exercise_app.command()
def group(
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="The learners' folder, or one that holds their folders.")
    ],
    as_json: JsonOption = False,
) -> None:
    """Show who could use a hand, what many misread, and what to talk about next. Nothing leaves this machine."""
    from vsm_toolkit.exercises.catalogue import exercise_titles, feedback_on
    from vsm_toolkit.exercises.group_view import view_group
    from vsm_toolkit.exercises.group_words import STAYS_HERE, debrief_words, hand_words, misconception_words
    from vsm_toolkit.io.progress_file import read_group
    from vsm_toolkit.io.shipped_files import sample_engagement

    if not folder.is_dir():
        message = f"{folder} is no folder. Name the folder the learners' notebooks lie in."
        raise UsageError(message)
    progress = read_group(folder)
    seen = view_group(progress.attempts, datetime.now(UTC))
    if as_json:
        print_json({**_document(seen), "damage": list(progress.damage)})
        return
    titles = exercise_titles()
    for sentence in (debrief_words(seen, titles), hand_words(seen)):
        if sentence:
            say_line(sentence)
    for common in seen.misconceptions:
        feedback = feedback_on(common.exercise, common.task, common.misconception, sample=sample_engagement)
        say_line(f"  {misconception_words(common, titles, feedback)}")
    if seen.learners:
        _print_learners(seen, titles)
        say_line(STAYS_HERE)
    for sentence in progress.damage:
        say_line(sentence)


def _print_learners(seen: GroupView, titles: dict[str, str]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from vsm_toolkit.exercises.group_words import STANDING_WORDS, ago_words, effort_words, place_words

    table = Table("Learner", "Where", "What was tried", "When", "How it goes")
    for each in seen.learners:
        cells = (
            each.learner,
            place_words(each, titles),
            effort_words(each),
            ago_words(each.since),
            STANDING_WORDS[each.standing],
        )
        table.add_row(*(Text(as_seen(cell)) for cell in cells))
    Console(soft_wrap=False).print(table)


def _document(seen: GroupView) -> dict[str, object]:
    learners = [
        {**asdict(each), "since": None if each.since is None else round(each.since.total_seconds())}
        for each in seen.learners
    ]
    return {
        "learners": learners,
        "misconceptions": [asdict(each) for each in seen.misconceptions],
        "debrief_next": seen.debrief_next,
        "debrief_learners": seen.debrief_learners,
    }
