"""The growth bench runs, its exponents are those of the figures, and the page is what the kept figures give."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import shapely

ROOT = Path(__file__).parents[2]
BENCH = ROOT / "tests" / "bench" / "growth"
DOCS = ROOT / "docs"
NAMES = ("families", "fitting", "grounds", "nation", "page", "telling")


@pytest.fixture
def bench(monkeypatch):
    """The modules of the bench, by name; they are found only while it is asked for."""
    monkeypatch.syspath_prepend(BENCH)
    yield __import__
    for name in NAMES:
        sys.modules.pop(name, None)


@pytest.mark.slow
def test_small_sizes_run():
    command = [sys.executable, str(BENCH), "--quick", "--only", "vertices"]
    run = subprocess.run(command, check=False, capture_output=True, text=True, encoding="utf-8")
    assert run.returncode == 0, run.stdout + run.stderr
    lines = [line.split() for line in run.stdout.splitlines() if line.startswith("vertices   check")]
    assert [line[2] for line in lines] == ["4", "400", "4,000"]
    assert all(float(line[3]) > 0 and float(line[5]) > 100 for line in lines)


@pytest.mark.parametrize("power", [0.5, 1.0, 1.3])
def test_an_exponent_is_that_of_the_growth_beyond_what_nothing_costs(bench, power):
    size = np.array([100, 316, 1000, 3160, 10_000])
    found = bench("fitting").exponent(size, 3.0 + 0.5 * size**power, 3.0)
    assert found == pytest.approx(power)


def test_noise_has_no_exponent(bench):
    assert bench("fitting").exponent([1, 3, 10, 32, 100], [3.1, 2.9, 3.2, 3.0, 3.25], 3.0) == pytest.approx(0, abs=1e-9)


def told(*times):
    runs = [{"size": size, "cpu": time, "peak_mb": 300.0} for size, time in zip((1, 10, 100), times, strict=True)]
    return {"families": {"units": {"check": {"base": {"cpu": 1.0, "peak_mb": 300.0}, "runs": runs}}}}


def test_an_exponent_above_the_limit_fails_and_is_named(bench, capsys):
    table = bench("telling").table
    assert table(told(2.0, 11.0, 101.0)) == 0
    assert "too large" not in capsys.readouterr().out
    assert table(told(2.0, 11.0, 201.0)) == 1
    assert "too large: time of check grows by the power of 1.30" in capsys.readouterr().out


def test_units_of_the_ground_that_grows_are_a_coverage(bench):
    grounds = bench("grounds")
    for cover in (grounds.hexagons(30), grounds.four(1000)):
        assert shapely.coverage_is_valid(cover.polygons)
        assert shapely.is_valid(cover.polygons).all()
    assert len(grounds.hexagons(30).edges) == 69
    assert shapely.coverage_is_valid(grounds.two_sides()[1])


def test_patches_at_the_border_share_its_vertices(bench):
    grounds = bench("grounds")
    _, (west, _) = grounds.two_sides()
    shapes, codes = grounds.patches_of(np.column_stack([np.full(400, -1), np.arange(400)]))
    assert set(codes) == {"34"}
    own = {tuple(vertex) for vertex in shapely.get_coordinates(west)}
    ring = shapely.get_coordinates(shapes[200])
    assert sum(tuple(vertex) in own for vertex in ring) >= grounds.STEPS + 1
    assert shapely.area(shapely.difference(shapes, west)).max() < 1e-6


def test_what_a_study_needs_is_what_its_parts_cost(bench):
    page = bench("page")
    rates = {
        "band_m": 3200.0,
        "read_us": 2.0,
        "read_any_us": 6.0,
        "kept_us": 1000.0,
        "kept_kb": 5.0,
        "border_ms": 2.0,
        "border_kb": 10.0,
        "fixed_mb": 400.0,
    }
    found = page.need(rates, parcels=300_000_000, km=48_000)
    # 48,000 km × 3.2 km are 1.6 % of 9.6 million km²
    assert found["kept"] == pytest.approx(4_800_000)
    assert found["reading_h"] == pytest.approx(600 / 3600)
    assert found["reading_any_h"] == pytest.approx(1800 / 3600)
    assert found["judging_h"] == pytest.approx((4800 + 96) / 3600)
    assert found["memory_gb"] == pytest.approx(0.4 + 24 + 0.48)


def test_the_page_is_what_the_kept_figures_give(bench):
    kept = json.loads((DOCS / "growth.json").read_text("utf-8"))
    assert (DOCS / "scale.md").read_text("utf-8") == bench("page").page(kept)
