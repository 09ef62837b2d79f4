"""Zones indexed once, features split by them many times.

Only features that a border touches are cut; of the others a look at a grid of
cells, or one point, tells where they lie.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import shapely
from numpy.typing import NDArray

from planseam.seaming.cells import Cells, cells_of
from planseam.seaming.parts import of_dimension
from planseam.seaming.subdivide import PieceTree, subdivide

__all__ = ["Split", "Zones"]

Geometries = NDArray[Any]
Floats = NDArray[np.float64]
Indices = NDArray[np.intp]

#: Segments in a piece of border: few enough that a query hits few of them for nothing.
CHUNK_SEGMENTS = 4
#: Fewer features are split faster by one thread.
WORTH_SHARING = 20_000
#: Portions into which features are shared out, by thread.
PORTIONS = 4
#: Pieces smaller than this (m², or m for lines) are cut again with the whole zone: the rounding of a
#: subdivided border may make them, and may hide lines and points that lie on it.
DOUBTFUL = 1e-3


@dataclass(frozen=True)
class Split:
    """Features split by zones; rows sorted by feature, then zone.

    Parameters
    ----------
    feature, zone : arrays of int
        Index of the feature, and of the zone in which the piece lies.
    geometry : array of geometries
        The piece, of the feature's own dimension.
    """

    feature: Indices
    zone: Indices
    geometry: Geometries


@dataclass(frozen=True)
class Zones:
    """Non-overlapping polygons, indexed.

    Build it by `Zones.of`.
    """

    polygons: Geometries
    pieces: PieceTree
    leaves: Indices
    leaf_tree: shapely.STRtree
    chunk_zone: Indices
    chunk_tree: shapely.STRtree
    cells: Cells

    @classmethod
    def of(cls, polygons: Geometries) -> Self:
        """Index polygons that may touch but not overlap.

        Parameters
        ----------
        polygons : array of polygons or multipolygons
            Valid, in one metric CRS.
        """
        polygons = np.asarray(polygons, dtype=object)
        pieces = subdivide(polygons)
        leaves = pieces.leaves
        leaf_tree = shapely.STRtree(pieces.geometry[leaves])
        chunks, chunk_zone = border_chunks(polygons)

        def locate(points: Geometries) -> Indices:
            return _first_zone(leaf_tree, pieces.source[leaves], points)

        cells = cells_of(shapely.boundary(polygons), locate)
        return cls(polygons, pieces, leaves, leaf_tree, chunk_zone, shapely.STRtree(chunks), cells)

    def locate(self, points: Geometries) -> Indices:
        """Tell in which zone each point lies.

        Returns
        -------
        array of int
            -1 outside all zones; on a border, the first of the zones.
        """
        zone, sure = self.cells.lookup(shapely.bounds(points))
        unsure = np.flatnonzero(~sure)
        zone[unsure] = _first_zone(self.leaf_tree, self.pieces.source[self.leaves], points[unsure])
        return zone

    def split(self, features: Geometries, *, jobs: int = 1) -> Split:
        """Split features by the zones.

        Parameters
        ----------
        features : array of geometries
            Polygons, lines or points, valid, in the zones' CRS.
        jobs : int
            Threads; the answer is the same.

        Returns
        -------
        Split
            The rows of ``geopandas.overlay(features, zones, how="intersection")``;
            what touches a zone only with less than its own dimension gives no row.
        """
        features = np.asarray(features, dtype=object)
        if jobs < 2 or len(features) < WORTH_SHARING:  # noqa: PLR2004 - one does it alone
            return self._split(features)
        # more portions than threads, for no portion costs what another does
        starts = np.linspace(0, len(features), PORTIONS * jobs + 1).astype(np.intp)
        with ThreadPoolExecutor(jobs) as pool:
            parts = list(pool.map(self._split, np.split(features, starts[1:-1])))
        return Split(
            np.concatenate([part.feature + start for part, start in zip(parts, starts[:-1], strict=True)]),
            np.concatenate([part.zone for part in parts]),
            np.concatenate([part.geometry for part in parts]),
        )

    def _split(self, features: Geometries) -> Split:
        zone, sure = self.cells.lookup(shapely.bounds(features))
        # a box is finite where there is a geometry
        whole, near = np.flatnonzero(sure), np.flatnonzero(~sure)
        near = near[~(shapely.is_empty(features[near]) | shapely.is_missing(features[near]))]
        hit, chunk = self.chunk_tree.query(features[near], predicate="intersects")
        # a part that no border touches may lie in a zone where no other part does, or outside all
        points, of_point = _first_points(features[near])
        pair = np.unique(
            np.concatenate([near[hit], near[of_point]]) * (len(self.polygons) + 1)
            + np.concatenate([self.chunk_zone[chunk], self.locate(points)])
            + 1
        )
        feature, cut_zone = np.divmod(pair, len(self.polygons) + 1)
        cut_zone -= 1
        alone = np.bincount(feature, minlength=len(features)) == 1
        alone[near[hit]] = False
        clear = alone[feature]
        zone[feature[clear]] = cut_zone[clear]
        whole = np.concatenate([whole, feature[clear]])
        whole = whole[zone[whole] >= 0]
        met = ~clear & (cut_zone >= 0)
        feature, cut_zone, piece = self._cut(features, feature[met], cut_zone[met])
        feature, in_zone = np.concatenate([whole, feature]), np.concatenate([zone[whole], cut_zone])
        order = np.lexsort([in_zone, feature])
        return Split(feature[order], in_zone[order], np.concatenate([features[whole], piece])[order])

    def _cut(self, features: Geometries, feature: Indices, zone: Indices) -> tuple[Indices, Indices, Geometries]:
        whole = features[feature]
        node = self.pieces.smallest_around(zone, shapely.bounds(whole))
        dimension = shapely.get_dimensions(whole)
        piece = of_dimension(shapely.intersection(whole, self.pieces.geometry[node]), dimension)
        areal = dimension == 2  # noqa: PLR2004 - polygons
        size = np.where(areal, shapely.area(piece), shapely.length(piece))
        again = np.flatnonzero((size < DOUBTFUL) & ((size > 0) | ~areal) & (node != zone))
        piece[again] = of_dimension(shapely.intersection(whole[again], self.polygons[zone[again]]), dimension[again])
        kept = ~shapely.is_empty(piece)
        return feature[kept], zone[kept], piece[kept]


def border_chunks(polygons: Geometries) -> tuple[Geometries, Indices]:
    """Chop the boundaries of polygons into short lines.

    Returns
    -------
    chunks : array of LineString
        At most `CHUNK_SEGMENTS` segments each.
    polygon : array of int
        Index of the polygon that a chunk bounds.
    """
    rings, polygon = shapely.get_parts(shapely.boundary(polygons), return_index=True)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    position = np.arange(len(xy)) - np.searchsorted(ring, ring)
    last = np.append(ring[1:] != ring[:-1], True) if len(ring) else np.zeros(0, dtype=bool)
    chunk = np.cumsum((position % CHUNK_SEGMENTS == 0) & ~last) - 1
    shared = (position % CHUNK_SEGMENTS == 0) & (position > 0) & ~last
    # a vertex where one chunk ends and the next begins stands in both
    vertex = np.concatenate([np.arange(len(xy)), np.flatnonzero(shared)])
    owner = np.concatenate([chunk, chunk[shared] - 1])
    order = np.lexsort([vertex, owner])
    lines = shapely.linestrings(xy[vertex[order]], indices=owner[order])
    first = np.flatnonzero(np.diff(chunk, prepend=-1) > 0)
    return lines, polygon[ring[first]]


def _first_points(features: Geometries) -> tuple[Geometries, Indices]:
    """Take a vertex of each part, with the index of its feature."""
    parts, feature = shapely.get_parts(features, return_index=True)
    xy, part = shapely.get_coordinates(parts, return_index=True)
    filled, first = np.unique(part, return_index=True)
    return shapely.points(xy[first]), feature[filled]


def _first_zone(tree: shapely.STRtree, zone_of_leaf: Indices, points: Geometries) -> Indices:
    zone = np.full(len(points), np.iinfo(np.intp).max)
    point, leaf = tree.query(points, predicate="intersects")
    np.minimum.at(zone, point, zone_of_leaf[leaf])
    zone[zone == np.iinfo(np.intp).max] = -1
    return zone
