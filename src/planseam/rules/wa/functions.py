"""The main function that dominates a piece of ground."""

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from planseam.seaming.parts import of_dimension
from planseam.seaming.scene import Scene
from planseam.text import Text

__all__ = ["FUNCTIONS", "FUNCTION_ROLE", "dominant_functions"]

Geometries = NDArray[Any]
Floats = NDArray[np.float64]

FUNCTION_ROLE = "main-function"
FUNCTIONS = {
    "urbanised": Text("城市化地区", "urbanised area"),
    "agricultural": Text("农产品主产区", "main agricultural production area"),
    "ecological": Text("重点生态功能区", "key ecological function area"),
}


def dominant_functions(scene: Scene, ground: Geometries) -> tuple[NDArray[Any], Floats]:
    """Find the main function with the largest area in each piece of ground.

    Ground that two features of one function cover counts once.

    Parameters
    ----------
    scene : Scene
    ground : array of polygons, working CRS

    Returns
    -------
    function : array of object
        Each a str, empty where there is none; of equals, the first in the alphabet.
    covered : array of float
        Share of the ground that any main function covers.
    """
    features = scene.features(FUNCTION_ROLE)
    functions = features.words("function")
    known = np.flatnonzero(functions != "")
    piece, other = shapely.STRtree(features.geometry[known]).query(ground, predicate="intersects")
    shared = of_dimension(shapely.intersection(ground[piece], features.geometry[known[other]]), 2)
    names, name = np.unique(functions[known[other]], return_inverse=True)
    area = np.zeros((len(ground), max(len(names), 1)))
    keys, group = np.unique(piece * len(names) + name, return_inverse=True)
    # areas are compared, not reported: those of the equal-area working CRS will do
    together = _unions(shared, group, len(keys))
    of_piece, of_name = np.divmod(keys, max(len(names), 1))
    area[of_piece, of_name] = shapely.area(together)
    covered = shapely.area(_unions(together, of_piece, len(ground))) / shapely.area(ground)
    function = np.full(len(ground), "", dtype=object)
    some = area.max(axis=1) > 0
    function[some] = names[area[some].argmax(axis=1)]
    return function, covered


def _unions(geometry: Geometries, group: NDArray[np.intp], count: int) -> Geometries:
    """Union of each group; empty where a group has nothing."""
    order = np.argsort(group, kind="stable")
    bounds = np.searchsorted(group[order], np.arange(count + 1))
    unions = np.empty(count, dtype=object)
    for index in range(count):
        members = geometry[order[bounds[index] : bounds[index + 1]]]
        unions[index] = members[0] if len(members) == 1 else shapely.union_all(members)
    return unions
