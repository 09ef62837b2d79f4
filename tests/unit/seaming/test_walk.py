import numpy as np
import shapely

from planseam.seaming.linear import LinearReference
from planseam.seaming.walk import HALF_WINDOW_M, walk_along

LINE = shapely.MultiLineString([[(0, 0), (60, 0), (60, 70)], [(100, 0), (100, 35)]])


def test_one_stands_in_the_middle_of_each_cell():
    walk = walk_along(LINE, 25.0)
    assert walk.start.tolist() == [0, 25, 50, 75, 100, 125, 130, 155]
    assert walk.end.tolist() == [25, 50, 75, 100, 125, 130, 155, 165]
    assert walk.part.tolist() == [0] * 6 + [1] * 2
    assert walk.origin[[0, 2, 6]].tolist() == [[12.5, 0], [60, 2.5], [100, 12.5]]
    assert shapely.get_coordinates(walk.points).tolist() == walk.origin.tolist()


def test_normals_are_those_of_the_line():
    walk = walk_along(LINE, 25.0)
    middle = (walk.start + walk.end) / 2
    expected = LinearReference.of(LINE).normals(middle, walk.part, half_window=HALF_WINDOW_M)
    assert walk.normal.tolist() == expected.tolist()
    assert np.allclose(walk.normal[0], [0, 1])


def test_the_same_line_is_walked_once():
    again = shapely.from_wkb(LINE.wkb)
    assert walk_along(again, 25.0) is walk_along(LINE, 25.0)
    assert walk_along(LINE, 10.0) is not walk_along(LINE, 25.0)
