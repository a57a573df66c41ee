"""What came up while a sheet was read, and its rows on the way to becoming entities."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, TypeVar

from pydantic import ValidationError

from vsm_toolkit.errors import ReadingProblem
from vsm_toolkit.io.spreadsheet.conventions import OpenQuestion
from vsm_toolkit.io.spreadsheet.values import UnreadableCellError
from vsm_toolkit.model import Entity

AnyEntity = TypeVar("AnyEntity", bound=Entity)


@dataclass
class Findings:
    """What came up while a file was read.

    Attributes
    ----------
    questions : dict of str to OpenQuestion
        By option, the first place each came up.
    plain_number_headers : dict of str to None
        Headers over plain numbers without a unit, in the order they were met.
    calendar_used : bool
        Whether any time depends on how many hours a day and days a week have.
    """

    problems: list[ReadingProblem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    questions: dict[str, OpenQuestion] = field(default_factory=dict)
    plain_number_headers: dict[str, None] = field(default_factory=dict)
    calendar_used: bool = False

    def ask(self, question: OpenQuestion) -> None:
        """Keep a question, once for each option."""
        self.questions.setdefault(question.option, question)

    def refuse(self, place: str, error: UnreadableCellError, got: str) -> None:
        """Keep a problem with one cell."""
        self.problems.append(ReadingProblem(place, error.expected, repr(got[:60]), error.remedy))


@dataclass
class Record:
    """One row, read.

    Attributes
    ----------
    place : str
        File and row.
    values : dict
        By field of the entity; a number with a range and a grade is a dict of its parts. Missing fields are absent.
    raw : dict of str to str
        By field: header and cell text as they stand.
    extras : dict of str to str
        Columns the toolkit does not know, and cells it could not yet read.
    failed : set of str
        Fields whose cells are already among the problems.
    """

    place: str
    values: dict[str, Any] = field(default_factory=dict)
    raw: dict[str, tuple[str, str]] = field(default_factory=dict)
    extras: dict[str, str] = field(default_factory=dict)
    failed: set[str] = field(default_factory=set)

    def waits_for_answer(self, field_name: str) -> bool:
        """Say whether a field's cell could not be read yet and stands among the extras."""
        return field_name in self.raw and f"{self.raw[field_name][0]} (as written)" in self.extras

    def keep_as_written(self, field_name: str) -> None:
        """Take a value out again and keep its cell's text beside the entity's own fields."""
        self.values.pop(field_name, None)
        if field_name in self.raw:
            header, text = self.raw[field_name]
            self.extras[f"{header} (as written)"] = text


def build(entity: type[AnyEntity], record: Record, findings: Findings) -> AnyEntity | None:
    """Build an entity from a row, or keep the problem and give ``None``."""
    missing = [
        name for name, info in entity.model_fields.items() if info.is_required() and record.values.get(name) is None
    ]
    for name in set(missing) - record.failed:
        noun = name.replace("_", " ")
        findings.problems.append(ReadingProblem(record.place, f"a {noun}", "nothing", "Fill it in, or delete the row."))
    if missing:
        return None
    try:
        return entity.model_validate({**record.extras, **record.values})
    except ValidationError as error:
        for detail in error.errors():
            where = " ".join(str(part) for part in detail["loc"])
            findings.problems.append(
                ReadingProblem(f"{record.place}, {where}", detail["msg"], repr(detail["input"])[:60], "Correct it.")
            )
        return None
