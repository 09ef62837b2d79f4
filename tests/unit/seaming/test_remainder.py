import numpy as np
import pytest
import shapely

from planseam.seaming.remainder import apart_and_together, remainder, remainder_of_version


def boxes(*sides):
    return np.array([shapely.box(*four) for four in sides], dtype=object)


def test_what_leaves_the_cover_is_left_part_by_part():
    parts, feature = remainder(boxes((-10, 0, 110, 10), (20, 20, 30, 30), (200, 0, 210, 10)), boxes((0, 0, 100, 100)))
    assert feature.tolist() == [0, 0, 2]
    assert sorted(part.bounds for part in parts) == [(-10, 0, 0, 10), (100, 0, 110, 10), (200, 0, 210, 10)]


def test_a_cover_in_pieces_is_one():
    cover = boxes((0, 0, 50, 100), (50, 0, 100, 100), (40, 0, 60, 100))
    parts, feature = remainder(boxes((10, 10, 90, 90), (90, 10, 105, 20)), cover)
    assert feature.tolist() == [1]
    assert shapely.area(parts).tolist() == [50]


def test_a_hole_of_the_cover_is_outside():
    ring = shapely.box(0, 0, 100, 100).difference(shapely.box(40, 40, 60, 60))
    parts, _ = remainder(boxes((10, 10, 90, 90)), np.array([ring]))
    assert shapely.area(parts).tolist() == [400]


def test_an_edge_that_the_cover_ends_on_leaves_no_spike():
    random = np.random.default_rng(11)
    for turn in random.uniform(0, np.pi, 50):
        spin = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
        feature, cover = (
            shapely.transform(shape, lambda xy, spin=spin: xy @ spin + 345_678.9)
            for shape in boxes((100, 100, 1500, 506), (0, 0, 1600, 500))
        )
        (part,), _ = remainder(np.array([feature]), np.array([cover]))
        assert part.is_valid
        assert part.length == pytest.approx(2812, abs=1e-3)


def test_without_a_cover_everything_is_left():
    parts, feature = remainder(boxes((0, 0, 1, 1)), np.array([], dtype=object))
    assert feature.tolist() == [0]
    assert parts[0].equals(shapely.box(0, 0, 1, 1))


def test_a_thousand_features_lose_what_geos_says_they_lose():
    random = np.random.default_rng(3)
    x, y = random.uniform(0, 1000, (2, 1000))
    features = boxes(*zip(x, y, x + 30, y + 20, strict=True))
    cover = shapely.buffer(shapely.points(random.uniform(0, 1000, (40, 2))), 120)
    parts, feature = remainder(features, cover)
    left = np.bincount(feature, shapely.area(parts), minlength=1000)
    expected = shapely.area(shapely.difference(features, shapely.union_all(cover)))
    assert left == pytest.approx(expected, abs=1e-2)


def test_what_overlaps_is_counted_once():
    made = apart_and_together(boxes((0, 0, 10, 10), (5, 0, 15, 10), (100, 0, 110, 10)))
    assert shapely.area(made).tolist() == [100, 150]


def test_what_only_touches_stays_apart():
    made = apart_and_together(boxes((0, 0, 10, 10), (10, 0, 20, 10)))
    assert shapely.area(made).tolist() == [100, 100]
    assert len(apart_and_together(np.array([], dtype=object))) == 0


def test_the_remainder_of_a_version_is_the_remainder():
    random = np.random.default_rng(5)
    x, y = random.uniform(0, 1000, (2, 300))
    before = boxes(*zip(x, y, x + 60, y + 40, strict=True))
    moved = random.uniform(-5, 5, (300, 2)) * (random.random((300, 1)) < 0.5)
    now = boxes(*((*box.bounds[:2] + shift, *box.bounds[2:] - shift) for box, shift in zip(before, moved, strict=True)))
    expected, of = remainder(before, now[20:])
    parts, feature = remainder_of_version(before, now[20:])
    assert np.bincount(feature, shapely.area(parts), 300) == pytest.approx(np.bincount(of, shapely.area(expected), 300))
    assert (np.diff(feature) >= 0).all()


def test_a_version_that_is_the_same_leaves_nothing():
    same = boxes((0, 0, 10, 10), (5, 0, 15, 10))
    assert len(remainder_of_version(same, same[::-1])[0]) == 0


def test_without_a_later_version_everything_is_left():
    parts, feature = remainder_of_version(boxes((0, 0, 1, 1)), np.array([], dtype=object))
    assert feature.tolist() == [0]
    assert parts[0].equals(shapely.box(0, 0, 1, 1))
    assert len(remainder_of_version(np.array([], dtype=object), boxes((0, 0, 1, 1)))[0]) == 0
