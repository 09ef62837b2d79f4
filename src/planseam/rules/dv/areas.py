"""Areas that may be drawn as several features, and what lies in them."""

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from planseam.seaming.parts import of_dimension
from planseam.seaming.scene import Features

__all__ = ["by_name", "clipped"]

Geometries = NDArray[Any]
Indices = NDArray[np.intp]


def by_name(features: Features) -> Indices:
    """Number the areas that features make up: those of one name are one, one without a name is one of its own."""
    words = features.words("name")
    own = np.where(words == "", [f"\n{index}" for index in range(len(features))], words).astype(str)
    _, first, of = np.unique(own, return_index=True, return_inverse=True)
    # in the order in which they come, not that of their names
    number = np.empty(len(first), dtype=np.intp)
    number[np.argsort(first)] = np.arange(len(first))
    return number[of]


def clipped(
    ground: Geometries, features: Geometries, tree: shapely.STRtree | None = None
) -> tuple[Geometries, Indices, Indices]:
    """Cut features to pieces of ground.

    Parameters
    ----------
    ground, features : arrays of polygons
    tree : STRtree, optional
        Of the features, where it is known.

    Returns
    -------
    geometry : array of polygons
    piece, feature : arrays of int
        The piece of ground in which each lies, and the feature that it is of; sorted by piece.
    """
    piece, feature = (tree or shapely.STRtree(features)).query(ground, predicate="intersects")
    order = np.lexsort([feature, piece])
    piece, feature = piece[order], feature[order]
    geometry = features[feature]
    edge = np.flatnonzero(~shapely.contains_properly(ground[piece], geometry))
    geometry[edge] = of_dimension(shapely.intersection(ground[piece[edge]], geometry[edge]), 2)
    kept = ~shapely.is_empty(geometry)
    return geometry[kept], piece[kept], feature[kept]
