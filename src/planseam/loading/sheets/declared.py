"""The CRS that a coordinate sheet declares in words: datum, width of the zones, zone or central meridian."""

import re
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pyproj
from numpy.typing import NDArray
from pyproj.crs import ProjectedCRS
from pyproj.crs.coordinate_operation import TransverseMercatorConversion

from planseam.text import NOTHING, Text, half_up

__all__ = ["Declared", "crs_of", "declared"]

Datum = Literal["cgcs2000", "xian80", "beijing54", "wgs84"]

_DATUMS: dict[Datum, re.Pattern[str]] = {
    "cgcs2000": re.compile(r"2000\s*(?:国家|中国)?(?:大地)?坐标系?|(?:国家|CGCS|中国)\s*_?2000|2000系", re.IGNORECASE),
    "xian80": re.compile(
        r"(?<!\d)(?:19)?80\s*(?:国家|西安|坐标)|西安\s*_?(?:19)?80|(?:国家|xian)[\s_]*(?:19)?80", re.IGNORECASE
    ),
    "beijing54": re.compile(
        r"(?<!\d)(?:19)?54\s*(?:国家|北京|坐标)|北京\s*_?(?:19)?54|beijing[\s_]*(?:19)?54", re.IGNORECASE
    ),
    "wgs84": re.compile(r"wgs[\s_-]*(?:19)?84", re.IGNORECASE),
}
_NAMES: dict[Datum, str] = {
    "cgcs2000": "CGCS2000",
    "xian80": "Xian 1980",
    "beijing54": "Beijing 1954",
    "wgs84": "WGS 84",
}
_DEGREES: dict[Datum, int] = {"cgcs2000": 4490, "xian80": 4610, "beijing54": 4214, "wgs84": 4326}
#: EPSG code of the first zone: with the zone in front of eastings, and without. WGS 84 has no such zones.
_ZONES: dict[tuple[Datum, int], tuple[int, int]] = {
    ("cgcs2000", 3): (4513, 4534),
    ("cgcs2000", 6): (4491, 4502),
    ("xian80", 3): (2349, 2370),
    ("xian80", 6): (2327, 2338),
    ("beijing54", 3): (2401, 2422),
    ("beijing54", 6): (21413, 21453),
}
_RANGES = {3: range(25, 46), 6: range(13, 24)}
_WIDTH = re.compile(r"(?:几度分带|分带(?:方式|度数)?)\s*[:=：＝]?\s*([36三六])|([36三六])\s*[°度]\s*(?:分\s*)?带")
_ZONE = re.compile(r"带\s*号\s*[:=：＝为]?\s*(\d{2})(?!\d)|(?<![\d.])(\d{2})\s*(?:号\s*)?带(?!\s*号)")
_MERIDIAN = re.compile(
    r"中央(?:子午线|经线|经度)\s*(?:经度)?\s*[:=：＝为]?\s*(?:东经|E)?\s*(\d{2,3}(?:\.\d+)?)(?![.\d])"
    r"(?:\s*[°度º]\s*(\d{1,2})\s*[′'’分])?"
)
_NUMBERS = {"三": 3, "六": 6, "3": 3, "6": 6}
_PREFIXED, _MILLION = 1e7, 1_000_000


@dataclass(frozen=True, kw_only=True)
class Declared:
    """What words say of a CRS.

    Parameters
    ----------
    datum : {"cgcs2000", "xian80", "beijing54", "wgs84"}, optional
    width : {3, 6}, optional
        Degrees of longitude of a zone.
    zone : int, optional
    meridian : float, optional
        Central meridian in degrees.
    """

    datum: Datum | None = None
    width: int | None = None
    zone: int | None = None
    meridian: float | None = None

    @property
    def shown(self) -> Text:
        """It, in words."""
        said = [
            (self.datum, Text.same(_NAMES.get(self.datum or "wgs84", ""))),
            (self.width, Text(f"{self.width} 度带", f"{self.width}-degree zones")),
            (self.zone, Text(f"带号 {self.zone}", f"zone {self.zone}")),
            (self.meridian, Text(f"中央经线 {_dm(self.meridian)}", f"central meridian {_dm(self.meridian)}")),
        ]
        words = [text for value, text in said if value is not None]
        return Text("，".join(word.zh for word in words), ", ".join(word.en for word in words))


