"""Shapes laid flat: every line and ring a run of points in one array, so that arrays do the work to the end."""

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Self, cast

import numpy as np
import shapely
from numpy.typing import NDArray

__all__ = ["LINE", "POINT", "POLYGON", "Runs", "Shapes", "simple_parts"]

POINT, LINE, POLYGON = 0, 1, 2
_KIND_OF_TYPE = np.array([POINT, LINE, LINE, POLYGON])
#: An area has three of them.
CORNERS = 3
_SIMPLE_TYPES = [-1, 0, 1, 2, 3]

Shapes = NDArray[np.object_]
Whole = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class Runs:
    """Features as parts, parts as runs, runs as points.

    Parameters
    ----------
    features : int
        How many features there are; a feature may have no part.
    feature, kind : array
        The feature of each part, ascending, and whether it is a point, a line or a polygon.
    part : array
        The part of each run, ascending; the first run of a polygon is its shell.
    start : array
        Where each run starts among the points, and at the end their number.
    points : array of shape (n, 2)
        The points; a ring is without its closing point.
    """

    features: int
    feature: Whole
    kind: Whole
    part: Whole
    start: Whole
    points: NDArray[np.float64]

    @classmethod
    def of(cls, shapes: Shapes) -> Self:
        """Lay shapes flat; empty and missing ones have no parts."""
        parts, feature = simple_parts(np.asarray(shapes, dtype=object))
        kind = _KIND_OF_TYPE[shapely.get_type_id(parts)] if len(parts) else np.zeros(0, dtype=np.int64)
        polygons, others = np.flatnonzero(kind == POLYGON), np.flatnonzero(kind != POLYGON)
        rings, polygon = shapely.get_rings(shapely.orient_polygons(parts[polygons]), return_index=True)
        part = np.concatenate([others, polygons[polygon]])
        order = np.argsort(part, kind="stable")
        part = part[order]
        points, run = shapely.get_coordinates(np.concatenate([parts[others], rings])[order], return_index=True)
        closing = np.r_[run[1:] != run[:-1], True] & (kind[part] == POLYGON)[run] if len(run) else run.astype(bool)
        start = np.searchsorted(run[~closing], np.arange(len(part) + 1))
        return cls(features=len(shapes), feature=feature, kind=kind, part=part, start=start, points=points[~closing])

    @classmethod
    def together(cls, many: list[Self]) -> Self:
        """Several as one, their features following each other."""
        return cls(
            features=sum(each.features for each in many),
            feature=_follow([each.feature for each in many], [each.features for each in many]),
            kind=np.concatenate([each.kind for each in many]) if many else np.zeros(0, dtype=np.int64),
            part=_follow([each.part for each in many], [len(each.kind) for each in many]),
            start=np.r_[
                _follow([each.start[:-1] for each in many], [len(each.points) for each in many]),
                sum(len(each.points) for each in many),
            ],
            points=np.concatenate([np.zeros((0, 2)), *(each.points for each in many)]),
        )

    def apart(self, counts: list[int]) -> list[Self]:
        """What `together` joined, by the number of features of each."""
        edges = np.r_[0, np.cumsum(counts, dtype=np.int64)]
        return [self.take(np.arange(low, high)) for low, high in pairwise(edges.tolist())]

    def take(self, features: Whole) -> Self:
        """Some features, in ascending order."""
        new = np.full(self.features, -1, dtype=np.int64)
        new[features] = np.arange(len(features))
        parts = new[self.feature] >= 0
        new_part = np.cumsum(parts) - 1
        runs = parts[self.part]
        points = np.repeat(runs, self.length)
        return replace(
            self,
            features=len(features),
            feature=new[self.feature[parts]],
            kind=self.kind[parts],
            part=new_part[self.part[runs]],
            start=np.r_[0, np.cumsum(self.length[runs])],
            points=self.points[points],
        )

    @property
    def length(self) -> Whole:
        """The number of points of each run."""
        return np.diff(self.start)

    @property
    def closed(self) -> NDArray[np.bool_]:
        """Whether each run is a ring."""
        return cast("NDArray[np.bool_]", self.kind[self.part] == POLYGON)

    def with_points(self, points: NDArray[np.float64]) -> Self:
        """The same runs at other places."""
        return replace(self, points=points)

    def shapes(self) -> Shapes:
        """Shapes of these runs, several parts collected."""
        parts, feature = self.simple_shapes()
        made = np.full(self.features, None, dtype=object)
        count = np.bincount(feature, minlength=self.features)
        made[count == 1] = parts[count[feature] == 1]
        many = np.flatnonzero(count > 1)
        if len(many):
            inside = count[feature] > 1
            made[many] = shapely.geometrycollections(parts[inside], indices=np.searchsorted(many, feature[inside]))
        return made

    def simple_shapes(self) -> tuple[Shapes, Whole]:
        """Points, lines and polygons of these runs, and the feature of each.

        A ring of fewer than three points is a line or a point, and its holes are none.
        """
        first = np.r_[True, self.part[1:] != self.part[:-1]] if len(self.part) else np.zeros(0, dtype=bool)
        length = self.length
        area = self.closed & (length >= CORNERS)
        area &= area[np.flatnonzero(first)][np.cumsum(first) - 1]
        line = first & ~area & (length > 1)
        point = first & ~area & (length == 1)
        made = np.full(len(self.part), None, dtype=object)
        for chosen, make in ((area, shapely.linearrings), (line, shapely.linestrings)):
            rows = np.repeat(chosen, length)
            owner = np.repeat(np.cumsum(chosen) - 1, length)[rows]
            if chosen.any():
                made[chosen] = make(self.points[rows], indices=owner)
        made[point] = shapely.points(self.points[self.start[:-1][point]])
        if area.any():
            made[first & area] = shapely.polygons(made[area], indices=(np.cumsum(first & area) - 1)[area])
        return made[first], self.feature[self.part[first]]


def simple_parts(shapes: Shapes) -> tuple[Shapes, Whole]:
    """Points, lines and polygons of shapes, whatever they were wrapped in, and the shape of each."""
    parts, owner = shapely.get_parts(shapes, return_index=True)
    while not np.isin(shapely.get_type_id(parts), _SIMPLE_TYPES).all():
        parts, inner = shapely.get_parts(parts, return_index=True)
        owner = owner[inner]
    there = ~shapely.is_empty(parts)
    return parts[there], owner[there]


def _follow(indices: list[Whole], sizes: list[int]) -> Whole:
    shift = np.r_[0, np.cumsum(sizes, dtype=np.int64)][:-1]
    moved = [index + by for index, by in zip(indices, shift.tolist(), strict=True)]
    return np.concatenate([np.zeros(0, dtype=np.int64), *moved])
