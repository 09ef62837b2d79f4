from itertools import pairwise

import numpy as np
import pytest
import shapely
from shapely import LineString, MultiPoint, Point, Polygon, box

from planseam.mapping.runs import Runs
from planseam.mapping.topology import simplify_shared


def array(*shapes):
    found = np.empty(len(shapes), dtype=object)
    found[:] = shapes
    return found


def thin(*shapes, tolerance=1.0):
    return simplify_shared(Runs.of(array(*shapes)), tolerance).shapes()


def wiggly(count=60, seed=1):
    rng = np.random.default_rng(seed)
    return [(float(x), float(y)) for x, y in zip(range(count), rng.uniform(-0.8, 0.8, count), strict=True)]


def test_neighbours_share_their_simplified_edge_without_gap_or_overlap():
    edge = wiggly()
    upper, lower = Polygon([*edge, (59, 30), (0, 30)]), Polygon([*edge, (59, -30), (0, -30)])
    both = thin(upper, lower)
    assert shapely.coverage_is_valid(both)
    assert shapely.get_num_coordinates(both).sum() < 30
    assert shapely.union_all(both).area == pytest.approx(59 * 60)


def test_a_mosaic_of_many_stays_a_coverage_that_fills_the_whole():
    cells = shapely.get_parts(
        shapely.voronoi_polygons(MultiPoint(np.random.default_rng(3).uniform(0, 100, (80, 2)).tolist()))
    )
    cells = shapely.get_parts(shapely.segmentize(shapely.intersection(cells, box(0, 0, 100, 100)), 0.5))
    thinned = thin(*cells, tolerance=0.2)
    assert shapely.coverage_is_valid(thinned)
    assert shapely.union_all(thinned).area == pytest.approx(10_000)
    assert shapely.get_num_coordinates(thinned).sum() < shapely.get_num_coordinates(cells).sum() / 5


def test_it_agrees_with_coverage_simplify_on_what_is_shared():
    """Shapely's engine on the same coverage: other points, and as little gap."""
    edge = wiggly(seed=4)
    pair = array(Polygon([*edge, (59, 30), (0, 30)]), Polygon([*edge, (59, -30), (0, -30)]))
    theirs, ours = shapely.coverage_simplify(pair, 1.0), thin(*pair)
    assert shapely.hausdorff_distance(theirs, ours).max() < 2
    assert shapely.union_all(ours).area == pytest.approx(shapely.union_all(theirs).area)


def test_overlapping_plans_which_are_no_coverage_still_share_their_common_edge():
    edge = wiggly(seed=5)
    wide = Polygon([*edge, (59, 30), (0, 30)])
    narrow = Polygon([*edge, (59, 10), (0, 10)])
    both = thin(wide, narrow)
    assert shapely.difference(both[1], both[0]).area == pytest.approx(0, abs=1e-9)


def test_a_line_along_an_area_stays_on_its_edge():
    edge = wiggly(seed=6)
    line, area = thin(LineString(edge), Polygon([*edge, (59, 30), (0, 30)]))
    assert len(line.coords) < 40
    assert area.exterior.covers(line)


def test_the_same_ring_started_elsewhere_and_walked_backwards_gives_the_same_points():
    ring = shapely.get_coordinates(Point(0, 0).buffer(50, quad_segs=40))[:-1]
    rings = [ring, np.roll(ring, 33, axis=0), np.roll(ring, 71, axis=0)[::-1]]
    first, *others = thin(*(Polygon(each) for each in rings), tolerance=3)
    assert len(first.exterior.coords) < 20
    assert all(shapely.equals(first, other) for other in others)


def test_the_narrowest_tolerance_given_to_an_arc_holds_for_all_who_share_it():
    edge = wiggly(seed=7)
    runs = Runs.of(array(Polygon([*edge, (59, 30), (0, 30)]), Polygon([*edge, (59, -30), (0, -30)])))
    near_axis = lambda lines: np.where(shapely.dwithin(lines, LineString([(10, 0), (50, 0)]), 1), 0.0, 5.0)  # noqa: E731 - it is said once
    both = simplify_shared(runs, near_axis).shapes()
    assert shapely.coverage_is_valid(both)
    assert [len(each.exterior.coords) for each in both] == [63, 63]


def test_a_ring_within_the_tolerance_keeps_an_area_to_be_seen():
    (small,) = thin(Point(0, 0).buffer(0.3), tolerance=10)
    assert small.geom_type == "Polygon"
    assert 0 < small.area < 0.3


def test_points_and_lines_of_one_place_pass_through():
    runs = Runs.of(array(Point(1, 2), LineString([(3, 3), (3, 3)]), LineString([(0, 0), (9, 0)])))
    thinned = simplify_shared(runs, 1.0)
    assert thinned.points.tolist() == [[1, 2], [3, 3], [0, 0], [9, 0]]
    assert thinned.length.tolist() == [1, 1, 2]


def test_a_point_that_is_nowhere_is_left_out_and_the_others_stay():
    runs = Runs.of(array(LineString([(0, 0), (1, 5), (2, 0)])))
    points = runs.points.copy()
    points[1] = np.nan
    assert simplify_shared(runs.with_points(points), 0.1).points.tolist() == [[0, 0], [2, 0]]


def test_without_tolerance_every_point_stays_and_every_shape_is_the_same():
    shapes = array(Polygon([*wiggly(), (59, 30), (0, 30)]), Point(5, 5).buffer(3).difference(Point(5, 5).buffer(1)))
    same = simplify_shared(Runs.of(shapes), 0.0).shapes()
    assert shapely.equals(same, shapes).all()


def test_nothing_simplifies_to_nothing():
    assert len(simplify_shared(Runs.of(array(None)), 1.0).points) == 0


def test_arcs_of_a_network_meet_where_they_met():
    spokes = [
        LineString([(0, 0), *((r * np.cos(a), r * np.sin(a) + 0.01 * r) for r in range(1, 20))]) for a in (0, 2, 4)
    ]
    thinned = thin(*spokes, tolerance=2)
    assert all(len(line.coords) == 2 for line in thinned)
    assert all(shapely.touches(one, other) for one, other in pairwise(thinned))
