"""Vertices that no surveyor means: those that repeat the one before, and spikes."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

__all__ = ["Vertices", "repeated", "spikes"]

Geometries = NDArray[Any]
Floats = NDArray[np.float64]
Indices = NDArray[np.intp]

#: Features looked through together.
PORTION = 10_000
RIGHT_ANGLE = 90.0


@dataclass(frozen=True)
class Vertices:
    """Some vertices of some geometries.

    Parameters
    ----------
    xy : array of float, two columns
    feature : array of int
        Index of the geometry that each belongs to.
    """

    xy: Floats
    feature: Indices

    def __len__(self) -> int:
        return len(self.xy)


def repeated(geometries: Geometries, *, within: float) -> Vertices:
    """Find vertices of lines and rings that lie within a distance of the vertex before them.

    Parameters
    ----------
    geometries : array of geometries
    within : float
        In the unit of the coordinates; the vertex that closes a ring is not one of its own.
    """
    return _by_portions(geometries, lambda portion: _repeated(portion, within=within))


def _repeated(geometries: Geometries, *, within: float) -> Vertices:
    chains = _Chains.of(geometries)
    return chains.chosen(chains.repeats(within))


def spikes(polygons: Geometries, *, degrees: float, legs: float, within: float) -> Vertices:
    """Find vertices at which a ring turns back on itself.

    Parameters
    ----------
    polygons : array of polygons
        Other geometries have none.
    degrees : float
        The greatest angle between the two sides of a spike.
    legs : float
        The least length of either side: shorter ones are the jitter of digitising.
    within : float
        Vertices that repeat the one before to within this are passed over.
    """
    return _by_portions(polygons, lambda portion: _spikes(portion, degrees=degrees, legs=legs, within=within))


def _spikes(polygons: Geometries, *, degrees: float, legs: float, within: float) -> Vertices:
    flat = shapely.get_dimensions(polygons) == 2  # noqa: PLR2004 - polygons
    areal = polygons.copy()
    areal[~flat] = None
    rings = _Chains.of(areal)
    kept = rings.without(rings.repeats(within))
    there, back = kept.xy[kept.before] - kept.xy, kept.xy[kept.after] - kept.xy
    cross, along = there[:, 0] * back[:, 1] - there[:, 1] * back[:, 0], (there * back).sum(axis=1)
    sharp = np.flatnonzero(along > 0) if degrees < RIGHT_ANGLE else np.arange(len(along))
    sharp = sharp[np.abs(np.arctan2(cross[sharp], along[sharp])) <= np.radians(degrees)]
    shorter = np.minimum(np.hypot(*there[sharp].T), np.hypot(*back[sharp].T))
    spiky = np.zeros(len(along), dtype=bool)
    spiky[sharp[shorter >= legs]] = True
    return kept.chosen(spiky)


def _by_portions(geometries: Geometries, find: Callable[[Geometries], Vertices]) -> Vertices:
    """Look through some features at a time: what is made on the way takes many times the room of the vertices."""
    starts = range(0, len(geometries), PORTION)
    found = [find(geometries[start : start + PORTION]) for start in starts]
    return Vertices(
        np.concatenate([np.zeros((0, 2)), *(each.xy for each in found)]),
        np.concatenate(
            [np.zeros(0, dtype=np.intp), *(each.feature + start for each, start in zip(found, starts, strict=True))]
        ),
    )


@dataclass(frozen=True)
class _Chains:
    """Vertices in chains; that of a ring is closed, and the vertex that closes it is left out."""

    xy: Floats
    feature: Indices
    chain: Indices
    closed: NDArray[np.bool_]

    @classmethod
    def of(cls, geometries: Geometries) -> "_Chains":
        parts, feature = shapely.get_parts(geometries, return_index=True)
        flat = shapely.get_type_id(parts) == shapely.GeometryType.POLYGON
        rings, ring_part = shapely.get_rings(parts[flat], return_index=True)
        lines = shapely.get_type_id(parts) == shapely.GeometryType.LINESTRING
        chains = np.concatenate([rings, parts[lines]])
        owner = np.concatenate([feature[flat][ring_part], feature[lines]])
        xy, chain = shapely.get_coordinates(chains, return_index=True)
        ring = chain < len(rings)
        closing = ring & np.r_[chain[1:] != chain[:-1], np.ones(min(len(chain), 1), dtype=bool)]
        xy, chain, ring = xy[~closing], chain[~closing], ring[~closing]
        return cls(xy, owner[chain], chain, ring)

    @property
    def _ends(self) -> tuple[Indices, Indices]:
        """The first and the last vertex of the chain of each vertex."""
        starts = np.flatnonzero(np.r_[np.ones(min(len(self.chain), 1), dtype=bool), self.chain[1:] != self.chain[:-1]])
        lengths = np.diff(np.r_[starts, len(self.chain)])
        return np.repeat(starts, lengths), np.repeat(starts + lengths - 1, lengths)

    @property
    def before(self) -> Indices:
        """The vertex before each; before the first, the last."""
        first, last = self._ends
        here = np.arange(len(self.xy))
        return np.where(here == first, last, here - 1)

    @property
    def after(self) -> Indices:
        """The vertex after each; after the last, the first."""
        first, last = self._ends
        here = np.arange(len(self.xy))
        return np.where(here == last, first, here + 1)

    def repeats(self, within: float) -> NDArray[np.bool_]:
        """Tell which vertices lie on the one before; the first of an open chain has none before it."""
        before = self.before
        near = np.asarray(np.hypot(*(self.xy - self.xy[before]).T) <= within)
        here = np.arange(len(self.xy))
        repeats: NDArray[np.bool_] = near & (self.closed | (before < here)) & (before != here)
        return repeats

    def without(self, which: NDArray[np.bool_]) -> "_Chains":
        """The same chains without some vertices."""
        return _Chains(self.xy[~which], self.feature[~which], self.chain[~which], self.closed[~which])

    def chosen(self, which: NDArray[np.bool_]) -> Vertices:
        """Some of the vertices."""
        return Vertices(self.xy[which], self.feature[which])
