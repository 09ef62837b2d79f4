"""What one side of a border shows: features, ready to be looked at from places along it."""

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import shapely
from numpy.typing import NDArray

from planseam.seaming.subdivide import subdivide

__all__ = ["Flank"]

Geometries = NDArray[Any]
Floats = NDArray[np.float64]
Indices = NDArray[np.intp]

#: A place nearer to a polygon than this is on its edge, m.
ON_EDGE_M = 1e-3
#: So many looks in a row are asked about together, whether anything is near them.
LOOKS_TOGETHER = 32
#: Pieces of features for probing have at most this many vertices.
PROBED_VERTICES = 64
#: Pieces of lines have this many edges.
PROBED_EDGES = 16


@dataclass(frozen=True)
class Flank:
    """Features of one side, ready to be probed.

    Parameters
    ----------
    areas : STRtree
        Over small pieces of the polygons.
    area_feature : array of int
        Index of the feature of each piece.
    lines : STRtree
        Over short pieces of the lines, and points.
    line_feature : array of int
        Index of the feature of each of these.
    """

    areas: shapely.STRtree
    area_feature: Indices
    lines: shapely.STRtree
    line_feature: Indices

    @classmethod
    def of(cls, features: Geometries, feature: Indices) -> Self:
        """Cut polygons small and index all.

        Parameters
        ----------
        features : array of geometries
        feature : array of int
            What each geometry is called in answers.
        """
        areal = shapely.get_dimensions(features) == 2  # noqa: PLR2004 - polygons
        pieces = subdivide(features[areal], max_vertices=PROBED_VERTICES)
        small, source = pieces.geometry[pieces.leaves], pieces.source[pieces.leaves]
        shapely.prepare(small)
        short, line = _short(features[~areal])
        return cls(shapely.STRtree(small), feature[areal][source], shapely.STRtree(short), feature[~areal][line])

    def probe(
        self, origin: Floats, direction: Floats, *, reach: float, points: Geometries | None = None
    ) -> tuple[Indices, Floats]:
        """Look from points in a direction.

        Polygons are seen along the ray. A line that crosses the border has no
        extent along it: lines and points are seen all around.

        Parameters
        ----------
        origin, direction : arrays of float, shape (n, 2)
            `direction` is of unit length.
        reach : float
            How far to look, m.
        points : array of points, optional
            `origin` as geometries, where the caller has them.

        Returns
        -------
        feature : array of int
            The nearest feature; -1 where there is none.
        gap : array of float
            Metres to it; infinite where there is none.
        """
        near = self._near(origin, reach)
        feature, gap = np.full(len(origin), -1), np.full(len(origin), np.inf)
        own = shapely.points(origin[near]) if points is None else points[near]
        feature[near], gap[near] = self._probe(origin[near], direction[near], own, reach=reach)
        return feature, gap

    def _near(self, origin: Floats, reach: float) -> Indices:
        """Points worth a look: along a border most stretches have no feature of a role within reach at all."""
        if len(origin) <= LOOKS_TOGETHER:
            return np.arange(len(origin))
        first = np.arange(0, len(origin), LOOKS_TOGETHER)
        low, high = np.minimum.reduceat(origin, first) - reach, np.maximum.reduceat(origin, first) + reach
        boxes = shapely.box(low[:, 0], low[:, 1], high[:, 0], high[:, 1])
        busy = np.zeros(len(first), dtype=bool)
        for tree in (self.areas, self.lines):
            busy[tree.query(boxes)[0]] = True
        return np.flatnonzero(np.repeat(busy, LOOKS_TOGETHER)[: len(origin)])

    def _probe(self, origin: Floats, direction: Floats, points: Geometries, *, reach: float) -> tuple[Indices, Floats]:
        place, seen, away = [], [], []
        if len(self.area_feature) and len(origin):
            # most looks begin inside a polygon, or on its edge; the others need a ray
            inside, piece = self.areas.query(points, predicate="dwithin", distance=ON_EDGE_M)
            place.append(inside)
            seen.append(self.area_feature[piece])
            away.append(shapely.distance(points[inside], self.areas.geometries[piece]))
            bare = np.ones(len(origin), dtype=bool)
            bare[inside] = False
            outside = np.flatnonzero(bare)
            ends = origin[outside] + reach * direction[outside]
            rays = shapely.linestrings(np.stack([origin[outside], ends], axis=1))
            ray, piece = self.areas.query(rays, predicate="intersects")
            meeting = shapely.intersection(rays[ray], self.areas.geometries[piece])
            place.append(outside[ray])
            seen.append(self.area_feature[piece])
            away.append(shapely.distance(points[outside[ray]], meeting))
        if len(self.line_feature) and len(origin):
            point, line = self.lines.query(points, predicate="dwithin", distance=reach)
            place.append(point)
            seen.append(self.line_feature[line])
            away.append(shapely.distance(points[point], self.lines.geometries[line]))
        feature, gap = np.full(len(origin), -1), np.full(len(origin), np.inf)
        if place:
            where, what, metres = np.concatenate(place), np.concatenate(seen), np.concatenate(away)
            order = np.lexsort([what, metres, where])
            first = np.diff(where[order], prepend=-1) > 0
            nearest = order[first]
            feature[where[nearest]], gap[where[nearest]] = what[nearest], metres[nearest]
        return feature, gap

    def meeting(self, zone: Any) -> Indices:  # noqa: ANN401 - any geometry
        """Features that meet a zone, each once."""
        areas = self.area_feature[self.areas.query(zone, predicate="intersects")]
        lines = self.line_feature[self.lines.query(zone, predicate="intersects")]
        return np.unique(np.concatenate([areas, lines]))


def _short(lines: Geometries) -> tuple[Geometries, Indices]:
    """Cut lines at vertices into pieces of a few edges, and tell the line of each; points stay as they are.

    The distance to a line is that to the nearest of its edges, and a whole road has thousands.
    """
    parts, line = shapely.get_parts(lines, return_index=True)
    xy, part = shapely.get_coordinates(parts, return_index=True)
    linear = shapely.get_dimensions(parts) == 1
    count = np.bincount(part, minlength=len(parts))
    first = np.cumsum(count) - count
    pieces = np.where(linear & (count > 1), -(-(count - 1) // PROBED_EDGES), 0)
    own = np.repeat(np.arange(len(parts)), pieces)
    start = (np.arange(len(own)) - np.repeat(np.cumsum(pieces) - pieces, pieces)) * PROBED_EDGES
    size = np.minimum(PROBED_EDGES, count[own] - 1 - start) + 1
    piece = np.repeat(np.arange(len(own)), size)
    vertex = np.arange(len(piece)) - np.repeat(np.cumsum(size) - size, size)
    short = shapely.linestrings(xy[(first[own] + start)[piece] + vertex], indices=piece)
    whole = np.flatnonzero(pieces == 0)
    return np.concatenate([short, parts[whole]]), line[np.concatenate([own, whole])]
