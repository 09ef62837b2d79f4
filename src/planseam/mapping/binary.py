"""Many shapes in few bytes: whole numbers, their steps, deflated, as text.

A block is a stream of whole numbers of seven bits a byte, the lowest first, the
eighth bit telling that more follow:

1. how many features, parts, runs and points;
2. the parts of each feature, the runs of each part times four plus its kind,
   the points of each run;
3. the steps of all x, then of all y, each step doubled, and less one where it
   is negative.

Places are in units of the Mercator square, `WORLD` of them from edge to edge,
so that the page has only to scale them.
"""

import base64
import zlib

import numpy as np
from numpy.typing import NDArray

from planseam.mapping.runs import Runs, Whole

__all__ = ["WORLD", "block", "numbers", "world"]

#: Units around the earth: 0.6 m at the equator, 0.5 m in the delta.
WORLD = 2**26
#: Seven bits a byte.
BITS, MORE = 7, 0x80
#: Latitude at which the Mercator square ends.
EDGE = 85.051128779806604


def block(runs: Runs) -> str:
    """Pack runs, whose points are degrees, as text.

    Parameters
    ----------
    runs : Runs
        Longitude first.

    Returns
    -------
    str
        Base64, which can stand anywhere.
    """
    x, y = world(runs.points).T
    stream = [
        np.array([runs.features, len(runs.kind), len(runs.part), len(runs.points)]),
        np.bincount(runs.feature, minlength=runs.features),
        np.bincount(runs.part, minlength=len(runs.kind)) * 4 + runs.kind,
        runs.length,
        _steps(x),
        _steps(y),
    ]
    return base64.b64encode(zlib.compress(numbers(np.concatenate(stream)), 9)).decode("ascii")


def world(points: NDArray[np.float64]) -> Whole:
    """Turn degrees to units of the Mercator square, y to the south."""
    latitude = np.radians(np.clip(points[:, 1], -EDGE, EDGE))
    east = points[:, 0] / 360 + 0.5
    south = 0.5 - np.arcsinh(np.tan(latitude)) / (2 * np.pi)
    return np.rint(np.column_stack([east, south]) * WORLD).astype(np.int64)


def numbers(values: Whole) -> bytes:
    """Write whole numbers, none negative, of seven bits a byte."""
    values = values.astype(np.uint64)
    size = np.ones(len(values), dtype=np.int64)
    for bits in range(BITS, 64, BITS):
        size += values >= np.uint64(1 << bits)
    start = np.r_[0, np.cumsum(size)]
    place = np.arange(start[-1]) - np.repeat(start[:-1], size)
    low = np.repeat(values, size) >> (place * BITS).astype(np.uint64) & np.uint64(MORE - 1)
    more = place < np.repeat(size, size) - 1
    return bytes(low.astype(np.uint8) | np.where(more, MORE, 0).astype(np.uint8))


def _steps(values: Whole) -> Whole:
    steps = np.diff(values, prepend=0)
    return np.where(steps < 0, -2 * steps - 1, 2 * steps)
