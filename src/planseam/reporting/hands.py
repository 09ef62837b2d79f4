"""Work that is done by several threads side by side, and ends at once where its user ends it.

Threads, and no processes: what the writers spend most time in (GEOS, PROJ, zlib, sorting) lets other threads run
meanwhile. A forked process would inherit the locks of threads that it does not have, those of Arrow, OpenBLAS and
jemalloc, which run as soon as pandas is imported; a spawned one would import all libraries again and take a copy of
the report, and either could outlive a program that is killed.
"""

import ctypes
from collections.abc import Callable, Sequence
from contextlib import suppress
from queue import SimpleQueue
from threading import Thread

__all__ = ["work_through"]

Task = Callable[[], object]


class _Stopped(BaseException):
    """Raised in a thread whose work nobody waits for any more."""


def work_through(
    tasks: Sequence[Task], *, jobs: int, longest: Sequence[int] = (), begin: Callable[[int], None] | None = None
) -> None:
    """Do tasks, each once.

    Parameters
    ----------
    tasks : sequence of callable
        Independent of each other.
    jobs : int
        Threads that work; with one, this thread works, and in the order of the tasks.
    longest : sequence of int
        Numbers of the tasks that several threads begin with, the longest first.
    begin : callable, optional
        Called in this thread with the number of a task that begins.

    Raises
    ------
    BaseException
        What the first of the tasks raises, in their order, that fails; it does not
        depend on `jobs`. What the user raises, by Ctrl-C, stops all at the next line of Python.
    """
    tell = begin or (lambda _: None)
    if min(jobs, len(tasks)) <= 1:
        for number, task in enumerate(tasks):
            tell(number)
            task()
        return
    order = [*longest, *(number for number in range(len(tasks)) if number not in longest)]
    hands = _Hands(min(jobs, len(tasks)))
    failed: dict[int, BaseException] = {}
    try:
        hands.start()
        while order or hands.busy:
            while order and hands.free:
                number = order.pop(0)
                tell(number)
                hands.give(number, tasks[number])
            number, error = hands.take()
            if error:
                failed[number] = error
                order = [each for each in order if each < min(failed)]  # one of these may fail, and is the first then
    except BaseException:
        hands.stop()
        raise
    finally:
        hands.dismiss()
    if failed:
        raise failed[min(failed)]


class _Hands:
    """Threads that wait for work."""

    def __init__(self, count: int) -> None:
        self._todo: SimpleQueue[tuple[int, Task] | None] = SimpleQueue()
        self._done: SimpleQueue[tuple[int, BaseException | None]] = SimpleQueue()
        self._threads = [Thread(target=self._work, name=f"planseam-{number}") for number in range(count)]
        self.busy = 0

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    @property
    def free(self) -> bool:
        return self.busy < len(self._threads)

    def give(self, number: int, task: Task) -> None:
        self._todo.put((number, task))
        self.busy += 1

    def take(self) -> tuple[int, BaseException | None]:
        """Wait for what is done next: its number, and with what it broke off."""
        result = self._done.get()
        self.busy -= 1
        return result

    def stop(self) -> None:
        """Let each thread break off as soon as it is in Python."""
        for thread in self._threads:
            if thread.ident and thread.is_alive():
                ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread.ident), ctypes.py_object(_Stopped))

    def dismiss(self) -> None:
        """Send the threads home, and wait until they have left."""
        for _ in self._threads:
            self._todo.put(None)
        for thread in self._threads:
            if thread.ident:
                thread.join()

    def _work(self) -> None:
        with suppress(_Stopped):
            while given := self._todo.get():
                number, task = given
                try:
                    task()
                except BaseException as error:  # noqa: BLE001 - raised by `work_through`, in the thread of the user
                    self._done.put((number, error))
                else:
                    self._done.put((number, None))
