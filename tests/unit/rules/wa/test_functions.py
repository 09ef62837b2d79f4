import numpy as np
import pytest
import shapely

from planseam.rules.wa.functions import dominant_functions

GROUND = np.array([shapely.box(0, 0, 100, 100)], dtype=object)


def dominant(draw, *features):
    scene = draw(main_function=[{"geometry": wkt, "function": function} for wkt, function in features])
    function, covered = dominant_functions(scene, GROUND)
    return function[0], covered[0]


def test_function_of_the_largest_area_dominates(draw, box):
    found = dominant(draw, (box(0, 0, 30, 100), "urbanised"), (box(30, 0, 90, 100), "ecological"))
    assert found == ("ecological", pytest.approx(0.9))


def test_function_is_summed_over_features(draw, box):
    found = dominant(
        draw,
        (box(0, 0, 30, 100), "urbanised"),
        (box(30, 0, 60, 100), "urbanised"),
        (box(60, 0, 100, 100), "ecological"),
    )
    assert found == ("urbanised", pytest.approx(1))


def test_ground_drawn_twice_counts_once(draw, box):
    twice = (box(0, 0, 30, 100), "urbanised")
    found = dominant(draw, twice, twice, (box(30, 0, 70, 100), "ecological"))
    assert found == ("ecological", pytest.approx(0.7))


def test_no_function_and_an_empty_one_are_none(draw, box):
    assert dominant(draw, (box(0, 0, 100, 100), "")) == ("", 0)
    assert dominant(draw, (box(500, 0, 600, 100), "urbanised")) == ("", 0)


def test_no_ground_gives_nothing(draw, box):
    scene = draw(main_function=[{"geometry": box(0, 0, 1, 1), "function": "urbanised"}])
    function, covered = dominant_functions(scene, np.zeros(0, dtype=object))
    assert len(function) == len(covered) == 0
