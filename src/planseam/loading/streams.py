"""Layers too large to be kept whole: read batch by batch, of which only what may matter is kept.

Which features may matter a sieve tells by their boxes. A GeoParquet says these
beside the geometry (the `covering` of version 1.1) and, by the statistics of
its row groups, which parts of the file need not be read at all; of other
formats the geometry is read in Arrow batches.
"""

import json
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import geopandas as gpd
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pyogrio
import pyproj
import shapely
from numpy.typing import NDArray

from planseam.errors import LayerError
from planseam.loading.kinds import Kind
from planseam.loading.loaded import Loaded, claimed
from planseam.loading.ogr import opened
from planseam.loading.postgis import without_password
from planseam.loading.remote import is_remote, opened_at
from planseam.loading.rows import from_table
from planseam.model.role import roles
from planseam.model.study import LayerEntry
from planseam.text import Text
from planseam.working import Crew

__all__ = ["Curved", "Sieve", "Sifted", "Stream", "Streaming", "database", "parquet"]

Floats = NDArray[np.float64]
Strings = NDArray[np.str_]
Mask = NDArray[np.bool_]

#: Features of a batch: some 80 MB of patches with 70 corners each.
BATCH = 65_536
#: Features by whose boxes a CRS is made sure of.
SAMPLE = 10_000
#: The first features, which are kept where no other is: they show that the layer is there, and where.
WITNESSES = 1_000
#: Boxes of four bytes a number are rounded, by this part of the number at most.
SINGLE = 2.0**-22

DAMAGED = Text("文件无法读取，可能已损坏", "the file cannot be read: it may be damaged")


@dataclass(frozen=True, kw_only=True)
class Sifted:
    """What a sieve says of features.

    Parameters
    ----------
    kept : array of bool
        Those that may matter.
    edge : array of bool
        Of these, those that matter only if some of their ground lies outside all units, which their box cannot tell.
    beyond : array of bool
        Of the others, those whose box does not even meet that of all units.
    """

    kept: Mask
    edge: Mask
    beyond: Mask


class Sieve(Protocol):
    """Tells by their boxes which features may matter; can be sent to other processes.

    A box may also be that of many features: what is said of it when it is not kept holds for each of them.
    """

    def sift(self, bounds: Floats, owner: Strings | str = "") -> Sifted:
        """Sort features by their boxes, shape (n, 4), and by the code of the party whose they are."""

    def outside(self, features: NDArray[np.object_]) -> Mask:
        """Tell which features have ground outside all units."""


@dataclass(frozen=True, kw_only=True)
class Streaming:
    """How large layers are read.

    Parameters
    ----------
    rows : int
        Layers of at least so many features are streamed.
    sieve : callable
        Gives the sieve for features of a CRS.
    crew : Crew
        Who reads.
    tell : callable
        Told the share of features that were read (0 to 1).
    """

    rows: int
    sieve: Callable[[pyproj.CRS], Sieve]
    crew: Crew
    tell: Callable[[float], None] = lambda _share: None


class Stream(Protocol):
    """A layer that can be read batch by batch."""

    @property
    def crs(self) -> pyproj.CRS | None:
        """What it says of its CRS."""

    @property
    def rows(self) -> int:
        """How many features it has."""

    def sample(self) -> NDArray[np.object_]:
        """Some features, or boxes around many, by which the CRS is made sure of."""

    def sifted(self, sieve: Sieve, crew: Crew, tell: Callable[[float], None]) -> Loaded:
        """Read what the sieve keeps, or the first features; the others are counted as `far` and `outside`.

        Raises
        ------
        LayerError
            If it cannot be read.
        Curved
            If it must be read whole.
        """


@dataclass(frozen=True, kw_only=True)
class _Part:
    """What is left of one task.

    Parameters
    ----------
    table : Table
        The features kept.
    rows : array of int
        Their numbers in the file, from 0.
    count, beyond : int
        Features of the task, and those that lie beyond all units: of the others, in what `first` gives of all.
    """

    table: pa.Table
    rows: NDArray[np.int64]
    count: int
    beyond: int


