"""Strips along a border: gaps that neither side claims, overlaps that both do, slivers."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from planseam.seaming.measures import compactness, mean_width, rectangle_sides
from planseam.seaming.parts import of_dimension
from planseam.seaming.profile import Profile, runs_of

__all__ = ["Strips", "gaps_along", "is_sliver", "overlaps_between"]

Geometries = NDArray[Any]
Floats = NDArray[np.float64]
Indices = NDArray[np.intp]

#: How far the searched zone reaches into the features on both sides, m, beyond what the profile saw.
MARGIN_M = 1.0
#: Snapping of the searched zone's own cells to each other, m; edges of features are not snapped.
ZONE_GRID_M = 1e-3
#: Two shapes nearer than this touch, m.
TOUCH_M = 0.01


@dataclass(frozen=True)
class Strips:
    """Pieces of ground between, or shared by, two features.

    Parameters
    ----------
    geometry : array of Polygon
        One part each.
    left, right : arrays of int
        The feature on either side.
    """

    geometry: Geometries
    left: Indices
    right: Indices

    def __len__(self) -> int:
        return len(self.geometry)

    def where(self, keep: NDArray[np.bool_]) -> "Strips":
        """Some of the strips."""
        return Strips(self.geometry[keep], self.left[keep], self.right[keep])


def gaps_along(profile: Profile, left: Geometries, right: Geometries, *, reach: float) -> Strips:
    """Find the ground between both sides' features along a border that neither covers.

    Where both sides show a feature within `reach`, the zone between them is
    searched: zone minus the union of both sides. Strips that are open at an
    end are cut square to the border there. A hole within one feature touches
    one side only and is no gap.

    Parameters
    ----------
    profile : Profile
        Seen with at least `reach`.
    left, right : arrays of geometries
        All features of the role, by the indices that the profile uses: those
        of the left owner, and of the right one.
    reach : float
        m.

    Returns
    -------
    Strips
        With the nearest feature of each side.
    """
    both = np.logical_and(*profile.present(reach=reach))
    runs = runs_of(both, profile.start, profile.end, profile.part)
    found: list[tuple[Any, int, int]] = []
    for first, last in zip(runs.first, runs.last, strict=True):
        cells = slice(first, last + 1)
        if (profile.left.gap[cells] + profile.right.gap[cells]).max() == 0 and last == first:
            continue
        zone = _zone(profile, first, last)
        seen = [np.unique(side.feature[cells]) for side in (profile.left, profile.right)]
        near = [left[seen[0]], right[seen[1]]]
        covered = shapely.union_all(np.concatenate([_near(side, zone) for side in near]))
        parts = shapely.get_parts(shapely.difference(zone, covered))
        parts = parts[shapely.get_dimensions(parts) == 2]  # noqa: PLR2004 - polygons
        away = [shapely.distance(parts[:, None], side[None, :]) for side in near]
        between = (away[0].min(axis=1) < TOUCH_M) & (away[1].min(axis=1) < TOUCH_M)
        for index in np.flatnonzero(between):
            neighbours = (int(seen[side][away[side][index].argmin()]) for side in (0, 1))
            found.append((parts[index], *neighbours))
    return Strips(
        np.array([strip for strip, _, _ in found], dtype=object),
        np.array([index for _, index, _ in found], dtype=np.intp),
        np.array([index for _, _, index in found], dtype=np.intp),
    )


def overlaps_between(one: Geometries, other: Geometries | None = None) -> Strips:
    """Find the ground that two features share, part by part.

    Parameters
    ----------
    one : array of polygons
    other : array of polygons, optional
        Without it, pairs within `one` (each once).

    Returns
    -------
    Strips
        One row a part; `left` indexes `one`, `right` indexes `other` (or `one`).
    """
    tree = shapely.STRtree(one if other is None else other)
    left, right = tree.query(one, predicate="intersects")
    if other is None:
        left, right = left[left < right], right[left < right]
    pool = one if other is None else other
    shared = of_dimension(shapely.intersection(one[left], pool[right]), 2)
    parts, pair = shapely.get_parts(shared, return_index=True)
    keep = ~shapely.is_empty(parts)
    return Strips(parts[keep], left[pair][keep], right[pair][keep])


def is_sliver(polygons: Geometries, *, small_m2: float = 1000.0, narrow_m: float = 5.0) -> NDArray[np.bool_]:
    """Tell slivers from naturally long shapes, by two tests.

    Parameters
    ----------
    polygons : array of polygons
    small_m2 : float
        Small: no larger than this,
    narrow_m : float
        or no wider in the mean than this, m.

    Returns
    -------
    array of bool
        Small, and at least two of: length / width ≥ 5, 4πA/P² ≤ 0.25,
        P/(2√(πA)) ≥ 2, P²/A ≥ 40.
    """
    area, perimeter = shapely.area(polygons), shapely.length(polygons)
    small = (area <= small_m2) | (mean_width(polygons) <= narrow_m)
    length, width = rectangle_sides(polygons)
    with np.errstate(divide="ignore", invalid="ignore"):
        votes = (
            (length >= 5 * width).astype(int)
            + (compactness(polygons) <= 0.25)  # noqa: PLR2004 - RULES: a sliver fills little of its circle
            + (perimeter >= 4 * np.sqrt(np.pi * area))
            + (perimeter**2 >= 40 * area)
        )
    sliver: NDArray[np.bool_] = small & (votes >= 2)  # noqa: PLR2004 - two of the four
    return sliver


def _zone(profile: Profile, first: int, last: int) -> Any:  # noqa: ANN401 - any polygonal geometry
    """Ground between what both sides show, a quad a cell, a little into the features."""
    measure = np.append(profile.start[first : last + 1], profile.end[last])
    part = np.full(len(measure), profile.part[first])
    xy = profile.reference.points(measure, part)
    normal = profile.reference.normals(measure, part, half_window=25.0)
    widths = [_widened(side.gap[first : last + 1]) for side in (profile.left, profile.right)]
    outer, inner = (
        np.stack([xy[:-1] + sign * width[:, None] * normal[:-1], xy[1:] + sign * width[:, None] * normal[1:]])
        for sign, width in zip((1, -1), widths, strict=True)
    )
    quads = shapely.polygons(np.stack([outer[0], outer[1], inner[1], inner[0]], axis=1))
    return shapely.union_all(shapely.make_valid(quads, method="structure"), grid_size=ZONE_GRID_M)


def _widened(gap: Floats) -> Floats:
    """The largest gap of a cell and its neighbours, and a margin that grows with how fast the gap changes."""
    padded = np.pad(gap, 1, mode="edge")
    largest = np.maximum(np.maximum(padded[:-2], padded[2:]), gap)
    smallest = np.minimum(np.minimum(padded[:-2], padded[2:]), gap)
    widened: Floats = largest + MARGIN_M + (largest - smallest)
    return widened


def _near(features: Geometries, zone: Any) -> Geometries:  # noqa: ANN401 - any polygonal geometry
    """Features cut to the box of the zone: the rest of a province-wide one costs nothing."""
    west, south, east, north = shapely.bounds(zone)
    box = shapely.box(west - 1, south - 1, east + 1, north + 1)
    clipped: Geometries = shapely.intersection(features, box)
    return clipped
