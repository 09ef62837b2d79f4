"""Strips: planted gaps found with their own width and area, noise told from substance."""

import numpy as np
import pytest
import shapely

from planseam.model.border import Border
from planseam.seaming.measures import mean_width
from planseam.seaming.profile import Flank, Profile
from planseam.seaming.strips import CORNER_M2, Strips, gaps_along, is_sliver, on_ground, overlaps_between
from planseam.seaming.zones import Zones

REACH_M = 50.0


def gaps_of(left, right, *, line=((0, 0), (2000, 0)), reach=REACH_M):
    """Gaps along a border that runs west to east: the left is north."""
    sides = [np.array(side, dtype=object) for side in (left, right)]
    whole = shapely.MultiLineString([shapely.LineString(line)])
    flanks = tuple(Flank.of(side, np.arange(len(side))) for side in sides)
    profile = Profile.of(Border("31", "32", whole, whole.length), flanks, step=25.0, reach=reach)
    return gaps_along(profile, *sides, reach=reach)


def polygon_above(edge, *, top=3000):
    return shapely.Polygon([*edge, (edge[-1][0], top), (edge[0][0], top)])


def polygon_below(edge, *, bottom=-3000):
    return polygon_above(edge, top=bottom)


FLAT = [(0, 0), (2000, 0)]
DENTED = [(0, 0), (800, 0), (800, 30), (1200, 30), (1200, 0), (2000, 0)]


def test_a_dent_of_30_by_400_metres_is_a_gap_of_its_own_size():
    strips = gaps_of([polygon_above(DENTED)], [polygon_below(FLAT)])
    assert len(strips) == 1
    assert shapely.area(strips.geometry)[0] == pytest.approx(12_000, rel=1e-6)
    assert shapely.bounds(strips.geometry)[0] == pytest.approx([800, 0, 1200, 30])
    assert (strips.left.tolist(), strips.right.tolist()) == ([0], [0])


@pytest.mark.parametrize("start", range(1000, 1025, 3))
def test_a_dent_hardly_longer_than_a_step_is_found_whole(start):
    end = start + 26
    dented = [(0, 0), (start, 0), (start, 30), (end, 30), (end, 0), (2000, 0)]
    strips = gaps_of([polygon_above(dented)], [polygon_below(FLAT)])
    assert shapely.area(strips.geometry) == pytest.approx([26 * 30])


def test_features_that_meet_leave_no_gap():
    assert len(gaps_of([polygon_above(FLAT)], [polygon_below(FLAT)])) == 0


def test_features_that_overlap_leave_no_gap():
    assert len(gaps_of([polygon_above([(0, -20), (2000, -20)])], [polygon_below(FLAT)])) == 0


def test_a_gap_wider_than_reach_is_none():
    assert len(gaps_of([polygon_above([(0, 60), (2000, 60)])], [polygon_below(FLAT)])) == 0


def test_a_strip_that_is_open_at_both_ends_is_cut_square_there():
    left = [(300, 10), (1500, 10)]
    right = [(400, -15), (1700, -15)]
    strips = gaps_of([polygon_above(left)], [polygon_below(right)])
    assert len(strips) == 1
    assert shapely.area(strips.geometry)[0] == pytest.approx(25 * 1100, rel=1e-3)
    assert shapely.bounds(strips.geometry)[0] == pytest.approx([400, -15, 1500, 10], abs=0.1)


def test_a_gap_along_the_whole_border_is_one_strip():
    strips = gaps_of([polygon_above([(0, 20), (2000, 20)])], [polygon_below(FLAT)])
    assert shapely.area(strips.geometry) == pytest.approx([40_000])


def test_wavy_features_leave_the_ground_between_them():
    x = np.arange(0, 2001, 10.0)
    upper = np.column_stack([x, 20 + 8 * np.sin(x / 60)])
    lower = np.column_stack([x, -10 + 6 * np.sin(x / 45)])
    strips = gaps_of([polygon_above(upper)], [polygon_below(lower)])
    between = shapely.Polygon(np.vstack([upper, lower[::-1]]))
    assert len(strips) == 1
    assert shapely.area(strips.geometry)[0] == pytest.approx(between.area, rel=1e-3)
    assert shapely.area(shapely.symmetric_difference(strips.geometry[0], between)) < between.area * 2e-3


