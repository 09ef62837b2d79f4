"""Collections sorted out by dimension."""

import numpy as np
import pytest
import shapely

from planseam.seaming.parts import collect, of_dimension

POINT, LINE, BOX = shapely.Point(9, 9), shapely.LineString([(0, 0), (5, 5)]), shapely.box(0, 0, 1, 1)
MIXED = shapely.GeometryCollection([POINT, LINE, shapely.MultiPolygon([BOX, shapely.box(2, 2, 3, 3)])])


@pytest.mark.parametrize(
    ("dimension", "expected"),
    [(0, POINT), (1, LINE), (2, shapely.MultiPolygon([BOX, shapely.box(2, 2, 3, 3)]))],
)
def test_a_collection_keeps_the_parts_of_one_dimension(dimension, expected):
    assert of_dimension(np.array([MIXED]), dimension)[0] == expected


@pytest.mark.parametrize(("thing", "own"), [(POINT, 0), (LINE, 1), (BOX, 2)])
@pytest.mark.parametrize("dimension", [0, 1, 2])
def test_a_geometry_of_another_dimension_becomes_empty(thing, own, dimension):
    kept = of_dimension(np.array([thing]), dimension)[0]
    assert kept == thing if own == dimension else kept.is_empty


def test_each_geometry_may_ask_for_its_own_dimension():
    kept = of_dimension(np.array([MIXED, MIXED, LINE]), np.array([0, 1, 2]))
    assert kept[:2].tolist() == [POINT, LINE]
    assert kept[2].is_empty


def test_empty_and_missing_stay_without_parts():
    kept = of_dimension(np.array([shapely.Polygon(), shapely.GeometryCollection(), None], dtype=object), 2)
    assert shapely.is_empty(kept).all()


def test_input_is_not_changed():
    things = np.array([MIXED, LINE])
    of_dimension(things, 2)
    assert things.tolist() == [MIXED, LINE]


def test_collect_gives_a_lone_part_itself():
    assert collect(np.array([LINE])) is LINE
    assert collect(np.array([], dtype=object)).is_empty
    assert collect(np.array([POINT, POINT])).geom_type == "MultiPoint"
