"""The growing drawing: rows of each layer, and who may lie next to whom."""

from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from draw import ground

CONTROL_LINES = ("redline", "farmland", "development-boundary")


@dataclass
class Canvas:
    """All rows drawn so far, by layer id.

    Attributes
    ----------
    rows
        Rows of each layer; every row is a mapping of column to value.
    shapes
        Drawn outlines by label, for what is drawn over or beside them.
    fids
        The (first) fid of a labelled outline.
    """

    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    shapes: dict[str, BaseGeometry] = field(default_factory=dict)
    fids: dict[str, str] = field(default_factory=dict)

    def add(self, layer: str, geometry: BaseGeometry, **columns: Any) -> str:
        """Add a row and return its fid."""
        row = {"name": "", "name_en": "", "code": "", "inset_m": 0.0, **columns, "geometry": geometry}
        self.rows.setdefault(layer, []).append(row)
        return str(row["fid"])

    def number(self, layer: str, code: str, prefix: str) -> str:
        """Give the next free fid of a layer and unit, such as `RL-33-0012`."""
        rows = self.rows.get(layer, [])
        head = f"{prefix}-{code}-" if code else f"{prefix}-"
        taken = sum(str(row["fid"]).startswith(head) for row in rows)
        return f"{head}{taken + 1:04d}"

    def table(self, layer: str) -> gpd.GeoDataFrame:
        """Give a layer as a frame in metres, its rows in the order of their fids."""
        frame = pd.DataFrame(self.rows[layer]).sort_values("fid", kind="stable").reset_index(drop=True)
        order = ["fid", "name", "name_en", "code", "inset_m"]
        columns = order + [name for name in frame.columns if name not in (*order, "geometry")]
        return gpd.GeoDataFrame(frame[[*columns, "geometry"]], crs=ground.METRIC)

    def outlines(self, *layers: str) -> list[BaseGeometry]:
        """Outlines of the layers named, uncut."""
        return [row["geometry"] for layer in layers for row in self.rows.get(layer, [])]


class Crowd:
    """Outlines that newcomers must keep clear of, searched by an index that is rebuilt as it grows."""

    def __init__(self, outlines: list[BaseGeometry]) -> None:
        self._outlines = list(outlines)
        self._tree = shapely.STRtree(self._outlines)
        self._fresh: list[BaseGeometry] = []

    def is_clear(self, geometry: BaseGeometry, distance: float) -> bool:
        """Tell whether nothing in the crowd lies within the distance."""
        if len(self._tree.query(geometry, predicate="dwithin", distance=distance)):
            return False
        return not any(shapely.dwithin(fresh, geometry, distance) for fresh in self._fresh)

    def add(self, geometry: BaseGeometry) -> None:
        """Let an outline join the crowd."""
        self._fresh.append(geometry)
        if len(self._fresh) > 60:
            self._outlines += self._fresh
            self._tree, self._fresh = shapely.STRtree(self._outlines), []

    def count(self, geometry: BaseGeometry, distance: float) -> int:
        """How many of the crowd lie within the distance, not counting those that joined last."""
        return len(self._tree.query(geometry, predicate="dwithin", distance=distance))
