"""Frames brought to the screen: simplified in metres, then turned to the degrees that Leaflet draws."""

from typing import cast

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from planseam.mapping.encode import Shapes, places, simplified
from planseam.model.report import Report

__all__ = ["display", "label_places", "layer_shapes"]

DISPLAY_CRS = "EPSG:4326"
STORED_CRS = "EPSG:4490"
METRES_PER_DEGREE = 111_320.0
#: Names need no more than the rough form of a unit.
LABEL_TOLERANCE_M = 500.0


def display(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Bring a frame to the degrees of the display, longitude first.

    A frame without CRS is taken for EPSG:4490. CGCS2000 and WGS 84 differ by
    centimetres, which no screen shows.
    """
    return (frame if frame.crs else frame.set_crs(STORED_CRS)).to_crs(DISPLAY_CRS)


def layer_shapes(frame: gpd.GeoDataFrame, report: Report, *, far_m: float, near_m: float) -> Shapes:
    """Shapes of a frame for display, in degrees.

    Parameters
    ----------
    frame : GeoDataFrame
        In the working CRS, or in degrees.
    report : Report
        Its conflicts tell which features need care.
    far_m, near_m : float
        Simplification of features that no conflict touches, and of the others, m.
    """
    metric = _metric(frame, report)
    shapes = metric.geometry.to_numpy()
    unit = _unit(metric)
    drawn = simplified(shapes, tolerance=near_m * unit)
    if far_m > near_m:
        far = ~_touched(metric, report, within=far_m * unit)
        drawn[far] = simplified(shapes, tolerance=far_m * unit)[far]
    return cast(
        "Shapes",
        display(metric.set_geometry(gpd.GeoSeries(drawn, index=metric.index, crs=metric.crs))).geometry.to_numpy(),
    )


def label_places(report: Report) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Where the name of each unit stands, in degrees, and how much room it has there (area, working units)."""
    metric = _metric(report.units, report)
    shapes = simplified(metric.geometry.to_numpy(), tolerance=LABEL_TOLERANCE_M * _unit(metric))
    poles = shapely.get_point(shapely.maximum_inscribed_circle(shapes), 0)
    return places(display(gpd.GeoDataFrame(geometry=poles, crs=metric.crs)).geometry.to_numpy()), shapely.area(shapes)


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


def _touched(metric: gpd.GeoDataFrame, report: Report, *, within: float) -> NDArray[np.bool_]:
    conflicts = report.conflicts if report.conflicts.crs else report.conflicts.set_crs(STORED_CRS)
    tree = shapely.STRtree(metric.geometry.to_numpy())
    near = tree.query(conflicts.to_crs(metric.crs).geometry.to_numpy(), predicate="dwithin", distance=within)[1]
    touched = np.zeros(len(metric), dtype=bool)
    touched[near] = True
    return touched
