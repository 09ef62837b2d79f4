"""Drawings: closed polylines become polygons, and the text labels within them their attributes.

A drawing has no features: it has entities on named CAD layers. The outline of
a plot is a polyline, its name a text that somebody put inside.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from planseam.loading.encoding import of_file
from planseam.loading.limits import LIMITS, Limits
from planseam.model.conflict import Finding
from planseam.text import Text

__all__ = ["Drawn", "drawn", "encoding_of", "is_label"]

_SURE = 0.8
_CORNERS = 4  # points of the smallest closed line
_BETWEEN = " "
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """Features of a drawing.

    Parameters
    ----------
    frame : GeoDataFrame
        The columns of GDAL, with `fid`, `text` and `name` where labels give them.
    findings : tuple of Finding
    notes : tuple of Text
    left_out : dict of str to int
        Entities that are no features: of a paper space.
    """

    frame: gpd.GeoDataFrame
    findings: tuple[Finding, ...] = ()
    notes: tuple[Text, ...] = ()
    left_out: dict[str, int] = field(default_factory=dict)


def encoding_of(path: Path) -> str:
    """Find the encoding to tell GDAL; empty where only the drawing's own header can know.

    Many programs write GBK or UTF-8, and a header that says something else.
    """
    evidence = of_file(path)
    return evidence.encoding.removesuffix("-SIG") if evidence.confidence >= _SURE else ""


def is_label(frame: gpd.GeoDataFrame) -> NDArray[np.bool_]:
    """Which entities are texts."""
    kinds = frame["SubClasses"].fillna("").astype(str) if "SubClasses" in frame else pd.Series("", index=frame.index)
    texts = frame["Text"] if "Text" in frame else pd.Series(None, index=frame.index, dtype=object)
    points = shapely.get_type_id(frame.geometry.to_numpy()) == shapely.GeometryType.POINT
    said = texts.notna().to_numpy() & (texts.fillna("").astype(str) != "").to_numpy()
    return np.asarray(points & (said | kinds.str.contains("AcDbM?Text", regex=True).to_numpy(dtype=bool)))


def drawn(entities: gpd.GeoDataFrame, *, layer: str | None, kind: str, where: str, limits: Limits = LIMITS) -> Drawn:
    """Make features of entities.

    Parameters
    ----------
    entities : GeoDataFrame
        All of a drawing, as GDAL reads it.
    layer : str, optional
        The CAD layer that is wanted; all, if none is named. Labels count from whatever layer.
    kind : {"polygon", "line", "point", "any", "none"}
        What the role can judge; for lines, closed polylines stay lines.
    where : str
        Id of the layer in the study.
    limits : Limits
    """
    paper = (
        entities["PaperSpace"].fillna(0).astype(bool).to_numpy()
        if "PaperSpace" in entities
        else np.zeros(len(entities), dtype=bool)
    )
    wanted = np.ones(len(entities), dtype=bool) if layer is None else (entities["Layer"] == layer).to_numpy(dtype=bool)
    label = is_label(entities)
    # a layer of texts alone is one of named points
    named_points = kind in {"point", "any"} and not (wanted & ~label & ~paper).any()
    chosen = wanted & ~paper & (named_points | ~label)
    frame = entities[chosen].reset_index(drop=True)
    left_out = {"paper-space": int((wanted & paper & ~label).sum())}
    findings = _paper(left_out["paper-space"], where)
    if kind != "line":
        frame = frame.set_geometry(gpd.GeoSeries(_areas(frame.geometry.to_numpy()), index=frame.index))
        findings += _nested(frame, where)
    notes: tuple[Text, ...] = ()
    if named_points:
        frame = frame.assign(text=frame["Text"], name=frame["Text"])
    else:
        labels = entities[label & ~paper][: limits.labels]
        frame, lost = _labelled(frame, labels)
        if lost and layer is None:
            notes = (_outside(lost),)
    handles = frame["EntityHandle"] if "EntityHandle" in frame else pd.Series(dtype=object)
    if len(handles) and handles.notna().all() and handles.is_unique:
        frame.insert(0, "fid", handles)
    return Drawn(
        frame=frame.drop(columns=["Text"], errors="ignore"),
        findings=tuple(findings),
        notes=notes,
        left_out={reason: count for reason, count in left_out.items() if count},
    )


def _areas(geometries: NDArray[np.object_]) -> NDArray[np.object_]:
    """Make a polygon of each closed line; collections keep their parts together."""
    out = geometries.copy()
    parts, owner = shapely.get_parts(geometries, return_index=True)
    lines = shapely.get_type_id(parts) == shapely.GeometryType.LINESTRING
    closed = lines & shapely.is_closed(parts) & (shapely.get_num_coordinates(parts) >= _CORNERS)
    if not closed.any():
        return out
    corners, line = shapely.get_coordinates(parts[closed], return_index=True)
    parts[closed] = shapely.polygons(shapely.linearrings(corners, indices=line))
    touched = np.unique(owner[closed])
    alone = np.bincount(owner, minlength=len(out)) == 1
    single = touched[alone[touched]]
    place = np.searchsorted(owner, single)
    out[single] = parts[place]
    several = np.setdiff1d(touched, single)
    for row in several.tolist():
        out[row] = shapely.GeometryCollection(list(parts[owner == row]))
    return out


def _labelled(frame: gpd.GeoDataFrame, labels: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, int]:
    """Give each label to the smallest polygon around it; and count those that lie in none."""
    shapes = frame.geometry.to_numpy()
    areas = np.where(shapely.get_dimensions(shapes) == 2, shapely.area(shapes), np.nan)  # noqa: PLR2004 -- of a polygon
    label, shape = shapely.STRtree(shapes).query(labels.geometry.to_numpy(), predicate="intersects")
    held = np.isfinite(areas[shape])
    label, shape = label[held], shape[held]
    order = np.lexsort((areas[shape], label))
    label, shape = label[order], shape[order]
    first = np.unique(label, return_index=True)[1]
    said: dict[int, list[str]] = {}
    texts = labels["Text"].fillna("").astype(str).str.strip().to_numpy() if len(labels) else np.empty(0, dtype=object)
    for at in first.tolist():
        if texts[label[at]]:
            said.setdefault(int(shape[at]), []).append(str(texts[label[at]]))
    if said:
        rows = range(len(frame))
        frame = frame.assign(
            text=[_BETWEEN.join(said[row]) if row in said else None for row in rows],
            name=[_name(said[row]) if row in said else None for row in rows],
        )
    return frame, len(labels) - len(first)


def _name(texts: list[str]) -> str:
    """Of several labels the first in words: others are numbers and areas."""
    return next((text for text in texts if _LETTER.search(text)), texts[0])


def _nested(frame: gpd.GeoDataFrame, where: str) -> list[Finding]:
    shapes = frame.geometry.to_numpy()
    valid = np.flatnonzero(shapely.is_valid(shapes) & (shapely.get_type_id(shapes) == shapely.GeometryType.POLYGON))
    outer, inner = shapely.STRtree(shapes[valid]).query(shapes[valid], predicate="contains_properly")
    count = len(np.unique(inner[inner != outer]))
    if not count:
        return []
    return [
        Finding(
            rule="DA102",
            severity="minor",
            layer=where,
            kind="nested-outline",
            message=Text(
                f"{count} 条闭合多段线位于另一条之内，各自按独立的面处理；若其为孔洞，面积会重复计算",
                f"closed polylines within another, each taken for an area of its own: {count}; if they are holes, "
                "their area counts twice",
            ),
            advice=Text("若为孔洞，请在 CAD 中改用填充（HATCH）表示", "Where they are holes, draw the area as a hatch"),
        )
    ]


def _paper(count: int, where: str) -> list[Finding]:
    if not count:
        return []
    return [
        Finding(
            rule="DA102",
            severity="info",
            layer=where,
            kind="paper-space",
            message=Text(
                f"{count} 个图元位于布局（图纸空间），不是地物，未参与检查",
                f"entities of a layout (paper space) are no features, and were not judged: {count}",
            ),
            advice=Text("无需处理", "There is nothing to do"),
        )
    ]


def _outside(count: int) -> Text:
    return Text(
        f"{count} 处文字注记不在任何面内，未使用", f"text labels that lie in no polygon, and were not used: {count}"
    )
