"""Looks at lines cut short, against the whole lines."""

import numpy as np
import pytest
import shapely

from planseam.seaming.flank import PROBED_EDGES, Flank, _short

RNG = np.random.default_rng(7)


def wandering(vertices):
    return shapely.LineString(np.cumsum(RNG.uniform(-10, 12, (vertices, 2)), axis=0))


@pytest.mark.parametrize("vertices", [2, 3, PROBED_EDGES, PROBED_EDGES + 1, PROBED_EDGES + 2, 200])
def test_pieces_of_a_line_are_its_edges_in_order(vertices):
    line = wandering(vertices)
    short, of = _short(np.array([line], dtype=object))
    assert of.tolist() == [0] * len(short)
    assert shapely.get_num_coordinates(short).max() <= PROBED_EDGES + 1
    assert shapely.line_merge(shapely.multilinestrings(short)).equals_exact(line, 0)


def test_points_stay_and_parts_keep_their_feature():
    several = shapely.MultiLineString([wandering(40), wandering(3)])
    features = np.array([shapely.Point(1, 2), several, wandering(20), shapely.MultiPoint([(3, 4), (5, 6)])])
    short, of = _short(features)
    for number, feature in enumerate(features):
        own = short[of == number]
        assert shapely.length(own).sum() == pytest.approx(feature.length)
        vertices = (np.unique(shapely.get_coordinates(shapes), axis=0).tolist() for shapes in (own, feature))
        assert next(vertices) == next(vertices)


def test_nothing_has_no_pieces():
    short, of = _short(np.zeros(0, dtype=object))
    assert len(short) == len(of) == 0
    short, _ = _short(np.array([shapely.LineString(), shapely.Point()], dtype=object))
    assert shapely.is_empty(short).all()


def test_the_nearest_line_and_the_metres_to_it_are_those_of_whole_lines():
    lines = np.array([wandering(150) for _ in range(12)], dtype=object)
    origin = RNG.uniform(-50, 250, (300, 2))
    feature, gap = Flank.of(lines, np.arange(12)).probe(origin, np.tile([1.0, 0.0], (300, 1)), reach=60.0)
    away = shapely.distance(shapely.points(origin)[:, None], lines)
    nearest = away.min(axis=1)
    seen = nearest <= 60.0
    assert seen.any()
    assert not seen.all()
    assert gap[seen].tolist() == nearest[seen].tolist()
    assert feature[seen].tolist() == away.argmin(axis=1)[seen].tolist()
    assert (feature[~seen] == -1).all()
    assert np.isinf(gap[~seen]).all()


def test_points_that_the_caller_has_made_are_looked_from():
    one = Flank.of(np.array([shapely.box(0, 0, 10, 10), wandering(30)]), np.arange(2))
    origin = RNG.uniform(-20, 20, (100, 2))
    way = np.tile([0.0, 1.0], (100, 1))
    made = one.probe(origin, way, reach=15.0, points=shapely.points(origin))
    for found, expected in zip(made, one.probe(origin, way, reach=15.0), strict=True):
        assert found.tolist() == expected.tolist()
