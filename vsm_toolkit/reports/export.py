"""From an executed report notebook to one HTML file that needs no network and runs no script."""

from __future__ import annotations

from typing import Any

from nbformat import NotebookNode

from vsm_toolkit.display import TEMPLATES
from vsm_toolkit.reports.job import FINISHED


def finished_document(notebook: NotebookNode, nonce: str) -> dict[str, Any] | None:
    """Find the report as data in an executed notebook; ``None`` when its last cell did not close with this nonce.

    A notebook's own record of what ran cannot be trusted after a fault, so only this proves that the report is whole.
    """
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            closing = output.get("data", {}).get(FINISHED)
            if closing and closing.get("nonce") == nonce:
                document: dict[str, Any] = closing["report"]
                return document
    return None


def report_html(
    notebook: NotebookNode,
    document: dict[str, Any],
    blocks: list[dict[str, str]],
    *,
    kind: str = "End-of-challenge report",
    made_from: str = "the team's own map",
) -> str:
    """Write the blocks that an executed notebook shows as one self-contained page.

    Parameters
    ----------
    document : dict
        The report as data, for title and date.
    blocks : list of dict
        Key and title of each block, for the contents line.
    kind, made_from : str
        What the page calls itself, and what it says it rests on.
    """
    from nbconvert import TemplateExporter

    # The template takes only what the blocks show. nbconvert's HTMLExporter would then read the whole page once more to
    # add texts to pictures without one, which takes longer than all the rest; ours all have one, and a test says so.
    exporter = TemplateExporter(
        template_name="team_report", extra_template_basedirs=[str(TEMPLATES)], file_extension=".html"
    )
    resources = {"report": {**document, "blocks": blocks}, "kind": kind, "made_from": made_from}
    html, _ = exporter.from_notebook_node(notebook, resources=resources)
    return str(html)


def shareable_notebook(notebook: NotebookNode, challenge: str) -> NotebookNode:
    """Give the executed notebook without paths of this machine and without timings: equal runs give equal files."""
    notebook.metadata.pop("papermill", None)
    for number, cell in enumerate(notebook.cells, 1):
        cell["id"] = f"cell-{number}"
        cell.metadata.pop("papermill", None)
        cell.metadata.pop("execution", None)
        if "injected-parameters" in cell.metadata.get("tags", []):
            cell["source"] = f"job_path = {challenge!r}  # the engagement this report was made from"
        for output in cell.get("outputs", []):
            closing = output.get("data", {}).get(FINISHED)
            if closing:
                closing.pop("nonce", None)
    return notebook
