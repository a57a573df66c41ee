#!/usr/bin/env python3
"""The one door to every command; needs nothing but Python 3.11 and pip, and sets the rest up on first use.

python3 run.py report [ARGS]   reports on the sample engagements, or `vsm report ARGS`
python3 run.py lab    [ARGS]   a workshop on a sample in JupyterLab, or `vsm lab ARGS`
python3 run.py test   [ARGS]   every test and every notebook, or `pytest ARGS`
python3 run.py trust  [ARGS]   the fault tests at length, with a table of what they reached
python3 run.py check           style, types, layers, docstrings, stripped notebooks
python3 run.py bench  [ARGS]   the scripts in benchmarks/
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
SCRIPTS = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = SCRIPTS / ("python.exe" if os.name == "nt" else "python")
READY_MARK = VENV / "vsm-ready"
UV_FOLDER = VENV / "uv"
OLDEST_PYTHON = (3, 11)
WORKSHOP = ROOT / "workshop"
SAMPLE = "claims-portal"
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")


def say(sentence: str) -> None:
    """Print one line at once, so that it stands before whatever a child process prints."""
    print(sentence, flush=True)


def child_environment() -> dict[str, str]:
    """Give what every child process sees: the project's Python first on PATH, and imports compiled once."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["PATH"] = f"{SCRIPTS}{os.pathsep}{environment.get('PATH', os.defpath)}"
    environment["VIRTUAL_ENV"] = str(VENV)
    return environment


def run(*command: str | Path, **more_environment: str) -> int:
    """Run a command in the project folder, wait for it, and give its exit code.

    The terminal sends Ctrl-C to the child as well: the child ends in its own way, then this program ends too.
    """
    environment = {**child_environment(), **more_environment}
    process = subprocess.Popen([str(part) for part in command], cwd=ROOT, env=environment)
    interrupted = False
    while True:
        try:
            code = process.wait()
        except KeyboardInterrupt:
            interrupted = True
        else:
            return sys.exit(130) if interrupted else code


def fingerprint() -> str:
    """Name what the environment was built from: where, with which Python, from which lock file.

    The first line is the folder: a moved environment cannot be mended, only rebuilt.
    """
    content = b"".join((ROOT / name).read_bytes() for name in ("uv.lock", "pyproject.toml"))
    return f"{ROOT}\n{sys.version_info.major}.{sys.version_info.minor} {hashlib.sha256(content).hexdigest()}\n"


def set_up() -> None:
    """Make ``.venv`` hold exactly the locked packages; at once when it already does.

    The mark that says so is written last, so an interrupted set-up continues at the next call.
    """
    wanted = fingerprint()
    found = READY_MARK.read_text(encoding="utf-8") if READY_MARK.exists() else ""
    if found == wanted and PYTHON.exists():
        return
    READY_MARK.unlink(missing_ok=True)
    say("Setting up .venv with the locked packages (once; a minute or so, about 850 MB) ...")
    moved = found.partition("\n")[0] not in ("", str(ROOT))
    if moved or not environment_works():
        step("making .venv", sys.executable, "-m", "venv", "--without-pip", "--clear", VENV)
    uv = find_uv() or install_uv()
    step(
        "installing the locked packages",
        *(uv, "sync", "--quiet", "--locked", "--compile-bytecode", "--python", PYTHON),
        UV_PROJECT_ENVIRONMENT=str(VENV),
        UV_PYTHON_DOWNLOADS="never",
    )
    READY_MARK.write_text(wanted, encoding="utf-8")


def environment_works() -> bool:
    """Say whether the Python in ``.venv`` starts and is of the version that runs this file."""
    if not (PYTHON.exists() and (VENV / "pyvenv.cfg").exists()):
        return False
    ask = "import sys; print(*sys.version_info[:2])"
    try:
        answer = subprocess.run([str(PYTHON), "-c", ask], capture_output=True, text=True, check=False)
    except OSError:
        return False
    return answer.stdout.split() == [str(part) for part in sys.version_info[:2]]


def find_uv() -> str | None:
    """Find the installer: one on PATH, else the one an earlier call put beside the environment."""
    return shutil.which("uv") or shutil.which("uv", path=UV_FOLDER / "bin")


