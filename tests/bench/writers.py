"""How long each file of `planseam run` takes to write for the shipped study, and all of them side by side.

Run by hand::

    python tests/bench/writers.py              # the check first, some seconds
    python tests/bench/writers.py --runs 5     # the quickest of five

Told are seconds of the processor for each writer, imports aside, which are nearly the same on a busy machine; and
seconds by the clock for the whole folder, one file and two files at a time, which are not.
"""

import argparse
import gc
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import planseam
from planseam.cli.app import RARELY, TURN_S
from planseam.model.plugins import WRITERS, load
from planseam.reporting.folder import FILES, write_folder


def quickest(work: Callable[[], object], clock: Callable[[], float], runs: int) -> float:
    """The least time of several runs."""
    times = []
    for _ in range(runs):
        begun = clock()
        work()
        times.append(clock() - begun)
    return min(times)


def main() -> None:
    """Measure, and tell."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=2)
    runs = parser.parse_args().runs
    gc.set_threshold(*RARELY)  # as the command has it
    sys.setswitchinterval(TURN_S)
    report = planseam.check(planseam.Study.bundled("yrd"))
    for writer in FILES.values():
        load(WRITERS, writer)
    with tempfile.TemporaryDirectory() as folder:
        for name, writer in FILES.items():
            target = Path(folder, name)
            seconds = quickest(lambda: report.write(writer, target), time.process_time, runs)  # noqa: B023 - called at once
            print(f"{seconds:8.2f} s of the processor  {name}")
        for jobs in (1, 2):
            target = Path(folder, str(jobs))
            seconds = quickest(lambda: write_folder(report, target, jobs=jobs), time.perf_counter, runs)  # noqa: B023
            print(f"{seconds:8.2f} s by the clock      all, {jobs} at a time")


if __name__ == "__main__":
    main()
