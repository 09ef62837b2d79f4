"""The features of one layer, as GDAL or Parquet gives them: none lost, and none that stops the others."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pyogrio
import shapely
from numpy.typing import NDArray
from shapely.errors import ShapelyError

from planseam.errors import LayerError
from planseam.loading import records, telling
from planseam.loading.limits import LIMITS, Limits
from planseam.loading.ogr import COLUMNS, PLACES, Opened
from planseam.loading.written import in_bytes, written
from planseam.model.conflict import Finding
from planseam.text import Text

__all__ = ["Rows", "bounded", "from_lines", "from_ogr", "from_parquet", "from_table", "with_wkt"]

#: Bytes up to which a GeoJSON is read once more to name the features in it that GDAL could not take.
_NAMED = 1 << 28


@dataclass(frozen=True, kw_only=True)
class Rows:
    """Features as they came.

    Parameters
    ----------
    frame : DataFrame
        A GeoDataFrame where the source has geometry.
    findings : tuple of Finding
    left_out : int
        Records that are no rows, because they cannot be read at all.
    identifier : str
        Name of the column of row numbers that the database keeps; empty for none. The index of `frame` has them.
    """

    frame: pd.DataFrame
    findings: tuple[Finding, ...] = ()
    left_out: int = 0
    identifier: str = ""


def bounded(rows: int, columns: int, *, where: str, limits: Limits = LIMITS) -> None:
    """Refuse a layer of more rows or columns than can be held.

    Raises
    ------
    LayerError
        If it has.
    """
    for count, most, zh, en in ((rows, limits.rows, "要素", "features"), (columns, limits.columns, "列", "columns")):
        if count > most:
            raise LayerError(
                Text(f"图层有 {count} {zh}，超过上限 {most}", f"the layer has {count} {en}; {most} is the most"),
                where=where,
                cure=Text(
                    "请按行政区拆分，或只保留所需的列", "Split it by jurisdiction, or keep the columns that matter"
                ),
            )


def from_ogr(source: Opened, layer: str | None, *, encoding: str | None, where: str, limits: Limits = LIMITS) -> Rows:
    """Read a layer with GDAL; rings that are not closed, which no geometry library takes, are closed and told.

    Parameters
    ----------
    source : Opened
    layer : str, optional
        The only one, if none is named.
    encoding : str, optional
    where : str
        Id of the layer in the study.
    limits : Limits
    """
    told: dict[str, Any] = {"layer": layer, "encoding": encoding, **source.options}
    information = pyogrio.read_info(source.address, **told)
    bounded(int(information["features"]), len(information["fields"]), where=where, limits=limits)
    try:
        frame = pyogrio.read_dataframe(source.address, fid_as_index=True, **told)
        findings: list[Finding] = []
    except ShapelyError:
        frame = pyogrio.read_dataframe(source.address, fid_as_index=True, on_invalid="fix", **told)
        raw = pyogrio.raw.read(source.address, columns=[], **told)[2]
        strict = shapely.from_wkb(raw, on_invalid="ignore")
        findings = _mended(raw, frame.geometry.to_numpy(), strict, where=where)
    if source.options and isinstance(frame, gpd.GeoDataFrame):
        bare = {**told, "read_geometry": False, "KEEP_GEOM_COLUMNS": "YES"}
        # GDAL takes bytes in hexadecimal, but not the CRS in them
        if frame.geometry.isna().any() or in_bytes(pyogrio.read_dataframe(source.address, max_features=1, **bare)):
            text = pyogrio.read_dataframe(source.address, **bare)
            frame, unclosed = _completed(frame, text)
            unread = np.flatnonzero(_filled(text) & frame.geometry.isna().to_numpy()) + 1
            findings += [*telling.unclosed(unclosed, layer=where), *telling.unreadable(unread.tolist(), layer=where)]
    identifier = str(information.get("fid_column") or "")
    doubled = frame.columns[frame.columns.duplicated()].unique().tolist()
    if doubled:  # pyogrio gives all columns of one name the values of the last
        frame = frame.loc[:, ~frame.columns.duplicated()]
        findings.append(telling.one_name(doubled, layer=where))
    return Rows(frame=frame, findings=tuple(findings), identifier=identifier)


def from_lines(path: Path, rows: Rows, *, where: str) -> Rows:
    """Add to what GDAL read of a JSON file what it passed over.

    Parameters
    ----------
    path : Path
        A GeoJSON, or a file of GeoJSON lines.
    rows : Rows
        From `from_ogr`.
    where : str
        Id of the layer in the study.
    """
    if path.suffix.lower() in {".geojson", ".json"}:
        count = records.features_in(path)
        missing = isinstance(rows.frame, gpd.GeoDataFrame) and bool(rows.frame.geometry.isna().any())
        if count is None or (count == len(rows.frame) and not missing):
            return rows
        broken, unread = _named(path, rows.frame) if path.stat().st_size <= _NAMED else ((), ())
    else:
        lines = records.lines_in(path)
        count, broken, unread = lines.count, lines.broken, ()
    lost = max(count - len(rows.frame), 0)
    findings = [
        *rows.findings,
        *telling.unreadable(unread, layer=where),
        *telling.beyond_reading(lost, broken if len(broken) == lost else (), layer=where),
    ]
    return replace(rows, findings=tuple(findings), left_out=lost)


def from_parquet(path: Path, *, where: str, limits: Limits = LIMITS) -> Rows:
    """Read a GeoParquet, or a Parquet without geometry; one bad geometry does not stop the others."""
    shape = pq.read_metadata(path)
    bounded(shape.num_rows, shape.num_columns, where=where, limits=limits)
    try:
        with np.errstate(invalid="ignore"):  # a coordinate may be NaN
            return Rows(frame=gpd.read_parquet(path))
    except ShapelyError:
        pass
    except ValueError as error:
        if "geo metadata" not in str(error).lower():
            raise
        return Rows(frame=pd.read_parquet(path))
    return from_table(pq.read_table(path), where=where)


def from_table(table: pa.Table, *, where: str, numbers: NDArray[np.int64] | None = None) -> Rows:
    """Make features of a table of a GeoParquet, or one that GDAL gave; rings that are not closed are closed and told.

    Parameters
    ----------
    table : Table
        With the column that the metadata names as geometry, else with `geometry`: WKB.
    where : str
        Id of the layer in the study.
    numbers : array of int, optional
        Numbers of the rows in the source, from 0, where some were passed over.
    """
    described = json.loads((table.schema.metadata or {}).get(b"geo", b"{}"))
    described = described or {"primary_column": "geometry", "columns": {"geometry": {"crs": None}}}
    name = described["primary_column"]
    raw = table.column(name).to_numpy()
    boxes = described["columns"][name].get("covering", {}).get("bbox", {})
    others = {*described["columns"], *(path[0] for path in boxes.values())} - {name}
    attributes = table.drop_columns([name, *sorted(others)]).to_pandas()
    findings: list[Finding] = []
    with np.errstate(invalid="ignore"):  # a coordinate may be NaN
        try:
            shapes = shapely.from_wkb(raw)
        except ShapelyError:
            shapes, strict = shapely.from_wkb(raw, on_invalid="fix"), shapely.from_wkb(raw, on_invalid="ignore")
            findings = _mended(raw, shapes, strict, where=where, numbers=numbers)
    crs = described["columns"][name].get("crs", "OGC:CRS84")
    frame = gpd.GeoDataFrame(attributes, geometry=shapes, crs=json.dumps(crs) if isinstance(crs, dict) else crs)
    return Rows(frame=frame, findings=tuple(findings))


def with_wkt(rows: Rows, *, where: str) -> Rows:
    """Make geometry of a column of WKT, where a workbook has one; others stay as they are.

    Parameters
    ----------
    rows : Rows
        Without geometry.
    where : str
        Id of the layer in the study.
    """
    column = _geometry_column(rows.frame)
    if column is None:
        return rows
    found = written(rows.frame[column])
    if shapely.is_missing(found.shapes).all():
        return rows
    frame = gpd.GeoDataFrame(rows.frame.drop(columns=column), geometry=found.shapes, crs=found.crs)
    findings = _mended(found.raw, found.shapes, found.strict, where=where)
    return replace(rows, frame=frame, findings=(*rows.findings, *findings))


def _mended(
    raw: NDArray[np.object_],
    shapes: NDArray[np.object_],
    strict: NDArray[np.object_],
    *,
    where: str,
    numbers: NDArray[np.int64] | None = None,
) -> list[Finding]:
    """Tell which geometries had to be closed, and which cannot be read at all."""
    there = np.array([value is not None for value in raw], dtype=bool)
    sound = ~shapely.is_missing(strict)
    present = ~shapely.is_missing(shapes)
    counted = (np.arange(len(raw)) if numbers is None else numbers) + 1
    return [
        *telling.unclosed(counted[present & ~sound].tolist(), layer=where),
        *telling.unreadable(counted[there & ~present].tolist(), layer=where),
    ]


def _geometry_column(table: pd.DataFrame) -> str | None:
    wanted = {name.lower() for name in COLUMNS}
    return next((name for name in table.columns if str(name).lower() in wanted), None)


def _completed(frame: gpd.GeoDataFrame, text: pd.DataFrame) -> tuple[gpd.GeoDataFrame, list[int]]:
    """Add what GDAL does not read in a column of WKT: texts with a CRS before them, and the CRS within bytes.

    Also gives the rows of which a ring had to be closed.
    """
    column = _geometry_column(text)
    if column is None or len(text) != len(frame):
        return frame, []
    missing = frame.geometry.isna().to_numpy()
    found = written(text[column])
    shapes = np.where(missing, found.shapes, frame.geometry.to_numpy())
    unclosed = missing & ~shapely.is_missing(found.shapes) & shapely.is_missing(found.strict)
    crs = frame.crs if found.crs is None else found.crs
    return (
        frame.set_geometry(gpd.GeoSeries(shapes, index=frame.index, crs=crs)),
        (np.flatnonzero(unclosed) + 1).tolist(),
    )


def _filled(text: pd.DataFrame) -> NDArray[np.bool_]:
    """Rows of a table that hold something where their geometry should be."""
    places = {name.lower() for name in (*COLUMNS, *PLACES[0], *PLACES[1])}
    filled = np.zeros(len(text), dtype=bool)
    for name in text.columns:
        if str(name).lower() in places:
            filled |= (text[name].notna() & (text[name].astype(str).str.strip() != "")).to_numpy(dtype=bool)
    return filled


def _named(path: Path, frame: pd.DataFrame) -> tuple[Sequence[int], Sequence[int]]:
    """Numbers of the members of a GeoJSON that are no features, and of the rows whose geometry could not be taken."""
    try:
        members = json.loads(path.read_bytes())["features"]
    except (ValueError, RecursionError, KeyError, TypeError):
        return (), ()
    good = [member for member in members if isinstance(member, dict) and member.get("type") == "Feature"]
    broken = [
        number
        for number, member in enumerate(members, start=1)
        if not (isinstance(member, dict) and member.get("type") == "Feature")
    ]
    if len(good) != len(frame) or not isinstance(frame, gpd.GeoDataFrame):
        return broken, ()
    lost = frame.geometry.isna().to_numpy()
    return broken, [row + 1 for row in np.flatnonzero(lost).tolist() if good[row].get("geometry") is not None]
