from dataclasses import replace
from itertools import pairwise

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely import LineString, Point, Polygon, box

from planseam.loading.datum import wgs84_to_gcj02
from planseam.mapping.ground import SEGMENTS, _short, display, drawn, label_places


def test_the_working_crs_is_turned_to_degrees_longitude_first(report):
    west, south, east, north = display(report.layers[5].frame).total_bounds
    assert (west, south, east, north) == pytest.approx((119, 30, 120, 31), abs=1e-6)


def test_a_frame_without_crs_is_taken_for_degrees():
    assert display(gpd.GeoDataFrame(geometry=[Point(119, 30)])).geometry[0] == Point(119, 30)


def wave(x, y):
    return LineString([(x + i * 0.001, y + 0.0004 * (i % 2)) for i in range(50)])


def test_what_a_conflict_or_a_border_touches_keeps_its_form(report):
    frame = gpd.GeoDataFrame(
        geometry=[wave(119.0, 30.11), wave(119.6, 30.9), LineString([(119, 30.9), *wave(119.0001, 30.9).coords])],
        crs="EPSG:4490",
    )
    (runs,) = drawn([frame], report, far_m=100, near_m=5)
    at_conflict, far, at_border = runs.length
    assert at_conflict == 50
    assert far < 10
    assert at_border >= 50


def jagged(east):
    """A square on one side of the border, whose edge along it is the border's, with a point each hundred metres."""
    edge = [(119 + 0.0004 * (i % 2), 30.9 - i * 0.001) for i in range(60)]
    return Polygon([*edge, (east, edge[-1][1]), (east, 30.9)])


def test_plans_of_two_layers_that_meet_at_a_border_show_no_gap_and_no_overlap(report):
    two = [gpd.GeoDataFrame(geometry=[jagged(east)], crs="EPSG:4490").to_crs(report.crs) for east in (118.9, 119.1)]
    for borders in (report.borders, report.borders.iloc[:0]):  # with care along the border, and without
        left, right = (each.shapes()[0] for each in drawn(two, replace(report, borders=borders), far_m=500, near_m=5))
        assert shapely.intersection(left, right).area == pytest.approx(0, abs=1e-12)
        hull = shapely.union(left, right)
        assert hull.geom_type == "Polygon"
        assert not hull.interiors


def test_plans_drawn_apart_on_both_sides_of_a_border_stay_within_the_near_tolerance(report):
    edge = [(119 + 0.0004 * np.sin(i / 3), 30.9 - i * 0.001) for i in range(60)]
    between = [((a + c) / 2, (b + d) / 2) for (a, b), (c, d) in pairwise(edge)]
    left = Polygon([*edge, (118.9, edge[-1][1]), (118.9, 30.9)])
    right = Polygon([edge[0], *between, edge[-1], (119.1, edge[-1][1]), (119.1, 30.9)])
    two = [gpd.GeoDataFrame(geometry=[each], crs="EPSG:4490").to_crs(report.crs) for each in (left, right)]
    lost = shapely.area(shapely.symmetric_difference(left, right)) * 111_320**2
    near = [each.shapes()[0] for each in drawn(two, report, far_m=500, near_m=2)]
    gap = shapely.area(shapely.difference(shapely.union(left, right), shapely.union(*near))) * 111_320**2
    assert gap < lost + 2 * 2 * shapely.LineString(edge).length * 111_320


def test_a_conflict_that_is_a_whole_jurisdiction_asks_for_care_at_its_outline_alone(report):
    whole = report.conflicts.iloc[:1].set_geometry(gpd.GeoSeries([box(118, 30, 120, 31)], crs="EPSG:4490"))
    frame = gpd.GeoDataFrame(geometry=[wave(119.6, 30.5), wave(119.99, 31.0)], crs="EPSG:4490")
    (runs,) = drawn([frame], replace(report, conflicts=whole), far_m=100, near_m=5)
    assert runs.length[0] < 10
    assert runs.length[1] == 50


def test_a_report_without_any_metric_crs_is_drawn_in_degrees(report):
    frame = gpd.GeoDataFrame(geometry=[wave(119.6, 30.9)], crs="EPSG:4490")
    bare = replace(report, layers=(), crs="", conflicts=report.conflicts.iloc[:0], borders=report.borders.iloc[:0])
    (runs,) = drawn([frame], bare, far_m=100, near_m=5)
    assert runs.points[0] == pytest.approx((119.6, 30.9))


def test_a_name_stands_inside_its_unit_at_its_roomiest_place(report):
    at, size = label_places(report)
    assert at == pytest.approx(np.array([[119.5, 30.5], [118.5, 30.5]]), abs=0.1)
    assert size[0] == pytest.approx(size[1], rel=1e-3)


def test_the_name_of_a_unit_with_a_thin_arm_stands_in_its_body(report):
    shape = shapely.union(box(118, 30, 118.2, 30.2), box(118.2, 30.09, 120, 30.1))
    armed = replace(report, units=report.units.iloc[:1].set_geometry(gpd.GeoSeries([shape], crs="EPSG:4490")))
    assert box(118, 30, 118.2, 30.2).contains(Point(label_places(armed)[0][0]))


def test_over_tiles_in_gcj_02_shapes_names_and_single_places_are_moved_alike(report):
    here = gpd.GeoDataFrame(geometry=[box(119.1, 30.2, 119.2, 30.3), Point(119.5, 30.5), None], crs="EPSG:4490")
    lon, lat = wgs84_to_gcj02(*shapely.get_coordinates(here.geometry.to_numpy()).T)
    shown = display(here, datum="GCJ-02")
    assert shapely.get_coordinates(shown.geometry.to_numpy()) == pytest.approx(np.column_stack([lon, lat]), abs=1e-9)
    assert here.geometry[1] == Point(119.5, 30.5)  # never stored

    plain, moved = (drawn([here], report, far_m=0.001, near_m=0.001, datum=datum)[0] for datum in (None, "GCJ-02"))
    there = np.column_stack(wgs84_to_gcj02(*plain.points.T))
    assert moved.points == pytest.approx(there, abs=1e-9)
    assert np.abs(moved.points - plain.points).max() > 0.001  # some hundred metres

    names, moved_names = label_places(report)[0], label_places(report, datum="GCJ-02")[0]
    assert moved_names == pytest.approx(np.column_stack(wgs84_to_gcj02(*names.T)), abs=1e-9)


@pytest.mark.parametrize("count", [2, SEGMENTS, SEGMENTS + 1, SEGMENTS + 2, 3 * SEGMENTS + 1, 100])
def test_short_pieces_are_the_lines_again(count):
    lines = np.array([LineString([(i, i * i % 7) for i in range(count)]), LineString([(0, 9), (1, 9)])])
    pieces = _short(lines)
    assert shapely.get_num_coordinates(pieces).max() <= SEGMENTS + 1
    assert shapely.get_num_coordinates(pieces).min() >= 2
    segments = {pair for line in lines for pair in pairwise(line.coords)}
    assert sorted(pair for piece in pieces for pair in pairwise(piece.coords)) == sorted(segments)
    assert not len(_short(lines[:0]))
