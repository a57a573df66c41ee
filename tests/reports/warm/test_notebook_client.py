"""The client with a kernel that is a script; tests/reports/warm/test_engine.py runs it with real ones."""

from __future__ import annotations

import asyncio
import queue

import nbformat
import pytest
from nbclient.exceptions import DeadKernelError
from papermill.engines import NotebookExecutionManager

from vsm_toolkit.reports.warm.notebook_client import LinkedNotebookClient, _Client


class ScriptedLink:
    """Answers each request with prepared messages; without any, the kernel has died."""

    def __init__(self, *scripts):
        self.scripts, self.closed = list(scripts), False

    def open(self, deliver):
        self.deliver = deliver

    async def send(self, message):
        if self.scripts:
            for channel, kind, content in self.scripts.pop(0):
                header = {"msg_id": "x", "msg_type": kind}
                self.deliver(
                    channel,
                    {"header": header, "msg_type": kind, "content": content, "parent_header": message["header"]},
                )

    def is_alive(self):
        return bool(self.scripts)

    def interrupt(self):
        """Nothing runs."""

    def close(self):
        self.closed = True


IDLE = ("iopub", "status", {"execution_state": "idle"})
DONE = ("shell", "execute_reply", {"status": "ok", "execution_count": 1})
PRINTED = ("iopub", "stream", {"name": "stdout", "text": "hello"})
INFO = ("shell", "kernel_info_reply", {"language_info": {"name": "python"}})


def client(link):
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("print('hello')")])
    notebook.metadata["papermill"] = {}
    manager = NotebookExecutionManager(notebook, progress_bar=False)
    manager.notebook_start()
    return LinkedNotebookClient(manager, link)


def test_messages_become_outputs_and_the_link_is_closed():
    link = ScriptedLink([PRINTED, DONE, IDLE], [INFO])
    notebook = client(link).execute()

    assert [output.text for output in notebook.cells[0].outputs] == ["hello"]
    assert notebook.metadata.language_info == {"name": "python"}
    assert link.closed


def test_a_kernel_that_dies_keeps_what_it_had_said():
    link = ScriptedLink([PRINTED])
    running = client(link)
    with pytest.raises(DeadKernelError):
        running.execute()

    assert [output.text for output in running.nb.cells[0].outputs] == ["hello"]
    assert link.closed


def test_nothing_in_time_is_an_empty_queue():
    with pytest.raises(queue.Empty):
        asyncio.run(_Client(ScriptedLink()).iopub_channel.get_msg(timeout=0.01))
