"""What the naive check works on: layers as a reader gets them back, and the form of a find."""

import csv
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from draw import ground, seams

CUT = (
    "redline",
    "farmland",
    "development-boundary",
    "protected-areas",
    "corridors",
    "river-reaches",
    "redline-previous",
    "roads",
    "rails",
    "flood-zones",
)


@dataclass(frozen=True)
class Found:
    """One conflict that the naive check sees.

    Attributes
    ----------
    rule, severity
        Code of the rule, and how grave.
    units
        Codes of the one or two provinces.
    features
        The fids involved.
    place
        A point of it.
    area_m2, length_m
        Its size, 0 where that makes no sense.
    """

    rule: str
    severity: str
    units: tuple[str, ...]
    features: frozenset[str]
    place: shapely.Point
    area_m2: float = 0.0
    length_m: float = 0.0


def mean_width(geometry: BaseGeometry) -> float:
    """Twice the area over the perimeter."""
    return float(2 * geometry.area / geometry.length) if geometry.length else 0.0


def province(code: str) -> str:
    """Province of a code."""
    return code[:2]


class Data:
    """Layers read back from the folder and cut as the loader cuts them.

    Attributes
    ----------
    drawn
        Layers by id as they are stored, in metres.
    tables
        The same, cut.
    functions
        Main function by county code.
    """

    def __init__(self, folder: Path) -> None:
        self.tables = {path.stem: _read(path) for path in sorted(folder.glob("*.parquet"))}
        self.drawn = dict(self.tables)
        with (folder / "main-function.csv").open(encoding="utf-8", newline="") as file:
            self.functions = {row["code"]: row["function"] for row in csv.DictReader(file)}
        self.lists = {name: _list(folder / f"{name}.csv") for name in ("quotas", "standards", "scope")}
        for layer in CUT:
            self.tables[layer] = _cut(self.tables[layer])

    def of(self, layer: str, code: str) -> gpd.GeoDataFrame:
        """Rows of one province."""
        table = self.tables[layer]
        return table[table["code"].str[:2] == code].reset_index(drop=True)

    def overlaps(self, one: str, other: str) -> list[tuple[int, int, BaseGeometry]]:
        """Row numbers in the two layers and what they share, where that is more than a square metre."""
        left, right = self.tables[one].geometry.to_numpy(), self.tables[other].geometry.to_numpy()
        pairs = shapely.STRtree(right).query(left, predicate="intersects").T
        if one == other:
            pairs = pairs[pairs[:, 0] < pairs[:, 1]]
        shared = shapely.intersection(left[pairs[:, 0]], right[pairs[:, 1]])
        return [(int(a), int(b), part) for (a, b), part in zip(pairs, shared, strict=True) if part.area > 1]


def _list(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _read(path: Path) -> gpd.GeoDataFrame:
    frame = gpd.read_parquet(path)
    if not frame.geometry.is_valid.all() or frame["fid"].duplicated().any():
        message = f"{path.name}: invalid geometry or doubled fid"
        raise ValueError(message)
    return frame.to_crs(ground.METRIC)


def _cut(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    shapes = table.geometry.to_numpy().copy()
    for row, (code, inset, shape) in enumerate(zip(table["code"], table["inset_m"], shapes, strict=True)):
        if code and not (inset == 0 and ground.unit(code).contains_properly(shape)):
            shapes[row] = seams.cut(shape, code, inset)
    if shapely.is_empty(shapes).any():
        message = f"nothing is left of {table['fid'][shapely.is_empty(shapes)].tolist()}"
        raise ValueError(message)
    return table.set_geometry(shapes, crs=ground.METRIC)


def stations(pair: str, step: float) -> list[NDArray[np.object_]]:
    """Points along each piece of a border, at a step."""
    return [
        np.asarray(shapely.line_interpolate_point(part, np.arange(0, part.length, step)))
        for part in shapely.get_parts(ground.border(pair))
    ]


def runs(flags: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Stretches of true flags as pairs of first and past-last place."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], flags, [False]]).astype(int)))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))
