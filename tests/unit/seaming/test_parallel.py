"""Parallel runs: their length, their ends and what is none."""

import math

import numpy as np
import pytest
import shapely

from planseam.seaming.parallel import parallel_runs


def runs(*wkt, apart=200.0, angle_deg=15.0, **more):
    lines = np.array([shapely.from_wkt(f"LINESTRING ({each})") for each in wkt], dtype=object)
    return parallel_runs(lines, apart=apart, angle_deg=angle_deg, **more)


def test_two_lines_side_by_side_all_along():
    found = runs("0 0, 3000 0", "0 150, 3000 150")
    assert (found.one.tolist(), found.other.tolist()) == ([0], [1])
    assert (found.start[0], found.end[0]) == (0.0, 3000.0)
    assert found.apart[0] == pytest.approx(150)
    assert found.geometry[0].equals(shapely.LineString([(0, 0), (3000, 0)]))


def test_direction_of_drawing_is_nothing():
    assert runs("0 0, 3000 0", "3000 150, 0 150").length.tolist() == [3000.0]


def test_run_ends_where_the_other_line_ends():
    found = runs("0 0, 5000 0", "1010 100, 2345 100")
    assert found.start[0] == pytest.approx(1010, abs=0.06)
    assert found.end[0] == pytest.approx(2345, abs=0.06)


@pytest.mark.parametrize(("away", "count"), [(200, 1), (200.01, 0)])
def test_distance_just_within_and_just_beyond(away, count):
    assert len(runs("0 0, 3000 0", f"0 {away}, 3000 {away}")) == count


@pytest.mark.parametrize(("degrees", "count"), [(15, 1), (15.1, 0)])
def test_angle_just_within_and_just_beyond(degrees, count):
    slope = math.tan(math.radians(degrees))
    assert len(runs("0 0, 700 0", f"0 1, 700 {1 + 700 * slope}")) == count


def test_lines_that_spread_are_parallel_until_they_are_too_far_apart():
    # at x the perpendicular to the other line is x · sin(atan(0.1)) long
    found = runs("0 0, 5000 0", "0 0, 5000 500")
    assert found.end[0] == pytest.approx(200 / math.sin(math.atan(0.1)), abs=0.1)


def test_crossing_is_no_run():
    assert len(runs("0 0, 3000 0", "1500 -1000, 1500 1000")) == 0


def test_interruption_parts_a_run():
    other = "0 100, 1000 100, 1000 500, 1300 500, 1300 100, 3000 100"
    found = runs("0 0, 3000 0", other, bridge=100.0)
    assert found.length.round(0).tolist() == pytest.approx([1000, 1700], abs=60)
    assert len(runs("0 0, 3000 0", other, bridge=500.0)) == 1


def test_only_wanted_pairs_are_looked_at():
    lines = ("0 0, 3000 0", "0 100, 3000 100", "0 150, 3000 150")
    assert len(runs(*lines)) == 3
    found = runs(*lines, wanted=lambda one, other: other - one == 2)
    assert (found.one.tolist(), found.other.tolist()) == ([0], [2])


def test_bend_that_both_follow_is_one_run_over_a_bridge():
    found = runs("0 0, 1000 0, 2000 1000", "0 100, 958.6 100, 1929.3 1070.7", bridge=150.0)
    assert len(found) == 1
    assert found.length[0] == pytest.approx(1000 + 1000 * math.sqrt(2), abs=1)


def test_two_stretches_beside_one_line_are_two_runs():
    found = runs("0 0, 9000 0", "0 100, 2000 100", "5000 100, 9000 100")
    assert found.other.tolist() == [1, 2]
    assert found.where(found.length > 3000).other.tolist() == [2]


def test_far_lines_give_nothing():
    assert len(runs("0 0, 3000 0", "0 5000, 3000 5000")) == 0


def test_no_lines_give_nothing():
    assert len(runs()) == 0
