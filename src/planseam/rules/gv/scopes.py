"""Whom an upper plan bounds, and within what."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from planseam.rules.noise import NoiseOptions, Parts
from planseam.seaming.scene import Scene

__all__ = ["Scope", "scopes_of"]

Geometries = NDArray[Any]
Indices = NDArray[np.intp]

#: Nearer than this, an upper feature is one that the lower plan leaves, m.
TOUCH_M = 0.01


@dataclass(frozen=True)
class Scope:
    """Upper-plan features that bound one jurisdiction and all within it.

    Parameters
    ----------
    code : str
    rows : array of int
        Indices of the upper-plan features; sorted.
    geometry : array of polygons, working CRS
        The ground that they give.
    """

    code: str
    rows: Indices
    geometry: Geometries

    def near(self, upper: Geometries, shapes: Geometries) -> list[Indices]:
        """Those of the upper-plan features that each shape touches."""
        tree = shapely.STRtree(upper[self.rows])
        shape, row = tree.query(shapes, predicate="dwithin", distance=TOUCH_M)
        return [self.rows[np.sort(row[shape == index])] for index in range(len(shapes))]


def scopes_of(scene: Scene, rows: Indices, options: NoiseOptions) -> list[Scope]:
    """Sort upper-plan features by whom they bound.

    A feature bounds the jurisdiction that it declares, wherever it lies; one
    that declares none bounds each unit in which it has more than noise.

    Parameters
    ----------
    scene : Scene
    rows : array of int
        Indices of upper-plan features with an area.
    options : NoiseOptions

    Returns
    -------
    list of Scope
        By code.
    """
    upper, pieces = scene.features("upper-plan"), scene.pieces("upper-plan")
    declared = rows[upper.owner[rows] != ""]
    own = np.flatnonzero(np.isin(pieces.feature, np.setdiff1d(rows, declared)))
    own = own[Parts.of(scene, pieces.geometry[own]).real(options)]
    code = np.concatenate([upper.owner[declared], scene.codes[pieces.unit[own]]])
    row = np.concatenate([declared, pieces.feature[own]])
    geometry = np.concatenate([upper.geometry[declared], pieces.geometry[own]])
    return [Scope(str(one), np.unique(row[code == one]), geometry[code == one]) for one in np.unique(code)]
