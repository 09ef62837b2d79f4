"""The jurisdictions: unique codes, one level, a coverage without overlaps."""

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from planseam.errors import UnitsError
from planseam.harmonising.coverage import Fit, fitted
from planseam.loading.names import romanised
from planseam.loading.units import unit_names
from planseam.model.conflict import Finding, Severity
from planseam.model.unit import CODE_DIGITS, Level
from planseam.text import Text, hectares, metres

__all__ = ["Jurisdictions", "jurisdictions", "names_of"]

Geometries = NDArray[Any]

_CODE = r"\d{2}(\d{2}(\d{2})?)?"
_LEVELS: tuple[Level, ...] = ("province", "city", "county")
_HARMLESS_M = 1.0


@dataclass(frozen=True, kw_only=True)
class Jurisdictions:
    """Units that can be judged by.

    Parameters
    ----------
    frame : GeoDataFrame
        `code`, `name`, `name_en`, geometry; working CRS; a valid coverage, by code.
    dissolved, snapped : int
        Units put together from several rows, and units whose edges were moved to fit.
    moved_m : float
        How far an edge was moved at most, m.
    findings : tuple of Finding
    """

    frame: gpd.GeoDataFrame
    dissolved: int
    snapped: int
    moved_m: float
    findings: tuple[Finding, ...]


def jurisdictions(features: gpd.GeoDataFrame, *, level: Level, layer: str, gap_m: float = 5.0) -> Jurisdictions:
    """Make units of harmonised features.

    Parameters
    ----------
    features : GeoDataFrame
        `code`, `name`, `name_en`, valid polygons in the working CRS.
    level : {"province", "city", "county"}
        Level of the study; units must be as fine.
    layer : str
        Id of the units layer.
    gap_m : float
        Greatest width of gaps between units that are closed, m.

    Raises
    ------
    UnitsError
        If codes are unusable, or coarser than the study's level, or the units cannot be fitted together.
    """
    _check_codes(features, level=level, layer=layer)
    frame, dissolved = _dissolved(features)
    polygons = frame.geometry.to_numpy()
    fit = fitted(polygons, within=gap_m)
    if fit is None:
        raise UnitsError(
            Text("行政区相互重叠，无法拼合", "the units overlap and cannot be fitted together"),
            where=layer,
            cure=Text("请提供拓扑正确的行政区图层", "Supply units without overlaps"),
        )
    frame = _named(frame.set_geometry(gpd.GeoSeries(fit.polygons, index=frame.index, crs=features.crs)))
    return Jurisdictions(
        frame=frame,
        dissolved=dissolved,
        snapped=len(fit.changed),
        moved_m=fit.moved_m,
        findings=_told(polygons, fit, layer=layer, gap_m=gap_m),
    )


def names_of(units: gpd.GeoDataFrame) -> dict[str, Text]:
    """Names of units by code at every level: their own first, those of the public tables for the rest."""
    provinces = set(units["code"].str[:2])
    tables = [unit_names(level) for level in _LEVELS]
    names = {code: table[code] for table in tables for code in table if code[:2] in provinces}
    for digits in CODE_DIGITS.values():
        for code in units["code"].str[:digits].unique():
            names.setdefault(code, Text.same(code))
    own = zip(units["code"], units["name"], units["name_en"], strict=True)
    return names | {code: Text(name, name_en) for code, name, name_en in own}


def _check_codes(features: gpd.GeoDataFrame, *, level: Level, layer: str) -> None:
    codes = features["code"]
    if not len(codes):
        raise UnitsError(
            Text("没有可用的行政区面", "no usable polygons of jurisdictions"),
            where=layer,
            cure=Text("请检查行政区图层", "Check the units layer"),
        )
    wrong = codes[~codes.str.fullmatch(_CODE)]
    if len(wrong):
        raise UnitsError(
            Text(
                f"{len(wrong)} 个行政区代码不可用，如 “{wrong.iloc[0]}”",
                f"{len(wrong)} codes of units cannot be used, such as “{wrong.iloc[0]}”",
            ),
            where=layer,
            cure=Text("代码应为 GB/T 2260 的 2、4 或 6 位数字", "Codes are the 2, 4 or 6 digits of GB/T 2260"),
        )
    coarse = codes[codes.str.len() < CODE_DIGITS[level]]
    if len(coarse):
        raise UnitsError(
            Text(
                f"行政区 {coarse.iloc[0]} 粗于研究级别 {level}",
                f"unit {coarse.iloc[0]} is coarser than the study's level, {level}",
            ),
            where=layer,
            cure=Text("请改用更细的行政区，或调整 study.level", "Use finer units, or change study.level"),
        )
    known = set(codes)
    for code in known:
        outer = next((code[:digits] for digits in (2, 4) if digits < len(code) and code[:digits] in known), None)
        if outer:
            raise UnitsError(
                Text(f"行政区 {code} 位于另一行政区 {outer} 之内", f"unit {code} lies inside unit {outer}"),
                where=layer,
                cure=Text("请只保留一个级别", "Keep one level only"),
            )


def _dissolved(features: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, int]:
    """One row a code, by code."""
    features = features.sort_values("code", kind="stable")
    codes, place, count = np.unique(features["code"].to_numpy(dtype=str), return_index=True, return_counts=True)
    polygons = features.geometry.to_numpy()
    out = polygons[place]
    for number in np.flatnonzero(count > 1):
        out[number] = shapely.union_all(polygons[place[number] : place[number] + count[number]])
    frame = features.iloc[place][["code", "name", "name_en"]].reset_index(drop=True).assign(code=codes)
    return gpd.GeoDataFrame(frame, geometry=out, crs=features.crs), int((count > 1).sum())


def _told(before: Geometries, fit: Fit, *, layer: str, gap_m: float) -> tuple[Finding, ...]:
    if not len(fit.changed):
        return ()
    changed = np.abs(shapely.area(fit.polygons) - shapely.area(before)).sum()
    severity: Severity = "info"
    if fit.moved_m > _HARMLESS_M:
        severity = "minor" if fit.moved_m <= max(gap_m, _HARMLESS_M) else "major"
    return (
        Finding(
            rule="DA102",
            severity=severity,
            layer=layer,
            kind="fitted",
            message=Text(
                f"相邻行政区边线不重合：已对齐 {len(fit.changed)} 个行政区，边线最多移动 {metres(fit.moved_m, 3)} 米，"
                f"面积共变化 {hectares(float(changed))} 公顷",
                f"edges of neighbouring units did not meet: {len(fit.changed)} units were fitted; edges moved by"
                f" {metres(fit.moved_m, 3)} m at most, and {hectares(float(changed))} ha changed in all",
            ),
            advice=Text("请提供拓扑正确的行政区图层", "Supply units whose edges coincide"),
        ),
    )


def _named(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Fill in names that the layer does not give."""
    tables: dict[int, Level] = {digits: level for level, digits in CODE_DIGITS.items()}
    known = [unit_names(tables[len(code)]).get(code, Text.same(code)) for code in frame["code"]]
    names = frame["name"].where(frame["name"] != "", pd.Series([name.zh for name in known], dtype="str"))
    english = [
        own or (name.en if name.zh == zh else romanised(zh))
        for own, zh, name in zip(frame["name_en"], names, known, strict=True)
    ]
    return frame.assign(name=names, name_en=pd.Series(english, dtype="str"))
