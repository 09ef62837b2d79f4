"""Who does the work: this process alone, several threads, or a cluster; the answer is the same to the byte.

A crew takes tasks that do not depend on each other and gives their results in
the order of the tasks, whoever was faster.
"""

import logging
import os
import pickle
import warnings
import zlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from importlib.metadata import version
from itertools import islice
from typing import Any, Protocol, TypeVar

from planseam.errors import WorkError
from planseam.text import Text

__all__ = ["ALONE", "Crew", "crew", "processors"]

Task = TypeVar("Task")
Result = TypeVar("Result")

#: Tasks given out before their results are asked for, by worker: enough that nobody waits, few enough for memory.
AHEAD = 2
#: Seconds without any word from a scheduler, or without any worker, before it is given up.
PATIENCE_S = 30.0
#: Seconds after which it is asked whether all is well.
ASKING_S = 5.0


class Crew(Protocol):
    """Does tasks."""

    @property
    def here(self) -> "Crew":
        """Those of this process alone: for tasks that take longer to send than to do."""

    def map(self, work: Callable[..., Result], tasks: Iterable[Task], *shared: Any) -> Iterator[Result]:  # noqa: ANN401
        """Do `work(task, *shared)` for each task.

        Parameters
        ----------
        work : callable
            A function of a module, so that it can be sent to other processes.
        tasks : iterable
            Small; a generator is drawn from as results are taken.
        *shared
            What all tasks need; it is sent once.

        Yields
        ------
        The results, in the order of the tasks.

        Raises
        ------
        WorkError
            If those who were to do the work are gone.
        """


class _Alone:
    @property
    def here(self) -> Crew:
        return self

    def map(self, work: Callable[..., Result], tasks: Iterable[Task], *shared: Any) -> Iterator[Result]:  # noqa: ANN401
        return (work(task, *shared) for task in tasks)


#: This process, one task after the other.
ALONE: Crew = _Alone()


class _Threads:
    def __init__(self, pool: ThreadPoolExecutor, jobs: int) -> None:
        self._pool, self._ahead = pool, AHEAD * jobs

    @property
    def here(self) -> Crew:
        return self

    def map(self, work: Callable[..., Result], tasks: Iterable[Task], *shared: Any) -> Iterator[Result]:  # noqa: ANN401
        def submit(task: Task) -> Callable[[], Result]:
            return self._pool.submit(work, task, *shared).result

        return _in_order(tasks, submit, self._ahead)


