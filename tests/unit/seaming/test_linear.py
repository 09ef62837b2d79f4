"""Linear reference on lines that can be measured in the head."""

import numpy as np
import pytest
import shapely

from planseam.seaming.linear import LinearReference

#: 100 m east, then 50 m north; after a jump, 30 m east.
LINE = shapely.MultiLineString([[(0, 0), (100, 0), (100, 50)], [(500, 0), (530, 0)]])
RING = shapely.LinearRing([(0, 0), (100, 0), (100, 100), (0, 100)])


@pytest.fixture
def reference():
    return LinearReference.of(LINE)


def test_parts_are_measured_without_the_jump_between_them(reference):
    assert reference.length == 180
    assert reference.start.tolist() == [0, 150]
    assert reference.end.tolist() == [150, 180]


def test_cells_end_with_the_part(reference):
    start, end, part = reference.cells(40)
    assert start.tolist() == [0, 40, 80, 120, 150]
    assert end.tolist() == [40, 80, 120, 150, 180]
    assert part.tolist() == [0, 0, 0, 0, 1]


def test_cells_of_a_length_that_the_step_divides_have_no_crumb_at_the_end():
    line = shapely.LineString([(0, 0), (0.1 * 3, 0), (30, 0)])
    start, end, _ = LinearReference.of(line).cells(0.1)
    assert len(start) == 300
    assert end[-1] == pytest.approx(30)


def test_at_a_joint_the_part_tells_which_place_is_meant(reference):
    both = reference.points(np.array([150.0, 150.0]), np.array([0, 1]))
    assert both.tolist() == [[100, 50], [500, 0]]


def test_points_at_ends_vertices_and_between(reference):
    places = reference.points(np.array([0, 30, 100, 120, 165, 180.0]), np.array([0, 0, 0, 0, 1, 1]))
    assert places.tolist() == [[0, 0], [30, 0], [100, 0], [100, 20], [515, 0], [530, 0]]


def test_places_beyond_a_part_are_its_ends(reference):
    assert reference.points(np.array([-9, 160.0, 9]), np.array([0, 0, 1])).tolist() == [[0, 0], [100, 50], [500, 0]]


def test_a_repeated_vertex_does_no_harm():
    line = shapely.LineString([(0, 0), (10, 0), (10, 0), (20, 0)])
    places = LinearReference.of(line).points(np.array([5, 10, 15.0]), np.array([0, 0, 0]))
    assert places.tolist() == [[5, 0], [10, 0], [15, 0]]


def test_normals_point_left_and_a_corner_is_rounded(reference):
    normal = reference.normals(np.array([50, 100, 130, 165.0]), np.array([0, 0, 0, 1]), half_window=20)
    diagonal = [-np.sqrt(0.5), np.sqrt(0.5)]
    assert normal == pytest.approx(np.array([[0, 1], diagonal, [-1, 0], [0, 1]]))


def test_normals_at_the_ends_of_a_part_look_inwards(reference):
    normal = reference.normals(np.array([0, 150, 150, 180.0]), np.array([0, 0, 1, 1]), half_window=20)
    assert normal == pytest.approx(np.array([[0, 1], [-1, 0], [0, 1], [0, 1]]))


def test_normals_do_not_follow_the_wobble_of_a_digitised_line():
    x = np.arange(0, 1000, 2.0)
    wobble = shapely.LineString(np.column_stack([x, 0.5 * (-1.0) ** np.arange(len(x))]))
    reference = LinearReference.of(wobble)
    normal = reference.normals(np.linspace(100, 800, 50), np.zeros(50, dtype=int), half_window=25)
    assert np.degrees(np.abs(np.arctan2(normal[:, 0], normal[:, 1]))).max() < 3


def test_normals_of_a_small_ring_point_inwards():
    ring = LinearReference.of(shapely.LinearRing(shapely.get_coordinates(shapely.Point(0, 0).buffer(5).exterior)[::-1]))
    measure = np.linspace(0, ring.length, 40)
    part = np.zeros(40, dtype=int)
    inward = (ring.normals(measure, part, half_window=25) * -ring.points(measure, part)).sum(axis=1)
    assert (inward > 0).all()


@pytest.mark.parametrize(
    ("start", "end", "part", "expected"),
    [
        (20, 80, 0, [[20, 0], [80, 0]]),
        (80, 120, 0, [[80, 0], [100, 0], [100, 20]]),
        (100, 150, 0, [[100, 0], [100, 50]]),
        (-5, 999, 1, [[500, 0], [530, 0]]),
    ],
)
def test_substring(reference, start, end, part, expected):
    assert shapely.get_coordinates(reference.substring(start, end, part)).tolist() == expected


def test_project_finds_the_nearest_place(reference):
    points = shapely.points([(30, 7), (-5, -5), (130, 20), (100, 60), (515, -3), (540, 0)])
    assert reference.project(points) == pytest.approx([30, 0, 120, 150, 165, 180])


def test_project_and_points_are_inverse():
    rng = np.random.default_rng(5)
    reference = LinearReference.of(shapely.LineString(np.cumsum(rng.uniform(0, 9, (200, 2)), axis=0)))
    measure = rng.uniform(0, reference.length, 500)
    places = shapely.points(reference.points(measure, np.zeros(500, dtype=int)))
    assert reference.project(places) == pytest.approx(measure, abs=1e-9)


def test_project_on_a_ring_goes_round_once():
    reference = LinearReference.of(RING)
    points = shapely.points([(50, -1), (101, 50), (50, 101), (-1, 50), (-1, 1)])
    assert reference.project(points) == pytest.approx([50, 150, 250, 350, 399])


def test_project_of_nothing_is_0(reference):
    assert reference.project(np.array([shapely.Point()])).tolist() == [0]


def test_stretches_inside_polygons(reference):
    polygons = [
        shapely.box(20, -5, 60, 5),
        shapely.box(90, -5, 510, 20),
        shapely.box(0, 60, 9, 70),
        shapely.box(10, 0, 30, 9),
    ]
    inside = reference.inside(np.array(polygons))
    expected = [
        "LINESTRING (20 0, 60 0)",
        "MULTILINESTRING ((90 0, 100 0, 100 20), (500 0, 510 0))",
        "LINESTRING EMPTY",
    ]
    assert all(shapely.equals(inside[:3], shapely.from_wkt(expected)))
    assert shapely.length(inside[3]) == 20
