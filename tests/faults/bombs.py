"""Files made to fill memory or time, by name; the largest are written sparse, so that they cost nothing to make."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.faults.hostile_inputs import good_files
from vsm_toolkit.io.journal_lines import fingerprint

HEAD = 'schema_version = 1\n[challenge]\nid = "x"\n[value_stream]\nname = "x"\n'
STEP = '[[steps]]\nid = "A"\nname = "a"\n'
EVENT = '{"session":"s","number":1,"lamport":1,"at":"","actor":"","kind":"discovery","previous":"","edits":[%s]}'


def tomls() -> Iterator[tuple[str, bytes]]:
    """Give maps."""
    yield "deep lists", (HEAD + "x = " + "[" * 100_000).encode()
    yield "deep closed lists", (HEAD + "x = " + "[" * 5_000 + "]" * 5_000).encode()
    yield "deep tables in a line", (HEAD + "x = " + "{a=" * 3_000 + "1" + "}" * 3_000).encode()
    yield "dotted key", (HEAD + "a." * 200_000 + "b = 1").encode()
    yield "dotted header", (HEAD + "[" + "a." * 200_000 + "b]").encode()
    yield "many deep headers", (HEAD + "".join(f"[t{n}.{'a.' * 150}b]\n" for n in range(2_000))).encode()
    yield "a million digits", (HEAD + STEP + "people = " + "9" * 1_000_000).encode()
    yield "a million digits behind the point", (HEAD + STEP + "people = 0." + "9" * 1_000_000).encode()
    yield "a million digits in a time", (HEAD + STEP + f'wait_time = "{"9" * 1_000_000} d"').encode()
    yield "an exponent", (HEAD + STEP + "people = 1e999999999").encode()
    yield "a hexadecimal of a megabyte", (HEAD + STEP + "people = 0x" + "f" * 1_000_000).encode()
    yield "a name of four megabytes", (HEAD + STEP.replace('"a"', f'"{"n" * 4_000_000}"')).encode()
    yield "two hundred thousand steps", (HEAD + "".join(f'[[steps]]\nid="{n}"\n' for n in range(200_000))).encode()
    yield (
        "twenty thousand edges of two steps",
        (HEAD + STEP + STEP.replace("A", "B") + '[[edges]]\nfrom_step = "A"\nto_step = "B"\n' * 20_000).encode(),
    )
    yield "a line of all columns", (HEAD + STEP + "".join(f"c{n} = {n}\n" for n in range(100_000))).encode()
    yield "one key again and again", (HEAD + STEP + "people = 3\n" * 100_000).encode()
    yield "quotes that never end", (HEAD + 'x = """' + '""' * 1_000_000).encode()
    yield "spaces", (HEAD + " " * 4_000_000 + "x").encode()
    yield "brackets in a line", (HEAD + "[" * 4_000_000).encode()
    yield "signs and dots", (HEAD + "x = " + "-" * 1_000_000).encode()
    yield "times of many parts", (HEAD + STEP + f'wait_time = "{"1 d " * 200_000}"').encode()
    yield "a time of many ranges", (HEAD + STEP + f'wait_time = "{"1-" * 400_000} d"').encode()
    yield "NUL", b"\0" * 1_000_000
    yield "UTF-16", HEAD.encode("utf-16")
    yield "UTF-32", HEAD.encode("utf-32")
    yield "only a byte order mark", b"\xef\xbb\xbf" * 1_000_000
    yield "combining marks", (HEAD + STEP.replace('"a"', '"a' + "\u0301" * 1_000_000 + '"')).encode()


def journals() -> Iterator[tuple[str, bytes]]:
    """Give journals whose fingerprints are right."""
    edit = '{"table":"steps","key":"L1","field":"name","old":null,"new":%s}'
    for name, new in {
        "deep": "[" * 100_000,
        "deep and closed": "[" * 900 + "]" * 900,
        "digits": "9" * 1_000_000,
        "a number out of range": "1e999999",
        "a wide list": "[" + "1," * 500_000 + "1]",
        "a name of ten megabytes": '"' + "n" * 10_000_000 + '"',
        "escapes": '"' + "\\ud83d" * 300_000 + '"',
    }.items():
        body = EVENT % (edit % new)
        yield f"journal: {name}", f"{fingerprint(body)} {body}\n".encode()
    body = EVENT % ",".join([edit % '"x"'] * 50_000)
    yield "journal: edits without end in one event", f"{fingerprint(body)} {body}\n".encode()
    yield "journal: line ends", b"\n" * 300_000


