"""Profiles along borders on which every gap is known beforehand."""

import numpy as np
import pytest
import shapely

from planseam.model.border import Border
from planseam.seaming.profile import Flank, Profile, runs_of

NOTHING = np.zeros(0, dtype=object)


def border_of(*parts):
    line = shapely.MultiLineString([shapely.LineString(part) for part in parts])
    return Border("31", "32", line, line.length)


#: One kilometre, west to east: the left is north.
STRAIGHT = border_of([(0, 0), (1000, 0)])


def flank(*features):
    array = np.array(features, dtype=object) if features else NOTHING
    return Flank.of(array, np.arange(len(array)))


def profile_of(left, right, *, border=STRAIGHT, step=25.0, reach=100.0):
    return Profile.of(border, (flank(*left), flank(*right)), step=step, reach=reach)


def stretches(runs):
    return list(zip(runs.start.tolist(), runs.end.tolist(), strict=True))


def close(expected):
    return [pytest.approx(pair, abs=0.1) for pair in expected]


def north(start, end, *, away=0.0):
    return shapely.box(start, away, end, away + 300)


def south(start, end, *, away=0.0):
    return shapely.box(start, -away - 300, end, -away)


def test_gaps_on_a_straight_border():
    seen = profile_of([north(0, 500, away=10), north(500, 800, away=120)], [south(200, 1000)])
    assert seen.left.gap.tolist() == [10] * 20 + [np.inf] * 20
    assert seen.right.gap.tolist() == [np.inf] * 8 + [0] * 32
    assert seen.left.feature.tolist() == [0] * 20 + [-1] * 20


def test_the_nearest_feature_is_named_wherever_it_stands_in_the_list():
    seen = profile_of([north(0, 1000, away=40), north(0, 500, away=10)], [])
    assert seen.left.feature.tolist() == [1] * 20 + [0] * 20


def test_shares_are_metres():
    seen = profile_of([north(0, 500, away=10)], [south(200, 800)])
    assert seen.shares(reach=50) == {"both": 300, "left": 200, "right": 300, "neither": 200}
    assert seen.shares(reach=5) == {"both": 0, "left": 0, "right": 600, "neither": 400}


def test_reach_counts_to_its_very_end():
    seen = profile_of([north(0, 1000, away=50)], [])
    assert seen.shares(reach=50)["left"] == 1000
    assert seen.shares(reach=49.9)["left"] == 0


def test_one_sided_stretches_are_exact_to_a_decimetre():
    seen = profile_of([north(0, 437.3, away=10)], [south(211.8, 902.6)])
    assert stretches(seen.one_sided(reach=50, facing=50, left=True, bridge=0)) == close([(0, 211.8)])
    assert stretches(seen.one_sided(reach=50, facing=50, left=False, bridge=0)) == close([(437.3, 902.6)])


def test_the_right_of_a_border_is_the_left_of_its_reverse():
    left, right = [north(120.4, 437.3, away=10)], [south(211.8, 902.6)]
    forward = profile_of(left, right)
    backward = profile_of(right, left, border=border_of([(1000, 0), (0, 0)]))
    for side in (True, False):
        there = stretches(forward.one_sided(reach=50, facing=50, left=side, bridge=0))
        back = stretches(backward.one_sided(reach=50, facing=50, left=not side, bridge=0))
        assert [(1000 - end, 1000 - start) for start, end in reversed(back)] == close(there)


def test_facing_looks_further_than_reach():
    seen = profile_of([north(0, 1000)], [south(0, 1000, away=70)])
    assert stretches(seen.one_sided(reach=50, facing=60, left=True, bridge=0)) == close([(0, 1000)])
    assert len(seen.one_sided(reach=50, facing=80, left=True, bridge=0)) == 0


def test_a_feature_that_reaches_over_the_border_is_at_no_distance():
    over = shapely.box(0, -40, 500, 200)
    assert profile_of([over], []).left.gap[:20].tolist() == [0] * 20


def test_short_interruptions_are_bridged():
    left = [north(100, 300), north(340, 600)]
    seen = profile_of(left, [])
    assert stretches(seen.one_sided(reach=50, facing=50, left=True, bridge=30)) == close([(100, 300), (340, 600)])
    assert stretches(seen.one_sided(reach=50, facing=50, left=True, bridge=60)) == close([(100, 600)])


