"""A walk along a border: the cells of its profile, and where one stands in the middle of each."""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from planseam.seaming.linear import LinearReference

__all__ = ["HALF_WINDOW_M", "Walk", "walk_along"]

Geometries = NDArray[Any]
Floats = NDArray[np.float64]
Indices = NDArray[np.intp]

#: The normal is square to a chord of this many metres either way: longer than digitising wobble,
#: shorter than the bends that planners see.
HALF_WINDOW_M = 25.0
#: So many walks are remembered: rules go border by border, each with looks of its own.
REMEMBERED = 16


@dataclass(frozen=True)
class Walk:
    """The cells of a line. Build it by `walk_along`; what it holds must not be changed.

    Parameters
    ----------
    reference : LinearReference
    start, end : arrays of float
        Measures of the cells, m.
    part : array of int
        Part of the line in which each cell lies.
    """

    reference: LinearReference
    start: Floats
    end: Floats
    part: Indices

    @cached_property
    def origin(self) -> Floats:
        """Coordinates of the middle of each cell, shape (n, 2)."""
        return self.reference.points((self.start + self.end) / 2, self.part)

    @cached_property
    def normal(self) -> Floats:
        """Unit vectors to the left from there, shape (n, 2)."""
        return self.reference.normals((self.start + self.end) / 2, self.part, half_window=HALF_WINDOW_M)

    @cached_property
    def points(self) -> Geometries:
        """The middles as geometries."""
        made: Geometries = shapely.points(self.origin)
        return made


@lru_cache(maxsize=REMEMBERED)
def walk_along(line: shapely.MultiLineString, step: float) -> Walk:
    """Cut a line into cells of `step` metres; for the same line and step, the same walk."""
    reference = LinearReference.of(line)
    return Walk(reference, *reference.cells(step))
