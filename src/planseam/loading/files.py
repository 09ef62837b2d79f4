"""Vector files and tables on disk."""

import difflib
import struct
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pyproj
from pyproj.exceptions import CRSError as UnknownCRS
from shapely.errors import ShapelyError

from planseam.errors import LayerError
from planseam.model.conflict import Finding
from planseam.model.role import roles
from planseam.model.study import LayerEntry
from planseam.text import Text

__all__ = ["Loaded", "read"]

#: First bytes of formats that are told by them, by file suffix.
_MAGIC = {
    ".gpkg": (b"SQLite format 3\0", "GeoPackage"),
    ".sqlite": (b"SQLite format 3\0", "SQLite"),
    ".shp": (b"\x00\x00\x27\x0a", "Shapefile"),
    ".parquet": (b"PAR1", "Parquet"),
    ".geoparquet": (b"PAR1", "Parquet"),
    ".fgb": (b"fgb", "FlatGeobuf"),
    ".zip": (b"PK", "ZIP"),
    ".kmz": (b"PK", "ZIP"),
    ".xlsx": (b"PK", "XLSX"),
}
_PARQUET = {".parquet", ".geoparquet"}
_TABLES = {".csv", ".tsv", ".txt"}
_COLUMNS = {
    "GEOM_POSSIBLE_NAMES": "WKT,wkt,geometry,geom,the_geom,shape,几何,空间数据",
    "X_POSSIBLE_NAMES": "lon,lng,longitude,经度,x",
    "Y_POSSIBLE_NAMES": "lat,latitude,纬度,y",
    "KEEP_GEOM_COLUMNS": "NO",
}
#: The first row of a sheet names its columns, also where all others are text. GDAL's option of the same name when
#: opening a file holds for its first sheet alone.
_SHEETS = {"OGR_XLSX_HEADERS": "FORCE", "OGR_ODS_HEADERS": "FORCE"}
_SHP_HEADER = 100
_LATIN = "ISO-8859-1"
_SHOWN = 5  # rows named in a sentence
_GUESSED = Text(
    "文件没有说明编码（缺 .cpg），文字按 GBK 读取", "the file does not say its encoding (no .cpg); read as GBK"
)


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """What a reader gives: rows, the CRS that they claim, and what there is to say.

    Parameters
    ----------
    frame : DataFrame
        A GeoDataFrame where the source has geometry.
    crs : CRS, optional
    findings : tuple of Finding
    notes : tuple of Text
        How it was read, where that is no fault of the data.
    """

    frame: pd.DataFrame
    crs: pyproj.CRS | None
    findings: tuple[Finding, ...] = ()
    notes: tuple[Text, ...] = ()


def read(path: Path, entry: LayerEntry) -> Loaded:
    """Read a vector file, a table, or a folder that holds one.

    Parameters
    ----------
    path : Path
        Exists.
    entry : LayerEntry

    Raises
    ------
    LayerError
        If it cannot be read.
    """
    where = f"{entry.id}: {entry.path}"
    try:
        if path.is_dir() and path.suffix.lower() != ".gdb":
            path, entry = _shapefile_in(path, entry, where=where)
        if path.is_file():
            _is_what_it_says(path, where=where)
        if path.suffix.lower() in _PARQUET:
            return _parquet(path)
        return _ogr(path, entry, where=where)
    except UnicodeDecodeError as error:
        raise LayerError(
            Text(
                f"文字无法按 {entry.encoding or 'UTF-8'} 解码",
                f"its text cannot be read as {entry.encoding or 'UTF-8'}",
            ),
            where=where,
            cure=Text('请写明 encoding = "GBK" 或实际编码', 'Name its encoding, such as encoding = "GBK"'),
        ) from error
    except (RuntimeError, ValueError, OSError, MemoryError, ShapelyError) as error:
        raise _unreadable(path, where=where) from error


