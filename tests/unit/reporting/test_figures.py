# ruff: noqa: S314 - the XML that is read here is our own
import re
from xml.etree import ElementTree as ET

import pandas as pd

from planseam.model.palette import palette
from planseam.reporting.figures import MISMATCH, MISMATCH_PALE, seam_chart
from planseam.text import Text


def runs(*rows):
    return pd.DataFrame(rows, columns=["role", "from_km", "to_km", "state"])


def conflicts(*rows):
    return pd.DataFrame(rows, columns=["id", "severity", "at_km"])


def chart(table, marks=None, length_km=100.0):
    return seam_chart(table, conflicts() if marks is None else marks, length_km=length_km, title=Text("图", "chart"))


def bars(svg, colour):
    """Left end, upper end, width of the bars of one colour, px."""
    data = "".join(path.get("d") for path in ET.fromstring(str(svg)).iter("path") if path.get("fill") == colour)
    return [tuple(map(float, bar)) for bar in re.findall(r"M(\S+) (\S+)h([\d.]+)v", data)]


def test_both_sides_have_a_bar_where_both_plans_agree():
    svg = chart(runs(("redline", 0, 50, "both"), ("redline", 50, 100, "neither")))
    drawn = bars(svg, palette().fill("redline"))
    assert [(left, width) for left, _, width in drawn] == [(172, 407), (172, 407)]  # half of 814 px each
    assert drawn[0][1] < drawn[1][1]
    assert not bars(svg, MISMATCH)


def test_a_mismatch_is_red_on_the_border_and_pale_on_the_side_that_lacks_it():
    svg = chart(runs(("redline", 0, 100, "left")))
    (_, y, width), *more = bars(svg, palette().fill("redline"))
    assert not more
    assert width == 814
    assert [bar[0] for bar in bars(svg, MISMATCH)] == [172]
    assert bars(svg, MISMATCH_PALE)[0][1] > y  # the right unit lies below


def test_a_short_mismatch_can_still_be_seen():
    svg = chart(runs(("redline", 0, 300, "both"), ("redline", 300, 300.05, "right")), length_km=600)
    assert bars(svg, MISMATCH)[0][2] == 0.8


def test_runs_that_touch_become_one_bar():
    svg = chart(runs(*[("redline", km, km + 1, "both") for km in range(100)]))
    assert len(bars(svg, palette().fill("redline"))) == 2


def test_long_borders_fold_into_at_most_four_rows():
    long = runs(("redline", 0, 1200, "both"))
    assert len(bars(chart(long, length_km=1200), palette().fill("redline"))) == 8
    assert len(bars(chart(runs(("redline", 0, 150, "both")), length_km=150), palette().fill("redline"))) == 2


def test_conflicts_stand_at_their_kilometre_and_link_to_their_block():
    svg = chart(runs(("redline", 0, 100, "both")), conflicts(("EC103-1", "major", 50.0), ("EC103-2", "info", None)))
    links = list(ET.fromstring(str(svg)).iter("a"))
    assert [link.get("href") for link in links] == ["#EC103-1"]
    assert links[0].find("path").get("d").startswith("M579 ")


def test_roles_stand_in_the_order_of_the_catalogue_and_absent_ones_are_left_out():
    svg = str(chart(runs(("corridor", 0, 9, "both"), ("redline", 0, 9, "left"), ("farmland", 0, 9, "neither"))))
    assert svg.index("生态保护红线") < svg.index("廊道")
    assert "永久基本农田" not in svg


def test_nothing_to_show_is_no_chart():
    assert chart(runs(("redline", 0, 100, "neither"))) == ""
    assert chart(runs()) == ""


def test_hostile_ids_are_escaped():
    svg = str(chart(runs(("redline", 0, 100, "both")), conflicts(('"><script>', "major", 1.0))))
    assert "<script>" not in svg
    ET.fromstring(svg)
