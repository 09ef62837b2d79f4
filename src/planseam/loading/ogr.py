"""Reading with GDAL: the layers of a file, and the features of one."""

import os
import re
import shutil
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pyogrio

from planseam.loading import dxf
from planseam.loading.distinct import with_distinct_heading
from planseam.loading.drivers import narrowed
from planseam.loading.kinds import Kind, companion
from planseam.loading.markup import recoded
from planseam.loading.scratch import scratch
from planseam.loading.sheets import sheets_in

__all__ = ["COLUMNS", "PLACES", "Listed", "Opened", "layers_of", "opened"]

#: Columns of a table that hold geometry as text, and those that hold longitude and latitude.
COLUMNS = ("WKT", "geometry", "geom", "the_geom", "shape", "几何", "空间数据")
PLACES = (("lon", "lng", "longitude", "经度", "x"), ("lat", "latitude", "纬度", "y"))
_TABLE = {
    "GEOM_POSSIBLE_NAMES": ",".join(COLUMNS),
    "X_POSSIBLE_NAMES": ",".join(PLACES[0]),
    "Y_POSSIBLE_NAMES": ",".join(PLACES[1]),
    "KEEP_GEOM_COLUMNS": "NO",
}
#: The first row of a sheet names its columns, also where all others are text. GDAL's option of the same name when
#: opening a file holds for its first sheet alone.
_SHEETS = {"OGR_XLSX_HEADERS": "FORCE", "OGR_ODS_HEADERS": "FORCE"}
#: Formats that are known by what they hold or by their ending, where either can mislead: GDAL is told.
_TOLD = {"table": "CSV:", "lines": "GeoJSONSeq:"}
#: Tables that a database keeps for itself.
_OWN = re.compile(
    r"(gpkg|sqlite|rtree|idx|spatialite|qgis|views|virts|geometry_columns|vector_layers|spatial_ref_sys|sql_statements)"
    r"(_\w+)?|layer_styles|ElementaryGeometries|SpatialIndex|KNN2?|data_licenses|networks|topologies",
    re.IGNORECASE,
)
#: Signs by which pyogrio cuts a path, to look for an archive in it, or that it drops.
_MISREAD = re.compile(r"[!;\r\n\t]")
#: GDAL's words for what it passes over.
_LOSS = re.compile(r"OGRGeoJSON|skip|corrupt|truncat|unsupported geometry|cannot|invalid coord|not read", re.IGNORECASE)
_WORDS = 200
_COUNTED = 1 << 28  # bytes that are read to find out which layers of a KML are empty


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A layer of a file.

    Parameters
    ----------
    name : str
    geometry : str
        As the file declares it; ``none`` for a table.
    """

    name: str
    geometry: str


@dataclass(frozen=True, kw_only=True)
class Opened:
    """A file as GDAL takes it.

    Parameters
    ----------
    address : str or Path
        What pyogrio is to open.
    options : dict
        GDAL's options for opening it.
    said : list of str
        What GDAL says of features that it cannot read.
    """

    address: str | Path
    options: dict[str, Any]
    said: list[str]


@contextmanager
def opened(path: Path, kind: Kind, *, encoding: str | None = None) -> Iterator[Opened]:
    """Let GDAL open a file by the drivers of its format, and nothing else; it writes nothing beside it.

    Parameters
    ----------
    path : Path
        Has been looked at by `planseam.loading.guard`.
    kind : Kind
    encoding : str, optional
        That of the text of a drawing.
    """
    apart = _apart(path, kind)
    settings: dict[str, str | None] = dict(_SHEETS) if kind.content == "workbook" else {}
    if kind.content == "dxf" and (named := encoding or dxf.encoding_of(path)):
        settings["DXF_ENCODING"] = named
    said: list[str] = []
    # GDAL warns of what is judged later (Z, M, ring order, several layers); errors are raised.
    with narrowed(kind.drivers, **settings), warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        address = f"{_TOLD[kind.content]}{apart}" if kind.content in _TOLD else apart
        yield Opened(address=address, options=dict(_TABLE) if kind.content == "table" else {}, said=said)
        told = (str(warning.message).replace(str(apart.parent) + os.sep, "") for warning in caught)
        said += dict.fromkeys(words[:_WORDS] for words in told if _LOSS.search(words))


def layers_of(path: Path, kind: Kind) -> tuple[Listed, ...]:
    """List the layers of a file, without the tables that a database keeps for itself.

    The layers of a drawing are those of its CAD program; such that hold text
    labels alone are left out, because they belong to the others.
    """
    if not kind.drivers:
        return tuple(Listed(name=name, geometry="Unknown") for name in sheets_in(path))
    with opened(path, kind) as source:
        if kind.content == "dxf":
            return _cad_layers(pyogrio.read_dataframe(source.address))
        listed = tuple(
            Listed(name=str(name), geometry=str(geometry) if geometry is not None else "none")
            for name, geometry in pyogrio.list_layers(source.address)
            if geometry is not None or kind.content != "database" or not _OWN.fullmatch(str(name))
        )
        if kind.name != "KML" or len(listed) * path.stat().st_size > _COUNTED:
            return listed
        # a folder of folders is a layer for GDAL, too; each is asked by reading the whole file again
        filled = tuple(
            layer for layer in listed if pyogrio.read_info(source.address, layer=layer.name)["features"] != 0
        )
        return filled or listed[:1]


def _cad_layers(entities: pd.DataFrame) -> tuple[Listed, ...]:
    drawn = entities[~dxf.is_label(entities)]
    return tuple(Listed(name=str(name), geometry="Unknown") for name in drawn["Layer"].dropna().unique())


def _apart(path: Path, kind: Kind) -> Path:
    """Where GDAL may open a file: its own place, or another where GDAL would write beside it."""
    if _MISREAD.search(str(path)):
        return _apart(_renamed(path), kind)
    if kind.content == "xml":
        folder = scratch()
        again = recoded(path, folder)
        return again if again != path else _elsewhere(path, folder, linked=True)
    if "ESRI Shapefile" in kind.drivers:
        return _legible(path)
    if kind.content == "table":
        return with_distinct_heading(path)
    if kind.content == "database" and path.with_name(path.name + "-wal").exists():
        return _elsewhere(path, scratch(), linked=False)
    return path


def _renamed(path: Path) -> Path:
    """A file and its companions where no part of their names means anything to the reader."""
    folder = scratch()
    stem = len(path.name) - len(path.suffix)
    for other in (
        path,
        *(other for other in path.parent.iterdir() if companion(other, path) and not other.is_symlink()),
    ):
        target = folder / f"{_MISREAD.sub('_', path.stem)}{other.name[stem:]}"
        try:
            target.symlink_to(other.absolute(), target_is_directory=other.is_dir())
        except OSError:
            shutil.copytree(other, target) if other.is_dir() else shutil.copyfile(other, target)
    return folder / f"{_MISREAD.sub('_', path.stem)}{path.suffix}"


def _legible(path: Path) -> Path:
    """A shapefile whose .prj is UTF-8; where Chinese software wrote it in GBK, one beside which such a .prj lies."""
    for prj in (other for other in path.parent.iterdir() if companion(other, path) and other.suffix.lower() == ".prj"):
        text = prj.read_bytes()
        try:
            text.decode("utf-8")
        except UnicodeDecodeError:
            copy = _elsewhere(path, scratch(), linked=True)
            (copy.parent / prj.name).unlink()
            (copy.parent / prj.name).write_text(text.decode("gb18030", "replace"), encoding="utf-8")
            return copy
    return path


def _elsewhere(path: Path, folder: Path, *, linked: bool) -> Path:
    """A file and its companions in another folder; as links where the system has them and nothing is written to it."""
    for other in (path, *(other for other in path.parent.iterdir() if companion(other, path))):
        target = folder / other.name
        if other.is_symlink() and other != path:
            continue
        if linked:
            with suppress(OSError):
                target.symlink_to(other.absolute())
        if not target.is_symlink():
            shutil.copyfile(other, target)
    return folder / path.name
