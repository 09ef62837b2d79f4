"""Coordinate sheets: tables with a row a vertex, and the national exchange text of plots, as geometry."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
from pyproj.exceptions import CRSError as UnknownCRS

from planseam.errors import LayerError
from planseam.loading.encoding import Evidence
from planseam.loading.loaded import Loaded
from planseam.loading.sheets.axes import Axes, axes_of
from planseam.loading.sheets.declared import crs_of, declared
from planseam.loading.sheets.faults import faults_of
from planseam.loading.sheets.headings import Axis
from planseam.loading.sheets.layout import Layout, layout_of, layouts_of
from planseam.loading.sheets.plots import is_exchange, read_exchange
from planseam.loading.sheets.shaping import shaped
from planseam.loading.sheets.tables import TEXTS, opened, read_table
from planseam.loading.sheets.vertices import Vertices, from_rows, spans
from planseam.model.conflict import Finding
from planseam.model.role import roles
from planseam.model.study import LayerEntry
from planseam.text import NOTHING, Text

__all__ = ["read", "recognised", "sheets_in"]


def recognised(path: Path, frame: pd.DataFrame | None = None, *, sublayer: str | None = None) -> bool:
    """Whether a table is a coordinate sheet that `read` alone reads right.

    Tables with WKT, and plain points by longitude and latitude, are none.

    Parameters
    ----------
    path : Path
        A text table or a workbook; any other file is none.
    frame : DataFrame, optional
        What another reader made of it; where that has geometry, it is none.
    sublayer : str, optional
        The sheet of a workbook; by default any.
    """
    if frame is not None and isinstance(frame, gpd.GeoDataFrame) and frame.geometry.notna().any():
        return False
    try:
        if _is_text(path) and is_exchange(opened(path, head=True)[0]):
            return True
        layouts = layouts_of(path)
    except (LayerError, OSError):
        return False
    wanted = None if _is_text(path) else sublayer
    return any(not layout.plain for name, layout in layouts.items() if wanted in {None, name})


def sheets_in(path: Path) -> tuple[str, ...]:
    """Name the sheets of a workbook that are coordinate sheets.

    Raises
    ------
    LayerError
        If it is no workbook.
    """
    return tuple(layouts_of(path))


def read(path: Path, entry: LayerEntry) -> Loaded:
    """Read a coordinate sheet.

    Polygons, lines or points are made as the layer's role asks; where it
    asks for none, as the sheet is written. A plot of which one vertex cannot
    be read keeps its row without geometry: its shape would be another's.

    Parameters
    ----------
    path : Path
    entry : LayerEntry

    Raises
    ------
    LayerError
        If there is no coordinate sheet.
    UnicodeDecodeError
        If its text is not in the encoding that the study file names.
    """
    wanted = roles()[entry.role].geometry
    evidence: Evidence | None = None
    exchange = _is_text(path) and is_exchange(opened(path, encoding=entry.encoding, head=True)[0])
    if exchange:
        text, evidence = opened(path, encoding=entry.encoding)
        vertices = read_exchange(text)
        shape = wanted if wanted in {"line", "point"} else "polygon"
    else:
        name, layout = _chosen(path, entry)
        table = read_table(path, sheet=name, encoding=entry.encoding)
        evidence = table.evidence
        layout = layout_of(table.rows, prefer=_preferred(entry)) or layout
        whole = layout.whole and wanted != "point"
        vertices = from_rows(table.rows, layout.found, start=layout.start, whole=whole)
        shape = "point" if not whole else "line" if wanted == "line" else "polygon"
    axes = axes_of(vertices.first, vertices.second, axes=vertices.axes, names=vertices.names)
    x, y = (vertices.second, vertices.first) if axes.turned else (vertices.first, vertices.second)
    faults = faults_of(vertices, axes)
    geometry, made = shaped(vertices, np.column_stack([x, y]), faults, shape)
    crs, unproven = crs_of(declared(vertices.words), x)
    findings = [
        *faults.findings(vertices, layer=entry.id, shape=shape),
        *_contradictions(vertices, axes, unproven, layer=entry.id),
    ]
    notes = [
        *_encoded(evidence),
        *vertices.notes,
        axes.note,
        *made,
        *_strays(vertices),
        *_crs_note(vertices, crs),
    ]
    frame = gpd.GeoDataFrame(vertices.frame.reset_index(drop=True), geometry=geometry)
    return Loaded(frame=frame, crs=crs, findings=tuple(findings), notes=tuple(note for note in notes if note.zh))


def _is_text(path: Path) -> bool:
    return path.suffix.lower() in TEXTS


def _chosen(path: Path, entry: LayerEntry) -> tuple[str, Layout]:
    """The one coordinate sheet, or the one that the study file names."""
    layouts = layouts_of(path, encoding=entry.encoding, prefer=_preferred(entry))
    names = Text("、".join(layouts), ", ".join(layouts))
    where = f"{entry.id}: {entry.path}"
    wanted = None if _is_text(path) else entry.sublayer
    if wanted is not None and wanted in layouts:
        return wanted, layouts[wanted]
    if not layouts or wanted is not None:
        raise LayerError(
            Text("其中没有坐标表", "it holds no sheet of coordinates"),
            where=where,
            cure=Text(f"坐标表：{names.zh}", f"Sheets of coordinates: {names.en}")
            if layouts
            else Text(
                "请在表头写明 X 坐标与 Y 坐标，或经度与纬度", "Head the columns X and Y, or longitude and latitude"
            ),
        )
    if len(layouts) > 1:
        first = next(iter(layouts))
        raise LayerError(
            Text(
                f"其中有 {len(layouts)} 个坐标表：{names.zh}",
                f"it holds {len(layouts)} sheets of coordinates: {names.en}",
            ),
            where=where,
            cure=Text(f'请写明 sublayer = "{first}" 等', f'Name one of them, as sublayer = "{first}"'),
        )
    return next(iter(layouts.items()))


def _preferred(entry: LayerEntry) -> tuple[Axis, ...]:
    """Which of several pairs of coordinates is meant: the one that the CRS of the study file can be of."""
    try:
        projected = entry.crs is not None and pyproj.CRS.from_user_input(entry.crs).is_projected
    except UnknownCRS:
        projected = False
    return ("east", "x", "lon") if projected else ("lon", "east", "x")


def _encoded(evidence: Evidence | None) -> list[Text]:
    if evidence is None or evidence.confidence >= 1 or evidence.encoding == "UTF-8":
        return []
    return [
        Text("文字按 {name} 读取（{reason}）", "read as {name} ({reason})").format(
            name=evidence.encoding, reason=evidence.reason
        )
    ]


def _strays(vertices: Vertices) -> list[Text]:
    if not len(vertices.strays):
        return []
    lines = spans(vertices.strays.tolist())
    return [Text(f"第 {lines} 行没有坐标，未作为界址点", f"rows without coordinates, not taken for vertices: {lines}")]


def _crs_note(vertices: Vertices, crs: pyproj.CRS | None) -> list[Text]:
    if crs is None:
        return []
    said = declared(vertices.words).shown
    return [
        Text(f"表中写明坐标系：{said.zh}，即 {crs.name}", f"the sheet declares its CRS: {said.en}, which is {crs.name}")
    ]


def _contradictions(vertices: Vertices, axes: Axes, unproven: Text, *, layer: str) -> list[Finding]:
    findings = []
    if axes.contradiction != NOTHING:
        findings.append(
            Finding(
                rule="DA101",
                severity="info",
                layer=layer,
                kind="axes",
                message=Text(
                    f"列名与数值不符：按数值，{axes.contradiction.zh}",
                    f"the headings contradict the numbers; by the numbers, {axes.contradiction.en}",
                ),
                advice=Text("请改正表头", "Mend the headings"),
            )
        )
    if unproven != NOTHING:
        said = declared(vertices.words).shown
        findings.append(
            Finding(
                rule="DA101",
                severity="info",
                layer=layer,
                kind="declared",
                message=Text(
                    f"表中写明的坐标系（{said.zh}）不能采用：{unproven.zh}",
                    f"the CRS that the sheet declares ({said.en}) cannot be used: {unproven.en}",
                ),
                advice=Text("请向制作单位确认坐标系", "Ask its maker for the CRS"),
            )
        )
    return findings