def test_nothing_is_bridged_where_the_other_side_shows_up():
    seen = profile_of([north(100, 300), north(400, 600)], [south(320, 380)])
    assert stretches(seen.one_sided(reach=50, facing=50, left=True, bridge=500)) == close([(100, 300), (400, 600)])


def test_an_enclosed_counterpart_parts_a_stretch():
    seen = profile_of([north(0, 1000)], [south(400.5, 600.5)])
    found = stretches(seen.one_sided(reach=50, facing=50, left=True, bridge=900))
    assert found == close([(0, 400.5), (600.5, 1000)])


def test_a_bent_border_has_the_same_gap_on_both_arms():
    # 500 m east, then 500 m north; the left is the inside of the bend
    bent = border_of([(0, 0), (500, 0), (500, 500)])
    inside = shapely.box(0, 10, 490, 500)
    outside = shapely.Polygon([(0, -20), (520, -20), (520, 500), (800, 500), (800, -300), (0, -300)])
    seen = profile_of([inside], [outside], border=bent)
    middle = (seen.start + seen.end) / 2
    straight = np.abs(middle - 500) > 25
    assert seen.left.gap[straight] == pytest.approx(10)
    assert seen.right.gap[straight] == pytest.approx(20)
    # across the corner the look is along the diagonal
    assert (seen.left.gap[~straight] <= 10 * np.sqrt(2) + 1e-9).all()
    assert (seen.right.gap[~straight] <= 20 * np.sqrt(2) + 1e-9).all()


def circle(radius, *, start=0.0, end=360.0, count=3600):
    angle = np.radians(np.linspace(start, end, count))
    return np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])


def test_a_circular_border_sees_rings_at_their_distance():
    ring = border_of(circle(1000))
    inside = shapely.Polygon(circle(950))
    outside = shapely.Polygon(circle(1200), [circle(1030)])
    seen = profile_of([inside], [outside], border=ring)
    assert seen.left.gap == pytest.approx(50, abs=0.01)
    assert seen.right.gap == pytest.approx(30, abs=0.01)


def test_a_sector_inside_a_circular_border_has_the_length_of_its_arc():
    ring = border_of(circle(1000))
    sector = shapely.Polygon(np.vstack([[(0, 0)], circle(990, start=30, end=90)]))
    runs = profile_of([sector], [], border=ring).one_sided(reach=50, facing=50, left=True, bridge=0)
    assert stretches(runs) == close([(1000 * np.pi / 6, 1000 * np.pi / 2)])


def test_a_stretch_over_the_start_of_a_ring_is_told_as_two_that_meet_there():
    ring = border_of(circle(1000))
    sector = shapely.Polygon(np.vstack([[(0, 0)], circle(990, start=-20, end=40)]))
    runs = profile_of([sector], [], border=ring).one_sided(reach=50, facing=50, left=True, bridge=0)
    full = ring.line.length
    assert stretches(runs) == close([(0, full / 9), (full * 17 / 18, full)])


def test_stretches_end_with_the_part_and_are_not_joined_over_the_jump():
    parts = border_of([(0, 0), (300, 0)], [(600, 0), (1000, 0)])
    runs = profile_of([north(100, 800)], [], border=parts).one_sided(reach=50, facing=50, left=True, bridge=1000)
    assert stretches(runs) == close([(100, 300), (300, 500)])
    assert runs.part.tolist() == [0, 1]


def test_a_stretch_that_begins_within_the_last_cell_of_a_part():
    parts = border_of([(0, 0), (310, 0)], [(600, 0), (1000, 0)])
    runs = profile_of([north(302, 307)], [], border=parts).one_sided(reach=50, facing=50, left=True, bridge=0)
    assert stretches(runs) == close([(302, 307)])


def test_a_border_shorter_than_a_cell():
    seen = profile_of([north(0, 3)], [], border=border_of([(0, 0), (10, 0)]))
    assert len(seen.start) == 1
    assert seen.shares(reach=5) == {"both": 0, "left": 0, "right": 0, "neither": 10}


