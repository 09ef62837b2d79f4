"""Where a layer lies, as most of its features say: one stray feature must not speak for all."""

import numpy as np
import shapely
from numpy.typing import NDArray

__all__ = ["spoken_bounds"]

#: How large coordinates are at most: of degrees, of metres, of metres with the number of a zone; beyond, of nothing.
_CLASSES = (360.0, 1e7, 1e9)


def spoken_bounds(geometries: NDArray[np.object_]) -> NDArray[np.float64]:
    """Bounds of those features whose coordinates are of the commonest size: degrees, metres, metres with a zone.

    Parameters
    ----------
    geometries : array of geometry
        None and empty ones have no say.

    Returns
    -------
    array
        Least x, least y, greatest x, greatest y; NaN where there is no geometry.

    Examples
    --------
    >>> spoken_bounds(shapely.points([[119, 30], [120, 31], [1e308, 0]])).tolist()
    [119.0, 30.0, 120.0, 31.0]
    """
    each = shapely.bounds(geometries).reshape(-1, 4)
    each = each[np.isfinite(each).all(axis=1)]
    if not len(each):
        return np.full(4, np.nan)
    size = np.searchsorted(_CLASSES, np.abs(each).max(axis=1))
    common = each[size == np.bincount(size).argmax()]
    return np.concatenate([common[:, :2].min(axis=0), common[:, 2:].max(axis=0)])
