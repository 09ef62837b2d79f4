"""Symbols of QGIS (QML) for conflicts, borders and units."""

from collections.abc import Mapping
from typing import Literal
from xml.etree import ElementTree as ET

from planseam.model.palette import palette

__all__ = ["BROAD", "Shape", "border_symbol", "conflict_symbol", "unit_symbol"]

Shape = Literal["fill", "line", "marker"]

_CASING = "255,255,255,200"
_MARKER = {"outline_color": "255,255,255,255", "outline_style": "solid", "outline_width": "0.3", "name": "circle"}
_ALPHA, _OPEN = 110, 10  # of small areas, and of those in which other conflicts lie
#: Square degrees, in which these layers are: about 5 and 200 square kilometres.
_SMALL, BROAD = 5e-4, 2e-2
_BY_SIZE = f"scale_linear(log10(max(area($geometry), 1e-12)), log10({_SMALL}), log10({BROAD}), {{small}}, {{broad}})"
_BY_EXPRESSION = {
    "fillColor": f"set_color_part(@symbol_color, 'alpha', {_BY_SIZE.format(small=_ALPHA, broad=_OPEN)})",
    "outlineWidth": _BY_SIZE.format(small=0.36, broad=0.2),
}
_MM_A_DEGREE = 1.03e8
_SPECK = 2.0  # mm on the map below which an area is hard to see
_IS_SPECK = f"coalesce(sqrt(area($geometry)) * {_MM_A_DEGREE} / @map_scale < {_SPECK}, false)"


def conflict_symbol(shape: Shape, *, name: str, colour: str) -> ET.Element:
    """The symbol of the conflicts of one severity.

    Parameters
    ----------
    shape : {"fill", "line", "marker"}
    name : str
        By which a category knows it.
    colour : str
        As ``#rrggbb``.
    """
    symbol = _symbol(shape, name)
    solid = _rgba(colour)
    if shape == "marker":
        _layer(symbol, "SimpleMarker", {**_MARKER, "color": solid, "size": "3.2"})
    elif shape == "line":
        line = {"line_style": "solid", "capstyle": "round", "joinstyle": "round"}
        _layer(symbol, "SimpleLine", {**line, "line_color": _CASING, "line_width": "1.8"})
        _layer(symbol, "SimpleLine", {**line, "line_color": solid, "line_width": "1"})
    else:
        edge = {"outline_color": solid, "outline_style": "solid", "outline_width": "0.36", "joinstyle": "round"}
        area = {**edge, "color": _rgba(colour, _ALPHA), "style": "solid"}
        _layer(symbol, "SimpleFill", area, by=_BY_EXPRESSION)
        dot = {"point_on_surface": "1", "point_on_all_parts": "0", "clip_points": "0"}
        centre = _layer(symbol, "CentroidFill", dot, by={"enabled": _IS_SPECK})
        _layer(_symbol("marker", f"@{name}@1", centre), "SimpleMarker", {**_MARKER, "color": solid, "size": "2.4"})
    return symbol


def border_symbol() -> ET.Element:
    """The symbol of the borders that are checked."""
    symbol = _symbol("line", "0")
    line = {"line_color": _rgba(palette().ground.border), "line_width": "0.5", "joinstyle": "round", "capstyle": "flat"}
    dash = {"line_style": "solid", "use_custom_dash": "1", "customdash": "3;1.2;0.6;1.2", "customdash_unit": "MM"}
    _layer(symbol, "SimpleLine", {**line, **dash})
    return symbol


def unit_symbol() -> ET.Element:
    """The symbol of the units: an outline, and nothing that covers what lies below."""
    symbol = _symbol("fill", "0")
    edge = {"outline_color": _rgba("#8d897d"), "outline_style": "solid", "outline_width": "0.26", "joinstyle": "round"}
    _layer(symbol, "SimpleFill", {**edge, "color": "255,255,255,0", "style": "no"})
    return symbol


def _symbol(shape: Shape, name: str, parent: ET.Element | None = None) -> ET.Element:
    attributes = {"type": shape, "name": name, "alpha": "1", "clip_to_extent": "1", "force_rhr": "0"}
    return ET.Element("symbol", attributes) if parent is None else ET.SubElement(parent, "symbol", attributes)


def _layer(
    symbol: ET.Element, kind: str, values: Mapping[str, str], *, by: Mapping[str, str] | None = None
) -> ET.Element:
    """One layer of a symbol, with properties that expressions give for each feature."""
    layer = ET.SubElement(symbol, "layer", {"class": kind, "enabled": "1", "locked": "0", "pass": "0"})
    options = ET.SubElement(layer, "Option", type="Map")
    for key, value in values.items():
        ET.SubElement(options, "Option", type="QString", name=key, value=value)
    for key, value in values.items():
        ET.SubElement(layer, "prop", k=key, v=value)  # where QGIS before 3.20 looks
    if by:
        defined = ET.SubElement(ET.SubElement(layer, "data_defined_properties"), "Option", type="Map")
        ET.SubElement(defined, "Option", type="QString", name="name", value="")
        properties = ET.SubElement(defined, "Option", type="Map", name="properties")
        for key, expression in by.items():
            own = ET.SubElement(properties, "Option", type="Map", name=key)
            ET.SubElement(own, "Option", type="bool", name="active", value="true")
            ET.SubElement(own, "Option", type="QString", name="expression", value=expression)
            ET.SubElement(own, "Option", type="int", name="type", value="3")
        ET.SubElement(defined, "Option", type="QString", name="type", value="collection")
    return layer


def _rgba(colour: str, alpha: int = 255) -> str:
    return ",".join(str(part) for part in (*(int(colour[i : i + 2], 16) for i in (1, 3, 5)), alpha))
