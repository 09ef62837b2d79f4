"""Effective mesh size against cases worked by hand."""

import numpy as np
import pytest
import shapely

from planseam.seaming.mesh import Mesh, pieces_of


def lines(*wkt):
    return np.array([shapely.from_wkt(each) for each in wkt], dtype=object)


SQUARE = shapely.box(0, 0, 100, 100)


def areas(patch, barriers):
    return sorted(shapely.area(pieces_of(patch, barriers)).round(6).tolist())


def test_unbroken_ground_has_a_mesh_of_its_own_size():
    mesh = Mesh.of(np.array([9.0]), np.array([9.0]), total=9.0)
    assert (mesh.cut, mesh.connected, mesh.border_loss) == (9.0, 9.0, 0.0)


def test_n_equal_pieces_have_a_mesh_of_a_piece():
    mesh = Mesh.of(np.full(4, 25.0), np.full(4, 25.0), total=100.0)
    assert mesh.cut == mesh.connected == 25.0


def test_ground_that_barriers_take_counts_in_the_total():
    # (30² + 50²) / 100
    assert Mesh.of(np.array([30.0, 50.0]), np.array([30.0, 50.0]), total=100.0).cut == pytest.approx(34.0)


def test_border_through_the_middle_halves_the_mesh_by_cutting_out_alone():
    mesh = Mesh.of(np.array([50.0, 50.0]), np.array([100.0, 100.0]), total=100.0)
    assert (mesh.cut, mesh.connected, mesh.border_loss) == (50.0, 100.0, 0.5)


def test_one_unit_whose_piece_goes_on_beyond_its_edge():
    # the unit has 40 and 60; the 60 go on for 140 more: (40² + 60²) / 100 and (40·40 + 60·200) / 100
    mesh = Mesh.of(np.array([40.0, 60.0]), np.array([40.0, 200.0]), total=100.0)
    assert mesh.cut == pytest.approx(52.0)
    assert mesh.connected == pytest.approx(136.0)
    assert mesh.border_loss == pytest.approx(84 / 136)


def test_cross_boundary_form_of_all_units_together_is_area_weighted():
    # Moser et al. 2007: the mesh of the whole is the mean of those of its units, weighted by area
    units = [(np.array([10.0, 30.0]), np.array([10.0, 90.0])), (np.array([60.0]), np.array([90.0]))]
    single = [Mesh.of(*unit, total=float(unit[0].sum())).connected for unit in units]
    whole = Mesh.of(*(np.concatenate(column) for column in zip(*units, strict=True)), total=100.0)
    assert whole.connected == pytest.approx((40 * single[0] + 60 * single[1]) / 100)


def test_nothing_left_has_no_mesh_and_loses_nothing():
    assert Mesh.of(np.zeros(0), np.zeros(0), total=1.0).border_loss == 0.0


def test_line_across_makes_two_pieces_and_takes_no_ground():
    assert areas(SQUARE, lines("LINESTRING (-10 30, 110 30)")) == [3000, 7000]


def test_two_lines_that_cross_make_four():
    assert areas(SQUARE, lines("LINESTRING (-10 30, 110 30)", "LINESTRING (50 -10, 50 110)")) == [
        1500, 1500, 3500, 3500,
    ]  # fmt: skip


def test_line_that_ends_inside_breaks_nothing():
    assert areas(SQUARE, lines("LINESTRING (-10 30, 60 30)")) == [10_000]


def test_line_along_the_edge_breaks_nothing():
    assert areas(SQUARE, lines("LINESTRING (0 -10, 0 110)")) == [10_000]


def test_line_that_misses_breaks_nothing():
    assert areas(SQUARE, lines("LINESTRING (200 0, 200 100)")) == [10_000]


def test_ring_inside_makes_an_island():
    assert areas(SQUARE, lines("LINESTRING (40 40, 60 40, 60 60, 40 60, 40 40)")) == [400, 9600]


def test_strip_takes_its_ground():
    assert areas(SQUARE, np.array([shapely.box(-10, 30, 110, 50)], dtype=object)) == [3000, 5000]


def test_strip_that_covers_all_leaves_nothing():
    assert areas(SQUARE, np.array([shapely.box(-10, -10, 110, 110)], dtype=object)) == []


def test_hole_is_no_piece():
    ring = shapely.difference(SQUARE, shapely.box(40, 40, 60, 60))
    assert areas(ring, lines("LINESTRING (50 -10, 50 110)")) == [4800, 4800]


def test_parts_of_a_multipolygon_are_pieces_of_their_own():
    both = shapely.MultiPolygon([SQUARE, shapely.box(200, 0, 210, 10)])
    assert areas(both, lines("LINESTRING (-10 30, 250 30)")) == [100, 3000, 7000]


def test_without_barriers_the_ground_stays_whole():
    assert areas(SQUARE, np.zeros(0, dtype=object)) == [10_000]
