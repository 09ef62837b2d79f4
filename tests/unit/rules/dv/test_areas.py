import numpy as np
import shapely

from planseam.rules.dv.areas import by_name, clipped


def test_areas_are_numbered_by_name_in_the_order_in_which_they_come(draw, box):
    names = ["乙", "甲", "", "乙", ""]
    scene = draw(park=[{"geometry": box(0, 0, 1, 1), "name": name} for name in names])
    assert by_name(scene.features("park")).tolist() == [0, 1, 2, 0, 3]


def test_clipped_keeps_what_lies_whole_within_as_it_is():
    ground = np.array([shapely.box(0, 0, 10, 10), shapely.box(10, 0, 20, 10)])
    inside, across, beside = shapely.box(1, 1, 2, 2), shapely.box(8, 8, 12, 12), shapely.box(20, 0, 30, 10)
    geometry, piece, feature = clipped(ground, np.array([beside, across, inside]))
    assert (piece.tolist(), feature.tolist()) == ([0, 0, 1], [1, 2, 1])
    assert shapely.area(geometry).tolist() == [4.0, 1.0, 4.0]
    assert geometry[1] is inside


def test_clipped_of_nothing_is_nothing():
    nothing = np.zeros(0, dtype=object)
    geometry, piece, feature = clipped(np.array([shapely.box(0, 0, 1, 1)]), nothing)
    assert (len(geometry), len(piece), len(feature)) == (0, 0, 0)
