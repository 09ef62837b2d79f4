"""Benchmarks of the engine, skipped unless asked for.

Run them by ``pytest tests/bench --benchmark-only -o addopts=--import-mode=importlib``.
"""

import numpy as np
import pyproj
import pytest
import shapely

from planseam.model.border import Border
from planseam.seaming.measures import ellipsoidal_area
from planseam.seaming.profile import Flank, Profile
from planseam.seaming.zones import Zones

CRS = pyproj.CRS.from_proj4("+proj=laea +lat_0=31.2 +lon_0=119 +a=6378137 +rf=298.257222101 +units=m")
SIDE_M = 400_000


def wiggle(count):
    """A border from south to north with as many bends as a real one."""
    rng = np.random.default_rng(1)
    y = np.linspace(0, SIDE_M, count)
    x = SIDE_M / 2 + np.cumsum(rng.normal(0, 30, count)) + 20_000 * np.sin(y / 50_000)
    x[[0, -1]] = SIDE_M / 2
    return np.column_stack([x, y])


@pytest.fixture(scope="module")
def border():
    return wiggle(20_000)


@pytest.fixture(scope="module")
def units(border):
    west = shapely.Polygon([(0, 0), *border, (0, SIDE_M)])
    east = shapely.Polygon([(SIDE_M, 0), *border, (SIDE_M, SIDE_M)])
    return np.array([west, east])


@pytest.fixture(scope="module")
def patches():
    rng = np.random.default_rng(0)
    centre = rng.uniform(0, SIDE_M, (100_000, 1, 2))
    angle = np.linspace(0, 2 * np.pi, 16, endpoint=False)
    radius = 300 * rng.lognormal(0, 0.4, (100_000, 1)) * rng.uniform(0.6, 1.4, (100_000, 16))
    return shapely.polygons(centre + radius[..., None] * np.stack([np.cos(angle), np.sin(angle)], axis=-1))


def test_index(benchmark, units):
    zones = benchmark(Zones.of, units)
    assert len(zones.leaves) > 100


def test_split(benchmark, units, patches):
    zones = Zones.of(units)
    split = benchmark(zones.split, patches)
    assert len(split.feature) > len(patches) * 0.9


def test_profile(benchmark, border, units, patches):
    split = Zones.of(units).split(patches)
    flanks = tuple(Flank.of(split.geometry[split.zone == unit], split.feature[split.zone == unit]) for unit in (0, 1))
    line = shapely.MultiLineString([shapely.LineString(border)])
    profile = benchmark(Profile.of, Border("31", "32", line, line.length), flanks, step=25.0, reach=50.0)
    assert profile.shares(reach=50)["both"] > 0


def test_ellipsoidal_area(benchmark, patches):
    area = benchmark(ellipsoidal_area, patches, crs=CRS)
    np.testing.assert_allclose(area, shapely.area(patches), rtol=1e-7)
