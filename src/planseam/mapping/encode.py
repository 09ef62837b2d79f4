"""Shapes for display: simplified where nobody measures, packed into few bytes.

A packed shape is a list of parts; a part is ``[kind, run, …]`` with kind 0 for
a point, 1 for a line and 2 for a polygon, whose runs are its rings without the
closing point. A run is a flat list of integers: x, y of the first point and
then the steps, in units of the last digit kept.
"""

from typing import Any, cast

import numpy as np
import shapely
from numpy.typing import NDArray

__all__ = ["pack", "places", "simplified"]

POINT, LINE, POLYGON = 0, 1, 2
_KIND_OF_TYPE = {0: POINT, 1: LINE, 2: LINE, 3: POLYGON}
_SIMPLE_TYPES = [-1, 0, 1, 2, 3]
_POLYGON_TYPES = [3, 6]

Shapes = NDArray[np.object_]
Part = list[Any]


def pack(shapes: Shapes, *, digits: int) -> list[list[Part]]:
    """Pack shapes for the page.

    Parameters
    ----------
    shapes : array of geometry
        In degrees, longitude first; empty and missing ones give no parts.
    digits : int
        Decimals to keep.

    Returns
    -------
    list
        The parts of each shape, as the module describes them.
    """
    parts, owner = _parts(shapes)
    kinds = np.array([_KIND_OF_TYPE[kind] for kind in shapely.get_type_id(parts).tolist()], dtype=int)
    rings, part_of_ring = _rings(parts, kinds)
    packed: list[list[Part]] = [[] for _ in range(len(shapes))]
    own: list[Part] = []
    for shape, kind in zip(owner.tolist(), kinds.tolist(), strict=True):
        own.append([kind])
        packed[shape].append(own[-1])
    for part, run in zip(
        part_of_ring.tolist(), _runs(rings, closed=kinds[part_of_ring] == POLYGON, digits=digits), strict=True
    ):
        own[part].append(run)
    return packed


def places(shapes: Shapes) -> NDArray[np.float64]:
    """A point on each shape, where its marker stands: inside a polygon, halfway along a line.

    Returns
    -------
    array of shape (n, 2)
        NaN for empty shapes.
    """
    shapes = np.asarray(shapes, dtype=object)
    found = np.full((len(shapes), 2), np.nan)
    there = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    if not there.any():
        return found
    largest = _largest(shapes[there])
    dimension = shapely.get_dimensions(largest)
    points = shapely.point_on_surface(largest)
    lines = dimension == 1
    points[lines] = shapely.line_interpolate_point(largest[lines], 0.5, normalized=True)
    found[there] = shapely.get_coordinates(points)
    return found


def simplified(shapes: Shapes, *, tolerance: float) -> Shapes:
    """Simplify shapes; those that share edges keep sharing them.

    Parameters
    ----------
    shapes : array of geometry
    tolerance : float
        In the units of the shapes.
    """
    if len(shapes) and np.isin(shapely.get_type_id(shapes), _POLYGON_TYPES).all() and shapely.coverage_is_valid(shapes):
        return cast("Shapes", shapely.coverage_simplify(shapes, tolerance))
    return cast("Shapes", shapely.simplify(shapes, tolerance, preserve_topology=True))


def _parts(shapes: Shapes) -> tuple[Shapes, NDArray[np.int64]]:
    parts, owner = shapely.get_parts(shapes, return_index=True)
    while not np.isin(shapely.get_type_id(parts), _SIMPLE_TYPES).all():
        parts, inner = shapely.get_parts(parts, return_index=True)
        owner = owner[inner]
    there = ~shapely.is_empty(parts)
    return parts[there], owner[there]


def _rings(parts: Shapes, kinds: NDArray[np.int_]) -> tuple[Shapes, NDArray[np.int64]]:
    polygons = np.flatnonzero(kinds == POLYGON)
    others = np.flatnonzero(kinds != POLYGON)
    rings, polygon_of_ring = shapely.get_rings(parts[polygons], return_index=True)
    return np.concatenate([parts[others], rings]), np.concatenate([others, polygons[polygon_of_ring]])


def _runs(rings: Shapes, *, closed: NDArray[np.bool_], digits: int) -> list[list[int]]:
    points, ring = shapely.get_coordinates(rings, return_index=True)
    grid = np.rint(points * 10**digits).astype(np.int64)
    first = np.r_[True, ring[1:] != ring[:-1]] if len(ring) else np.zeros(0, dtype=bool)
    last = np.r_[first[1:], True] if len(ring) else first
    still = np.zeros(len(grid), dtype=bool)
    still[1:] = (grid[1:] == grid[:-1]).all(axis=1)
    keep = first | ~(still | (last & closed[ring]))
    grid, ring, first = grid[keep], ring[keep], first[keep]
    steps = grid.copy()
    steps[1:] -= np.where(first[1:, None], 0, grid[:-1])
    starts = np.flatnonzero(first)
    return [run.ravel().tolist() for run in np.split(steps, starts[1:])] if len(starts) else []


def _largest(shapes: Shapes) -> Shapes:
    parts, owner = _parts(shapes)
    dimension = shapely.get_dimensions(parts)
    size = np.where(dimension == 2, shapely.area(parts), shapely.length(parts))  # noqa: PLR2004 - areas are two-dimensional
    best = np.lexsort((np.arange(len(parts))[::-1], size, dimension, owner))
    return parts[best[np.r_[owner[best][1:] != owner[best][:-1], True]]]
