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

from planseam.mapping.runs import Runs, Shapes, Whole, simple_parts

__all__ = ["pack", "places", "simplified"]

_POLYGON_TYPES = [3, 6]

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
    runs = Runs.of(shapes)
    parts: list[Part] = [[kind] for kind in runs.kind.tolist()]
    for part, steps in zip(runs.part.tolist(), _steps(runs, digits), strict=True):
        parts[part].append(steps)
    packed: list[list[Part]] = [[] for _ in range(runs.features)]
    for feature, own in zip(runs.feature.tolist(), parts, strict=True):
        packed[feature].append(own)
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


def _steps(runs: Runs, digits: int) -> list[list[int]]:
    grid: Whole = np.rint(runs.points * 10**digits).astype(np.int64)
    run = np.repeat(np.arange(len(runs.part)), runs.length)
    first = np.r_[True, run[1:] != run[:-1]] if len(run) else np.zeros(0, dtype=bool)
    again = np.zeros(len(grid), dtype=bool)
    again[1:] = (grid[1:] == grid[:-1]).all(axis=1)
    keep = first | ~again
    grid, first = grid[keep], first[keep]
    steps = grid.copy()
    steps[1:] -= np.where(first[1:, None], 0, grid[:-1])
    starts = np.flatnonzero(first)
    return [each.ravel().tolist() for each in np.split(steps, starts[1:])] if len(starts) else []


def _largest(shapes: Shapes) -> Shapes:
    parts, owner = simple_parts(shapes)
    dimension = shapely.get_dimensions(parts)
    size = np.where(dimension == 2, shapely.area(parts), shapely.length(parts))  # noqa: PLR2004 - areas are two-dimensional
    best = np.lexsort((np.arange(len(parts))[::-1], size, dimension, owner))
    return parts[best[np.r_[owner[best][1:] != owner[best][:-1], True]]]
