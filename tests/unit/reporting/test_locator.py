# ruff: noqa: S314 - the XML that is read here is our own
from xml.etree import ElementTree as ET

import geopandas as gpd
import numpy as np
import pytest
import shapely

from planseam.reporting.locator import LIMIT, Locators, _chunks
from planseam.reporting.table import in_reading_order


@pytest.fixture(scope="module")
def drawn(report):
    table = in_reading_order(report)
    return table, Locators(report).pictures(table)


def test_each_conflict_with_a_place_has_a_picture_of_few_bytes(drawn):
    table, pictures = drawn
    assert len(pictures) == len(table)
    for place, picture in zip(~table.geometry.isna(), pictures, strict=True):
        assert bool(picture) == place
        assert len(picture) <= LIMIT
        if picture:
            ET.fromstring(str(picture))


def test_a_picture_shows_conflict_border_plans_scale_north_and_overview(drawn):
    table, pictures = drawn
    picture = str(pictures[int(np.flatnonzero(table["rule"] == "BD101")[0])])
    for part in ('class="h t-minor"', 'class="b"', 'fill-opacity=".45"', " km", 'class="n"', "#overview", "浙江省"):
        assert part in picture


def test_a_point_gets_a_ring(drawn):
    table, pictures = drawn
    picture = str(pictures[int(np.flatnonzero(table["rule"] == "CO101")[0])])
    assert 'class="r t-minor"' in picture


def test_a_conflict_without_known_layers_is_drawn_all_the_same(build_report):
    report = build_report(1)
    report.conflicts["layer_a"] = "not-there"
    report.conflicts["layer_b"] = ""
    assert 'class="h' in str(Locators(report).pictures(report.conflicts)[0])


def test_a_layer_without_geometry_is_no_trouble(build_report):
    report = build_report(1)
    report.layers[0].frame["geometry"] = gpd.GeoSeries([None] * len(report.layers[0].frame), crs=report.crs)
    assert Locators(report).pictures(report.conflicts)[0]


def test_chunks_share_their_ends():
    line = shapely.LineString(np.column_stack([np.arange(100.0), np.zeros(100)]))
    chunks = _chunks(np.array([line], dtype=object))
    assert shapely.length(chunks).sum() == 99
    assert shapely.get_num_coordinates(chunks).max() == 33
