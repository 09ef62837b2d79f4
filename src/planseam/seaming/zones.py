"""Zones indexed once, features split by them many times.

Only features that a border touches are cut; of the others a look at a grid of
cells, or one point, tells where they lie.
"""

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
CHUNK_SEGMENTS = 16
#: Pieces smaller than this (m², or m for lines) are cut again with the whole zone: the rounding of a
#: subdivided border may make or hide them.
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

    def split(self, features: Geometries) -> Split:
        """Split features by the zones.

        Parameters
        ----------
        features : array of geometries
            Polygons, lines or points, valid, in the zones' CRS.

        Returns
        -------
        Split
            The rows of ``geopandas.overlay(features, zones, how="intersection")``;
            what touches a zone only with less than its own dimension gives no row.
        """
        features = np.asarray(features, dtype=object)
        zone, sure = self.cells.lookup(shapely.bounds(features))
        empty = shapely.is_empty(features) | shapely.is_missing(features)
        whole = np.flatnonzero(sure & ~empty)
        near = np.flatnonzero(~sure & ~empty)
        hit, chunk = self.chunk_tree.query(features[near], predicate="intersects")
        pairs = np.unique(np.column_stack([near[hit], self.chunk_zone[chunk]]), axis=0)
        clear = np.setdiff1d(near, pairs[:, 0])
        zone[clear] = self.locate(_first_points(features[clear]))
        whole = np.concatenate([whole, clear])
        whole = whole[zone[whole] >= 0]
        feature, cut_zone, piece = self._cut(features, pairs[:, 0], pairs[:, 1])
        feature, in_zone = np.concatenate([whole, feature]), np.concatenate([zone[whole], cut_zone])
        order = np.lexsort([in_zone, feature])
        return Split(feature[order], in_zone[order], np.concatenate([features[whole], piece])[order])

    def _cut(self, features: Geometries, feature: Indices, zone: Indices) -> tuple[Indices, Indices, Geometries]:
        whole = features[feature]
        node = self.pieces.smallest_around(zone, shapely.bounds(whole))
        dimension = shapely.get_dimensions(whole)
        piece = of_dimension(shapely.intersection(whole, self.pieces.geometry[node]), dimension)
        size = np.where(dimension == 2, shapely.area(piece), shapely.length(piece))  # noqa: PLR2004 - polygons
        again = np.flatnonzero((size < DOUBTFUL) & (size > 0) & (node != zone))
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
    final = last & (position % CHUNK_SEGMENTS == 0)
    # a vertex where one chunk ends and the next begins stands in both
    vertex = np.concatenate([np.arange(len(xy)), np.flatnonzero(shared)])
    owner = np.concatenate([chunk, chunk[shared] - 1])
    # a lone last vertex closes the chunk before it
    owner[: len(xy)][final] = chunk[final]
    order = np.lexsort([vertex, owner])
    lines = shapely.linestrings(xy[vertex[order]], indices=owner[order])
    first = np.flatnonzero(np.diff(chunk, prepend=-1) > 0)
    return lines, polygon[ring[first]]


def _first_points(features: Geometries) -> Geometries:
    xy, feature = shapely.get_coordinates(features, return_index=True)
    points: Geometries = shapely.points(xy[np.searchsorted(feature, np.arange(len(features)))])
    return points


def _first_zone(tree: shapely.STRtree, zone_of_leaf: Indices, points: Geometries) -> Indices:
    zone = np.full(len(points), np.iinfo(np.intp).max)
    point, leaf = tree.query(points, predicate="intersects")
    np.minimum.at(zone, point, zone_of_leaf[leaf])
    zone[zone == np.iinfo(np.intp).max] = -1
    return zone
