"""Polygons cut into boxes until each piece is small: a tree of pieces for each polygon."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from planseam.seaming.parts import of_dimension

__all__ = ["PieceTree", "subdivide"]

Geometries = NDArray[Any]
Floats = NDArray[np.float64]
Indices = NDArray[np.intp]

MAX_LEVELS = 32
#: Smaller pieces are cut faster by overlay, which takes all of them in one call.
WORTH_CLIPPING = 150
#: Two halves make up the whole to this part of its area; what is less comes from the rounding of the cut.
LOST = 1e-9


@dataclass(frozen=True)
class PieceTree:
    """All pieces of all levels; the leaves are the subdivision.

    Parameters
    ----------
    geometry : array of polygons
        The first `n` are the whole polygons, the roots.
    source : array of int
        Index of the polygon that a piece comes from.
    box : array of float, shape (pieces, 4)
        The box that the piece was cut to: within it the piece equals its polygon.
    children : array of int, shape (pieces, 2)
        Index of both halves; -1 for a leaf.
    """

    geometry: Geometries
    source: Indices
    box: Floats
    children: Indices

    @property
    def leaves(self) -> Indices:
        """Indices of the pieces that are not cut further and not empty."""
        return np.flatnonzero((self.children[:, 0] < 0) & ~shapely.is_empty(self.geometry))

    def smallest_around(self, roots: Indices, bounds: Floats) -> Indices:
        """Find for each bounding box the smallest piece of a root whose box holds it whole.

        Within those bounds the piece equals the whole polygon, so an overlay
        with it gives the answer of an overlay with the polygon, without cuts.

        Parameters
        ----------
        roots : array of int
            Index of the polygon to descend from.
        bounds : array of float, shape (n, 4)

        Returns
        -------
        array of int
            Indices of pieces.
        """
        node = roots.copy()
        for _ in range(MAX_LEVELS):
            moved = False
            for half in (0, 1):
                child = self.children[node, half]
                inner = self.box[child]
                fits = (
                    (child >= 0)
                    & (bounds[:, 0] > inner[:, 0])
                    & (bounds[:, 1] > inner[:, 1])
                    & (bounds[:, 2] < inner[:, 2])
                    & (bounds[:, 3] < inner[:, 3])
                )
                node = np.where(fits, child, node)
                moved = moved or bool(fits.any())
            if not moved:
                break
        return node


def subdivide(polygons: Geometries, *, max_vertices: int = 128) -> PieceTree:
    """Halve polygons along their longer side until each piece is small.

    Parameters
    ----------
    polygons : array of polygons or multipolygons
        Valid, in any planar CRS.
    max_vertices : int
        No leaf has more vertices than this (but for pieces that cannot be halved).

    Returns
    -------
    PieceTree
    """
    count = len(polygons)
    geometry, source = [np.asarray(polygons, dtype=object)], [np.arange(count)]
    boxes, children = [_endless(np.reshape(shapely.bounds(polygons), (-1, 4)))], [np.full((count, 2), -1)]
    level_start = 0
    for _ in range(MAX_LEVELS):
        level, level_box = geometry[-1], boxes[-1]
        heavy = np.flatnonzero(shapely.get_num_coordinates(level) > max_vertices)
        if len(heavy) == 0:
            break
        low, high = _halves(level[heavy], level_box[heavy])
        # what a half meets only with an edge belongs to the other half
        pieces = of_dimension(_cut_in_two(level[heavy], low, high), 2)
        next_start = level_start + len(level)
        children[-1][heavy, 0] = next_start + np.arange(len(heavy))
        children[-1][heavy, 1] = next_start + len(heavy) + np.arange(len(heavy))
        geometry.append(pieces)
        source.append(np.concatenate([source[-1][heavy], source[-1][heavy]]))
        boxes.append(np.concatenate([low, high]))
        children.append(np.full((len(pieces), 2), -1))
        level_start = next_start
    return PieceTree(np.concatenate(geometry), np.concatenate(source), np.concatenate(boxes), np.concatenate(children))


def _cut_in_two(pieces: Geometries, low: Floats, high: Floats) -> Geometries:
    """Clip pieces to both boxes, the lower halves first.

    To clip to a box is several times faster than an overlay, but may fail in
    silence where edges run along the box: halves that are not valid, or do not
    make up the whole, are cut again by overlay.
    """
    both, boxes = np.concatenate([pieces, pieces]), np.concatenate([low, high])
    halves = np.full(len(both), None, dtype=object)
    large = np.flatnonzero(shapely.get_num_coordinates(both) > WORTH_CLIPPING)
    sides = zip(both[large], boxes[large].tolist(), strict=True)
    halves[large] = [shapely.clip_by_rect(piece, *box) for piece, box in sides]
    whole, area = shapely.area(pieces), shapely.area(halves)
    amiss = ~(np.abs(area[: len(pieces)] + area[len(pieces) :] - whole) <= LOST * whole)
    again = np.flatnonzero(np.tile(amiss, 2) | ~shapely.is_valid(halves))
    halves[again] = shapely.intersection(both[again], shapely.box(*boxes[again].T))
    return halves


def _endless(bounds: Floats) -> Floats:
    """Widen boxes far beyond their polygons, so that no feature sticks out of the outermost ones."""
    reach = 10 * (bounds[:, 2:] - bounds[:, :2]).max(axis=1, initial=1.0, keepdims=True)
    return np.hstack([bounds[:, :2] - reach, bounds[:, 2:] + reach])


def _halves(pieces: Geometries, box: Floats) -> tuple[Floats, Floats]:
    """Cut each box at the middle of what its piece fills, across the longer side."""
    bounds = shapely.bounds(pieces)
    middle = (bounds[:, :2] + bounds[:, 2:]) / 2
    wide = (bounds[:, 2] - bounds[:, 0]) >= (bounds[:, 3] - bounds[:, 1])
    low, high = box.copy(), box.copy()
    low[wide, 2] = high[wide, 0] = middle[wide, 0]
    low[~wide, 3] = high[~wide, 1] = middle[~wide, 1]
    return low, high
