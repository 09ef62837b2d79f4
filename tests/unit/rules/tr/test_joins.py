import numpy as np
import pytest

from planseam.rules.co.corridors import Corridors
from planseam.rules.tr.joins import joins


@pytest.fixture
def joined(draw):
    """Pairs of features that are joined at the border, and whether they meet."""

    def pairs(*features, offset_m=50.0, pair_m=2000.0):
        scene = draw(rail=[{"geometry": wkt, **more} for wkt, more in features])
        lines = Corridors.of(scene, stub_m=100.0, role="rail", grade="class")
        ends = lines.ends(scene.borders, np.array([100.0]))
        found = joins(lines, ends, scene.borders[0], offset_m=offset_m, pair_m=pair_m)
        return sorted((int(lines.feature[join.a]), int(lines.feature[join.b]), join.meets) for join in found)

    return pairs


def west(y, **more):
    return f"LINESTRING (2000 5000, 10000 {y})", more


def east(y, **more):
    return f"LINESTRING (10000 {y}, 18000 5000)", more


def test_lines_that_meet_need_no_name(joined):
    assert joined(west(5000), east(5050)) == [(0, 1, True)]


def test_lines_apart_need_a_name_or_a_class(joined):
    assert joined(west(5000), east(5051)) == []
    assert joined(west(5000, name="甲"), east(5051, name="甲")) == [(0, 1, False)]
    assert joined(west(5000, **{"class": "I"}), east(5051, **{"class": "I"})) == [(0, 1, False)]


def test_a_line_that_meets_another_is_not_free_for_its_name(joined):
    assert joined(west(5000, name="甲"), east(5000, name="乙"), east(5500, name="甲")) == [(0, 1, True)]


def test_each_end_is_taken_once_the_nearest_first(joined):
    found = joined(west(5000, name="甲"), west(5300, name="甲"), east(5400, name="甲"), east(6000, name="甲"))
    assert found == [(0, 3, False), (1, 2, False)]


def test_lines_of_one_side_are_not_joined(joined):
    assert joined(west(5000, name="甲"), west(5300, name="甲")) == []


def test_no_lines_make_no_join(joined):
    assert joined(("LINESTRING (1 1, 2 2)", {})) == []
