"""Frames brought to the screen: simplified in metres, then turned to the degrees that are drawn."""

from collections.abc import Sequence
from typing import cast

import geopandas as gpd
import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray

from planseam.loading.datum import THERE, Datum, drawn_in
from planseam.mapping.encode import places, simplified
from planseam.mapping.runs import Runs, Shapes, simple_parts
from planseam.mapping.topology import simplify_shared
from planseam.model.report import Report

__all__ = ["display", "drawn", "label_places"]

DISPLAY_CRS = "EPSG:4326"
STORED_CRS = "EPSG:4490"
METRES_PER_DEGREE = 111_320.0
#: Names need no more than the rough form of a unit.
LABEL_TOLERANCE_M = 500.0
#: A conflict of this extent is a whole jurisdiction: not all within needs care.
WIDE_M = 30_000.0
AREA = shapely.GeometryType.POLYGON
#: Lines are looked for in pieces of so many segments: of a long one, nearly all lies far from whatever is near it.
SEGMENTS = 16


def display(frame: gpd.GeoDataFrame, *, datum: Datum | None = None) -> gpd.GeoDataFrame:
    """Bring a frame to the degrees of the display, longitude first.

    A frame without CRS is taken for EPSG:4490. CGCS2000 and WGS 84 differ by
    centimetres, which no screen shows.

    Parameters
    ----------
    frame : GeoDataFrame
    datum : {"GCJ-02", "BD-09"}, optional
        Of the tiles under the map, where they are moved.
    """
    shown = (frame if frame.crs else frame.set_crs(STORED_CRS)).to_crs(DISPLAY_CRS)
    if datum is None:
        return shown
    moved = drawn_in(shown.geometry.to_numpy(), datum)
    return shown.set_geometry(gpd.GeoSeries(moved, index=shown.index, crs=DISPLAY_CRS))


def drawn(
    frames: Sequence[gpd.GeoDataFrame], report: Report, *, far_m: float, near_m: float, datum: Datum | None = None
) -> list[Runs]:
    """The runs of frames for display, in degrees, simplified together.

    What features share, of one frame or of several, they still share. Along
    conflicts and borders little is simplified, so that plans that meet there
    show neither a gap nor an overlap that is not theirs.

    Parameters
    ----------
    frames : sequence of GeoDataFrame
        In the working CRS, or in degrees.
    report : Report
        Its conflicts and borders tell where care is needed.
    far_m, near_m : float
        Simplification away from conflicts and borders, and along them, m.
    datum : {"GCJ-02", "BD-09"}, optional
        Of the tiles under the map, where they are moved.
    """
    metric = [_metric(frame, report) for frame in frames]
    crs = next((frame.crs for frame in metric if frame.crs.is_projected), None)
    if crs is not None:
        metric = [frame.to_crs(crs) for frame in metric]
    own = crs or pyproj.CRS(STORED_CRS)
    unit = 1.0 if crs is not None else 1 / METRES_PER_DEGREE
    care = _care(report, own, wide=WIDE_M * unit)

    def tolerance(lines: Shapes) -> NDArray[np.float64]:
        wide = np.full(len(lines), max(far_m, near_m) * unit)
        if far_m > near_m and len(care):
            # the care in the tree, for each line is prepared once and meets short pieces alone
            near = shapely.STRtree(care).query(lines, predicate="dwithin", distance=far_m * unit)[0]
            wide[near] = near_m * unit
        return wide

    runs = [Runs.of(frame.geometry.to_numpy()) for frame in metric]
    together = simplify_shared(Runs.together(runs), tolerance)
    degrees = pyproj.Transformer.from_crs(own, DISPLAY_CRS, always_xy=True).transform(*together.points.T)
    if datum:
        degrees = THERE[datum](*degrees)
    return together.with_points(np.column_stack(degrees)).apart([each.features for each in runs])


def label_places(report: Report, *, datum: Datum | None = None) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Where the name of each unit stands, in degrees, and how much room it has there (area, working units)."""
    metric = _metric(report.units, report)
    shapes = simplified(metric.geometry.to_numpy(), tolerance=LABEL_TOLERANCE_M * _unit(metric))
    poles = shapely.get_point(shapely.maximum_inscribed_circle(shapes), 0)
    shown = display(gpd.GeoDataFrame(geometry=poles, crs=metric.crs), datum=datum)
    return places(shown.geometry.to_numpy()), shapely.area(shapes)


def _metric(frame: gpd.GeoDataFrame, report: Report) -> gpd.GeoDataFrame:
    frame = frame if frame.crs else frame.set_crs(STORED_CRS)
    if frame.crs.is_projected:
        return frame
    metric = next(
        (layer.frame.crs for layer in report.layers if layer.frame.crs and layer.frame.crs.is_projected), report.crs
    )
    return frame.to_crs(metric) if metric else frame


def _unit(frame: gpd.GeoDataFrame) -> float:
    return 1.0 if frame.crs.is_projected else 1 / METRES_PER_DEGREE


def _care(report: Report, crs: pyproj.CRS, *, wide: float) -> Shapes:
    """Conflicts and borders in short pieces; of a conflict that is a whole jurisdiction the outline alone."""
    shapes = [
        (frame if frame.crs else frame.set_crs(STORED_CRS)).to_crs(crs).geometry.to_numpy()
        for frame in (report.conflicts, report.borders)
    ]
    parts, _ = simple_parts(np.concatenate(shapes))
    west, south, east, north = shapely.bounds(parts).T
    broad = (np.maximum(east - west, north - south) > wide) & (shapely.get_type_id(parts) == AREA)
    parts[broad] = shapely.boundary(parts[broad]) if broad.any() else parts[broad]
    parts = shapely.get_parts(parts[~shapely.is_empty(parts)])
    lines = shapely.get_type_id(parts) == shapely.GeometryType.LINESTRING
    return np.concatenate([parts[~lines], _short(parts[lines])])


def _short(lines: Shapes) -> Shapes:
    """Lines in pieces that share their ends."""
    points, line = shapely.get_coordinates(lines, return_index=True)
    place = np.arange(len(points)) - np.searchsorted(line, line)
    last = np.append(line[1:] != line[:-1], True) if len(line) else np.zeros(0, dtype=bool)
    first = (place % SEGMENTS == 0) & ~last
    piece = np.cumsum(first) - 1
    # where a piece starts, the one before it ends
    twice = 1 + (first & (place > 0))
    owner = np.repeat(piece, twice)
    owner[np.cumsum(twice)[twice == 2] - 2] -= 1  # noqa: PLR2004 - that is what twice means
    return cast("Shapes", shapely.linestrings(np.repeat(points, twice, axis=0), indices=owner))
