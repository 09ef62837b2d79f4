import geopandas as gpd
import numpy as np
import pyproj
import pytest
import shapely

from planseam.loading.doubles import spread_of
from planseam.loading.ground import projected
from planseam.loading.inspecting import inspect
from planseam.loading.inspection import Place
from planseam.text import NOTHING

DEGREES = pyproj.CRS("EPSG:4490")
UNITS = gpd.GeoDataFrame(
    {"code": ["330127"], "name": ["淳安县"]}, geometry=[shapely.box(118.9, 30.0, 119.3, 30.4)], crs="EPSG:4490"
)


def plots(seed=1, size=0.002):
    places = np.random.default_rng(seed).uniform((118.95, 30.05), (119.25, 30.35), (20, 2))
    return shapely.box(*places.T, *(places + size).T)


def frame(shapes, **columns):
    return gpd.GeoDataFrame({"MC": [f"{n}" for n in range(len(shapes))], **columns}, geometry=shapes, crs=DEGREES)


def in_zone(shapes, code="EPSG:4548"):
    return projected(shapes, DEGREES, pyproj.CRS(code))


def twins(folder):
    return {layer.shown: (layer.twin, layer.reshaped) for layer in inspect([folder], units=UNITS).layers}


def test_one_plan_in_two_crs_is_taken_once_and_that_with_more_columns_stays(tmp_path):
    frame(plots()).to_file(tmp_path / "STBHHX.kml", driver="KML")
    far = gpd.GeoDataFrame({f"column_{n}": [str(n)] * 20 for n in range(20)}, geometry=in_zone(plots())[::-1], crs=4548)
    far.to_file(tmp_path / "红线_STBHHX.gpkg")
    assert twins(tmp_path) == {"STBHHX.kml": ("红线_STBHHX.gpkg", True), "红线_STBHHX.gpkg": ("", False)}


@pytest.mark.parametrize("other", ["YJJBNTBHTB.gpkg", "STBHHX_2.gpkg"])
def test_other_roles_and_other_places_are_no_doubles(tmp_path, other):
    frame(plots()).to_file(tmp_path / "STBHHX.gpkg")
    shapes = (
        plots()
        if other.startswith("Y")
        else np.r_[plots()[:-1], shapely.transform(plots()[-1:], lambda xy: xy + 0.001)]
    )
    frame(shapes, note="x").to_file(tmp_path / other)
    assert set(twins(tmp_path).values()) == {("", False)}


@pytest.mark.parametrize("size", [0.001, 0.05])
def test_a_spread_is_that_of_the_ground_whatever_the_crs(size):
    def spread(shapes, code):
        return spread_of(shapes, Place(code=code, written=False, confidence=1, reason=NOTHING, crs=pyproj.CRS(code)))

    here, there = spread(plots(size=size), "EPSG:4490"), spread(in_zone(plots(size=size))[::-1], "EPSG:4548")
    assert np.abs(np.subtract(here, there))[:-1].max() < max(here[-1], there[-1]) < 1e-4
    assert spread_of(plots(), None) == ()
    for nowhere in (shapely.Point(np.inf, 0), shapely.box(1e300, 1e300, 2e300, 2e300)):
        assert spread(np.array([nowhere]), "EPSG:4490") == ()
