from __future__ import annotations

from datetime import date

import pytest

from vsm_toolkit.errors import FileError
from vsm_toolkit.io.experiment_file import EXPERIMENT_FILE, read_experiment, write_experiment
from vsm_toolkit.program.experiment import SystemicExperiment


def test_an_experiment_comes_back_as_it_was_written(tmp_path):
    path = tmp_path / "experiment.toml"
    experiment = SystemicExperiment(what="Pull reviews daily", owner_role="CISO", look_again_on=date(2026, 12, 1))
    write_experiment(path, experiment)

    assert read_experiment(path) == experiment
    assert "first_step" not in path.read_text(encoding="utf-8").replace("first_step_by", "")


def test_without_a_file_nothing_is_known(tmp_path):
    assert read_experiment(tmp_path / "experiment.toml") == SystemicExperiment()


@pytest.mark.parametrize("content", [b"what = 3", b"who = 'x'", b"not toml [", b"\xff\xfe"])
def test_a_file_that_cannot_be_read_is_named(tmp_path, content):
    path = tmp_path / "experiment.toml"
    path.write_bytes(content)

    with pytest.raises(FileError, match=r"experiment\.toml"):
        read_experiment(path)


def test_a_file_of_gigabytes_is_not_read(tmp_path):
    path = tmp_path / EXPERIMENT_FILE
    with path.open("wb") as file:
        file.truncate(2**30)

    with pytest.raises(FileError, match="expected a few lines, found 1,073,741,824 bytes"):
        read_experiment(path)
