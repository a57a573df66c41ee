"""The safety rules of the house as a script: text of a team is only ever text, and no code comes out of data.

Whatever builds HTML, charts or spreadsheets lies in a few named places, so that one reading can judge them all. The
rules are applied to the library, the notebooks and the templates, and each is shown a piece of code it must refuse.
"""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
DISPLAY = ("vsm_toolkit/display.py", "vsm_toolkit/charts/")
SPREADSHEETS = ("vsm_toolkit/io/",)
NOWHERE: tuple[str, ...] = ()

CALLS = {
    **dict.fromkeys(("HTML", "Markdown", "HTMLMath", "Markup"), DISPLAY),
    **dict.fromkeys(("to_html", "to_excel", "to_csv", "Chart"), DISPLAY),
    "Workbook": SPREADSHEETS,
    **dict.fromkeys(("to_pickle", "read_pickle", "unsafe_load"), NOWHERE),
}
"""Names that may be called, as themselves or as an attribute, only in these places."""

DOTTED_CALLS = {
    "csv.writer": SPREADSHEETS,
    "csv.DictWriter": SPREADSHEETS,
    "yaml.load": NOWHERE,
    "os.system": NOWHERE,
    "eval": NOWHERE,
    "exec": NOWHERE,
}
"""The same for names that are harmless in other company, such as ``re.compile(...).exec`` or a pandas ``eval``."""

KEYWORDS = {("escape", False): DISPLAY, ("autoescape", False): NOWHERE, ("shell", True): NOWHERE}
FORBIDDEN_MODULES = {"pickle", "cPickle", "dill", "shelve", "marshal"}
HTML_TAG = re.compile(
    r"</?(a|b|div|em|h[1-6]|i|img|li|p|rect|script|span|strong|style|svg|t[dhr]|table|text|ul)\b[^<]*"
)

TEMPLATE_SUFFIXES = {".html", ".j2", ".jinja", ".jinja2", ".tpl"}
SAFE_IN_TEMPLATES: frozenset[str] = frozenset()
"""Variables a template may mark ``|safe``; display functions return markup that needs no such mark."""

TEMPLATE_RULES = {
    "autoescape switched off": re.compile(r"autoescape\s+false", re.IGNORECASE),
    "something fetched from outside": re.compile(
        r"""<(?:script|img|iframe|link)\b[^>]*(?:src|href)\s*=\s*["']?\s*(?:https?:)?//|url\(\s*["']?(?:https?:)?//|@import""",
        re.IGNORECASE,
    ),
}


def forbidden_uses(source: str, place: str) -> list[str]:
    """List what a Python source may not use in this place (a path from the project folder on), with line numbers."""
    found = [
        (node.lineno, name)
        for node in ast.walk(ast.parse(source))
        for name, allowed in names_used(node)
        if not place.startswith(tuple(allowed))
    ]
    return [f"{place}:{line}: {name}" for line, name in sorted(found)]


def names_used(node: ast.AST) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Give every ruled use in one syntax node, with the places where it is allowed."""
    if isinstance(node, ast.Import | ast.ImportFrom):
        yield from modules_imported(node)
    elif isinstance(node, ast.Attribute) and node.attr == "style" and isinstance(node.ctx, ast.Load):
        yield ".style", DISPLAY
    elif isinstance(node, ast.JoinedStr) and any(HTML_TAG.search(text) for text in fixed_parts(node)):
        yield "HTML in an f-string", DISPLAY
    elif isinstance(node, ast.Call):
        dotted = ast.unparse(node.func)
        last = dotted.rpartition(".")[2]
        if last in CALLS:
            yield f"{last}(", CALLS[last]
        if dotted in DOTTED_CALLS:
            yield f"{dotted}(", DOTTED_CALLS[dotted]
        values = [*node.args, *(keyword.value for keyword in node.keywords)]
        if last == "transform_filter" and any(is_built_text(value) for value in values):
            yield "transform_filter( with a built expression", NOWHERE
        for keyword in node.keywords:
            if isinstance(keyword.value, ast.Constant) and (keyword.arg, keyword.value.value) in KEYWORDS:
                yield f"{keyword.arg}={keyword.value.value}", KEYWORDS[keyword.arg, keyword.value.value]


def modules_imported(node: ast.Import | ast.ImportFrom) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Give the imports that are forbidden everywhere, a star import among them."""
    modules = [node.module or ""] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names]
    for module in modules:
        if module.partition(".")[0] in FORBIDDEN_MODULES:
            yield f"import {module}", NOWHERE
    if isinstance(node, ast.ImportFrom) and node.level:
        yield "a relative import", NOWHERE
    if any(alias.name == "*" for alias in node.names):
        yield "a star import", NOWHERE
    for alias in node.names:
        if alias.asname not in (None, alias.name) and alias.name in CALLS:
            yield f"{alias.name} under another name", CALLS[alias.name]


