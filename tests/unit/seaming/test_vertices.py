import numpy as np
import pytest
import shapely

from planseam.seaming.vertices import repeated, spikes

SQUARE = "POLYGON ((0 0, 100 0, 100 100, 0 100, 0 0))"


def shapes(*texts):
    return np.array(shapely.from_wkt(texts), dtype=object)


def sharp(*texts, degrees=1.0, legs=1.0, within=0.001):
    return spikes(shapes(*texts), degrees=degrees, legs=legs, within=within)


def double(*texts, within=0.001):
    return repeated(shapes(*texts), within=within)


def test_a_square_has_neither():
    assert len(sharp(SQUARE)) == len(double(SQUARE)) == 0


def test_a_repeated_vertex_is_found_in_shell_hole_and_line():
    found = double(
        SQUARE,
        "POLYGON ((0 0, 100 0, 100 0, 100 100, 0 100, 0 0), (10 10, 20 10, 20 20, 20 20, 10 10))",
        "LINESTRING (0 0, 5 0, 5 0, 9 0)",
    )
    assert found.feature.tolist() == [1, 1, 2]
    assert found.xy.tolist() == [[100, 0], [20, 20], [5, 0]]


def test_the_vertex_that_closes_a_ring_is_no_repetition_but_one_beside_the_first_is():
    assert double("POLYGON ((0 0, 100 0, 100 100, 0 100, 0 0.0005, 0 0))").xy.tolist() == [[0, 0]]


def test_a_closed_line_repeats_nothing():
    assert len(double("LINESTRING (0 0, 5 0, 5 5, 0 0)")) == 0


@pytest.mark.parametrize(("gap", "count"), [(0.0009, 1), (0.0011, 0)])
def test_vertices_are_the_same_up_to_the_limit(gap, count):
    assert len(double(f"LINESTRING (0 0, 5 0, {5 + gap} 0, 9 0)")) == count


@pytest.mark.parametrize(("width", "count"), [(1.7, 1), (1.8, 0)])
def test_a_spike_is_sharper_than_the_limit(width, count):
    # 2 atan(width / 2 / 100): 0.97° and 1.03°
    half = width / 2
    found = sharp(f"POLYGON ((0 0, 100 0, 100 100, {50 + half} 100, 50 200, {50 - half} 100, 0 100, 0 0))")
    assert found.xy.tolist() == [[50, 200]] * count


def test_a_spike_inwards_counts_like_one_outwards():
    assert sharp("POLYGON ((0 0, 100 0, 100 100, 50.1 100, 50 20, 49.9 100, 0 100, 0 0))").xy.tolist() == [[50, 20]]


@pytest.mark.parametrize(("leg", "count"), [(1.1, 1), (0.9, 0)])
def test_short_sides_make_no_spike(leg, count):
    wkt = f"POLYGON ((0 0, 100 0, 100 100, 50 100, 50 {100 + leg}, 49.999 100, 0 100, 0 0))"
    assert len(sharp(wkt, within=0)) == count


def test_a_repeated_vertex_hides_no_spike():
    found = sharp("POLYGON ((0 0, 100 0, 100 100, 50.1 100, 50 200, 50 200, 49.9 100, 0 100, 0 0))")
    assert found.xy.tolist() == [[50, 200]]


def test_lines_points_and_nothing_have_no_spikes():
    assert len(sharp("LINESTRING (0 0, 100 0, 0 0.1)", "POINT (0 0)", None)) == 0
    assert len(spikes(np.zeros(0, dtype=object), degrees=1, legs=1, within=0)) == 0
    assert len(repeated(np.zeros(0, dtype=object), within=0)) == 0


def test_spikes_of_many_features_are_told_by_feature():
    thorn = "POLYGON ((0 0, 100 0, 100 100, 50.1 100, 50 200, 49.9 100, 0 100, 0 0))"
    both = f"MULTIPOLYGON ({thorn[8:]}, ((300 0, 400 0, 400 100, 300 100, 300 0)))"
    assert sharp(SQUARE, thorn, both, SQUARE).feature.tolist() == [1, 2]
