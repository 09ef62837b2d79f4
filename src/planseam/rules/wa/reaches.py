"""Reaches of rivers, drawn downstream, and where one unit's goes on in another's."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import shapely
from numpy.typing import NDArray

from planseam.rules.co.corridors import Corridors
from planseam.seaming.scene import Features, Scene
from planseam.text import Text

__all__ = ["CLASSES", "ROLE", "Meetings", "Reaches", "class_rank", "class_title"]

Geometries = NDArray[Any]
Floats = NDArray[np.float64]
Indices = NDArray[np.intp]
Strings = NDArray[np.str_]

ROLE = "river"
#: Classes of water quality, the best first; VI is worse than V (劣Ⅴ类).
CLASSES = ("I", "II", "III", "IV", "V", "VI")

#: Lines are looked along for this many metres to tell the way they flow.
WAY_M = 20.0
#: Cosine of the angle above which a river does not turn back: 120°.
TURNED = -0.5

_WORSE_THAN_V = re.compile(r"劣\s*(?:V|5|五)")
_NUMERALS = {**{str(rank): rank for rank in range(1, 7)}, **dict(zip("一二三四五六", range(1, 7), strict=True))}


def class_rank(words: str) -> int:
    """Rank of a class of water quality: 1 is the best, 6 worse than V; 0 where it cannot be told.

    Examples
    --------
    >>> [class_rank(words) for words in ("II", "Ⅲ类", "3", "劣Ⅴ", "good")]
    [2, 3, 3, 6, 0]
    """
    plain = unicodedata.normalize("NFKC", words).upper()
    if _WORSE_THAN_V.search(plain):
        return len(CLASSES)
    bare = plain.replace("类", "").replace("CLASS", "").strip()
    return CLASSES.index(bare) + 1 if bare in CLASSES else _NUMERALS.get(bare, 0)


def class_title(rank: int) -> Text:
    """What a class of water quality is called; in Chinese, a blank parts a numeral from what stands before it."""
    numeral = CLASSES[rank - 1]
    return Text("劣 V 类", "worse than V") if rank == len(CLASSES) else Text(f" {numeral} 类", numeral)


@dataclass(frozen=True)
class Meetings:
    """Places where a reach of one owner ends and one of another begins.

    Parameters
    ----------
    up, down : arrays of int
        Indices of the reaches.
    away : array of float
        Metres from the end of the upper one to the beginning of the lower one.
    point : array of Point
        Where the upper one ends.
    """

    up: Indices
    down: Indices
    away: Floats
    point: Geometries


@dataclass(frozen=True)
class Reaches:
    """Lines of rivers, a part an owner, each running downstream as its feature does.

    Parameters
    ----------
    features : Features
    line : array of LineString
    feature : array of int
    owner : array of str
    """

    features: Features
    line: Geometries
    feature: Indices
    owner: Strings

    @classmethod
    def of(cls, scene: Scene, *, stub_m: float) -> Self:
        """Gather the lines; what sticks out over a border by no more than `stub_m` stays with the rest."""
        gathered = Corridors.of(scene, stub_m=stub_m, role=ROLE)
        lines = np.flatnonzero(shapely.get_dimensions(gathered.part) == 1)
        line, feature = gathered.part[lines], gathered.feature[lines]
        whole = gathered.features.geometry[feature]
        middle = shapely.length(line) / 2
        # cutting and merging may turn a line round
        before, after = (
            shapely.line_locate_point(whole, shapely.line_interpolate_point(line, at))
            for at in (middle, middle + np.minimum(middle / 2, 1.0))
        )
        return cls(
            gathered.features, np.where(after < before, shapely.reverse(line), line), feature, gathered.owner[lines]
        )

    def meetings(self, *, reach: float) -> Meetings:
        """Find where a reach goes on in one of another owner, the nearest of each; names agree where both have one.

        Parameters
        ----------
        reach : float
            How far an end may be from a beginning, m.
        """
        end, begin = shapely.get_point(self.line, -1), shapely.get_point(self.line, 0)
        up, down = shapely.STRtree(begin).query(end, predicate="dwithin", distance=reach)
        name = self.features.words("name")[self.feature]
        alike = (name[up] == name[down]) | (name[up] == "") | (name[down] == "")
        # two lines drawn against each other along one bank do not flow into each other
        onward = (_way(self.line[up], -1) * _way(self.line[down], 0)).sum(axis=1) > TURNED
        keep = alike & onward & (self.owner[up] != self.owner[down]) & (self.feature[up] != self.feature[down])
        up, down = up[keep], down[keep]
        away = shapely.distance(end[up], begin[down])
        owner = np.unique(self.owner, return_inverse=True)[1]
        order = np.lexsort([down, away, owner[down], up])
        key = up[order] * (len(self.line) + 1) + owner[down[order]]
        nearest = np.sort(order[np.unique(key, return_index=True)[1]])
        return Meetings(up[nearest], down[nearest], away[nearest], end[up[nearest]])


def _way(lines: Geometries, end: int) -> Floats:
    """Unit vectors downstream at the beginning (0) or the end (-1) of lines."""
    inner = shapely.line_interpolate_point(lines, -WAY_M if end else WAY_M)
    step = shapely.get_coordinates(shapely.get_point(lines, end)) - shapely.get_coordinates(inner)
    if not end:
        step = -step
    way: Floats = step / np.maximum(np.hypot(*step.T), 1e-9)[:, None]
    return way
