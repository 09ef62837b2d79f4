"""Geometries of one dimension: points, lines or polygons."""

import numpy as np
import shapely
from numpy.typing import NDArray

__all__ = ["DIMENSIONS", "greatest_dimension", "only_dimension"]

#: Dimension by the geometry kind of a role.
DIMENSIONS = {"point": 0, "line": 1, "polygon": 2}

_MAKE = (shapely.multipoints, shapely.multilinestrings, shapely.multipolygons)


def only_dimension(geometries: NDArray[np.object_], dimensions: NDArray[np.int_]) -> NDArray[np.object_]:
    """Keep of each geometry the parts that have its wanted dimension.

    Parameters
    ----------
    geometries : array of geometry
        Any types; collections are opened.
    dimensions : array of int
        Wanted dimension of each: 0, 1 or 2.

    Returns
    -------
    array of geometry
        Simple or multi geometries of that dimension; None where nothing is left.
    """
    out = np.full(len(geometries), None, dtype=object)
    parts, owner = _opened(geometries)
    keep = (shapely.get_dimensions(parts) == dimensions[owner]) & ~shapely.is_empty(parts)
    parts, owner = parts[keep], owner[keep]
    if not len(parts):
        return out
    owners, first, count = np.unique(owner, return_index=True, return_counts=True)
    single = count == 1
    out[owners[single]] = parts[first[single]]
    for dimension, make in enumerate(_MAKE):
        several = np.isin(owner, owners[~single]) & (dimensions[owner] == dimension)
        if several.any():
            rank = np.unique(owner[several], return_inverse=True)
            out[rank[0]] = make(parts[several], indices=rank[1])
    return out


def greatest_dimension(geometries: NDArray[np.object_]) -> NDArray[np.int_]:
    """Dimension of the greatest part of each geometry that has any points; -1 where there is none.

    An empty polygon beside a point does not make a collection an area, as it does for shapely.

    Parameters
    ----------
    geometries : array of geometry
        Any types; collections are opened.

    Examples
    --------
    >>> greatest_dimension(shapely.from_wkt(["GEOMETRYCOLLECTION (POINT (0 0), POLYGON EMPTY)"])).tolist()
    [0]
    """
    out = np.full(len(geometries), -1)
    parts, owner = _opened(geometries)
    some = ~shapely.is_empty(parts)
    np.maximum.at(out, owner[some], shapely.get_dimensions(parts[some]))
    return out


def _opened(geometries: NDArray[np.object_]) -> tuple[NDArray[np.object_], NDArray[np.int_]]:
    """Single parts and their owners; collections within collections are opened too."""
    parts, owner = shapely.get_parts(geometries, return_index=True)
    while (shapely.get_type_id(parts) > shapely.GeometryType.POLYGON).any():
        parts, inner = shapely.get_parts(parts, return_index=True)
        owner = owner[inner]
    return parts, owner