@dataclass(frozen=True, kw_only=True)
class _Parquet:
    """A GeoParquet, as every worker opens it.

    Parameters
    ----------
    address : str
        A path, or an address that fsspec knows.
    entry : LayerEntry
    geometry : str
    box : tuple of tuple of str
        Paths of the four columns of boxes; empty where there are none.
    code : str
        Column of the codes of parties, where the layer itself has none; empty for none.
    crs : CRS, optional
    groups : tuple of int
        Features of each row group.
    """

    address: str
    entry: LayerEntry
    geometry: str
    box: tuple[tuple[str, ...], ...]
    code: str
    crs: pyproj.CRS | None
    groups: tuple[int, ...]

    @property
    def rows(self) -> int:
        return sum(self.groups)

    def sample(self) -> NDArray[np.object_]:
        with _told(self.entry), _file(self.address, self.entry) as file:
            source = pq.ParquetFile(file)
            boxes = np.array([_box_of_group(source, group, self.box) for group in range(len(self.groups))])
            boxes = boxes.reshape(-1, 4)[np.isfinite(boxes.reshape(-1, 4)).all(axis=1)]
            first = next(source.iter_batches(SAMPLE, columns=[self.geometry]))
        return np.concatenate([_shapes(first.column(0)), shapely.box(*boxes.T)])

    def sifted(self, sieve: Sieve, crew: Crew, tell: Callable[[float], None]) -> Loaded:
        starts = np.cumsum([0, *self.groups[:-1]]).tolist()
        parts = crew.map(_sift_group, zip(range(len(self.groups)), starts, strict=True), self, sieve)
        return _joined(parts, self, sieve, tell)

    def first(self, sieve: Sieve) -> _Part:
        with _file(self.address, self.entry) as file:
            table = pa.Table.from_batches([next(pq.ParquetFile(file).iter_batches(WITNESSES))])
        owner = _codes(table.column(self.code)) if self.code else self.entry.party
        return _all_of(table, sieve.sift(_bounds(table, self), owner))


def parquet(address: str, entry: LayerEntry, *, where: str) -> Stream | None:
    """Open a GeoParquet for streaming; None where it has no geometry by which that could be done.

    Parameters
    ----------
    address : str
        A path, or an address that fsspec knows, such as ``s3://bucket/patches.parquet``.
    entry : LayerEntry
    where : str
        For errors.

    Raises
    ------
    LayerError
        If there is nothing at the address, or it is no Parquet.
    """
    try:
        with _file(address, entry) as file:
            data = pq.ParquetFile(file)
            shape, names = data.metadata, data.schema_arrow.names
            said = json.loads((data.schema_arrow.metadata or {}).get(b"geo", b"{}"))
    except (OSError, ValueError) as error:
        raise LayerError(
            Text("无法读取，已损坏或不是 GeoParquet", "it cannot be read: it is damaged, or no GeoParquet"),
            where=where,
            cure=Text("请检查文件是否完整", "Check that the file is whole"),
        ) from error
    column = said.get("columns", {}).get(said.get("primary_column"), {})
    if column.get("encoding") != "WKB":
        return None
    return _Parquet(
        address=address,
        entry=entry,
        geometry=said["primary_column"],
        box=_covering(column),
        code=_code_column(names, entry),
        crs=_crs_of(column),
        groups=tuple(shape.row_group(group).num_rows for group in range(shape.num_row_groups)),
    )


def _covering(column: dict[str, Any]) -> tuple[tuple[str, ...], ...]:
    box = column.get("covering", {}).get("bbox", {})
    return tuple(tuple(box[side]) for side in ("xmin", "ymin", "xmax", "ymax")) if box else ()


def _crs_of(column: dict[str, Any]) -> pyproj.CRS | None:
    return claimed(column.get("crs", "OGC:CRS84"))


