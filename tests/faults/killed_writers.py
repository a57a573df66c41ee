"""Writers that are killed with SIGKILL while they save: arguments FOLDER KILLS WRITERS SEED.

Every writer is forked from a process that has everything imported already, so that a kill costs milliseconds. An edit
counts as acknowledged when its number went through a pipe after ``edit`` had returned.
"""

from __future__ import annotations

import json
import os
import random
import select
import shutil
import signal
import struct
import sys
import time
from pathlib import Path

from vsm_toolkit.errors import VsmError
from vsm_toolkit.io.journal_file import JournalFolder
from vsm_toolkit.io.map_file import load_engagement, save_engagement
from vsm_toolkit.model import Challenge, Engagement
from vsm_toolkit.samples import lantern
from vsm_toolkit.session import MappingSession

ROUNDS_A_FOLDER = 12
NUMBER = struct.Struct("<I")


def write_for_ever(folder: Path, name: str, step: str, acknowledge: int) -> None:
    """Open the map as a notebook does and edit without a pause, with a snapshot every few edits."""
    store = JournalFolder(folder)
    session = MappingSession(store)
    number = 0
    while True:
        number += 1
        session.edit("steps", step, "name", f"{name} {number}")
        os.write(acknowledge, NUMBER.pack(number))
        if number % 4 == 0:
            session.refresh()
            store.save_snapshot(session.engagement)


def one_round(folder: Path, name: str, writers: int, generator: random.Random) -> list[str]:
    """Start the writers, kill them all at a random moment, and give every edit they had acknowledged."""
    started = []
    for number in range(writers):
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            try:
                write_for_ever(folder, f"{name}.{number}", f"L{number + 1}", writing)
            finally:
                os._exit(1)
        os.close(writing)
        started.append((child, reading, f"{name}.{number}"))
    if generator.random() < 0.8:  # else they are killed while they open the map
        select.select([reading for _, reading, _ in started], [], [], 30)
    time.sleep(generator.expovariate(1 / 0.012))
    for child, _, _ in generator.sample(started, len(started)):
        os.kill(child, signal.SIGKILL)
    acknowledged = []
    for child, reading, writer in started:
        with os.fdopen(reading, "rb") as pipe:
            told = pipe.read()
        acknowledged += [f"{writer} {number}" for (number,) in NUMBER.iter_unpack(told[: len(told) // 4 * 4])]
        _, status = os.waitpid(child, 0)
        if not os.WIFSIGNALED(status):
            acknowledged.append(f"{writer} ended by itself")  # found nowhere, and so reported as lost
    return acknowledged


def look(folder: Path, acknowledged: list[str]) -> tuple[int, int, int]:
    """Open the map afterwards; give edits lost, whether it could not be read, and lines reported as damaged."""
    try:
        load_engagement(folder)
        store = JournalFolder(folder)
        found = {edit.new for entry in MappingSession(store).entries for edit in entry.edits}
    except (VsmError, OSError):
        return 0, 1, 0
    return sum(each not in found for each in acknowledged), 0, len(store.damage)


def main(folder: Path, kills: int, writers: int, seed: int) -> dict[str, int]:
    """Kill so often; give what was counted."""
    generator = random.Random(seed)
    counted = {"kills": 0, "acknowledged": 0, "lost": 0, "unreadable": 0, "torn": 0, "litter": 0}
    acknowledged: list[str] = []
    rounds = 0
    while counted["kills"] < kills:
        if rounds % ROUNDS_A_FOLDER == 0:
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            save_engagement(Engagement(challenge=Challenge(id="lantern"), stream=lantern()), folder)
            acknowledged = []
        new = one_round(folder, f"r{rounds}", writers, generator)
        acknowledged += new
        lost, unreadable, torn = look(folder, acknowledged)
        for name, number in (
            ("kills", writers), ("acknowledged", len(new)), ("lost", lost), ("unreadable", unreadable), ("torn", torn)
        ):  # fmt: skip
            counted[name] += number
        counted["litter"] = max(counted["litter"], len(list(folder.glob(".*.new"))))
        rounds += 1
    return counted


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), *map(int, sys.argv[2:5]))))
