import threading
import time

import pytest

from planseam.reporting.hands import work_through

#: Threads that other tests have left.
EARLIER = []


@pytest.fixture(autouse=True)
def _earlier():
    EARLIER[:] = threading.enumerate()


def hands():
    return [thread for thread in threading.enumerate() if thread not in EARLIER]


def waiting(event):
    assert event.wait(30)


@pytest.mark.parametrize("jobs", [1, 2, 5])
def test_each_task_is_done_once_and_told_by_the_thread_that_asked(jobs):
    done, told = [], []
    work_through(
        [lambda number=number: done.append(number) for number in range(20)],
        jobs=jobs,
        begin=lambda number: told.append((number, threading.current_thread())),
    )
    assert sorted(done) == list(range(20))
    assert told == [(number, threading.main_thread()) for number in range(20)]
    assert not hands()


def test_nothing_to_do_is_done_at_once():
    work_through([], jobs=2)


def test_two_tasks_run_side_by_side():
    first, second = threading.Event(), threading.Event()
    tasks = [lambda: (first.set(), waiting(second)), lambda: (second.set(), waiting(first))]
    work_through(tasks, jobs=2)


def test_one_job_keeps_the_order_and_several_begin_with_the_longest():
    for jobs, order in ((1, [0, 1, 2]), (2, [2, 0, 1])):
        told = []
        work_through([lambda: None] * 3, jobs=jobs, longest=[2], begin=told.append)
        assert told == order


@pytest.mark.parametrize("jobs", [1, 2, 3])
@pytest.mark.parametrize("longest", [[], [3, 2]])
def test_of_several_that_fail_the_first_is_told_whatever_came_first_in_time(jobs, longest):
    def fail(number):
        time.sleep(0.02 if number == 1 else 0)
        raise ValueError(number)

    done = []
    tasks = [lambda: done.append(0), *(lambda number=number: fail(number) for number in (1, 2, 3))]
    with pytest.raises(ValueError, match=r"^1$"):
        work_through(tasks, jobs=jobs, longest=longest)
    assert done == [0]
    assert not hands()


def test_what_comes_after_a_failure_is_not_begun():
    begun = []

    def fail():
        raise ValueError

    with pytest.raises(ValueError, match=r"^$"):
        work_through([fail, *[lambda: time.sleep(0.05)] * 9], jobs=2, begin=begun.append)
    assert len(begun) <= 3


def test_an_interruption_stops_what_is_under_way_and_lets_it_clean_up():
    cleaned, running = [], threading.Event()

    def endless():
        try:
            running.set()
            while True:
                time.sleep(0.001)
        finally:
            cleaned.append(True)

    def begin(number):
        if number == 1:
            waiting(running)
            raise KeyboardInterrupt

    begin_at = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        work_through([endless, endless, lambda: cleaned.append("never begun")], jobs=2, begin=begin)
    assert cleaned == [True]
    assert not hands()
    assert time.monotonic() - begin_at < 20
