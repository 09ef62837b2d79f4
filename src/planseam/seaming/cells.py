"""A grid of cells that are known to lie wholly in one zone, or wholly outside all.

Most features lie in such cells; for them no geometry is touched at all.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy import ndimage

__all__ = ["Cells", "cells_of"]

Geometries = NDArray[Any]
Floats = NDArray[np.float64]
Indices = NDArray[np.intp]

#: Cells along the longer side: 1024² cells of 4 bytes stay within a processor's cache.
RESOLUTION = 1024
#: A border that runs along a cell edge marks both cells: widened by this part of a cell.
WIDENING = 1e-6


@dataclass(frozen=True)
class Cells:
    """Cells over the bounds of the zones, with one ring of cells around.

    Parameters
    ----------
    origin : array of float, shape (2,)
    size : float
        Side of a cell, in units of the CRS.
    zone : array of int, shape (rows, columns)
        Zone of a cell, -1 for a cell outside all zones; undefined where a border runs.
    crossed : array of int, shape (rows + 1, columns + 1)
        Summed-area table of the cells that a border runs through.
    """

    origin: Floats
    size: float
    zone: NDArray[np.int32]
    crossed: NDArray[np.int64]

    def lookup(self, bounds: Floats) -> tuple[Indices, NDArray[np.bool_]]:
        """Tell the zone of bounding boxes that no border can touch.

        Parameters
        ----------
        bounds : array of float, shape (n, 4)

        Returns
        -------
        zone : array of int
            -1 outside all zones; meaningful only where `sure`.
        sure : array of bool
            False where a border may touch the box, or the box is not finite.
        """
        rows, columns = self.zone.shape
        finite = np.isfinite(bounds.sum(axis=1))  # the sum of four numbers of which one is not finite is not either
        # in place and column by column: a million boxes go through here several times a second
        scaled = np.subtract(bounds.T, np.tile(self.origin, 2)[:, None])
        scaled /= self.size
        scaled[:, ~finite] = 0.0
        np.clip(scaled, 0, np.array([columns - 1, rows - 1] * 2)[:, None], out=scaled)
        west, south, east, north = scaled.astype(np.int32)
        table = self.crossed
        touched = table[north + 1, east + 1] - table[south, east + 1] - table[north + 1, west] + table[south, west]
        return self.zone[south, west].astype(np.intp), finite & (touched == 0)


def cells_of(boundaries: Geometries, locate: Callable[[Geometries], Indices]) -> Cells:
    """Build the grid from the boundaries of zones.

    Parameters
    ----------
    boundaries : array of lines
        Boundaries of all zones, metric CRS.
    locate : callable
        Gives the zone of points, -1 for none; asked once for each connected field of cells.

    Returns
    -------
    Cells
    """
    west, south, east, north = shapely.total_bounds(boundaries)
    size = max(east - west, north - south, 1e-9) / RESOLUTION
    origin = np.array([west - size, south - size])
    columns, rows = (np.ceil((np.array([east, north]) - origin) / size) + 1).astype(int)
    crossed = np.zeros((rows, columns), dtype=bool)
    _mark(crossed, shapely.segmentize(boundaries, size), origin, size)
    fields, count = ndimage.label(~crossed)
    flat = fields.ravel()
    labels, first = np.unique(flat, return_index=True)
    first = first[labels > 0]
    row, column = np.divmod(first, columns)
    centres = shapely.points(origin[0] + (column + 0.5) * size, origin[1] + (row + 0.5) * size)
    zone_of_field = np.full(count + 1, -1, dtype=np.int32)
    zone_of_field[labels[labels > 0]] = locate(centres)
    table = np.zeros((rows + 1, columns + 1), dtype=np.int64)
    table[1:, 1:] = crossed.cumsum(axis=0).cumsum(axis=1)
    return Cells(origin, float(size), zone_of_field[fields], table)


def _mark(crossed: NDArray[np.bool_], lines: Geometries, origin: Floats, size: float) -> None:
    """Mark every cell that the bounding box of a segment no longer than a cell meets."""
    parts = shapely.get_parts(lines)
    xy, part = shapely.get_coordinates(parts, return_index=True)
    joined = part[1:] == part[:-1]
    scaled = (xy - origin) / size
    start, end = scaled[:-1][joined], scaled[1:][joined]
    low = np.floor(np.minimum(start, end) - WIDENING).astype(np.intp)
    high = np.floor(np.maximum(start, end) + WIDENING).astype(np.intp)
    for step_x in range(3):
        for step_y in range(3):
            column = np.minimum(low[:, 0] + step_x, high[:, 0])
            row = np.minimum(low[:, 1] + step_y, high[:, 1])
            crossed[row, column] = True
