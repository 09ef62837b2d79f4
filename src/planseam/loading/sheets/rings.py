"""From a list of vertices to polygons and lines: rings that close, holes, islands and parts."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

__all__ = ["Built", "lines", "points", "polygons", "ring_numbers"]

_LEAST = {"polygon": 3, "line": 2, "point": 1}


@dataclass(frozen=True, kw_only=True)
class Built:
    """Geometries from vertices.

    Parameters
    ----------
    geometries : array of geometry
        One for each owner; None where nothing can be made.
    short : array of int
        Owners that have a ring or line with too few different points; their geometry is None.
    open : int
        Rings that did not repeat their first point.
    holes, parts : int
        Rings that are holes, and polygons beyond the first of an owner.
    """

    geometries: NDArray[np.object_]
    short: NDArray[np.int_]
    open: int = 0
    holes: int = 0
    parts: int = 0


def ring_numbers(owners: NDArray[np.int_], xy: NDArray[np.float64]) -> NDArray[np.int_]:
    """Number rings where the sheet does not: one ends where it closes, or where another owner begins.

    Parameters
    ----------
    owners : array of int
        Of each vertex.
    xy : array
        Two columns.

    Returns
    -------
    array of int
        Number of the ring of each vertex, growing from 0.
    """
    numbers = np.empty(len(owners), dtype=int)
    ring, first = -1, 0
    fresh = True
    pairs = list(map(tuple, xy.tolist()))
    for place, owner in enumerate(owners.tolist()):
        if fresh or owner != owners[place - 1]:
            ring, first, fresh = ring + 1, place, False
        elif place - first >= _LEAST["polygon"] and pairs[place] == pairs[first]:
            fresh = True
        numbers[place] = ring
    return numbers


def polygons(
    owners: NDArray[np.int_],
    parts: NDArray[np.int_],
    rings: NDArray[np.int_],
    xy: NDArray[np.float64],
    *,
    count: int,
) -> Built:
    """Build polygons.

    The rings of one part are a shell and its holes, whatever their order: a
    ring within another is a hole, one within a hole an island, one beside it
    a polygon of its own.

    Parameters
    ----------
    owners, parts, rings : array of int
        Of each vertex: the feature, the part (its own number across all owners), the ring (likewise).
    xy : array
        Two columns, in the order of the vertices within each ring.
    count : int
        Number of owners.
    """
    order, starts, sizes = _runs(rings)
    xy, first = xy[order], order[starts]
    ring_owner, ring_part = owners[first], parts[first]
    closed = (xy[starts] == xy[starts + sizes - 1]).all(axis=1) & (sizes > 1)
    short = np.unique(ring_owner[_different(xy, sizes) < _LEAST["polygon"]])
    good = ~np.isin(ring_owner, short)
    keep = np.repeat(good, sizes)
    shells = np.asarray(
        shapely.polygons(shapely.linearrings(xy[keep], indices=np.repeat(np.arange(good.sum()), sizes[good])))
    )
    ring_owner, ring_part = ring_owner[good], ring_part[good]
    parent, depth = _nested(shells, ring_part)
    hole = depth % 2 == 1
    home = np.where(hole, parent, np.arange(len(shells)))
    out = _put_together(shells, home, hole, ring_owner, count)
    pieces = np.bincount(ring_owner[~hole], minlength=count)
    return Built(
        geometries=out,
        short=short,
        open=int((~closed[good]).sum()),
        holes=int(hole.sum()),
        parts=int(np.maximum(pieces - 1, 0).sum()),
    )


def lines(owners: NDArray[np.int_], rings: NDArray[np.int_], xy: NDArray[np.float64], *, count: int) -> Built:
    """Build lines; several of one owner make one feature."""
    order, starts, sizes = _runs(rings)
    xy, line_owner = xy[order], owners[order[starts]]
    short = np.unique(line_owner[_different(xy, sizes) < _LEAST["line"]])
    good = ~np.isin(line_owner, short)
    made = shapely.linestrings(xy[np.repeat(good, sizes)], indices=np.repeat(np.arange(int(good.sum())), sizes[good]))
    return Built(geometries=_gathered(np.asarray(made), line_owner[good], count, shapely.multilinestrings), short=short)


def points(owners: NDArray[np.int_], xy: NDArray[np.float64], *, count: int) -> Built:
    """Build points; several of one owner make one feature."""
    order = np.argsort(owners, kind="stable")
    made = np.asarray(shapely.points(xy[order]))
    return Built(geometries=_gathered(made, owners[order], count, shapely.multipoints), short=np.empty(0, dtype=int))


def _runs(rings: NDArray[np.int_]) -> tuple[NDArray[np.int_], NDArray[np.int_], NDArray[np.int_]]:
    """Put the vertices of each ring together: their order, where each ring starts, and its size."""
    order = np.argsort(rings, kind="stable")
    _rings, starts, sizes = np.unique(rings[order], return_index=True, return_counts=True)
    return order, starts, sizes


def _different(xy: NDArray[np.float64], sizes: NDArray[np.int_]) -> NDArray[np.int_]:
    """Different points of each run."""
    run = np.repeat(np.arange(len(sizes)), sizes)
    unique = np.unique(np.column_stack([run, xy]), axis=0)
    return np.bincount(unique[:, 0].astype(int), minlength=len(sizes))


def _nested(shells: NDArray[np.object_], parts: NDArray[np.int_]) -> tuple[NDArray[np.int_], NDArray[np.int_]]:
    """For each ring, the smallest ring of its part around it (-1 for none), and how many there are."""
    parent, depth = np.full(len(shells), -1), np.zeros(len(shells), dtype=int)
    several = np.flatnonzero(np.bincount(parts)[parts] > 1) if len(parts) else np.empty(0, dtype=int)
    if not len(several):
        return parent, depth
    # a ring that crosses itself has no inside that could be asked
    areas = shapely.make_valid(shells[several])
    sizes = shapely.area(areas)
    inner, outer = shapely.STRtree(areas).query(areas, predicate="covered_by")
    around = (parts[several][inner] == parts[several][outer]) & (sizes[outer] > sizes[inner])
    inner, outer = inner[around], outer[around]
    depth[several] = np.bincount(inner, minlength=len(several))
    largest_first = np.argsort(-sizes[outer], kind="stable")
    parent[several[inner[largest_first]]] = several[outer[largest_first]]
    return parent, depth


def _put_together(
    shells: NDArray[np.object_],
    home: NDArray[np.int_],
    hole: NDArray[np.bool_],
    owners: NDArray[np.int_],
    count: int,
) -> NDArray[np.object_]:
    pierced = np.isin(np.arange(len(shells)), home[hole])
    whole = shells.copy()
    member = np.flatnonzero(hole | pierced)
    if len(member):
        member = member[np.lexsort((hole[member], home[member]))]
        targets, index = np.unique(home[member], return_inverse=True)
        whole[targets] = shapely.polygons(shapely.get_exterior_ring(shells[member]), indices=index)
    return _gathered(whole[~hole], owners[~hole], count, shapely.multipolygons)


def _gathered(pieces: NDArray[np.object_], owners: NDArray[np.int_], count: int, many: np.ufunc) -> NDArray[np.object_]:
    """One geometry for each owner: the piece itself, or all its pieces in one."""
    out = np.full(count, None, dtype=object)
    number = np.bincount(owners, minlength=count)
    alone = number[owners] == 1
    out[owners[alone]] = pieces[alone]
    if not alone.all():
        order = np.flatnonzero(~alone)
        order = order[np.argsort(owners[order], kind="stable")]
        targets, index = np.unique(owners[order], return_inverse=True)
        out[targets] = many(pieces[order], indices=index)
    return out
