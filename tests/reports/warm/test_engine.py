"""Every situation a cell can be in, beside what papermill's standard kernel makes of it."""

from __future__ import annotations

import os
import re
import time

import nbformat
import papermill
import pytest
from papermill.exceptions import PapermillExecutionError

from vsm_toolkit.reports.warm import engine
from vsm_toolkit.reports.warm_parent import can_fork

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not can_fork(), reason="needs Linux")]

SITUATIONS = {
    "prints": "import sys\nprint('out')\nprint('err', file=sys.stderr)\nprint('out again')",
    "flushes": "print('a', flush=True)\nprint('b', end='')",
    "writes to the descriptor": "import os\nos.system('echo below')\nos.write(2, b'and this\\n');",
    "runs a command": "!echo hi; echo there >&2",
    "uses a magic": "%env HOME_OF_NOBODY=1\n%who_ls int",
    "uses a cell magic": "%%capture kept\nprint('kept')",
    "shows what was captured": "kept.stdout",
    "displays": "from IPython.display import HTML, display, clear_output\ndisplay(HTML('<b>x</b>'), {'a': 1})\n3",
    "keeps a display": "handle = display('first', display_id='the-one')",
    "updates a display of an earlier cell": "handle.update('second')",
    "clears": "print('gone')\nclear_output()\nprint('stays')",
    "clears late": "print('gone')\nclear_output(wait=True)\nprint('stays')",
    "shows a table": "import pandas\npandas.DataFrame({f'c{n}': range(80) for n in range(30)})",
    "asks how tables look": "pandas.options.display.max_columns, pandas.options.display.max_rows",
    "shows a chart": "import altair\naltair.Chart(altair.InlineData([{'a': 1}])).mark_bar().to_dict()['mark']",
    "knows where it runs": "type(get_ipython()).__name__, __name__, __builtins__.__IPYTHON__",
    "awaits": "import asyncio\nawait asyncio.sleep(0.01)\n'awaited'",
    "finds a running loop": "asyncio.get_running_loop().is_running()",
    "leaves a task running": "late = asyncio.ensure_future(asyncio.sleep(0, 'done'))",
    "meets the task again": "await late",
    "asks for input": "try:\n    input('name? ')\nexcept Exception as problem:\n    print(repr(problem))",
    "shows a widget": "import ipywidgets\nslider = ipywidgets.IntSlider(3)\nslider",
    "prints into a widget": "output = ipywidgets.Output()\nwith output:\n    print('inside')\noutput",
    "warns": "import warnings\nwarnings.warn('careful', stacklevel=1)",
    "pickles its own class": "import pickle\nclass Mine: pass\ntype(pickle.loads(pickle.dumps(Mine()))).__name__",
    "forks": "if not os.fork():\n    print('from the child', flush=True)\n    os._exit(0)\nos.wait()[1]",
    "looks back": "len(In), _ih[1][:6], Out.keys() == {k for k in Out}",
    "is where it was started": "os.getcwd(), os.environ['ASKED_FOR'], sys.path[0]",
    "shows nothing": "None",
    "raises and may": "raise ValueError('expected')",
    "is of nbconvert": "import json\njson.dumps({'x': float('inf')})",
}


def notebook_of(*sources, tags=()):
    """Write a notebook of code cells."""
    cells = [nbformat.v4.new_code_cell(source, metadata={"tags": list(tags)}) for source in sources]
    kernel = {"name": "python3", "language": "python", "display_name": "Python 3"}
    return nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})


def run(notebook, engine_name=None, **settings):
    """Run a notebook and give it back."""
    return papermill.execute_notebook(
        notebook, None, engine_name=engine_name, progress_bar=False, kernel_name="python3", **settings
    )


def run_to_the_end(notebook, engine_name, folder):
    """Run a notebook whose cells may raise, and give it without the marks papermill puts beside errors."""
    out = folder / f"{engine_name}.ipynb"
    with pytest.raises(PapermillExecutionError, match="expected"):
        papermill.execute_notebook(
            nbformat.from_dict(notebook), out, engine_name=engine_name, progress_bar=False, cwd=folder
        )
    executed = nbformat.read(out, as_version=4)
    executed.cells = [cell for cell in executed.cells if cell.cell_type == "code"]
    return executed


def without_chance(value):
    """Blank what is drawn anew in every run: widget numbers, addresses, process numbers in names of cells."""
    text = re.sub(r"\b[0-9a-f]{32}\b", "<id>", str(value))
    text = re.sub(r"0x[0-9a-f]+", "<address>", text)
    return re.sub(r"ipykernel_\d+/\d+\.py", "<cell>.py", text)


def joined(outputs):
    """Give outputs with the pieces of one stream put together; where a stream is cut is a matter of time."""
    found = []
    for output in outputs:
        if found and output.output_type == "stream" and found[-1].get("name") == output.name:
            found[-1] = nbformat.from_dict({**found[-1], "text": found[-1].text + output.text})
        else:
            found.append(output)
    return sorted(map(without_chance, found)) if {"stream"} == {each.output_type for each in found} else found


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    """Run all situations in one notebook, in a standard kernel and in a fork."""
    folder = tmp_path_factory.mktemp("both")
    notebook = notebook_of(*SITUATIONS.values(), tags=["raises-exception"])
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("PYTEST_CURRENT_TEST", raising=False)  # with it, ipykernel does not watch descriptors
        patch.setenv("ASKED_FOR", "by the one who runs papermill")
        patch.setenv("IPYTHONDIR", str(folder / "nobody"))
        yield tuple(run_to_the_end(notebook, name, folder) for name in (None, engine.ENGINE))


