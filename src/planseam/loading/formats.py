"""Read one layer of a study: any vector file, a table, a database, or a shipped layer.

Nothing is changed here except what a shipped layer takes from the units.
Whatever goes wrong is a `LayerError` that says the cure.
"""

import difflib
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyproj
from numpy.typing import NDArray

from planseam.errors import LayerError
from planseam.loading import bundled, crs, encoding, files, postgis, remote, streams
from planseam.loading.catalogue import sha256_of
from planseam.loading.datum import Datum
from planseam.loading.remote import is_remote
from planseam.loading.settling import Settled, settled
from planseam.loading.sources import archive_of
from planseam.loading.streams import Curved, Stream, Streaming
from planseam.model.conflict import Finding
from planseam.model.role import roles
from planseam.model.study import LayerEntry
from planseam.text import NOTHING, Text

__all__ = ["BUNDLED", "RawLayer", "read"]

BUNDLED = "bundled:"


@dataclass(frozen=True, kw_only=True)
class RawLayer:
    """A layer as it arrived.

    Parameters
    ----------
    entry : LayerEntry
    frame : GeoDataFrame
        Own columns, own geometry; any CRS label on it is not to be trusted, `crs` is.
    crs : CRS, optional
        None where the layer has no geometry by its role.
    title, source : Text
    illustrative : bool
    licence, vintage, party, path, sha256 : str
        The path as the study file names it, without a password. For the SHA-256 of what is read in parts from
        an address stands what the store says of it, such as ``ETag …``.
    crs_label : str
        The CRS of the source, as it is told to the user.
    datum : {"GCJ-02", "BD-09"}, optional
        The display datum in which the layer is drawn, as agreed in the study file; it is still to be undone.
    rows : int
        Features that arrived, among them those that were left out while reading.
    findings : tuple of Finding
    notes : tuple of Text
        How it was read, where that is no fault of the data.
    left_out : dict of str to int
        Features that reading left out, by reason: ``rows == len(frame) + sum(left_out.values())``.
    numbers : array of int, optional
        Numbers of the rows of `frame` in the source, from 0, where the reader passed over others.
    """

    entry: LayerEntry
    frame: gpd.GeoDataFrame
    crs: pyproj.CRS | None
    title: Text
    source: Text = NOTHING
    illustrative: bool = False
    licence: str = ""
    vintage: str = ""
    party: str = ""
    path: str = ""
    sha256: str = ""
    crs_label: str = ""
    datum: Datum | None = None
    rows: int
    findings: tuple[Finding, ...] = field(default=())
    notes: tuple[Text, ...] = ()
    left_out: dict[str, int] = field(default_factory=dict)
    numbers: NDArray[np.int64] | None = None


def read(
    entry: LayerEntry,
    folder: Path,
    *,
    metric: pyproj.CRS | None = None,
    units: gpd.GeoDataFrame | None = None,
    extent: crs.Bounds | None = None,
    streaming: Streaming | None = None,
) -> RawLayer:
    """Read a layer.

    Parameters
    ----------
    entry : LayerEntry
        What the study file says of it.
    folder : Path
        Its paths are relative to this folder.
    metric : CRS, optional
        Equal-area CRS in which shipped layers are cut to the units; by
        default one centred on the units.
    units : GeoDataFrame, optional
        Jurisdictions with `code`, by which a CRS is proposed where the layer has none.
    extent : tuple of float, optional
        Where the study lies, in degrees; a missing CRS is proposed by it.
    streaming : Streaming, optional
        How to read a layer that is too large to be kept whole; by default every layer is read whole.

    Raises
    ------
    LayerError
        If there is nothing to read, or it cannot be read.
    CRSError
        If its CRS is missing or contradicts its coordinates.
    UnitsError
        If a shipped layer needs units that are not installed.
    """
    if entry.path.startswith(BUNDLED):
        return _shipped(entry, metric=metric)
    _known_encoding(entry)
    stream = _streamed(entry, folder, streaming)
    if streaming is not None and stream is not None:
        sure = _settled(entry, stream.crs, stream.sample(), rows=stream.rows, units=units, extent=extent)
        if sure.datum is None:
            with suppress(Curved):
                return _sifted(entry, folder, stream, sure, streaming)
    if postgis.is_address(entry.path):
        loaded, digest = postgis.read(entry), ""
    else:
        path = remote.fetched(entry) if is_remote(entry.path) else folder / entry.path
        path = _existing(path, where=_where(entry, entry.path))
        loaded, digest = files.read(path, entry), sha256_of(archive_of(path) or path)
    shown = _shown(entry)
    spatial = roles()[entry.role].geometry != "none"
    rows = len(loaded.frame) + sum(loaded.left_out.values())
    if not rows:
        raise LayerError(
            Text("图层中没有要素", "the layer is empty"),
            where=_where(entry, shown),
            cure=Text("请向制作单位索取完整文件", "Ask its maker for the complete file"),
        )
    if spatial and not isinstance(loaded.frame, gpd.GeoDataFrame):
        raise LayerError(
            Text("没有几何列", "there is no geometry column"),
            where=_where(entry, shown),
            cure=Text("请提供空间图层，或含 WKT 列的 CSV", "Supply a spatial layer, or a CSV with a column of WKT"),
            rows=rows,
        )
    findings = list(loaded.findings)
    frame = loaded.frame if isinstance(loaded.frame, gpd.GeoDataFrame) else _without_places(loaded.frame)
    known = None
    if spatial:
        known = _settled(entry, loaded.crs, frame.geometry.to_numpy(), rows=rows, units=units, extent=extent)
        findings += known.findings
    return RawLayer(
        entry=entry,
        frame=frame,
        crs=known.crs if known else None,
        datum=known.datum if known else None,
        title=Text.same(entry.id),
        vintage=entry.vintage,
        party=entry.party,
        path=shown,
        sha256=digest,
        crs_label=known.label if known else "",
        rows=rows,
        findings=tuple(findings),
        notes=loaded.notes,
        left_out=loaded.left_out,
    )


