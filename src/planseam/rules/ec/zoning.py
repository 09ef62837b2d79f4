"""Control zones of protected areas, as both sides of a border show them."""

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import shapely
from numpy.typing import NDArray

from planseam.model.border import Border
from planseam.seaming.profile import Flank, Profile, Runs, runs_of
from planseam.seaming.scene import Pieces, Scene

__all__ = ["ROLE", "Sight", "Zoning"]

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]
Mask = NDArray[np.bool_]

ROLE = "protected-area"
#: What a side shows.
NOTHING, CORE, GENERAL, UNZONED = range(4)


@dataclass(frozen=True)
class Sight:
    """What the two sides of one border show.

    Parameters
    ----------
    area, core, general : Profile
        Of all protected areas, of core protection zones, and of general control zones.
    reach : float
        How far a side is looked at, m.
    noise : float
        How much may lie before a zone without hiding it, m.
    """

    area: Profile
    core: Profile
    general: Profile
    reach: float
    noise: float

    def mismatches(self, *, left: bool, bridge: float) -> Runs:
        """Find stretches where one side shows a core zone, and the other a general one or nothing.

        Parameters
        ----------
        left : bool
            Whether the left is the side with the core zone.
        bridge : float
            Stretches interrupted by less than this many metres are one, unless the other side shows anything else
            between.
        """
        unlike = np.isin(self._cells(left=not left), (GENERAL, NOTHING))
        has = (self._cells(left=left) == CORE) & unlike
        runs = runs_of(has, self.area.start, self.area.end, self.area.part, bridge=bridge, barrier=~unlike)

        def still(measure: Floats, part: Indices) -> Mask:
            mine, theirs = (self._at(measure, part, left=side) for side in (left, not left))
            return np.asarray((mine == CORE) & np.isin(theirs, (GENERAL, NOTHING)))

        return self.area.sharpened(runs, still)

    def shown(self, runs: Runs, *, state: int, left: bool) -> Floats:
        """Metres of each stretch along which one side shows `GENERAL`, `NOTHING` or the like."""

        def still(measure: Floats, part: Indices) -> Mask:
            return np.asarray(self._at(measure, part, left=left) == state)

        own = runs_of(self._cells(left=left) == state, self.area.start, self.area.end, self.area.part)
        return runs.within(self.area.sharpened(own, still))

    def _cells(self, *, left: bool) -> Indices:
        sides = [profile.left if left else profile.right for profile in (self.area, self.core, self.general)]
        return self._states(*(side.gap for side in sides))

    def _at(self, measure: Floats, part: Indices, *, left: bool) -> Indices:
        profiles = (self.area, self.core, self.general)
        return self._states(*(profile.look(measure, part, left=left)[1] for profile in profiles))

    def _states(self, area: Floats, core: Floats, general: Floats) -> Indices:
        front = np.minimum(area + self.noise, self.reach)
        states = np.select([area > self.reach, core <= front, general <= front], [NOTHING, CORE, GENERAL], UNZONED)
        return states.astype(np.intp)


@dataclass(frozen=True)
class Zoning:
    """All protected areas of a scene, by control zone. Build it by `Zoning.of`."""

    pieces: Pieces
    is_core: Mask
    is_general: Mask
    core_tree: shapely.STRtree

    @classmethod
    def of(cls, scene: Scene) -> Self:
        """Tell the zones apart."""
        pieces = scene.pieces(ROLE)
        zone = scene.features(ROLE).words("zone")[pieces.feature]
        is_core = np.asarray(zone == "core")
        return cls(pieces, is_core, np.asarray(zone == "general"), shapely.STRtree(pieces.geometry[is_core]))

    def along(self, scene: Scene, border: Border, *, reach: float, noise: float) -> Sight | None:
        """Look along a border; None where no core zone comes within `reach`."""
        if len(self.core_tree.query(border.line, predicate="dwithin", distance=reach)) == 0:
            return None
        core, general = (
            Profile.of(border, self._flanks(scene, border, chosen), step=scene.step_m, reach=reach)
            for chosen in (self.is_core, self.is_general)
        )
        return Sight(scene.profile(border, ROLE, reach=reach), core, general, reach, noise)

    def _flanks(self, scene: Scene, border: Border, chosen: Mask) -> tuple[Flank, Flank]:
        flanks: list[Any] = []
        for code in (border.a, border.b):
            own = scene.owned(code, ROLE)
            own = own[chosen[own]]
            flanks.append(Flank.of(self.pieces.geometry[own], self.pieces.feature[own]))
        return flanks[0], flanks[1]
