"""The same batch on a Dask cluster: engagements and reports by address, each machine making a share at a time.

A share is fetched, made by the batch of one machine with all it promises, and put in place; the stamp of a report is
put last, so that a report whose upload was cut short is made again.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from vsm_toolkit.errors import UsageError, VsmError
from vsm_toolkit.io.map_file import MAP_FILE, load_engagement
from vsm_toolkit.reports.batch import NameTaken, ReportJob, plan_reports
from vsm_toolkit.reports.batch_run import UNCHANGED, Limits, run_reports
from vsm_toolkit.reports.batch_summary import SUMMARY, batch_summary
from vsm_toolkit.reports.parameters import ReportParameters
from vsm_toolkit.reports.report_folder import STAMP, made_from

SHARE: Final = 20
"""Reports a machine takes at a time: enough to pay for its warm start, few enough to spread the last ones."""

Row = dict[str, Any]
"""One entry of the summary's ``reports``, with addresses instead of paths."""


@dataclass(frozen=True, slots=True)
class ClusterBatch:
    """What every machine has to know.

    Attributes
    ----------
    out : str
        Address of the folder the reports go to, for example ``s3://bucket/reports``.
    """

    out: str
    parameters: ReportParameters
    made_on: date | None
    formats: tuple[str, ...] = ()
    force: bool = False
    limits: Limits | None = None


def report_on_cluster(
    scheduler: str, engagements: Sequence[str], batch: ClusterBatch, on_row: Callable[[Row], None], share: int = SHARE
) -> tuple[Row, ...]:
    """Make reports on the machines of a Dask cluster.

    Parameters
    ----------
    scheduler : str
        Address of the cluster's scheduler.
    engagements : sequence of str
        Addresses of engagement folders, as every machine can read them.
    on_row : callable
        Told what became of each as it comes.

    Raises
    ------
    UsageError
        When the extra ``cluster`` is not installed, nobody answers at the address, or two challenges share a name.
    """
    try:
        from distributed import Client, as_completed
    except ImportError:
        message = "--scheduler needs the extra cluster. Install it with: pip install 'vsm-toolkit[cluster]'"
        raise UsageError(message) from None
    try:
        client = Client(scheduler, timeout="20s")
    except (OSError, TimeoutError, ValueError) as problem:
        message = f"--scheduler: nobody answers at {scheduler[:200]} ({type(problem).__name__}). Start a cluster first."
        raise UsageError(message) from None
    rows: dict[str, Row] = {}
    shares = [list(engagements[at : at + share]) for at in range(0, len(engagements), share)]
    with client:
        taken = NameTaken()
        for names in client.gather(client.map(names_of, shares, pure=False)):
            for address, name in names.items():
                taken.refuse_twice(address, name)
        for _, made in as_completed(client.map(make_share, shares, batch=batch, pure=False), with_results=True):
            for row in made:
                rows[row["engagement"]] = row
                on_row(row)
    return tuple(rows[address] for address in engagements)


def engagements_below(address: str) -> list[str]:
    """List the addresses of every engagement below a folder, in the order of their names."""
    import fsspec

    system, path = fsspec.core.url_to_fs(address)
    found = sorted(place.rpartition("/")[0] for place in system.find(path) if place.endswith(f"/{MAP_FILE}"))
    return [str(system.unstrip_protocol(place)) for place in found]


def summary_of(rows: Sequence[Row]) -> Row:
    """Give counts, and each engagement with what became of it."""
    counts = {state: sum(row["state"] == state for row in rows) for state in ("done", "skipped", "failed")}
    return {**counts, "reports": list(rows)}


def write_summary_to(out: str, summary: Row) -> None:
    """Leave the summary beside the reports."""
    import fsspec

    system, path = fsspec.core.url_to_fs(out)
    system.makedirs(path, exist_ok=True)
    system.pipe_file(f"{path}/{SUMMARY}", (json.dumps(summary, indent=1, ensure_ascii=False) + "\n").encode())


def names_of(addresses: Sequence[str]) -> dict[str, str]:
    """Read what each engagement calls its challenge; one that cannot be read is named when its report fails."""
    names = {}
    with tempfile.TemporaryDirectory(prefix="vsm-share-") as scratch:
        for number, address in enumerate(addresses):
            try:
                names[address] = load_engagement(_fetched(address, Path(scratch) / str(number))).challenge.id
            except (VsmError, OSError):
                continue
    return names


def make_share(addresses: Sequence[str], batch: ClusterBatch) -> list[Row]:
    """Fetch a share, make its reports on this machine, and put them in place."""
    rows = []
    with tempfile.TemporaryDirectory(prefix="vsm-share-") as scratch:
        here = Path(scratch)
        places: dict[Path, str] = {}
        for number, address in enumerate(addresses):
            try:
                places[_fetched(address, here / "in" / str(number))] = address
            except OSError as problem:
                rows.append(
                    _row(address, "failed", None, f"It cannot be fetched: {str(problem)[:300]}. Check its address.")
                )
        jobs, refused = plan_reports(
            list(places),
            here / "out",
            batch.parameters,
            batch.made_on,
            batch.formats,
        )
        kept = [job for job in jobs if not batch.force and _is_current(job, batch)]
        results = (*refused, *run_reports([job for job in jobs if job not in kept], limits=batch.limits))
        rows += [_row(places[job.engagement], "skipped", _address(job, batch), UNCHANGED) for job in kept]
        for result, row in zip(results, batch_summary(results)["reports"], strict=True):
            address = places[result.engagement]
            if result.folder:
                _put(result.folder, f"{batch.out}/{result.folder.name}")
            report = f"{batch.out}/{result.folder.name}" if result.folder else None
            reason = row["reason"] and row["reason"].replace(str(result.engagement), address)
            rows.append({**row, "engagement": address, "report": report, "reason": reason})
    return rows


def _row(engagement: str, state: str, report: str | None, reason: str) -> Row:
    return {"engagement": engagement, "state": state, "report": report, "reason": reason, "notes": []}


def _address(job: ReportJob, batch: ClusterBatch) -> str:
    return f"{batch.out}/{job.folder.name}"


def _is_current(job: ReportJob, batch: ClusterBatch) -> bool:
    import fsspec

    system, path = fsspec.core.url_to_fs(_address(job, batch))
    try:
        return bool(json.loads(system.cat_file(f"{path}/{STAMP}"))["made_from"] == made_from(job))
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _fetched(address: str, folder: Path) -> Path:
    import fsspec

    folder.mkdir(parents=True)
    system, path = fsspec.core.url_to_fs(address)
    (folder / MAP_FILE).write_bytes(system.cat_file(f"{path}/{MAP_FILE}"))
    return folder


def _put(folder: Path, address: str) -> None:
    import fsspec

    system, path = fsspec.core.url_to_fs(address)
    if system.exists(path):
        system.rm(path, recursive=True)
    files = [each for each in sorted(folder.rglob("*")) if each.is_file()]
    for each in sorted(files, key=lambda file: file.name == STAMP):
        place = f"{path}/{each.relative_to(folder).as_posix()}"
        system.makedirs(place.rpartition("/")[0], exist_ok=True)
        system.pipe_file(place, each.read_bytes())
