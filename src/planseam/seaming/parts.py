"""Geometry collections sorted out by dimension."""

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

__all__ = ["collect", "of_dimension"]

Geometries = NDArray[Any]


def of_dimension(geometries: Geometries, dimension: NDArray[np.integer[Any]] | int) -> Geometries:
    """Keep of each geometry the parts of one dimension; empty where there are none.

    Parameters
    ----------
    geometries : array of geometries
    dimension : int or array of int
        0 points, 1 lines, 2 polygons.
    """
    wanted = np.broadcast_to(dimension, len(geometries))
    result = np.array(geometries, dtype=object)
    mixed = np.flatnonzero(shapely.get_type_id(result) == shapely.GeometryType.GEOMETRYCOLLECTION)
    other = (shapely.get_dimensions(result) != wanted) & ~shapely.is_empty(result)
    for index in mixed:
        parts = shapely.get_parts(shapely.get_parts(result[index]))
        result[index] = collect(parts[shapely.get_dimensions(parts) == wanted[index]])
        other[index] = False
    result[other] = shapely.Polygon()
    return result


def collect(parts: Geometries) -> Any:  # noqa: ANN401 - shapely has no type for any geometry
    """Put parts of one dimension into one geometry: the part itself where it is alone."""
    if len(parts) == 0:
        return shapely.Polygon()
    if len(parts) == 1:
        return parts[0]
    dimension = int(shapely.get_dimensions(parts[0]))
    maker = {0: shapely.multipoints, 1: shapely.multilinestrings, 2: shapely.multipolygons}[dimension]
    return maker(parts)
