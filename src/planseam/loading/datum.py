"""GCJ-02 and BD-09, the display datums of Chinese web maps, and the exact way back from them.

Amap and Tencent draw in GCJ-02, Baidu in BD-09; both are longitudes and
latitudes moved by some hundred metres, by a published formula. Its inverse
is found here by iteration, so that there and back ends where it began.
All functions take and give arrays of longitude and latitude in degrees.
"""

from collections.abc import Callable, Mapping
from typing import Literal

import numpy as np
import shapely
from numpy.typing import NDArray

__all__ = [
    "DATUMS",
    "THERE",
    "Datum",
    "bd09_to_gcj02",
    "bd09_to_wgs84",
    "datum_named",
    "drawn_in",
    "gcj02_to_bd09",
    "gcj02_to_wgs84",
    "moved_m",
    "undone",
    "wgs84_to_bd09",
    "wgs84_to_gcj02",
]

Datum = Literal["GCJ-02", "BD-09"]
DATUMS: tuple[Datum, ...] = ("GCJ-02", "BD-09")

Degrees = NDArray[np.float64]

#: How each is spelt, without blanks, hyphens and case.
_NAMES: dict[str, Datum] = {
    "gcj02": "GCJ-02",
    "gcj2": "GCJ-02",
    "火星坐标": "GCJ-02",
    "火星坐标系": "GCJ-02",
    "高德坐标": "GCJ-02",
    "高德坐标系": "GCJ-02",
    "腾讯坐标": "GCJ-02",
    "腾讯坐标系": "GCJ-02",
    "国测局坐标": "GCJ-02",
    "国测局坐标系": "GCJ-02",
    "bd09": "BD-09",
    "bd09ll": "BD-09",
    "百度坐标": "BD-09",
    "百度坐标系": "BD-09",
}
#: Krasovsky 1940, on which the published formula stands: semi-major axis in m, first eccentricity squared.
_A, _E2 = 6_378_245.0, 0.00669342162296594323
#: Outside this extent (west, south, east, north) the formula moves nothing.
_CHINA = (72.004, 0.8293, 137.8347, 55.8271)
_BD_WAVE = np.pi * 3000.0 / 180.0
_BD_EAST, _BD_NORTH = 0.0065, 0.006
#: Both formulas change by less than 1 % of a step, so that each round gains two digits and more.
_ROUNDS = 8


def datum_named(text: str | None) -> Datum | None:
    """Which of the two a name means; None if it names something else.

    Parameters
    ----------
    text : str, optional
        As the study file writes it after `crs`.

    Examples
    --------
    >>> datum_named("gcj02"), datum_named("百度坐标系"), datum_named("EPSG:4490")
    ('GCJ-02', 'BD-09', None)
    """
    plain = "".join(sign for sign in (text or "").casefold() if sign not in " -_/")
    return _NAMES.get(plain)


def wgs84_to_gcj02(lon: Degrees, lat: Degrees) -> tuple[Degrees, Degrees]:
    """Move true longitudes and latitudes to GCJ-02, as Amap and Tencent do.

    Examples
    --------
    >>> lon, lat = wgs84_to_gcj02(np.array([120.0]), np.array([31.0]))
    >>> round(float(lon[0]), 6), round(float(lat[0]), 6)
    (120.004745, 30.997835)
    """
    lon, lat = np.asarray(lon, dtype=float), np.asarray(lat, dtype=float)
    east, north = _gcj_shift(lon, lat)
    inside = (lon >= _CHINA[0]) & (lon <= _CHINA[2]) & (lat >= _CHINA[1]) & (lat <= _CHINA[3])
    return np.where(inside, lon + east, lon), np.where(inside, lat + north, lat)


def gcj02_to_wgs84(lon: Degrees, lat: Degrees) -> tuple[Degrees, Degrees]:
    """Undo GCJ-02, to less than 0.01 mm."""
    lon, lat = np.asarray(lon, dtype=float), np.asarray(lat, dtype=float)
    true_lon, true_lat = lon.copy(), lat.copy()
    for _ in range(_ROUNDS):
        there_lon, there_lat = wgs84_to_gcj02(true_lon, true_lat)
        true_lon, true_lat = true_lon + lon - there_lon, true_lat + lat - there_lat
    return true_lon, true_lat


def gcj02_to_bd09(lon: Degrees, lat: Degrees) -> tuple[Degrees, Degrees]:
    """Move GCJ-02 to BD-09, as Baidu does."""
    lon, lat = np.asarray(lon, dtype=float), np.asarray(lat, dtype=float)
    radius = np.hypot(lon, lat) + 0.00002 * np.sin(lat * _BD_WAVE)
    angle = np.arctan2(lat, lon) + 0.000003 * np.cos(lon * _BD_WAVE)
    return radius * np.cos(angle) + _BD_EAST, radius * np.sin(angle) + _BD_NORTH


