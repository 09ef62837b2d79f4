"""Bank strips: the way to the bank, and what covers the land behind it."""

import numpy as np
import shapely

from planseam.seaming.banks import Ground, covering, shore, strip_points

EAST = np.array([[1.0, 0.0]])


def ground(*boxes):
    return Ground.of(np.array([shapely.box(*sides) for sides in boxes], dtype=object))


def to_bank(*water, search=20_000.0, origin=(0.0, 0.0)):
    return shore(np.array([origin]), EAST, ground(*water), search=search).tolist()


def test_bank_is_where_the_water_ends():
    assert to_bank((-500, -100, 1234, 100)) == [1234.0]


def test_place_on_land_is_on_the_bank():
    assert to_bank((10, -100, 1234, 100)) == [0.0]


def test_place_on_the_near_edge_of_the_water_looks_across_it():
    assert to_bank((0, -100, 300, 100)) == [300.0]


def test_two_waters_that_meet_are_one():
    assert to_bank((-500, -100, 400, 100), (400, -50, 900, 50)) == [900.0]


def test_overlapping_waters_are_one_whichever_is_longer():
    assert to_bank((-500, -100, 400, 100), (-10, -50, 200, 50), (300, -50, 900, 50)) == [900.0]


def test_first_bank_counts_where_water_comes_again():
    assert to_bank((-500, -100, 400, 100), (450, -50, 900, 50), (890, -50, 990, 50)) == [400.0]


def test_water_wider_than_the_search_has_no_bank():
    assert to_bank((-500, -100, 3000, 100), search=2000.0) == [np.inf]


def test_each_place_has_its_own_bank():
    water = ground((-500, -100, 400, 100), (-500, 200, 700, 400))
    origin = np.array([[0.0, 0.0], [0.0, 150.0], [0.0, 300.0], [0.0, 50.0]])
    assert shore(origin, np.repeat(EAST, 4, axis=0), water, search=1000.0).tolist() == [400.0, 0.0, 700.0, 400.0]


def test_lake_of_many_vertices_is_crossed_whole():
    lake = np.array([shapely.Point(0, 0).buffer(10_000, quad_segs=500)], dtype=object)
    (metres,) = shore(np.zeros((1, 2)), EAST, Ground.of(lake), search=20_000.0)
    assert round(metres, 3) == 10_000.0


def test_look_along_an_edge_of_water_only_grazes_it():
    water = Ground.of(np.array([shapely.Polygon([(100, 0), (200, 50), (0, 50)])], dtype=object))
    assert shore(np.zeros((1, 2)), EAST, water, search=1000.0).tolist() == [0.0]


def test_no_places_give_nothing():
    none = np.zeros((0, 2))
    assert len(shore(none, none, ground((0, 0, 1, 1)), search=10.0)) == 0


def test_points_lie_in_the_middles_of_equal_steps_behind_the_bank():
    points = strip_points(np.zeros((1, 2)), EAST, np.array([100.0]), strip=100.0, step=25.0)
    assert shapely.get_x(points).tolist() == [[112.5, 137.5, 162.5, 187.5]]


def test_strip_narrower_than_a_step_has_one_point():
    assert strip_points(np.zeros((1, 2)), EAST, np.zeros(1), strip=10.0, step=25.0).shape == (1, 1)


def covered(*grounds, counted=None, strip=100.0):
    points = strip_points(np.zeros((1, 2)), EAST, np.zeros(1), strip=strip, step=25.0)
    counted = np.ones(points.shape, dtype=bool) if counted is None else np.array([counted])
    return covering(points, list(grounds), counted).tolist()


def test_what_covers_most_holds():
    assert covered(ground((0, -1, 25, 1)), ground((25, -1, 100, 1))) == [1]


def test_bare_ground_holds_where_it_is_most():
    assert covered(ground((0, -1, 25, 1))) == [1]


def test_of_equals_the_earlier_holds():
    assert covered(ground((50, -1, 100, 1)), ground((0, -1, 50, 1))) == [0]


def test_where_two_cover_a_point_the_earlier_holds():
    assert covered(ground((0, -1, 60, 1)), ground((0, -1, 100, 1))) == [0]
    assert covered(ground((0, -1, 30, 1)), ground((0, -1, 100, 1))) == [1]


def test_points_in_water_say_nothing():
    assert covered(ground((0, -1, 25, 1)), ground((25, -1, 100, 1)), counted=[True, False, False, False]) == [0]


def test_strip_without_points_that_count_is_unknown():
    assert covered(ground((0, -1, 25, 1)), counted=[False] * 4) == [-1]


def test_ground_names_the_first_of_several_polygons():
    both = Ground.of(np.array([shapely.box(0, 0, 2, 2), shapely.box(1, 0, 3, 2)], dtype=object), np.array([7, 5]))
    assert both.at(shapely.points([[0.5, 1], [1.5, 1], [2.5, 1], [9, 9]])).tolist() == [7, 5, 5, -1]
