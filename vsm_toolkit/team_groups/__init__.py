"""Which teams belong together: what a grouping costs to coordinate, and a proposal within two sizes.

The figures know structure only, neither people, skills nor history; a proposal is a question for the teams, never an
organisation chart.
"""

from __future__ import annotations

from vsm_toolkit.team_groups.coordination import (
    GroupStructure,
    adjusted_rand_index,
    coordination_cost,
    group_structure,
    step_interactions,
    steps_by_team,
    team_interactions,
)
from vsm_toolkit.team_groups.proposal import GroupProposal, propose_groups

__all__ = [
    "GroupProposal",
    "GroupStructure",
    "adjusted_rand_index",
    "coordination_cost",
    "group_structure",
    "propose_groups",
    "step_interactions",
    "steps_by_team",
    "team_interactions",
]
