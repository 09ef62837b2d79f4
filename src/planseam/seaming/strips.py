"""Strips along a border: gaps that neither side claims, overlaps that both do, slivers."""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy import ndimage

from planseam.seaming.measures import compactness, mean_width, rectangle_sides
from planseam.seaming.parts import of_dimension
from planseam.seaming.profile import HALF_WINDOW_M, Profile, Runs, runs_of
from planseam.seaming.zones import Zones

__all__ = ["Strips", "gaps_along", "is_sliver", "on_ground", "overlaps_between"]

Geometries = NDArray[Any]
Floats = NDArray[np.float64]
Indices = NDArray[np.intp]

#: How far the searched zone reaches into the features on both sides, m, beyond what the profile saw.
MARGIN_M = 1.0
#: Where a feature leaves the border, the margin cuts off a corner no larger than this, m²; it is no gap.
CORNER_M2 = 4 * MARGIN_M**2
#: Snapping of the searched zone's own cells to each other, m; edges of features are not snapped.
ZONE_GRID_M = 1e-3
#: Where both sides meet on the border for twice as many cells, there is nothing to search; below, strips are
#: not told apart for it.
MEETING_CELLS = 8
#: Less than this is not worth a cut, m².
LEAST_CUT_M2 = 1e-3
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
    end are cut square to the border there. A gap has two neighbours: a hole
    within one feature is none. Where both sides meet otherwise, a gap that is
    shorter along the border than a step of the profile may be overlooked.

    Parameters
    ----------
    profile : Profile
        Seen with at least `reach`.
    left, right : arrays of geometries
        All features of the role, by the indices that the profile uses: those
        of the left owner, and of the right one. Where both are one array, an
        index names the same feature on both sides.
    reach : float
        m.

    Returns
    -------
    Strips
        With a feature of each side that touches the strip.
    """
    both = np.logical_and(*profile.present(reach=reach))
    apart = ndimage.binary_dilation(profile.left.gap + profile.right.gap > TOUCH_M, iterations=MEETING_CELLS)
    runs = profile.sharpened(runs_of(both & apart, profile.start, profile.end, profile.part), _both(profile, reach))
    found: list[tuple[Any, int, int]] = []
    for zone, ends in _zones(profile, runs):
        seen = [flank.meeting(zone) for flank in profile.flanks]
        near = [_near(features[index], zone) for features, index in zip((left, right), seen, strict=True)]
        parts = shapely.get_parts(shapely.difference(zone, shapely.union_all(np.concatenate(near))))
        corner = (shapely.area(parts) < CORNER_M2) & shapely.dwithin(parts, ends, MARGIN_M)
        parts = parts[(shapely.get_dimensions(parts) == 2) & ~corner]  # noqa: PLR2004 - polygons
        touched = [_touched(parts, side, index) for side, index in zip(near, seen, strict=True)]
        for part, on_left, on_right in zip(parts, *touched, strict=True):
            pair = [(int(a), int(b)) for a in on_left for b in on_right if a != b or left is not right]
            if pair:
                found.append((part, *pair[0]))
    return Strips(
        np.array([strip for strip, _, _ in found], dtype=object),
        np.array([index for _, index, _ in found], dtype=np.intp),
        np.array([index for _, _, index in found], dtype=np.intp),
    )


def on_ground(strips: Strips, zones: Zones, chosen: Indices) -> Strips:
    """Cut strips to some zones: what lies in a third unit, or outside all, is no matter of these two.

    Parameters
    ----------
    strips : Strips
    zones : Zones
    chosen : array of int
        Indices of the zones.

    Returns
    -------
    Strips
        Those that lie there whole as they are; of the others, what lies there.
    """
    split = zones.split(strips.geometry)
    own = np.isin(split.zone, chosen)
    feature, piece = split.feature[own], split.geometry[own]
    inside = np.bincount(feature, shapely.area(piece), minlength=len(strips))
    cut = np.flatnonzero(shapely.area(strips.geometry) - inside > LEAST_CUT_M2)
    parts, source = shapely.get_parts(
        np.array([shapely.union_all(piece[feature == strip]) for strip in cut], dtype=object), return_index=True
    )
    kept = np.concatenate([np.setdiff1d(np.arange(len(strips)), cut), cut[source]])
    whole = np.delete(strips.geometry, cut)
    return Strips(np.concatenate([whole, parts]), strips.left[kept], strips.right[kept])


def overlaps_between(
    one: Geometries,
    other: Geometries | None = None,
    *,
    wanted: Callable[[Indices, Indices], NDArray[np.bool_]] | None = None,
) -> Strips:
    """Find the ground that two features share, part by part.

    Parameters
    ----------
    one : array of polygons
    other : array of polygons, optional
        Without it, pairs within `one` (each once).
    wanted : callable, optional
        Takes the indices of pairs, tells which to look at; of the others no geometry is touched.

    Returns
    -------
    Strips
        One row a part; `left` indexes `one`, `right` indexes `other` (or `one`).
    """
    pool = one if other is None else other
    left, right = shapely.STRtree(pool).query(one)
    keep = left < right if other is None else np.ones(len(left), dtype=bool)
    if wanted is not None:
        keep[keep] = wanted(left[keep], right[keep])
    left, right = left[keep], right[keep]
    shapely.prepare(one[left])
    meeting = shapely.intersects(one[left], pool[right])
    left, right = left[meeting], right[meeting]
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


def _both(profile: Profile, reach: float) -> Callable[[Floats, Indices], NDArray[np.bool_]]:
    def still(measure: Floats, part: Indices) -> NDArray[np.bool_]:
        gaps = [profile.look(measure, part, left=side)[1] for side in (True, False)]
        return (gaps[0] <= reach) & (gaps[1] <= reach)

    return still


def _touched(parts: Geometries, features: Geometries, index: Indices) -> list[Indices]:
    """Which features each part touches, by index."""
    part, feature = shapely.STRtree(features).query(parts, predicate="dwithin", distance=TOUCH_M)
    order = np.lexsort([index[feature], part])
    bounds = np.searchsorted(part[order], np.arange(len(parts) + 1))
    touching = index[feature][order]
    return [touching[start:end] for start, end in itertools.pairwise(bounds)]


def _zones(profile: Profile, runs: Runs) -> Iterator[tuple[Any, Any]]:
    """Ground between what both sides show, a quad half a cell, a little into the features; and its two ends.

    One a run. All places are looked from together: there are hundreds of runs, and most are short.
    """
    places = [_places(profile, runs, run) for run in range(len(runs))]
    if not places:
        return
    measure, part = np.concatenate(places), np.repeat(runs.part, [len(own) for own in places])
    xy = profile.reference.points(measure, part)
    normal = profile.reference.normals(measure, part, half_window=HALF_WINDOW_M)
    gaps = [profile.look(measure, part, left=left)[1] for left in (True, False)]
    first = np.cumsum([0, *(len(own) for own in places)])
    corners = []
    for start, end in itertools.pairwise(first):
        widths = [_widened(gap[start:end]) for gap in gaps]
        # neighbouring quads share a whole edge: where one corner lay on the other's edge, snapping would crack the zone
        ends = [np.maximum(np.append(width[:1], width), np.append(width, width[-1:])) for width in widths]
        corners.append(
            [
                xy[start:end] + sign * width[:, None] * normal[start:end]
                for sign, width in zip((1, -1), ends, strict=True)
            ]
        )
    quads = shapely.make_valid(
        shapely.polygons(
            np.concatenate(
                [np.stack([outer[:-1], outer[1:], inner[1:], inner[:-1]], axis=1) for outer, inner in corners]
            )
        ),
        method="structure",
    )
    # a quad between two places: one less than places
    first -= np.arange(len(first))
    for (start, end), (outer, inner) in zip(itertools.pairwise(first), corners, strict=True):
        across = shapely.multilinestrings(np.stack([outer[[0, -1]], inner[[0, -1]]], axis=1).tolist())
        yield shapely.union_all(quads[start:end], grid_size=ZONE_GRID_M), across


def _places(profile: Profile, runs: Runs, run: int) -> Floats:
    """Where the zone of a run gets a pair of corners: ends and middles of cells, and the ends of the run."""
    cells = slice(runs.first[run], runs.last[run] + 1)
    places = np.concatenate([profile.start[cells][1:], (profile.start[cells] + profile.end[cells]) / 2])
    inside = places[(places > runs.start[run]) & (places < runs.end[run])]
    return np.concatenate([[runs.start[run]], np.sort(inside), [runs.end[run]]])


def _widened(gap: Floats) -> Floats:
    """From the gaps at places, the width between two: the largest there and one place farther, and a margin.

    The margin grows with how fast the gap changes. Where a look slips between
    two features, the gaps before and after count.
    """
    known = np.isfinite(gap)
    place = np.arange(len(gap))
    filled = np.interp(place, place[known], gap[known])
    padded = np.concatenate([filled[:1], filled, filled[-1:]])
    around = np.stack([padded[:-3], padded[1:-2], padded[2:-1], padded[3:]])
    widened: Floats = 2 * around.max(axis=0) - around.min(axis=0) + MARGIN_M
    return widened


def _near(features: Geometries, zone: Any) -> Geometries:  # noqa: ANN401 - any polygonal geometry
    """Features cut to the box of the zone: the rest of a province-wide one costs nothing."""
    west, south, east, north = shapely.bounds(zone)
    box = shapely.box(west - 1, south - 1, east + 1, north + 1)
    clipped: Geometries = shapely.intersection(features, box)
    return clipped
