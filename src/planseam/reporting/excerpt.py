"""A part of a report: what concerns one border, or one jurisdiction."""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from planseam.errors import RuleError
from planseam.model.layer import Layer
from planseam.model.report import Report
from planseam.reporting.words import border_names, unit_names
from planseam.text import Text

__all__ = ["of_border", "of_unit"]

#: Ground that a meeting sees around what concerns it, m.
AROUND_M = 5_000.0


def of_border(report: Report, border: str) -> Report:
    """The part of a report that concerns one border.

    Parameters
    ----------
    report : Report
    border : str
        Its id, such as `33-34`.

    Returns
    -------
    Report
        Its conflicts, its profile, both units, and of the layers what lies
        within 5 km. Figures and ids are those of the whole report. What names no
        party (the gate's findings) stays in it if it lies within 5 km, or has no
        place in any unit.

    Raises
    ------
    RuleError
        If the report has no such border.
    """
    row = report.borders[report.borders["border"] == border]
    if row.empty:
        raise _unknown(border, list(report.borders["border"]))
    named = border_names(report)[border]
    codes = {str(row["unit_a"].iloc[0]), str(row["unit_b"].iloc[0])}
    return _part(report, named, borders={border}, units=codes, place=row, whole_units=False)


def of_unit(report: Report, code: str) -> Report:
    """The part of a report that concerns one jurisdiction: all its borders, and what lies in it.

    Parameters
    ----------
    report : Report
    code : str
        GB/T 2260 code of a unit at the level of the study.

    Returns
    -------
    Report
        As from `of_border`, with the neighbours as ground; what names no party
        stays in it if it lies in the unit or at its edge.

    Raises
    ------
    RuleError
        If the report has no such unit.
    """
    units = report.units[report.units["code"] == code]
    if units.empty:
        raise _unknown(code, list(report.units["code"]))
    own = report.borders[(report.borders["unit_a"] == code) | (report.borders["unit_b"] == code)]
    codes = {code, *own["unit_a"], *own["unit_b"]}
    return _part(
        report,
        unit_names(report)[code],
        borders=set(own["border"]),
        units=codes,
        place=units,
        whole_units=True,
        of=code,
    )


def _part(
    report: Report,
    named: Text,
    *,
    borders: set[str],
    units: set[str],
    place: gpd.GeoDataFrame,
    whole_units: bool,
    of: str = "",
) -> Report:
    settings = report.study.study
    words = settings.words
    study = report.study.model_copy(
        update={
            "study": settings.model_copy(
                update={"title": f"{words.zh} · {named.zh}", "title_en": f"{words.en} · {named.en}"}
            )
        }
    )

    def of_part(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        own, nobody = _concerned(table, borders=borders, units=units, of=of, whole_units=whole_units)
        own[nobody] = _here(report, table[nobody], place, reach_m=0.0 if whole_units else AROUND_M)
        return table[own].reset_index(drop=True)

    conflicts = of_part(report.conflicts)
    since = report.since
    if since is not None:
        since = replace(since, table=of_part(since.table))
    ids = set(conflicts["id"])
    own = report.units["code"].isin(units)
    reach = _reach(report, place, conflicts)
    return replace(
        report,
        study=study,
        conflicts=conflicts,
        seams=report.seams[report.seams["border"].isin(borders)].reset_index(drop=True),
        runs=report.runs[report.runs["border"].isin(borders)].reset_index(drop=True),
        borders=report.borders[report.borders["border"].isin(borders)].reset_index(drop=True),
        units=report.units[own].reset_index(drop=True),
        ground=report.units[~own].reset_index(drop=True),
        layers=tuple(_near(layer, reach, conflicts) for layer in report.layers),
        rules=tuple(
            replace(run, conflicts=int((conflicts["rule"] == run.code).sum())) if run.ran else run
            for run in report.rules
        ),
        accepted=tuple(entry for entry in report.accepted if entry.id in ids),
        stale=(),
        since=since,
    )


def _concerned(
    table: gpd.GeoDataFrame, *, borders: set[str], units: set[str], of: str, whole_units: bool
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Rows of these borders, for a jurisdiction also all in which it is a party; and the rows that name nobody."""
    a, b = (table[name].fillna("").to_numpy(dtype=object) for name in ("unit_a", "unit_b"))
    border = table["border"].fillna("")
    on_border = border.isin(borders).to_numpy()
    party = (a == of) | (b == of) if whole_units else np.array([{x, y} == units for x, y in zip(a, b, strict=True)])
    nobody = (a == "") & (b == "") & (border == "").to_numpy()
    own = (
        on_border | party.astype(bool) if whole_units else on_border | (party.astype(bool) & (border == "").to_numpy())
    )
    return np.array(own, dtype=bool), np.asarray(nobody, dtype=bool)


def _here(report: Report, table: gpd.GeoDataFrame, place: gpd.GeoDataFrame, *, reach_m: float) -> NDArray[np.bool_]:
    """Whether rows lie within reach of a place; those that lie in no unit at all concern everybody."""
    shapes, grounds, near = (frame.geometry.to_crs(report.crs).to_numpy() for frame in (table, report.units, place))
    index = shapely.STRtree(shapes)
    elsewhere = np.zeros(len(shapes), dtype=bool)
    elsewhere[index.query(grounds, predicate="intersects")[1]] = True
    elsewhere[index.query(near, predicate="dwithin", distance=reach_m)[1]] = False
    return ~elsewhere


def _reach(report: Report, place: gpd.GeoDataFrame, conflicts: gpd.GeoDataFrame) -> NDArray[np.object_]:
    """The ground to show, in the working CRS."""
    shapes = pd.concat([place.geometry, conflicts.geometry]).to_crs(report.crs).to_numpy()
    there = shapes[~(shapely.is_missing(shapes) | shapely.is_empty(shapes))]
    return np.array([shapely.buffer(shapely.simplify(shape, AROUND_M / 50), AROUND_M, quad_segs=4) for shape in there])


def _near(layer: Layer, reach: NDArray[np.object_], conflicts: gpd.GeoDataFrame) -> Layer:
    """The features of a layer that lie in reach, or that a conflict names; tables without places stay whole."""
    shapes = layer.frame.geometry.to_numpy()
    if shapely.is_missing(shapes).all():
        return layer
    near = np.zeros(len(shapes), dtype=bool)
    # the index of a frame is kept with it, for the next part of the same report
    near[layer.frame.sindex.query(reach, predicate="intersects")[1]] = True
    return replace(layer, frame=layer.frame[near | _named(layer, conflicts)].reset_index(drop=True))


def _named(layer: Layer, conflicts: gpd.GeoDataFrame) -> NDArray[np.bool_]:
    fids: set[str] = set()
    for side in "ab":
        own = conflicts.loc[conflicts[f"layer_{side}"] == layer.id, f"feature_{side}"]
        fids.update(fid for joined in own for fid in str(joined).split(";"))
    return (
        layer.frame["fid"].astype(str).isin(fids).to_numpy()
        if "fid" in layer.frame
        else np.zeros(len(layer.frame), bool)
    )


def _unknown(name: str, known: list[str]) -> RuleError:
    shown = [*known[:12], *(["…"] if len(known) > 12 else [])]  # noqa: PLR2004 - as many as a sentence bears
    return RuleError(
        Text(f"报告中没有 “{name}”", f"the report has no “{name}”"),
        where=name,
        cure=Text(f"可用：{'、'.join(shown)}", f"There is: {', '.join(shown)}"),
    )
