"""What is left of features outside a cover, and how much ground features cover together."""

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from planseam.seaming.parts import of_dimension
from planseam.seaming.strips import overlaps_between
from planseam.seaming.zones import Zones

__all__ = ["apart_and_together", "remainder", "remainder_of_version"]

Geometries = NDArray[Any]
Indices = NDArray[np.intp]

#: Less than this is the rounding of a cut, m².
LEAST_M2 = 1e-3


def remainder(features: Geometries, cover: Geometries) -> tuple[Geometries, Indices]:
    """Find what is left of features outside the union of a cover, part by part.

    Only features that the edge of the cover touches are cut.

    Parameters
    ----------
    features, cover : arrays of polygons
        Valid, in one metric CRS.

    Returns
    -------
    parts : array of Polygon
    feature : array of int
        Index of the feature that a part is of; sorted.
    """
    features = np.asarray(features, dtype=object)
    whole = shapely.union_all(cover)
    if shapely.is_empty(whole):
        left, rest = np.arange(len(features)), features
    else:
        zones = Zones.of(np.array([whole], dtype=object))
        split = zones.split(features)
        inside = np.bincount(split.feature, shapely.area(split.geometry), minlength=len(features))
        left = np.flatnonzero(shapely.area(features) - inside > LEAST_M2)
        node = zones.pieces.smallest_around(np.zeros(len(left), dtype=np.intp), shapely.bounds(features[left]))
        # not feature minus what lies inside: an edge that was cut twice leaves a spike along it
        rest = of_dimension(shapely.difference(features[left], zones.pieces.geometry[node]), 2)
    parts, row = shapely.get_parts(rest, return_index=True)
    kept = shapely.area(parts) > LEAST_M2
    return parts[kept], left[row[kept]]


def remainder_of_version(features: Geometries, cover: Geometries) -> tuple[Geometries, Indices]:
    """Find what is left of features outside another version of them, part by part.

    The same as `remainder`, for a cover of as many and as small features: no
    union is made, and what both versions share costs nothing.

    Parameters
    ----------
    features, cover : arrays of polygons
        Valid, in one metric CRS.

    Returns
    -------
    parts : array of Polygon
    feature : array of int
        Index of the feature that a part is of; sorted.
    """
    features, cover = np.asarray(features, dtype=object), np.asarray(cover, dtype=object)
    feature, over = shapely.STRtree(cover).query(features)
    same = shapely.equals_exact(features[feature], cover[over], 0.0)
    kept = np.setdiff1d(np.arange(len(features)), feature[same])
    changed = np.isin(feature, kept)
    feature, over = feature[changed], over[changed]
    # the nth cover of each feature is taken off in the nth round
    order = np.lexsort([over, feature])
    feature, over = feature[order], over[order]
    turn = np.arange(len(feature)) - np.searchsorted(feature, feature)
    rest = features.copy()
    for nth in range(int(turn.max(initial=-1)) + 1):
        now = turn == nth
        rest[feature[now]] = of_dimension(shapely.difference(rest[feature[now]], cover[over[now]]), 2)
    parts, row = shapely.get_parts(rest[kept], return_index=True)
    large = shapely.area(parts) > LEAST_M2
    return parts[large], kept[row[large]]


def apart_and_together(features: Geometries) -> Geometries:
    """Make features whose areas add up to the ground that they cover: those that overlap are put together.

    Parameters
    ----------
    features : array of polygons
        Valid, in one metric CRS.

    Returns
    -------
    array of polygons
        Those that overlap no other as they are, then the union of all others, if there are any.
    """
    overlaps = overlaps_between(features)
    meeting = np.union1d(overlaps.left, overlaps.right)
    apart = np.delete(features, meeting)
    if len(meeting) == 0:
        return apart
    return np.append(apart, np.array([shapely.union_all(features[meeting])], dtype=object))