@pytest.mark.parametrize("bend", [[(0, 0), (1000, 0), (1000, 1000)], [(0, 0), (1000, 0), (1000, -1000)]])
def test_a_gap_round_a_bend_is_one_strip(bend):
    line = shapely.LineString(bend)
    # left of the line for a positive distance
    sides = [line.buffer(sign * 500, single_sided=True, join_style="mitre") for sign in (1, -1)]
    moat = line.buffer(12, cap_style="flat", join_style="mitre")
    strips = gaps_of([shapely.difference(sides[0], moat)], [shapely.difference(sides[1], moat)], line=bend)
    assert len(strips) == 1
    assert shapely.area(strips.geometry)[0] == pytest.approx(moat.area, rel=5e-3)


def test_a_hole_in_one_feature_is_no_gap():
    north = polygon_above(FLAT)
    pond = shapely.box(900, 0.5, 1000, 20)
    assert len(gaps_of([shapely.difference(north, pond)], [polygon_below(FLAT)])) == 0


def test_a_feature_too_small_to_be_looked_at_still_covers_its_ground():
    # a parcel of 8 m in the middle of the dent, between two looks
    parcel = shapely.box(1001, 0, 1009, 30)
    strips = gaps_of([polygon_above(DENTED), parcel], [polygon_below(FLAT)])
    assert sorted(shapely.area(strips.geometry)) == pytest.approx([(1200 - 1009) * 30, (1001 - 800) * 30])


def test_two_gaps_name_the_features_on_either_side_of_each():
    left = [shapely.box(0, 20, 900, 500), shapely.box(1100, 10, 2000, 500)]
    right = [shapely.box(0, -500, 950, 0), shapely.box(1050, -500, 2000, 0)]
    strips = gaps_of(left, right)
    order = np.argsort(shapely.bounds(strips.geometry)[:, 0])
    assert shapely.area(strips.geometry[order]) == pytest.approx([900 * 20, 900 * 10], rel=1e-3)
    assert (strips.left[order].tolist(), strips.right[order].tolist()) == ([0, 1], [0, 1])


@pytest.fixture(scope="module")
def digitised_twice():
    """A border of 50 km, drawn by two agencies with an error of 3 m; one of them left out 30 m × 400 m."""
    rng = np.random.default_rng(2024)
    x = np.arange(0, 50_001, 50.0)
    true = 400 * np.sin(x / 3000)
    north, south = (np.column_stack([x, true + rng.uniform(-3, 3, len(x))]) for _ in range(2))
    planted = (x >= 20_000) & (x <= 20_400)
    # a step of 30 m down and up again
    dent = [[20_000, true[400] + 30], *(north[planted] + [0, 30])[1:-1], [20_400, true[408] + 30]]
    edge = np.vstack([north[x <= 20_000], dent, north[x >= 20_400]])
    line = np.column_stack([x, true])
    return [polygon_above(edge)], [polygon_below(south)], line


def test_noise_is_hundreds_of_narrow_strips_and_the_planted_gap_stands_alone(digitised_twice):
    left, right, line = digitised_twice
    strips = gaps_of(left, right, line=line)
    width = mean_width(strips.geometry)
    noise, substance = strips.where(width <= 5), strips.where(width > 5)
    assert 150 < len(noise) < 350
    assert 1.0 < mean_width(noise.geometry).mean() < 2.0
    assert len(substance) == 1
    assert shapely.area(substance.geometry)[0] == pytest.approx(12_000, rel=0.1)
    assert mean_width(substance.geometry)[0] == pytest.approx(2 * 12_000 / 860, rel=0.1)
    assert is_sliver(noise.geometry).mean() > 0.95
    assert not is_sliver(substance.geometry).any()