@pytest.mark.parametrize("situation", SITUATIONS)
def test_a_cell_gives_what_it_gives_in_a_standard_kernel(both, situation):
    number = list(SITUATIONS).index(situation)
    stock, ours = (notebook.cells[number] for notebook in both)

    assert without_chance(joined(ours.outputs)) == without_chance(joined(stock.outputs))
    assert ours.execution_count == stock.execution_count
    assert ours.metadata.papermill.status == stock.metadata.papermill.status


def test_the_notebook_says_the_same_about_itself(both):
    stock, ours = both

    assert ours.metadata.language_info == stock.metadata.language_info
    assert len(ours.metadata.widgets.popitem()[1]["state"]) == len(stock.metadata.widgets.popitem()[1]["state"])


def test_an_error_stops_the_notebook_with_its_traceback(tmp_path):
    out = tmp_path / "out.ipynb"
    with pytest.raises(PapermillExecutionError, match="ZeroDivisionError"):
        papermill.execute_notebook(
            notebook_of("1/0", "print('never')"), out, engine_name=engine.ENGINE, progress_bar=False
        )
    cells = [cell for cell in nbformat.read(out, as_version=4).cells if cell.cell_type == "code"]

    assert cells[0].outputs[0].ename == "ZeroDivisionError"
    assert cells[1].outputs == []
    assert cells[1].execution_count is None


@pytest.mark.parametrize("cell", ["import os\nos._exit(3)", "import os\nos.kill(os.getpid(), 9)", "quit()"])
def test_a_cell_that_ends_its_process_is_a_dead_kernel_and_the_next_notebook_runs(cell):
    with pytest.raises(RuntimeError, match="Kernel died"):
        run(notebook_of("print('here')", cell, "print('never')"), engine.ENGINE)

    assert run(notebook_of("1 + 1"), engine.ENGINE).cells[0].outputs[0].data["text/plain"] == "2"


def test_a_cell_that_hangs_is_stopped_after_its_time():
    started = time.monotonic()
    with pytest.raises(TimeoutError):
        run(notebook_of("import time\ntime.sleep(60)"), engine.ENGINE, execution_timeout=1)

    assert time.monotonic() - started < 30


def test_a_notebook_starts_with_nothing_of_the_one_before():
    mark = "import builtins, os, pandas\nbuiltins.left = os.environ['LEFT'] = 'x'\npandas.options.display.max_rows = 3"
    look = (
        "import builtins, os, pandas\nhasattr(builtins, 'left'), 'LEFT' in os.environ, pandas.options.display.max_rows"
    )
    run(notebook_of(mark), engine.ENGINE)
    looked = run(notebook_of(look), engine.ENGINE)

    assert looked.cells[0].outputs[0].data["text/plain"] == "(False, False, 60)"


def test_random_numbers_differ_between_notebooks():
    draw = notebook_of("import random, numpy\nrandom.random(), numpy.random.random()")
    drawn = [run(nbformat.from_dict(draw), engine.ENGINE).cells[0].outputs[0].data["text/plain"] for _ in range(2)]

    assert drawn[0].split(",")[0] != drawn[1].split(",")[0]
    assert drawn[0].split(",")[1] != drawn[1].split(",")[1]


def test_what_must_not_run_before_a_fork_has_not_run():
    """vl-convert, polars and numba's threads hang in a fork once they were used; importing them is harmless."""
    look = "import sys, threading, os\nlen(os.listdir('/proc/self/task')), 'vl_convert' in sys.modules"
    use = "import vl_convert\nlen(vl_convert.vegalite_to_svg({'data': {'values': []}, 'mark': 'bar'})) > 0"
    looked = run(notebook_of(look, use), engine.ENGINE)

    assert looked.cells[0].outputs[0].data["text/plain"].startswith("(1, ")
    assert looked.cells[1].outputs[0].data["text/plain"] == "True"


@pytest.mark.parametrize(
    "reason",
    ["a system without forks", "start-up files of the reader's own", "arguments for a kernel", "another kernel"],
)
def test_a_notebook_that_needs_a_standard_kernel_gets_one(reason, monkeypatch, tmp_path):
    settings = {}
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    match reason:
        case "a system without forks":
            monkeypatch.setattr(engine, "can_fork", lambda: False)
        case "start-up files of the reader's own":
            (tmp_path / "profile_default" / "startup").mkdir(parents=True)
            (tmp_path / "profile_default" / "startup" / "00.py").write_text("mine = 1", encoding="utf-8")
        case "arguments for a kernel":
            settings = {"extra_arguments": ["--IPKernelApp.log_level=CRITICAL"]}
        case _:
            monkeypatch.setattr(engine, "is_this_python", lambda _: False)
    ran = []
    monkeypatch.setattr(
        engine.NBClientEngine, "execute_managed_notebook", lambda manager, *_, **__: ran.append(manager.nb)
    )
    run(notebook_of("1"), engine.ENGINE, **settings)

    assert len(ran) == 1


def test_the_engine_is_found_by_its_name():
    from importlib.metadata import entry_points

    (found,) = (each for each in entry_points(group="papermill.engine") if each.name == engine.ENGINE)

    assert found.load() is engine.WarmForkEngine
    assert os.environ.get("VSM_THREADS") is None