def test_lines_and_points_are_seen_all_around():
    road, station = shapely.LineString([(512.5, 0), (512.5, 400)]), shapely.Point(112.5, 30)
    seen = profile_of([road, station], [], reach=30)
    near = np.flatnonzero(seen.left.gap <= 30)
    assert near.tolist() == [4, 19, 20, 21]
    assert seen.left.gap[near] == pytest.approx([30, 25, 0, 25])
    assert seen.left.feature[near].tolist() == [1, 0, 0, 0]


def test_a_heavy_feature_is_seen_as_a_light_one():
    light = shapely.box(100, 20, 900, 200)
    heavy = shapely.segmentize(light, 1.0)
    seen, expected = profile_of([heavy], []), profile_of([light], [])
    assert seen.left.gap.tolist() == expected.left.gap.tolist()
    assert seen.left.feature.tolist() == expected.left.feature.tolist()


def test_features_keep_the_numbers_that_the_caller_gave():
    own = Flank.of(np.array([north(0, 400), shapely.Point(900, 1)]), np.array([7, 3]))
    seen = Profile.of(STRAIGHT, (own, flank()), step=100, reach=60)
    assert seen.left.feature.tolist() == [7, 7, 7, 7, -1, -1, -1, -1, 3, 3]
    assert own.meeting(shapely.box(0, 0, 1000, 10)).tolist() == [3, 7]


def test_no_features_on_either_side():
    seen = profile_of([], [])
    assert seen.shares(reach=100) == {"both": 0, "left": 0, "right": 0, "neither": 1000}
    assert len(seen.one_sided(reach=50, facing=50, left=True, bridge=0)) == 0


def test_runs_of_cells():
    start = np.arange(0, 80, 10.0)
    mask = np.array([1, 1, 0, 1, 0, 0, 1, 1], dtype=bool)
    part = np.array([0, 0, 0, 0, 0, 0, 0, 1])
    plain = runs_of(mask, start, start + 10, part)
    assert stretches(plain) == [(0, 20), (30, 40), (60, 70), (70, 80)]
    assert (plain.first.tolist(), plain.last.tolist()) == ([0, 3, 6, 7], [1, 3, 6, 7])
    assert plain.length.tolist() == [20, 10, 10, 10]


@pytest.mark.parametrize(
    ("bridge", "expected"),
    [(10, [(0, 20), (30, 40), (60, 70)]), (11, [(0, 40), (60, 70)]), (20, [(0, 40), (60, 70)]), (21, [(0, 70)])],
)
def test_bridges_are_shorter_than_their_limit(bridge, expected):
    start = np.arange(0, 70, 10.0)
    mask = np.array([1, 1, 0, 1, 0, 0, 1], dtype=bool)
    assert stretches(runs_of(mask, start, start + 10, np.zeros(7, dtype=int), bridge=bridge)) == expected


def test_a_barrier_is_never_bridged():
    start = np.arange(0, 70, 10.0)
    mask = np.array([1, 1, 0, 1, 0, 0, 1], dtype=bool)
    barrier = np.array([0, 0, 0, 0, 0, 1, 0], dtype=bool)
    runs = runs_of(mask, start, start + 10, np.zeros(7, dtype=int), bridge=99, barrier=barrier)
    assert stretches(runs) == [(0, 40), (60, 70)]


def test_no_runs():
    runs = runs_of(np.zeros(3, dtype=bool), np.arange(3.0), np.arange(3.0) + 1, np.zeros(3, dtype=int))
    assert len(runs) == 0


def test_some_runs():
    start = np.arange(0, 40, 10.0)
    runs = runs_of(np.array([1, 0, 1, 1], dtype=bool), start, start + 10, np.zeros(4, dtype=int))
    assert stretches(runs.where(runs.length > 10)) == [(20, 40)]


def test_stretches_within_others_are_measured_part_by_part():
    start = np.array([0.0, 100.0, 200.0, 300.0])
    part = np.array([0, 0, 0, 1])
    long = runs_of(np.array([True, True, True, True]), start, start + 100, part)
    short = runs_of(np.array([True, False, True, True]), start, start + 60, part)
    assert long.within(short).tolist() == [120, 60]
    assert short.within(long).tolist() == [60, 60, 60]