def sheets() -> Iterator[tuple[str, bytes]]:
    """Give CSV files."""
    yield "csv: wide", b"Step" + b",PT" * 2_000_000 + b"\n"
    yield "csv: wide row", b"Step,PT\nReview" + b",1" * 2_000_000 + b"\n"
    yield "csv: long", b"Step,PT\n" + b"Review,1 h\n" * 900_000
    yield "csv: a huge field", b'Step,PT\n"' + b"x" * 9_000_000 + b'",1\n'
    yield "csv: quotes", b"Step,PT\n" + b'""' * 4_000_000
    yield "csv: a quote that never ends", b'Step,PT\n"' + b"a\n" * 4_000_000
    yield "csv: separators", b"," * 9_000_000
    yield "csv: line ends", b"\n" * 9_000_000
    yield "csv: NUL", b"\0" * 9_000_000
    yield "csv: digits", b"Step,PT\nReview," + b"9" * 30_000 + b" h\n"
    yield "csv: UTF-16", "Step,PT\nReview,1 h\n".encode("utf-16") * 1_000
    yield "csv: dashes", b"Step,PT\nReview," + b"1-" * 15_000 + b" h\n"


def workbooks() -> Iterator[tuple[str, bytes]]:
    """Give workbooks."""
    (good,) = good_files("map.xlsx")
    for name, part, content in (
        ("xlsx: a sheet of a gigabyte", "xl/worksheets/sheet1.xml", b"<a>" + b" " * 120_000_000),
        ("xlsx: strings of 90 megabytes", "xl/sharedStrings.xml", b"<sst>" + b"<si><t>a</t></si>" * 5_000_000),
        ("xlsx: deep XML", "xl/worksheets/sheet1.xml", b"<a>" * 2_000_000),
        ("xlsx: styles without end", "xl/styles.xml", b"<styleSheet>" + b"<xf/>" * 2_000_000 + b"</styleSheet>"),
        ("xlsx: a million rows", "xl/worksheets/sheet1.xml", _rows(1_000_000, 1)),
        ("xlsx: wide rows", "xl/worksheets/sheet1.xml", _rows(300, 16_000)),
        ("xlsx: a document type", "xl/workbook.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'),
        ("xlsx: a cell far away", "xl/worksheets/sheet1.xml", _cell_at("XFD1048576")),
        ("xlsx: a row of no number", "xl/worksheets/sheet1.xml", _cell_at("A99999999999")),
        ("xlsx: attributes", "xl/worksheets/sheet1.xml", _attributes(300_000)),
    ):  # fmt: skip
        yield name, with_part(good, part, content)
    yield "xlsx: ten thousand members", _many_members()
    yield "xlsx: only its first bytes", good[:40]


def _rows(rows: int, columns: int) -> bytes:
    row = b"<row>" + b'<c t="inlineStr"><is><t>x</t></is></c>' * columns + b"</row>"
    return _sheet(row * rows)


def _attributes(count: int) -> bytes:
    return b"<a " + b"".join(b'a%d="" ' % number for number in range(count)) + b"/>"


def _cell_at(place: str) -> bytes:
    number = "".join(each for each in place if each.isdigit())
    return _sheet(f'<row r="{number}"><c r="{place}" t="inlineStr"><is><t>x</t></is></c></row>'.encode())


def _sheet(rows: bytes) -> bytes:
    space = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    return space + rows + b"</sheetData></worksheet>"


def with_part(workbook: bytes, part: str, content: bytes) -> bytes:
    """Put something else in the place of one part of a workbook."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, content if name == part else old.read(name))
    return packed.getvalue()


def _many_members() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as new:
        for number in range(10_000):
            new.writestr(f"xl/{number}.xml", b"<a/>")
    return packed.getvalue()


def reports() -> Iterator[tuple[str, bytes]]:
    """Give reports for a roll-up."""
    (good,) = good_files("report.json")
    yield "report: deep", b"[" * 1_000_000
    yield "report: deep and closed", b"[" * 5_000 + b"]" * 5_000
    yield "report: digits", good.replace(b'"schema": ', b'"schema": ' + b"9" * 1_000_000, 1)
    yield "report: an unknown field of ten megabytes", good.replace(b"{", b'{"x": "' + b"x" * 10_000_000 + b'",', 1)
    yield "report: wide", b'{"waste": {"rows": [' + b"{}," * 1_000_000 + b"{}]}}"
    yield "report: NUL", b"\0" * 1_000_000
    yield "report: UTF-16", good.decode().encode("utf-16")


def lines() -> Iterator[tuple[str, bytes]]:
    """Give the small files of JSON lines and notebooks."""
    yield "lines: deep", b"[" * 1_000_000 + b"\n"
    yield "lines: digits", b'{"seed": ' + b"9" * 1_000_000 + b"}\n"
    yield "lines: empty lines", b"\n" * 5_000_000
    yield "lines: a huge text", b'{"learner": "' + b"x" * 10_000_000 + b'"}\n'
    yield "lines: NUL", b"\0" * 5_000_000


KINDS: dict[str, tuple[str, Callable[[], Iterator[tuple[str, bytes]]]]] = {
    "toml": ("map.toml", tomls),
    "journal": ("journal", journals),
    "csv": ("steps.csv", sheets),
    "xlsx": ("map.xlsx", workbooks),
    "report": ("report.json", reports),
    "progress": ("progress", lines),
    "games": ("games", lines),
    "notebook": ("notebook", lines),
}


def sparse(path: Path, size: int = 2**30) -> Path:
    """Make a file of a gigabyte of nothing."""
    with path.open("wb") as file:
        file.truncate(size)
    return path
