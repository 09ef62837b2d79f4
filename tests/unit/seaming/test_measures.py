"""Ellipsoidal measures against geodesics, against another equal-area projection, and against paper."""

import numpy as np
import pyproj
import pytest
import shapely
from pyproj.enums import TransformDirection
from shapely import affinity

from planseam.seaming.measures import (
    compactness,
    ellipsoidal_area,
    ellipsoidal_length,
    geographic,
    mean_width,
    rectangle_sides,
)

ELLIPSOID = "+a=6378137 +rf=298.257222101 +units=m"
WORKING = pyproj.CRS.from_proj4(f"+proj=laea +lat_0=31.2 +lon_0=119 {ELLIPSOID}")
CYLINDER = pyproj.CRS.from_proj4(f"+proj=cea +lat_ts=30 +lon_0=115 {ELLIPSOID}")
GEOD = pyproj.Geod(a=6378137, rf=298.257222101)

PLACES = [(0, 0), (300_000, 200_000), (-250_000, -300_000)]
SIDES = [10, 100, 1_000, 30_000, 500_000]


def projected(geometry, crs):
    change = pyproj.Transformer.from_crs(WORKING, crs, always_xy=True)
    return shapely.transform(geometry, lambda xy: np.column_stack(change.transform(*xy.T)))


def turned_box(side, place):
    box = affinity.rotate(shapely.box(-side / 2, -side / 2, side / 2, side / 2), 27)
    return affinity.translate(box, *place)


def area(geometry):
    return ellipsoidal_area(np.array([geometry], dtype=object), crs=WORKING)[0]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("side", SIDES)
def test_area_agrees_with_another_equal_area_projection(side, place):
    box = turned_box(side, place)
    dense = shapely.segmentize(box, max(side / 2000, 0.5))
    assert area(box) == pytest.approx(shapely.area(projected(dense, CYLINDER)), rel=1e-8)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("side", SIDES)
def test_area_agrees_with_dense_geodesics(side, place):
    box = turned_box(side, place)
    dense = projected(shapely.segmentize(box, max(side / 2000, 0.5)), WORKING.geodetic_crs)
    expected, _ = GEOD.geometry_area_perimeter(shapely.orient_polygons(dense))
    # geodesic areas are themselves known to about a square centimetre
    assert area(box) == pytest.approx(expected, rel=1e-8, abs=1e-3)


@pytest.mark.parametrize("turn", range(0, 360, 40))
@pytest.mark.parametrize("side", [30, 700, 20_000])
def test_area_of_a_triangle_in_an_equal_area_crs_is_its_planar_area(side, turn):
    # nothing cancels in a triangle: the bend of its edges in longitude and latitude counts in full
    triangle = affinity.rotate(shapely.Polygon([(0, 0), (side, 0), (0, side)]), turn, origin=(0, 0))
    assert area(affinity.translate(triangle, -250_000, -300_000)) == pytest.approx(side**2 / 2, rel=1e-8)


def test_area_in_a_transverse_mercator_is_the_true_area_and_not_the_planar_one():
    crs = pyproj.CRS.from_epsg(4549)
    change = pyproj.Transformer.from_crs(WORKING, crs, always_xy=True)
    box = shapely.segmentize(turned_box(20_000, (250_000, 0)), 50)
    there = shapely.transform(box, lambda xy: np.column_stack(change.transform(*xy.T)))
    measured = ellipsoidal_area(np.array([there], dtype=object), crs=crs)[0]
    assert measured == pytest.approx(area(box), rel=1e-8)
    assert abs(shapely.area(there) / measured - 1) > 1e-6


def test_area_of_a_degree_cell_agrees_with_the_closed_formula():
    def zone(latitude):
        e = np.sqrt(GEOD.es)
        s = np.sin(np.radians(latitude))
        return GEOD.b**2 / 2 * (s / (1 - GEOD.es * s**2) + np.log((1 + e * s) / (1 - e * s)) / (2 * e))

    expected = np.radians(1) * (zone(31) - zone(30))
    change = pyproj.Transformer.from_crs(WORKING, WORKING.geodetic_crs, always_xy=True)
    cell = shapely.segmentize(shapely.box(120, 30, 121, 31), 1e-3)
    working = shapely.transform(
        cell, lambda xy: np.column_stack(change.transform(*xy.T, direction=TransformDirection.INVERSE))
    )
    assert area(working) == pytest.approx(expected, rel=1e-9)


