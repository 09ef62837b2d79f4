"""Areas that a layer stores in a column, against the areas of its polygons on the ellipsoid."""

from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from planseam.model.conflict import Finding
from planseam.model.figures import figures
from planseam.text import NOTHING, Text, counted, half_up, hectares, listed, percent

__all__ = ["AREA_COLUMNS", "stored_areas"]

Floats = NDArray[np.float64]

#: Columns of the national specifications, and common ones, that hold the area of the whole feature. What is left
#: after deductions (YJJBNTMJ, TBDLMJ) or lies in another layer (STBHHXMJ) is no such area.
AREA_COLUMNS = (
    "MJ",
    "QYMJ",
    "TBMJ",
    "YJJBNTTBMJ",
    "JBNTTBMJ",
    "DCMJ",
    "KZMJ",
    "BHMJ",
    "XZQMJ",
    "CZKFMJ",
    "DKMJ",
    "ZMJ",
    "面积",
    "图斑面积",
    "区域面积",
    "总面积",
    "地块面积",
    "控制面积",
    "AREA",
    "SHAPE_AREA",
    "SHAPE__AREA",
)  # fmt: skip -- one list
#: GIS software keeps these itself, in the plane of the layer's own CRS.
_PLANAR = {"shape_area", "shape__area", "area"}

_UNITS = {
    "m2": (1.0, Text("平方米", "m²")),
    "mu": (2000 / 3, Text("亩", "mu")),
    "ha": (1e4, Text("公顷", "ha")),
    "km2": (1e6, Text("平方公里", "km²")),
    "10k mu": (1e4 * 2000 / 3, Text("万亩", "10,000 mu")),
}
# Rounding is no error. Beyond it, features may be off by half a per cent, as an area in the plane of a map sheet and
# that on the ellipsoid are; a layer's total may be off by less, for such errors cancel out.
_FEATURE_OFF = 0.005
_FEATURES_OFF = 0.05
_TOTAL_OFF = 0.001
_DECIMALS = range(7)
# A unit fits where half of the features lie within a fifth of their area in it; the units are 1.5 apart or more.
_FITTING = 0.2
_SHOWN = 3
_ADVICE = Text(
    "请核对：面积是否在编辑后重算，是否按椭球面积填写，坐标系与单位是否正确",
    "Check whether the areas were computed anew after the last edit, on the ellipsoid, in the right CRS and unit",
)


@dataclass(frozen=True)
class _Column:
    """A column of areas that can be compared: rows that have both, in m²."""

    name: str
    unit: Text
    rows: NDArray[np.int_]
    stored: Floats
    measured: Floats
    rounding_m2: float

    @property
    def off(self) -> Floats:
        """How far each is off, as a share of its measured area; 0 where rounding may explain it."""
        apart = np.abs(self.stored - self.measured)
        return np.where(apart <= self.rounding_m2, 0.0, apart / self.measured)


def stored_areas(
    table: pd.DataFrame,
    working: NDArray[np.object_],
    source: NDArray[np.object_],
    *,
    layer: str,
    fids: Sequence[str],
) -> list[Finding]:
    """Compare every column of areas with the polygons.

    Parameters
    ----------
    table : DataFrame
        Their columns; one row a feature.
    working : array of geometry
        The same features in an equal-area CRS on the ellipsoid, m; None where there is none.
    source : array of geometry
        In the CRS of the layer, for what its software computed in the plane.
    layer : str
    fids : sequence of str
        Ids of the features, for what is told.

    Returns
    -------
    list of Finding
        Of DA103, one for each column of which too many areas, or their total, are off.
    """
    areal = np.isin(shapely.get_type_id(working), (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON))
    measured = np.where(areal, shapely.area(working), np.nan)
    findings = []
    for name in _area_columns(table):
        stored = _numbers(table[name])
        held = np.flatnonzero(np.isfinite(stored) & (stored > 0) & np.isfinite(measured) & (measured > 0))
        if not len(held):
            continue
        if name.casefold() in _PLANAR:
            plane = np.isclose(stored[held], shapely.area(source[held]), rtol=_FEATURE_OFF, atol=0)
            if plane.mean() >= 1 - _FEATURES_OFF:
                continue
        unit = _unit(stored[held], measured[held])
        if unit is None:
            findings.append(_no_unit(name, stored[held], measured[held], layer=layer))
            continue
        factor, title = _UNITS[unit]
        rounding = _half_digit(stored[held]) * factor
        column = _Column(name, title, held, stored[held] * factor, measured[held], rounding)
        findings += _told(column, layer=layer, fids=fids)
    return findings


