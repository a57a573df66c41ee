"""``run.py`` with its child processes replaced: what it sets up, when, and what it says when it cannot."""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

RUN_PY = Path(__file__).resolve().parent.parent / "run.py"


@pytest.fixture
def project(tmp_path, monkeypatch):
    """Load ``run.py`` as it lies in a project of its own, with every child process recorded instead of run."""
    shutil.copy(RUN_PY, tmp_path / "run.py")
    (tmp_path / "uv.lock").write_text("version = 1\n")
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    spec = importlib.util.spec_from_file_location("run_in_a_copy", tmp_path / "run.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.calls = []
    module.exit_codes = {}

    def record(*command, **environment):
        words = [str(part) for part in command]
        module.calls.append(words)
        if "venv" in words:
            module.PYTHON.parent.mkdir(parents=True, exist_ok=True)
            module.PYTHON.touch()
        return next((code for word, code in module.exit_codes.items() if word in words), 0)

    monkeypatch.setattr(module, "run", record)
    monkeypatch.setattr(module, "find_uv", lambda: "uv")
    monkeypatch.setattr(module, "playwright_starts", lambda: True)
    return module


def words_of(project) -> list[str]:
    return [
        next(word for word in ("venv", "sync", "pip", "pytest", "report") if word in call) for call in project.calls
    ]


def test_the_first_run_makes_the_environment_and_the_second_does_nothing(project):
    project.set_up()
    first = words_of(project)
    project.calls.clear()
    project.set_up()

    assert first == ["venv", "sync"]
    assert project.calls == []


def test_a_changed_lock_file_is_installed_into_the_same_environment(project, monkeypatch):
    project.set_up()
    project.calls.clear()
    (project.ROOT / "uv.lock").write_text("version = 2\n")
    monkeypatch.setattr(project, "environment_works", lambda: True)
    project.set_up()

    assert words_of(project) == ["sync"]


def test_a_moved_environment_is_built_anew(project, monkeypatch):
    project.set_up()
    project.calls.clear()
    mark = project.READY_MARK.read_text()
    project.READY_MARK.write_text(mark.replace(str(project.ROOT), "/somewhere/else"))
    monkeypatch.setattr(project, "environment_works", lambda: True)
    project.set_up()

    assert words_of(project) == ["venv", "sync"]


def test_a_set_up_that_stops_says_how_to_go_on_and_goes_on(project):
    project.exit_codes = {"sync": 2}
    with pytest.raises(SystemExit, match=r"stopped while installing the locked packages.*run the same command again"):
        project.set_up()
    project.exit_codes = {}
    project.set_up()

    assert words_of(project)[-1] == "sync"
    assert project.READY_MARK.exists()


def test_a_python_without_pip_is_told_what_to_install(project, monkeypatch):
    monkeypatch.setattr(project, "find_uv", lambda: None)
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)

    with pytest.raises(SystemExit, match=r"has no pip.*apt-get install python3-pip"):
        project.set_up()


def test_an_environment_that_does_not_start_is_not_used(project):
    project.SCRIPTS.mkdir(parents=True)
    project.PYTHON.write_text("not a program")
    (project.VENV / "pyvenv.cfg").touch()

    assert project.environment_works() is False


def test_report_without_arguments_reports_on_every_sample_engagement(project, capsys):
    for name in ("b-team", "a-team"):
        (project.ROOT / "data" / "engagements" / name).mkdir(parents=True)
        (project.ROOT / "data" / "engagements" / name / "map.toml").touch()
    for page in ("a-team/report.html", "a-team/decision-holders/index.html"):
        (project.ROOT / "reports" / page).parent.mkdir(parents=True)
        (project.ROOT / "reports" / page).touch()

    assert project.report([]) == 0

    said = capsys.readouterr().out
    assert [Path(word).name for word in project.calls[0][-4:]] == ["a-team", "b-team", "--out", "reports"]
    assert "a-team/report.html" in said
    assert "decision-holders" not in said


