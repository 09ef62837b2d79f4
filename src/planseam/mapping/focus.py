"""What a map is of: the whole study, a subject, one border or one conflict; the rest is left out of the file."""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from planseam.errors import OutputError
from planseam.mapping.ground import STORED_CRS
from planseam.model.border import border_id
from planseam.model.comparison import Comparison
from planseam.model.layer import Layer
from planseam.model.recipe import Recipe
from planseam.model.report import Report
from planseam.seaming.measures import SEMI_MAJOR_M
from planseam.text import Text

__all__ = ["Focus", "focused"]

METRES_PER_KILOMETRE = 1000.0
_MOST_NAMED = 6  # in an error


@dataclass(frozen=True, kw_only=True)
class Focus:
    """A report reduced to what a map is of.

    Parameters
    ----------
    report : Report
    title : Text
        What the map is of.
    bounds : tuple of float, optional
        West, south, east and north of what it shows first, degrees; None for all units.
    left : int
        Conflicts of the check that are not on the map.
    opens : str
        Id of the conflict that is open at the start, or nothing.
    named : frozenset of str
        Ids of layers that are on whatever the recipe says.
    """

    report: Report
    title: Text
    bounds: tuple[float, float, float, float] | None = None
    left: int = 0
    opens: str = ""
    named: frozenset[str] = frozenset()


def focused(report: Report, recipe: Recipe, *, border: str = "", conflict: str = "") -> Focus:
    """Reduce a report to what a recipe wants.

    Parameters
    ----------
    report : Report
        Not changed.
    recipe : Recipe
    border : str
        Both codes of its units, such as ``33-34``.
    conflict : str
        An id.

    Raises
    ------
    OutputError
        If there is no such border or conflict, or the recipe asks for one and none is named.
    """
    if conflict:
        return _of_conflict(report, recipe, conflict)
    if border:
        return _of_border(report, recipe, border)
    if recipe.of == "border":
        raise _missing(
            Text("这一配方只画一条边界，请指明", "this recipe is of one border; name it"),
            "--border",
            report.borders["border"].tolist(),
        )
    if recipe.of == "conflict":
        raise _missing(
            Text("这一配方只画一条冲突，请指明", "this recipe is of one conflict; name it"),
            "--conflict",
            report.conflicts["id"].tolist(),
        )
    wanted = _subject(report.conflicts, recipe)
    return Focus(
        report=replace(report, conflicts=_rows(report.conflicts, wanted), since=_since(report.since, recipe)),
        title=recipe.title.text,
        bounds=recipe.extent,
        left=int((~wanted).sum()),
    )


def _of_border(report: Report, recipe: Recipe, name: str) -> Focus:
    parts = name.split("-")
    own = border_id(*parts) if len(parts) == 2 else name  # noqa: PLR2004 - a border has two sides
    chosen = report.borders["border"] == own
    if not chosen.any():
        raise _missing(Text("没有这条边界", "there is no such border"), name, report.borders["border"].tolist())
    borders = _rows(report.borders, chosen)
    wanted = _subject(report.conflicts, recipe) & (report.conflicts["border"] == own)
    conflicts = _rows(report.conflicts, wanted)
    row = borders.iloc[0]
    sides = Text(
        f"{row['unit_a_name']}—{row['unit_b_name']}",
        f"{row['unit_a_name_en'] or row['unit_a_name']} – {row['unit_b_name_en'] or row['unit_b_name']}",
    )
    return Focus(
        report=replace(
            _near(report, borders, conflicts, margin_m=recipe.margin_km * METRES_PER_KILOMETRE),
            borders=borders,
            seams=report.seams[report.seams["border"] == own] if len(report.seams) else report.seams,
            runs=report.runs[report.runs["border"] == own] if len(report.runs) else report.runs,
            since=_since(report.since, recipe, border=own),
        ),
        title=_of(recipe, sides),
        bounds=recipe.extent or _around(borders, recipe.margin_km),
        left=int((~wanted).sum()),
    )


