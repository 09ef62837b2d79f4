# ruff: noqa: S314 - the XML that is read here is our own
from xml.etree import ElementTree as ET

import numpy as np
from shapely import LineString, MultiPoint, Point, box

from planseam.reporting.strokes import HEIGHT, WIDTH, furniture, highlight, plan
from planseam.reporting.svg import View

VIEW = View(0.0, 2200.0, 0.1, WIDTH, HEIGHT)  # ten metres a pixel


def drawn(markup, kind):
    return [each.attrib for each in ET.fromstring(f"<svg>{markup}</svg>").iter(kind)]


def test_a_plan_is_drawn_by_kind_areas_filled_lines_not_and_points_as_dots():
    shapes = np.array([box(100, 100, 900, 900), LineString([(0, 0), (2000, 2000)]), Point(1500, 700)])
    svg = plan(VIEW, shapes, "redline", weight=0.7, tolerance_px=0.5)
    area, line = drawn(svg, "path")
    assert area["d"].endswith("z")
    assert area["fill"] != "none"
    assert (line["fill"], line["d"]) == ("none", "M0 220l200-200")
    assert [(dot["cx"], dot["cy"]) for dot in drawn(svg, "circle")] == [("150", "150")]


def test_what_is_too_small_to_be_seen_has_a_ring():
    assert [dot["r"] for dot in drawn(highlight(VIEW, box(500, 500, 501, 501), "major"), "circle")] == ["9", "3"]
    large = highlight(VIEW, box(500, 500, 1500, 1500), "major")
    assert not drawn(large, "circle")
    assert drawn(large, "path")[0]["class"] == "h t-major"


def test_of_points_that_hide_each_other_one_is_drawn():
    points = MultiPoint([(100, 100), (101, 101), (2000, 1000)])
    assert len(drawn(highlight(VIEW, points, "minor"), "circle")) == 2


def test_the_scale_bar_is_a_round_length():
    svg = furniture(VIEW)
    assert ">500 m<" in svg
    assert drawn(svg, "path")[0]["d"] == "M8 208v4h50v-4"
