"""Key agro-ecological areas that lie in two units or more, part by part."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from planseam.rules.dv.areas import by_name, clipped
from planseam.rules.noise import groups
from planseam.seaming.measures import mean_width
from planseam.seaming.remainder import apart_and_together
from planseam.seaming.scene import Scene

__all__ = ["ROLE", "Split", "farmland_shares", "split_areas", "town_ground"]

Geometries = NDArray[Any]
Floats = NDArray[np.float64]
Indices = NDArray[np.intp]

ROLE, UDB = "agro-ecological-area", "development-boundary"


@dataclass(frozen=True)
class Split:
    """One area in two units or more.

    Parameters
    ----------
    features : array of int
        The features that make it up.
    units : array of int
        Units in which it lies, the largest part first.
    parts : array of polygons
        What of it lies in each,
    area : array of float
        and the area of that, m².
    """

    features: Indices
    units: Indices
    parts: Geometries
    area: Floats

    @property
    def total(self) -> float:
        """Area of the whole, m²."""
        return float(self.area.sum())


def split_areas(scene: Scene, *, part_min: float) -> Iterator[Split]:
    """Find areas of which a share of at least `part_min` lies in each of two units or more.

    Features of one name are one area; ground outside all units is left out.
    """
    pieces = scene.pieces(ROLE)
    area = by_name(scene.features(ROLE))[pieces.feature]
    for rows in groups(area):
        units = np.unique(pieces.unit[rows])
        if len(units) < 2:  # noqa: PLR2004 - an area that no border crosses
            continue
        parts = np.array([shapely.union_all(pieces.geometry[rows[pieces.unit[rows] == unit]]) for unit in units])
        size = scene.area(parts)
        kept = np.flatnonzero(size >= part_min * size.sum())
        kept = kept[np.argsort(-size[kept], kind="stable")]
        if len(kept) > 1:
            yield Split(np.unique(pieces.feature[rows]), units[kept], parts[kept], size[kept])


def farmland_shares(scene: Scene, split: Split) -> Floats:
    """Share of permanent basic farmland in each part; NaN in units that have no such farmland at all."""
    known = [len(scene.owned(str(code), "farmland")) > 0 for code in scene.codes[split.units]]
    farmland = scene.features("farmland")
    fields, part, _ = clipped(split.parts, farmland.geometry, farmland.tree)
    covered = np.array([scene.area(apart_and_together(fields[part == row])).sum() for row in range(len(split.units))])
    return np.where(known, covered / split.area, np.nan)


def town_ground(scene: Scene, split: Split, *, noise_m: float) -> Iterator[tuple[int, Indices, Any]]:
    """Find what urban development boundaries take of each part.

    Parameters
    ----------
    scene : Scene
    split : Split
    noise_m : float
        Strips no wider in the mean are left out, m.

    Yields
    ------
    part : int
    towns : array of int
        Development boundaries.
    ground : polygons
    """
    towns = scene.features(UDB)
    ground, part, town = clipped(split.parts, towns.geometry, towns.tree)
    shared = np.ones(len(town), dtype=bool)
    for feature in split.features:
        shared &= scene.may_share(ROLE, np.full(len(town), feature), UDB, town)
    single, row = shapely.get_parts(ground, return_index=True)
    wide = (mean_width(single) > noise_m) & ~shared[row]
    single, row = single[wide], row[wide]
    for rows in groups(part[row]):
        yield int(part[row[rows[0]]]), np.unique(town[row[rows]]), shapely.union_all(single[rows])
