"""Tasks in processes of their own: one that fails, or is killed, costs no other its result."""

import multiprocessing
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

from planseam.errors import PlanseamError
from planseam.text import Text

__all__ = ["Make", "results", "why"]

#: A worker that dies takes those with it that the others had begun; each task is tried this often.
ATTEMPTS = 2

#: Makes a pack in a folder, and counts its conflicts by severity.
Make = Callable[..., dict[str, int]]


def results(
    make: Make, folder: Path, tasks: Mapping[str, tuple[Any, ...]], jobs: int
) -> Iterator[tuple[str, dict[str, int] | Text]]:
    """What each task gives, as they finish; a worker that is killed costs nobody else their pack."""
    left = dict(tasks)
    tried = dict.fromkeys(tasks, 0)
    while left:
        with ProcessPoolExecutor(max(1, jobs), mp_context=multiprocessing.get_context("spawn")) as pool:
            running: dict[Future[Any], str] = {}
            waiting = list(left)
            broken = False
            while (waiting or running) and not broken:
                # no more are handed out than can run, so that a dead worker is charged to those that ran with it alone
                while waiting and len(running) < max(1, jobs):
                    name = waiting.pop(0)
                    tried[name] += 1
                    running[pool.submit(_guarded, make, folder / name, left[name])] = name
                for future in wait(running, return_when="FIRST_COMPLETED").done:
                    name = running.pop(future)
                    try:
                        result = future.result()
                    except BrokenProcessPool:
                        broken = True
                        if tried[name] < ATTEMPTS:
                            continue
                        result = Text("进程被终止（可能内存不足）", "its process was killed (out of memory, perhaps)")
                    del left[name]
                    yield name, result


def _guarded(make: Make, folder: Path, arguments: tuple[Any, ...]) -> dict[str, int] | Text:
    """Run a task; whatever it breaks off with is told, and stops no other."""
    try:
        return make(folder, *arguments)
    except PlanseamError as error:
        return why(error)
    except Exception as error:  # noqa: BLE001 - one pack never stops the others
        return Text.same(" ".join(f"{type(error).__name__}: {error}".split()))


def why(error: PlanseamError) -> Text:
    """What an error says, in both languages."""
    return Text(error.sentence("zh"), error.sentence("en"))
