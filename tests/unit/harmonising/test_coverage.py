import numpy as np
import pytest
import shapely

from planseam.harmonising.coverage import fitted, loose_edges, parted


def digitised(side, vertices, noise, seed):
    """A unit left or right of x = 0, its border of 30 km with up to `noise` metres of error."""
    x = np.random.default_rng(seed).uniform(-noise, noise, vertices)
    border = np.column_stack([x, np.linspace(0, 30_000, vertices)])
    return shapely.Polygon([(side * 20_000, 0), *border, (side * 20_000, 30_000)])


def shared(polygons):
    return shapely.intersection(*shapely.boundary(polygons))


def test_two_squares_have_one_shared_edge_and_two_hubs():
    segments, owner, hubs = loose_edges(np.array([shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)]))
    assert np.bincount(owner).tolist() == [3, 3]
    assert np.hypot(*(segments[:, 1] - segments[:, 0]).T).tolist() == [1] * 6
    assert sorted(hubs.tolist()) == [[1, 0], [1, 1]]


@pytest.mark.parametrize(("gap", "apart"), [(0.001, True), (4.9, True), (5.1, False), (0, False)])
def test_edges_that_run_beside_each_other_are_a_gap(gap, apart):
    units = np.array([shapely.box(0, 0, 1000, 1000), shapely.box(1000 + gap, 0, 2000, 1000)])
    assert parted(units, within=5) is apart


def test_outer_edges_that_part_at_a_sharp_angle_are_no_gap():
    # a bay that narrows to the point at which both units reach the sea: 1 in 2
    units = np.array(
        [
            shapely.Polygon([(0, 0), (1000, 0), (1000, 500), (750, 1000), (0, 1000)]),
            shapely.Polygon([(1000, 0), (2000, 0), (2000, 1000), (1000, 1000), (1000, 500)]),
        ]
    )
    assert not parted(units, within=5)


@pytest.mark.parametrize("noise", [0.5, 1, 2])
def test_units_that_were_digitised_twice_share_one_whole_border(noise):
    units = np.array([digitised(-1, 301, noise, 1), digitised(1, 318, noise, 2)])
    fit = fitted(units, within=5)
    border = shapely.line_merge(shared(fit.polygons))
    assert shapely.get_num_geometries(border) == 1
    assert shapely.length(border) == pytest.approx(30_000, rel=2e-3)
    assert fit.moved_m <= 2 * noise + 1e-6
    assert fit.changed.tolist() == [0, 1]


def test_no_more_is_moved_than_must_be():
    wave = [(0, 0), *[(x, 0.4 * (x % 2)) for x in range(1, 400)], (400, 0), (400, 300), (0, 300)]
    units = np.array([shapely.Polygon(wave), shapely.box(400.001, 0, 800, 300)])
    fit = fitted(units, within=5)
    assert fit.moved_m == pytest.approx(0.001, abs=1e-6)
    assert shapely.get_num_coordinates(fit.polygons[0]) == len(wave) + 1


def test_a_hole_between_two_units_is_closed_too():
    units = np.array(
        [
            shapely.Polygon([(0, 0), (100, 0), (98, 50), (100, 100), (0, 100)]),
            shapely.box(100, 0, 200, 100),
        ]
    )
    fit = fitted(units, within=5)
    assert shapely.area(fit.polygons).sum() == pytest.approx(20_000)
    assert fit.moved_m == pytest.approx(2, abs=0.01)


def test_without_a_gap_width_overlaps_alone_are_fitted():
    apart = np.array([shapely.box(0, 0, 100, 100), shapely.box(100.5, 0, 200, 100)])
    assert fitted(apart, within=0).polygons is apart
    over = np.array([shapely.box(0, 0, 100, 100), shapely.box(99, 0, 200, 100)])
    assert shapely.coverage_is_valid(fitted(over, within=0).polygons)


def test_one_unit_over_another_cannot_be_fitted():
    assert fitted(np.array([shapely.box(0, 0, 9, 9)] * 2), within=5) is None