def test_report_passes_its_arguments_on(project):
    project.report(["my-team", "--seed", "3"])

    assert project.calls[0][-4:] == ["report", "my-team", "--seed", "3"]


def test_lab_makes_a_workshop_folder_from_a_sample_and_opens_it(project):
    assert project.lab(["--no-browser"]) == 0
    assert [call[3:] for call in project.calls] == [
        ["new", str(project.ROOT / "workshop"), "--sample", "claims-portal"],
        ["lab", str(project.ROOT / "workshop"), "--no-browser"],
    ]


def test_lab_keeps_the_map_of_an_earlier_workshop(project):
    (project.ROOT / "workshop").mkdir()
    (project.ROOT / "workshop" / "map.toml").touch()
    project.lab([])

    assert [call[3:] for call in project.calls] == [
        ["new", str(project.ROOT / "workshop")],
        ["lab", str(project.ROOT / "workshop")],
    ]


def test_lab_does_not_open_a_folder_that_could_not_be_made(project):
    project.exit_codes = {"new": 2}

    assert project.lab([]) == 2
    assert len(project.calls) == 1


def test_lab_opens_the_folder_it_is_given(project):
    project.lab(["my-team", "--port", "9000"])

    assert [call[3:] for call in project.calls] == [["lab", "my-team", "--port", "9000"]]


def test_the_whole_test_run_includes_the_notebooks_and_fails_when_either_fails(project, monkeypatch):
    monkeypatch.setenv("VSM_CHROMIUM", "/usr/bin/some-chromium")
    for place in ("notebooks/01_map.ipynb", "notebooks/reports/team_report.ipynb"):
        (project.ROOT / place).parent.mkdir(parents=True, exist_ok=True)
        (project.ROOT / place).touch()
    project.exit_codes = {"--nbval-lax": 1}

    assert project.test([]) == 1
    assert len(project.calls) == 2
    assert project.calls[1][-1] == "notebooks"


def test_a_learners_copy_is_not_run_beside_its_solution(project, monkeypatch):
    monkeypatch.setenv("VSM_CHROMIUM", "/usr/bin/some-chromium")
    for place in ("exercises/e01.ipynb", "exercises/solutions/e01.ipynb", "exercises/coach_view.ipynb"):
        (project.ROOT / place).parent.mkdir(parents=True, exist_ok=True)
        (project.ROOT / place).touch()
    project.test([])

    assert project.calls[1][-3:] == ["--ignore=notebooks/reports", "--ignore=exercises/e01.ipynb", "exercises"]


def test_test_with_arguments_is_pytest_alone(project, monkeypatch):
    monkeypatch.setenv("VSM_CHROMIUM", "/usr/bin/some-chromium")
    project.test(["tests/test_model.py"])

    assert [call[1:] for call in project.calls] == [["-m", "pytest", "tests/test_model.py"]]


def test_trust_runs_the_fault_tests_as_long_as_asked(project, monkeypatch):
    seen = []
    monkeypatch.setattr(project, "run", lambda *command, **environment: seen.append((command[3:], environment)) or 0)
    monkeypatch.setenv("VSM_CHROMIUM", "/usr/bin/some-chromium")
    code = project.trust(["--kills", "500", "-k", "power", "--states", "9"])

    asked = {"VSM_TRUST": "long", "VSM_TRUST_KILLS": "500", "VSM_TRUST_STATES": "9"}
    assert code == 0
    assert seen == [(("tests/faults", "-k", "power"), {**asked, "VSM_CHROMIUM": "/usr/bin/some-chromium"})]


def test_check_runs_every_check_and_names_those_that_failed(project, capsys):
    project.exit_codes = {"ruff": 1, "interrogate": 1}

    assert project.check([]) == 1
    assert len(project.calls) == 5
    assert "3 of 5 checks failed: style (ruff check), format (ruff format), docstrings" in capsys.readouterr().out


