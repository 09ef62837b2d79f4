"""The border profile: what lies on the left and on the right, place by place along a border."""

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from planseam.model.border import Border
from planseam.seaming.flank import Flank
from planseam.seaming.linear import LinearReference
from planseam.seaming.walk import HALF_WINDOW_M, walk_along

__all__ = ["HALF_WINDOW_M", "Flank", "Profile", "Runs", "Side", "runs_of"]

Geometries = NDArray[Any]
Floats = NDArray[np.float64]
Indices = NDArray[np.intp]
Mask = NDArray[np.bool_]

#: Ends of runs are halved until they are known to this many metres.
END_PRECISION_M = 0.05


@dataclass(frozen=True)
class Side:
    """What one side of a border shows, cell by cell.

    Parameters
    ----------
    feature : array of int
        The nearest feature seen from the middle of the cell; -1 for none within reach.
    gap : array of float
        Metres from the border to it; infinite for none.
    """

    feature: Indices
    gap: Floats


@dataclass(frozen=True)
class Runs:
    """Stretches of a border.

    Parameters
    ----------
    start, end : arrays of float
        Measures along the border, m.
    part : array of int
        Part of the border's line.
    first, last : arrays of int
        First and last cell of the stretch.
    """

    start: Floats
    end: Floats
    part: Indices
    first: Indices
    last: Indices

    def __len__(self) -> int:
        return len(self.start)

    @property
    def length(self) -> Floats:
        """Metres along the border."""
        return self.end - self.start

    def where(self, keep: Mask) -> "Runs":
        """Some of the stretches."""
        return Runs(self.start[keep], self.end[keep], self.part[keep], self.first[keep], self.last[keep])

    def within(self, other: "Runs") -> Floats:
        """Metres of each stretch that lie in stretches of another kind, which must not overlap each other."""
        shared = np.minimum(self.end[:, None], other.end) - np.maximum(self.start[:, None], other.start)
        along: Floats = np.where(self.part[:, None] == other.part, np.maximum(shared, 0.0), 0.0).sum(axis=1)
        return along


