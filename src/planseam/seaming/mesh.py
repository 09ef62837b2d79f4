"""Effective mesh size: how large a piece of unbroken ground is found around a place taken at random.

Jaeger (2000) and, for ground that goes on beyond the edge of the area told of,
Moser et al. (2007), “Modification of the effective mesh size for measuring
landscape fragmentation to solve the boundary problem”, Landscape Ecology 22:
447-459.
"""

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import shapely
from numpy.typing import NDArray

__all__ = ["Mesh", "pieces_of"]

Geometries = NDArray[Any]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Mesh:
    """Effective mesh size of some reporting units, by both procedures.

    Parameters
    ----------
    cut : float
        By the cutting-out procedure, m_CUT = (1/A) Σ A_i²: the edge of a reporting unit cuts like a road.
    connected : float
        By the cross-boundary-connections procedure, m_CBC = (1/A) Σ A_i · A_i^cmpl: a piece counts whole,
        on either side of the edge.
    """

    cut: float
    connected: float

    @classmethod
    def of(cls, inside: Floats, complete: Floats, *, total: float) -> Self:
        """Measure from the areas of pieces.

        Parameters
        ----------
        inside : array of float
            A_i, area of each piece within its reporting unit.
        complete : array of float
            A_i^cmpl, area of the whole piece of which it is a part.
        total : float
            A, area of the reporting units, with what the barriers take; of one unit or of several together.

        Examples
        --------
        A square of 4 in two halves, of which one goes on beyond the edge for another 2:

        >>> Mesh.of(np.array([2.0, 2.0]), np.array([2.0, 4.0]), total=4.0)
        Mesh(cut=2.0, connected=3.0)
        """
        return cls(float((inside**2).sum() / total), float((inside * complete).sum() / total))

    @property
    def border_loss(self) -> float:
        """Share of the mesh that is lost by the edge alone: (CBC − CUT) / CBC; 0 where there is no mesh."""
        return (self.connected - self.cut) / self.connected if self.connected else 0.0


def pieces_of(patch: Any, barriers: Geometries) -> Geometries:  # noqa: ANN401 - any polygonal geometry
    """Cut ground by barriers.

    Parameters
    ----------
    patch : polygon or multipolygon
    barriers : array of geometries
        Lines cut without taking ground; polygons take what they cover.

    Returns
    -------
    array of Polygon
        The unbroken pieces; a line that ends inside a piece does not break it.
    """
    areal = shapely.get_dimensions(barriers) == 2  # noqa: PLR2004 - polygons
    rest = shapely.difference(patch, shapely.union_all(barriers[areal])) if areal.any() else patch
    west, south, east, north = shapely.bounds(patch)
    # cut to a box, not to the patch: an end that rounding leaves short of the edge would close no face
    near = shapely.intersection(barriers[~areal], shapely.box(west - 1, south - 1, east + 1, north + 1))
    drawn = shapely.union_all([shapely.boundary(rest), *near])
    faces: Geometries = shapely.get_parts(shapely.polygonize(shapely.get_parts(drawn)))
    shapely.prepare(rest)
    pieces: Geometries = faces[shapely.contains(rest, shapely.point_on_surface(faces))]
    return pieces
