"""Every CRS in which numbers of a size may be meant: degrees, Web Mercator, and the Gauss–Krüger zones of China."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import pyproj
from numpy.typing import NDArray

from planseam.loading.crs import label, old_datum
from planseam.text import Text

__all__ = ["DATUM_NAMES", "Meant", "meant"]

_PREFIXED, _MILLION = 1e7, 1_000_000
_THREE_DEGREE_ZONES, _SIX_DEGREE_ZONES = range(25, 46), range(13, 24)
_HALF_ZONE = 180_000.0  # m: half a 3-degree zone is 140 to 167 km wide in China


@dataclass(frozen=True, kw_only=True)
class _Datum:
    """EPSG codes of one Chinese datum: of zone 0 with prefix, and of central meridian 75° without."""

    name: Text
    degrees: int
    three: int
    three_plain: int
    six: int
    six_plain: int


_DATUMS = {
    "CGCS2000": _Datum(
        name=Text.same("CGCS2000"), degrees=4490, three=4488, three_plain=4534, six=4478, six_plain=4502
    ),
    "Xian 1980": _Datum(
        name=Text("1980 西安坐标系", "Xian 1980"),
        degrees=4610, three=2324, three_plain=2370, six=2314, six_plain=2338,
    ),
    "Beijing 1954": _Datum(
        name=Text("1954 北京坐标系", "Beijing 1954"),
        degrees=4214, three=2376, three_plain=2422, six=21400, six_plain=21453,
    ),
}  # fmt: skip
#: What the datums are called in a sentence.
DATUM_NAMES = {name: datum.name for name, datum in _DATUMS.items()}
#: What a file, a folder or a layer is called when it is on an old datum.
_CALLED = {
    "Xian 1980": re.compile(r"西安\s*(19)?80|(?<!\d)(19)?80\s*(西安|坐标|系)|xi'?an[\s_-]*(19)?80", re.IGNORECASE),
    "Beijing 1954": re.compile(
        r"北京\s*(19)?54|(?<!\d)(19)?54\s*(北京|坐标|系)|beijing[\s_-]*(19)?54|(?<![a-z])bj[\s_-]*54", re.IGNORECASE
    ),
}

Meant = dict[str, tuple[Text, pyproj.CRS]]


def meant(xy: NDArray[np.float64], *, said: pyproj.CRS | None = None, called: str = "") -> Meant:
    """All CRSs whose coordinates look like these: what each is, and itself, by its code.

    Parameters
    ----------
    xy : array
        Coordinates, one a row.
    said : CRS, optional
        What the file says; it is among them.
    called : str
        The names of the file and its folders: one that names an old datum leads to the zones of that.

    Examples
    --------
    >>> {code: title.en for code, (title, _) in meant(np.array([[40_512_000.0, 3_440_000.0]])).items()}
    {'EPSG:4528': 'CGCS2000, 3-degree zone 40, with prefix', 'EPSG:3857': 'Web Mercator'}
    """
    old = (said and old_datum(said)) or next((name for name, words in _CALLED.items() if words.search(called)), None)
    found = {
        f"EPSG:{code}": (title, pyproj.CRS.from_epsg(code))
        for code, title in _by_numbers(xy, _DATUMS[old or "CGCS2000"])
    }
    if said is not None and (said.is_geographic or said.is_projected):
        found[label(said)] = (found.get(label(said), (Text.same(said.name),))[0], said)
    return found


def _by_numbers(xy: NDArray[np.float64], datum: _Datum) -> list[tuple[int, Text]]:
    x, y = np.median(xy, axis=0)
    if abs(x) <= 180 and abs(y) <= 90:  # noqa: PLR2004 -- degrees
        title = Text(f"{datum.name.zh} 经纬度", f"{datum.name.en}, longitude and latitude")
        return [(datum.degrees, title)]
    named = []
    if abs(x) < _MILLION:
        wide = float(np.quantile(np.abs(xy[:, 0] - 500_000), 0.9)) > _HALF_ZONE
        named = [_plain(datum, meridian, wide=wide) for meridian in range(75, 136, 3)]
    zones = np.unique(xy[:, 0] // _MILLION) if x >= _PREFIXED else np.empty(0)
    for zone in zones[(zones >= _SIX_DEGREE_ZONES[0]) & (zones <= _THREE_DEGREE_ZONES[-1])].astype(int).tolist():
        for width, those, first in ((3, _THREE_DEGREE_ZONES, datum.three), (6, _SIX_DEGREE_ZONES, datum.six)):
            if zone in those:
                title = Text(
                    f"{datum.name.zh} {width} 度带第 {zone} 带，有带号",
                    f"{datum.name.en}, {width}-degree zone {zone}, with prefix",
                )
                named.append((first + zone, title))
    return [*named, (3857, Text("Web 墨卡托", "Web Mercator"))]


def _plain(datum: _Datum, meridian: int, *, wide: bool) -> tuple[int, Text]:
    """A zone without prefix; a 6-degree one has the numbers of the 3-degree one on the same meridian."""
    six = wide and meridian % 6 == 3  # noqa: PLR2004 -- central meridians of 6-degree zones are 75°, 81°, …
    width, code = (6, datum.six_plain + (meridian - 75) // 6) if six else (3, datum.three_plain + (meridian - 75) // 3)
    return code, Text(
        f"{datum.name.zh} {width} 度带，中央经线 {meridian}°，无带号",
        f"{datum.name.en}, {width}-degree zone, central meridian {meridian}°, without prefix",
    )
