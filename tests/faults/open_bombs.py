"""Open every bomb of one kind, with little memory; prints a line of JSON for each: ``open_bombs.py KIND MEGABYTES``.

Run as a program of its own, because a limit on memory cannot be taken back.
"""

from __future__ import annotations

import json
import resource
import sys
import time

from tests.faults.bombs import KINDS, sparse
from tests.faults.hostile_inputs import READERS, complaint, good_files, scratch


def memory() -> int:
    """Give the most memory this process ever had, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main(kind: str, megabytes: int) -> None:
    """Open them one after the other."""
    reader, bombs = KINDS[kind]
    for good in good_files(reader):
        complaint(reader, good)  # so that everything is imported
    for name, content in bombs():
        before = memory()
        grown = before * 2**20 + megabytes * 2**20
        started = time.thread_time()
        resource.setrlimit(resource.RLIMIT_DATA, (grown + len(content), resource.RLIM_INFINITY))
        wrong = complaint(reader, content)
        resource.setrlimit(resource.RLIMIT_DATA, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        print(
            json.dumps(
                {"name": name, "wrong": wrong, "seconds": time.thread_time() - started, "grown": memory() - before}
            )
        )
    if kind in {"toml", "csv"}:
        from vsm_toolkit.errors import VsmError
        from vsm_toolkit.io.map_file import load_engagement
        from vsm_toolkit.io.step_sheet import read_tables

        started, wrong = time.thread_time(), "it was read"
        try:
            (load_engagement if kind == "toml" else read_tables)(sparse(scratch() / "sparse"))
        except VsmError:
            wrong = ""
        print(
            json.dumps(
                {
                    "name": f"{kind}: a sparse gigabyte",
                    "wrong": wrong,
                    "seconds": time.thread_time() - started,
                    "grown": 0,
                }
            )
        )


if __name__ == "__main__":
    assert sys.argv[1] in KINDS
    assert READERS
    main(sys.argv[1], int(sys.argv[2]))
