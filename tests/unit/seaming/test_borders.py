"""Borders of small coverages drawn by hand."""

import numpy as np
import pyproj
import pytest
import shapely

from planseam.seaming.borders import borders_between, shared_edges

CRS = pyproj.CRS.from_proj4("+proj=laea +lat_0=31.2 +lon_0=119 +a=6378137 +rf=298.257222101 +units=m")


def borders_of(**units):
    codes = np.array([code.removeprefix("u") for code in units])
    found = borders_between(codes, np.array(list(units.values()), dtype=object), crs=CRS)
    return {border.id: border for border in found}


def parts_of(border):
    return [shapely.get_coordinates(part).tolist() for part in shapely.get_parts(border.line)]


def has_on_its_left(border, polygon):
    """Whether a point a little to the left of each edge of the border lies in the polygon."""
    for part in shapely.get_parts(border.line):
        xy = shapely.get_coordinates(part)
        along = np.diff(xy, axis=0)
        normal = np.column_stack([-along[:, 1], along[:, 0]]) / np.hypot(*along.T)[:, None]
        beside = (xy[:-1] + xy[1:]) / 2 + 1e-3 * normal
        if not shapely.contains_xy(polygon, *beside.T).all():
            return False
    return True


def test_two_squares_share_one_edge_with_the_smaller_code_on_the_left():
    west, east = shapely.box(0, 0, 100, 100), shapely.box(100, 0, 200, 100)
    (border,) = borders_of(u31=west, u32=east).values()
    assert (border.id, border.a, border.b) == ("31-32", "31", "32")
    assert parts_of(border) == [[[100, 0], [100, 100]]]
    assert border.length_m == pytest.approx(100, rel=1e-6)
    (swapped,) = borders_of(u32=west, u31=east).values()
    assert parts_of(swapped) == [[[100, 100], [100, 0]]]


def test_the_order_of_units_does_not_matter():
    units = {"u31": shapely.box(0, 0, 9, 9), "u32": shapely.box(9, 0, 18, 9), "u33": shapely.box(0, 9, 9, 18)}
    forward, backward = borders_of(**units), borders_of(**dict(reversed(units.items())))
    assert forward == backward
    assert list(forward) == ["31-32", "31-33"]


def test_vertices_along_a_border_are_chained_to_one_line():
    zigzag = [(100, 0), (110, 25), (90, 50), (110, 75), (100, 100)]
    west = shapely.Polygon([(0, 0), *zigzag, (0, 100)])
    east = shapely.Polygon([(200, 0), *zigzag, (200, 100)])
    (border,) = borders_of(u31=west, u32=east).values()
    assert parts_of(border) == [[list(map(float, place)) for place in zigzag]]


@pytest.mark.parametrize("codes", [("31", "32", "33"), ("33", "31", "32"), ("32", "33", "31")])
def test_three_units_at_a_t_junction_share_three_borders(codes):
    south = shapely.Polygon([(0, 0), (200, 0), (200, 100), (100, 100), (0, 100)])
    west, east = shapely.box(0, 100, 100, 200), shapely.box(100, 100, 200, 200)
    units = dict(zip(codes, (south, west, east), strict=True))
    borders = borders_of(**{f"u{code}": unit for code, unit in units.items()})
    assert list(borders) == ["31-32", "31-33", "32-33"]
    for border in borders.values():
        assert border.length_m == pytest.approx(100, rel=1e-6)
        assert has_on_its_left(border, units[border.a])
        assert has_on_its_left(
            type(border)(border.b, border.a, shapely.reverse(border.line), border.length_m), units[border.b]
        )


@pytest.mark.parametrize("inner", ["31", "33"])
def test_an_exclave_has_a_border_that_is_a_ring(inner):
    exclave = shapely.box(40, 40, 60, 60)
    around = shapely.difference(shapely.box(0, 0, 100, 100), exclave)
    units = {inner: exclave, "32": around}
    (border,) = borders_of(**{f"u{code}": unit for code, unit in units.items()}).values()
    assert border.line.is_closed
    assert border.length_m == pytest.approx(80, rel=1e-6)
    assert has_on_its_left(border, units[border.a])