@dataclass(frozen=True)
class Profile:
    """One border, one role: both sides, at a fixed step.

    Parameters
    ----------
    border : Border
    reference : LinearReference
        Of the border's line.
    start, end : arrays of float
        Measures of the cells, m.
    part : array of int
        Part of the border's line in which each cell lies.
    left, right : Side
        `left` is the side of ``border.a``.
    flanks : (Flank, Flank)
        What was probed, for a closer look.
    reach : float
        How far the probes went, m.
    """

    border: Border
    reference: LinearReference
    start: Floats
    end: Floats
    part: Indices
    left: Side
    right: Side
    flanks: tuple[Flank, Flank]
    reach: float

    @classmethod
    def of(cls, border: Border, flanks: tuple[Flank, Flank], *, step: float, reach: float) -> Self:
        """Walk along a border and look to both sides.

        Parameters
        ----------
        border : Border
        flanks : (Flank, Flank)
            Features of ``border.a`` and of ``border.b``.
        step : float
            Length of a cell, m; the look is from its middle.
        reach : float
            How far to look, m.
        """
        walk = walk_along(border.line, step)
        (left, right) = (
            Side(*flank.probe(walk.origin, sign * walk.normal, reach=reach, points=walk.points))
            for flank, sign in zip(flanks, (1.0, -1.0), strict=True)
        )
        return cls(border, walk.reference, walk.start, walk.end, walk.part, left, right, flanks, reach)

    def present(self, *, reach: float) -> tuple[Mask, Mask]:
        """Tell in which cells the left and the right show a feature within `reach` metres."""
        return self.left.gap <= reach, self.right.gap <= reach

    def shares(self, *, reach: float) -> dict[str, float]:
        """Metres along which both sides show a feature within `reach`, one side, or neither.

        Returns
        -------
        dict
            `both`, `left`, `right`, `neither`, in m of the working CRS.
        """
        length = self.end - self.start
        left, right = self.present(reach=reach)
        return {
            "both": float(length[left & right].sum()),
            "left": float(length[left & ~right].sum()),
            "right": float(length[~left & right].sum()),
            "neither": float(length[~left & ~right].sum()),
        }

    def one_sided(self, *, reach: float, facing: float, left: bool, bridge: float) -> Runs:
        """Find stretches where one side shows a feature and the other does not.

        Parameters
        ----------
        reach : float
            The side that has: within this many metres of the border.
        facing : float
            The side that has not: nothing within this many metres.
        left : bool
            Whether the left is the side that has.
        bridge : float
            Stretches interrupted by less than this many metres are one, unless the other side shows up between.

        Returns
        -------
        Runs
            Ends exact to `END_PRECISION_M`. A stretch over the start of a ring is told as two that meet there.
        """
        near, far = (self.left, self.right) if left else (self.right, self.left)
        bare = far.gap > facing
        has = (near.gap <= reach) & bare
        runs = runs_of(has, self.start, self.end, self.part, bridge=bridge, barrier=~bare)

        def still(measure: Floats, part: Indices) -> Mask:
            gaps = [self.look(measure, part, left=side)[1] for side in (left, not left)]
            return (gaps[0] <= reach) & (gaps[1] > facing)

        return self.sharpened(runs, still)

    def shown(self, runs: Runs, *, reach: float, left: bool) -> Floats:
        """Metres of each stretch along which one side shows a feature within `reach`, to `END_PRECISION_M`."""
        side = self.left if left else self.right

        def still(measure: Floats, part: Indices) -> Mask:
            return self.look(measure, part, left=left)[1] <= reach

        return runs.within(self.sharpened(runs_of(side.gap <= reach, self.start, self.end, self.part), still))

    def seen(self, runs: Runs, *, reach: float, left: bool) -> list[Indices]:
        """Features that one side of each stretch shows within `reach`, cell by cell along it."""
        side = self.left if left else self.right
        cells = [slice(first, last + 1) for first, last in zip(runs.first, runs.last, strict=True)]
        return [side.feature[own][side.gap[own] <= reach] for own in cells]

    def look(self, measure: Floats, part: Indices, *, left: bool) -> tuple[Indices, Floats]:
        """Look to one side from any places along the border: nearest feature and metres to it."""
        flank = self.flanks[0 if left else 1]
        return _look(self.reference, flank, measure, part, sign=1.0 if left else -1.0, reach=self.reach)

    def sharpened(self, runs: Runs, still: Any) -> Runs:  # noqa: ANN401 - a function of measures and parts
        """Move the ends of stretches from the middle of cells to where `still` turns false.

        Parameters
        ----------
        runs : Runs
        still : callable
            Takes measures and parts, tells whether the stretch's condition holds there.
        """
        middle = (self.start + self.end) / 2
        ends = []
        for cell, beyond in ((runs.first, -1), (runs.last, 1)):
            neighbour = np.clip(cell + beyond, 0, len(middle) - 1)
            edge = self.start[cell] if beyond < 0 else self.end[cell]
            inside = middle[cell].copy()
            same = (self.part[neighbour] == runs.part) & (neighbour != cell)
            outside = np.where(same, middle[neighbour], edge)
            open_end = ~same & still(edge, runs.part) if len(runs) else np.zeros(0, dtype=bool)
            while len(runs) and np.abs(outside - inside).max() > END_PRECISION_M:
                halfway = (inside + outside) / 2
                holds = still(halfway, runs.part)
                inside, outside = np.where(holds, halfway, inside), np.where(holds, outside, halfway)
            ends.append(np.where(open_end, edge, inside))
        return Runs(ends[0], ends[1], runs.part, runs.first, runs.last)


def runs_of(
    mask: Mask, start: Floats, end: Floats, part: Indices, *, bridge: float = 0.0, barrier: Mask | None = None
) -> Runs:
    """Join neighbouring cells to stretches.

    Parameters
    ----------
    mask : array of bool
        Cells that belong.
    start, end : arrays of float
        Measures of the cells, m.
    part : array of int
        Cells of different parts are never joined.
    bridge : float
        Interruptions shorter than this many metres are passed over.
    barrier : array of bool, optional
        Cells that are never passed over.
    """
    cells = np.flatnonzero(mask)
    if len(cells) == 0:
        none = np.zeros(0)
        return Runs(none, none, *(np.zeros(0, dtype=np.intp) for _ in range(3)))
    blocked = np.cumsum(barrier) if barrier is not None else np.zeros(len(mask), dtype=int)
    here, following = cells[:-1], cells[1:]
    parted = (
        (part[here] != part[following])
        | ((following != here + 1) & (start[following] - end[here] >= bridge))
        | (blocked[here] != blocked[following])
    )
    first = cells[np.concatenate([[True], parted])]
    last = cells[np.concatenate([parted, [True]])]
    return Runs(start[first], end[last], part[first], first, last)


def _look(
    reference: LinearReference, flank: Flank, measure: Floats, part: Indices, *, sign: float, reach: float
) -> tuple[Indices, Floats]:
    origin = reference.points(measure, part)
    normal = reference.normals(measure, part, half_window=HALF_WINDOW_M)
    return flank.probe(origin, sign * normal, reach=reach)
