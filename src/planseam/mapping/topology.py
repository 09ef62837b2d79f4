"""Simplification that keeps what is shared shared, across features and layers.

Runs are cut into arcs where they part or meet, each arc is simplified once,
and everybody who shares it gets the same points. So no gap and no overlap
appears between neighbours, be they of one layer, of two layers, or a line that
runs along an area. `shapely.coverage_simplify` does this for one layer that is
a valid coverage; plans of several parties are neither one nor valid.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
import shapely
from numpy.typing import NDArray

from planseam.mapping.runs import Runs, Shapes, Whole

__all__ = ["simplify_shared"]

Flags = NDArray[np.bool_]

#: Points are the same where they fall into the same cell of this many across the extent: a millimetre on 1,000 km.
CELLS = 2**30
#: An arc that returns to its start keeps this many points, or it would be no ring.
RING = 4


def simplify_shared(runs: Runs, tolerance: float | Callable[[Shapes], NDArray[np.float64]]) -> Runs:
    """Simplify runs; what several share stays shared.

    Parameters
    ----------
    runs : Runs
    tolerance : float or callable
        In the units of the points; a callable gives it for each arc.
    """
    runs = _without_repeats(runs)
    if not len(runs.points):
        return runs
    arcs = _Arcs.of(runs, _vertices(runs.points))
    lines = shapely.linestrings(runs.points[arcs.at], indices=np.repeat(np.arange(arcs.count), arcs.length))
    wide = tolerance(lines) if callable(tolerance) else np.full(arcs.count, tolerance)
    return arcs.put_back(runs, _thinned(lines, wide))


def _without_repeats(runs: Runs) -> Runs:
    """Points that follow themselves are one; points that are nowhere are none."""
    owner = np.repeat(np.arange(len(runs.part)), runs.length)
    keep: Flags = np.isfinite(runs.points[:, 0]) & np.isfinite(runs.points[:, 1])
    again = np.zeros(len(keep), dtype=bool)
    again[1:] = (runs.points[1:] == runs.points[:-1]).all(axis=1) & (owner[1:] == owner[:-1])
    keep &= ~again
    if keep.all():
        return runs
    length = np.bincount(owner[keep], minlength=len(runs.part))
    return replace(
        runs,
        part=runs.part[length > 0],
        start=np.r_[0, np.cumsum(length[length > 0])],
        points=runs.points[keep],
    )


def _vertices(points: NDArray[np.float64]) -> Whole:
    """A number for each place."""
    low = points.min(axis=0)
    cell = max(float((points.max(axis=0) - low).max()), 1e-9) / CELLS
    grid = np.rint((points - low) / cell).astype(np.int64)
    return np.unique(grid[:, 0] << 31 | grid[:, 1], return_inverse=True)[1].astype(np.int64)


def _anchors(runs: Runs, vertex: Whole) -> Flags:
    """Points at which runs part or meet: their neighbours are not the same wherever they occur."""
    count = len(vertex)
    first, last = runs.start[:-1], runs.start[1:] - 1
    before, after = np.r_[-1, vertex[:-1]], np.r_[vertex[1:], -1]
    before[first] = np.where(runs.closed, vertex[last], -1)
    after[last] = np.where(runs.closed, vertex[first], -1)
    low, high = np.minimum(before, after), np.maximum(before, after)
    order = np.argsort(vertex, kind="stable")
    group = np.flatnonzero(np.r_[True, np.diff(vertex[order]) > 0]) if count else np.zeros(0, dtype=np.int64)
    differ = np.zeros(len(group), dtype=bool)
    for side in (low[order], high[order]):
        differ |= np.minimum.reduceat(side, group) != np.maximum.reduceat(side, group)
    differ |= np.minimum.reduceat(low[order], group) < 0
    anchor: Flags = differ[vertex]
    # a ring that nobody meets starts at its lowest vertex, as do all that are the same ring
    alone: Flags = ~np.logical_or.reduceat(anchor, first)
    lowest = np.repeat(np.minimum.reduceat(vertex, first), runs.length)
    anchor |= np.repeat(alone, runs.length) & (vertex == lowest)
    return anchor


@dataclass(frozen=True, kw_only=True)
class _Arcs:
    """Each arc once, and who uses it in which direction.

    `at` are the points of the arcs, one after the other; `use` the arc of each
    stretch between two anchors, in the order of the runs; `back` whether it is
    walked backwards there; `run` whose stretch it is.
    """

    at: Whole
    length: Whole
    use: Whole
    back: Flags
    run: Whole

    @property
    def count(self) -> int:
        return len(self.length)

    @classmethod
    def of(cls, runs: Runs, vertex: Whole) -> Self:
        anchor = _anchors(runs, vertex)
        walk, run = _walk(runs, anchor)
        stops = np.flatnonzero(anchor[walk])
        single = runs.length[run[stops]] == 1
        same = np.r_[run[stops][1:] == run[stops][:-1], False] | single
        low = stops[same]
        high = np.where(single, stops, np.r_[stops[1:], 0])[same]
        second, before = np.minimum(low + 1, high), np.maximum(high - 1, low)
        at = vertex[walk]
        ends = np.column_stack([at[low], at[high]])
        back = np.where(ends[:, 0] == ends[:, 1], at[second] > at[before], ends[:, 0] > ends[:, 1])
        key = np.where(back, at[high] << 32 | at[before], at[low] << 32 | at[second])
        _, one, use = np.unique(key, return_index=True, return_inverse=True)
        # a line of one point has one point twice, so that it can be an arc
        length = np.maximum(high - low + 1, 2)[one]
        inside = np.arange(length.sum()) - np.repeat(np.r_[0, np.cumsum(length)[:-1]], length)
        forth = np.minimum(np.repeat(low[one], length) + inside, np.repeat(high[one], length))
        reverse = np.maximum(np.repeat(high[one], length) - inside, np.repeat(low[one], length))
        return cls(
            at=walk[np.where(np.repeat(back[one], length), reverse, forth)],
            length=length,
            use=use,
            back=back,
            run=run[low],
        )

    def put_back(self, runs: Runs, lines: Shapes) -> Runs:
        """Put the arcs together to runs again, each without its last point, where the next one starts."""
        points = shapely.get_coordinates(lines)
        length = shapely.get_num_coordinates(lines)
        start = np.r_[0, np.cumsum(length)[:-1]]
        ends = np.r_[self.run[1:] != self.run[:-1], True] & ~runs.closed[self.run]
        ends &= runs.length[self.run] > 1
        taken = length[self.use] - 1 + ends
        inside = np.arange(taken.sum()) - np.repeat(np.r_[0, np.cumsum(taken)[:-1]], taken)
        first = start[self.use]
        last = first + length[self.use] - 1
        at = np.where(np.repeat(self.back, taken), np.repeat(last, taken) - inside, np.repeat(first, taken) + inside)
        per_run = np.bincount(self.run, weights=taken, minlength=len(runs.part)).astype(np.int64)
        return replace(runs, start=np.r_[0, np.cumsum(per_run)], points=points[at])


def _walk(runs: Runs, anchor: Flags) -> tuple[Whole, Whole]:
    """The points of all runs; rings start and end at an anchor."""
    run = np.arange(len(runs.part))
    owner = np.repeat(run, runs.length)
    place = np.arange(len(owner)) - runs.start[owner]
    first = np.minimum.reduceat(np.where(anchor, place, len(owner)), runs.start[:-1])
    ring = runs.closed & (runs.length > 1)
    steps = runs.length + ring
    who = np.repeat(run, steps)
    inside = np.arange(steps.sum()) - np.repeat(np.r_[0, np.cumsum(steps)[:-1]], steps)
    turned = np.where(ring, first, 0)[who]
    return runs.start[who] + (inside + turned) % runs.length[who], who


def _thinned(lines: Shapes, tolerance: NDArray[np.float64]) -> Shapes:
    thin: Shapes = shapely.simplify(lines, tolerance, preserve_topology=False)
    torn = shapely.is_closed(lines) & (shapely.get_num_coordinates(thin) < RING)
    torn &= shapely.get_num_coordinates(lines) >= RING
    for row in np.flatnonzero(torn).tolist():
        thin[row] = _triangle(shapely.get_coordinates(lines[row]))
    return thin


def _triangle(ring: NDArray[np.float64]) -> shapely.LineString:
    """The least that still has an area: the start, the point farthest from it, the point farthest from both."""
    away = ring - ring[0]
    far = int(np.hypot(away[:, 0], away[:, 1]).argmax())
    off = int(np.abs(away[:, 0] * away[far, 1] - away[:, 1] * away[far, 0]).argmax())
    corners = ring[[0, *sorted((far, off)), 0]] if off not in {0, far} else ring[[0, far, 0]]
    return shapely.LineString(corners)
