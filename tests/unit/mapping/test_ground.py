from dataclasses import replace

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely import LineString, Point, box

from planseam.mapping.ground import display, label_places, layer_shapes


def test_the_working_crs_is_turned_to_degrees_longitude_first(report):
    west, south, east, north = display(report.layers[5].frame).total_bounds
    assert (west, south, east, north) == pytest.approx((119, 30, 120, 31), abs=1e-6)


def test_a_frame_without_crs_is_taken_for_degrees():
    assert display(gpd.GeoDataFrame(geometry=[Point(119, 30)])).geometry[0] == Point(119, 30)


def wave(x, y):
    return LineString([(x + i * 0.001, y + 0.0004 * (i % 2)) for i in range(50)])


def test_what_a_conflict_touches_keeps_its_form(report):
    frame = gpd.GeoDataFrame(geometry=[wave(119.0, 30.11), wave(119.6, 30.9)], crs="EPSG:4490")
    near, far = shapely.get_num_coordinates(layer_shapes(frame, report, far_m=100, near_m=5))
    assert near == 50
    assert far < 10


def test_a_name_stands_inside_its_unit_at_its_roomiest_place(report):
    at, size = label_places(report)
    assert at == pytest.approx(np.array([[119.5, 30.5], [118.5, 30.5]]), abs=0.1)
    assert size[0] == pytest.approx(size[1], rel=1e-3)


def test_the_name_of_a_unit_with_a_thin_arm_stands_in_its_body(report):
    shape = shapely.union(box(118, 30, 118.2, 30.2), box(118.2, 30.09, 120, 30.1))
    armed = replace(report, units=report.units.iloc[:1].set_geometry(gpd.GeoSeries([shape], crs="EPSG:4490")))
    assert box(118, 30, 118.2, 30.2).contains(Point(label_places(armed)[0][0]))
