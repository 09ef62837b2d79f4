"""Coordinate reference systems: the working one, the file's own, and the proof that they fit the numbers."""

import numpy as np
import pyproj
from numpy.typing import NDArray
from pyproj.crs import ProjectedCRS
from pyproj.crs.coordinate_operation import LambertAzimuthalEqualAreaConversion
from pyproj.exceptions import CRSError as UnknownCRS

from planseam.errors import CRSError
from planseam.text import Text, half_up

__all__ = [
    "Bounds",
    "fitting",
    "label",
    "named",
    "nowhere",
    "old_datum",
    "one_datum",
    "proven",
    "swapped",
    "way_given",
    "working_crs",
]

Bounds = tuple[float, float, float, float]

_DEGREES = 360.0
_PREFIXED = 1e7
_MILLION = 1_000_000
#: EPSG code of zone 0, so that zone 40 of the 3-degree series is 4528, zone 20 of the 6-degree series 4498.
_THREE_DEGREE, _SIX_DEGREE = 4488, 4478
_THREE_DEGREE_ZONES, _SIX_DEGREE_ZONES = range(25, 46), range(13, 24)
_CHINA = (73.0, 3.0, 136.0, 54.0)
#: 3-degree zones without prefix in the delta: central meridian to EPSG code.
_DELTA = {114: 4547, 117: 4548, 120: 4549, 123: 4550}
#: China's former datums: what they are called in a CRS, and the semi-major axis by which a nameless one is known, m.
_OLD = (
    ("Xian 1980", ("xian", "xi'an"), 6_378_140.0),
    ("Beijing 1954", ("beijing", "pekin", "peking"), 6_378_245.0),
)
_SAME_DATUM = 1e-3  # m by which the semi-axes of one datum may differ: WGS84, CGCS2000, GRS80


def working_crs(bounds: Bounds) -> pyproj.CRS:
    """Choose the equal-area projection in which a study is judged.

    Lambert azimuthal equal-area on CGCS2000 (a = 6378137 m, 1/f =
    298.257222101), easting first, its centre that of the extent to 0.1°.

    Parameters
    ----------
    bounds : tuple of float
        West, south, east, north in degrees.

    Examples
    --------
    >>> working_crs((114.9, 27.1, 123.0, 35.2)).name
    'planseam LAEA 119.0E 31.2N'
    """
    lon = float(half_up((bounds[0] + bounds[2]) / 2, 1))
    lat = float(half_up((bounds[1] + bounds[3]) / 2, 1))
    return ProjectedCRS(
        LambertAzimuthalEqualAreaConversion(latitude_natural_origin=lat, longitude_natural_origin=lon),
        name=f"planseam LAEA {abs(lon):.1f}{'E' if lon >= 0 else 'W'} {abs(lat):.1f}{'N' if lat >= 0 else 'S'}",
        geodetic_crs=pyproj.CRS("EPSG:4490"),
    )


def named(text: str, *, where: str) -> pyproj.CRS:
    """Read the CRS that the study file gives.

    Raises
    ------
    CRSError
        If nothing is known by that name.
    """
    try:
        return pyproj.CRS.from_user_input(text)
    except UnknownCRS as error:
        raise CRSError(
            Text(f"坐标系 “{text}” 无法识别", f"the CRS “{text}” is unknown"),
            where=where,
            cure=Text('请写成 crs = "EPSG:4490" 这样的代码', 'Write it as a code, such as crs = "EPSG:4490"'),
        ) from error


def label(crs: pyproj.CRS | None) -> str:
    """Name a CRS by its code, or by its name where it has none; empty for none."""
    if crs is None:
        return ""
    code = crs.to_epsg()
    return f"EPSG:{code}" if code else crs.name


def one_datum(crs: pyproj.CRS) -> bool:
    """Whether a CRS stands on WGS84 or CGCS2000, which we treat as one datum (they agree to some centimetres)."""
    ellipsoid, ours = crs.ellipsoid, pyproj.CRS("EPSG:4490").ellipsoid
    if ellipsoid is None or ours is None:
        return False
    return (
        abs(ellipsoid.semi_major_metre - ours.semi_major_metre) < _SAME_DATUM
        and abs(ellipsoid.semi_minor_metre - ours.semi_minor_metre) < _SAME_DATUM
    )