def _file(address: str, entry: LayerEntry) -> AbstractContextManager[Any]:
    return opened_at(entry) if is_remote(address) else nullcontext(address)


def _sift_group(task: tuple[int, int], spec: _Parquet, sieve: Sieve) -> _Part:
    """Read what a sieve keeps of one row group.

    Raises
    ------
    LayerError
        If it cannot be read, here or by this worker.
    """
    with _told(spec.entry, Text(f"第 {task[0] + 1} 个行组无法读取", f"its row group {task[0] + 1} cannot be read")):
        return _of_group(*task, spec, sieve)


@contextmanager
def _told(entry: LayerEntry, what: Text = DAMAGED) -> Iterator[None]:
    """Tell what the readers of files raise."""
    try:
        yield
    except (OSError, pa.ArrowException, pyogrio.errors.DataSourceError, pyogrio.errors.FeatureError) as error:
        raise LayerError(
            what,
            where=f"{entry.id}: {without_password(entry.path)}",
            cure=Text(
                "请检查文件是否完整；使用集群时，各工作进程须能以同一路径读到它",
                "Check that the file is whole; on a cluster, every worker must find it at the same path",
            ),
        ) from error


def _of_group(group: int, start: int, spec: _Parquet, sieve: Sieve) -> _Part:
    """The boxes first, then what is left."""
    with _file(spec.address, spec.entry) as file:
        source = pq.ParquetFile(file, memory_map=not is_remote(spec.address), pre_buffer=False)
        count = spec.groups[group]
        owner: Strings | str = spec.entry.party
        if not spec.code:
            whole = sieve.sift(_box_of_group(source, group, spec.box)[None], owner)
            if not whole.kept[0]:
                return _nothing(source, count, beyond=count if whole.beyond[0] else 0)
        places = [".".join(path) for path in spec.box] or [spec.geometry]
        small = source.read_row_group(group, columns=[*places, *([spec.code] if spec.code else [])])
        bounds = _bounds(small, spec)
        if spec.code:
            owner = _codes(small.column(spec.code))
        found = sieve.sift(bounds, owner)
        tables, at = [], 0
        if found.kept.any():
            for batch in source.iter_batches(BATCH, row_groups=[group], use_threads=False):
                kept = found.kept[at : at + len(batch)]
                _look_closer(kept, found.edge[at : at + len(batch)], batch.column(spec.geometry), sieve)
                if kept.any():
                    tables.append(pa.Table.from_batches([batch]).filter(pa.array(kept)))
                at += len(batch)
        table = pa.concat_tables(tables) if tables else source.schema_arrow.empty_table()
        rows = start + np.flatnonzero(found.kept)
        return _Part(table=table, rows=rows, count=count, beyond=int(found.beyond.sum()))


def _look_closer(kept: Mask, edge: Mask, wkb: pa.Array, sieve: Sieve) -> None:
    """Strike off what a box alone could not tell; a geometry that cannot be read stays."""
    rows = np.flatnonzero(edge)
    if len(rows):
        shapes = _shapes(wkb.take(pa.array(rows)))
        kept[rows] = shapely.is_missing(shapes) | sieve.outside(shapes)


def _nothing(source: pq.ParquetFile, count: int, *, beyond: int) -> _Part:
    return _Part(table=source.schema_arrow.empty_table(), rows=np.zeros(0, dtype=np.int64), count=count, beyond=beyond)


def _box_of_group(source: pq.ParquetFile, group: int, box: Sequence[Sequence[str]]) -> Floats:
    """The box of a row group by its statistics; not finite where these do not say."""
    shape = source.metadata.row_group(group)
    wanted = {".".join(path): side for side, path in enumerate(box)}
    sides = np.full(4, np.nan)
    for number in range(shape.num_columns if box else 0):
        column = shape.column(number)
        side = wanted.get(column.path_in_schema)
        told = column.statistics
        if side is None or told is None or not told.has_min_max or told.null_count:
            continue
        sides[side] = told.min if side < 2 else told.max  # noqa: PLR2004 - west and south first
    return _widened(sides)