def install_uv() -> str:
    """Fetch the installer into ``.venv/uv`` with this Python's pip, touching nothing outside the project."""
    if importlib.util.find_spec("pip") is None:
        sys.exit(
            f"{sys.executable} has no pip, which is needed once to fetch the installer uv. "
            "Install it (on Debian or Ubuntu: apt-get install python3-pip), then run the same command again."
        )
    # --target: a Debian Python is "externally managed" and refuses every other place.
    pip_install = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", "install", "--upgrade")
    settings = {"PIP_USER": "0", "PIP_ROOT_USER_ACTION": "ignore"}
    step("fetching the installer uv", *pip_install, "--target", UV_FOLDER, "uv", **settings)
    uv = find_uv()
    if uv is None:
        sys.exit(f"Setting up stopped: pip put no uv into {UV_FOLDER / 'bin'}. Install uv yourself, then run again.")
    return uv


def step(doing: str, *command: str | Path, **more_environment: str) -> None:
    """Run one step of the set-up, or end with a sentence that says how to go on."""
    if run(*command, **more_environment) != 0:
        sys.exit(
            f"Setting up stopped while {doing}; the lines above say why. "
            "Put that right (often it is the network), then run the same command again: it continues from here."
        )


def report(arguments: list[str]) -> int:
    """Write the team reports of the sample engagements, or what the arguments ask for."""
    vsm_report = (PYTHON, "-m", "vsm_toolkit", "report")
    if arguments:
        return run(*vsm_report, *arguments)
    engagements = sorted(path.parent for path in ROOT.glob("data/engagements/*/map.toml"))
    if not engagements:
        say("There is no map.toml in any folder under data/engagements, so there is nothing to report on.")
        return 1
    reports = ROOT / "reports"
    code = run(*vsm_report, *engagements, "--out", reports)
    if code == 0:
        say(f"\nThe reports are in {reports}; open one in any browser:")
        for page in sorted(reports.glob("*/report.html")):
            say(f"  {page.as_uri()}")
        say("To open the notebooks in JupyterLab: python3 run.py lab")
    return code


def lab(arguments: list[str]) -> int:
    """Open JupyterLab on a workshop folder made from a sample, or do what the arguments of `vsm lab` ask for."""
    vsm = (PYTHON, "-m", "vsm_toolkit")
    if arguments and not arguments[0].startswith("-"):
        return run(*vsm, "lab", *arguments)
    made = [] if (WORKSHOP / "map.toml").exists() else ["--sample", SAMPLE]
    # Run again, `vsm new` keeps the map and every notebook somebody changed.
    return run(*vsm, "new", WORKSHOP, *made) or run(*vsm, "lab", WORKSHOP, *arguments)


def test(arguments: list[str]) -> int:
    """Run every test and then every notebook, or only what the arguments name."""
    chromium = find_chromium()
    if not (chromium and playwright_starts()):
        chromium = install_chromium()
    environment = {"VSM_CHROMIUM": chromium} if chromium else {}
    pytest = (PYTHON, "-m", "pytest")
    if arguments:
        return run(*pytest, *arguments, **environment)
    in_parallel = ("-n", "2", "--dist", "loadscope")
    codes = [run(*pytest, *in_parallel, "--no-loadscope-reorder", **environment)]
    folders = sorted({path.parts[0] for path in notebooks() if path.parts[1] != "reports"})
    if folders:
        say("\nEvery notebook, cell by cell:")
        as_smoke_test = ("--nbval-lax", "--nbval-current-env", "--nbval-cell-timeout", "120")
        # A learner's copy asks what its solution answers; a browser test answers it, so only the solution runs here.
        copies = [path for path in notebooks() if (ROOT / path.parent / "solutions" / path.name).exists()]
        ignored = [f"--ignore={path.as_posix()}" for path in (Path("notebooks/reports"), *copies)]
        codes.append(run(*pytest, *in_parallel, *as_smoke_test, *ignored, *folders))
    return max(codes, key=abs)


def trust(arguments: list[str]) -> int:
    """Run the fault tests at length; ``--kills 100000`` and the like say how long, the rest goes to pytest."""
    environment, rest = {"VSM_TRUST": "long"}, []
    waiting = list(arguments)
    while waiting:
        word = waiting.pop(0)
        if word.startswith("--") and waiting and waiting[0].isdecimal():
            environment[f"VSM_TRUST_{word[2:].upper()}"] = waiting.pop(0)
        else:
            rest.append(word)
    chromium = find_chromium()
    if chromium:
        environment["VSM_CHROMIUM"] = chromium
    return run(PYTHON, "-m", "pytest", "tests/faults", *rest, **environment)


