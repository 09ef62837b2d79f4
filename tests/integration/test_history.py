"""The history of the key figures: kept by pytest-benchmark, compared with the last entry and the best."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from pytest_benchmark.utils import get_machine_id

BENCH = Path(__file__).parents[1] / "bench" / "history"


def history(*options):
    command = [sys.executable, str(BENCH), *map(str, options)]
    # what tells pytest that it is one of several workers, or a test, holds for the tests alone
    alone = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    run = subprocess.run(command, check=False, capture_output=True, text=True, encoding="utf-8", env=alone)
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout


def row(text, name):
    return next(line for line in text.splitlines() if line.startswith(f"{name} ")).split()


def keep(folder, number, seconds, **beside):
    stats = {"min": seconds, "max": seconds, "mean": seconds, "stddev": 0.0, "median": seconds, "iqr": 0.0, "ops": 1.0}
    entry = {
        "datetime": f"2026-01-{number:02d}T08:00:00",
        "commit_info": {"id": f"{number:040d}", "dirty": False},
        "benchmarks": [{"name": "test_split", "stats": stats, "extra_info": beside}],
    }
    at = folder / get_machine_id()
    at.mkdir(exist_ok=True)
    (at / f"{number:04d}_made.json").write_text(json.dumps(entry), encoding="utf-8")


def test_the_newest_is_shown_beside_the_last_and_the_best(tmp_path):
    for number, seconds in enumerate((2.0, 1.0, 4.0, 3.0), start=1):
        keep(tmp_path, number, seconds, index=seconds / 10)
    text = history("--compare", "--storage", tmp_path, "--plot", tmp_path / "plot.png")
    assert "4 entries" in text
    assert row(text, "split") == ["split", "3.000", "4.000", "-25%", "1.000", "+200%", "2026-01-02", "00000000"]
    assert row(text, "split, index")[2:4] == ["0.300", "0.400"]
    assert (tmp_path / "plot.png").read_bytes().startswith(b"\x89PNG")


def test_nothing_kept_is_said(tmp_path):
    assert history("--compare", "--storage", tmp_path).strip() == "no entries"


@pytest.mark.slow
def test_one_command_measures_and_keeps(tmp_path):
    text = history("--storage", tmp_path, "--", "-k", "test_import")
    (kept,) = tmp_path.glob("*/0001_*.json")
    said = json.loads(kept.read_text("utf-8"))
    assert {"planseam", "shapely", "geos"} <= set(said["versions"])
    seconds = said["benchmarks"][0]["stats"]["min"]
    assert 0 < seconds < 60
    assert row(text, "import")[1] == f"{seconds:.3f}"
