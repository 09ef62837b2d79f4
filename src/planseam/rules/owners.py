"""Whose a whole feature is."""

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from planseam.model.border import Border
from planseam.model.unit import related
from planseam.seaming.scene import Features, Scene

__all__ = ["are_parties", "border_of", "owners", "owners_at"]

Geometries = NDArray[Any]
Indices = NDArray[np.intp]
Strings = NDArray[np.str_]


def owners(scene: Scene, role: str) -> Strings:
    """Tell whose each feature of a role is: as declared, else the unit in which most of it lies.

    Returns
    -------
    array of str
        Codes at the study's level; empty for what lies outside all units and declares none.
    """
    features, pieces = scene.features(role), scene.pieces(role)
    owner = features.owner.astype(_width(scene))
    size = shapely.area(pieces.geometry) + shapely.length(pieces.geometry)
    order = np.lexsort([-size, pieces.feature])
    feature, first = np.unique(pieces.feature[order], return_index=True)
    owner[feature] = pieces.owner[order][first]
    return owner


def owners_at(scene: Scene, features: Features, index: Indices, points: Geometries) -> Strings:
    """Tell whose features are at given places: as declared, else the unit in which the place lies.

    Parameters
    ----------
    scene : Scene
    features : Features
    index : array of int
        The feature of each place.
    points : array of Point
    """
    ground = np.append(scene.codes, "")[scene.zones.locate(points)]
    owner = ground.astype(_width(scene))
    for code in np.unique(features.owner[index]):
        if code:
            foreign = (features.owner[index] == code) & ~related(ground, str(code))
            owner[foreign] = code
    return owner


def are_parties(one: str, other: str) -> bool:
    """Tell whether two codes name two parties: both known, and neither within the other."""
    return bool(one and other) and not (one.startswith(other) or other.startswith(one))


def border_of(scene: Scene, one: str, other: str, *, near: Any = None) -> Border | None:  # noqa: ANN401 - any geometry
    """Give the border of two parties; None where they are one, or share none."""
    return scene.parties(one, other, near=near) if are_parties(one, other) else None


def _width(scene: Scene) -> str:
    """Type of codes at the study's level: longer ones are cut to it."""
    return f"<U{len(scene.codes[0])}"