def test_check_leaves_the_outputs_of_solutions_alone(project):
    for place in ("exercises/01_ladder.ipynb", "exercises/solutions/01_ladder.ipynb"):
        (project.ROOT / place).parent.mkdir(parents=True, exist_ok=True)
        (project.ROOT / place).touch()
    project.check([])

    assert project.calls[-1][-3:] == ["--verify", "--keep-id", str(Path("exercises/01_ladder.ipynb"))]


def test_the_named_chromium_comes_before_the_one_on_the_path(project, monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}" if name == "google-chrome" else None)
    monkeypatch.delenv("VSM_CHROMIUM", raising=False)
    on_path = project.find_chromium()
    monkeypatch.setenv("VSM_CHROMIUM", "/opt/chromium")

    assert (on_path, project.find_chromium()) == ("/usr/bin/google-chrome", "/opt/chromium")


def test_without_root_no_browser_is_installed(project, monkeypatch):
    monkeypatch.setattr(project.os, "geteuid", lambda: 1000, raising=False)
    monkeypatch.setattr(project, "find_chromium", lambda: None)

    assert project.install_chromium() is None
    assert project.calls == []


def test_root_on_debian_installs_the_browser_and_says_so(project, monkeypatch, capsys):
    programs = {"apt-get": "/usr/bin/apt-get"}
    monkeypatch.setattr(shutil, "which", programs.get)
    monkeypatch.setattr(project.os, "geteuid", lambda: 0, raising=False)
    monkeypatch.delenv("VSM_CHROMIUM", raising=False)
    project.install_chromium()

    assert [call[2] for call in project.calls] == ["update", "install"]
    assert {"chromium", "libatomic1"} <= set(project.calls[1])
    assert "installing Debian's" in capsys.readouterr().out


def test_a_browser_without_what_drives_it_is_not_enough(project, monkeypatch):
    monkeypatch.setattr(project, "find_chromium", lambda: "/usr/bin/chromium")
    monkeypatch.setattr(project, "playwright_starts", lambda: False)
    monkeypatch.setattr(shutil, "which", {"apt-get": "/usr/bin/apt-get"}.get)
    monkeypatch.setattr(project.os, "geteuid", lambda: 0, raising=False)
    project.test(["tests/test_run.py"])

    assert [call[2] for call in project.calls[:2]] == ["update", "install"]


def test_an_unknown_command_prints_the_commands_and_sets_nothing_up(project, capsys):
    with pytest.raises(SystemExit, match="2"):
        project.main(["rport"])

    assert "run.py report" in capsys.readouterr().err
    assert project.calls == []


def test_an_old_python_is_told_which_it_is(project, monkeypatch):
    monkeypatch.setattr(project, "OLDEST_PYTHON", (99, 0))

    with pytest.raises(SystemExit, match="newer is needed"):
        project.main(["check"])


def test_children_compile_what_they_import(project, monkeypatch):
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")

    assert "PYTHONDONTWRITEBYTECODE" not in project.child_environment()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT to send to one process")
def test_ctrl_c_lets_the_child_end_before_the_command_ends(tmp_path):
    child = tmp_path / "child.py"
    child.write_text(
        "import time\n"
        "try:\n"
        "    print('up', flush=True)\n"
        "    time.sleep(60)\n"
        "except KeyboardInterrupt:\n"
        "    print('tidy')\n"
    )
    parent = (
        # A job in the background starts with Ctrl-C ignored, and would hand that on to the child.
        "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler); "
        f"sys.path.insert(0, {str(RUN_PY.parent)!r}); import run; run.run(sys.executable, {str(child)!r})"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", parent], stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    first_line = process.stdout.readline()
    os.killpg(process.pid, signal.SIGINT)
    rest, _ = process.communicate(timeout=30)

    assert (first_line, rest, process.returncode) == ("up\n", "tidy\n", 130)
