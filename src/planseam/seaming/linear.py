"""Linear reference: places along a line of several parts, told in metres."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

import numpy as np
import shapely
from numpy.typing import NDArray

from planseam.seaming.parts import of_dimension

__all__ = ["LinearReference"]

Geometries = NDArray[Any]
Floats = NDArray[np.float64]
Indices = NDArray[np.intp]


@dataclass(frozen=True)
class LinearReference:
    """A line measured from its start, part after part, with no gap between parts.

    Build it by `LinearReference.of`.

    Parameters
    ----------
    xy : array of float, shape (vertices, 2)
    measure : array of float, shape (vertices,)
        Metres from the start to each vertex.
    first, last : arrays of int, shape (parts,)
        First and last vertex of each part.
    """

    xy: Floats
    measure: Floats
    first: Indices
    last: Indices

    @classmethod
    def of(cls, line: shapely.LineString | shapely.MultiLineString) -> Self:
        """Measure a line in its own (metric) CRS."""
        xy, part = shapely.get_coordinates(shapely.get_parts(line), return_index=True)
        step = np.hypot(*np.diff(xy, axis=0).T)
        step[part[1:] != part[:-1]] = 0.0
        first = np.searchsorted(part, np.arange(part[-1] + 1))
        last = np.append(first[1:], len(xy)) - 1
        return cls(xy, np.concatenate([[0.0], np.cumsum(step)]), first, last)

    @property
    def start(self) -> Floats:
        """Measure at which each part begins."""
        return self.measure[self.first]

    @property
    def end(self) -> Floats:
        """Measure at which each part ends."""
        return self.measure[self.last]

    @property
    def length(self) -> float:
        """Metres in all."""
        return float(self.measure[-1])

    def cells(self, step: float) -> tuple[Floats, Floats, Indices]:
        """Cut each part into cells of `step` metres; its last cell is what remains.

        Returns
        -------
        start, end : arrays of float
            Measures, m.
        part : array of int
        """
        counts = np.maximum(np.ceil((self.end - self.start) / step - 1e-9).astype(int), 1)
        part = np.repeat(np.arange(len(counts)), counts)
        place = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
        start = self.start[part] + place * step
        return start, np.minimum(start + step, self.end[part]), part

    def points(self, measure: Floats, part: Indices) -> Floats:
        """Coordinates of places along the line.

        Parameters
        ----------
        measure : array of float
            m; clipped to the part.
        part : array of int
            The part meant: at a joint, two parts have the same measure.

        Returns
        -------
        array of float, shape (n, 2)
        """
        place = np.clip(measure, self.start[part], self.end[part])
        after = np.searchsorted(self.measure, place, side="right")
        after = np.clip(after, self.first[part] + 1, self.last[part])
        before = after - 1
        span = self.measure[after] - self.measure[before]
        share = np.divide(place - self.measure[before], span, out=np.zeros(len(place)), where=span > 0)
        place_xy: Floats = self.xy[before] + share[:, None] * (self.xy[after] - self.xy[before])
        return place_xy

    def normals(self, measure: Floats, part: Indices, *, half_window: float) -> Floats:
        """Unit vectors to the left, square to the chord of `half_window` metres before and after.

        A chord rather than the edge itself, so that the wobble of a digitised
        line does not turn the normal.

        Returns
        -------
        array of float, shape (n, 2)
        """
        window = np.minimum(half_window, (self.end[part] - self.start[part]) / 4)[:, None]
        chord = self.points(measure + window[:, 0], part) - self.points(measure - window[:, 0], part)
        length = np.maximum(np.hypot(*chord.T), 1e-12)
        normal: Floats = np.column_stack([-chord[:, 1], chord[:, 0]]) / length[:, None]
        return normal

    def substring(self, start: float, end: float, part: int) -> shapely.LineString:
        """The stretch of one part between two measures."""
        low, high = max(start, self.start[part]), min(end, self.end[part])
        own = slice(self.first[part], self.last[part] + 1)
        inside = (self.measure[own] > low) & (self.measure[own] < high)
        ends = self.points(np.array([low, high]), np.array([part, part]))
        return shapely.LineString(np.vstack([ends[:1], self.xy[own][inside], ends[1:]]))

    def project(self, points: Geometries) -> Floats:
        """Measure of the nearest place on the line for each point, m."""
        vertex, tree = self._edges
        point, edge = tree.query_nearest(points, all_matches=False)
        near = vertex[edge]
        along = self.xy[near + 1] - self.xy[near]
        offset = shapely.get_coordinates(points)[point] - self.xy[near]
        share = (offset * along).sum(axis=1) / np.maximum((along**2).sum(axis=1), 1e-300)
        result = np.zeros(len(points))
        result[point] = self.measure[near] + np.clip(share, 0, 1) * np.hypot(*along.T)
        return result

    def inside(self, polygons: Geometries) -> Geometries:
        """The stretches of the line that lie in each polygon, or on its edge; empty lines where there are none."""
        polygons = np.asarray(polygons, dtype=object)
        stretches = np.full(len(polygons), shapely.MultiLineString(), dtype=object)
        tree = self._edges[1]
        polygon, edge = tree.query(polygons, predicate="intersects")
        if len(polygon) == 0:
            return stretches
        polygon, edge = np.unique(np.column_stack([polygon, edge]), axis=0).T
        hit, group = np.unique(polygon, return_inverse=True)
        near = shapely.line_merge(shapely.multilinestrings(tree.geometries[edge], indices=group), directed=True)
        cut = of_dimension(shapely.intersection(near, polygons[hit]), 1)
        some = ~shapely.is_empty(cut)
        stretches[hit[some]] = shapely.line_merge(cut[some], directed=True)
        return stretches

    @cached_property
    def _edges(self) -> tuple[Indices, shapely.STRtree]:
        """First vertex of each edge, and the edges indexed: many places are asked for, one at a time."""
        vertex = np.setdiff1d(np.arange(len(self.xy) - 1), self.last[:-1])
        return vertex, shapely.STRtree(shapely.linestrings(np.stack([self.xy[vertex], self.xy[vertex + 1]], axis=1)))