def _unreadable(path: Path, *, where: str) -> LayerError:
    if path.suffix.lower() == ".shp" and not _sibling(path, ".shx"):
        return LayerError(
            Text(f"缺少 {path.stem}.shx", f"{path.stem}.shx is missing"),
            where=where,
            cure=Text("请把 .shp、.shx、.dbf、.prj 放在一起", "Put .shp, .shx, .dbf and .prj side by side"),
        )
    if path.suffix.lower() == ".xls":
        return LayerError(
            Text("旧版 Excel 文件无法读取", "a file of the old Excel cannot be read"),
            where=where,
            cure=Text("请另存为 .xlsx 或 CSV", "Save it as .xlsx or as CSV"),
        )
    return LayerError(
        Text("文件无法读取，已损坏或不是矢量数据", "the file cannot be read: it is damaged, or no vector data"),
        where=where,
        cure=Text(
            "请在 GIS 软件中打开确认，并重新导出为 GeoPackage", "Open it in a GIS and export it again as GeoPackage"
        ),
    )


def _is_what_it_says(path: Path, *, where: str) -> None:
    magic = _MAGIC.get(path.suffix.lower())
    with path.open("rb") as file:
        head = file.read(_SHP_HEADER)
    if not head:
        raise LayerError(
            Text("文件为空", "the file has no content"),
            where=where,
            cure=Text("请重新复制该文件", "Copy the file again"),
        )
    if magic and not head.startswith(magic[0]):
        raise LayerError(
            Text(
                f"扩展名是 {path.suffix}，内容却不是 {magic[1]}",
                f"it is named {path.suffix}, but its content is no {magic[1]}",
            ),
            where=where,
            cure=Text("请改正扩展名，或重新导出", "Mend the file's ending, or export it again"),
        )
    whole = len(head) >= _SHP_HEADER and 2 * struct.unpack(">i", head[24:28])[0] <= path.stat().st_size
    if path.suffix.lower() == ".shp" and not whole:
        raise LayerError(
            Text("文件不完整，末尾被截断", "the file is cut short"),
            where=where,
            cure=Text("请重新复制该文件", "Copy the file again"),
        )


def _shapefile_in(folder: Path, entry: LayerEntry, *, where: str) -> tuple[Path, LayerEntry]:
    found = {path.stem: path for path in sorted(folder.iterdir()) if path.suffix.lower() == ".shp"}
    name = _chosen(list(found), entry.sublayer, where=where)
    return found[name], entry.model_copy(update={"sublayer": None})


def _chosen(names: list[str], wanted: str | None, *, where: str) -> str:
    """The one layer, or the one that the study file names."""
    listed = Text("、".join(names), ", ".join(names))
    if wanted is None:
        if len(names) == 1:
            return names[0]
        if not names:
            raise LayerError(
                Text("其中没有空间图层", "it holds no spatial layer"),
                where=where,
                cure=Text("请检查该图层的 path", "Check the layer's path"),
            )
        raise LayerError(
            Text(f"其中有 {len(names)} 个图层：{listed.zh}", f"it holds {len(names)} layers: {listed.en}"),
            where=where,
            cure=Text(f'请写明 sublayer = "{names[0]}" 等', f'Name one of them, as sublayer = "{names[0]}"'),
        )
    if wanted not in names:
        near = difflib.get_close_matches(wanted, names, n=1, cutoff=0.5)
        raise LayerError(
            Text(f"其中没有图层 “{wanted}”", f"it holds no layer “{wanted}”"),
            where=where,
            cure=Text(f"是否应为 “{near[0]}”", f"Did you mean “{near[0]}”")
            if near
            else Text(f"可用：{listed.zh or '无'}", f"There is: {listed.en or 'nothing'}"),
        )
    return wanted


def _parquet(path: Path) -> Loaded:
    try:
        frame = gpd.read_parquet(path)
    except ValueError as error:
        if "geo metadata" not in str(error).lower():
            raise
        return Loaded(frame=pd.read_parquet(path), crs=None)
    return Loaded(frame=frame, crs=_claimed(frame.crs))


