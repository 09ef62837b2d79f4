"""What polygons, lines and points have inside areas."""

from collections.abc import Callable
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from planseam.seaming.parts import of_dimension
from planseam.seaming.strips import Strips

__all__ = ["inside"]

Geometries = NDArray[Any]
Indices = NDArray[np.intp]

#: Lines and points nearer to the edge than this are on it, m.
ON_EDGE_M = 0.01


def inside(
    areas: Geometries,
    shapes: Geometries,
    *,
    wanted: Callable[[Indices, Indices], NDArray[np.bool_]] | None = None,
) -> Strips:
    """Find what shapes of any dimension have inside areas, part by part.

    What only touches an area, or runs along its edge, is not inside.

    Parameters
    ----------
    areas : array of polygons
    shapes : array of geometries
    wanted : callable, optional
        Takes the indices of areas and shapes, pair by pair, tells which to look at.

    Returns
    -------
    Strips
        One row a part, of the shape's own dimension; `left` indexes `areas`, `right` indexes `shapes`.
    """
    shape, area = shapely.STRtree(areas).query(shapes)
    if wanted is not None:
        keep = wanted(area, shape)
        shape, area = shape[keep], area[keep]
    shapely.prepare(areas[area])
    meeting = shapely.intersects(areas[area], shapes[shape])
    shape, area = shape[meeting], area[meeting]
    dimension = shapely.get_dimensions(shapes[shape])
    parts, pair = shapely.get_parts(
        of_dimension(shapely.intersection(shapes[shape], areas[area]), dimension), return_index=True
    )
    keep = ~shapely.is_empty(parts)
    thin = np.flatnonzero(keep & (dimension[pair] < 2))  # noqa: PLR2004 - lines and points
    middle, lines = parts[thin].copy(), dimension[pair[thin]] == 1
    middle[lines] = shapely.line_interpolate_point(middle[lines], 0.5, normalized=True)
    keep[thin] = ~shapely.dwithin(middle, shapely.boundary(areas[area[pair[thin]]]), ON_EDGE_M)
    return Strips(parts[keep], area[pair[keep]], shape[pair[keep]])
