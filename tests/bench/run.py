"""How long `planseam run` takes on the shipped study, as a user has it: a process of its own, from the first import.

Run by hand, on a machine that does nothing else::

    python tests/bench/run.py                     # three runs, the quickest is told
    python tests/bench/run.py --runs 1 --limit 10 # exit status 1 where it takes more than ten seconds
    python tests/bench/run.py -- --only docx      # what follows goes to planseam run

Told are seconds by the clock and of the processor (all processes together), the laps and rules of `manifest.json`
(by the clock; rules of different families may run side by side), and what the laps do not hold: imports and writers.
Processor seconds are nearly the same on a busy machine, those by the clock are not.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

RULES_SHOWN = 12


@dataclass(frozen=True)
class Measured:
    """One run."""

    wall: float
    processor: float
    manifest: dict[str, Any]


def command() -> list[str]:
    """The program as it is installed beside this Python."""
    beside = Path(sys.executable).with_name("planseam")
    return [str(beside if beside.exists() else "planseam"), "run"]


def measured(options: list[str]) -> Measured:
    """Run once, into a folder that is thrown away."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder, "out")
        before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        subprocess.run([*command(), "-o", str(out), *options], check=True, stdout=subprocess.DEVNULL)
        wall, after = time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
        used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        manifest = out / "manifest.json"
        return Measured(wall, used, json.loads(manifest.read_text("utf-8")) if manifest.exists() else {})


def told(run: Measured) -> None:
    """Print one run."""
    print(f"{run.wall:8.2f} s by the clock, {run.processor:.2f} s of the processor, {os.cpu_count()} processors")
    laps = run.manifest.get("seconds", {})
    for name, seconds in laps.items():
        print(f"{seconds:8.2f}   {name}")
    print(f"{run.wall - sum(laps.values()):8.2f}   imports and writers")
    for name, seconds in run.manifest.get("writers", {}).items():
        print(f"{seconds:8.2f}     {name}")
    rules = sorted(run.manifest.get("rules", []), key=lambda rule: -rule["seconds"])
    print(f"{sum(rule['seconds'] for rule in rules):8.2f}   rules, all together; of these")
    for rule in rules[:RULES_SHOWN]:
        print(f"{rule['seconds']:8.2f}     {rule['code']} {rule['name']}")


def main() -> int:
    """Measure, tell, and compare with the limit."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--limit", type=float, help="seconds by the clock that the quickest run may take")
    parser.add_argument("options", nargs="*", help="for planseam run, after --")
    chosen = parser.parse_args()
    runs = [measured(chosen.options) for _ in range(chosen.runs)]
    best = min(runs, key=lambda run: run.wall)
    print("by the clock:", ", ".join(f"{run.wall:.2f}" for run in runs))
    told(best)
    return int(chosen.limit is not None and best.wall > chosen.limit)


if __name__ == "__main__":
    sys.exit(main())
