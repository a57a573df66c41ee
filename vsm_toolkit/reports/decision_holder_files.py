"""The files of the decision holders' pages: one HTML page a role, and an index that leads to them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from vsm_toolkit.display import Block, Page, PageLink, Table, page_html, quoted_name
from vsm_toolkit.io.atomic_file import cannot_write
from vsm_toolkit.model import Engagement, ShareLevel
from vsm_toolkit.owner_readings import has_read
from vsm_toolkit.reports.decision_holder_page import FOOTER, holder_page
from vsm_toolkit.reports.decision_holders import HolderGround, decision_holders, page_grounds
from vsm_toolkit.reports.parameters import ReportParameters
from vsm_toolkit.reports.sharing import without_listed_names
from vsm_toolkit.reports.wording import person_hours, plural

PAGES_FOLDER = "decision-holders"
INDEX = "index.html"


def write_holder_pages(folder: Path, grounds: Sequence[HolderGround], engagement: Engagement) -> tuple[Path, ...]:
    """Write a page per role and the index; without any role nothing is written.

    Parameters
    ----------
    folder : Path
        Made when it does not exist; pages of the same roles are replaced.
    engagement : Engagement
        As the team has it, to say how many pages are left out.

    Raises
    ------
    FileError
        When the folder cannot be written.
    """
    if not decision_holders(engagement):
        return ()
    files = file_names(grounds)
    # A draft is handed over alone: it does not lead to the pages of others.
    back = () if any(ground.is_draft for ground in grounds) else (PageLink(INDEX, "All pages"),)
    pages = {files[ground.role]: holder_page(ground, back) for ground in grounds}
    pages[INDEX] = index_page(grounds, engagement, files)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, page in pages.items():
            (folder / name).write_text(page_html(page), encoding="utf-8")
    except OSError as problem:
        raise cannot_write(folder, problem) from problem
    return tuple(folder / name for name in pages)


def write_pages_beside(
    report_folder: Path, engagement: Engagement, parameters: ReportParameters, made_on: date | None
) -> tuple[Path, ...]:
    """Write the pages that were read into a report's folder; drafts never, and none beyond the program."""
    if (parameters.share_level or engagement.challenge.share_level) is ShareLevel.ORGANISATION:
        return ()
    grounds = page_grounds(engagement, parameters, made_on, with_drafts=False)
    return write_holder_pages(report_folder / PAGES_FOLDER, grounds, engagement)


def file_names(grounds: Sequence[HolderGround]) -> dict[str, str]:
    """Name the file of each role's page so that it stays in its folder and never meets another's."""
    from vsm_toolkit.reports.batch import safe_folder_name

    return {ground.role: f"{safe_folder_name(ground.role)}.html" for ground in grounds}


def index_page(grounds: Sequence[HolderGround], engagement: Engagement, files: dict[str, str]) -> Page:
    """Write the page that leads to the others, with what is still a draft.

    Parameters
    ----------
    files : dict
        The file of each role's page.
    """
    seen = without_listed_names(engagement)
    listed = {ground.role for ground in grounds}
    waiting = [role for role in decision_holders(seen) if not has_read(seen, role) and role not in listed]
    drafts = "is still a draft" if len(waiting) == 1 else "are still drafts"
    notice = f"{plural(len(waiting), 'more page')} {drafts}: left out until the role has read it." if waiting else ""
    tables = (_index_table(grounds),) if grounds else ()
    block = Block("0", "One page for each role", "the team and its coach", notice=notice, tables=tables)
    return Page(
        title=quoted_name(seen.stream.name),
        kind="Pages for decision holders",
        blocks=(block,),
        links=tuple(PageLink(files[ground.role], ground.role) for ground in grounds),
        footer=FOOTER,
    )


def _index_table(grounds: Sequence[HolderGround]) -> Table:
    return Table(
        caption="Who decides about handoffs outside the team",
        columns=("Role", "Handoffs", "Critical wait, wh", "Could come back, wh", "Labour, ph per item", "Page"),
        rows=tuple(
            (
                ground.role,
                str(len(ground.handoffs)),
                ground.words.exact(ground.row.critical_wait_hours),
                ground.words.recoverable(ground.row),
                person_hours(ground.row.labour),
                "draft" if ground.is_draft else "read",
            )
            for ground in sorted(grounds, key=lambda each: -each.row.recoverable.high)
        ),
        numeric=frozenset({1, 2, 3, 4}),
        note="Recomputed for each role; the figures do not add up.",
    )
