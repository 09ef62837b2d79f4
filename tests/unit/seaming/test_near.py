import numpy as np
import shapely

from planseam.seaming.near import maybe_near


def test_no_geometry_within_reach_is_ever_left_out():
    random = np.random.default_rng(5)
    lines = np.array(
        [
            shapely.LineString(np.cumsum(random.normal(0, 30, (200, 2)), axis=0) + random.uniform(0, 3000, 2))
            for _ in range(5)
        ]
    )
    boxes = shapely.buffer(shapely.points(random.uniform(-500, 3500, (2000, 2))), 5)
    near = maybe_near(boxes, lines, reach=40)
    truly = shapely.distance(boxes[:, None], lines[None, :]).min(axis=1) <= 40
    assert not (truly & ~near).any()
    assert near.sum() < len(boxes)


def test_the_middle_of_a_long_edge_counts():
    line = np.array([shapely.LineString([(0, 0), (10_000, 0)])])
    assert maybe_near(np.array([shapely.Point(5000, 5)]), line, reach=10).all()
    assert not maybe_near(np.array([shapely.Point(5000, 50)]), line, reach=10).any()


def test_empty_geometries_and_no_lines_are_near_nothing():
    assert not maybe_near(
        np.array([shapely.Polygon()]), np.array([shapely.LineString([(0, 0), (1, 1)])]), reach=1
    ).any()
    assert not maybe_near(np.array([shapely.Point(0, 0)]), np.zeros(0, dtype=object), reach=1).any()