def test_holes_are_taken_off_and_parts_add_up():
    shell, hole, other = shapely.box(0, 0, 3000, 3000), shapely.box(1000, 1000, 2000, 2000), shapely.box(9e4, 0, 1e5, 5)
    with_hole = shapely.difference(shell, hole)
    both = shapely.MultiPolygon([with_hole, other])
    assert area(with_hole) == pytest.approx(area(shell) - area(hole), rel=1e-12)
    assert area(both) == pytest.approx(area(with_hole) + area(other), rel=1e-12)


@pytest.mark.parametrize("exterior_cw", [False, True])
def test_area_does_not_depend_on_the_direction_of_rings(exterior_cw):
    ring = shapely.difference(shapely.box(10, 10, 3010, 3010), shapely.box(1000, 1000, 2000, 2000))
    turned = shapely.orient_polygons(ring, exterior_cw=exterior_cw)
    assert area(turned) == pytest.approx(8_000_000, rel=1e-8)


def test_what_has_no_area_has_area_0():
    things = np.array(
        [shapely.Point(0, 0), shapely.LineString([(0, 0), (9, 9)]), shapely.Polygon(), None], dtype=object
    )
    assert ellipsoidal_area(things, crs=WORKING).tolist() == [0, 0, 0, 0]
    assert len(ellipsoidal_area(np.zeros(0, dtype=object), crs=WORKING)) == 0


def test_area_of_a_collection_is_that_of_its_polygons_at_any_depth():
    box, line = shapely.box(10, 10, 110, 110), shapely.LineString([(0, 0), (9, 9)])
    mixed = shapely.GeometryCollection([shapely.Point(5, 5), shapely.MultiPolygon([box]), line])
    assert area(mixed) == pytest.approx(10_000, rel=1e-8)


def test_length_agrees_with_the_geodesic():
    line = shapely.LineString([(0, 0), (30_000, 40_000)])
    ends = shapely.get_coordinates(projected(line, WORKING.geodetic_crs))
    expected = GEOD.inv(*ends[0], *ends[1])[2]
    assert ellipsoidal_length(np.array([line]), crs=WORKING)[0] == pytest.approx(expected, rel=1e-12)


def test_length_of_parts_adds_up_and_does_not_jump_between_them():
    parts = shapely.MultiLineString([[(0, 0), (100, 0)], [(5000, 0), (5000, 200)]])
    assert ellipsoidal_length(np.array([parts]), crs=WORKING)[0] == pytest.approx(300, rel=1e-6)


def test_length_of_a_polygon_is_its_perimeter_with_holes():
    ring = shapely.difference(shapely.box(0, 0, 300, 300), shapely.box(100, 100, 200, 200))
    things = np.array([ring, shapely.Point(0, 0), shapely.Polygon()], dtype=object)
    assert ellipsoidal_length(things, crs=WORKING) == pytest.approx([1600, 0, 0], rel=1e-6)


def test_geographic_gives_longitude_first():
    origin = geographic(np.array([shapely.Point(0, 0)]), crs=WORKING)[0]
    assert (origin.x, origin.y) == pytest.approx((119, 31.2))


def test_mean_width_of_a_strip():
    strips = np.array([shapely.box(0, 0, 400, 30), shapely.Polygon()], dtype=object)
    # 2 × 12,000 / 860
    assert mean_width(strips) == pytest.approx([27.906977, 0])


def test_rectangle_sides_of_rectangles_and_of_a_bent_strip():
    bent = shapely.Polygon([(0, 0), (400, 0), (400, 400), (390, 400), (390, 10), (0, 10)])
    length, width = rectangle_sides(np.array([shapely.box(0, 0, 400, 30), bent, shapely.box(0, 0, 5, 5)]))
    assert length == pytest.approx([400, 790, 5])
    assert width == pytest.approx([30, 10, 5])


def test_a_disc_counts_as_a_square():
    disc = np.array([shapely.Point(0, 0).buffer(100, quad_segs=64)])
    assert np.array(rectangle_sides(disc))[:, 0] == pytest.approx([np.sqrt(shapely.area(disc)[0])] * 2)


def test_compactness_of_square_disc_strip_and_nothing():
    shapes = [shapely.box(0, 0, 7, 7), shapely.Point(0, 0).buffer(9, quad_segs=256), shapely.box(0, 0, 400, 4)]
    values = compactness(np.array([*shapes, shapely.Polygon()], dtype=object))
    assert values == pytest.approx([np.pi / 4, 1, 4 * np.pi * 1600 / 808**2, 0], rel=1e-4)