def fixed_parts(node: ast.JoinedStr) -> list[str]:
    """Give the parts of an f-string that are written down, not filled in."""
    return [str(part.value) for part in node.values if isinstance(part, ast.Constant)]


def is_built_text(node: ast.AST) -> bool:
    """Say whether an expression is a text put together from parts, into which a name could be injected."""
    is_formatted = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format"
    is_added = isinstance(node, ast.BinOp) and any(
        isinstance(part, ast.JoinedStr) or (isinstance(part, ast.Constant) and isinstance(part.value, str))
        for part in ast.walk(node)
    )
    return isinstance(node, ast.JoinedStr) or is_formatted or is_added


def forbidden_in_template(text: str, place: str) -> list[str]:
    """List what a template may not do."""
    marked_safe = re.findall(r"([\w.\[\]'\"()]+)\s*\|\s*safe\b", text)
    found = [f"{place}: {name}|safe" for name in marked_safe if name not in SAFE_IN_TEMPLATES]
    return found + [f"{place}: {rule}" for rule, pattern in TEMPLATE_RULES.items() if pattern.search(text)]


def code_of_notebook(path: Path) -> str:
    """Give the code of a notebook as one Python source, without the lines only IPython understands."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    lines = [line for cell in cells if cell["cell_type"] == "code" for line in "".join(cell["source"]).splitlines()]
    return "\n".join(line for line in lines if not line.lstrip().startswith(("%", "!", "?")))


def files_under(*folders: str) -> Iterator[tuple[Path, str]]:
    """Give every file under some folders of the project, with its path from the project folder on."""
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.is_file() and not {"__pycache__", ".ipynb_checkpoints"} & set(path.parts):
                yield path, path.relative_to(ROOT).as_posix()


def test_code_builds_markup_charts_and_spreadsheets_only_in_their_places():
    found = [
        problem
        for path, place in [*files_under("vsm_toolkit", "benchmarks"), (ROOT / "run.py", "run.py")]
        if path.suffix == ".py"
        for problem in forbidden_uses(path.read_text(encoding="utf-8"), place)
    ]

    assert found == []


def test_notebooks_build_no_markup_charts_or_spreadsheets():
    found = [
        problem
        for path, place in files_under("notebooks", "exercises")
        if path.suffix == ".ipynb"
        for problem in forbidden_uses(code_of_notebook(path), place)
    ]

    assert found == []


def test_templates_escape_everything_and_fetch_nothing():
    found = [
        problem
        for path, place in files_under("vsm_toolkit", "notebooks")
        if path.suffix in TEMPLATE_SUFFIXES
        for problem in forbidden_in_template(path.read_text(encoding="utf-8"), place)
    ]

    assert found == []


FORBIDDEN_OUTSIDE_DISPLAY = [
    "HTML(f'<b>{step}</b>')",
    "widgets.HTML(value=step)",
    "IPython.display.Markdown(step)",
    "W.HTMLMath(step)",
    "Markup(f'<b>{step}</b>')",
    "frame.style.format(escape='html')",
    "frame.style",
    "label = f'<td>{step}</td>'",
    "from IPython.display import HTML as show",
    "render(step, escape=False)",
    "frame.to_html()",
    "frame.to_excel('a.xlsx')",
    "frame.to_csv('a.csv')",
    "alt.Chart(frame).mark_bar()",
    "Chart(frame)",
]
FORBIDDEN_OUTSIDE_SPREADSHEETS = [
    "xlsxwriter.Workbook('a.xlsx')",
    "Workbook()",
    "csv.writer(f)",
    "csv.DictWriter(f, n)",
]
FORBIDDEN_EVERYWHERE = [
    "eval(text)",
    "exec(text)",
    "import pickle",
    "from pickle import loads",
    "import marshal as m",
    "frame.to_pickle('a')",
    "yaml.load(text, Loader=yaml.Loader)",
    "yaml.unsafe_load(text)",
    "subprocess.run(text, shell=True)",
    "os.system(text)",
    "Environment(autoescape=False)",
    "chart.transform_filter(f\"datum.step == '{name}'\")",
    "chart.transform_filter(filter=f'datum.{name}')",
    "chart.transform_filter('datum.step == ' + name)",
    "chart.transform_filter('datum.step == %s' % name)",
    "chart.transform_filter('datum.step == {}'.format(name))",
    "from . import model",
    "from .model import Step",
    "from vsm_toolkit.model import *",
]
ALLOWED = [
    "re.compile('a').match(text)",
    "frame.eval('a + b')",
    "yaml.safe_load(text)",
    "subprocess.run(['ls'], shell=False)",
    "chart.transform_filter(alt.datum.step == name)",
    "chart.transform_filter('datum.critical')",
    "console.print(text, style='bold')",
    "line.style = 'dashed'",
    "csv.reader(file)",
    "message = f'{low} < {value} and {value} > {high}: expected <path>'",
    "Environment(autoescape=True)",
    "charts.lead_time_ladder(stream)",
]


@pytest.mark.parametrize("code", FORBIDDEN_OUTSIDE_DISPLAY)
def test_the_rules_keep_markup_and_charts_in_the_display_places(code):
    assert forbidden_uses(code, "vsm_toolkit/reports/team_report.py") != []
    assert forbidden_uses(code, "notebooks/01_map.ipynb") != []
    assert forbidden_uses(code, "vsm_toolkit/display.py") == []
    assert forbidden_uses(code, "vsm_toolkit/charts/time_ladder.py") == []


@pytest.mark.parametrize("code", FORBIDDEN_OUTSIDE_SPREADSHEETS)
def test_the_rules_keep_spreadsheet_writers_in_io(code):
    assert forbidden_uses(code, "vsm_toolkit/charts/time_ladder.py") != []
    assert forbidden_uses(code, "vsm_toolkit/io/workbook_file.py") == []


@pytest.mark.parametrize("code", FORBIDDEN_EVERYWHERE)
def test_the_rules_refuse_code_from_data_everywhere(code):
    assert forbidden_uses(code, "vsm_toolkit/display.py") != []
    assert forbidden_uses(code, "vsm_toolkit/io/map_file.py") != []


@pytest.mark.parametrize("code", ALLOWED)
def test_the_rules_leave_harmless_code_alone(code):
    assert forbidden_uses(code, "vsm_toolkit/reports/team_report.py") == []


@pytest.mark.parametrize(
    "template",
    [
        "<p>{{ step.name|safe }}</p>",
        "<p>{{ step.name | safe }}</p>",
        "{% autoescape false %}{{ name }}{% endautoescape %}",
        "<script src='https://cdn.example/vega.js'></script>",
        '<link rel="stylesheet" href="//fonts.example/a.css">',
        "<style>@import 'a.css';</style>",
        "<style>body { background: url(https://cdn.example/a.png) }</style>",
    ],
)
def test_the_rules_refuse_a_template_that_trusts_or_fetches(template):
    assert forbidden_in_template(template, "report.html.j2") != []


def test_the_rules_leave_a_harmless_template_alone():
    template = (
        '<p>{{ step.name }}</p> <img src="data:image/png;base64,{{ picture }}"> <a href="https://dora.dev">DORA</a>'
    )

    assert forbidden_in_template(template, "report.html.j2") == []


def test_a_problem_is_named_with_its_file_and_line():
    source = "import os\n\nos.system('ls')\n"

    assert forbidden_uses(source, "vsm_toolkit/model.py") == ["vsm_toolkit/model.py:3: os.system("]