def _bounds(table: pa.Table, spec: _Parquet) -> Floats:
    if not spec.box:
        return np.asarray(shapely.bounds(_shapes(table.column(spec.geometry))))
    sides = []
    for path in spec.box:
        column = table.column(path[0])
        for name in path[1:]:
            column = pc.struct_field(column, name)
        sides.append(column.to_numpy().astype(np.float32 if column.type == pa.float32() else np.float64))
    return _widened(np.stack(sides, axis=1))


class Curved(Exception):  # noqa: N818 - no error: such a layer is read whole, where curves are made lines
    """A layer has curves, which GDAL gives as they are, batch by batch."""


def _shapes(wkb: pa.Array | pa.ChunkedArray) -> NDArray[np.object_]:
    """Geometries, where they can be read; a coordinate may be NaN."""
    with np.errstate(invalid="ignore"):
        try:
            return np.asarray(shapely.from_wkb(np.asarray(wkb, dtype=object), on_invalid="ignore"))
        except NotImplementedError as error:
            raise Curved from error


def _widened(bounds: Floats) -> Floats:
    """Boxes that may have been rounded."""
    slack = SINGLE * np.abs(bounds.astype(np.float64))
    return np.asarray(bounds + slack * np.array([-1, -1, 1, 1]))


def _codes(column: pa.ChunkedArray) -> Strings:
    """Codes of jurisdictions as prefixes, from a column of texts or numbers."""
    short = pc.fill_null(pc.cast(column, pa.string()), "")
    named = pc.dictionary_encode(short).combine_chunks()
    words = np.array([_prefix(word) for word in named.dictionary.to_pylist()], dtype=str)
    return words[named.indices.to_numpy()] if len(words) else np.full(len(column), "")


def _prefix(word: str) -> str:
    digits = word.strip()[:6]
    while digits.endswith("00"):
        digits = digits[:-2]
    return digits if digits.isdecimal() else ""


def _code_column(names: Sequence[str], entry: LayerEntry) -> str:
    """The column that says whose a feature is; empty where the layer has a party, or no feature says so."""
    if entry.party:
        return ""
    told = next((theirs for theirs, ours in entry.fields.items() if ours == "code"), "")
    others = {theirs.casefold() for theirs, ours in entry.fields.items() if ours != "code"}
    folded = {name.casefold(): name for name in reversed(list(names)) if name.casefold() not in others}
    wanted = (told,) if told else ("code", *roles()[entry.role].fields["code"].aliases)
    found = (name if name in names else folded[name.casefold()] for name in wanted if name.casefold() in folded)
    return next(found, "")


@dataclass(frozen=True, kw_only=True)
class _Database:
    """A layer that GDAL reads in Arrow batches."""

    path: Path
    kind: Kind
    layer: str | None
    entry: LayerEntry
    crs: pyproj.CRS | None
    rows: int
    fields: tuple[str, ...]
    numbered: bool

    def sample(self) -> NDArray[np.object_]:
        with _told(self.entry), opened(self.path, self.kind) as source:
            return _shapes(pyogrio.raw.read(source.address, layer=self.layer, columns=[], max_features=SAMPLE)[2])

    def sifted(self, sieve: Sieve, crew: Crew, tell: Callable[[float], None]) -> Loaded:
        # to sift them takes less than to send them
        return _joined(crew.here.map(_sift_batch, self._batches(), self, sieve), self, sieve, tell)

    def first(self, sieve: Sieve) -> _Part:
        with closing(self._batches(WITNESSES)) as batches:
            table, _ = next(batches)
        return _all_of(table, _found(table, self, sieve)[0])

    def _batches(self, size: int = 0) -> Generator[tuple[pa.Table, int]]:
        at = 0
        asked = {"layer": self.layer, "batch_size": size or BATCH, "return_fids": self.numbered, "use_pyarrow": True}
        with (
            _told(self.entry),
            opened(self.path, self.kind) as source,
            pyogrio.open_arrow(source.address, **asked) as (told, reader),
        ):
            place = told["geometry_name"] or "wkb_geometry"
            for batch in reader:
                # an attribute of that name gives way, as where the layer is read whole
                own = [name for name in batch.schema.names if name == place or name != _GEOMETRY]
                named = [_GEOMETRY if name == place else name for name in own]
                yield pa.Table.from_batches([batch]).select(own).rename_columns(named), at
                at += len(batch)


