import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import GeometryCollection, LineString, MultiPolygon, Point, Polygon, box

from planseam.mapping.runs import LINE, POINT, POLYGON, Runs

HOLED = Polygon([(0, 0), (4, 0), (4, 4), (0, 4)], [[(1, 1), (1, 2), (2, 1)]])
MIXED = GeometryCollection([Point(1, 1), GeometryCollection([LineString([(0, 0), (3, 3)])]), box(5, 5, 6, 6)])


def array(*shapes):
    found = np.empty(len(shapes), dtype=object)
    found[:] = shapes
    return found


def test_a_feature_holds_parts_a_part_runs_and_a_run_points():
    runs = Runs.of(array(HOLED, None, MIXED))
    assert runs.feature.tolist() == [0, 2, 2, 2]
    assert runs.kind.tolist() == [POLYGON, POINT, LINE, POLYGON]
    assert runs.part.tolist() == [0, 0, 1, 2, 3]
    assert runs.length.tolist() == [4, 3, 1, 2, 4]


def test_shells_and_holes_turn_in_opposite_directions_so_that_a_hole_stays_a_hole_in_one_path():
    shell, hole = Runs.of(array(Polygon(list(HOLED.exterior.coords)[::-1], [HOLED.interiors[0]]))).start[:2]
    points = Runs.of(array(HOLED)).points
    assert shapely.is_ccw(shapely.linearrings(points[shell:hole]))
    assert not shapely.is_ccw(shapely.linearrings(points[hole:]))


def test_shapes_come_back():
    shapes = array(HOLED, MultiPolygon([box(0, 0, 1, 1), box(3, 3, 4, 4)]), Point(7, 8), LineString([(0, 0), (1, 2)]))
    assert shapely.equals(Runs.of(shapes).shapes(), shapes).all()


def test_what_was_joined_falls_apart_again():
    one, other = Runs.of(array(HOLED, None)), Runs.of(array(MIXED))
    back = Runs.together([one, other]).apart([2, 1])
    for was, is_ in zip((one, other), back, strict=True):
        for name in ("features", "feature", "kind", "part", "start", "points"):
            assert np.array_equal(getattr(was, name), getattr(is_, name)), name


def test_nothing_is_laid_flat_to_nothing():
    none = Runs.together([])
    assert (none.features, len(none.points), none.start.tolist()) == (0, 0, [0])
    assert Runs.of(array()).start.tolist() == [0]


@given(st.lists(st.integers(0, 4), unique=True))
def test_some_features_are_those_features(rows):
    shapes = array(HOLED, None, MIXED, box(8, 8, 9, 9), Point(3, 3))
    taken = Runs.of(shapes).take(np.array(sorted(rows), dtype=int))
    expected = Runs.of(shapes[sorted(rows)])
    assert np.array_equal(taken.points, expected.points)
    assert np.array_equal(taken.start, expected.start)
    assert np.array_equal(taken.feature, expected.feature)


def test_a_ring_that_lost_its_area_is_a_line_or_a_point():
    flat = Runs.of(array(box(0, 0, 1, 1)))
    assert flat.shapes()[0].area == pytest.approx(1)
    two = Runs(
        features=1,
        feature=np.array([0]),
        kind=np.array([POLYGON]),
        part=np.array([0]),
        start=np.array([0, 2]),
        points=np.array([[0, 0], [1, 1]]),
    )
    assert two.shapes()[0].geom_type == "LineString"
