"""The packs of all cities of the shipped study, made by the command line: wall time, processor time, memory.

Run by hand, on Linux::

    python tests/bench/batch.py                         # 41 cities, two processes
    python tests/bench/batch.py --jobs 1 -- --select EC --without docx

What follows `--` goes to `planseam batch`. The packs go to a new folder, which
is removed again unless `-o` names one. Of each process the largest memory is
read from /proc while it runs. Stops where a pack is missing or not whole,
where it takes ten minutes or more, and where a process needs 2 GB or more.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path

MOST_SECONDS, MOST_MB = 600, 2048
EVERY_SECONDS = 0.2
PROGRAM = "from planseam.cli import main; main()"
WHOLE = ("report.docx", "report.html", "map.html", "ledger.xlsx", "conflicts.gpkg", "manifest.json")


def processes(root):
    """A process and all that it has started, with their parents told by the system."""
    parents = {}
    for entry in Path("/proc").iterdir():
        with suppress(OSError, ValueError):
            parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
    found = {root}
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def watch(root, seen, over):
    """Note of each process the name and the most memory it had, MB, until it is over."""
    while not over.wait(EVERY_SECONDS):
        for pid in processes(root):
            with suppress(OSError, KeyError):
                status = dict(line.split(":\t", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
                words = Path(f"/proc/{pid}/cmdline").read_text().split("\0")
                name = "resource tracker" if "resource_tracker" in " ".join(words) else status["Name"]
                seen[pid] = name, int(status["VmHWM"].split()[0]) / 1024


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--jobs", type=int, default=2)
    options.add_argument("-o", "--output", type=Path)
    options.add_argument("more", nargs="*", help="of planseam batch")
    given = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="planseam-bench-") as spare:
        folder = given.output or Path(spare) / "packs"
        words = ["batch", "--by", "unit", "--level", "city", "-o", str(folder), "--jobs", str(given.jobs), "-q"]
        print(f"{platform.platform()}, Python {platform.python_version()}, load {os.getloadavg()[0]:.1f}")
        seen, over = {}, threading.Event()
        start = time.perf_counter()
        running = subprocess.Popen([sys.executable, "-c", PROGRAM, *words, *given.more])
        watcher = threading.Thread(target=watch, args=(running.pid, seen, over))
        watcher.start()
        _, code, used = os.wait4(running.pid, 0)
        wall = time.perf_counter() - start
        over.set()
        watcher.join()
        cpu = used.ru_utime + used.ru_stime  # its own, and that of all it has waited for
        if code:
            sys.exit(f"the batch ended with {os.waitstatus_to_exitcode(code)}")
        packs = json.loads((folder / "batch.json").read_text("utf-8"))["packs"]
        expected = [name for name in WHOLE if not given.more or (folder / next(iter(packs)) / name).is_file()]
        torn = [f"{pack}/{name}" for pack in packs for name in expected if not (folder / pack / name).is_file()]
        size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1e6
    print(f"{len(packs)} packs of {size / max(len(packs), 1):.1f} MB: {wall:.0f} s, {cpu:.0f} s of processors")
    for number, (name, peak) in enumerate(seen.values()):
        print(f"  {'the command' if not number else name:20}{peak:8.0f} MB at most")
    if torn or not packs:
        sys.exit(f"missing: {', '.join(torn) or 'all'}")
    if wall >= MOST_SECONDS:
        sys.exit(f"too slow: {wall:.0f} s")
    if max(peak for _, peak in seen.values()) >= MOST_MB:
        sys.exit("a process needs too much memory")


if __name__ == "__main__":
    main()
