# ruff: noqa: S314 - the XML that is read here is our own
from xml.etree import ElementTree as ET

import pytest

from planseam.model.conflict import SEVERITIES
from planseam.reporting.qgis import style


def root_of(kind, shape, **options):
    return ET.fromstring(style(kind, shape, **{"aliases": {}, "language": "zh", **options}))


@pytest.mark.parametrize("shape", ["fill", "line", "marker"])
def test_each_severity_has_a_symbol_and_an_order(shape):
    root = root_of("conflicts", shape)
    assert [category.get("value") for category in root.iter("category")] == list(SEVERITIES)
    assert {symbol.get("type") for symbol in root.findall("renderer-v2/symbols/symbol")} == {shape}
    assert len(root.findall("renderer-v2/symbols/symbol")) == len(SEVERITIES)
    assert root.find("renderer-v2").get("enableorderby") == "1"
    (clause,) = root.iter("orderByClause")
    # the largest area first, so that the small lie on it; what is severe last
    assert (clause.text, clause.get("asc")) == (
        ("area($geometry)", "0")
        if shape == "fill"
        else ("array_find(array('info','minor','major','critical'), \"severity\")", "1")
    )


def test_borders_and_units_have_one_symbol_and_their_names():
    for kind, shape in (("borders", "line"), ("units", "fill")):
        root = root_of(kind, shape, language="en")
        assert root.find("renderer-v2").get("type") == "singleSymbol"
        assert "name_en" in root.find("labeling/settings/text-style").get("fieldName")


def test_single_conflicts_are_named_only_where_there_is_room():
    conflicts, units = (
        root.find("labeling/settings/rendering") for root in (root_of("conflicts", "fill"), root_of("units", "fill"))
    )
    assert (conflicts.get("scaleVisibility"), conflicts.get("scaleMax")) == ("1", "250000")
    assert units.get("scaleVisibility") == "0"


def test_titles_in_the_other_language_are_written_into_the_expression():
    root = root_of("conflicts", "fill", language="en", titles={"BD101": "Border's gap", "XX1": "a\\b"})
    expression = root.find("previewExpression").text
    assert "WHEN \"rule\" = 'BD101' THEN 'Border''s gap' " in expression
    assert "THEN 'a\\\\b' " in expression
    assert expression.endswith('ELSE "name" END')
    label = root.find("labeling/settings/text-style").get("fieldName")
    assert label == f"if(area($geometry) < 0.02, {expression}, NULL)"  # what is broad has a tip, and no label


def test_a_table_without_geometry_has_headings_alone():
    root = root_of("conflicts", None, aliases={"id": "编号"})
    assert root.find("aliases/alias").attrib == {"field": "id", "index": "1", "name": "编号"}
    assert root.find("renderer-v2") is None
    assert root.find("labeling") is None


def test_what_a_layer_says_is_no_part_of_the_page_in_a_tip():
    tip = root_of("conflicts", "line").find("mapTip").text
    assert tip.count("'<', '&lt;'") == tip.count("[%") == 2
    assert '"message_zh"' in tip
    assert '"message_en"' in root_of("conflicts", "line", language="en").find("mapTip").text


def test_aliases_are_escaped():
    assert root_of("units", "fill", aliases={"id": '<"&>'}).find("aliases/alias").get("name") == '<"&>'
