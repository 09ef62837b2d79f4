"""Any table as a GeoPackage of one layer that keeps its columns."""

import re
from collections.abc import Iterable
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio

from planseam.text import Text

__all__ = ["VERSION", "held", "write_layer"]

#: Of the format: what GDAL before 3.7, and with it QGIS 3.28, reads without a warning.
VERSION = "1.2"

_LONG = 80  # letters of a layer's name


def held(table: pd.DataFrame) -> tuple[pd.DataFrame, tuple[Text, ...]]:
    """Give columns that a GeoPackage can hold: their names differ also without case, their values are of one kind.

    Parameters
    ----------
    table : DataFrame

    Returns
    -------
    tuple of DataFrame and tuple of Text
        The table, and what was changed.
    """
    names: list[str] = []
    for name in map(str, table.columns):
        names.append(_free(name, names))
    renamed = [f"{old} → {new}" for old, new in zip(map(str, table.columns), names, strict=True) if old != new]
    table = table.set_axis(names, axis=1)
    for name in names:
        if table[name].dtype == object:
            table[name] = table[name].map(_value)
    return table, (Text("列名 {names}", "columns {names}").format(names=", ".join(renamed)),) if renamed else ()


def write_layer(frame: pd.DataFrame, path: Path, *, layer: str) -> None:
    """Write a new GeoPackage of one layer, a GeoDataFrame with its geometry in `geometry`.

    Parameters
    ----------
    frame : DataFrame
        As `held` gives it.
    path : Path
    layer : str
        Its name, of anybody's making.
    """
    name = re.sub(r"\W+", "_", layer).strip("_")[:_LONG] or "layer"  # GDAL takes no signs at its head
    columns = [str(column) for column in frame.columns if column != "geometry"]
    # the GeoPackage's own two columns give way to those that arrived
    own = {"GEOMETRY_NAME": _free("geom", columns)} if isinstance(frame, gpd.GeoDataFrame) else {}
    options = own | {"FID": "fid" if _numbered(frame) else _free("fid", columns)}
    pyogrio.write_dataframe(
        frame, path, layer=name, driver="GPKG", dataset_options={"VERSION": VERSION}, layer_options=options
    )


def _free(name: str, taken: Iterable[str]) -> str:
    """A name, numbered where another is the same without case."""
    others = {other.casefold() for other in taken}
    free, number = name, 1
    while free.casefold() in others:
        number += 1
        free = f"{name}_{number}"
    return free


def _numbered(table: pd.DataFrame) -> bool:
    """Whether its column `fid` can be the row numbers of a GeoPackage."""
    if "fid" not in table.columns or not pd.api.types.is_integer_dtype(table["fid"]):
        return False
    return bool(table["fid"].is_unique and table["fid"].notna().all())


def _value(value: object) -> object:
    if value is None or isinstance(value, str | bytes) or (isinstance(value, float) and value != value):  # noqa: PLR0124 -- NaN
        return value
    return str(value)
