"""What may lie near a line: told by boxes alone, before any geometry is looked at."""

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

__all__ = ["maybe_near"]

#: Vertices whose box is asked about together.
VERTICES_TOGETHER = 16


def maybe_near(geometries: NDArray[Any], lines: NDArray[Any], *, reach: float) -> NDArray[np.bool_]:
    """Tell which geometries may lie within `reach` of lines; those that do not certainly lie farther away.

    Parameters
    ----------
    geometries : array of geometries
    lines : array of lines, same CRS
    reach : float
        Units of the CRS.
    """
    near = np.zeros(len(geometries), dtype=bool)
    parts = shapely.get_parts(lines)
    if len(parts) == 0 or len(geometries) == 0:
        return near
    xy, part = shapely.get_coordinates(parts, return_index=True)
    # each group of vertices also holds the first of the next, so that no edge falls between two boxes
    start = np.flatnonzero((np.arange(len(xy)) % VERTICES_TOGETHER == 0) | np.append(True, part[1:] != part[:-1]))
    low, high = np.minimum.reduceat(xy, start), np.maximum.reduceat(xy, start)
    follower = np.minimum(np.append(start[1:], len(xy) - 1), len(xy) - 1)
    joined = part[follower] == part[start]
    low[joined] = np.minimum(low[joined], xy[follower[joined]])
    high[joined] = np.maximum(high[joined], xy[follower[joined]])
    tree = shapely.STRtree(shapely.box(*np.hstack([low - reach, high + reach]).T))
    bounds = shapely.bounds(geometries)
    known = np.flatnonzero(np.isfinite(bounds).all(axis=1))
    near[known[np.unique(tree.query(shapely.box(*bounds[known].T))[0])]] = True
    return near
