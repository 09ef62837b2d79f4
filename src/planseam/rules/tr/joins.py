"""Which ends of lines on both sides of a border belong together."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from planseam.model.border import Border
from planseam.rules.co.corridors import Corridors, Ends

__all__ = ["Join", "joins"]

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]
Mask = NDArray[np.bool_]

#: An end so near the other line meets it, wherever both reach the border, m.
TOUCH_M = 1.0


@dataclass(frozen=True)
class Join:
    """Two lines that reach one border from both sides.

    Parameters
    ----------
    a, b : int
        The parts that end, of ``border.a`` and of ``border.b``.
    at_a, at_b : Point
        Where each reaches the border: the place on it that is nearest to the end.
    meets : bool
        Whether these are no farther apart than the tolerance.
    """

    a: int
    b: int
    at_a: Any
    at_b: Any
    meets: bool


def joins(lines: Corridors, ends: Ends, border: Border, *, offset_m: float, pair_m: float) -> list[Join]:
    """Pair ends that reach a border from both sides, each with one other.

    First those that meet, alike in name or class before others; then of those that no line of the other side meets
    the ones with the same name, then the ones with the same class; always the nearest first.

    Parameters
    ----------
    lines : Corridors
        `kind` is of no account; `grade` holds the class.
    ends : Ends
        Those of this border.
    border : Border
    offset_m : float
        Ends that reach the border no farther apart meet.
    pair_m : float
        Ends farther apart are not of one line.
    """
    owner = lines.owner[ends.part]
    left, right = np.flatnonzero(owner == border.a), np.flatnonzero(owner == border.b)
    at = shapely.get_point(shapely.shortest_line(border.line, ends.point), 0)
    found, of = shapely.STRtree(at[right]).query(at[left], predicate="dwithin", distance=pair_m)
    one, other = left[found], right[of]
    away = shapely.distance(at[one], at[other])
    touch = np.minimum(
        shapely.distance(ends.point[one], lines.part[ends.part[other]]),
        shapely.distance(ends.point[other], lines.part[ends.part[one]]),
    )
    meets = (away <= offset_m) | (touch <= TOUCH_M)
    alone = ~lines.met(ends.point, ends.part, np.full(len(ends.point), offset_m))
    names = lines.features.words("name")[lines.feature[ends.part]]
    classes = lines.grade[ends.part]
    same_name, same_class = _same(names, one, other), _same(classes, one, other)
    free = alone[one] & alone[other]
    told = [meets & (same_name | same_class), meets, free & same_name, free & same_class]
    rank = np.select(told, range(len(told)), len(told))
    order = np.lexsort([other, one, away, rank])
    taken: set[int] = set()
    result = []
    for row in order[rank[order] < len(told)].tolist():
        pair = int(one[row]), int(other[row])
        if taken.isdisjoint(pair):
            taken.update(pair)
            a, b = pair
            result.append(Join(int(ends.part[a]), int(ends.part[b]), at[a], at[b], bool(meets[row])))
    return result


def _same(words: NDArray[Any], one: Indices, other: Indices) -> Mask:
    same: Mask = (words[one] == words[other]) & (words[one] != "")
    return same