def _ogr(path: Path, entry: LayerEntry, *, where: str) -> Loaded:
    spatial = roles()[entry.role].geometry != "none"
    options: dict[str, Any] = dict(_COLUMNS) if path.suffix.lower() in _TABLES else {}
    # GDAL warns of what is judged later (Z, M, ring order, several layers); errors are raised.
    with warnings.catch_warnings(), _headed_sheets():
        warnings.simplefilter("ignore")
        layers = pyogrio.list_layers(path)
        names = [str(name) for name, kind in layers if kind is not None or not spatial or options]
        if spatial and not names and len(layers):
            return Loaded(frame=pyogrio.read_dataframe(path, layer=str(layers[0][0]), **options), crs=None)
        name = _chosen(names, entry.sublayer, where=where)
        information = pyogrio.read_info(path, layer=name, encoding=entry.encoding, **options)
        frame, findings = _closed(path, name, entry, options)
    notes: tuple[Text, ...] = ()
    if entry.encoding is None and information["encoding"] == _LATIN and _is_gbk(frame):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            frame = _frame(path, name, "GB18030", options, on_invalid="fix")
        notes = (_GUESSED,)
    identifier = information.get("fid_column")
    # the database's row numbers stand in only where the features have no ids of their own
    if identifier and not {identifier, *roles()[entry.role].fields["fid"].aliases} & set(frame.columns):
        frame.insert(0, identifier, frame.index.to_numpy())
    frame = frame.reset_index(drop=True)
    claimed = _claimed(frame.crs) if isinstance(frame, gpd.GeoDataFrame) else None
    return Loaded(frame=frame, crs=claimed, findings=tuple(findings), notes=notes)


@contextmanager
def _headed_sheets() -> Iterator[None]:
    """Let GDAL take the first row of every sheet for its header, and leave its settings as they were."""
    before = {name: pyogrio.get_gdal_config_option(name) for name in _SHEETS}
    pyogrio.set_gdal_config_options(_SHEETS)
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options(before)


def _frame(
    path: Path, layer: str, encoding: str | None, options: dict[str, Any], *, on_invalid: str = "raise"
) -> pd.DataFrame:
    frame: pd.DataFrame = pyogrio.read_dataframe(
        path, layer=layer, encoding=encoding, fid_as_index=True, on_invalid=on_invalid, **options
    )
    return frame


def _closed(path: Path, layer: str, entry: LayerEntry, options: dict[str, Any]) -> tuple[pd.DataFrame, list[Finding]]:
    """Read a layer; rings that are not closed, which no geometry library takes, are closed and told."""
    try:
        return _frame(path, layer, entry.encoding, options), []
    except ShapelyError:
        frame = _frame(path, layer, entry.encoding, options, on_invalid="fix")
        told = _frame(path, layer, entry.encoding, options, on_invalid="ignore")
    rows = np.flatnonzero(told.geometry.isna().to_numpy() & frame.geometry.notna().to_numpy()) + 1
    if not len(rows):
        return frame, []
    shown = [str(row) for row in rows[:_SHOWN]]
    more = Text(" 等", " and more") if len(rows) > _SHOWN else Text("", "")
    finding = Finding(
        rule="DA102",
        severity="info",
        layer=entry.id,
        kind="unclosed",
        message=Text(
            f"{len(rows)} 个要素的环没有闭合，已用直线闭合（第 {'、'.join(shown)}{more.zh} 行）",
            f"rings that were not closed, now closed by a straight line: {len(rows)} features "
            f"(row{'s' if len(rows) > 1 else ''} {', '.join(shown)}{more.en})",
        ),
        advice=Text("请核对修复结果，并在原始数据中改正", "Check the repair, and mend the source"),
    )
    return frame, [finding]


def _is_gbk(frame: pd.DataFrame) -> bool:
    """Whether text that was read as Latin-1 is Chinese in GBK: most of it is in the common set, GB 2312."""
    texts = {value for name in frame.columns if name != "geometry" for value in frame[name] if isinstance(value, str)}
    odd = [text.encode("latin-1", "replace") for text in texts if not text.isascii()]
    return _decodable(odd, "gb18030") == len(odd) and 2 * _decodable(odd, "gb2312") > len(odd)


def _decodable(texts: list[bytes], encoding: str) -> int:
    return sum("\ufffd" not in text.decode(encoding, "replace") for text in texts)


def _claimed(crs: object) -> pyproj.CRS | None:
    """The CRS that a file claims; placeholders for “unknown” are none."""
    if crs is None:
        return None
    try:
        claimed = pyproj.CRS.from_user_input(crs)
    except UnknownCRS:
        return None
    if claimed.name.lower().startswith(("undefined", "unknown", "unnamed")) and not claimed.to_epsg():
        return None
    return claimed.to_2d()


def _sibling(path: Path, suffix: str) -> bool:
    return any(path.with_suffix(ending).exists() for ending in (suffix, suffix.upper()))
