"""Corridors by owner, and where they end at a border."""

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import shapely
from numpy.typing import NDArray

from planseam.model.border import Border
from planseam.seaming.profile import Flank, Profile
from planseam.seaming.scene import Features, Scene

__all__ = ["ROLE", "Corridors", "Ends"]

Geometries = NDArray[Any]
Floats = NDArray[np.float64]
Indices = NDArray[np.intp]
Mask = NDArray[np.bool_]
Strings = NDArray[np.str_]

ROLE = "corridor"
#: A line that comes so near another of its own side goes on in it, m.
JOIN_M = 1.0
#: Lines are looked along for this many metres to tell the way they go.
WAY_M = 20.0
#: Cosine of the angle below which two lines go the same way: 60°.
SAME_WAY = 0.5
LINE, AREA = 1, 2


@dataclass(frozen=True)
class Ends:
    """Ends of lines near a border.

    Parameters
    ----------
    point : array of Point
    part : array of int
        The part of a corridor that ends.
    border : array of int
        Index of the nearest border of its owner, among those within its tolerance.
    """

    point: Geometries
    part: Indices
    border: Indices

    def where(self, keep: Mask) -> "Ends":
        """Some of the ends."""
        return Ends(self.point[keep], self.part[keep], self.border[keep])


@dataclass(frozen=True)
class Corridors:
    """All corridors of a scene, part by part.

    A feature that declares no owner belongs to the units in which it lies,
    cut where the border is; what sticks out by no more than `stub_m` still
    belongs to the unit in which most of it lies.

    Parameters
    ----------
    features : Features
    part : array of LineString and Polygon
        Lines merged for each feature and owner.
    feature : array of int
    owner, kind, grade : arrays of str
        Of each part.
    tree : STRtree
        Over the parts.
    """

    features: Features
    part: Geometries
    feature: Indices
    owner: Strings
    kind: NDArray[Any]
    grade: NDArray[Any]
    tree: shapely.STRtree

    @classmethod
    def of(cls, scene: Scene, *, stub_m: float, role: str = ROLE, kind: str = "kind", grade: str = "grade") -> Self:
        """Gather the corridors of a scene, or the features of another role that has lines.

        Parameters
        ----------
        scene : Scene
        stub_m : float
            What sticks out over the border by no more than this, m, stays with the rest.
        role : str
        kind, grade : str
            Columns that say what kind of line it is, and of what class; empty where the role has none.
        """
        features, pieces = scene.features(role), scene.pieces(role)
        size = shapely.length(pieces.geometry)
        order = np.lexsort([-size, pieces.feature])
        present, first, at = np.unique(pieces.feature[order], return_index=True, return_inverse=True)
        largest = np.empty(len(order), dtype=pieces.owner.dtype)
        largest[order] = pieces.owner[order][first][at]
        linear = shapely.get_dimensions(pieces.geometry) == LINE
        stub = linear & (size <= stub_m) & (features.owner[pieces.feature] == "")
        owner = np.where(stub, largest, pieces.owner)
        codes, code = np.unique(owner, return_inverse=True)
        keys, row = np.unique(pieces.feature * len(codes) + code, return_inverse=True)
        feature, owner = keys // max(len(codes), 1), codes[keys % max(len(codes), 1)]
        place = np.searchsorted(present, feature)
        whole = np.bincount(place, minlength=len(present))[place] == 1
        geometry = np.empty(len(keys), dtype=object)
        geometry[whole] = features.geometry[feature[whole]]
        for index in np.flatnonzero(~whole):
            geometry[index] = shapely.union_all(pieces.geometry[row == index])
        lines = shapely.get_dimensions(geometry) == LINE
        geometry[lines] = shapely.line_merge(geometry[lines])
        part, of = shapely.get_parts(geometry, return_index=True)
        kinds, grades = (features.words(column)[feature[of]] for column in (kind, grade))
        return cls(features, part, feature[of], owner[of], kinds, grades, shapely.STRtree(part))

    def ends(self, borders: tuple[Border, ...], within: Floats) -> Ends:
        """Find the ends of lines that lie near a border of their owner and do not go on in another line.

        Parameters
        ----------
        borders : tuple of Border
        within : array of float
            How near, m, for each border.
        """
        lines = np.flatnonzero((shapely.get_dimensions(self.part) == LINE) & ~shapely.is_closed(self.part))
        point = np.concatenate([shapely.get_point(self.part[lines], 0), shapely.get_point(self.part[lines], -1)])
        part = np.concatenate([lines, lines])
        geometry = np.array([border.line for border in borders], dtype=object)
        border, end = shapely.STRtree(point).query(geometry, predicate="dwithin", distance=within)
        codes = np.array([[border.a, border.b] for border in borders]).reshape(-1, 2)
        own = (codes[border] == self.owner[part[end], None]).any(axis=1)
        border, end = border[own], end[own]
        away = shapely.distance(geometry[border], point[end])
        order = np.lexsort([border, away, end])
        nearest = order[np.unique(end[order], return_index=True)[1]]
        found = Ends(point[end[nearest]], part[end[nearest]], border[nearest])
        return found.where(~self._go_on(found))

    def met(self, points: Geometries, part: Indices, within: Floats) -> Mask:
        """Tell whether a corridor of another owner and an agreeing kind comes near each place.

        Parameters
        ----------
        points : array of geometries
        part : array of int
            The part that ends there.
        within : array of float
            How near, m.
        """
        place, other = self.tree.query(points, predicate="dwithin", distance=within)
        answer = np.zeros(len(points), dtype=bool)
        answer[place[self._answers(part[place], other)]] = True
        return answer

    def nearest(self, point: Any, part: int, within: float) -> tuple[int, float] | None:  # noqa: ANN401 - any geometry
        """The nearest part of another owner and an agreeing kind, and metres to it."""
        other = self.tree.query(point, predicate="dwithin", distance=within)
        other = other[self._answers(np.full(len(other), part), other)]
        if len(other) == 0:
            return None
        away = shapely.distance(point, self.part[other])
        return int(other[away.argmin()]), float(away.min())

    def stops(
        self, scene: Scene, border: Border, *, left: bool, reach: float, facing: float, run_m: float
    ) -> list[tuple[shapely.LineString, int]]:
        """Find stretches of a border that strips of one side reach, with nothing of their kind near.

        Returns
        -------
        list of (LineString, int)
            The stretch, and the part that it shows.
        """
        own = border.a if left else border.b
        near = np.sort(self.tree.query(border.line, predicate="dwithin", distance=reach))
        areas = near[(shapely.get_dimensions(self.part[near]) == AREA) & (self.owner[near] == own)]
        nothing = Flank.of(self.part[:0], areas[:0])
        found: list[tuple[shapely.LineString, int]] = []
        for kind in np.unique(self.kind[areas]):
            here = areas[self.kind[areas] == kind]
            strips = Flank.of(self.part[here], here)
            flanks = (strips, nothing) if left else (nothing, strips)
            profile = Profile.of(border, flanks, step=scene.step_m, reach=reach)
            # the whole contact: where the other side meets a part of it, it goes on
            runs = profile.one_sided(reach=reach, facing=0.0, left=left, bridge=reach)
            part = (profile.left if left else profile.right).feature[runs.first]
            lines = np.full(len(runs), None, dtype=object)
            for run, (start, end, of) in enumerate(zip(runs.start, runs.end, runs.part, strict=True)):
                lines[run] = profile.reference.substring(start, end, int(of))
            bare = ~self.met(lines, part, np.full(len(runs), facing)) & (runs.length >= run_m)
            found += [(lines[index], int(part[index])) for index in np.flatnonzero(bare)]
        return found

    def _answers(self, part: Indices, other: Indices) -> Mask:
        answers: Mask = (self.owner[part] != self.owner[other]) & _agree(self.kind[part], self.kind[other])
        return answers

    def _go_on(self, ends: Ends) -> Mask:
        end, other = self.tree.query(ends.point, predicate="dwithin", distance=JOIN_M)
        part = ends.part[end]
        same = (self.owner[part] == self.owner[other]) & (self.kind[part] == self.kind[other]) & (part != other)
        end, part, other = end[same], part[same], other[same]
        own_way, other_way = _way(self.part[part], ends.point[end]), _way(self.part[other], ends.point[end])
        # two lines that come from one side, or one drawn twice, end there both: they do not go on in each other
        alike = (own_way * other_way).sum(axis=1) > SAME_WAY
        joined = np.zeros(len(ends.point), dtype=bool)
        joined[end[~alike]] = True
        return joined


def _way(lines: Geometries, ends: Geometries) -> Floats:
    """Unit vectors into lines from where they end; nought where a line does not end there, or is an area."""
    way = np.zeros((len(lines), 2))
    for place, inner in ((0, WAY_M), (-1, -WAY_M)):
        here = np.flatnonzero(shapely.dwithin(shapely.get_point(lines, place), ends, JOIN_M))
        tip, inside = (
            shapely.get_coordinates(found)
            for found in (shapely.get_point(lines[here], place), shapely.line_interpolate_point(lines[here], inner))
        )
        step = inside - tip
        way[here] = step / np.maximum(np.hypot(*step.T), 1e-9)[:, None]
    return way


def _agree(kind: NDArray[Any], other: Any) -> Mask:  # noqa: ANN401 - one kind or many
    """Kinds agree where they are the same, or one of them is not told."""
    agree: Mask = (kind == other) | (kind == "") | (other == "")
    return agree
