import importlib

import pytest

from planseam.reporting.workers import results

#: Processes of their own import what they do, which they could not from a test.
TASK = """import os
import signal

from planseam.errors import OutputError
from planseam.text import Text


def make(folder, how):
    if how == "error":
        raise OutputError(Text("坏了", "broken"), where=folder.name, cure=Text("修", "Mend it"))
    if how == "surprise":
        raise KeyError("gone")
    if how == "killed":
        os.kill(os.getpid(), signal.SIGKILL)
    return {"major": len(how)}
"""


@pytest.fixture
def make(tmp_path, monkeypatch):
    (tmp_path / "a_task.py").write_text(TASK, "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    return importlib.import_module("a_task").make


def test_one_that_fails_or_is_killed_costs_no_other_its_result(make, tmp_path):
    tasks = {name: (name,) for name in ("fine", "error", "killed", "surprise", "good")}
    told = dict(results(make, tmp_path, tasks, 1))
    assert set(told) == set(tasks)
    assert told["fine"] == told["good"] == {"major": 4}
    assert told["error"].en == "error: broken. Mend it."
    assert told["surprise"].en == "KeyError: 'gone'"
    assert "killed" in told["killed"].en


def test_nothing_to_do_starts_nobody(make, tmp_path):
    assert list(results(make, tmp_path, {}, 2)) == []