def old_datum(crs: pyproj.CRS) -> str | None:
    """Which of China's former datums a CRS stands on; None if on another.

    Returns
    -------
    {"Xian 1980", "Beijing 1954"} or None

    Examples
    --------
    >>> old_datum(pyproj.CRS("EPSG:2385")), old_datum(pyproj.CRS("EPSG:4549"))
    ('Xian 1980', None)
    """
    own = crs.source_crs if crs.is_bound and crs.source_crs is not None else crs
    geodetic, ellipsoid = own.geodetic_crs, own.ellipsoid
    datum = geodetic.datum.name.lower() if geodetic is not None and geodetic.datum is not None else ""
    nameless = datum.startswith(("unknown", "user", "not "))
    reach = ellipsoid.semi_major_metre if ellipsoid is not None and nameless else np.nan
    for name, words, axis in _OLD:
        if any(word in datum for word in words) or abs(reach - axis) < _SAME_DATUM:
            return name
    return None


def way_given(crs: pyproj.CRS) -> bool:
    """Whether a CRS brings its own way to WGS84, by parameters that are not all zero."""
    operation = crs.coordinate_operation
    return bool(crs.is_bound and operation is not None and any(operation.towgs84))


def fitting(bounds: NDArray[np.float64], *, extent: Bounds | None = None) -> tuple[str, ...]:
    """Name the EPSG codes that would put coordinates where they belong.

    Parameters
    ----------
    bounds : array
        Least x, least y, greatest x, greatest y, in the unknown CRS.
    extent : tuple of float, optional
        Where the study lies, in degrees; among zones without prefix, those that lead there are named.

    Returns
    -------
    tuple of str
        Codes, best first; empty where nothing fits.

    Examples
    --------
    >>> fitting(np.array([40_512_000.0, 3_440_000.0, 40_533_000.0, 3_460_000.0]))
    ('EPSG:4528',)
    """
    west, south, east, north = (float(value) for value in bounds)
    if not np.isfinite(bounds).all():
        return ()
    if _within(bounds, _CHINA):
        return ("EPSG:4490",)
    zone = int(west // _MILLION)
    if west >= _PREFIXED and south > 0 and zone == int(east // _MILLION):
        if zone in _THREE_DEGREE_ZONES:
            return (f"EPSG:{_THREE_DEGREE + zone}",)
        if zone in _SIX_DEGREE_ZONES:
            return _leading_there(bounds, (3857, _SIX_DEGREE + zone), extent=extent)
    if abs(west) < _MILLION and abs(east) < _MILLION and south > _MILLION and north < 7 * _MILLION:
        return _leading_there(bounds, tuple(_DELTA.values()), extent=extent)
    return ()


def proven(crs: pyproj.CRS | None, bounds: NDArray[np.float64], *, where: str, extent: Bounds | None) -> pyproj.CRS:
    """Make sure that a layer has a CRS, and that its coordinates can be meant in it.

    Parameters
    ----------
    crs : CRS, optional
        What the study file or the file itself says.
    bounds : array
        Least x, least y, greatest x, greatest y; NaN where there is no geometry.
    where : str
        The layer, for the error.
    extent : tuple of float, optional
        Where the study lies, in degrees.

    Raises
    ------
    CRSError
        If there is none, or the coordinates contradict it; the cure names the one that fits.
    """
    if crs is None:
        raise CRSError(
            Text("文件没有说明坐标系", "the file does not say its CRS"),
            where=where,
            cure=_cure(bounds, extent=extent),
        )
    if not (crs.is_geographic or crs.is_projected):
        raise CRSError(
            Text(
                f"坐标系 “{crs.name}” 无法换算到经纬度",
                f"the CRS “{crs.name}” cannot be led back to longitude and latitude",
            ),
            where=where,
            cure=_cure(bounds, extent=extent),
        )
    if not np.isfinite(bounds).all():
        return crs
    reach = float(np.abs(bounds).max())
    shown = _shown(bounds)
    if crs.is_geographic and reach > _DEGREES:
        what = Text(
            f"坐标系 {crs.name} 以度为单位，坐标却是 {shown}",
            f"the CRS {crs.name} is in degrees, but the coordinates are {shown}",
        )
    elif crs.is_projected and _within(bounds, _CHINA):
        what = Text(
            f"坐标系 {crs.name} 以米为单位，坐标却是经纬度（{shown}）",
            f"the CRS {crs.name} is in metres, but the coordinates are degrees ({shown})",
        )
    elif crs.is_projected and _prefixes_differ(crs, bounds):
        what = Text(
            f"横坐标的带号与坐标系 {crs.name} 不符（{shown}）",
            f"the zone prefix of the eastings contradicts the CRS {crs.name} ({shown})",
        )
    else:
        return crs
    raise CRSError(what, where=where, cure=_cure(bounds, extent=extent))


def nowhere(crs: pyproj.CRS, bounds: NDArray[np.float64], *, where: str, extent: Bounds | None) -> CRSError:
    """Say that nothing of a layer lies where coordinates of its CRS can lie.

    Parameters
    ----------
    crs : CRS
        What the study file or the file itself says.
    bounds : array
        Least x, least y, greatest x, greatest y.
    where : str
        The layer.
    extent : tuple of float, optional
        Where the study lies, in degrees.
    """
    shown = _shown(bounds)
    return CRSError(
        Text(
            f"没有一个要素的坐标符合坐标系 {crs.name}（{shown}）",
            f"no feature has coordinates that can be meant in the CRS {crs.name} ({shown})",
        ),
        where=where,
        cure=_cure(bounds, extent=extent),
    )


def swapped(bounds: NDArray[np.float64], *, extent: Bounds | None) -> bool:
    """Whether x and y stand in each other's place: turned round, and only so, they lie in China.

    Parameters
    ----------
    bounds : array
        Least x, least y, greatest x, greatest y, of degrees or of metres.
    extent : tuple of float, optional
        Where the study lies, in degrees.
    """
    turned = bounds[[1, 0, 3, 2]]
    return not fitting(bounds, extent=extent) and bool(fitting(turned, extent=extent))


def _shown(bounds: NDArray[np.float64]) -> str:
    return f"x {_spaced(bounds[0])} … {_spaced(bounds[2])}, y {_spaced(bounds[1])} … {_spaced(bounds[3])}"


def _prefixes_differ(crs: pyproj.CRS, bounds: NDArray[np.float64]) -> bool:
    operation = crs.coordinate_operation
    if operation is None or "Transverse Mercator" not in (operation.method_name or ""):
        return False
    false_easting = next((float(value.value) for value in operation.params if value.name == "False easting"), 0.0)
    return bool((false_easting >= _PREFIXED) != (float(bounds[0]) >= _PREFIXED))


def _leading_there(bounds: NDArray[np.float64], codes: tuple[int, ...], *, extent: Bounds | None) -> tuple[str, ...]:
    there = extent or _CHINA
    middle = ((bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2)
    found = []
    for code in codes:
        lon, lat = pyproj.Transformer.from_crs(code, "EPSG:4490", always_xy=True).transform(*middle)
        if there[0] <= lon <= there[2] and there[1] <= lat <= there[3]:
            found.append(f"EPSG:{code}")
    return tuple(found)


def _cure(bounds: NDArray[np.float64], *, extent: Bounds | None) -> Text:
    codes = fitting(bounds, extent=extent)
    if swapped(bounds, extent=extent):
        return Text(
            "x 与 y 似乎颠倒（纬度或北坐标在前）；请由制作单位重新导出，经度或东坐标在前",
            "x and y seem to be swapped (latitude or northing first); "
            "have the file exported again, longitude or easting first",
        )
    if not codes:
        return Text(
            '请向制作单位询问坐标系，并在该图层写明 crs = "EPSG:…"',
            'Ask its maker for the CRS and name it in the layer: crs = "EPSG:…"',
        )
    first, *others = codes
    zh, en = (
        f'坐标符合 {first}：请在该图层写明 crs = "{first}"',
        f'The coordinates fit {first}: add crs = "{first}" to the layer',
    )
    if others:
        zh += f"（或 {'、'.join(others)}，以中央经线为准）"
        en += f" (or {', '.join(others)}, by the central meridian)"
    return Text(zh, en)


def _within(bounds: NDArray[np.float64], extent: Bounds) -> bool:
    return bool(bounds[0] >= extent[0] and bounds[1] >= extent[1] and bounds[2] <= extent[2] and bounds[3] <= extent[3])


def _spaced(value: float) -> str:
    return f"{float(value):,.0f}" if abs(value) > _DEGREES else half_up(float(value), 2)
