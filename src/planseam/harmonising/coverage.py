"""Units that meet: edges that two of them should share and do not, found and fitted."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

__all__ = ["Fit", "fitted", "loose_edges", "parted"]

Geometries = NDArray[Any]
Floats = NDArray[np.float64]
Indices = NDArray[np.intp]

#: Distances within which vertices are snapped, m, the least first: no more is moved than must be.
_STEPS_M = (0.01, 0.1, 1.0)
#: Where two units reach the outside at one point, their edges are near each other and no gap: within so many widths.
_HUB_WIDTHS = 4
#: Length of a gap, in widths, from which it is one.
_GAP_WIDTHS = 2


@dataclass(frozen=True, kw_only=True)
class Fit:
    """Units fitted together.

    Parameters
    ----------
    polygons : array of polygons
        A valid coverage; as they came where nothing had to be fitted.
    changed : array of int
        Indices of those that were changed.
    moved_m : float
        How far an edge was moved at most, m.
    """

    polygons: Geometries
    changed: Indices
    moved_m: float


def fitted(polygons: Geometries, *, within: float) -> Fit | None:
    """Fit units together: overlaps go to one of the two, gaps up to a width are closed, near edges become one.

    Parameters
    ----------
    polygons : array of polygons or multipolygons
        Metric CRS.
    within : float
        Greatest width of gaps that are closed, m.

    Returns
    -------
    Fit, optional
        None where no valid coverage comes of it.
    """
    closed = bool(shapely.coverage_is_valid(polygons, within))
    if closed and not (within and parted(polygons, within=within)):
        return _unchanged(polygons)
    sound = closed or bool(shapely.coverage_is_valid(polygons))
    best = None
    for distance in (-1.0, *(step for step in _STEPS_M if step < within), *([within] if within else [])):
        cleaned = np.asarray(shapely.coverage_clean(polygons, gap_width=within, snapping_distance=distance))
        if shapely.is_empty(cleaned).any() or not shapely.coverage_is_valid(cleaned):
            continue
        best = cleaned
        if not within or not parted(cleaned, within=within):
            break
    if sound and (best is None or _shared_length(best) <= _shared_length(polygons)):
        return _unchanged(polygons)
    if best is None:
        return None
    changed = np.flatnonzero(~shapely.equals_exact(shapely.normalize(best), shapely.normalize(polygons), 0))
    return Fit(polygons=best, changed=changed, moved_m=_moved(polygons[changed], best[changed]))


def parted(polygons: Geometries, *, within: float) -> bool:
    """Whether edges of two units run beside each other, nearer than `within`, and are not one edge.

    A validator's gap width finds holes only; a gap that is open at an end is none.
    """
    segments, owner, hubs = loose_edges(polygons)
    lines = shapely.linestrings(segments)
    one, other = shapely.STRtree(lines).query(lines, predicate="dwithin", distance=within)
    apart = owner[one] < owner[other]
    one, other = one[apart], other[apart]
    if len(one) == 0:
        return False
    around = shapely.union_all(shapely.buffer(shapely.points(hubs), _HUB_WIDTHS * within, quad_segs=2))
    beside = shapely.intersection(lines[one], shapely.buffer(lines[other], within, quad_segs=2))
    beside = shapely.difference(beside[~shapely.is_empty(beside)], around)
    return float(shapely.length(beside).sum()) > _GAP_WIDTHS * within


def loose_edges(polygons: Geometries) -> tuple[Floats, Indices, Floats]:
    """Find the edges that only one polygon has.

    Returns
    -------
    edges : array of float, shape (n, 2, 2)
    owner : array of int
        The polygon of each.
    hubs : array of float, shape (m, 2)
        Their ends at which edges of several polygons meet.
    """
    parts, polygon = shapely.get_parts(polygons, return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    inside_ring = ring[1:] == ring[:-1]
    places, vertex = np.unique(xy[:, 0] + 1j * xy[:, 1], return_inverse=True)
    start, end = vertex[:-1][inside_ring], vertex[1:][inside_ring]
    owner = polygon[part[ring[1:][inside_ring]]]
    key = np.minimum(start, end).astype(np.int64) * (len(xy) + 1) + np.maximum(start, end)
    _, edge, count = np.unique(key, return_inverse=True, return_counts=True)
    loose = (count == 1)[edge]
    segments = np.stack([xy[:-1][inside_ring], xy[1:][inside_ring]], axis=1)
    ends, owners = np.concatenate([start[loose], end[loose]]), np.concatenate([owner[loose], owner[loose]])
    least, most = np.full(len(places), len(polygons)), np.full(len(places), -1)
    np.minimum.at(least, ends, owners)
    np.maximum.at(most, ends, owners)
    hubs = places[most > least]
    return segments[loose], owner[loose], np.column_stack([hubs.real, hubs.imag])


def _moved(before: Geometries, after: Geometries) -> float:
    """How far a vertex of a polygon lies from the edge of what it has become, or of what it was, at most, m."""
    farthest = 0.0
    for old, new in zip(before, after, strict=True):
        for one, other in ((old, new), (new, old)):
            vertices = np.unique(shapely.get_coordinates(one), axis=0)
            edges = shapely.STRtree(shapely.linestrings(loose_edges(np.array([other], dtype=object))[0]))
            _, distance = edges.query_nearest(shapely.points(vertices), return_distance=True, all_matches=False)
            farthest = max(farthest, float(distance.max()))
    return farthest


def _shared_length(polygons: Geometries) -> float:
    return float(shapely.length(polygons).sum() - shapely.length(shapely.coverage_union_all(polygons)))


def _unchanged(polygons: Geometries) -> Fit:
    return Fit(polygons=polygons, changed=np.zeros(0, dtype=np.intp), moved_m=0.0)
