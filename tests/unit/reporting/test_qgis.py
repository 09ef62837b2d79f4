# ruff: noqa: S314 - the XML that is read here is our own
from xml.etree import ElementTree as ET

import pytest

from planseam.reporting.qgis import style


@pytest.mark.parametrize(
    ("shape", "name"), [("fill", "SimpleFill"), ("line", "SimpleLine"), ("marker", "SimpleMarker")]
)
def test_symbols_are_of_the_shape(shape, name):
    root = ET.fromstring(style(shape, by_severity=True, aliases={}, language="en"))
    assert {layer.get("class") for layer in root.iter("layer")} == {name}
    assert len(list(root.iter("symbol"))) == 4


def test_aliases_are_escaped():
    root = ET.fromstring(style("fill", by_severity=False, aliases={"id": '<"&>'}, language="zh"))
    assert root.find("aliases/alias").get("name") == '<"&>'
