"""Which of two columns of coordinates runs east, by the numbers first and by their names second."""

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planseam.loading.sheets.headings import Axis
from planseam.text import NOTHING, Text

__all__ = ["Axes", "axes_of"]

#: Classes of numbers: degrees, metres within a zone without prefix, northings in China, eastings with prefix.
_EDGES = np.array([-180.0, np.nextafter(180.0, 200.0), 1e6, 7e6, 1e8])
_DEGREES, _SMALL, _NORTHING, _LARGE = 1, 2, 3, 4
_CLASSES = 8
_LON, _LAT = (73.0, 136.0), (3.0, 54.0)
_SAYS_NORTH: set[Axis] = {"north", "lat"}
_HANZI = re.compile(r"[\u4e00-\u9fff]")


@dataclass(frozen=True, kw_only=True)
class Axes:
    """How two columns of coordinates are meant.

    Parameters
    ----------
    turned : bool
        Whether the first runs north.
    note : Text
        What the numbers tell where names leave it open, as a clause.
    contradiction : Text
        What the numbers tell against the names, as a clause.
    swapped, strange : array of bool
        Rows in which the two stand in each other's place, and rows that are not of the kind that the others are.
    metric : bool
        Whether the coordinates are metres.
    """

    turned: bool
    note: Text = NOTHING
    contradiction: Text = NOTHING
    swapped: NDArray[np.bool_]
    strange: NDArray[np.bool_]
    metric: bool


def axes_of(
    first: NDArray[np.float64], second: NDArray[np.float64], *, axes: tuple[Axis, Axis], names: tuple[str, str]
) -> Axes:
    """Tell east from north.

    In China a northing lies between 1 and 7 million metres, an easting does
    not; a longitude lies beyond 73°, a latitude below 54°. So the numbers
    decide; names only where they cannot.

    Parameters
    ----------
    first, second : array
        Numbers of the two columns; NaN where there is none.
    axes : tuple of Axis
        What their headings say they are; the first should run east, but x runs north for surveyors.
    names : tuple of str
        Their headings.
    """
    kinds = np.digitize(first, _EDGES) * _CLASSES + np.digitize(second, _EDGES)
    known = np.isfinite(first) & np.isfinite(second)
    usual = int(np.bincount(kinds[known]).argmax()) if known.any() else _DEGREES * _CLASSES + _DEGREES
    one, other = divmod(usual, _CLASSES)
    metric = not one == other == _DEGREES
    by_numbers = _by_numbers(one, other, first[known & (kinds == usual)], second[known & (kinds == usual)])
    surveyor = any(map(_HANZI.search, names))
    turned = by_numbers if by_numbers is not None else axes[0] in _SAYS_NORTH or (axes[0] == "x" and surveyor)
    alike = known & (kinds == usual)
    mirror = known & (kinds == other * _CLASSES + one) & (one != other)
    if not metric:
        mirror = alike & _latitude_first(second if turned else first, first if turned else second)
    note, against = _told(axes, names, turned=turned, sure=by_numbers is not None, metric=metric)
    return Axes(
        turned=turned,
        note=note,
        contradiction=against,
        swapped=mirror,
        strange=known & ~alike & ~mirror,
        metric=metric,
    )


def _by_numbers(one: int, other: int, first: NDArray[np.float64], second: NDArray[np.float64]) -> bool | None:
    """Whether the first runs north; None where the numbers do not tell."""
    if one == other == _DEGREES and len(first):
        middle = float(np.median(first)), float(np.median(second))
        if _is(middle, _LON, _LAT):
            return False
        return True if _is(middle, _LAT, _LON) else None
    if (one == _NORTHING) != (other == _NORTHING):
        return one == _NORTHING
    return None


def _is(middle: tuple[float, float], one: tuple[float, float], other: tuple[float, float]) -> bool:
    return one[0] <= middle[0] <= one[1] and other[0] <= middle[1] <= other[1]


def _latitude_first(east: NDArray[np.float64], north: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Rows of degrees that lie in China only when turned round."""
    inside = (east >= _LAT[0]) & (east <= _LAT[1]) & (north >= _LON[0]) & (north <= _LON[1])
    return np.asarray(inside, dtype=bool)


def _told(
    axes: tuple[Axis, Axis], names: tuple[str, str], *, turned: bool, sure: bool, metric: bool
) -> tuple[Text, Text]:
    first, second = names[::-1] if turned else names
    if metric:
        said = Text(f"“{first}” 为东坐标，“{second}” 为北坐标", f"“{first}” runs east and “{second}” north")
    else:
        said = Text(f"“{first}” 为经度，“{second}” 为纬度", f"“{first}” is the longitude and “{second}” the latitude")
    if axes[0] == "x":
        how = Text("按数值判定", "by the numbers") if sure else Text("按列名判定", "by the headings")
        return Text(f"{said.zh}（{how.zh}）", f"{said.en} ({how.en})"), NOTHING
    if turned != (axes[0] in _SAYS_NORTH):
        return NOTHING, said
    return NOTHING, NOTHING