def _settled(
    entry: LayerEntry,
    said: pyproj.CRS | None,
    geometries: NDArray[np.object_],
    *,
    rows: int,
    units: gpd.GeoDataFrame | None,
    extent: crs.Bounds | None,
) -> Settled:
    try:
        return settled(entry, said, geometries, where=_where(entry, _shown(entry)), units=units, extent=extent)
    except LayerError as error:
        error.rows = rows
        raise


def _streamed(entry: LayerEntry, folder: Path, streaming: Streaming | None) -> Stream | None:
    """The layer as a stream; None where it is read whole: it is small, or of another format."""
    spatial = roles()[entry.role].geometry != "none"
    if streaming is None or not spatial or postgis.is_address(entry.path):
        return None
    if is_remote(entry.path):
        stream = streams.parquet(entry.path, entry, where=_where(entry, _shown(entry))) if _is_parquet(entry) else None
        return stream if stream is not None and stream.rows else None
    return files.stream(_existing(folder / entry.path, where=_where(entry, entry.path)), entry, streaming.rows)


def _sifted(entry: LayerEntry, folder: Path, stream: Stream, known: Settled, streaming: Streaming) -> RawLayer:
    # the file is hashed while it is read
    with ThreadPoolExecutor(1, thread_name_prefix="planseam") as beside:
        far = is_remote(entry.path)
        digest = beside.submit(remote.fingerprint, entry) if far else beside.submit(sha256_of, folder / entry.path)
        loaded = stream.sifted(streaming.sieve(known.crs), streaming.crew, streaming.tell)
        sha256 = digest.result()
    return RawLayer(
        entry=entry,
        frame=gpd.GeoDataFrame(loaded.frame),
        crs=known.crs,
        title=Text.same(entry.id),
        vintage=entry.vintage,
        party=entry.party,
        path=_shown(entry),
        sha256=sha256,
        crs_label=known.label,
        rows=stream.rows,
        findings=(*loaded.findings, *known.findings),
        notes=loaded.notes,
        left_out=loaded.left_out,
        numbers=loaded.rows,
    )


def _shipped(entry: LayerEntry, *, metric: pyproj.CRS | None) -> RawLayer:
    file, loaded, rows, digest = bundled.read(entry, entry.path.removeprefix(BUNDLED), metric=metric)
    spatial = roles()[entry.role].geometry != "none"
    return RawLayer(
        entry=entry,
        frame=loaded.frame if isinstance(loaded.frame, gpd.GeoDataFrame) else _without_places(loaded.frame),
        crs=loaded.crs if spatial else None,
        title=file.title,
        source=file.source,
        illustrative=file.illustrative,
        licence=file.licence,
        vintage=entry.vintage or file.vintage,
        party=entry.party or file.party,
        path=entry.path,
        sha256=digest,
        crs_label=file.crs if spatial else "",
        rows=rows,
        findings=loaded.findings,
        notes=loaded.notes,
        left_out={"cut-away": rows - len(loaded.frame)},
    )


def _without_places(table: object) -> gpd.GeoDataFrame:
    frame = gpd.GeoDataFrame(table)
    return frame.set_geometry(gpd.GeoSeries([None] * len(frame), index=frame.index))


def _known_encoding(entry: LayerEntry) -> None:
    if entry.encoding and not encoding.exists(entry.encoding):
        raise LayerError(
            Text(f"编码 “{entry.encoding}” 不存在", f"there is no encoding “{entry.encoding}”"),
            where=entry.id,
            cure=Text('常用：encoding = "GBK" 或 "UTF-8"', 'Commonly: encoding = "GBK" or "UTF-8"'),
        )


def _existing(path: Path, *, where: str) -> Path:
    try:
        if path.exists() or archive_of(path):
            return path
        beside = [other.name for other in path.parent.iterdir()] if path.parent.is_dir() else []
    except (OSError, ValueError):
        beside = []
    # a common ending makes any two names alike, so that only what stands before it counts
    stems = {Path(name).stem: name for name in reversed(beside)}
    near = [stems[stem] for stem in difflib.get_close_matches(path.stem, stems, n=1, cutoff=0.7)]
    cure = (
        Text(f"是否应为 {near[0]}", f"Did you mean {near[0]}")
        if near
        else Text("请检查该图层的 path", "Check the layer's path")
    )
    raise LayerError(Text("没有这个文件", "there is no such file"), where=where, cure=cure)


def _shown(entry: LayerEntry) -> str:
    return postgis.without_password(entry.path) if "://" in entry.path else entry.path


def _is_parquet(entry: LayerEntry) -> bool:
    return entry.path.lower().endswith((".parquet", ".geoparquet"))


def _where(entry: LayerEntry, shown: str) -> str:
    return f"{entry.id}: {shown}"