def declared(words: str) -> Declared:
    """Find the CRS in a heading or a title.

    Examples
    --------
    >>> declared("坐标系=2000国家大地坐标系 几度分带=3 带号=40")
    Declared(datum='cgcs2000', width=3, zone=40, meridian=None)
    >>> declared("2000国家大地坐标系，3度带，中央子午线120°30′").meridian
    120.5
    """
    datums = [datum for datum, pattern in _DATUMS.items() if pattern.search(words)]
    width, zone, meridian = (pattern.search(words) for pattern in (_WIDTH, _ZONE, _MERIDIAN))
    return Declared(
        # a text that speaks of two, as of a transformation, says neither
        datum=datums[0] if len(datums) == 1 else None,
        width=_NUMBERS[width[1] or width[2]] if width else None,
        zone=int(zone[1] or zone[2]) if zone else None,
        meridian=float(meridian[1]) + int(meridian[2] or 0) / 60 if meridian else None,
    )


def crs_of(said: Declared, eastings: NDArray[np.float64]) -> tuple[pyproj.CRS | None, Text]:
    """The CRS that is declared, if the coordinates agree with it.

    Parameters
    ----------
    said : Declared
    eastings : array
        Or longitudes.

    Returns
    -------
    tuple of CRS or None and Text
        Why there is none in spite of what is said, as a clause; else no words.
    """
    known = eastings[np.isfinite(eastings)]
    if said.datum is None or not len(known):
        return None, NOTHING
    middle = float(np.median(known))
    if abs(middle) <= 360:  # noqa: PLR2004 -- degrees of a circle
        return pyproj.CRS.from_epsg(_DEGREES[said.datum]), NOTHING
    prefix = int(middle // _MILLION) if middle >= _PREFIXED else None
    if prefix is None and said.zone is None and said.meridian is not None and said.meridian % 3:
        return _local(said.datum, said.meridian), NOTHING
    return _zoned(said, prefix, middle, said.datum)


def _zoned(said: Declared, prefix: int | None, middle: float, datum: Datum) -> tuple[pyproj.CRS | None, Text]:
    """The CRS of a zone, with or without its number before the eastings."""
    zone, width = _zone(said, prefix)
    if zone is None or width is None:
        return None, Text("没有写明分带", "the zone is not said")
    if zone not in _RANGES[width] or (datum, width) not in _ZONES:
        return None, Text(f"没有这样的 {width} 度带第 {zone} 带", f"there is no {width}-degree zone {zone}")
    if prefix is not None and prefix != zone:
        return None, Text(
            f"横坐标的带号是 {prefix}，写明的却是 {zone}（{half_up(middle)}）",
            f"the eastings are prefixed {prefix}, but zone {zone} is declared ({half_up(middle)})",
        )
    return pyproj.CRS.from_epsg(_ZONES[datum, width][prefix is None] + zone - _RANGES[width].start), NOTHING


def _local(datum: Datum, meridian: float) -> pyproj.CRS:
    """Gauss–Krüger with a meridian of its own, as cities between two zones have it."""
    conversion = TransverseMercatorConversion(longitude_natural_origin=meridian, false_easting=500_000)
    name = f"{_NAMES[datum]} / Gauss-Kruger CM {_dm(meridian)}E"
    return ProjectedCRS(conversion, name=name, geodetic_crs=pyproj.CRS.from_epsg(_DEGREES[datum]))


def _dm(meridian: float | None) -> str:
    """Degrees, and minutes where there are any."""
    degrees, minutes = divmod(round((meridian or 0) * 60), 60)
    return f"{degrees}°{minutes:02d}′" if minutes else f"{degrees}°"


def _zone(said: Declared, prefix: int | None) -> tuple[int | None, int | None]:
    """Zone and width; a zone's number tells its width, for those of China differ."""
    zone, width = said.zone, said.width
    if zone is None and said.meridian is not None:
        # a meridian of the 6-degree zones is one of the 3-degree zones as well, so that the width must be said
        if width == 6 and said.meridian % 6 == 3:  # noqa: PLR2004 -- 75°, 81°, … are central meridians
            zone = int(said.meridian + 3) // 6
        elif width == 3 and said.meridian % 3 == 0:  # noqa: PLR2004 -- 75°, 78°, … are central meridians
            zone = int(said.meridian) // 3
    # Web Mercator has eastings of 13 million in the east of China, as the 6-degree zone 13 has in its west
    if zone is None and (width == 6 or prefix in _RANGES[3]):  # noqa: PLR2004 -- degrees
        zone = prefix
    if zone is not None and width is None:
        width = next((one for one, numbers in _RANGES.items() if zone in numbers), None)
    return zone, width
