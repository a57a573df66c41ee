"""The program report: a roll-up with what its blocks need to be written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from typing import Final

from vsm_toolkit.display import Block, list_in_words, quoted_name
from vsm_toolkit.errors import UsageError
from vsm_toolkit.program.experiment import SystemicExperiment
from vsm_toolkit.program.roll_up import FEWEST_TO_RANK, RollUp
from vsm_toolkit.reports.wording import plural

BLOCKS: Final = {
    "A": "at_a_glance",
    "B": "shared_waiting",
    "C": "blocking_teams",
    "D": "waste_in_common",
    "E": "asks",
    "F": "kept_and_adopted",
    "G": "lead_time_and_evidence",
    "H": "names_and_methods",
}
"""The blocks a program report has, in order, and the module that writes each."""

MOST_PROGRAMS: Final = 3


@dataclass(frozen=True, slots=True)
class ProgramReport:
    """One program report.

    Attributes
    ----------
    refused : int
        Files that are no report a roll-up can use.
    """

    figures: RollUp
    experiment: SystemicExperiment = field(default_factory=SystemicExperiment)
    refused: int = 0

    @property
    def title(self) -> str:
        """What to call the report."""
        programs = [quoted_name(name) for name in self.figures.programs]
        shown = programs[:MOST_PROGRAMS]
        more = len(programs) - len(shown)
        return list_in_words([*shown, *([f"{more} more"] if more else [])]) or "Value streams of several teams"

    def no_rank(self) -> str:
        """Say why nothing is ranked; ``""`` when it is."""
        if self.figures.may_rank:
            return ""
        return (
            f"It rests on {plural(self.figures.participation.included, 'engagement')}. Below {FEWEST_TO_RANK} nothing"
            " is ranked: the tables are in the order of the alphabet, and no picture compares."
        )

    def block(self, key: str) -> Block:
        """Write one block, by its letter.

        Raises
        ------
        UsageError
            When the report has no such block.
        """
        if key not in BLOCKS:
            message = f"The program report has no block {key!r}; it has {', '.join(BLOCKS)}."
            raise UsageError(message)
        write: Callable[[ProgramReport], Block] = import_module(f"{__package__}.{BLOCKS[key]}").write_block
        return write(self)


def block_titles() -> dict[str, str]:
    """Give the title of each block by its letter, without writing any of them.

    Examples
    --------
    >>> block_titles()["A"]
    'At a glance'
    """
    return {key: import_module(f"{__package__}.{name}").TITLE for key, name in BLOCKS.items()}
