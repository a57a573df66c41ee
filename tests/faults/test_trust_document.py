"""Every promise in docs/trust.md leads to a test that exists."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROOF = re.compile(r"\[`(test_\w+)`\]\(\.\./(tests/[\w/.]+)\)")


def promises():
    """Give the rows of the table of promises."""
    text = (ROOT / "docs" / "trust.md").read_text(encoding="utf-8")
    _, _, table = text.partition("| promise | proof | reached | goal |\n")
    rows = [line.split("|")[1:-1] for line in table.split("\n\n")[0].splitlines()[1:]]
    return [[cell.strip() for cell in row] for row in rows]


def test_every_promise_has_a_proof_that_exists():
    missing = [
        f"{promise}: {name}"
        for promise, proof, _, _ in promises()
        for name, path in PROOF.findall(proof) or [("no test", "")]
        if not path or f"def {name}(" not in (ROOT / path).read_text(encoding="utf-8")
    ]

    assert len(promises()) > 20
    assert missing == []


def test_every_promise_says_what_was_reached_and_what_the_goal_is():
    assert [row[0] for row in promises() if len(row) != 4 or not all(row)] == []


def test_every_fault_test_belongs_to_a_promise():
    proofs = {path for _, proof, _, _ in promises() for _, path in PROOF.findall(proof)}
    files = {path.relative_to(ROOT).as_posix() for path in (ROOT / "tests" / "faults").glob("test_*.py")}

    assert files - proofs - {"tests/faults/test_trust_document.py"} == set()