class _Cluster:
    """The workers of a scheduler.

    What all tasks need is a task, too: when a worker is lost, and with it what it held, that is done again.
    """

    def __init__(self, client: Any, where: str) -> None:  # noqa: ANN401 - dask ships no types
        self._client, self._where = client, where

    @property
    def here(self) -> Crew:
        return ALONE

    def map(self, work: Callable[..., Result], tasks: Iterable[Task], *shared: Any) -> Iterator[Result]:  # noqa: ANN401
        packed = zlib.compress(pickle.dumps(shared, protocol=5), level=1)
        with self._heard(), warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Sending large graph", UserWarning)  # it is small for what it saves
            there = self._client.submit(_unpacked, packed, pure=False, retries=2)
            ahead = AHEAD * max(sum(self._asked().values()), 1)

        def submit(task: Task) -> Callable[[], Result]:
            with self._heard():
                # equal tasks are not one, and another worker may do what one could not
                future = self._client.submit(_done, work, task, there, pure=False, retries=2)
            return lambda: self._result(future)

        yield from _in_order(tasks, submit, ahead)

    def alike(self) -> None:
        """Make sure that all workers have this planseam.

        Raises
        ------
        WorkError
            If one has another, or none.
        """
        with self._heard():
            versions = self._client.run(_version, on_error="return")
        own = _version()
        strange = {worker: said for worker, said in versions.items() if said != own}
        if strange:
            worker, said = min(strange.items())
            have = f"planseam {said}" if isinstance(said, str) else f"{type(said).__name__}: {said}"
            raise WorkError(
                Text(
                    f"工作进程 {worker} 的 planseam 与此处不同",
                    f"the worker {worker} has not the planseam of this process",
                ),
                where=f"{self._where} ({have})",
                cure=Text(f"请在各工作进程安装 planseam {own}", f"Install planseam {own} with all workers"),
            )

    def _result(self, future: Any) -> Any:  # noqa: ANN401 - dask ships no types
        alone = 0.0
        while True:
            with self._heard():
                try:
                    return future.result(timeout=ASKING_S)
                except TimeoutError:
                    pass
                alone = 0.0 if self._asked() else alone + ASKING_S
            if alone >= PATIENCE_S:
                raise WorkError(
                    Text("调度器没有工作进程", "the scheduler has no workers"),
                    where=self._where,
                    cure=Text(
                        "请运行 dask worker 加上该地址后重试；尚未写出任何结果",
                        "Start some by dask worker and this address, and try again; nothing has been written",
                    ),
                )

    def _asked(self) -> dict[str, int]:
        """Threads of each worker, as the scheduler says."""
        known: dict[str, int] = self._client.sync(self._client.scheduler.ncores, callback_timeout=PATIENCE_S)
        return known

    @contextmanager
    def _heard(self) -> Iterator[None]:
        """Tell what dask raises when workers or scheduler are gone."""
        from asyncio import CancelledError as Stopped  # noqa: PLC0415 - with those of dask

        from distributed.client import ClosedClientError  # noqa: PLC0415 - of an extra, and slow to import
        from distributed.comm.core import CommClosedError  # noqa: PLC0415
        from distributed.scheduler import KilledWorker  # noqa: PLC0415

        try:
            yield
        except KilledWorker as error:
            raise WorkError(
                Text("同一批数据使多个工作进程中断", "several workers broke off over the same batch"),
                where=self._where,
                cure=Text("请为工作进程提供更多内存后重试", "Give the workers more memory, and try again"),
            ) from error
        except (ClosedClientError, CommClosedError, CancelledError, Stopped, TimeoutError) as error:
            raise WorkError(
                Text("调度器在检查途中离线", "the scheduler went away during the check"),
                where=self._where,
                cure=Text(
                    "请恢复调度器后重新运行；尚未写出任何结果", "Start it again and rerun; nothing has been written"
                ),
            ) from error


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def crew(jobs: int = 1, scheduler: str = "") -> Iterator[Crew]:
    """Call a crew together, and send it home at the end.

    Parameters
    ----------
    jobs : int
        Threads of this process; 1 for no other than its own.
    scheduler : str
        Address of a dask.distributed scheduler, as ``tcp://host:8786``; its workers do the work.

    Raises
    ------
    WorkError
        If dask.distributed is not installed, or the scheduler does not answer or has no workers like this process.
    """
    if scheduler:
        with _called(scheduler) as cluster:
            yield cluster
    elif jobs > 1:
        pool = ThreadPoolExecutor(jobs, thread_name_prefix="planseam")
        try:
            yield _Threads(pool, jobs)
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
    else:
        yield ALONE


@contextmanager
def _called(address: str) -> Iterator[Crew]:
    where = f"--scheduler {address}"
    try:
        from distributed import Client  # noqa: PLC0415 - of an extra, and slow to import
    except ImportError as error:
        raise WorkError(
            Text("没有安装 dask.distributed", "dask.distributed is not installed"),
            where=where,
            cure=Text("请运行 pip install 'planseam[cluster]'", "Run pip install 'planseam[cluster]'"),
        ) from error
    call: Any = Client  # dask ships no types
    try:
        client = call(address, timeout=PATIENCE_S, set_as_default=False)
    except (OSError, ValueError) as error:
        raise WorkError(
            Text("调度器没有应答", "the scheduler does not answer"),
            where=where,
            cure=Text("请检查地址，并先运行 dask scheduler", "Check the address, and start it by: dask scheduler"),
        ) from error
    # what becomes of the connection is told by `_Cluster`
    log = logging.getLogger("distributed")
    level = log.level
    log.setLevel(logging.CRITICAL)
    try:
        found = _Cluster(client, where)
        found.alike()
        yield found
    finally:
        with suppress(TimeoutError, OSError):
            client.close(timeout=ASKING_S)
        log.setLevel(level)


def _unpacked(packed: bytes) -> tuple[Any, ...]:
    shared: tuple[Any, ...] = pickle.loads(zlib.decompress(packed))  # noqa: S301 - what this very check has packed
    return shared


def _done(work: Callable[..., Result], task: Task, shared: tuple[Any, ...]) -> Result:
    return work(task, *shared)


def _version() -> str:
    return version("planseam")


def _in_order(tasks: Iterable[Task], submit: Callable[[Task], Callable[[], Result]], ahead: int) -> Iterator[Result]:
    """Results in the order of the tasks, of which only some are given out at a time."""
    left = iter(tasks)
    waiting = deque(submit(task) for task in islice(left, ahead))
    while waiting:
        result = waiting.popleft()()
        waiting.extend(submit(task) for task in islice(left, 1))
        yield result
