"""The history of the key figures: measured, kept, compared with the last entry and the best one.

Run by hand, a minute or two::

    python tests/bench/history                      # measure, keep in .benchmarks, compare
    python tests/bench/history --plot history.png   # the same, and a plot of all entries
    python tests/bench/history --compare            # measure nothing, compare what is kept
    python tests/bench/history -- -k "split or sieve"

pytest-benchmark measures (`tests/bench/test_bench_figures.py`) and keeps: a
file for each run, with date, commit and machine; the versions are added here.
Entries of different machines are not compared: each has a folder of its own,
by system and Python. What follows `--` goes to pytest. ``pytest-benchmark
compare`` shows the same files in other ways.
"""

import argparse
import logging
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
from pytest_benchmark.storage.file import FileStorage
from pytest_benchmark.utils import get_machine_id

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
FIGURES = HERE.parent / "test_bench_figures.py"
PACKAGES = ("planseam", "numpy", "shapely", "geopandas", "pandas", "pyarrow", "pyogrio")


class Versions:
    """What pytest-benchmark does not note by itself."""

    def pytest_benchmark_update_json(self, config, benchmarks, output_json):
        import shapely

        output_json["versions"] = {**{name: version(name) for name in PACKAGES}, "geos": shapely.geos_version_string}


def measure(storage, options):
    """Run the figures and keep what they give; the exit status of pytest."""
    given = [str(FIGURES), "--benchmark-only", "--benchmark-autosave", "--benchmark-columns=min", "--benchmark-quiet"]
    given += ["--benchmark-sort=fullname", f"--benchmark-storage=file://{storage}", "-q", "-p", "no:cacheprovider"]
    given += ["-o", "addopts=--import-mode=importlib", f"--rootdir={ROOT}", *options]
    return pytest.main(given, plugins=[Versions()])


def entries(storage):
    """Each entry of this kind of machine: (date, commit, figures), the oldest first."""
    kept = FileStorage(storage, logging.getLogger(__name__), default_machine_id=get_machine_id())
    for _, data in kept.load():
        commit = data["commit_info"]
        mark = commit["id"][:8] + ("+" if commit["dirty"] else "")
        yield data["datetime"][:16], mark, dict(figures(data))


def figures(data):
    """Names and seconds: the quickest round of each figure, and what stands beside it."""
    for each in data["benchmarks"]:
        name = each["name"].removeprefix("test_")
        yield name, each["stats"]["min"]
        for part, seconds in each["extra_info"].items():
            yield f"{name}, {part}", seconds


def compare(found):
    """Print the newest entry beside the one before it and the best of each figure."""
    if not found:
        print("no entries")
        return
    date, mark, newest = found[-1]
    print(f"\n{date} {mark}, {len(found)} entries; seconds of the processor, where not by the clock\n")
    print(f"{'':<34}{'now':>9}{'last':>9}{'':>8}{'best':>9}{'':>8}  of")
    for name, seconds in newest.items():
        last = next((each[name] for _, _, each in found[-2::-1] if name in each), None)
        best, of = min((each[name], f"{when[:10]} {commit}") for when, commit, each in found if name in each)
        print(f"{name:<34}{seconds:9.3f}{shown(seconds, last)}{shown(seconds, best)}  {of}")


def shown(seconds, other):
    """Another entry's figure, and the change against it."""
    return " " * 17 if other is None else f"{other:9.3f}{seconds / max(other, 1e-9) - 1:+8.0%}"


def plot(found, path):
    """Each figure over the entries, as a multiple of its best."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(10, 6), dpi=110, layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.subplots()
    for name in found[-1][2]:
        if "," in name:
            continue
        at = [number for number, (_, _, each) in enumerate(found) if name in each]
        seconds = [found[number][2][name] for number in at]
        axes.plot(at, [value / min(seconds) for value in seconds], marker="o", label=f"{name} ({min(seconds):.3g} s)")
    axes.set_xticks(range(len(found)), [f"{when[:10]}\n{mark}" for when, mark, _ in found], fontsize=7)
    axes.set_ylabel("multiple of the best")
    axes.legend(frameon=False, fontsize=8)
    figure.savefig(path)


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--storage", type=Path, default=ROOT / ".benchmarks", help="where entries are kept")
    parser.add_argument("--compare", action="store_true", help="measure nothing")
    parser.add_argument("--plot", type=Path, metavar="PNG", help="draw all entries")
    parser.add_argument("options", nargs="*", help="for pytest, after --")
    given = parser.parse_args()
    status = 0 if given.compare else measure(given.storage.resolve(), given.options)
    found = list(entries(given.storage))
    compare(found)
    if given.plot and found:
        plot(found, given.plot)
    return int(status)


if __name__ == "__main__":
    sys.exit(main())
