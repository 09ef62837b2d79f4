"""Lines that are trusted to lie where they say, and how many vertices follow them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property

import geopandas as gpd
import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray
from pyproj import Transformer

from planseam.loading.ground import projected
from planseam.text import Text

__all__ = ["FOLLOWS_M", "REACH_M", "Following", "Reference", "flat"]

Degrees = NDArray[np.float64]

_BORDERS = Text("行政区界线", "borders of units")
_DEGREES = pyproj.CRS("EPSG:4490")
_FLAT = pyproj.CRS("EPSG:3857")  # conformal: a length there, times the cosine of the latitude, is one on the ground
#: A vertex this near a line follows it, m. The widest allows for two drawings of one border and is a tenth of what
#: GCJ-02 moves; the narrower find the few that follow to the metre among many small patches that do not.
FOLLOWS_M = (50.0, 15.0, 5.0)
#: Vertices this near a line are looked at, m: BD-09 moves by 1,300 m at most.
REACH_M = 1500.0
#: Vertices that follow, at least: fewer may do so by chance.
LEAST = 40
#: They must be this many times those that chance would put on a line, and those under any other hypothesis.
TIMES_CHANCE, TIMES_OTHERS = 8.0, 3.0
#: How much of one direction the lines followed may be, 0 to 1: against parallels alone, a buffer seems a shift.
ONE_WAY = 0.7
_LINES = 500_000  # vertices of the lines compared with; of more, every n-th feature


@dataclass(frozen=True, kw_only=True)
class Following:
    """How many vertices follow the lines of a reference.

    Parameters
    ----------
    tolerance_m : float
        How near a line a vertex must be to follow it.
    vertices : int
        Within reach, under this or another hypothesis.
    count : int
        Of these, on a line.
    residual_m : float
        Their median distance from it.
    one_way : float
        0 where the lines followed run every way, 1 where all run one way.
    """

    tolerance_m: float
    vertices: int
    count: int
    residual_m: float
    one_way: float

    @property
    def share(self) -> float:
        """Share of the vertices that follow."""
        return self.count / self.vertices if self.vertices else 0.0

    @property
    def certain(self) -> bool:
        """Whether so many follow, on lines of so many directions, that chance is ruled out."""
        chance = self.tolerance_m / REACH_M
        return self.count >= LEAST and self.share >= TIMES_CHANCE * chance and self.one_way <= ONE_WAY

    def beats(self, others: Iterable[Following]) -> bool:
        """Whether it is certain, and no other comes near."""
        return self.certain and all(self.count >= TIMES_OTHERS * other.count for other in others)


class Reference:
    """Lines that are trusted to lie where they say: borders of units, shores, a layer that is trusted.

    Parameters
    ----------
    frame : GeoDataFrame
        Polygons or lines, in a known CRS.
    name : Text
        What these lines are called in a sentence.
    """

    def __init__(self, frame: gpd.GeoDataFrame, *, name: Text = _BORDERS) -> None:
        self.name = name
        self._frame = frame

    @cached_property
    def _segments(self) -> NDArray[np.float64]:
        """Ends of each segment in the flat CRS: (count, 2, 2)."""
        geometries = self._frame.geometry.to_numpy()
        geometries = geometries[:: 1 + int(shapely.get_num_coordinates(geometries).sum()) // _LINES]
        areas = shapely.get_dimensions(geometries) == 2  # noqa: PLR2004 -- of a surface
        lines = np.where(areas, shapely.boundary(geometries), geometries)
        lines = lines[shapely.get_dimensions(lines) == 1]
        parts = shapely.get_parts(lines)
        if self._frame.crs is not None and self._frame.crs != _FLAT:
            parts = projected(parts, pyproj.CRS(self._frame.crs), _FLAT)
        xy, owner = shapely.get_coordinates(parts, return_index=True)
        pairs = np.stack([xy[:-1], xy[1:]], axis=1)
        found = pairs[(owner[:-1] == owner[1:]) & np.isfinite(pairs).all(axis=(1, 2))]
        return np.asarray(found, dtype=float)

    @cached_property
    def _tree(self) -> shapely.STRtree:
        return shapely.STRtree(shapely.linestrings(self._segments))

    @cached_property
    def bounds(self) -> NDArray[np.float64]:
        """Least x, least y, greatest x, greatest y of the lines in EPSG:3857, a reach wider; NaN without lines."""
        if not len(self._segments):
            return np.full(4, np.nan)
        ends = self._segments.reshape(-1, 2)
        return np.concatenate([ends.min(axis=0) - 2 * REACH_M, ends.max(axis=0) + 2 * REACH_M])

    def near(self, boxes: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Which boxes in the flat CRS come within reach of a line; a large one that meets the bounds always does."""
        meets: NDArray[np.bool_] = np.asarray(
            (boxes[:, :2] <= self.bounds[2:]).all(axis=1) & (boxes[:, 2:] >= self.bounds[:2]).all(axis=1)
        )
        half = np.hypot(boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]) / 2
        small = np.flatnonzero(meets & (half <= REACH_M))
        middles = shapely.points((boxes[small, :2] + boxes[small, 2:]) / 2)
        found = self._tree.query_nearest(middles, max_distance=3 * REACH_M, all_matches=False)[0]
        near: NDArray[np.bool_] = np.asarray(meets & (half > REACH_M), dtype=bool)
        near[small[found]] = True
        return near

    def distances(self, lon: Degrees, lat: Degrees) -> tuple[Degrees, NDArray[np.int_]]:
        """Distance of each place from the nearest line in m (infinite beyond reach), and that segment."""
        points = shapely.points(flat(lon, lat))
        found, apart = self._tree.query_nearest(
            points, max_distance=2 * REACH_M, return_distance=True, all_matches=False
        )
        distance, segment = np.full(len(lon), np.inf), np.zeros(len(lon), dtype=int)
        distance[found[0]] = apart * np.cos(np.radians(lat[found[0]]))
        segment[found[0]] = found[1]
        return distance, segment

    def one_way(self, segments: NDArray[np.int_]) -> float:
        """How much of one direction segments are, each counted as often as it is named."""
        if not len(segments):
            return 1.0
        step = np.diff(self._segments[segments], axis=1)[:, 0]
        return float(np.abs(np.exp(2j * np.arctan2(step[:, 1], step[:, 0])).mean()))


def flat(x: Degrees, y: Degrees, source: pyproj.CRS = _DEGREES) -> NDArray[np.float64]:
    """Places in the conformal CRS in which boxes and lines are compared; infinite where they have none."""
    return np.column_stack(_way(source).transform(x, y))


@cache
def _way(source: pyproj.CRS) -> Transformer:
    return Transformer.from_crs(source, _FLAT, always_xy=True)
