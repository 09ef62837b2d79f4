"""Where corridors reach a border from both sides, and which of them belong together."""

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from planseam.model.border import Border
from planseam.rules.co.corridors import Corridors, Ends
from planseam.seaming.profile import Flank, Profile, runs_of
from planseam.seaming.scene import Scene

__all__ = ["Landings", "Pair"]

Geometries = NDArray[Any]
Floats = NDArray[np.float64]
Indices = NDArray[np.intp]
Mask = NDArray[np.bool_]

AREA = 2


@dataclass(frozen=True)
class Pair:
    """Two corridors that belong together.

    Parameters
    ----------
    left, right : int
        Indices of the landings.
    places : (Point, Point)
        Where each reaches the border: of two strips their middles, else the places nearest to each other.
    offset : float
        Metres between these places.
    """

    left: int
    right: int
    places: tuple[Any, Any]
    offset: float


@dataclass(frozen=True)
class Landings:
    """All places where corridors reach one border.

    Parameters
    ----------
    corridors : Corridors
    left : array of bool
        Whether the corridor is that of ``border.a``.
    part : array of int
        The part of a corridor.
    where : array of Point and LineString
        Of a line, the place on the border that is nearest to its end; of a strip, the stretch of border it reaches.
    width : array of float
        m; of a line as declared, of a strip the length of that stretch; NaN where unknown.
    """

    corridors: Corridors
    left: Mask
    part: Indices
    where: Geometries
    width: Floats

    @classmethod
    def of(cls, scene: Scene, corridors: Corridors, border: Border, ends: Ends, *, reach: float, run_m: float) -> Self:
        """Gather the landings of a border.

        Parameters
        ----------
        scene : Scene
        corridors : Corridors
        border : Border
        ends : Ends
            Ends of lines near this border.
        reach : float
            How near a strip must come, m.
        run_m : float
            Along how much border, m.
        """
        said = corridors.features.words("width_m")[corridors.feature[ends.part]]
        width = pd.to_numeric(pd.Series(said, dtype=object), errors="coerce").to_numpy(dtype=float)
        points = shapely.get_point(shapely.shortest_line(border.line, ends.point), 0)
        strips, part = _contacts(scene, corridors, border, reach=reach, run_m=run_m)
        parts = np.concatenate([ends.part, part])
        return cls(
            corridors,
            corridors.owner[parts] == border.a,
            parts,
            np.concatenate([points, strips]),
            np.concatenate([width, scene.length(strips)]),
        )

    def pairs(self, *, reach_m: float, pair_m: float) -> list[Pair]:
        """Pair landings of both sides whose kinds agree, each with one other, the same name and the nearest first.

        Parameters
        ----------
        reach_m : float
            Farther apart, corridors belong together only by name, m.
        pair_m : float
            Farther apart, they do not, m.
        """
        left, right = np.flatnonzero(self.left), np.flatnonzero(~self.left)
        found, of = shapely.STRtree(self.where[right]).query(self.where[left], "dwithin", max(reach_m, pair_m))
        one, other = left[found], right[of]
        names = self.corridors.features.words("name")[self.corridors.feature[self.part]]
        kind = self.corridors.kind[self.part]
        same = (names[one] == names[other]) & (names[one] != "")
        agree = (kind[one] == kind[other]) | (kind[one] == "") | (kind[other] == "")
        away = shapely.distance(self.where[one], self.where[other])
        fitting = agree & (away <= np.where(same, max(reach_m, pair_m), reach_m))
        order = np.lexsort([other, one, away, ~same])
        taken: set[int] = set()
        result = []
        for row in order[fitting[order]].tolist():
            pair = int(one[row]), int(other[row])
            if taken.isdisjoint(pair):
                taken.update(pair)
                result.append(self._pair(*pair))
        return result

    def _pair(self, left: int, right: int) -> Pair:
        where = self.where[[left, right]]
        if (shapely.get_dimensions(where) == 1).all():
            places = shapely.line_interpolate_point(where, 0.5, normalized=True)
        else:
            places = shapely.get_point(shapely.shortest_line(*where), [0, 1])
        return Pair(left, right, (places[0], places[1]), float(shapely.distance(*places)))


def _contacts(
    scene: Scene, corridors: Corridors, border: Border, *, reach: float, run_m: float
) -> tuple[Geometries, Indices]:
    """Stretches of a border that strips of either side reach, and the part of each."""
    near = np.sort(corridors.tree.query(border.line, predicate="dwithin", distance=reach))
    areas = near[shapely.get_dimensions(corridors.part[near]) == AREA]
    sides = [areas[corridors.owner[areas] == code] for code in (border.a, border.b)]
    lines: list[Any] = []
    parts: list[int] = []
    if all(len(side) == 0 for side in sides):
        return np.zeros(0, dtype=object), np.zeros(0, dtype=np.intp)
    flanks = [Flank.of(corridors.part[side], side) for side in sides]
    profile = Profile.of(border, (flanks[0], flanks[1]), step=scene.step_m, reach=reach)
    for left, side, seen in zip((True, False), sides, (profile.left, profile.right), strict=True):
        for part in side.tolist():

            def still(measure: Floats, of: Indices, *, left: bool = left, part: int = part) -> Mask:
                held: Mask = profile.look(measure, of, left=left)[0] == part
                return held

            cells = profile.start, profile.end, profile.part
            runs = profile.sharpened(runs_of(seen.feature == part, *cells, bridge=reach), still)
            runs = runs.where(runs.length >= run_m)
            lines += [
                profile.reference.substring(start, end, int(of))
                for start, end, of in zip(runs.start, runs.end, runs.part, strict=True)
            ]
            parts += [part] * len(runs)
    stretches = np.empty(len(lines), dtype=object)
    stretches[:] = lines
    return stretches, np.array(parts, dtype=np.intp)
