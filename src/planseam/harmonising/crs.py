"""Step 3: everything goes into one equal-area CRS in metres."""

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray
from pyproj.exceptions import CRSError as UnknownCRS
from pyproj.exceptions import ProjError

from planseam.errors import CRSError
from planseam.harmonising.repair import made_valid
from planseam.loading.crs import Bounds, one_datum, working_crs
from planseam.loading.ground import projected
from planseam.text import Text

__all__ = ["bounds_in_degrees", "to_working", "working_crs"]

_DEGREES = pyproj.CRS("EPSG:4490")
_WGS84 = pyproj.CRS("EPSG:4326")
_GLOBE = (360.0, 90.0, 360.0, 90.0)


def bounds_in_degrees(geometries: NDArray[np.object_], source: pyproj.CRS) -> Bounds:
    """West, south, east and north of geometries, in degrees."""
    west, south, east, north = (float(value) for value in shapely.total_bounds(geometries))
    if source.is_geographic:
        return west, south, east, north
    transformer = pyproj.Transformer.from_crs(source, _DEGREES, always_xy=True)
    return transformer.transform_bounds(west, south, east, north)


def to_working(
    geometries: NDArray[np.object_], source: pyproj.CRS, working: pyproj.CRS, *, where: str
) -> NDArray[np.object_]:
    """Transform geometries to the working CRS.

    WGS84 and CGCS2000 count as one datum; from any other, PROJ's best
    operation leads to it. Features that cannot be transformed are None, also
    those in degrees that PROJ would wrap round the globe to some other place;
    areas too small to outlast the rounding of coordinates are empty.

    Parameters
    ----------
    geometries : array of geometry
        None where there is none.
    source, working : CRS
    where : str
        The layer, for the error.

    Raises
    ------
    CRSError
        If no operation leads from one to the other.
    """
    if source == working:
        return geometries
    if source.is_geographic:
        geometries = geometries.copy()
        geometries[~_on_globe(geometries)] = None
    try:
        if one_datum(source):
            moved = projected(geometries, source, working)
        else:
            moved = projected(projected(geometries, source, _WGS84), _WGS84, working)
    except (ProjError, UnknownCRS) as error:
        raise CRSError(
            Text(f"坐标系 {source.name} 无法换算", f"the CRS {source.name} cannot be transformed"),
            where=where,
            cure=Text("请让制作单位以 EPSG:4490 导出", "Have it exported in EPSG:4490"),
        ) from error
    xy, owner = shapely.get_coordinates(moved, return_index=True)
    moved[owner[~np.isfinite(xy).all(axis=1)]] = None
    return made_valid(moved)


def _on_globe(geometries: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Features whose degrees are some: longitudes may be counted to 360."""
    reach = np.abs(shapely.bounds(geometries))
    with np.errstate(invalid="ignore"):
        return np.asarray((reach <= _GLOBE).all(axis=1), dtype=bool)
