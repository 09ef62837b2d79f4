"""The grid of cells: what it is sure of is true."""

import numpy as np
import pytest
import shapely

from planseam.seaming.cells import cells_of


def grid_of(polygons):
    def locate(points):
        zone = np.full(len(points), -1)
        for index, polygon in enumerate(polygons):
            zone[shapely.intersects(points, polygon)] = index
        return zone

    return cells_of(shapely.boundary(polygons), locate)


@pytest.fixture(scope="module")
def polygons():
    corner = shapely.Point(30_000, 40_000).buffer(20_000, quad_segs=64)
    land = shapely.box(0, 0, 100_000, 80_000)
    island = shapely.Point(70_000, 40_000).buffer(3_000)
    return np.array([corner, shapely.difference(land, shapely.union_all([corner, island])), island], dtype=object)


@pytest.fixture(scope="module")
def grid(polygons):
    return grid_of(polygons)


def test_where_the_grid_is_sure_the_box_lies_in_that_zone_alone(grid, polygons):
    rng = np.random.default_rng(0)
    corner = rng.uniform([-20_000, -20_000], [120_000, 100_000], (5000, 2))
    bounds = np.hstack([corner, corner + rng.uniform(0, 3000, (5000, 2))])
    zone, sure = grid.lookup(bounds)
    boxes = shapely.box(*bounds.T)
    meets = shapely.intersects(boxes[:, None], polygons[None, :])
    inside = shapely.contains_properly(polygons[None, :], boxes[:, None])
    assert sure.mean() > 0.5
    known = sure & (zone >= 0)
    assert inside[known, zone[known]].all()
    assert not meets[sure & (zone < 0)].any()


def test_a_box_that_touches_a_border_is_never_sure(grid, polygons):
    rng = np.random.default_rng(1)
    on_border = shapely.line_interpolate_point(shapely.boundary(polygons[1]), rng.uniform(0, 5e5, 2000))
    x, y = shapely.get_coordinates(on_border).T
    for bounds in ([x, y, x, y], [x - 1e-6, y, x, y + 9], [x, y - 500, x + 500, y]):
        assert not grid.lookup(np.column_stack(bounds))[1].any()


def test_borders_on_cell_edges_mark_the_cells_on_both_sides():
    # 1024 units wide: cells of exactly one unit, and a border along the edge of cells
    halves = np.array([shapely.box(0, 0, 512, 512), shapely.box(512, 0, 1024, 512)])
    grid = grid_of(halves)
    assert grid.size == 1
    _, sure = grid.lookup(np.array([[511.5, 9.5, 512, 9.6], [512, 9.5, 512.5, 9.6], [510.2, 9.5, 510.9, 9.6]]))
    assert sure.tolist() == [False, False, True]


def test_boxes_beyond_the_grid_are_outside_all_zones(grid):
    far = np.array([[-1e7, 4e4, -9e6, 4.1e4], [5e4, 9e6, 5.1e4, 1e7], [1e7, 1e7, 2e7, 2e7], [-2e7, -2e7, -1e7, -1e7]])
    zone, sure = grid.lookup(far)
    assert sure.any()
    assert (zone[sure] == -1).all()


def test_a_box_around_everything_is_not_sure(grid):
    assert not grid.lookup(np.array([[-1e7, -1e7, 1e7, 1e7]]))[1].any()


def test_a_box_without_bounds_is_not_sure(grid):
    bounds = shapely.bounds(np.array([shapely.Polygon(), None], dtype=object))
    assert not grid.lookup(bounds)[1].any()
