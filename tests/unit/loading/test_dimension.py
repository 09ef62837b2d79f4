import numpy as np
import shapely

from planseam.loading.dimension import only_dimension


def test_parts_of_the_wanted_dimension_are_kept():
    square, line, point = shapely.box(0, 0, 1, 1), shapely.LineString([(0, 0), (1, 1)]), shapely.Point(5, 5)
    mixed = shapely.GeometryCollection([square, line, shapely.GeometryCollection([shapely.box(2, 0, 3, 1), point])])
    geometries = np.array([mixed, mixed, line, None, square], dtype=object)
    kept = only_dimension(geometries, np.array([2, 1, 2, 2, 2]))
    assert kept[0].geom_type == "MultiPolygon"
    assert kept[0].area == 2
    assert kept[1] == line
    assert kept[2] is None
    assert kept[3] is None
    assert kept[4] == square


def test_nothing_gives_nothing():
    assert len(only_dimension(np.array([], dtype=object), np.array([], dtype=int))) == 0