def bd09_to_gcj02(lon: Degrees, lat: Degrees) -> tuple[Degrees, Degrees]:
    """Undo what BD-09 adds to GCJ-02, to less than 0.01 mm."""
    lon, lat = np.asarray(lon, dtype=float), np.asarray(lat, dtype=float)
    true_lon, true_lat = lon - _BD_EAST, lat - _BD_NORTH
    for _ in range(_ROUNDS):
        there_lon, there_lat = gcj02_to_bd09(true_lon, true_lat)
        true_lon, true_lat = true_lon + lon - there_lon, true_lat + lat - there_lat
    return true_lon, true_lat


def wgs84_to_bd09(lon: Degrees, lat: Degrees) -> tuple[Degrees, Degrees]:
    """Move true longitudes and latitudes to BD-09."""
    return gcj02_to_bd09(*wgs84_to_gcj02(lon, lat))


def bd09_to_wgs84(lon: Degrees, lat: Degrees) -> tuple[Degrees, Degrees]:
    """Undo BD-09."""
    return gcj02_to_wgs84(*bd09_to_gcj02(lon, lat))


#: Longitudes and latitudes moved to each datum.
THERE: Mapping[Datum, Callable[[Degrees, Degrees], tuple[Degrees, Degrees]]] = {
    "GCJ-02": wgs84_to_gcj02,
    "BD-09": wgs84_to_bd09,
}
_BACK = {"GCJ-02": gcj02_to_wgs84, "BD-09": bd09_to_wgs84}


def undone(geometries: NDArray[np.object_], datum: Datum) -> NDArray[np.object_]:
    """Lead geometries in degrees back from a display datum.

    Parameters
    ----------
    geometries : array of geometry
        Longitude first; None where there is none.
    datum : {"GCJ-02", "BD-09"}

    Returns
    -------
    array of geometry
        In longitude and latitude of WGS84 or CGCS2000, two-dimensional.
    """
    back = _BACK[datum]
    with np.errstate(invalid="ignore", over="ignore"):  # places that are none, which are told later
        return np.asarray(shapely.transform(geometries, lambda xy: np.column_stack(back(xy[:, 0], xy[:, 1]))))


def drawn_in(geometries: NDArray[np.object_], datum: Datum) -> NDArray[np.object_]:
    """Move geometries in true degrees to a display datum: for display over such maps, never to be stored.

    Parameters
    ----------
    geometries : array of geometry
        Longitude first; None where there is none.
    datum : {"GCJ-02", "BD-09"}
    """
    there = THERE[datum]
    return np.asarray(shapely.transform(geometries, lambda xy: np.column_stack(there(xy[:, 0], xy[:, 1]))))


def moved_m(lon: Degrees, lat: Degrees, datum: Datum) -> tuple[Degrees, Degrees]:
    """How far undoing a display datum moves each place, to the east and to the north, in m."""
    true_lon, true_lat = _BACK[datum](lon, lat)
    north = np.radians(true_lat - lat) * _A * (1 - _E2) / (1 - _E2 * np.sin(np.radians(true_lat)) ** 2) ** 1.5
    east = np.radians(true_lon - lon) * _A * np.cos(np.radians(true_lat))
    return east / np.sqrt(1 - _E2 * np.sin(np.radians(true_lat)) ** 2), north


def _gcj_shift(lon: Degrees, lat: Degrees) -> tuple[Degrees, Degrees]:
    """Degrees by which GCJ-02 moves a place: the published polynomial and waves, in m, over the ellipsoid."""
    x, y = lon - 105.0, lat - 35.0
    wave = 20.0 * np.sin(6.0 * np.pi * x) + 20.0 * np.sin(2.0 * np.pi * x)
    root = np.sqrt(np.abs(x))
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root
    north += (wave + 20.0 * np.sin(np.pi * y) + 40.0 * np.sin(np.pi * y / 3.0)) * 2.0 / 3.0
    north += (160.0 * np.sin(np.pi * y / 12.0) + 320.0 * np.sin(np.pi * y / 30.0)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root
    east += (wave + 20.0 * np.sin(np.pi * x) + 40.0 * np.sin(np.pi * x / 3.0)) * 2.0 / 3.0
    east += (150.0 * np.sin(np.pi * x / 12.0) + 300.0 * np.sin(np.pi * x / 30.0)) * 2.0 / 3.0
    curve = 1.0 - _E2 * np.sin(np.radians(lat)) ** 2
    meridian = _A * (1.0 - _E2) / (curve * np.sqrt(curve))
    parallel = _A / np.sqrt(curve) * np.cos(np.radians(lat))
    return np.degrees(east / parallel), np.degrees(north / meridian)
