from __future__ import annotations

import subprocess
import sys
from importlib.metadata import version

import pytest

from vsm_toolkit import upstream_patches
from vsm_toolkit.upstream_patches import GRAMMARS_SEEN, build_grammars_when_used, is_grammar_patch_needed

CHECK = """
import sys
from vsm_toolkit.upstream_patches import build_grammars_when_used
if {patched}:
    assert build_grammars_when_used()
import jsonschema
def verdicts():
    check = jsonschema.FormatChecker()
    for kind in ("iri", "iri-reference"):
        for text in ("http://example.org/ä", "no scheme", "ä/b", "http://exa mple.org", 3):
            yield check.conforms(text, kind)
before = "lark" in sys.modules
print(list(verdicts()), before, "lark" in sys.modules)
"""


def run(code):
    """Run code in a fresh Python and give what it printed."""
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()


def test_the_grammars_are_built_at_first_use_and_say_the_same():
    patched, plain = run(CHECK.format(patched=True)), run(CHECK.format(patched=False))

    assert patched.endswith("False True"), "lark was imported although nobody had asked for a grammar"
    assert plain.endswith("True True"), "upstream no longer builds grammars on import: take the patch away"
    assert patched.removesuffix("False True") == plain.removesuffix("True True")


def test_the_patch_is_for_the_release_it_was_written_for():
    installed = version("rfc3987-syntax")

    assert is_grammar_patch_needed() == installed.startswith(f"{GRAMMARS_SEEN}.")
    assert is_grammar_patch_needed(), f"rfc3987-syntax {installed}: look whether its import is still slow, then say so"


def test_another_release_is_left_alone(monkeypatch):
    monkeypatch.setattr(upstream_patches, "version", lambda _: "9.0.0")
    before = list(sys.meta_path)

    assert not build_grammars_when_used()
    assert sys.meta_path == before


def test_without_the_package_there_is_nothing_to_do(monkeypatch):
    def missing(_):
        raise upstream_patches.PackageNotFoundError

    monkeypatch.setattr(upstream_patches, "version", missing)

    assert not is_grammar_patch_needed()


@pytest.mark.parametrize("module", ["vsm_toolkit", "vsm_toolkit.reports.batch_run", "vsm_toolkit.upstream_patches"])
def test_importing_patches_nothing(module):
    code = f"import sys, {module}; print(any('Grammars' in type(each).__name__ for each in sys.meta_path))"

    assert run(code) == "False"
