import numpy as np
import shapely

from planseam.seaming.inside import inside

AREAS = shapely.from_wkt(
    ["POLYGON ((0 0, 100 0, 100 100, 0 100, 0 0))", "POLYGON ((200 0, 300 0, 300 100, 200 100, 200 0))"]
)


def found(*wkt, **options):
    strips = inside(AREAS, np.array(shapely.from_wkt(list(wkt)), dtype=object), **options)
    return [
        (int(area), int(shape), part.wkt)
        for area, shape, part in zip(strips.left, strips.right, shapely.normalize(strips.geometry), strict=True)
    ]


def test_each_shape_keeps_its_dimension():
    assert found("LINESTRING (50 50, 250 50)", "POINT (10 10)") == [
        (0, 0, "LINESTRING (50 50, 100 50)"),
        (1, 0, "LINESTRING (200 50, 250 50)"),
        (0, 1, "POINT (10 10)"),
    ]


def test_parts_of_a_polygon_are_told_apart():
    comb = "POLYGON ((90 0, 150 0, 150 100, 90 100, 90 80, 120 80, 120 20, 90 20, 90 0))"
    assert sorted(part for _, _, part in found(comb)) == [
        "POLYGON ((90 0, 90 20, 100 20, 100 0, 90 0))",
        "POLYGON ((90 80, 90 100, 100 100, 100 80, 90 80))",
    ]


def test_what_touches_or_runs_along_the_edge_is_not_inside():
    assert found("POLYGON ((100 0, 150 0, 150 100, 100 100, 100 0))", "LINESTRING (100 -50, 100 150)") == []
    assert found("POINT (100 50)", "POINT (100.005 50)", "LINESTRING (100 50, 150 50)") == []


def test_pairs_that_are_not_wanted_are_left_alone():
    line = "LINESTRING (50 50, 250 50)"
    assert [area for area, _, _ in found(line, wanted=lambda area, shape: area == 1)] == [1]


def test_nothing_has_nothing_inside():
    none = np.zeros(0, dtype=object)
    assert len(inside(AREAS, none)) == len(inside(none, AREAS)) == 0
