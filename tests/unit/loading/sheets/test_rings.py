import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as some

from planseam.loading.sheets.rings import lines, points, polygons, ring_numbers


def square(x, y, side, *, closed=True, turned=False):
    corners = [(x, y), (x + side, y), (x + side, y + side), (x, y + side)]
    corners = corners[::-1] if turned else corners
    return [*corners, corners[0]] if closed else corners


def build(*rings, owners=None, parts=None):
    """Polygons of rings; by default all of one plot and one part."""
    sizes = [len(ring) for ring in rings]
    owner = np.repeat(owners or [0] * len(rings), sizes)
    part = np.repeat(parts or owners or [0] * len(rings), sizes)
    xy = np.array([vertex for ring in rings for vertex in ring], dtype=float)
    count = int(owner.max()) + 1 if len(owner) else 0
    return polygons(owner, part, np.repeat(np.arange(len(rings)), sizes), xy, count=count)


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("closed", [False, True])
def test_a_ring_is_a_polygon_whichever_way_it_turns_and_closed_or_not(closed, turned):
    built = build(square(0, 0, 10, closed=closed, turned=turned))
    assert built.geometries[0].equals(shapely.box(0, 0, 10, 10))
    assert built.open == (not closed)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_ring_within_another_is_a_hole_in_any_order(order):
    rings = [square(0, 0, 10), square(2, 2, 6)]
    built = build(*(rings[place] for place in order))
    assert built.geometries[0].equals(shapely.box(0, 0, 10, 10) - shapely.box(2, 2, 8, 8))
    assert (built.holes, built.parts) == (1, 0)


def test_a_ring_within_a_hole_is_an_island():
    built = build(square(0, 0, 10), square(2, 2, 6), square(4, 4, 1))
    assert built.geometries[0].geom_type == "MultiPolygon"
    assert built.geometries[0].area == 100 - 36 + 1
    assert (built.holes, built.parts) == (1, 1)


def test_a_hole_may_touch_its_shell():
    assert build(square(0, 0, 10), square(0, 2, 4)).geometries[0].area == 84


def test_rings_beside_each_other_are_parts():
    built = build(square(0, 0, 1), square(5, 5, 1))
    assert (built.geometries[0].geom_type, built.geometries[0].area, built.parts) == ("MultiPolygon", 2, 1)


def test_rings_of_two_parts_are_no_holes_of_each_other():
    built = build(square(0, 0, 10), square(2, 2, 6), owners=[0, 0], parts=[0, 1])
    assert shapely.get_num_geometries(built.geometries[0]) == 2
    assert built.holes == 0


def test_rings_of_two_plots_are_no_holes_of_each_other():
    built = build(square(0, 0, 10), square(2, 2, 6), owners=[0, 1])
    assert [shape.area for shape in built.geometries] == [100, 36]


def test_a_ring_that_stands_twice_is_no_hole():
    built = build(square(0, 0, 10), square(0, 0, 10))
    assert shapely.get_num_geometries(built.geometries[0]) == 2


def test_two_points_however_often_repeated_are_no_polygon():
    built = build([(0, 0), (1, 1), (0, 0), (1, 1)], square(0, 0, 1), owners=[0, 1])
    assert built.geometries[0] is None
    assert built.geometries[1].area == 1
    assert built.short.tolist() == [0]


def test_a_plot_with_one_short_ring_has_no_geometry():
    built = build(square(0, 0, 10), [(2, 2), (3, 3)])
    assert built.geometries[0] is None


def test_a_ring_that_crosses_itself_is_kept_for_the_repair():
    built = build([(0, 0), (10, 10), (10, 0), (0, 10)], square(20, 20, 1))
    assert not built.geometries[0].is_valid
    assert shapely.get_num_geometries(built.geometries[0]) == 2


def test_owners_without_vertices_have_no_geometry():
    xy = np.array(square(0, 0, 1), dtype=float)
    zero = np.zeros(len(xy), dtype=int)
    assert polygons(zero, zero, zero, xy, count=3).geometries[1:].tolist() == [None, None]


def test_nothing_gives_nothing():
    none = np.empty(0, dtype=int)
    assert polygons(none, none, none, np.empty((0, 2)), count=2).geometries.tolist() == [None, None]


@given(some.lists(some.tuples(some.integers(0, 3), some.integers(0, 3)), min_size=1, max_size=12, unique=True))
def test_areas_agree_with_the_even_odd_rule_of_geos(cells):
    """Squares nested in squares on a grid: GEOS builds the same area from the bare lines."""
    rings = [square(8 * x + depth, 8 * y + depth, 6 - 2 * depth) for x, y in cells for depth in range((x + y) % 3 + 1)]
    expected = shapely.build_area(shapely.MultiLineString(rings))
    built = build(*rings).geometries[0]
    assert built.is_valid
    assert shapely.symmetric_difference(built, expected).area == 0


def test_ten_thousand_parts_take_no_time():
    built = build(*(square(3 * (number % 100), 3 * (number // 100), 1) for number in range(10_000)))
    assert built.geometries[0].area == 10_000


def test_a_ring_ends_where_it_closes_or_another_plot_begins():
    xy = np.array([*square(0, 0, 9), *square(2, 2, 1, closed=False), *square(20, 20, 1)], dtype=float)
    owners = np.array([0] * 9 + [1] * 5)
    assert ring_numbers(owners, xy).tolist() == [0] * 5 + [1] * 4 + [2] * 5


def test_a_first_point_that_stands_twice_closes_nothing():
    xy = np.array([(0, 0), (0, 0), (1, 0), (1, 1)], dtype=float)
    assert ring_numbers(np.zeros(4, dtype=int), xy).tolist() == [0, 0, 0, 0]


def test_lines_of_one_owner_are_one_feature():
    xy = np.array([(0, 0), (1, 0), (5, 5), (6, 5), (9, 9)], dtype=float)
    built = lines(np.array([0, 0, 0, 0, 1]), np.array([0, 0, 1, 1, 2]), xy, count=2)
    assert built.geometries[0].equals(shapely.from_wkt("MULTILINESTRING ((0 0, 1 0), (5 5, 6 5))"))
    assert built.geometries[1] is None
    assert built.short.tolist() == [1]


def test_points_of_one_owner_are_one_feature():
    built = points(np.array([1, 0, 1]), np.array([(1, 1), (0, 0), (2, 2)], dtype=float), count=2)
    assert [shape.geom_type for shape in built.geometries] == ["Point", "MultiPoint"]
