"""Vector files and tables on disk, and in archives."""

import difflib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
from shapely.errors import ShapelyError

from planseam.errors import LayerError
from planseam.loading import dxf, rows, sheets, streams, telling
from planseam.loading.guard import guarded
from planseam.loading.kinds import Kind, kind_of, unread
from planseam.loading.loaded import Loaded, claimed
from planseam.loading.ogr import layers_of, opened
from planseam.loading.recoding import BYTES, recoded
from planseam.loading.sources import located
from planseam.loading.spelling import in_utf8, of_mapinfo
from planseam.loading.streams import Stream
from planseam.model.role import roles
from planseam.model.study import LayerEntry
from planseam.text import Text

__all__ = ["Loaded", "read", "stream"]

#: Formats that can be read batch by batch.
STREAMED = frozenset({"Parquet", "FlatGeobuf", "GeoPackage", "FileGDB"})
#: Bytes that no feature takes less of; a smaller file need not be opened to tell that it has few.
_LEAST_BYTES = 10


def read(path: Path, entry: LayerEntry) -> Loaded:
    """Read a vector file, a table, a folder that holds one, or a member of an archive.

    Parameters
    ----------
    path : Path
        Exists, or leads into an archive that does.
    entry : LayerEntry

    Raises
    ------
    LayerError
        If it cannot be read.
    """
    where = f"{entry.id}: {entry.path}"
    file = path
    try:
        place = located(path, entry.sublayer, where=where)
        file, layer = place.file, place.layer
        if file.is_dir() and file.suffix.lower() != ".gdb":
            file, layer = _shapefile_in(file, layer, where=where), None
        return _read(file, layer, entry, where=where)
    except UnicodeDecodeError as error:
        raise LayerError(
            Text(
                f"文字无法按 {entry.encoding or 'UTF-8'} 解码",
                f"its text cannot be read as {entry.encoding or 'UTF-8'}",
            ),
            where=where,
            cure=Text('请写明 encoding = "GBK" 或实际编码', 'Name its encoding, such as encoding = "GBK"'),
        ) from error
    # pyogrio raises UnboundLocalError where the CRS of a file is no UTF-8
    except (RuntimeError, ValueError, OSError, MemoryError, ShapelyError, UnboundLocalError) as error:
        raise _unreadable(file, where=where) from error


def stream(path: Path, entry: LayerEntry, least: int) -> Stream | None:
    """Open a layer to be read batch by batch; None where it is smaller, or its format is read whole.

    Parameters
    ----------
    path : Path
        Exists, or leads into an archive that does.
    entry : LayerEntry
    least : int
        Features from which a layer is streamed.

    Raises
    ------
    LayerError
        If it cannot be read.
    """
    where = f"{entry.id}: {entry.path}"
    try:
        kind = kind_of(path) if path.exists() else None
        if kind is None or kind.name not in STREAMED or _size(path) < least * _LEAST_BYTES:
            return None
        guarded(path, kind, where=where)
        if kind.drivers:
            names = [one.name for one in layers_of(path, kind) if one.geometry != "none"]
            layer = _chosen(names, entry.sublayer, where=where)
            opened_stream: Stream | None = streams.database(path, kind, layer, entry)
        else:
            # a worker may stand elsewhere
            opened_stream = streams.parquet(str(path.absolute()), entry, where=where)
    except (RuntimeError, ValueError, OSError, MemoryError) as error:
        raise _unreadable(path, where=where) from error
    return opened_stream if opened_stream is not None and opened_stream.rows >= max(least, 1) else None


def _read(path: Path, layer: str | None, entry: LayerEntry, *, where: str) -> Loaded:
    kind = kind_of(path)
    if kind is None:
        raise _not_read(path, where=where)
    checked = guarded(path, kind, where=where)
    if kind.content == "dxf":
        return _drawing(path, kind, layer, entry, where=where)
    if roles()[entry.role].geometry != "none" and sheets.recognised(path, sublayer=layer):
        return sheets.read(path, entry.model_copy(update={"sublayer": layer}))
    if kind.name == "XLS":
        raise _not_read(path, where=where)
    if not kind.drivers:
        return _loaded(rows.from_parquet(path, where=entry.id), entry)
    loaded = _with_gdal(path, kind, layer, entry, where=where)
    return replace(loaded, findings=(*loaded.findings, *telling.no_number(checked.odd, layer=entry.id)))


