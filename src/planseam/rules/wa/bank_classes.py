"""Which control line holds on either bank of a water along a border."""

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import shapely
from numpy.typing import NDArray

from planseam.model.border import Border
from planseam.seaming.banks import Ground, covering, shore, strip_points
from planseam.seaming.profile import HALF_WINDOW_M, Flank, Profile, Runs, runs_of
from planseam.seaming.scene import Features, Scene

__all__ = ["CONTROLS", "WATERS", "Banks", "Looks", "Waters"]

Geometries = NDArray[Any]
Floats = NDArray[np.float64]
Indices = NDArray[np.intp]
Mask = NDArray[np.bool_]

#: Control lines, the strictest first; where two lie on one place, the earlier holds.
CONTROLS = ("redline", "farmland", "development-boundary")
#: Roles of waters; where two lie on one place, the earlier holds.
WATERS = ("lake", "river")
#: The strip behind the bank is looked at every so many metres.
STRIP_STEP_M = 50.0
#: So many places are looked for water at once.
BLOCK = 64
AREA, LINE = 2, 1


@dataclass(frozen=True)
class Waters:
    """All water of a scene. Build it by `Waters.of`.

    Parameters
    ----------
    features : dict of str to Features
        By role.
    areas : dict of str to Ground
        Water drawn as areas, by role.
    all_areas : Ground
        The same of all roles together.
    lines : STRtree
        Over the edges of rivers drawn as lines.
    line_feature : array of int
        Index of the river of each edge.
    """

    features: dict[str, Features]
    areas: dict[str, Ground]
    all_areas: Ground
    lines: shapely.STRtree
    line_feature: Indices

    @classmethod
    def of(cls, scene: Scene) -> Self:
        """Index lakes and rivers."""
        features = {role: scene.features(role) for role in WATERS}
        areal = {role: np.flatnonzero(shapely.get_dimensions(features[role].geometry) == AREA) for role in WATERS}
        areas = {role: Ground.of(features[role].geometry[areal[role]], areal[role]) for role in WATERS}
        together = Ground.of(np.concatenate([features[role].geometry[areal[role]] for role in WATERS]))
        rivers = features["river"].geometry
        lines = np.flatnonzero(shapely.get_dimensions(rivers) == LINE)
        edges, source = _edges(rivers[lines])
        return cls(features, areas, together, shapely.STRtree(edges), lines[source])

    def at(self, xy: Floats, role: str, *, line_m: float) -> Indices:
        """The water of a role at each place; -1 where there is none, or one of an earlier role.

        Parameters
        ----------
        xy : array of float, shape (n, 2)
            Neighbours follow each other: stretches without water are passed over whole.
        role : {"lake", "river"}
        line_m : float
            A river drawn as a line is at places within this many metres.
        """
        found = np.full(len(xy), -1)
        near = self._near(xy, role, line_m)
        points = shapely.points(xy[near])
        seen = self.areas[role].at(points)
        for earlier in WATERS[: WATERS.index(role)]:
            seen[self.areas[earlier].at(points) >= 0] = -1
        if role == "river":
            dry = np.flatnonzero(self.all_areas.at(points) < 0)
            place, edge = self.lines.query(points[dry], predicate="dwithin", distance=line_m)
            away = shapely.distance(points[dry[place]], self.lines.geometries[edge])
            order = np.lexsort([self.line_feature[edge], away, place])
            nearest = order[np.unique(place[order], return_index=True)[1]]
            seen[dry[place[nearest]]] = self.line_feature[edge[nearest]]
        found[near] = seen
        return found

    def _near(self, xy: Floats, role: str, line_m: float) -> Indices:
        """Places in blocks whose box comes near a water of the role."""
        if len(xy) == 0:
            return np.zeros(0, dtype=np.intp)
        first = np.arange(0, len(xy), BLOCK)
        low, high = (reduce.reduceat(xy, first) for reduce in (np.minimum, np.maximum))
        boxes = shapely.box(*(low - line_m).T, *(high + line_m).T)
        trees = [self.areas[role].tree, *([self.lines] if role == "river" else [])]
        wet = np.unique(np.concatenate([tree.query(boxes)[0] for tree in trees]))
        return np.flatnonzero(np.isin(np.arange(len(xy)) // BLOCK, wet))


@dataclass(frozen=True)
class Looks:
    """What is seen from places on a border.

    Parameters
    ----------
    water : array of int
        Index of the water; -1 for none.
    left, right : arrays of int
        Index of the control line in `CONTROLS` that covers most of the first strip of land on each side;
        ``len(CONTROLS)`` for none of them, -1 where it cannot be told.
    """

    water: Indices
    left: Indices
    right: Indices

    @property
    def differ(self) -> Mask:
        """Whether both banks are known and unlike."""
        unlike: Mask = (self.left >= 0) & (self.right >= 0) & (self.left != self.right)
        return unlike

    @property
    def grave(self) -> Mask:
        """Whether redline and development boundary face each other."""
        kinds = [CONTROLS.index("redline"), CONTROLS.index("development-boundary")]
        facing: Mask = self.differ & np.isin(self.left, kinds) & np.isin(self.right, kinds)
        return facing


@dataclass(frozen=True)
class Banks:
    """The banks on both sides of one border, of waters of one role. Build it by `Banks.of`."""

    scene: Scene
    waters: Waters
    role: str
    line_m: float
    search_m: float
    strip_m: float
    profile: Profile
    looks: Looks

    @classmethod
    def of(
        cls,
        scene: Scene,
        waters: Waters,
        border: Border,
        role: str,
        *,
        line_m: float,
        search_m: float,
        strip_m: float,
    ) -> Self:
        """Look at both banks, cell by cell.

        Parameters
        ----------
        scene : Scene
        waters : Waters
        border : Border
        role : {"lake", "river"}
        line_m : float
            A river drawn as a line is at the border within this many metres.
        search_m : float
            How far the bank may be, m.
        strip_m : float
            Width of the strip of land behind the bank, m.
        """
        nothing = Flank.of(np.zeros(0, dtype=object), np.zeros(0, dtype=np.intp))
        profile = Profile.of(border, (nothing, nothing), step=scene.step_m, reach=0.0)
        empty = np.zeros(0, dtype=np.intp)
        banks = cls(scene, waters, role, line_m, search_m, strip_m, profile, Looks(empty, empty, empty))
        looks = banks.look((profile.start + profile.end) / 2, profile.part)
        return cls(scene, waters, role, line_m, search_m, strip_m, profile, looks)

    def look(self, measure: Floats, part: Indices) -> Looks:
        """Look at both banks from places along the border."""
        origin = self.profile.reference.points(measure, part)
        water = self.waters.at(origin, self.role, line_m=self.line_m)
        wet = np.flatnonzero(water >= 0)
        normal = self.profile.reference.normals(measure[wet], part[wet], half_window=HALF_WINDOW_M)
        ways = normal, -normal
        banks = [shore(origin[wet], way, self.waters.all_areas, search=self.search_m) for way in ways]
        known = np.isfinite(banks[0]) & np.isfinite(banks[1])
        sides = []
        for code, way, bank in zip((self.profile.border.a, self.profile.border.b), ways, banks, strict=True):
            side = np.full(len(measure), -1)
            side[wet[known]] = self._controls(origin[wet[known]], way[known], bank[known], code)
            sides.append(side)
        return Looks(water, *sides)

    def runs(self, water: int, *, bridge: float, grave: bool = False) -> Runs:
        """Stretches of the border along which the banks of one water are unlike, or gravely so."""

        def unlike(looks: Looks) -> Mask:
            kept: Mask = (looks.water == water) & (looks.grave if grave else looks.differ)
            return kept

        def still(measure: Floats, part: Indices) -> Mask:
            return unlike(self.look(measure, part))

        cells = self.profile.start, self.profile.end, self.profile.part
        runs = runs_of(unlike(self.looks), *cells, bridge=bridge, barrier=self.looks.water != water)
        return self.profile.sharpened(runs, still)

    def seen(self, runs: Runs, run: int) -> tuple[Looks, Floats]:
        """The unlike cells of a stretch, and metres of each within it."""
        cells = np.arange(runs.first[run], runs.last[run] + 1)
        cells = cells[self.looks.differ[cells]]
        start, end = (
            np.clip(edge[cells], runs.start[run], runs.end[run]) for edge in (self.profile.start, self.profile.end)
        )
        return Looks(self.looks.water[cells], self.looks.left[cells], self.looks.right[cells]), end - start

    def _controls(self, origin: Floats, direction: Floats, bank: Floats, code: str) -> Indices:
        points = strip_points(origin, direction, bank, strip=self.strip_m, step=STRIP_STEP_M)
        flanks = [self.scene.flank(code, role) for role in CONTROLS]
        grounds = [Ground(flank.areas, flank.area_feature) for flank in flanks]
        flat = points.ravel()
        own = np.append(self.scene.codes == code, False)[self.scene.zones.locate(flat)]
        counted = (own & (self.waters.all_areas.at(flat) < 0)).reshape(points.shape)
        return covering(points, grounds, counted)


def _edges(lines: Geometries) -> tuple[Geometries, Indices]:
    """Edges of lines, and the line of each: a whole river is slow to measure to."""
    parts, line = shapely.get_parts(lines, return_index=True)
    xy, part = shapely.get_coordinates(parts, return_index=True)
    same = part[1:] == part[:-1]
    return shapely.linestrings(np.stack([xy[:-1][same], xy[1:][same]], axis=1)), line[part[1:][same]]
