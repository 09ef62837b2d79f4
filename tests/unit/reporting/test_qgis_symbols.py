import pytest

from planseam.model.palette import palette
from planseam.reporting.qgis_symbols import border_symbol, conflict_symbol, unit_symbol


def layers(symbol):
    return {layer.get("class"): layer for layer in symbol.findall("layer")}


def option(layer, name):
    return next(option.get("value") for option in layer.findall("Option/Option") if option.get("name") == name)


@pytest.mark.parametrize(
    ("shape", "classes", "key"),
    [
        ("fill", {"SimpleFill", "CentroidFill"}, "outline_color"),
        ("line", {"SimpleLine"}, "line_color"),
        ("marker", {"SimpleMarker"}, "color"),
    ],
)
def test_symbols_are_of_the_shape_and_the_colour(shape, classes, key):
    symbol = conflict_symbol(shape, name="2", colour="#e9a800")
    found = layers(symbol)
    assert (symbol.get("type"), symbol.get("name"), set(found)) == (shape, "2", classes)
    first = next(iter(classes - {"CentroidFill"}))
    assert option(found[first], key) == "233,168,0,255"


def test_an_area_too_small_for_the_scale_is_a_dot_and_a_large_one_open():
    found = layers(conflict_symbol("fill", name="0", colour="#d1490c"))
    assert found["CentroidFill"].find("symbol").get("name") == "@0@1"
    by = {
        kind: {own.get("name"): own.find("Option[@name='expression']").get("value") for own in properties}
        for kind, layer in found.items()
        for properties in [layer.findall("data_defined_properties/Option/Option[@name='properties']/Option")]
    }
    assert by["CentroidFill"].keys() == {"enabled"}
    assert "@map_scale" in by["CentroidFill"]["enabled"]
    assert "log10(0.02), 110, 10)" in by["SimpleFill"]["fillColor"]


def test_an_older_qgis_finds_the_same_values():
    for layer in layers(conflict_symbol("fill", name="0", colour="#d1490c")).values():
        options = {option.get("name"): option.get("value") for option in layer.findall("Option/Option")}
        assert {prop.get("k"): prop.get("v") for prop in layer.findall("prop")} == options


def test_a_border_is_dashed_and_a_unit_covers_nothing():
    border, unit = layers(border_symbol())["SimpleLine"], layers(unit_symbol())["SimpleFill"]
    ground = palette().ground.border
    colour = ",".join(str(int(ground[place : place + 2], 16)) for place in (1, 3, 5))
    assert option(border, "line_color") == f"{colour},255"
    assert option(border, "use_custom_dash") == "1"
    assert option(unit, "style") == "no"
