"""Watersheds that lie in two units or more, and how much of each lies where."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from planseam.model.border import Border
from planseam.model.tolerances import Options, Settings, tolerance
from planseam.seaming.scene import Scene
from planseam.text import Text

__all__ = ["ROLE", "ShareOptions", "Shared", "shared_watersheds"]

Geometries = NDArray[Any]
Floats = NDArray[np.float64]
Strings = NDArray[np.str_]

ROLE = "watershed"
HECTARE_M2 = 10_000.0


@dataclass(frozen=True, kw_only=True)
class ShareOptions(Options):
    """When a watershed counts as lying in a unit: one of the two suffices."""

    share_min: float = tolerance(
        0.01, unit="", reason=Text("不足百分之一的多为界线误差", "less than 1 % mostly comes from how lines were drawn")
    )
    area_min_ha: float = tolerance(
        10.0, unit="ha", reason=Text("大流域中一小份也可达 10 公顷", "a small share of a large watershed can be 10 ha")
    )


@dataclass(frozen=True)
class Shared:
    """A watershed in two units or more.

    Parameters
    ----------
    feature : int
        Index of the watershed.
    codes : array of str
        Units, the one with the largest part first.
    geometry : array of polygons, working CRS
        Part in each unit.
    area, share : arrays of float
        Of each part, m², and as a share of the watershed.
    total : float
        Area of the watershed, m².
    border : Border, optional
        Of the two units with the largest parts, where they share one.
    """

    feature: int
    codes: Strings
    geometry: Geometries
    area: Floats
    share: Floats
    total: float
    border: Border | None


def shared_watersheds(scene: Scene, settings: Settings[Any]) -> Iterator[Shared]:
    """Find watersheds of which a part of some size lies in two units or more.

    Parameters
    ----------
    scene : Scene
    settings : Settings
        Of options that are `ShareOptions`; those hold for the border of the two largest parts.
    """
    features, pieces = scene.features(ROLE), scene.pieces(ROLE)
    _, inverse, count = np.unique(pieces.feature, return_inverse=True, return_counts=True)
    rows = np.flatnonzero(count[inverse] > 1)
    several, position = np.unique(pieces.feature[rows], return_inverse=True)
    area, total = scene.area(pieces.geometry[rows]), scene.area(features.geometry[several])
    order = np.lexsort([pieces.unit[rows], -area, position])
    for own in np.split(order, np.flatnonzero(np.diff(position[order])) + 1):
        if len(own) == 0:
            continue
        whole = float(total[position[own[0]]])
        codes = scene.codes[pieces.unit[rows[own]]]
        border = scene.parties(str(codes[0]), str(codes[1]))
        options: ShareOptions = settings.at(border=border.id if border else "", role=ROLE)
        share = area[own] / whole
        kept = (share >= options.share_min) | (area[own] >= options.area_min_ha * HECTARE_M2)
        if kept.sum() > 1:
            parts = pieces.geometry[rows[own[kept]]]
            feature = int(several[position[own[0]]])
            yield Shared(feature, codes[kept], parts, area[own[kept]], share[kept], whole, border)