def _with_gdal(path: Path, kind: Kind, layer: str | None, entry: LayerEntry, *, where: str) -> Loaded:
    spatial = roles()[entry.role].geometry != "none"
    notes: tuple[Text, ...] = ()
    encoding, file = entry.encoding, path
    if kind.content in {"table", "json", "lines"}:
        (file, notes), encoding = in_utf8(path, entry.encoding), None
    elif kind.content == "mapinfo" and not encoding:
        encoding, notes = of_mapinfo(path)
    elif "ESRI Shapefile" in kind.drivers:
        encoding = BYTES
    name = layer
    if kind.content != "json":
        listed = layers_of(file, kind)
        names = [one.name for one in listed if one.geometry != "none" or not spatial or kind.content == "table"]
        # a layer without geometry is told as such, not as one that is missing
        every = [one.name for one in listed]
        name = _chosen(every if layer in every else names or every[:1], layer, where=where)
    with opened(file, kind) as source:
        read_rows = rows.from_ogr(source, name, encoding=encoding, where=entry.id)
    if kind.content in {"json", "lines"}:
        read_rows = rows.from_lines(path, read_rows, where=entry.id)
    elif kind.content == "workbook" and spatial:
        read_rows = rows.with_wkt(read_rows, where=entry.id)
    loaded = _loaded(read_rows, entry, notes=notes)
    said = telling.said_by_reader(source.said, layer=entry.id)
    if encoding != BYTES:
        return replace(loaded, findings=(*loaded.findings, *said))
    again = recoded(loaded.frame, path, entry)
    missing = [telling.no_attributes(f"{path.stem}.dbf", layer=entry.id)] if not _sibling(path, ".dbf") else []
    findings = (*loaded.findings, *missing, *said, *again.findings)
    return replace(loaded, frame=again.frame, findings=findings, notes=(*loaded.notes, *again.notes))


def _drawing(path: Path, kind: Kind, layer: str | None, entry: LayerEntry, *, where: str) -> Loaded:
    with opened(path, kind, encoding=entry.encoding) as source:
        entities = rows.from_ogr(source, None, encoding=None, where=entry.id)
    if layer is not None:
        _chosen(sorted(map(str, entities.frame["Layer"].dropna().unique())), layer, where=where)
    made = dxf.drawn(entities.frame, layer=layer, kind=roles()[entry.role].geometry, where=entry.id)
    return Loaded(
        frame=made.frame,
        crs=None,
        findings=(*entities.findings, *made.findings, *telling.said_by_reader(source.said, layer=entry.id)),
        notes=made.notes,
        left_out=made.left_out,
    )


def _loaded(got: rows.Rows, entry: LayerEntry, *, notes: Sequence[Text] = ()) -> Loaded:
    frame = got.frame
    # the database's row numbers stand in only where the features have no ids of their own
    if got.identifier and not {got.identifier, *roles()[entry.role].fields["fid"].aliases} & set(frame.columns):
        frame.insert(0, got.identifier, frame.index.to_numpy())
    return Loaded(
        frame=frame.reset_index(drop=True),
        crs=claimed(frame.crs) if isinstance(frame, gpd.GeoDataFrame) else None,
        findings=got.findings,
        notes=tuple(notes),
        left_out={"unreadable": got.left_out} if got.left_out else {},
    )


def _shapefile_in(folder: Path, wanted: str | None, *, where: str) -> Path:
    found = {path.stem: path for path in sorted(folder.iterdir()) if path.suffix.lower() == ".shp"}
    return found[_chosen(list(found), wanted, where=where)]


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


def _not_read(path: Path, *, where: str) -> LayerError:
    told = unread(path)
    return LayerError(told.what, where=where, cure=told.cure)


def _unreadable(path: Path, *, where: str) -> LayerError:
    if path.suffix.lower() == ".shp" and not _sibling(path, ".shx"):
        return LayerError(
            Text(f"缺少 {path.stem}.shx", f"{path.stem}.shx is missing"),
            where=where,
            cure=Text("请把 .shp、.shx、.dbf、.prj 放在一起", "Put .shp, .shx, .dbf and .prj side by side"),
        )
    return LayerError(
        Text("文件无法读取，已损坏或不是矢量数据", "the file cannot be read: it is damaged, or no vector data"),
        where=where,
        cure=Text(
            "请在 GIS 软件中打开确认，并重新导出为 GeoPackage", "Open it in a GIS and export it again as GeoPackage"
        ),
    )


def _size(path: Path) -> int:
    return sum(file.stat().st_size for file in (path.iterdir() if path.is_dir() else [path]))


def _sibling(path: Path, suffix: str) -> bool:
    return any(path.with_suffix(ending).exists() for ending in (suffix, suffix.upper()))
