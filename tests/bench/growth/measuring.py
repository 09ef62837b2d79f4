"""Each piece of work in a process of its own: seconds by the clock and of the processor, and the most memory held.

This process stays small: what a child takes over of its parent's memory would count as the child's.
"""

import json
import pickle
import resource
import subprocess
import sys
import time
from pathlib import Path

#: Quicker work is done again, and the quickest told, s of the processor.
WORTH_REPEATING = 6.0
#: So often at most.
MOST_RUNS = 3
KEPT = "report.pickle"


def measured(work, family, size, folder, *, runs=MOST_RUNS):
    """Figures of one piece of work: the best of several runs where it is quick."""
    best = {}
    for _ in range(runs):
        command = [sys.executable, str(Path(__file__).parent), "--alone", work, family, str(size), str(folder)]
        done = subprocess.run(command, check=False, capture_output=True, text=True, encoding="utf-8")
        if done.returncode:
            sys.exit(f"{work} of {family}, {size:,}, broke off:\n{done.stderr}")
        told = json.loads(done.stdout)
        best = {**told, **{key: min(told[key], best.get(key, told[key])) for key in ("cpu", "wall", "peak_mb")}}
        if best["cpu"] > WORTH_REPEATING:
            break
    return best


def alone(work, family, size, folder):
    """Do it in this process, and print its figures."""
    from families import FAMILIES

    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    if work == "make":
        FAMILIES[family].make(int(size), folder)
        told = {}
    elif work == "check":
        told = _check(folder, keep=bool(FAMILIES[family].writers))
    else:
        told = _write(work, folder)
    used = resource.getrusage(resource.RUSAGE_SELF)
    whole = {"cpu": used.ru_utime + used.ru_stime, "wall": time.perf_counter() - BEGUN, "peak_mb": _peak_mb()}
    sys.stdout.write(json.dumps({**whole, **told}))


BEGUN = time.perf_counter()


def _check(folder, *, keep):
    import planseam

    laps, last = {}, ["start", time.process_time()]

    def tell(words, _share):
        now = time.process_time()
        laps[last[0]] = laps.get(last[0], 0.0) + now - last[1]
        last[:] = [words.en, now]

    study = planseam.Study.from_file(folder / "planseam.toml")
    report = planseam.check(study, jobs=1, strict=True, progress=tell)
    tell(planseam.Text("", ""), 1.0)
    if keep:
        (folder / KEPT).write_bytes(pickle.dumps(report))
    return {
        "conflicts": len(report.conflicts),
        "borders": len(report.borders),
        "border_km": round(float(report.borders["length_m"].sum()) / 1000),
        "rows": sum(layer["rows"] for layer in report.inputs[1:]),
        "kept": sum(len(layer.frame) for layer in report.layers[1:]),
        "laps": {name: round(seconds, 3) for name, seconds in laps.items() if seconds > 0.01},
    }


def _write(writer, folder):
    report = pickle.loads((folder / KEPT).read_bytes())  # noqa: S301 - this very bench has written it
    begun, clock = time.process_time(), time.perf_counter()
    report.write(writer, folder / f"written.{writer}")
    return {
        "cpu": time.process_time() - begun,
        "wall": time.perf_counter() - clock,
        "conflicts": len(report.conflicts),
        "mb": (folder / f"written.{writer}").stat().st_size / 1e6,
    }


def _peak_mb():
    """What this process alone has held at most; the system's own figure may be that of the parent."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text("utf-8").splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1024 * 1024 if sys.platform == "darwin" else 1024)
