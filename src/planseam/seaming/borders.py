"""Borders between units: the edges that two units share, chained to directed lines."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray

from planseam.model.border import Border
from planseam.seaming.measures import ellipsoidal_length

__all__ = ["apart", "borders_between", "outer_edges", "shared_edges"]

Geometries = NDArray[Any]
Floats = NDArray[np.float64]
Indices = NDArray[np.intp]

#: Units that lie no farther apart are neighbours, m.
NEAR_M = 500.0


def borders_between(codes: NDArray[np.str_], polygons: Geometries, *, crs: pyproj.CRS) -> tuple[Border, ...]:
    """Find the borders of units that form a coverage.

    Parameters
    ----------
    codes : array of str
        A code for each unit.
    polygons : array of polygons or multipolygons
        Units that share their border vertices, working CRS.
    crs : pyproj.CRS
        The working CRS.

    Returns
    -------
    tuple of Border
        Sorted by id; the unit with the smaller code lies on the left.
    """
    order = np.argsort(codes)
    ranked = np.asarray(polygons, dtype=object)[order]
    edges, left, right = shared_edges(ranked)
    if len(edges) == 0:
        return ()
    pair = left * len(ranked) + right
    keys, group = np.unique(pair, return_inverse=True)
    by_group = np.argsort(group, kind="stable")
    lines = shapely.multilinestrings(shapely.linestrings(edges[by_group]), indices=group[by_group])
    merged = shapely.line_merge(lines, directed=True)
    chained = [_chain(line) for line in merged]
    lengths = ellipsoidal_length(np.array(chained, dtype=object), crs=crs)
    names = np.asarray(codes)[order]
    return tuple(
        Border(str(names[key // len(ranked)]), str(names[key % len(ranked)]), line, float(length))
        for key, line, length in zip(keys, chained, lengths, strict=True)
    )


def apart(
    polygons: Geometries,
    codes: NDArray[np.str_],
    borders: tuple[Border, ...],
    locate: Callable[[Geometries], Indices],
    *,
    within: float = NEAR_M,
) -> list[tuple[str, str, float]]:
    """Find pairs of units that are near each other, share no border, and have ground between them that is no unit's.

    Parameters
    ----------
    polygons : array of polygons or multipolygons, working CRS
    codes : array of str
    borders : tuple of Border
    locate : callable
        Gives the index of the unit in which each point lies, -1 for none.
    within : float
        Greatest distance, m.

    Returns
    -------
    list of (str, str, float)
        Both codes and the distance in m, by code.
    """
    place = {str(code): index for index, code in enumerate(codes)}
    sharing = {tuple(sorted((place[border.a], place[border.b]))) for border in borders}
    boxes = shapely.box(*(shapely.bounds(polygons) + np.array([-within, -within, within, within])).T)
    one, other = shapely.STRtree(boxes).query(boxes, predicate="intersects")
    fresh = np.array(
        [a < b and (a, b) not in sharing for a, b in zip(one.tolist(), other.tolist(), strict=True)], dtype=bool
    )
    one, other = one[fresh], other[fresh]
    shapely.prepare(polygons)
    near = shapely.dwithin(polygons[one], polygons[other], within)
    one, other = one[near], other[near]
    bridge = shapely.shortest_line(polygons[one], polygons[other])
    distance = shapely.length(bridge)
    middle = shapely.line_interpolate_point(bridge, 0.5, normalized=True)
    between = (distance > 0) & (locate(middle) < 0) if len(one) else np.zeros(0, dtype=bool)
    ends = np.sort(np.column_stack([codes[one[between]], codes[other[between]]]), axis=1)
    return sorted((str(a), str(b), float(length)) for (a, b), length in zip(ends, distance[between], strict=True))


def shared_edges(polygons: Geometries) -> tuple[Floats, Indices, Indices]:
    """Find the edges that two polygons of a coverage have in common.

    Returns
    -------
    edges : array of float, shape (n, 2, 2)
        Start and end, in the direction that has polygon `left` on its left.
    left, right : arrays of int
        Indices of the polygons, ``left < right``.
    """
    segments, owner, key = _edges(polygons)
    order = np.lexsort([owner, key])
    same = (key[order][1:] == key[order][:-1]) & (owner[order][1:] != owner[order][:-1])
    first, second = order[:-1][same], order[1:][same]
    return segments[first], owner[first], owner[second]


def outer_edges(polygons: Geometries) -> tuple[Floats, Indices]:
    """Find the edges that one polygon of a coverage has alone.

    Returns
    -------
    edges : array of float, shape (n, 2, 2)
        Start and end.
    owner : array of int
        Index of the polygon.
    """
    segments, owner, key = _edges(polygons)
    _, at, times = np.unique(key, return_inverse=True, return_counts=True)
    alone = times[at] == 1
    return segments[alone], owner[alone]


def _edges(polygons: Geometries) -> tuple[Floats, Indices, Indices]:
    """All edges of polygons, whose each is, and a number that is the same for the same two ends."""
    parts, polygon = shapely.get_parts(polygons, return_index=True)
    rings, part = shapely.get_rings(shapely.orient_polygons(parts), return_index=True)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    inside_ring = ring[1:] == ring[:-1]
    _, vertex = np.unique(xy[:, 0] + 1j * xy[:, 1], return_inverse=True)
    start, end = vertex[:-1][inside_ring], vertex[1:][inside_ring]
    owner = polygon[part[ring[1:][inside_ring]]]
    segments = np.stack([xy[:-1][inside_ring], xy[1:][inside_ring]], axis=1)
    key = np.minimum(start, end).astype(np.int64) * (len(xy) + 1) + np.maximum(start, end)
    return segments, owner, key


def _chain(line: shapely.LineString | shapely.MultiLineString) -> shapely.MultiLineString:
    """Put parts in walking order: from an outer end, always on to the nearest start."""
    parts = shapely.get_parts(line)
    if len(parts) == 1:
        return shapely.multilinestrings(parts)
    starts = shapely.get_coordinates(shapely.get_point(parts, 0))
    ends = shapely.get_coordinates(shapely.get_point(parts, -1))
    distance = np.hypot(*(starts[None, :, :] - ends[:, None, :]).transpose(2, 0, 1))
    np.fill_diagonal(distance, np.inf)
    current = int(np.argmax(distance.min(axis=0)))
    left = np.ones(len(parts), dtype=bool)
    order = [current]
    left[current] = False
    while left.any():
        current = int(np.argmin(np.where(left, distance[current], np.inf)))
        order.append(current)
        left[current] = False
    return shapely.multilinestrings(parts[order])