def notebooks() -> list[Path]:
    """List the project's notebooks, from the project folder on."""
    found = [path for folder in ("notebooks", "exercises") for path in (ROOT / folder).rglob("*.ipynb")]
    return sorted(path.relative_to(ROOT) for path in found if path.parent.name != ".ipynb_checkpoints")


def find_chromium() -> str | None:
    """Find the browser for the browser tests: what ``VSM_CHROMIUM`` names, else the first one on PATH."""
    named = os.environ.get("VSM_CHROMIUM")
    return named or next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)


def playwright_starts() -> bool:
    """Say whether the program that drives the browser runs here; a bare Debian lacks a library it needs."""
    asked = subprocess.run([str(PYTHON), "-m", "playwright", "--version"], capture_output=True, check=False)
    return asked.returncode == 0


def install_chromium() -> str | None:
    """Install Debian's Chromium and what drives it where that is possible without asking anyone.

    Where it is not, the tests say at their end what was not run.
    """
    if os.name == "nt" or os.geteuid() != 0 or shutil.which("apt-get") is None:
        return find_chromium()
    say("The browser tests lack Chromium or a library; installing Debian's with apt-get ...")
    quietly = {"DEBIAN_FRONTEND": "noninteractive"}
    packages = ["chromium", "fonts-liberation", "libatomic1"]
    if run("apt-get", "-qq", "update", **quietly) == 0:
        run("apt-get", "-qq", "install", "-y", "--no-install-recommends", *packages, **quietly)
    return find_chromium()


def check(arguments: list[str]) -> int:
    """Run every check, show every failure, and say at the end which checks failed."""
    if arguments:
        say(f"`check` takes no arguments, but was given: {' '.join(arguments)}.")
        return 2
    checks: dict[str, tuple[str | Path, ...]] = {
        "style (ruff check)": (PYTHON, "-m", "ruff", "check", "."),
        "format (ruff format)": (PYTHON, "-m", "ruff", "format", "--check", "."),
        "types (mypy)": (PYTHON, "-m", "mypy"),
        "layers (lint-imports)": (SCRIPTS / "lint-imports",),
        "docstrings (interrogate)": (PYTHON, "-m", "interrogate", "--quiet", "vsm_toolkit"),
    }
    # Solutions keep their checked outputs; everything else is stripped.
    stripped = [path for path in notebooks() if path.parts[1] != "solutions"]
    if stripped:
        checks["stripped notebooks (nbstripout)"] = (PYTHON, "-m", "nbstripout", "--verify", "--keep-id", *stripped)
    failed = []
    for name, command in checks.items():
        say(f"== {name}")
        if run(*command) != 0:
            failed.append(name)
    say(f"\n{len(failed)} of {len(checks)} checks failed: {', '.join(failed)}." if failed else "\nAll checks passed.")
    return 1 if failed else 0


def bench(arguments: list[str]) -> int:
    """Run every benchmark, or those whose names come first among the arguments; the rest goes to each script."""
    scripts = {path.stem.removeprefix("bench_"): path for path in sorted(ROOT.glob("benchmarks/bench_*.py"))}
    named = [argument for argument in arguments if argument in scripts]
    if arguments and not named and not arguments[0].startswith("-"):
        say(f"There is no benchmark {arguments[0]!r}; there are: {', '.join(scripts)}.")
        return 2
    options = [argument for argument in arguments if argument not in named]
    return max((run(PYTHON, scripts[name], *options) for name in named or scripts), key=abs, default=0)


COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "report": report,
    "lab": lab,
    "test": test,
    "trust": trust,
    "check": check,
    "bench": bench,
}


def main(arguments: Sequence[str]) -> NoReturn:
    """Set up, then run one command; with anything else, say which commands there are."""
    if sys.version_info < OLDEST_PYTHON:
        sys.exit(f"Python 3.11 or newer is needed; {sys.executable} is {sys.version.split()[0]}.")
    if not arguments or arguments[0] not in COMMANDS:
        asked_for_help = bool(arguments) and arguments[0] in {"help", "-h", "--help"}
        print(__doc__, file=sys.stdout if asked_for_help else sys.stderr)
        sys.exit(0 if asked_for_help else 2)
    set_up()
    sys.exit(COMMANDS[arguments[0]](list(arguments[1:])))


if __name__ == "__main__":
    main(sys.argv[1:])
