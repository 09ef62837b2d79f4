"""Styles that QGIS reads (QML)."""

from collections.abc import Mapping
from typing import Literal
from xml.etree import ElementTree as ET

from planseam.model.conflict import SEVERITIES
from planseam.model.palette import palette
from planseam.reporting.words import severity_name
from planseam.text import Language

__all__ = ["Shape", "style"]

Shape = Literal["fill", "line", "marker"]

_CLASSES: dict[Shape, str] = {"fill": "SimpleFill", "line": "SimpleLine", "marker": "SimpleMarker"}


def style(shape: Shape, *, by_severity: bool, aliases: Mapping[str, str], language: Language) -> str:
    """Build a QML style.

    Parameters
    ----------
    shape : {"fill", "line", "marker"}
    by_severity : bool
        Colours by the column `severity`; otherwise one quiet grey.
    aliases : mapping of str to str
        Headings by column.
    language : {"zh", "en"}
        Of the legend.

    Returns
    -------
    str
        The document.
    """
    root = ET.Element("qgis", version="3.34", styleCategories="Symbology|Fields")
    if by_severity:
        renderer = ET.SubElement(root, "renderer-v2", type="categorizedSymbol", attr="severity", symbollevels="0")
        categories = ET.SubElement(renderer, "categories")
        symbols = ET.SubElement(renderer, "symbols")
        for rank, severity in enumerate(SEVERITIES):
            ET.SubElement(
                categories,
                "category",
                symbol=str(rank),
                value=severity,
                label=severity_name(severity).to(language),
                render="true",
                type="string",
            )
            _symbol(symbols, shape, name=str(rank), colour=palette().severity[severity], alpha=110)
    else:
        renderer = ET.SubElement(root, "renderer-v2", type="singleSymbol", symbollevels="0")
        _symbol(ET.SubElement(renderer, "symbols"), shape, name="0", colour="#5f6b76", alpha=0)
    known = ET.SubElement(root, "aliases")
    for index, (field, name) in enumerate(aliases.items(), start=1):
        ET.SubElement(known, "alias", field=field, index=str(index), name=name)
    return '<!DOCTYPE qgis PUBLIC "http://mrcc.com/qgis.dtd" "SYSTEM">\n' + ET.tostring(root, encoding="unicode")


def _symbol(symbols: ET.Element, shape: Shape, *, name: str, colour: str, alpha: int) -> None:
    solid = ",".join(str(int(colour[i : i + 2], 16)) for i in (1, 3, 5))
    values = {
        "fill": {
            "color": f"{solid},{alpha}",
            "outline_color": f"{solid},255",
            "outline_width": "0.4",
            "style": "solid",
        },
        "line": {"line_color": f"{solid},255", "line_width": "0.8", "line_style": "solid", "capstyle": "round"},
        "marker": {"color": f"{solid},255", "outline_color": "255,255,255,255", "name": "circle", "size": "3"},
    }[shape]
    symbol = ET.SubElement(symbols, "symbol", type=shape, name=name, alpha="1", clip_to_extent="1")
    layer = ET.SubElement(symbol, "layer", {"class": _CLASSES[shape], "enabled": "1", "locked": "0", "pass": "0"})
    options = ET.SubElement(layer, "Option", type="Map")
    for key, value in values.items():
        ET.SubElement(options, "Option", type="QString", name=key, value=value)