_GEOMETRY = "geometry"


def database(path: Path, kind: Kind, layer: str | None, entry: LayerEntry) -> Stream:
    """Open a layer of a GeoPackage, a FlatGeobuf or a geodatabase for streaming.

    Parameters
    ----------
    path : Path
        Has been looked at by `planseam.loading.guard`.
    kind : Kind
    layer : str, optional
        The only one, if none is named.
    entry : LayerEntry
    """
    with opened(path, kind) as source:
        told = pyogrio.read_info(source.address, layer=layer, force_feature_count=True)
    names = {told["fid_column"], *roles()[entry.role].fields["fid"].aliases}
    return _Database(
        path=path,
        kind=kind,
        layer=layer,
        entry=entry,
        crs=claimed(told["crs"]),
        rows=int(told["features"]),
        fields=tuple(told["fields"]),
        # the database's row numbers stand in only where the features have no ids of their own
        numbered=bool(told["fid_column"]) and not names.intersection(told["fields"]),
    )


def _sift_batch(task: tuple[pa.Table, int], spec: _Database, sieve: Sieve) -> _Part:
    table, start = task
    found, shapes = _found(table, spec, sieve)
    edge = np.flatnonzero(found.edge)
    if len(edge):
        found.kept[edge] = shapely.is_missing(shapes[edge]) | sieve.outside(shapes[edge])
    return _Part(
        table=table.filter(pa.array(found.kept)),
        rows=start + np.flatnonzero(found.kept),
        count=len(table),
        beyond=int(found.beyond.sum()),
    )


def _found(table: pa.Table, spec: _Database, sieve: Sieve) -> tuple[Sifted, NDArray[np.object_]]:
    shapes = _shapes(table.column(_GEOMETRY))
    code = _code_column(spec.fields, spec.entry)
    return sieve.sift(shapely.bounds(shapes), _codes(table.column(code)) if code else spec.entry.party), shapes


def _all_of(table: pa.Table, found: Sifted) -> _Part:
    return _Part(table=table, rows=np.arange(len(table)), count=len(table), beyond=int(found.beyond.sum()))


def _joined(
    results: Iterable[_Part], spec: _Parquet | _Database, sieve: Sieve, tell: Callable[[float], None]
) -> Loaded:
    parts: list[_Part] = []
    count = 0
    for part in results:
        parts.append(part)
        count += part.count
        tell(count / spec.rows)
    kept, beyond = sum(len(part.rows) for part in parts), sum(part.beyond for part in parts)
    if not kept:
        parts = [spec.first(sieve)]
        kept, beyond = parts[0].count, beyond - parts[0].beyond
    rows = np.concatenate([part.rows for part in parts])
    got = from_table(pa.concat_tables([part.table for part in parts]), where=spec.entry.id, numbers=rows)
    return Loaded(
        frame=gpd.GeoDataFrame(got.frame).reset_index(drop=True),
        crs=spec.crs,
        findings=got.findings,
        notes=(_said(count, kept),),
        left_out={reason: number for reason, number in (("far", count - kept - beyond), ("outside", beyond)) if number},
        rows=rows,
    )


def _said(count: int, kept: int) -> Text:
    return Text(
        f"共 {count} 个要素，逐批读取；只有可能与接边有关的 {kept} 个参与检查，其余已计数",
        f"{count} features, read batch by batch; the {kept} that may matter to a border are judged, the others counted",
    )