def test_a_unit_in_parts_has_one_border_of_several_parts():
    west = shapely.Polygon([(0, 0), (100, 0), (100, 100), (0, 100)], [[(40, 40), (40, 60), (60, 60), (60, 40)]])
    east = shapely.MultiPolygon([shapely.box(100, 0, 200, 100), shapely.box(40, 40, 60, 60)])
    (border,) = borders_of(u31=west, u32=east).values()
    assert sorted(shapely.length(shapely.get_parts(border.line))) == [80, 100]
    assert border.length_m == pytest.approx(180, rel=1e-6)
    assert has_on_its_left(border, west)


def test_a_border_broken_by_a_third_unit_is_walked_from_end_to_end():
    # the third unit lies astride the middle of the border
    west = shapely.Polygon([(0, 0), (100, 0), (100, 40), (90, 40), (90, 60), (100, 60), (100, 100), (0, 100)])
    east = shapely.Polygon([(200, 0), (100, 0), (100, 40), (110, 40), (110, 60), (100, 60), (100, 100), (200, 100)])
    third = shapely.Polygon([(90, 40), (100, 40), (110, 40), (110, 60), (100, 60), (90, 60)])
    border = borders_of(u31=west, u32=east, u33=third)["31-32"]
    assert parts_of(border) == [[[100, 0], [100, 40]], [[100, 60], [100, 100]]]


def test_many_parts_are_walked_in_order():
    # west and east meet along x = 0 but for holes that belong to a third unit
    cuts = np.arange(0, 2000, 100)
    walls = [shapely.box(-10, y + 40, 10, y + 60) for y in cuts]
    line = [(0, y + step) for y in cuts for step in (0, 40, 60)] + [(0, 2000)]
    west = shapely.difference(shapely.Polygon([(-500, 0), *line, (-500, 2000)]), shapely.union_all(walls))
    east = shapely.difference(shapely.Polygon([(500, 0), *line, (500, 2000)]), shapely.union_all(walls))
    border = borders_of(u31=west, u32=east)["31-32"]
    starts = shapely.get_coordinates(shapely.get_point(shapely.get_parts(border.line), 0))
    assert len(starts) == 21
    assert (np.diff(starts[:, 1]) > 0).all()


def test_islands_share_no_border():
    assert borders_of(u31=shapely.box(0, 0, 1, 1), u32=shapely.box(5, 0, 6, 1)) == {}


def test_units_that_touch_at_a_point_share_no_border():
    assert borders_of(u31=shapely.box(0, 0, 1, 1), u32=shapely.box(1, 1, 2, 2)) == {}


@pytest.mark.parametrize("exterior_cw", [False, True])
def test_edges_do_not_depend_on_the_direction_of_rings(exterior_cw):
    units = np.array([shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)])
    edges, left, right = shared_edges(shapely.orient_polygons(units, exterior_cw=exterior_cw))
    assert (edges.tolist(), left.tolist(), right.tolist()) == ([[[1, 0], [1, 1]]], [0], [1])


def test_length_is_that_of_the_ellipsoid():
    # in this projection, far from its centre, north-south is shortened
    west, east = shapely.box(9e5, 0, 1e6, 1e5), shapely.box(1e6, 0, 1.1e6, 1e5)
    (border,) = borders_of(u31=west, u32=east).values()
    geographic = pyproj.Transformer.from_crs(CRS, CRS.geodetic_crs, always_xy=True)
    ends = np.column_stack(geographic.transform([1e6, 1e6], [0, 1e5]))
    expected = pyproj.Geod(ellps="GRS80").inv(*ends[0], *ends[1])[2]
    assert border.length_m == pytest.approx(expected, rel=1e-9)
    assert abs(border.length_m / border.line.length - 1) > 1e-3