def _area_columns(table: pd.DataFrame) -> list[str]:
    wanted = {name.casefold() for name in AREA_COLUMNS}
    geometry = table.geometry.name if isinstance(table, gpd.GeoDataFrame) else None
    return [str(name) for name in table.columns if name != geometry and str(name).casefold() in wanted]


def _numbers(values: pd.Series) -> Floats:
    numbers = pd.to_numeric(values, errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    words = ~np.isfinite(numbers) & values.notna().to_numpy()
    if words.any():
        numbers = numbers.copy()
        numbers[words] = figures(values[words].tolist())
    return numbers


def _unit(stored: Floats, measured: Floats) -> str | None:
    """The unit in which most features have about their measured area; None where they have it in none."""
    ratios = {name: np.abs(np.log(stored * factor / measured)) for name, (factor, _title) in _UNITS.items()}
    best = min(ratios, key=lambda name: float(np.median(ratios[name])))
    return best if float(np.median(ratios[best])) <= np.log1p(_FITTING) else None


def _half_digit(stored: Floats) -> float:
    """Half of the last decimal that any of the numbers has: what rounding may have taken."""
    for decimals in _DECIMALS:
        if np.allclose(stored * 10**decimals, np.round(stored * 10**decimals), rtol=1e-12, atol=1e-6):
            break
    return float(0.5 * 10.0**-decimals)


def _told(column: _Column, *, layer: str, fids: Sequence[str]) -> list[Finding]:
    off = column.off
    wrong = np.flatnonzero(off > _FEATURE_OFF)
    stored, measured = float(column.stored.sum()), float(column.measured.sum())
    apart = stored - measured
    total_off = abs(apart) > max(_TOTAL_OFF * measured, column.rounding_m2 * len(off) ** 0.5)
    if len(wrong) <= _FEATURES_OFF * len(off) and not total_off:
        return []
    worst = wrong[np.argsort(-off[wrong], kind="stable")][:_SHOWN]
    each = Text("{fid}（所记 {stored}，实为 {measured} 公顷）", "{fid} (stored {stored}, measured {measured} ha)")
    shown = listed(
        each.format(
            fid=fids[column.rows[row]],
            stored=hectares(column.stored[row]),
            measured=hectares(column.measured[row]),
        )
        for row in worst
    )
    most = Text("；偏差最大的：{shown}", "; the worst: {shown}").format(shown=shown) if len(worst) else NOTHING
    message = Text(
        "列 {name}（{unit}）所记面积与椭球面积不符：{rows} 个要素中有 {wrong} 个相差超过 {limit}%；"
        "合计所记 {stored} 公顷，实为 {measured} 公顷，相差 {share}%{most}",
        "areas in the column {name} ({unit}) differ from those on the ellipsoid by more than {limit} % in {wrong} of"
        " {rows} features; in all {stored} ha are stored, {measured} ha measured, {share} % apart{most}",
    )
    return [
        Finding(
            rule="DA103",
            severity="minor",
            layer=layer,
            kind=f"area-{column.name}",
            share=len(wrong) / len(off),
            feature=";".join(str(fids[column.rows[row]]) for row in worst),
            message=message.format(
                name=column.name,
                unit=column.unit,
                rows=len(off),
                wrong=len(wrong),
                limit=percent(_FEATURE_OFF),
                stored=hectares(stored, 2),
                measured=hectares(measured, 2),
                share=percent(abs(apart) / measured, 2),
                most=most,
            ),
            advice=_ADVICE,
        )
    ]


def _no_unit(name: str, stored: Floats, measured: Floats, *, layer: str) -> Finding:
    ratio = half_up(float(np.median(stored / measured)), 6)
    return Finding(
        rule="DA103",
        severity="minor",
        layer=layer,
        kind=f"area-{name}",
        message=Text(
            "列 {name} 的数值按平方米、亩、公顷、平方公里或万亩计都与面积不符：{rows} 个要素所记数值除以平方米面积，"
            "中位数为 {ratio}",
            "the numbers in the column {name} are areas in no unit: neither m², mu, ha, km² nor 10,000 mu; the stored"
            " number divided by the area in m² is {ratio} in the median of {rows}",
        ).format(name=name, rows=Text(str(len(stored)), counted(len(stored), "feature").en), ratio=ratio),
        advice=_ADVICE,
    )
