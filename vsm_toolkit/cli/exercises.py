"""``vsm exercise``: a folder of exercises for a learner, the key for the instructor, copies for who edits them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from vsm_toolkit.cli.app import say
from vsm_toolkit.cli.exercise_group import exercise_app

SeedOption = Annotated[
    int | None, typer.Option(metavar="NUMBER", help="Fresh numbers, 0 to 9999: the same seed gives the same numbers.")
]


@exercise_app.command("new")
def new_exercises(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="The folder to make, or to bring up to date.")],
    seed: SeedOption = None,
    learner: Annotated[str, typer.Option(metavar="NAME", help="Whose folder it is; a pair gives two names.")] = "",
) -> None:
    """Make a folder with the exercise notebooks. Run again, it only adds: a notebook somebody changed stays."""
    from vsm_toolkit.io.exercise_folder import make_exercise_folder

    made = make_exercise_folder(folder, seed=seed, learner=learner)
    say(f"Notebooks: {len(made.added)} added, {len(made.refreshed)} refreshed, {len(made.kept)} kept.")
    for name in made.kept:
        say(f"  kept {name}: its cells were changed here. Rename it and run this again to get the new one as well.")
    say(f"Open them with: vsm lab {folder}")
    say(f"The answers: vsm exercise key{'' if seed is None else f' --seed {seed}'}")


@exercise_app.command()
def key(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[EXERCISE...]", help="e01 to e12; all by default.")
    ] = None,
    seed: SeedOption = None,
    misconceptions: Annotated[bool, typer.Option("--misconceptions", help="What each misconception answers.")] = False,
) -> None:
    """Print the answers of the exercises, computed from their numbers."""
    from vsm_toolkit.exercises.catalogue import MODULES, build_exercise
    from vsm_toolkit.exercises.group_words import exercise_words
    from vsm_toolkit.exercises.instructor_key import instructor_key
    from vsm_toolkit.io.shipped_files import sample_engagement

    for name in names or MODULES:
        made = build_exercise(name, seed, sample=sample_engagement)
        say(f"{exercise_words(made.key, {made.key: made.title})} ({made.minutes} minutes)")
        for line in instructor_key(made):
            say(f"  {line.task}  {line.answer}")
            if misconceptions:
                for wrong, slip in line.wrong:
                    say(f"       {wrong}: {slip.replace('_', ' ')}")


@exercise_app.command()
def refresh(
    run: Annotated[bool, typer.Option("--run", help="Run the solutions first and keep their new outputs.")] = False,
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[EXERCISE...]", help="Which to run; all by default.")
    ] = None,
) -> None:
    """For who edits the exercises: write the learners' copies anew from the solutions."""
    from vsm_toolkit.io.exercise_folder import refresh_copies, run_solutions

    if run:
        say(f"{len(run_solutions(tuple(names or ())))} solutions run.")
    stale = refresh_copies()
    say(f"{len(stale)} copies written: {', '.join(stale)}." if stale else "Every copy was up to date.")
