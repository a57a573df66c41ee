"""The program's systemic experiment, in a small file of its folder."""

from __future__ import annotations

from pathlib import Path

import tomli_w
from pydantic import ValidationError

from vsm_toolkit.errors import FileError, ReadingProblem
from vsm_toolkit.io.atomic_file import write_atomically
from vsm_toolkit.io.toml_text import parse_toml
from vsm_toolkit.program.experiment import SystemicExperiment

EXPERIMENT_FILE = "experiment.toml"
SIZE_LIMIT = 1024 * 1024
HEADER = "# The one systemic experiment of this program: small, owned by a role, dated.\n"


def read_experiment(path: Path) -> SystemicExperiment:
    """Read the experiment; a file that is not there is one of which nothing is known.

    Raises
    ------
    FileError
        When the file cannot be read.
    """
    try:
        if not path.exists():
            return SystemicExperiment()
        if path.stat().st_size > SIZE_LIMIT:
            problem = ReadingProblem(str(path), "a few lines", f"{path.stat().st_size:,} bytes", "Move the file away.")
            raise FileError(str(path), (problem,))
        return SystemicExperiment.model_validate(parse_toml(path.read_bytes().decode("utf-8-sig"), str(path)))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place, got = f"{path}, {' '.join(map(str, first['loc']))}", first["msg"][:200]
    except (OSError, ValueError) as error:
        place, got = str(path), str(error)[:200]
    problem = ReadingProblem(place, "an experiment as this program wrote it", got, "Correct it, or move it away.")
    raise FileError(str(path), (problem,))


def write_experiment(path: Path, experiment: SystemicExperiment) -> None:
    """Write the experiment, whole or not at all; what is not known is left out.

    Raises
    ------
    FileError
        When the file cannot be written; what was there stays.
    """
    known = {name: value for name, value in experiment.model_dump().items() if value}
    write_atomically(path, (HEADER + tomli_w.dumps(known)).encode("utf-8", "replace"))