def _of_conflict(report: Report, recipe: Recipe, conflict: str) -> Focus:
    chosen = report.conflicts["id"] == conflict
    if not chosen.any():
        raise _missing(
            Text("没有这一编号的冲突", "there is no conflict of this id"), conflict, report.conflicts["id"].tolist()
        )
    conflicts = _rows(report.conflicts, chosen)
    row = conflicts.iloc[0]
    borders = _rows(report.borders, report.borders["border"] == row["border"])
    seams, runs = report.seams, report.runs
    if len(runs):
        along = (row["at_km"] - recipe.margin_km, row["at_km"] + recipe.margin_km)
        near = (runs["border"] == row["border"]) & (runs["to_km"] >= along[0]) & (runs["from_km"] <= along[1])
        runs = runs[near]
    if len(seams):
        seams = seams[seams["border"] == row["border"]]
    place = conflicts if not conflicts.geometry.is_empty.all() else borders
    return Focus(
        report=replace(
            _near(report, place, conflicts, margin_m=recipe.margin_km * METRES_PER_KILOMETRE),
            borders=borders,
            seams=seams,
            runs=runs,
            since=_since(report.since, recipe, conflict=conflict),
        ),
        title=_of(recipe, Text.same(conflict)),
        bounds=recipe.extent or _around(place, recipe.margin_km),
        left=len(report.conflicts) - 1,
        opens=conflict,
        named=frozenset({row["layer_a"], row["layer_b"]} - {""}),
    )


def _of(recipe: Recipe, what: Text) -> Text:
    return Text("{title}：{what}", "{title}: {what}").format(title=recipe.title.text, what=what)


def _near(report: Report, place: gpd.GeoDataFrame, conflicts: gpd.GeoDataFrame, *, margin_m: float) -> Report:
    """What lies near a place, and what the conflicts name wherever it lies."""
    layers = tuple(
        replace(layer, frame=layer.frame[kept].reset_index(drop=True))
        for layer in report.layers
        if (kept := _kept(layer, place, conflicts, margin_m=margin_m)).any()
    )
    return replace(report, conflicts=conflicts, layers=layers)


def _kept(layer: Layer, place: gpd.GeoDataFrame, conflicts: gpd.GeoDataFrame, *, margin_m: float) -> NDArray[np.bool_]:
    frame = layer.frame
    named = frame["fid"].astype(str).isin(_named(conflicts, layer.id)) if "fid" in frame else False
    kept = np.full(len(frame), named, dtype=bool)
    if "geometry" not in frame or frame.crs is None:
        return kept
    here = shapely.union_all(place.to_crs(frame.crs).geometry.to_numpy())
    if not here.is_empty:
        distance = margin_m if frame.crs.is_projected else float(np.degrees(margin_m / SEMI_MAJOR_M))
        near = shapely.STRtree(frame.geometry.to_numpy()).query(here, predicate="dwithin", distance=distance)
        kept[near] = True
    return kept


def _named(conflicts: gpd.GeoDataFrame, layer: str) -> set[str]:
    """The features of a layer that conflicts name."""
    return {
        fid
        for side in "ab"
        for features in conflicts.loc[conflicts[f"layer_{side}"] == layer, f"feature_{side}"]
        for fid in features.split(";")
    }


def _subject(frame: gpd.GeoDataFrame, recipe: Recipe) -> "pd.Series[bool]":
    return pd.Series([recipe.concerns(rule) for rule in frame["rule"].tolist()], index=frame.index, dtype=bool)


def _since(since: Comparison | None, recipe: Recipe, *, border: str = "", conflict: str = "") -> Comparison | None:
    """What became of the conflicts of the map alone."""
    if since is None:
        return None
    table = since.table
    if conflict:
        wanted = table["id"] == conflict
    else:
        wanted = _subject(table, recipe) & ((table["border"] == border) | (not border))
    table = table[wanted].reset_index(drop=True)
    before = since.before
    if before is not None:
        before = before[before["id"].isin(table["old_id"])].reset_index(drop=True)
    return replace(since, table=table, before=before)


def _rows(frame: gpd.GeoDataFrame, wanted: "pd.Series[bool]") -> gpd.GeoDataFrame:
    return frame[wanted].reset_index(drop=True)


def _around(place: gpd.GeoDataFrame, margin_km: float) -> tuple[float, float, float, float] | None:
    """The extent of a place with a margin, degrees; None where it has none."""
    bounds = place.to_crs(STORED_CRS).total_bounds if len(place) else np.full(4, np.nan)
    if not np.isfinite(bounds).all():
        return None
    west, south, east, north = bounds.tolist()
    tall = float(np.degrees(margin_km * METRES_PER_KILOMETRE / SEMI_MAJOR_M))
    wide = tall / float(np.cos(np.radians((south + north) / 2)))
    return west - wide, south - tall, east + wide, north + tall


def _missing(what: Text, where: str, known: Sequence[str]) -> OutputError:
    near = difflib.get_close_matches(where, known, n=3, cutoff=0.5) or known[:_MOST_NAMED]
    more_zh, more_en = ("等", " and others") if len(known) > len(near) else ("", "")
    cure = (
        Text(f"可用：{'、'.join(near)}{more_zh}", f"There are {', '.join(near)}{more_en}")
        if near
        else Text("本次检查没有可选的项", "This check has none")
    )
    return OutputError(what, where=where, cure=cure)
