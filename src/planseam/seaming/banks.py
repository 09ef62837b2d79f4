"""Bank strips: what lies on the first strip of land beyond the water, looked at from places on a border."""

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import shapely
from numpy.typing import NDArray

from planseam.seaming.subdivide import subdivide

__all__ = ["Ground", "covering", "shore", "strip_points"]

Geometries = NDArray[Any]
Floats = NDArray[np.float64]
Indices = NDArray[np.intp]
Mask = NDArray[np.bool_]

#: Pieces of water and land have at most this many vertices: long looks across a lake meet few of them.
PIECE_VERTICES = 64
#: Land narrower than this between two waters is a joint in the drawing, m.
JOINT_M = 0.1


@dataclass(frozen=True)
class Ground:
    """Polygons cut small and indexed. Build it by `Ground.of`.

    Parameters
    ----------
    tree : STRtree
        Over the pieces.
    feature : array of int
        Index of the polygon of each piece.
    """

    tree: shapely.STRtree
    feature: Indices

    @classmethod
    def of(cls, polygons: Geometries, feature: Indices | None = None) -> Self:
        """Cut polygons small.

        Parameters
        ----------
        polygons : array of polygons
        feature : array of int, optional
            What each is called in answers; its place in the array without.
        """
        pieces = subdivide(polygons, max_vertices=PIECE_VERTICES)
        small, source = pieces.geometry[pieces.leaves], pieces.source[pieces.leaves]
        shapely.prepare(small)
        return cls(shapely.STRtree(small), source if feature is None else feature[source])

    def at(self, points: Geometries) -> Indices:
        """The polygon in which, or on whose edge, each point lies: the first of several, -1 for none."""
        found = np.full(len(points), np.iinfo(np.intp).max)
        point, piece = self.tree.query(points, predicate="intersects")
        np.minimum.at(found, point, self.feature[piece])
        return np.where(found == np.iinfo(np.intp).max, -1, found)


def shore(origin: Floats, direction: Floats, water: Ground, *, search: float) -> Floats:
    """Go outwards from places to where the water ends.

    Parameters
    ----------
    origin, direction : arrays of float, shape (n, 2)
        `direction` is of unit length.
    water : Ground
    search : float
        How far to go, m.

    Returns
    -------
    array of float
        Metres to the end of the water in which a place lies; 0 on land, infinite where the water goes on
        beyond `search`.
    """
    if len(origin) == 0:
        return np.zeros(0)
    rays = shapely.linestrings(np.stack([origin, origin + search * direction], axis=1))
    ray, piece = water.tree.query(rays, predicate="intersects")
    wet, of = shapely.get_parts(shapely.intersection(rays[ray], water.tree.geometries[piece]), return_index=True)
    # a point is water that a look grazes
    straight = shapely.get_type_id(wet) == shapely.GeometryType.LINESTRING
    wet, ray = wet[straight], ray[of[straight]]
    xy, line = shapely.get_coordinates(wet, return_index=True)
    first = np.diff(line, prepend=-1) > 0
    ends = np.stack([xy[first], xy[np.append(first[1:], first[:1])]], axis=1)
    metres = np.hypot(*np.moveaxis(ends - origin[ray][:, None, :], -1, 0))
    begin, end = metres.min(axis=1), metres.max(axis=1)
    order = np.lexsort([begin, ray])
    ray, begin, end = ray[order], begin[order], end[order]
    # how far the water before a stretch goes, ray by ray: each ray stands above the one before
    above = ray * (2 * search + 1)
    reached = np.maximum.accumulate(end + above) - above
    first = np.diff(ray, prepend=-1) > 0
    before = np.where(first, 0.0, np.roll(reached, 1))
    joined = begin <= before + JOINT_M
    # once a stretch is not joined, none behind it is
    broken = np.maximum.accumulate(np.where(joined, -1, ray))
    joined &= broken != ray
    bank = np.zeros(len(origin))
    np.maximum.at(bank, ray[joined], end[joined])
    bank[bank >= search - JOINT_M] = np.inf
    return bank


def strip_points(origin: Floats, direction: Floats, bank: Floats, *, strip: float, step: float) -> Geometries:
    """Points across the strip of land behind the bank, in the middles of `step` metres each.

    Parameters
    ----------
    origin, direction : arrays of float, shape (n, 2)
    bank : array of float
        Metres from each place to the bank, finite.
    strip : float
        Width of the strip, m.
    step : float
        m; the strip is cut into the whole number of equal steps nearest to it.

    Returns
    -------
    array of Point, shape (n, points)
    """
    count = max(round(strip / step), 1)
    along = bank[:, None] + (np.arange(count) + 0.5) * (strip / count)
    points: Geometries = shapely.points(origin[:, None, :] + along[:, :, None] * direction[:, None, :])
    return points


def covering(points: Geometries, grounds: list[Ground], counted: Mask) -> Indices:
    """Tell what covers most of each strip.

    Parameters
    ----------
    points : array of Point, shape (n, points)
    grounds : list of Ground
        Where two cover a point, the earlier holds.
    counted : array of bool, shape (n, points)
        Points that say anything: those in water do not.

    Returns
    -------
    array of int
        Index of the ground that covers most points; ``len(grounds)`` where none does, -1 where no point says
        anything. Of equals, the earlier.
    """
    kind = np.full(points.shape, len(grounds))
    for index in reversed(range(len(grounds))):
        kind[(grounds[index].at(points.ravel()) >= 0).reshape(points.shape)] = index
    votes = np.stack([((kind == index) & counted).sum(axis=1) for index in range(len(grounds) + 1)], axis=1)
    most: Indices = np.where(counted.any(axis=1), votes.argmax(axis=1), -1)
    return most
