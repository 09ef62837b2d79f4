"""Crews of this process, and what is told where a cluster cannot be had; clusters themselves: integration."""

import sys
import threading
import time

import pytest

from planseam import working
from planseam.errors import LayerError, WorkError
from planseam.text import Text
from planseam.working import ALONE, crew, processors


def doubled(task, added=0):
    return 2 * task + added


def late(task):
    time.sleep(0.02 * (3 - task % 4))
    return task, threading.current_thread().name


def broken(task):
    if task == 3:
        raise LayerError(Text("坏", "bad"), where="third", cure=Text("修", "mend"))
    return task


@pytest.mark.parametrize("jobs", [1, 2, 5])
def test_results_come_in_the_order_of_the_tasks(jobs):
    with crew(jobs) as own:
        assert own.here is own
        assert list(own.map(doubled, range(20), 5)) == [2 * task + 5 for task in range(20)]
        assert [task for task, _ in own.map(late, range(8))] == list(range(8))
        assert list(own.map(doubled, [])) == []


def test_several_threads_take_part_and_are_gone_afterwards():
    with crew(3) as own:
        names = {name for _, name in own.map(late, range(12))}
    assert len(names) > 1
    assert not [thread for thread in threading.enumerate() if thread.name in names]


@pytest.mark.parametrize("jobs", [1, 2])
def test_few_tasks_are_drawn_ahead(jobs):
    drawn = []

    def tasks():
        for task in range(100):
            drawn.append(task)
            yield task

    with crew(jobs) as own:
        results = own.map(doubled, tasks())
        next(results)
        assert len(drawn) <= 1 + working.AHEAD * jobs


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_error_comes_out_where_its_result_would(jobs):
    with crew(jobs) as own:
        results = own.map(broken, range(50))
        assert [next(results) for _ in range(3)] == [0, 1, 2]
        with pytest.raises(LayerError, match="bad"):
            next(results)


def test_alone_needs_no_crew():
    assert list(ALONE.map(doubled, [1, 2])) == [2, 4]


def test_there_is_a_processor():
    assert 1 <= processors() <= 4096


def test_a_cluster_without_dask_names_the_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(WorkError) as told, crew(scheduler="tcp://127.0.0.1:1"):
        pass
    assert "planseam[cluster]" in told.value.cure.en
