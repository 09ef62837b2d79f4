import math

import numpy as np
import pyproj
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from planseam.loading.datum import (
    bd09_to_gcj02,
    bd09_to_wgs84,
    datum_named,
    drawn_in,
    gcj02_to_bd09,
    gcj02_to_wgs84,
    moved_m,
    undone,
    wgs84_to_bd09,
    wgs84_to_gcj02,
)

GEOD = pyproj.Geod(ellps="GRS80")
#: A grid over China, and the meridian of 105°, at which the formula has a kink.
LON, LAT = (
    axis.ravel() for axis in np.meshgrid(np.r_[np.linspace(73.5, 135.0, 124), 105.0], np.linspace(3.5, 53.5, 101))
)


def published(lon, lat):
    """GCJ-02 as the formula has been published, letter by letter, for one place."""
    a, ee = 6378245.0, 0.00669342162296594323
    x, y = lon - 105.0, lat - 35.0
    d_lat = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x))
    d_lat += (20.0 * math.sin(6.0 * x * math.pi) + 20.0 * math.sin(2.0 * x * math.pi)) * 2.0 / 3.0
    d_lat += (20.0 * math.sin(y * math.pi) + 40.0 * math.sin(y / 3.0 * math.pi)) * 2.0 / 3.0
    d_lat += (160.0 * math.sin(y / 12.0 * math.pi) + 320 * math.sin(y * math.pi / 30.0)) * 2.0 / 3.0
    d_lon = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x))
    d_lon += (20.0 * math.sin(6.0 * x * math.pi) + 20.0 * math.sin(2.0 * x * math.pi)) * 2.0 / 3.0
    d_lon += (20.0 * math.sin(x * math.pi) + 40.0 * math.sin(x / 3.0 * math.pi)) * 2.0 / 3.0
    d_lon += (150.0 * math.sin(x / 12.0 * math.pi) + 300.0 * math.sin(x / 30.0 * math.pi)) * 2.0 / 3.0
    rad_lat = lat / 180.0 * math.pi
    magic = 1 - ee * math.sin(rad_lat) ** 2
    d_lat = (d_lat * 180.0) / ((a * (1 - ee)) / (magic * math.sqrt(magic)) * math.pi)
    d_lon = (d_lon * 180.0) / (a / math.sqrt(magic) * math.cos(rad_lat) * math.pi)
    return lon + d_lon, lat + d_lat


def published_bd(lon, lat):
    """BD-09 from GCJ-02, as published."""
    x_pi = math.pi * 3000.0 / 180.0
    z = math.sqrt(lon * lon + lat * lat) + 0.00002 * math.sin(lat * x_pi)
    theta = math.atan2(lat, lon) + 0.000003 * math.cos(lon * x_pi)
    return z * math.cos(theta) + 0.0065, z * math.sin(theta) + 0.006


def apart_m(there, here):
    return GEOD.inv(there[0], there[1], here[0], here[1])[2]


@pytest.mark.parametrize(
    ("true", "moved"),
    [
        ((121.5272106, 31.1774276), (121.531541859215, 31.17530398364597)),
        ((113.912316, 22.543847), (113.9171764808363, 22.540796131694766)),
        ((116.377817, 39.911954), (116.38404722455657, 39.91334545536069)),
    ],
)
def test_places_of_shanghai_shenzhen_and_beijing_go_where_other_programs_put_them(true, moved):
    lon, lat = wgs84_to_gcj02(*np.array(true).reshape(2, 1))
    assert (lon[0], lat[0]) == pytest.approx(moved, abs=1e-9)


def test_gcj02_is_the_published_formula_all_over_china():
    lon, lat = wgs84_to_gcj02(LON, LAT)
    told = np.array([published(*place) for place in zip(LON, LAT, strict=True)])
    assert np.column_stack([lon, lat]) == pytest.approx(told, abs=1e-12)


def test_bd09_is_the_published_formula_all_over_china():
    lon, lat = gcj02_to_bd09(LON, LAT)
    told = np.array([published_bd(*place) for place in zip(LON, LAT, strict=True)])
    assert np.column_stack([lon, lat]) == pytest.approx(told, abs=1e-12)


@pytest.mark.parametrize(
    ("there", "back"),
    [(wgs84_to_gcj02, gcj02_to_wgs84), (gcj02_to_bd09, bd09_to_gcj02), (wgs84_to_bd09, bd09_to_wgs84)],
)
def test_there_and_back_is_less_than_a_hundredth_of_a_millimetre(there, back):
    for place in ((LON, LAT), there(LON, LAT)):
        assert apart_m(back(*there(*place)), place).max() < 1e-5
        assert apart_m(there(*back(*place)), place).max() < 1e-5


@given(st.floats(73.5, 135.0), st.floats(3.5, 53.5))
def test_any_place_of_china_comes_back(lon, lat):
    place = np.array([lon]), np.array([lat])
    assert apart_m(bd09_to_wgs84(*wgs84_to_bd09(*place)), place)[0] < 1e-3


def test_places_abroad_are_not_moved():
    place = np.array([2.35, 139.7]), np.array([48.85, 35.7])
    assert np.array_equal(wgs84_to_gcj02(*place), place)
    assert np.array_equal(gcj02_to_wgs84(*place), place)


@pytest.mark.parametrize(
    ("text", "datum"),
    [
        ("GCJ-02", "GCJ-02"), ("gcj02", "GCJ-02"), ("GCJ 02", "GCJ-02"), ("火星坐标系", "GCJ-02"), ("BD-09", "BD-09"),
        ("bd_09", "BD-09"), ("百度坐标", "BD-09"), ("EPSG:4490", None), ("", None), (None, None), ("GCJ-03", None),
    ],
)  # fmt: skip
def test_a_datum_is_known_by_its_usual_names(text, datum):
    assert datum_named(text) == datum


def test_geometries_are_led_back_whole():
    ring = shapely.segmentize(shapely.box(120.9, 31.0, 121.1, 31.2), 0.01)
    holed = shapely.difference(ring, shapely.box(120.95, 31.05, 121.0, 31.1))
    moved = drawn_in(np.array([holed, None], dtype=object), "GCJ-02")
    assert np.allclose(shapely.get_coordinates(moved[0]).T, wgs84_to_gcj02(*shapely.get_coordinates(holed).T), atol=0)
    back = undone(moved, "GCJ-02")
    assert shapely.equals_exact(back[0], holed, tolerance=1e-10)
    assert back[1] is None


def test_coordinates_that_are_none_pass_through_without_a_word():
    odd = shapely.from_wkt(["POINT (nan nan)", "POINT (1e308 1e308)", "POINT (inf 30)"])
    assert len(undone(np.asarray(odd), "GCJ-02")) == 3
    assert len(undone(np.asarray(odd), "BD-09")) == 3


@pytest.mark.parametrize(("datum", "there"), [("GCJ-02", wgs84_to_gcj02), ("BD-09", wgs84_to_bd09)])
def test_the_shift_is_told_as_long_as_the_geodesic(datum, there):
    lon, lat = there(LON, LAT)
    east, north = moved_m(lon, lat, datum)
    assert np.hypot(east, north) == pytest.approx(apart_m((lon, lat), (LON, LAT)), rel=1e-3)


def test_in_qingpu_undoing_gcj02_leads_west_and_north():
    east, north = moved_m(np.array([121.12]), np.array([31.15]), "GCJ-02")
    assert (east[0], north[0]) == pytest.approx((-427, 225), abs=20)
