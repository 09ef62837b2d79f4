import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import GeometryCollection, LineString, MultiPoint, MultiPolygon, Point, Polygon, box

from planseam.mapping.encode import pack, places, simplified


def array(*shapes):
    found = np.empty(len(shapes), dtype=object)
    found[:] = shapes
    return found


def test_a_point_is_one_run_of_whole_units():
    assert pack(array(Point(1.23456, 2.5)), digits=3) == [[[0, [1235, 2500]]]]


def test_a_line_is_its_first_point_and_steps():
    assert pack(array(LineString([(1, 1), (2, 3), (2, 2)])), digits=1) == [[[1, [10, 10, 10, 20, 0, -10]]]]


def test_a_ring_drops_its_closing_point_and_a_hole_is_a_second_run():
    square = Polygon([(0, 0), (4, 0), (4, 4), (0, 4)], [[(1, 1), (1, 2), (2, 1)]])
    assert pack(array(square), digits=0) == [[[2, [0, 0, 4, 0, 0, 4, -4, 0], [1, 1, 0, 1, 1, -1]]]]


def test_points_that_fall_together_are_kept_once():
    assert pack(array(LineString([(0, 0), (0.001, 0), (1, 0)])), digits=1) == [[[1, [0, 0, 10, 0]]]]


def test_a_polygon_smaller_than_the_last_digit_keeps_one_point():
    assert pack(array(box(1, 1, 1.0001, 1.0001)), digits=2) == [[[2, [100, 100]]]]


def test_empty_and_missing_shapes_have_no_parts_and_keep_their_place():
    assert pack(array(Polygon(), None, Point(1, 1)), digits=0) == [[], [], [[0, [1, 1]]]]


def test_collections_inside_collections_fall_into_parts():
    nested = GeometryCollection(
        [GeometryCollection([Point(1, 1), MultiPoint([(2, 2), (3, 3)])]), LineString([(0, 0), (1, 0)])]
    )
    kinds = [part[0] for part in pack(array(nested), digits=0)[0]]
    assert kinds == [0, 0, 0, 1]


def test_nothing_packs_to_nothing():
    assert pack(array(), digits=5) == []


@given(
    st.lists(
        st.lists(st.tuples(st.integers(-500, 500), st.integers(-500, 500)), min_size=2, max_size=8, unique=True),
        max_size=6,
    )
)
def test_lines_come_back_as_they_went_in(lines):
    packed = pack(array(*(LineString(line) for line in lines)), digits=0)
    back = [[tuple(row) for row in np.cumsum(np.reshape(parts[0][1], (-1, 2)), axis=0).tolist()] for parts in packed]
    assert back == lines


def test_a_marker_stands_in_the_largest_part():
    found = places(array(MultiPolygon([box(0, 0, 1, 1), box(10, 10, 14, 14)])))
    assert box(10, 10, 14, 14).contains(Point(found[0]))


def test_a_marker_prefers_area_to_length_and_length_to_points():
    both = GeometryCollection([Point(9, 9), LineString([(0, 5), (100, 5)]), box(0, 0, 1, 1)])
    assert box(0, 0, 1, 1).contains(Point(places(array(both))[0]))


def test_the_marker_of_a_line_stands_halfway():
    assert places(array(LineString([(0, 0), (10, 0)]))).tolist() == [[5, 0]]


def test_the_marker_of_a_ring_shaped_polygon_is_not_in_its_hole():
    ring = box(0, 0, 10, 10).difference(box(1, 1, 9, 9))
    assert ring.contains(Point(places(array(ring))[0]))


def test_an_empty_shape_has_no_marker():
    assert np.isnan(places(array(Polygon(), None))).all()


def test_neighbours_still_share_their_edge_when_simplified():
    edge = [(0, 0), (1, 0.4), (2, -0.3), (3, 0.5), (4, 0)]
    upper, lower = Polygon([*edge, (4, 9), (0, 9)]), Polygon([*edge, (4, -9), (0, -9)])
    both = simplified(array(upper, lower), tolerance=2)
    assert shapely.get_num_coordinates(both).sum() < 16
    assert shapely.coverage_is_valid(both)
    assert shapely.union_all(both).area == pytest.approx(72)


def test_lines_are_simplified_too():
    assert shapely.get_num_coordinates(simplified(array(LineString([(0, 0), (1, 0.1), (2, 0)])), tolerance=1))[0] == 2
