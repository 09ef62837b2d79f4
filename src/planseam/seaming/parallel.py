"""Parallel runs: where two lines go side by side."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from planseam.seaming.linear import LinearReference
from planseam.seaming.profile import END_PRECISION_M, HALF_WINDOW_M

__all__ = ["ParallelRuns", "parallel_runs"]

Geometries = NDArray[Any]
Floats = NDArray[np.float64]
Indices = NDArray[np.intp]
Mask = NDArray[np.bool_]

#: Nearer than this to the foot of its perpendicular, a place is beside the end of a line, m.
BESIDE_M = 1e-6


@dataclass(frozen=True)
class ParallelRuns:
    """Stretches along which two lines go side by side.

    Parameters
    ----------
    one, other : arrays of int
        Indices of the lines; the stretch is measured along `one`, and ``one < other``.
    start, end : arrays of float
        Metres from the start of `one`.
    apart : array of float
        Mean distance between both, m.
    geometry : array of LineString
        The stretch of `one`.
    """

    one: Indices
    other: Indices
    start: Floats
    end: Floats
    apart: Floats
    geometry: Geometries

    def __len__(self) -> int:
        return len(self.one)

    @property
    def length(self) -> Floats:
        """Metres along `one`."""
        return self.end - self.start

    def where(self, keep: Mask) -> "ParallelRuns":
        """Some of the runs."""
        return ParallelRuns(
            self.one[keep], self.other[keep], self.start[keep], self.end[keep], self.apart[keep], self.geometry[keep]
        )


def parallel_runs(
    lines: Geometries,
    *,
    apart: float,
    angle_deg: float,
    bridge: float = 0.0,
    step: float = 50.0,
    wanted: Callable[[Indices, Indices], Mask] | None = None,
) -> ParallelRuns:
    """Find where lines go side by side.

    At a place on one line the other lies beside it where the perpendicular from the place to the other line has its
    foot on it, no farther than `apart`, and the chords of both differ by no more than `angle_deg`, whichever way the
    lines are drawn.

    Parameters
    ----------
    lines : array of LineString
    apart : float
        m.
    angle_deg : float
        Degrees.
    bridge : float
        Interruptions shorter than this many metres, in whole cells, are passed over: at a bend the outer line is
        longer than the inner one, and for a while they do not go the same way.
    step : float
        Length of the cells from whose middles is looked, m.
    wanted : callable, optional
        Takes the indices of pairs, tells which to look at; of the others nothing is measured.

    Returns
    -------
    ParallelRuns
        Ends exact to `END_PRECISION_M`; sorted by pair and place. A run shorter than `step` may be overlooked.
    """
    first, second = shapely.STRtree(lines).query(lines, predicate="dwithin", distance=apart)
    keep = first < second
    if wanted is not None:
        keep[keep] = wanted(first[keep], second[keep])
    if not keep.any():
        none, nowhere = np.zeros(0, dtype=np.intp), np.zeros(0)
        return ParallelRuns(none, none, nowhere, nowhere, nowhere, np.zeros(0, dtype=object))
    pairs = np.unique(first[keep] * len(lines) + second[keep])
    beside = _Beside(lines, LinearReference.of(shapely.multilinestrings(lines)), apart, angle_deg)
    cell_start, cell_end, cell_line = beside.reference.cells(step)
    walked = np.flatnonzero(np.isin(cell_line, pairs // len(lines)))
    cell, other = _candidates(beside, walked, (cell_start + cell_end) / 2, cell_line, pairs)
    middle = (cell_start[cell] + cell_end[cell]) / 2
    holds, metres = beside.at(middle, cell_line[cell], other)
    cell, other, metres = cell[holds], other[holds], metres[holds]
    here, following = cell[:-1], cell[1:]
    parted = (
        (cell_line[here] != cell_line[following])
        | (other[:-1] != other[1:])
        | ((following != here + 1) & (cell_start[following] - cell_end[here] >= bridge))
    )
    if len(cell) == 0:
        parted = np.zeros(0, dtype=bool)
    first_row = np.flatnonzero(np.concatenate([np.ones(min(len(cell), 1), dtype=bool), parted]))
    last_row = np.append(first_row[1:], len(cell)) - 1 if len(cell) else first_row
    one, of = cell_line[cell[first_row]], other[first_row]
    start, end = (
        beside.sharpened(one, of, (cell_start[cell[row]] + cell_end[cell[row]]) / 2, edge)
        for row, edge in ((first_row, cell_start[cell[first_row]]), (last_row, cell_end[cell[last_row]]))
    )
    count = last_row - first_row + 1
    mean = np.add.reduceat(metres, first_row) / count if len(count) else np.zeros(0)
    geometry = np.empty(len(one), dtype=object)
    for run, (low, high, line) in enumerate(zip(start, end, one, strict=True)):
        geometry[run] = beside.reference.substring(low, high, int(line))
    offset = beside.reference.start[one]
    return ParallelRuns(one, of, start - offset, end - offset, mean, geometry)


@dataclass(frozen=True)
class _Beside:
    """The condition that lines go side by side at a place."""

    lines: Geometries
    reference: LinearReference
    apart: float
    angle_deg: float

    def at(self, measure: Floats, line: Indices, other: Indices) -> tuple[Mask, Floats]:
        """Whether `other` lies beside each place on `line`, and metres to it."""
        xy = self.reference.points(measure, line)
        points = shapely.points(xy)
        located = shapely.line_locate_point(self.lines[other], points)
        foot = self.reference.start[other] + located
        ways = [
            self.reference.normals(at, part, half_window=HALF_WINDOW_M)[:, ::-1] * [1.0, -1.0]
            for at, part in ((measure, line), (foot, other))
        ]
        offset = self.reference.points(foot, other) - xy
        away = np.hypot(*offset.T)
        along = np.abs((offset * ways[1]).sum(axis=1))
        at_end = (located <= 0) | (located >= self.reference.end[other] - self.reference.start[other])
        cosine = np.abs((ways[0] * ways[1]).sum(axis=1))
        # rounding must not turn two lines of exactly the angle apart into crossing ones
        close = cosine >= np.cos(np.radians(self.angle_deg)) - 1e-12
        return (away <= self.apart + BESIDE_M) & close & ~(at_end & (along > BESIDE_M)), away

    def sharpened(self, line: Indices, other: Indices, inside: Floats, edge: Floats) -> Floats:
        """Move ends from the middles of cells to where the condition turns false, at most to the next middle."""
        half = edge - inside
        low, high = self.reference.start[line], self.reference.end[line]
        outside = np.clip(inside + 2 * half, low, high)
        open_end = self.at(outside, line, other)[0] & ((outside == low) | (outside == high))
        limit = outside.copy()
        while len(inside) and np.abs(outside - inside).max() > END_PRECISION_M:
            halfway = (inside + outside) / 2
            holds = self.at(halfway, line, other)[0]
            inside, outside = np.where(holds, halfway, inside), np.where(holds, outside, halfway)
        return np.where(open_end, limit, inside)


def _candidates(
    beside: _Beside, walked: Indices, middle: Floats, line: Indices, pairs: Indices
) -> tuple[Indices, Indices]:
    """Cells and lines that come near them, of the pairs looked at; sorted by line, other line and cell."""
    reference, count = beside.reference, len(beside.lines)
    vertex = np.setdiff1d(np.arange(len(reference.xy) - 1), reference.last[:-1])
    edges = shapely.linestrings(np.stack([reference.xy[vertex], reference.xy[vertex + 1]], axis=1))
    of_edge = np.searchsorted(reference.first, vertex, side="right") - 1
    points = shapely.points(reference.points(middle[walked], line[walked]))
    near, edge = shapely.STRtree(edges).query(points, predicate="dwithin", distance=beside.apart)
    cell, other = walked[near], of_edge[edge]
    looked = np.isin(line[cell] * count + other, pairs)
    found = np.unique(np.column_stack([line[cell], other, cell])[looked], axis=0)
    return found[:, 2], found[:, 1]
