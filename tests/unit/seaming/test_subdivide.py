"""Subdivision: the leaves are the polygon again, and pieces equal it within their boxes."""

import numpy as np
import pytest
import shapely

from planseam.seaming.subdivide import subdivide


def wavy(count=4000, centre=(0, 0)):
    angle = np.linspace(0, 2 * np.pi, count, endpoint=False)
    radius = 10_000 + 1500 * np.sin(17 * angle) + 200 * np.sin(211 * angle)
    return shapely.Polygon(np.column_stack([radius * np.cos(angle), radius * np.sin(angle)]) + np.array(centre))


@pytest.fixture(scope="module")
def polygons():
    ring = shapely.difference(wavy(centre=(40_000, 0)), shapely.segmentize(shapely.box(3.8e4, -2e3, 4.2e4, 2e3), 50))
    return np.array([wavy(), ring, shapely.box(0, 2e4, 1e3, 3e4)], dtype=object)


@pytest.fixture(scope="module")
def tree(polygons):
    return subdivide(polygons, max_vertices=64)


def test_leaves_sum_to_the_polygons_and_do_not_overlap(tree, polygons):
    leaves = tree.geometry[tree.leaves]
    total = np.bincount(tree.source[tree.leaves], weights=shapely.area(leaves))
    assert total == pytest.approx(shapely.area(polygons), rel=1e-12)
    for index, polygon in enumerate(polygons):
        again = shapely.union_all(leaves[tree.source[tree.leaves] == index])
        assert shapely.area(shapely.symmetric_difference(again, polygon)) < 1e-6


def test_leaves_are_small_polygons(tree):
    leaves = tree.geometry[tree.leaves]
    assert shapely.get_num_coordinates(leaves).max() <= 64
    assert np.isin(shapely.get_type_id(leaves), [shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON]).all()


def test_a_small_polygon_is_its_own_leaf(tree):
    assert 2 in tree.leaves


def test_the_smallest_piece_around_a_box_equals_the_polygon_there(tree, polygons):
    rng = np.random.default_rng(3)
    corner = np.column_stack([rng.uniform(-13_000, 53_000, 300), rng.uniform(-13_000, 13_000, 300)])
    bounds = np.hstack([corner, corner + rng.uniform(10, 3000, (300, 1))])
    roots = rng.integers(0, 2, 300)
    node = tree.smallest_around(roots, bounds)
    box = shapely.box(*bounds.T)
    assert (tree.source[node] == roots).all()
    assert (node != roots).mean() > 0.5
    with_piece = shapely.area(shapely.intersection(box, tree.geometry[node]))
    assert with_piece == pytest.approx(shapely.area(shapely.intersection(box, polygons[roots])), rel=1e-9, abs=1e-6)


def test_a_box_across_the_first_cut_or_without_bounds_gets_the_whole(tree):
    bounds = np.array([[-20_000, -20_000, 20_000, 20_000], [np.nan] * 4])
    assert tree.smallest_around(np.array([0, 1]), bounds).tolist() == [0, 1]


def test_no_polygons_and_empty_polygons():
    assert len(subdivide(np.zeros(0, dtype=object)).leaves) == 0
    assert len(subdivide(np.array([shapely.Polygon()])).leaves) == 0


def test_pieces_that_touch_a_cut_only_by_an_edge_are_polygons_alone():
    # a comb whose backs lie exactly on the first cut at x = 50
    teeth = [shapely.box(50, 10 * k, 100, 10 * k + 5) for k in range(10)]
    comb = shapely.union_all([shapely.box(0, -10, 50, 0), shapely.box(40, -10, 50, 100), *teeth])
    tree = subdivide(np.array([shapely.segmentize(comb, 1.0)]), max_vertices=32)
    assert set(shapely.get_type_id(tree.geometry)) <= {shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON}
    assert shapely.area(tree.geometry[tree.leaves]).sum() == pytest.approx(comb.area)
