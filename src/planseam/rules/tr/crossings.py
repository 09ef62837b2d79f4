"""Crossings, the rivers that they cross, and how far apart along these they are."""

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import shapely
from numpy.typing import NDArray

from planseam.model.figures import figures
from planseam.rules.owners import owners
from planseam.seaming.network import Network, Places
from planseam.seaming.scene import Features, Scene

__all__ = ["ROLE", "Crossings", "Pair", "neighbours"]

Geometries = NDArray[Any]
Floats = NDArray[np.float64]
Indices = NDArray[np.intp]
Strings = NDArray[np.str_]

ROLE = "crossing"
#: Reaches of a river that come so near each other are joined, m.
SNAP_M = 50.0
#: Slack in telling whether a third crossing lies between two, m.
BETWEEN_M = 1.0


@dataclass(frozen=True)
class Pair:
    """Two crossings near each other.

    Parameters
    ----------
    one, other : int
        Indices of the features.
    metres : float
        Along the river; straight where there is none.
    river : int
        Index of the river of `one`; -1 where there is none.
    """

    one: int
    other: int
    metres: float
    river: int


@dataclass(frozen=True)
class Crossings:
    """All crossings of a scene.

    Parameters
    ----------
    features : Features
    owner : array of str
    kind : array of object
    name : array of object
    year : array of float
        Of opening; NaN where it is not told.
    planned : array of bool
        False where the crossing is said to exist.
    river : array of int
        Index of the river that each crosses, -1 for none near.
    place : Places
        Where on the network of rivers; of no account for those without.
    network : Network
        Of the rivers.
    river_name : array of object
    """

    features: Features
    owner: Strings
    kind: NDArray[Any]
    name: NDArray[Any]
    year: Floats
    planned: NDArray[np.bool_]
    river: Indices
    place: Places
    network: Network
    river_name: NDArray[Any]

    @classmethod
    def of(cls, scene: Scene, *, river_m: float) -> Self:
        """Gather the crossings of a scene.

        Parameters
        ----------
        scene : Scene
        river_m : float
            A crossing farther than this from every river's line crosses none, m.
        """
        features, rivers = scene.features(ROLE), scene.features("river")
        lines, of_line = shapely.get_parts(rivers.geometry, return_index=True)
        linear = (shapely.get_type_id(lines) == shapely.GeometryType.LINESTRING) & (shapely.length(lines) > 0)
        lines, of_line = lines[linear], of_line[linear]
        network = Network.of(lines, snap_m=SNAP_M)
        river, line, along = np.full(len(features), -1), np.zeros(len(features), dtype=np.intp), np.zeros(len(features))
        row, near = shapely.STRtree(lines).query_nearest(features.geometry, max_distance=river_m, all_matches=False)
        link = shapely.shortest_line(lines[near], features.geometry[row])
        river[row], line[row] = of_line[near], near
        along[row] = shapely.line_locate_point(lines[near], shapely.get_point(link, 0))
        return cls(
            features,
            owners(scene, ROLE),
            features.words("kind"),
            features.words("name"),
            figures(features.words("open_year")),
            features.words("status") != "existing",
            river,
            network.at(line, along) if len(lines) else Places(line, along),
            network,
            rivers.words("name"),
        )

    def pairs(self, *, apart_m: float, years: float, same_m: float) -> list[Pair]:
        """Find crossings of one kind that are close together along one river and in time, of which one is planned.

        Parameters
        ----------
        apart_m : float
        years : float
            How far apart they may open.
        same_m : float
            Two parties' crossings no farther apart than this are one, drawn twice.
        """
        found = []
        for one in range(len(self.features)):
            others = self._alike(one, years)
            metres = self._apart(one, others, apart_m)
            found += [
                Pair(one, other, away, int(self.river[one]))
                for other, away in zip(others.tolist(), metres.tolist(), strict=True)
                if away <= apart_m
            ]
        return [pair for pair in found if self.allows(pair, apart_m=apart_m, years=years, same_m=same_m)]

    def allows(self, pair: Pair, *, apart_m: float, years: float, same_m: float) -> bool:
        """Tell whether a pair is one by these tolerances."""
        one, other = pair.one, pair.other
        straight = shapely.distance(*self.features.geometry[[one, other]])
        twice = straight <= same_m and self.owner[one] != self.owner[other]
        lapse = abs(self.year[one] - self.year[other])
        return bool(pair.metres <= apart_m and lapse <= years and not twice)

    def _alike(self, one: int, years: float) -> Indices:
        """Later crossings of one kind and river, that open about the same time; of two, one at least is planned."""
        later = np.arange(one + 1, len(self.features))
        near_in_time = np.abs(self.year[later] - self.year[one]) <= years
        new = self.planned[later] | self.planned[one]
        names_differ = (self.name[later] != self.name[one]) | (self.name[one] == "")
        alike = (self.kind[later] == self.kind[one]) & near_in_time & new & names_differ
        chosen: Indices = later[alike & self._of_one_river(one, later)]
        return chosen

    def _of_one_river(self, one: int, others: Indices) -> NDArray[np.bool_]:
        mine, theirs = self.river[one], self.river[others]
        if mine < 0:
            none: NDArray[np.bool_] = theirs < 0
            return none
        named = self.river_name[mine]
        same: NDArray[np.bool_] = (theirs == mine) | (
            (theirs >= 0) & (named != "") & (self.river_name[theirs] == named)
        )
        return same

    def _apart(self, one: int, others: Indices, within: float) -> Floats:
        if self.river[one] < 0:
            straight: Floats = shapely.distance(self.features.geometry[one], self.features.geometry[others])
            return straight
        to = Places(self.place.edge[others], self.place.along[others])
        return self.network.ways(self.place, one, to, within=within)


def neighbours(pairs: list[Pair]) -> list[Pair]:
    """Of pairs, those with no third crossing between the two that makes a pair with either."""
    beside: dict[int, dict[int, float]] = {}
    for pair in pairs:
        beside.setdefault(pair.one, {})[pair.other] = pair.metres
        beside.setdefault(pair.other, {})[pair.one] = pair.metres

    def adjoin(pair: Pair) -> bool:
        mine, theirs = beside[pair.one], beside[pair.other]
        through = [mine[third] + theirs[third] for third in mine.keys() & theirs.keys()]
        return min(through, default=np.inf) > pair.metres + BETWEEN_M

    return [pair for pair in pairs if adjoin(pair)]
