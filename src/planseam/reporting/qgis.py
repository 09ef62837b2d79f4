"""Styles that QGIS reads (QML): colours, order of drawing, labels, map tips and headings of columns."""

from collections.abc import Mapping
from typing import Literal, NamedTuple
from xml.etree import ElementTree as ET

from planseam.model.conflict import SEVERITIES
from planseam.model.palette import palette
from planseam.reporting.qgis_symbols import BROAD, Shape, border_symbol, conflict_symbol, unit_symbol
from planseam.reporting.words import severity_name
from planseam.text import Language

__all__ = ["Kind", "Shape", "style"]

Kind = Literal["conflicts", "borders", "units"]

#: A text in a tip, which is HTML: what somebody's layer says is shown, never run.
_PLAIN = "replace(replace(coalesce({value}, ''), '&', '&amp;'), '<', '&lt;')"
_CLOSE = 250_000  # scales from which single conflicts are named
_HALO = "255,255,255,230"
#: Where labels stand, as QGIS counts its ways: beside a point, along a line, level in an area.
_PLACES: dict[Shape, str] = {"marker": "0", "line": "2", "fill": "4"}
_ABOVE, _ON = "10", "9"  # a line, seen as the map lies


class _Label(NamedTuple):
    """What is written beside features: an expression, points high, a colour, the smallest scale."""

    expression: str
    size: str
    colour: str
    scale: int = 0


def style(
    kind: Kind,
    shape: Shape | None,
    *,
    aliases: Mapping[str, str],
    language: Language,
    titles: Mapping[str, str] | None = None,
) -> str:
    """Build a QML style.

    Conflicts are coloured by severity, the small ones over the large, and a
    large area is left open for what lies in it; an area too small for the scale
    is a dot. Units and borders are lines with their names.

    Parameters
    ----------
    kind : {"conflicts", "borders", "units"}
    shape : {"fill", "line", "marker"} or None
        None for a table without geometry, which has headings alone.
    aliases : mapping of str to str
        Headings by column.
    language : {"zh", "en"}
        Of the legend, the labels and the tips.
    titles : mapping of str to str, optional
        Titles of rules by code, where the column `name` is in another language.

    Returns
    -------
    str
        The document.
    """
    shown = _shown(kind, language, titles or {})
    root = ET.Element("qgis", version="3.34", styleCategories="AllStyleCategories")
    if shape:
        root.set("labelsEnabled", "1")
        root.append(_by_severity(shape, language) if kind == "conflicts" else _single(kind))
        _label(root, shape, _named(kind, shape, shown))
        ET.SubElement(root, "blendMode").text = "0"
    known = ET.SubElement(root, "aliases")
    for index, (field, name) in enumerate(aliases.items(), start=1):
        ET.SubElement(known, "alias", field=field, index=str(index), name=name)
    ET.SubElement(root, "previewExpression").text = shown
    if kind == "conflicts":
        ET.SubElement(root, "mapTip").text = _tip(shown, language)
    return '<!DOCTYPE qgis PUBLIC "http://mrcc.com/qgis.dtd" "SYSTEM">\n' + ET.tostring(root, encoding="unicode")


def _shown(kind: Kind, language: Language, titles: Mapping[str, str]) -> str:
    """The expression that names a feature in the language of the study."""
    end = "_en" if language == "en" else ""
    if kind == "units":
        return f'coalesce(nullif("name{end}", \'\'), "name")'
    if kind == "borders":
        sides = (f'coalesce(nullif("unit_{side}_name{end}", \'\'), "unit_{side}_name")' for side in "ab")
        return " || '–' || ".join(sides)
    known = "".join(f'WHEN "rule" = {_quoted(code)} THEN {_quoted(title)} ' for code, title in titles.items())
    title = f'CASE {known}ELSE "name" END' if known else '"name"'
    return f"\"rule\" || ' ' || {title}"


def _quoted(text: str) -> str:
    """A text in an expression."""
    return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'"


def _named(kind: Kind, shape: Shape, shown: str) -> _Label:
    ground = palette().ground
    if kind == "conflicts":
        # the name of what is as wide as a county would lie on ground that is none of its matter
        text = f"if(area($geometry) < {BROAD}, {shown}, NULL)" if shape == "fill" else shown
        return _Label(text, "8", ground.label, _CLOSE)
    return _Label(shown, "8" if kind == "borders" else "11", ground.border if kind == "borders" else "#55524a")


def _by_severity(shape: Shape, language: Language) -> ET.Element:
    renderer = ET.Element("renderer-v2", type="categorizedSymbol", attr="severity", symbollevels="0", enableorderby="1")
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
        symbols.append(conflict_symbol(shape, name=str(rank), colour=palette().severity[severity]))
    order = ET.SubElement(renderer, "orderby")
    ranks = ",".join(map(_quoted, reversed(SEVERITIES)))
    first, asc = ("area($geometry)", "0") if shape == "fill" else (f'array_find(array({ranks}), "severity")', "1")
    ET.SubElement(order, "orderByClause", asc=asc, nullsFirst="1").text = first
    return renderer


def _single(kind: Kind) -> ET.Element:
    renderer = ET.Element("renderer-v2", type="singleSymbol", symbollevels="0")
    ET.SubElement(renderer, "symbols").append(border_symbol() if kind == "borders" else unit_symbol())
    return renderer


def _label(root: ET.Element, shape: Shape, label: _Label) -> None:
    settings = ET.SubElement(ET.SubElement(root, "labeling", type="simple"), "settings", calloutType="simple")
    text = ET.SubElement(
        settings,
        "text-style",
        fieldName=label.expression,
        isExpression="1",
        fontSize=label.size,
        fontSizeUnit="Point",
        fontWeight="50",
        fontKerning="1",
        multilineHeight="1",
        textColor=",".join([*(str(int(label.colour[i : i + 2], 16)) for i in (1, 3, 5)), "255"]),
        textOpacity="1",
    )
    ET.SubElement(
        text,
        "text-buffer",
        bufferDraw="1",
        bufferSize="0.9",
        bufferSizeUnits="MM",
        bufferColor=_HALO,
        bufferOpacity="1",
        bufferJoinStyle="128",
        bufferNoFill="1",
    )
    ET.SubElement(
        settings,
        "placement",
        placement=_PLACES[shape],
        placementFlags=_ABOVE if label.scale else _ON,
        dist="1.2",
        distUnits="MM",
        centroidInside="1",
        priority="5",
    )
    ET.SubElement(
        settings,
        "rendering",
        scaleVisibility="1" if label.scale else "0",
        scaleMin="0",
        scaleMax=str(label.scale),
        obstacle="0",
        drawLabels="1",
        labelPerPart="0",
        mergeLines="0",
        maxNumLabels="2000",
        fontMaxPixelSize="10000",
    )


def _tip(shown: str, language: Language) -> str:
    message = f'"message_{language}"'
    return f"<b>[% {_PLAIN.format(value=shown)} %]</b><br>[% {_PLAIN.format(value=message)} %]"
