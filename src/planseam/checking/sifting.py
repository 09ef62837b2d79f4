"""Which layers are read batch by batch, and what of them is kept: what the rules of the check may ever look at."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pyproj
from numpy.typing import NDArray

from planseam.loading.remote import is_remote
from planseam.loading.streams import Streaming
from planseam.model.layer import Layer
from planseam.model.role import roles
from planseam.model.study import LayerEntry, Study
from planseam.model.tolerances import Settings
from planseam.model.want import Want, together
from planseam.rules.base import Rule
from planseam.seaming.scene import SeamOptions, asked_within, units_at
from planseam.seaming.sieve import Ground, Sieve, boxes_of
from planseam.working import Crew

__all__ = ["Sifting"]

Floats = NDArray[np.float64]


class Sifting:
    """Plans how the layers of a study are read.

    Parameters
    ----------
    units : GeoDataFrame
        `code` and geometry, a coverage in the working CRS.
    study : Study
    chosen : iterable of rule types
        The rules of the check.
    settings : mapping of str to Settings
        Their tolerances, by code.
    seams : Settings
        Tolerances of the border profile.
    crew : Crew
        Who reads.
    """

    def __init__(
        self,
        units: gpd.GeoDataFrame,
        *,
        study: Study,
        chosen: Iterable[type[Rule]],
        settings: Mapping[str, Settings[Any]],
        seams: Settings[SeamOptions],
        crew: Crew,
    ) -> None:
        self._study, self._seams, self._crew = study, seams, crew
        present = frozenset(entry.role for entry in study.layers)
        running = [rule for rule in chosen if not rule().lacks(present)]
        self._wants = {
            role: together(
                [*(rule.wants(role, settings[rule.code], present) for rule in running), self._continuity(role)]
            )
            for role in sorted(present)
        }
        self._units = units
        #: How many boxes were looked for, by layer.
        self._looked: dict[str, int] = {}
        self._sieves: dict[float, Sieve] = {}
        self._borders: dict[float, Floats] = {}

    def streams(self, entry: LayerEntry) -> bool:
        """Tell whether a layer may be read batch by batch, if it is large."""
        return entry.role in self._streamable and not entry.whole and entry.id != self._study.study.units

    def streaming(self, entry: LayerEntry, layers: Sequence[Layer]) -> Streaming | None:
        """How to read a layer, when others have been read; None for whole."""
        if not self.streams(entry):
            return None
        outside, owned = self._wants[entry.role].outside, entry.role in self._owned

        def sieve(crs: pyproj.CRS) -> Sieve:
            # only a layer that turns out to be large asks for it
            boxes = self._boxes(entry, layers)
            self._looked[entry.id] = len(boxes)
            return Sieve.of(self._ground, boxes, crs=crs, outside=outside, owned=owned)

        return Streaming(rows=self._study.study.stream_rows, sieve=sieve, crew=self._crew)

    def again(self, entry: LayerEntry, layers: Sequence[Layer]) -> bool:
        """Tell whether a layer that was streamed must be read once more, for what the layers after it have shown."""
        return entry.id in self._looked and len(self._boxes(entry, layers)) > self._looked[entry.id]

    @cached_property
    def _ground(self) -> Ground:
        codes, polygons = units_at(self._units, self._study.study.level)
        return Ground.of(codes, polygons, crs=pyproj.CRS.from_user_input(self._units.crs))

    @cached_property
    def _owned(self) -> frozenset[str]:
        """Roles whose strays matter to any other."""
        return frozenset(role for want in self._wants.values() for role in want.strays)

    @cached_property
    def _streamable(self) -> frozenset[str]:
        """Roles of which not everything is wanted; those that others must meet are kept whole, the larger ones not."""
        size = {
            role: sum(self._bytes(entry) for entry in self._study.layers if entry.role == role) for role in self._wants
        }
        chosen: set[str] = set()
        for role in sorted(self._wants, key=lambda role: (-size[role], role)):
            asked_by = {other for other in chosen if role in self._wants[other].meets}
            if not self._wants[role].whole and not asked_by and not chosen.intersection(self._wants[role].meets):
                chosen.add(role)
        return frozenset(chosen)

    def _bytes(self, entry: LayerEntry) -> float:
        if is_remote(entry.path):
            return np.inf
        path = Path(self._study.folder / entry.path)
        try:
            return sum(file.stat().st_size for file in (path.iterdir() if path.is_dir() else [path]))
        except (OSError, ValueError):
            return 0

    def _continuity(self, role: str) -> Want:
        """What the profiles of continuity look at."""
        return Want(border_m=asked_within(self._seams.most("reach_m"))) if roles()[role].seam else Want()

    def _boxes(self, entry: LayerEntry, layers: Sequence[Layer]) -> Floats:
        """What features of a layer must meet to be kept."""
        want = self._wants[entry.role]
        return np.concatenate([self._along(want.border_m), self._met(want, layers), self._straying(want, layers)])

    def _met(self, want: Want, layers: Sequence[Layer]) -> Floats:
        near = [layer.frame.geometry.to_numpy() for layer in layers if layer.role in want.meets and len(layer.frame)]
        return boxes_of(near, grown=want.meets_m)

    def _straying(self, want: Want, layers: Sequence[Layer]) -> Floats:
        """Boxes around what lies on the ground of another party, away from the borders."""
        found = [np.zeros((0, 4))]
        for layer in layers:
            if layer.role in want.strays and len(layer.frame):
                owner = (
                    np.full(len(layer.frame), layer.party) if layer.party else layer.frame["code"].to_numpy(dtype=str)
                )
                near, noise = self._near(want.border_m), self._seams.most("noise_m")
                shapes = layer.frame.geometry.to_numpy()
                found.append(near.abroad(shapes, owner, grown=want.meets_m, noise=noise))
        return np.concatenate(found)

    def _near(self, border_m: float) -> Sieve:
        """The sieve of what lies near the borders, in the working CRS."""
        if border_m not in self._sieves:
            self._sieves[border_m] = Sieve.of(self._ground, self._along(border_m), crs=self._ground.crs)
        return self._sieves[border_m]

    def _along(self, border_m: float) -> Floats:
        if border_m not in self._borders:
            self._borders[border_m] = self._ground.along(border_m)
        return self._borders[border_m]
