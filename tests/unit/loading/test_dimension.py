import numpy as np
import shapely

from planseam.loading.dimension import greatest_dimension, only_dimension


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


def test_the_greatest_part_that_has_points_gives_the_dimension():
    shapes = ["POINT EMPTY", "MULTIPOLYGON (EMPTY)", "GEOMETRYCOLLECTION (POLYGON EMPTY, LINESTRING (0 0, 1 1))"]
    geometries = np.array([*shapely.from_wkt(shapes), None, shapely.box(0, 0, 1, 1)], dtype=object)
    assert greatest_dimension(geometries).tolist() == [-1, -1, 1, -1, 2]
