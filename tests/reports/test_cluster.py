"""The batch on a cluster of two processes of this machine, engagements and reports by address."""

from __future__ import annotations

import json

import pytest

from tests.report_runs import run_vsm
from tests.reports.batch_jobs import TODAY, engagement_folder, plan
from vsm_toolkit.errors import UsageError
from vsm_toolkit.reports.batch_run import run_reports
from vsm_toolkit.reports.cluster import (
    ClusterBatch,
    engagements_below,
    report_on_cluster,
    summary_of,
    write_summary_to,
)
from vsm_toolkit.reports.parameters import ReportParameters

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def scheduler():
    from distributed import LocalCluster

    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster:
        yield cluster.scheduler_address


@pytest.fixture
def batch(tmp_path):
    return ClusterBatch((tmp_path / "out").as_uri(), ReportParameters(), TODAY)


def test_a_cluster_makes_what_one_machine_makes(scheduler, batch, tmp_path):
    for name in ("one", "two", "three"):
        engagement_folder(tmp_path / "in" / name, name)
    (tmp_path / "in" / "broken").mkdir()
    (tmp_path / "in" / "broken" / "map.toml").write_text("= no toml", encoding="utf-8")
    addresses = [*engagements_below((tmp_path / "in").as_uri()), (tmp_path / "nowhere").as_uri()]
    told = []
    rows = report_on_cluster(scheduler, addresses, batch, told.append, share=2)
    write_summary_to(batch.out, summary_of(rows))
    jobs, _ = plan(tmp_path / "here", *(tmp_path / "in" / name for name in ("one", "two", "three")))
    run_reports(jobs)

    assert [row["state"] for row in rows] == ["failed", "done", "done", "done", "failed"]
    assert sorted(row["engagement"] for row in told) == sorted(addresses)
    assert addresses[0] in rows[0]["reason"]
    assert json.loads((tmp_path / "out" / "summary.json").read_text(encoding="utf-8"))["done"] == 3
    for path in (each for each in (tmp_path / "here").rglob("*") if each.is_file()):
        assert (tmp_path / "out" / path.relative_to(tmp_path / "here")).read_bytes() == path.read_bytes()

    again = report_on_cluster(scheduler, addresses, batch, told.append)
    command = [
        "report",
        "--all",
        (tmp_path / "in").as_uri(),
        "--out",
        batch.out,
        "--date",
        TODAY.isoformat(),
        "--force",
    ]
    forced = run_vsm(*command, "--scheduler", scheduler)
    assert [row["state"] for row in again] == ["failed", "skipped", "skipped", "skipped", "failed"]
    assert forced.returncode == 1
    assert forced.stdout.splitlines()[-1] == "3 done, 0 skipped because nothing changed, 1 failed."


def test_two_challenges_of_one_name_are_refused_before_anything_is_made(scheduler, batch, tmp_path):
    addresses = [engagement_folder(tmp_path / name, "same").as_uri() for name in ("one", "two")]
    with pytest.raises(UsageError, match="both call their challenge 'same'"):
        report_on_cluster(scheduler, addresses, batch, lambda _: None, share=1)

    assert not (tmp_path / "out").exists()
