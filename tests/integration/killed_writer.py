"""Write one output folder again and again, each time in a process that is killed, and look what stands there.

A helper of test_interrupted.py: ``python killed_writer.py FOLDER SEED RUNS moments|steps|halves|ctrl-c``. By
`moments`, the process is killed from outside after a random time; by `steps`, it kills itself before a call to the file
system, each call once in random order; by `halves` likewise, on a system that cannot let two folders change places; by
`ctrl-c`, its user interrupts it after a random time. By `moments` and `ctrl-c`, two files are written at a time. Prints
what it saw as JSON.
"""

import importlib.util
import json
import os
import random
import signal
import sys
import time
import traceback
from collections import Counter
from hashlib import sha256
from pathlib import Path

from planseam import placing
from planseam.reporting.folder import FILES, write_folder

MADE_UP = Path(__file__).parents[1] / "unit" / "reporting" / "conftest.py"
FEW = ("conflicts.geojson", "report.html", "manifest.json")
#: What changes names, takes locks, or goes past Python.
CALLS = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "shutil.rmtree", "fcntl.flock", "ctypes.dlsym"}
#: Calls of a run that removes what an earlier one left, beyond those of a run that need not.
MORE = 12


def made_up():
    spec = importlib.util.spec_from_file_location("made_up_report", MADE_UP)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def number_of(folder):
    """Which of the reports stands there, as a whole; None where there is nothing."""
    if not folder.exists():
        return None
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    found = {path.name: sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}
    del found["manifest.json"]
    if found != manifest["outputs"]:
        raise SystemExit(f"half an output: {sorted(found)}, {sorted(manifest['outputs'])}")
    return manifest["counts"]["total"]


class Calls:
    """Counts calls to the file system, and kills the process before one of them."""

    def __init__(self):
        self.count, self.last = 0, None
        sys.addaudithook(self)

    def __call__(self, event, _):
        if self.last is not None and event in CALLS:
            if self.count == self.last:
                self.last = None  # the kill is a call as well
                os.kill(os.getpid(), signal.SIGKILL)
            self.count += 1


def in_a_process(work, *, kill_after=None, by=signal.SIGKILL):
    """Run in a process of its own; tell whether it was ended."""
    process = os.fork()
    if not process:
        code = 1
        try:
            signal.signal(signal.SIGINT, signal.default_int_handler)
            work()
            code = 0
        except KeyboardInterrupt:
            os.kill(os.getpid(), signal.SIGKILL)  # by now it has cleaned up
        except Exception:  # noqa: BLE001 - told, and then the process ends
            traceback.print_exc()
        finally:
            os._exit(code)
    if kill_after is not None:
        time.sleep(kill_after)
        os.kill(process, by)
    _, status = os.waitpid(process, 0)
    if os.WIFEXITED(status) and os.WEXITSTATUS(status):
        raise SystemExit("the writer failed")
    return os.WIFSIGNALED(status)


def main(folder, seed, runs, mode):
    chance = random.Random(seed)  # noqa: S311 - a test, not a secret
    target = Path(folder, "out")
    build = made_up().build
    reports = {count: build(count) for count in range(1, 5)}
    timed = mode in {"moments", "ctrl-c"}
    only, jobs = (list(FILES), 2) if timed else (list(FEW), 1)
    if mode == "halves":
        placing._exchange = lambda *_: False
    calls = Calls()
    write_folder(reports[1], target, only=only)  # what is imported once is imported now
    calls.last = -1
    write_folder(reports[1], target, only=only)
    calls.last = None
    begin = time.monotonic()
    in_a_process(lambda: write_folder(reports[1], target, only=only, jobs=jobs))
    whole = time.monotonic() - begin
    steps = list(range(calls.count + MORE))
    chance.shuffle(steps)

    seen = Counter()
    before = 1
    for run in range(runs):
        after = chance.choice([count for count in reports if count != before])

        def work(after=after):
            write_folder(reports[after], target, only=only, jobs=jobs)

        if timed:
            end = signal.SIGINT if mode == "ctrl-c" else signal.SIGKILL
            killed = in_a_process(work, kill_after=chance.uniform(0, 1.5 * whole), by=end)
        else:
            calls.count, calls.last = 0, steps[run % len(steps)]
            killed = in_a_process(work)
            calls.last = None
        stands = number_of(target)
        if stands is None and mode == "halves":
            seen["put back"] += 1
            with placing.aside(target):
                pass
            stands = number_of(target)
        if stands not in {before, after}:
            raise SystemExit(f"{stands} stands there, neither {before} nor {after}")
        seen["killed"] += killed
        seen["new" if stands == after else "old"] += 1
        left = [path for path in target.parent.iterdir() if path != target]
        seen["left behind"] += bool(left)
        if len(left) > 1:
            raise SystemExit(f"what earlier runs left is not removed: {left}")
        before = stands
    write_folder(reports[before], target, only=only)
    sys.stdout.write(
        json.dumps(seen | {"steps": len(steps), "names": sorted(path.name for path in target.parent.iterdir())}) + "\n"
    )


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4])
