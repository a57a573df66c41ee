"""The layout of the house as a script: what lies where, what stays light, and that the papers match the code."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "vsm_toolkit"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

WITHOUT_A_TEST_OF_THEIR_OWN = {
    "__init__": "holds names, or nothing",
    "__main__": "one line that calls cli, which has a test",
    "errors": "tested where each error is raised",
}
HEAVY = ("pandas", "altair", "networkx", "numpy", "pydantic")
LITTER = {".git", ".venv", "__pycache__", "build", "dist", "reports", ".hypothesis", ".ipynb_checkpoints"}
SOMEBODYS_MACHINE = re.compile(r"(?<![\w.])(/(work|root)/|/(home|Users)/\w+/|[A-Z]:\\Users\\)")
MARKDOWN_LINK = re.compile(r"\[[^\]]*\]\(\s*<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\s*\)")


def project_files() -> list[Path]:
    """List what git tracks or would track; without git, every file that is not plainly litter."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        listing = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode()
        found = [ROOT / name for name in listing.split("\0") if name]
    except (OSError, subprocess.CalledProcessError):
        found = [path for path in ROOT.rglob("*") if not LITTER & set(path.relative_to(ROOT).parts[:-1])]
    return sorted(path for path in found if path.is_file())


def modules() -> list[Path]:
    """List the modules of the package, from the package folder on."""
    return sorted(path.relative_to(PACKAGE) for path in PACKAGE.rglob("*.py") if "shipped" not in path.parts)


def test_every_module_has_its_mirrored_test_file():
    missing = [
        f"tests/{module.parent / f'test_{module.name}'}"
        for module in modules()
        if module.stem not in WITHOUT_A_TEST_OF_THEIR_OWN
        and not (ROOT / "tests" / module.parent / f"test_{module.name}").exists()
    ]

    assert missing == []


def test_no_module_is_an_attic():
    attics = {"utils.py", "helpers.py", "common.py", "misc.py"}

    assert [str(module) for module in modules() if module.name.lstrip("_") in attics] == []


def test_every_module_says_what_it_is_for():
    silent = [
        str(module)
        for module in modules()
        if not ast.get_docstring(ast.parse((PACKAGE / module).read_text(encoding="utf-8")))
    ]

    assert silent == []


def test_importing_the_package_stays_light():
    question = f"import sys, vsm_toolkit; print(*[name for name in {HEAVY!r} if name in sys.modules])"
    answer = subprocess.run([sys.executable, "-c", question], cwd=ROOT, capture_output=True, text=True, check=True)

    assert answer.stdout.split() == []


def test_no_file_names_somebodys_machine():
    found = []
    for path in project_files():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [f"{path.relative_to(ROOT)}: {match.group()}" for match in SOMEBODYS_MACHINE.finditer(text)]

    assert found == []


@pytest.mark.parametrize("folder", ["/{}/main", "'/{}/.cache'", "(/{}/vsm)"])
@pytest.mark.parametrize("place", ["work", "root", "home/ana", "Users/ana"])
def test_a_path_on_somebodys_machine_is_recognised(folder, place):
    assert SOMEBODYS_MACHINE.search(folder.format(place))


@pytest.mark.parametrize("text", ["team/{}/items", "https://example.org/{}/", "./{}/map.toml"])
@pytest.mark.parametrize("place", ["work", "root", "home/ana"])
def test_an_address_or_a_relative_path_is_not_somebodys_machine(text, place):
    assert not SOMEBODYS_MACHINE.search(text.format(place))


def missing_link_targets(markdown: str, folder: Path) -> list[str]:
    """List the relative links of a Markdown text, read from a folder, that lead nowhere."""
    prose = re.sub(r"```.*?```|`[^`\n]*`", "", markdown, flags=re.DOTALL)
    targets = [target.partition("#")[0] for target in MARKDOWN_LINK.findall(prose)]
    relative = [target for target in targets if target and not re.match(r"[a-z]+:", target)]
    return [target for target in relative if not (folder / target).exists()]


def test_no_link_in_the_papers_leads_nowhere():
    missing = {
        str(path.relative_to(ROOT)): targets
        for path in project_files()
        if path.suffix == ".md" and (targets := missing_link_targets(path.read_text(encoding="utf-8"), path.parent))
    }

    assert missing == {}


def test_a_link_that_leads_nowhere_is_noticed():
    markdown = '[a](README.md) [b](gone.md#part) [c](https://dora.dev) [d](#here) `[e](code.md)` [f](docs/ "title")'

    assert missing_link_targets(markdown, ROOT) == ["gone.md"]


def test_every_decision_has_its_number_and_the_same_three_parts():
    wrong = []
    for number, path in enumerate(sorted((ROOT / "docs" / "decisions").glob("*.md")), 1):
        headings = re.findall(r"^#+ .*$", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
        shape = ["## Context", "## Decision", "## Consequences"]
        numbered = (
            path.name.startswith(f"{number:04d}-") and bool(headings) and headings[0].startswith(f"# {number:04d}. ")
        )
        if not numbered or headings[1:] != shape:
            wrong.append(path.name)

    assert wrong == []


def test_every_changelog_fragment_is_one_sentence_under_a_known_heading():
    wrong = [
        path.name
        for path in sorted((ROOT / "changelog.d").glob("*"))
        if path.name != "README.md"
        and not (
            re.fullmatch(r"[a-z0-9-]+\.(added|changed|fixed)\.md", path.name)
            and re.fullmatch(r"[^\n]+\.\n", path.read_text(encoding="utf-8"))
        )
    ]

    assert wrong == []


def layers() -> list[str]:
    """Give the layers of the import contract, top first."""
    contracts = PROJECT["tool"]["importlinter"]["contracts"]
    return next(contract["layers"] for contract in contracts if contract["type"] == "layers")


def test_contributing_draws_the_layers_that_are_enforced():
    contributing = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    (diagram,) = re.findall(r"```layers\n(.*?)```", contributing, flags=re.DOTALL)

    assert diagram.splitlines() == layers()


def test_contributing_says_where_every_module_of_the_contract_lives():
    contributing = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    mapped = set(re.findall(r"^\| `([a-z_]+)(?:/|\.py)`", contributing, flags=re.MULTILINE))

    assert mapped == {name for layer in layers() for name in layer.split(" | ")}


def test_the_security_floors_are_the_ones_decided():
    decision = (ROOT / "docs" / "decisions" / "0004-dependency-floors.md").read_text(encoding="utf-8")
    floors = re.findall(r"^\| `([a-z-]+>=[\d.]+)` \|", decision, flags=re.MULTILINE)
    declared = {requirement.partition(",")[0] for requirement in PROJECT["project"]["dependencies"]}

    assert len(floors) == 3
    assert set(floors) <= declared


def test_the_glossary_has_every_term_once_in_alphabetical_order():
    glossary = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    terms = [term.lower().lstrip("%") for term in re.findall(r"^\| \*\*(.+?)\*\*", glossary, flags=re.MULTILINE)]

    assert len(terms) > 50
    assert terms == sorted(set(terms))
