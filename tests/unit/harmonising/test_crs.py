import time

import numpy as np
import pyproj
import pytest
import shapely

from planseam.errors import CRSError
from planseam.harmonising.crs import bounds_in_degrees, to_working, working_crs

DELTA = (114.9, 27.1, 123.0, 35.2)
WORKING = working_crs(DELTA)


def moved(geometry, source):
    return to_working(np.array([geometry], dtype=object), pyproj.CRS.from_user_input(source), WORKING, where="x")[0]


def test_longitude_comes_first():
    assert moved(shapely.Point(119.0, 31.2), 4490).distance(shapely.Point(0, 0)) < 1e-6


@pytest.mark.parametrize("source", [4549, 4528, 4326, 3857, 32650])
def test_one_place_in_many_systems_is_one_place(source):
    there = pyproj.Transformer.from_crs(4490, source, always_xy=True).transform(119.5, 30.2)
    assert moved(shapely.Point(there), source).distance(moved(shapely.Point(119.5, 30.2), 4490)) < 1e-3


def test_the_working_crs_itself_is_left_alone():
    point = shapely.Point(1, 2)
    assert moved(point, WORKING) is point


def test_what_cannot_be_transformed_is_none():
    assert moved(shapely.Point(119.0, 95.0), 4490) is None


@pytest.mark.parametrize("lon", [479.5, -400.0, 1e308])
def test_no_longitude_is_wrapped_round_the_globe_to_another_place(lon):
    assert moved(shapely.Point(lon, 30.2), 4490) is None
    assert moved(shapely.Point(119.5 - 360, 30.2), 4490).distance(moved(shapely.Point(119.5, 30.2), 4490)) < 1e-3


def test_missing_stays_missing():
    assert moved(None, 4490) is None


def test_a_local_crs_is_refused():
    with pytest.raises(CRSError):
        moved(
            shapely.Point(0, 0),
            'ENGCRS["works",EDATUM["x"],CS[Cartesian,2],AXIS["x",east],AXIS["y",north],UNIT["m",1]]',
        )


def test_bounds_are_given_in_degrees():
    square = shapely.box(119.0, 30.0, 120.0, 31.0)
    there = moved(square, 4490)
    bounds = bounds_in_degrees(np.array([there]), WORKING)
    assert bounds == pytest.approx((119.0, 30.0, 120.0, 31.0), abs=0.02)


def test_a_million_coordinates_take_about_a_second():
    ring = shapely.segmentize(shapely.box(118, 30, 121, 32), 10 / 1e6)
    started = time.perf_counter()
    moved(ring, 4490)
    assert time.perf_counter() - started < 10
