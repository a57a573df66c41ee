"""What a kernel without sockets does by itself; tests/reports/warm/test_engine.py compares whole notebooks."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from vsm_toolkit.reports.warm_parent import can_fork

pytestmark = pytest.mark.skipif(not can_fork(), reason="needs Linux")
TALK = """
import asyncio, json, os
from vsm_toolkit.reports.warm.kernel import connect_kernel
from jupyter_client.session import Session

told = []
real = os.dup(1)

def keep(channel, message):
    told.append([channel, message["header"]["msg_type"], message["content"]])

kernel = connect_kernel(keep)
for code in json.loads({codes!r}):
    content = dict(code=code, silent=False, store_history=True, user_expressions={{}}, allow_stdin=False)
    asyncio.run(kernel.handle(Session(key=b"").msg("execute_request", content)))
os.write(real, json.dumps(told).encode())
"""


@pytest.fixture
def told():
    """Give a way to run cells in a process that is a kernel, and to see the messages it delivers."""

    def run(*codes):
        code = TALK.format(codes=json.dumps(codes))
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        return json.loads(done.stdout)

    return run


def test_a_request_is_answered_between_a_busy_and_an_idle(told):
    messages = told("1 + 1")

    assert [(channel, kind) for channel, kind, _ in messages] == [
        ("iopub", "status"),
        ("iopub", "execute_input"),
        ("iopub", "execute_result"),
        ("shell", "execute_reply"),
        ("iopub", "status"),
    ]
    assert messages[2][2]["data"] == {"text/plain": "2"}
    assert (messages[0][2], messages[-1][2]) == ({"execution_state": "busy"}, {"execution_state": "idle"})


def test_printed_text_is_one_message_until_somebody_flushes(told):
    streams = [content for _, kind, content in told("print('a')\nprint('b')", "print('c', flush=True); print('d')")]

    assert [each["text"] for each in streams if "text" in each] == ["a\nb\n", "c\n", "d\n"]


def test_what_cannot_be_text_is_refused_as_by_any_stream(told):
    (error,) = (content for _, kind, content in told("import sys\nsys.stdout.write(b'x')") if kind == "error")

    assert (error["ename"], error["evalue"]) == ("TypeError", "write() argument must be str, not <class 'bytes'>")