def test_noise_is_found_whole(digitised_twice):
    left, right, line = digitised_twice
    strips = gaps_of(left, right, line=line)
    band = shapely.LineString(line).buffer(40, cap_style="flat")
    expected = shapely.get_parts(shapely.difference(shapely.difference(band, left[0]), right[0]))
    # smaller ones may be corners of the searched zone
    strips = strips.where(shapely.area(strips.geometry) > CORNER_M2)
    expected = expected[shapely.area(expected) > CORNER_M2]
    assert len(strips) == len(expected)
    # near the ends of the border, the band and the strips are cut differently
    inland = shapely.box(100, -1000, 49_900, 1000)
    found, true = (shapely.area(shapely.intersection(pieces, inland)) for pieces in (strips.geometry, expected))
    assert found.sum() == pytest.approx(true.sum(), rel=1e-9)


def test_noise_overlaps_too(digitised_twice):
    left, right, _ = digitised_twice
    strips = overlaps_between(np.array(left), np.array(right))
    assert 150 < len(strips) < 350
    assert 1.0 < mean_width(strips.geometry).mean() < 2.0
    assert (strips.left == 0).all()
    assert (strips.right == 0).all()


def test_overlaps_are_told_part_by_part():
    comb = shapely.union_all([shapely.box(0, 0, 100, 10), *(shapely.box(x, 0, x + 10, 50) for x in (0, 40, 80))])
    bar = shapely.box(-10, 30, 110, 60)
    strips = overlaps_between(np.array([comb]), np.array([bar]))
    assert shapely.area(strips.geometry).tolist() == [200, 200, 200]


def test_overlaps_within_one_layer_are_told_once():
    boxes = np.array([shapely.box(0, 0, 10, 10), shapely.box(5, 0, 15, 10), shapely.box(14, 0, 20, 10)])
    strips = overlaps_between(boxes)
    assert sorted(zip(strips.left.tolist(), strips.right.tolist(), strict=True)) == [(0, 1), (1, 2)]
    assert sorted(shapely.area(strips.geometry)) == [10, 50]


def test_features_that_only_touch_do_not_overlap():
    boxes = np.array([shapely.box(0, 0, 10, 10), shapely.box(10, 0, 20, 10), shapely.box(20, 10, 30, 20)])
    assert len(overlaps_between(boxes)) == 0


def test_only_wanted_pairs_are_looked_at():
    boxes = np.array([shapely.box(0, 0, 10, 10)] * 3)
    strips = overlaps_between(boxes, wanted=lambda _, right: right == 1)
    assert (strips.left.tolist(), strips.right.tolist()) == ([0], [1])


def test_strips_are_cut_to_the_ground_of_chosen_units():
    zones = Zones.of(
        np.array([shapely.box(0, 0, 100, 100), shapely.box(100, 0, 200, 100), shapely.box(200, 0, 300, 100)])
    )
    strip, far = shapely.box(50, 40, 250, 50), shapely.box(290, 0, 310, 9)
    strips = Strips(np.array([strip, far]), np.array([3, 4]), np.array([5, 6]))
    cut = on_ground(strips, zones, np.array([0, 1]))
    assert shapely.area(cut.geometry).sum() == pytest.approx(1500)
    assert set(cut.left.tolist()) == {3}
    assert set(cut.right.tolist()) == {5}


@pytest.mark.parametrize(
    ("name", "shape", "sliver"),
    [
        ("a river", shapely.box(0, 0, 30_000, 40), False),
        ("a digitising strip", shapely.box(0, 0, 200, 1.5), True),
        ("a long digitising strip", shapely.box(0, 0, 5_000, 3), True),
        ("the planted gap", shapely.box(0, 0, 400, 30), False),
        ("a yard", shapely.box(0, 0, 30, 30), False),
        ("a small long yard", shapely.box(0, 0, 60, 16), False),
        ("a bent strip", shapely.Polygon([(0, 0), (90, 0), (90, 90), (88, 90), (88, 2), (0, 2)]), True),
    ],
)
def test_slivers(name, shape, sliver):
    assert is_sliver(np.array([shape])).tolist() == [sliver], name
