"""The roll-up session, once a quarter: its script, what is still missing at its end, and what it leaves behind."""

from __future__ import annotations

from typing import Final

from vsm_toolkit.facilitation.script import Prompt, SessionScript, Timebox
from vsm_toolkit.program.asks_funnel import OLD_DAYS
from vsm_toolkit.program.experiment import SystemicExperiment
from vsm_toolkit.program.roll_up import FEWEST_TO_RANK, RollUp

ROLL_UP: Final = SessionScript(
    notebook="08",
    title="Program roll-up",
    aim="What no team can fix alone: one systemic experiment, with an owner.",
    room="program leads, Dojo lead, two team members of each engagement; the providers that are waited for most",
    blocks=(
        Timebox("Names: who is the same", 10),
        Timebox("What surprises me, each on their own", 5, silent=True),
        Timebox("Constraints by volume and by reach", 15),
        Timebox("Asks older than 30 days", 10),
        Timebox("What one team solved and another still suffers", 8),
        Timebox("One systemic experiment", 12),
    ),
    prompts=(
        Prompt("Do these two names mean the same team? Who knows for certain?", "only what is confirmed is joined"),
        Prompt("Which provider appears in most maps, and have we asked them what they need?", "reach before volume"),
        Prompt("How much of this provider's week do these streams take already?", "load before pressure"),
        Prompt("Which asks are older than 30 days, and who answers them today?", "", "those who can decide"),
        Prompt("What did one team solve that another still suffers?", "adoption", "team members"),
        Prompt("What is the smallest thing we can try together, and who owns it?", "the experiment"),
    ),
    write_first="The one thing that no single team could change, and the first step you would try.",
    aloud=(
        "A provider that is waited for was in the room, or somebody goes to them this week.",
        "Nobody has compared home teams, added up lead times or averaged activity ratios.",
    ),
    saves="the answers about names, one experiment with its owner, and the program report",
    traps=(
        "A league table of teams.",
        "Adding up lead times of different streams.",
        "Averaging activity ratios.",
        "Pressing a provider that is already full.",
        "Three experiments instead of one.",
    ),
)
"""The session of notebook 08; it is about a program, so it is not among the sessions of one engagement."""


def program_exit_check(figures: RollUp, experiment: SystemicExperiment) -> tuple[str, ...]:
    """List what the session still lacks, in sentences; empty when nothing does. No point is a gate.

    Examples
    --------
    >>> from vsm_toolkit.program.roll_up import roll_up
    >>> program_exit_check(roll_up([]), SystemicExperiment())[0]
    'The roll-up rests on 0 engagements, so nothing is ranked. Which teams could share theirs?'
    """
    missing = []
    included = figures.participation.included
    if included < FEWEST_TO_RANK:
        what = f"{included} engagement{'' if included == 1 else 's'}"
        missing.append(f"The roll-up rests on {what}, so nothing is ranked. Which teams could share theirs?")
    questions = len(figures.open_names)
    if questions:
        what = "1 question about names is" if questions == 1 else f"{questions} questions about names are"
        missing.append(f"{what} not answered; until then one provider may look like several.")
    lacking = experiment.missing()
    if lacking:
        missing.append(f"The systemic experiment does not say {', '.join(lacking)}.")
    old = len(figures.asks.older_than())
    if old:
        what = "1 ask is" if old == 1 else f"{old} asks are"
        missing.append(f"{what} open for more than {OLD_DAYS} days. Who answers, and until when?")
    return tuple(missing)


def program_saved(figures: RollUp, experiment: SystemicExperiment) -> tuple[str, ...]:
    """Say what the session left behind, one sentence per kind of thing.

    Examples
    --------
    >>> from vsm_toolkit.program.roll_up import roll_up
    >>> program_saved(roll_up([]), SystemicExperiment(what="Pull reviews daily", owner_role="CISO"))[-1]
    'The systemic experiment, owned by CISO: Pull reviews daily'
    """
    joined = len(figures.confirmed_names)
    sentences = [f"{joined} name{'' if joined == 1 else 's'} joined, {len(figures.open_names)} still to be answered."]
    if experiment.what.strip():
        owner = experiment.owner_role.strip() or "nobody yet"
        return (*sentences, f"The systemic experiment, owned by {owner}: {experiment.what}")
    return (*sentences, "No systemic experiment yet.")
