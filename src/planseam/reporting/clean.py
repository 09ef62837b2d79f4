"""Clean copies of what arrived: GeoPackage, EPSG:4490, UTF-8. Sources are never touched."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely
from numpy.typing import NDArray
from pyogrio.errors import DataLayerError, DataSourceError
from pyproj.exceptions import ProjError

from planseam.errors import LayerError, OutputError, PlanseamError
from planseam.harmonising.repair import repaired
from planseam.loading import files
from planseam.loading.crs import label, one_datum
from planseam.loading.datum import datum_named, undone
from planseam.loading.ground import projected
from planseam.loading.inspection import Inspected, Inspection
from planseam.placing import NEW, aside, put_folder, unwritable
from planseam.reporting.geopackage import held, write_layer
from planseam.reporting.table import EXCHANGE_CRS
from planseam.text import Text, counted, visible

__all__ = ["Copied", "refuse", "write_clean"]

_DEGREES = pyproj.CRS(EXCHANGE_CRS)
_UNSAFE = '<>:"/\\|?*!;'
_LONG = 80  # letters of a file's name


@dataclass(frozen=True, kw_only=True)
class Copied:
    """What became of one layer.

    Parameters
    ----------
    layer : Inspected
    file : str
        The copy, relative to the folder; empty where none was made.
    changed : tuple of Text
        What was changed in it, or why no copy was made.
    """

    layer: Inspected
    file: str
    changed: tuple[Text, ...]


@dataclass(frozen=True)
class _Clean:
    frame: pd.DataFrame
    changed: tuple[Text, ...]


def write_clean(
    inspection: Inspection, folder: Path, *, progress: Callable[[str, float], None] | None = None
) -> tuple[Copied, ...]:
    """Write a folder of clean copies, whole or not at all.

    A layer whose CRS must be asked, or whose datum only its maker can
    transform, is not copied, and said.

    Parameters
    ----------
    inspection : Inspection
    folder : Path
        New, or empty, and outside what was inspected.
    progress : callable, optional
        Told the layer, and the share of layers done before it.

    Raises
    ------
    OutputError
        If the folder holds something, lies among the sources, or cannot be written.
    """
    tell = progress or (lambda _layer, _share: None)
    refuse(folder, ())
    copies: list[Copied] = []
    names: set[str] = set()
    try:
        folder.absolute().parent.mkdir(parents=True, exist_ok=True)
        with aside(folder) as hidden:
            draft = hidden / NEW
            draft.mkdir()
            for number, layer in enumerate(inspection.layers):
                tell(layer.shown, number / len(inspection.layers))
                copies.append(_copied(layer, draft, names))
            put_folder(draft, folder)
    except (OSError, DataSourceError, DataLayerError) as error:
        raise unwritable(folder, error) from error
    tell("", 1.0)
    return tuple(copies)


def refuse(folder: Path, sources: Iterable[Path]) -> None:
    """Stop before anything is lost or a source is touched.

    `write_clean` does so too; a caller does it first to spare its user a
    reading whose result cannot be written.

    Parameters
    ----------
    folder : Path
    sources : iterable of Path
        Files and folders that are to be copied from.

    Raises
    ------
    OutputError
        If the folder holds something, or lies among the sources.
    """
    elsewhere = Text("请另选一个文件夹", "Choose another folder")
    if folder.is_symlink() or folder.is_file() or (folder.is_dir() and any(folder.iterdir())):
        raise OutputError(
            Text(
                "已有内容，干净副本只写入新的或空的文件夹",
                "it holds something; clean copies go to a new or empty folder",
            ),
            where=str(folder),
            cure=elsewhere,
        )
    inside = [source for source in sources if source.is_dir() and folder.resolve().is_relative_to(source.resolve())]
    if inside:
        raise OutputError(
            Text(
                f"位于收到的文件夹 {inside[0]} 之中，而原文件夹不作任何改动",
                f"it lies in {inside[0]}, which arrived so and is left as it is",
            ),
            where=str(folder),
            cure=elsewhere,
        )


def _copied(layer: Inspected, draft: Path, names: set[str]) -> Copied:
    reason = _reason_not(layer)
    if reason:
        return Copied(layer=layer, file="", changed=(reason,))
    try:
        clean = _cleaned(layer)
    except PlanseamError as error:
        why = Text("{what}。{cure}", "{what}. {cure}").format(what=error.what, cure=error.cure)
        return Copied(layer=layer, file="", changed=(why,))
    file = _file_name(layer, names)
    path = draft / file
    path.parent.mkdir(parents=True, exist_ok=True)
    write_layer(clean.frame, path, layer=layer.name)
    return Copied(layer=layer, file=file, changed=clean.changed)


def _reason_not(layer: Inspected) -> Text | None:
    """Why no copy can be made."""
    if layer.twin and not layer.reshaped:
        return Text("与 {twin} 内容相同", "the same content as {twin}").format(twin=layer.twin)
    if not layer.rows:
        return layer.troubles[0].what if layer.troubles else Text("没有要素", "it has no features")
    if layer.place and any(question.key in {"crs", "towgs84"} for question in layer.questions):
        return Text("坐标系尚未确认", "its CRS must be confirmed first")
    return None


def _cleaned(layer: Inspected) -> _Clean:
    entry = layer.entry("copy", path=layer.source.path)
    loaded = files.read(layer.folder / entry.path, entry.model_copy(update={"role": "project"}))
    changed = [finding.message for finding in loaded.findings]
    if layer.encoding and layer.encoding.encoding.upper() not in {"UTF-8", "ASCII"}:
        changed.append(Text.same(f"{layer.encoding.encoding} → UTF-8"))
    frame = loaded.frame
    if not isinstance(frame, gpd.GeoDataFrame) or layer.place is None:
        table, renamed = held(pd.DataFrame(frame).drop(columns="geometry", errors="ignore"))
        return _Clean(table, (*changed, *renamed))
    geometries, ways = _in_degrees(frame.geometry.to_numpy(), layer)
    shapes = repaired(geometries, "any")
    table, renamed = held(pd.DataFrame(frame.drop(columns=frame.geometry.name)))
    copy = gpd.GeoDataFrame(table, geometry=shapes.geometries, crs=_DEGREES)
    return _Clean(
        copy,
        (
            *changed,
            *ways,
            *_repairs(shapes.flattened, shapes.opened, shapes.mended),
            *_gone(frame, shapes.geometries),
            *renamed,
        ),
    )


def _in_degrees(geometries: NDArray[np.object_], layer: Inspected) -> tuple[NDArray[np.object_], tuple[Text, ...]]:
    """Geometries in CGCS2000, and the way there.

    Raises
    ------
    LayerError
        If there is no exact way.
    """
    place = layer.place
    if place is None or place.crs is None or not one_datum(place.crs):
        code = place.code if place else ""
        raise LayerError(
            Text("{crs} 的基准不是 CGCS2000", "the datum of {crs} is not CGCS2000").format(crs=code),
            where=layer.shown,
            cure=Text("请让制作单位以 CGCS2000 提供", "Ask its maker for CGCS2000"),
        )
    ways: list[Text] = []
    moved = geometries
    if not place.crs.equals(_DEGREES, ignore_axis_order=True):
        try:
            moved = projected(geometries, place.crs, _DEGREES)
        except ProjError as error:
            raise LayerError(
                Text(f"坐标系 {place.crs.name} 无法换算", f"the CRS {place.crs.name} cannot be transformed"),
                where=layer.shown,
                cure=Text("请让制作单位以 EPSG:4490 导出", "Have it exported in EPSG:4490"),
            ) from error
        ways.append(Text.same(f"{label(place.crs)} → {EXCHANGE_CRS}"))
    datum = datum_named(place.code)
    if datum:
        moved = undone(moved, datum)
        ways.append(Text("{datum} 已还原", "{datum} undone").format(datum=datum))
    return moved, tuple(ways)


def _repairs(flattened: int, opened: int, mended: int) -> list[Text]:
    each = (
        (flattened, Text("去除高程 {n}", "made two-dimensional: {n}")),
        (opened, Text("拆开集合 {n}", "collections opened: {n}")),
        (mended, Text("修复无效几何 {n}", "invalid geometries repaired: {n}")),
    )
    return [text.format(n=counted(count, "feature")) for count, text in each if count]


def _gone(before: gpd.GeoDataFrame, after: NDArray[np.object_]) -> list[Text]:
    """Features that keep their row, but whose geometry cannot be used."""
    had = ~(before.geometry.isna() | before.geometry.is_empty).to_numpy()
    count = int((had & shapely.is_missing(after)).sum())
    text = Text("几何无法使用，只保留属性 {n}", "geometry that cannot be used, so the attributes alone are kept: {n}")
    return [text.format(n=counted(count, "feature"))] if count else []


def _file_name(layer: Inspected, names: set[str]) -> str:
    """Folders and name of the layer, with signs that any system takes, numbered where two would be the same."""
    stem = "/".join(map(_safe, layer.trail))
    free, number = stem, 1
    while free.casefold() in names:
        number += 1
        free = f"{stem}-{number}"
    names.add(free.casefold())
    return f"{free}.gpkg"


def _safe(name: str) -> str:
    plain = "".join("_" if sign in _UNSAFE else sign for sign in visible(name))
    return plain.strip(" .")[:_LONG] or "_"
