from __future__ import annotations

from datetime import date

import pytest

from tests.shared_reports import sample_reports
from vsm_toolkit.errors import UsageError
from vsm_toolkit.io.experiment_file import read_experiment
from vsm_toolkit.io.names_file import read_names
from vsm_toolkit.program.names import NameMatch
from vsm_toolkit.workshop import open_program

SAME = NameMatch("team", "Enterprise QA", "Shared QA", confirmed=True)


@pytest.fixture
def folder(tmp_path):
    for report in sample_reports():
        place = tmp_path / "reports" / report.challenge
        place.mkdir(parents=True)
        (place / "report.json").write_text(report.model_dump_json(by_alias=True), encoding="utf-8")
    return tmp_path


@pytest.fixture
def program(folder):
    return open_program(folder, date(2026, 12, 1))


def words(widget):
    shown = []
    for block in widget.content:
        shown += block.get("items", []) if block["type"] == "lines" else []
        for row in block.get("rows", []):
            shown += [row["head"], *(str(cell["value"]) for cell in row["cells"].values())]
    return " | ".join(shown)


def test_every_panel_of_the_session_can_be_shown(program):
    panels = [program.opening(), program.prompts(), program.names(), program.experiment(), program.exit_check()]
    panels += [program.show(key) for key in "ABCDEFGH"] + [program.saved()]

    assert all(panel.content for panel in panels)
    assert program.agenda() is program.agenda()
    assert len(program.errors) == 0


def test_an_answer_about_names_is_kept_and_every_panel_follows(program, folder):
    block, check = program.show("B"), program.exit_check()
    assert "Enterprise QA" in words(block)
    program.names()
    program._panels["names"].press("same", "0")

    assert "Enterprise QA" not in words(block)
    assert "about names" not in words(check)
    assert [each.confirmed for each in read_names(folder / "names.toml")] == [True]
    assert open_program(folder).figures.open_names == ()


def test_an_answer_can_be_taken_back(program):
    program.answer(SAME)
    program.answer(NameMatch("team", "Enterprise QA", "Shared QA", None))

    assert len(program.figures.open_names) == 1


def test_an_answer_that_contradicts_the_others_changes_nothing(program, folder):
    program.answer(SAME)
    program.answer(NameMatch("team", "Shared QA", "Test", confirmed=True))

    with pytest.raises(UsageError, match="not the same, and join them all"):
        program.answer(NameMatch("team", "Enterprise QA", "Test", confirmed=False))
    assert len(read_names(folder / "names.toml")) == 2


def test_the_experiment_is_kept_in_the_folder_and_in_the_report(program, folder):
    program.experiment()
    saved = program.saved()
    program._panels["experiment"].change("experiment", "experiment", "what", "Pull reviews daily")

    assert read_experiment(folder / "experiment.toml").what == "Pull reviews daily"
    assert "Pull reviews daily" in words(saved)
    assert "Pull reviews daily" in words(program.show("A"))


def test_a_file_that_is_no_report_is_named_at_the_start(program, folder):
    (folder / "reports" / "claims-portal" / "report.json").write_text("{", encoding="utf-8")
    program.read_again()

    assert program.figures.participation.included == 2
    assert "Left out" in words(program.opening())
    assert len(program.trouble()) == 1


def test_a_folder_without_reports_that_was_named_is_refused(tmp_path):
    with pytest.raises(UsageError, match=r"below which no report\.json lies"):
        open_program(tmp_path)


def test_the_program_that_a_variable_names_is_opened(folder, tmp_path, monkeypatch):
    monkeypatch.setenv("VSM_PROGRAM", str(folder))

    assert open_program().folder == folder.resolve()
    assert "3 engagements" in repr(open_program())


def test_without_reports_the_samples_are_opened_to_look_around(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    program = open_program()

    assert program.figures.participation.included == 3
    assert "samples" in words(program.saved())
    assert not list(tmp_path.iterdir())


def test_the_report_is_written_beside_the_reports_or_says_why_not(program, folder, monkeypatch):
    from vsm_toolkit.reports.program import writing

    def refuse(job, place):
        message = f"No room in {place.name}."
        raise UsageError(message)

    monkeypatch.setattr(writing, "write_program_report", refuse)

    assert f"No room in {folder.name}." in words(program.write_report())
