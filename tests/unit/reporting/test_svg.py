import numpy as np
import pytest
import shapely
from shapely import LineString, Point, Polygon

from planseam.reporting.svg import View, label, nice, number
from planseam.text import Text

VIEW = View(0, 100, 1, 100, 100)  # a metre a pixel


def path(*shapes):
    return VIEW.path(np.array(shapes, dtype=object))


def test_north_is_up():
    assert VIEW.pixels(np.array([[10.0, 90.0]])).tolist() == [[10, 10]]


def test_a_square_is_a_closed_path_of_whole_pixels():
    assert path(Polygon([(10, 10), (10, 30), (30, 30), (30, 10)])) == "M10 90l20 0 0-20-20 0 0 20z"


def test_holes_run_the_other_way_round():
    ring = Polygon([(10, 10), (10, 50), (50, 50), (50, 10)], [[(20, 20), (20, 40), (40, 40), (40, 20)]])
    assert path(ring).count("z") == 2
    assert path(ring) == "M10 90l40 0 0-40-40 0 0 40zM20 80l0-20 20 0 0 20-20 0z"


def test_lines_stay_open_and_are_cut_at_the_window():
    assert path(LineString([(-1000, 50), (1000, 50)])) == "M-3 50l106 0"


def test_what_is_too_small_or_outside_is_left_out():
    assert path(Point(5, 5).buffer(0.2), Point(500, 500).buffer(9)) == ""


def test_a_view_holds_the_bounds_with_room_around():
    view = View.around((0, 0, 1000, 10), width=320, height=220, least_m=500)
    x0, y0, x1, y1 = view.bounds
    assert x0 < -300
    assert x1 > 1300
    assert (x1 - x0) / (y1 - y0) == pytest.approx(320 / 220, abs=0.02)


def test_a_view_of_a_point_has_the_least_width():
    view = View.around((5, 5, 5, 5), width=320, height=220, least_m=1500)
    assert view.width / view.scale == pytest.approx(1500)


@pytest.mark.parametrize(("value", "expected"), [(730, 500), (1000, 1000), (2.5, 2), (0.3, 0.2), (19.9, 10)])
def test_nice_is_one_two_or_five(value, expected):
    assert nice(value) == pytest.approx(expected)


def test_numbers_are_short():
    assert number(12.0) == "12"
    assert number(12.34) == "12.3"
    assert number(-0.01) == "0"
    assert number(100, 0) == "100"
    assert number(123456.7) == "123456.7"


def test_labels_are_escaped_and_in_both_languages():
    drawn = str(label(Text("<甲>", "a&b"), 1, 2))
    assert drawn == '<text lang="zh" x="1" y="2">&lt;甲&gt;</text><text lang="en" x="1" y="2">a&amp;b</text>'
    assert str(label(Text.same("km"), 1, 2)).count("<text") == 1


def test_shapes_are_not_changed():
    square = shapely.box(0, 0, 200, 200)
    before = square.wkb
    path(square)
    assert square.wkb == before


def test_a_shape_that_falls_on_one_pixel_has_no_path():
    view = View(0, 100, 1, 100, 100)
    assert view.path(np.array([shapely.box(10, 10, 12, 10.2)], dtype=object), tolerance_px=0.1) == ""
