"""Tables of a PostGIS database."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pyproj
import shapely

from planseam.errors import LayerError
from planseam.loading.loaded import Loaded
from planseam.model.study import LayerEntry
from planseam.text import Text

if TYPE_CHECKING:  # an extra that only databases need
    import psycopg

__all__ = ["is_address", "read", "without_password"]

_ADDRESS = re.compile(r"postgres(ql)?://")
_PASSWORD = re.compile(r"(?<=://)([^/@:]*):[^/]*@|(?<=password=)[^&]*")
_TIMEOUT = 10


def is_address(path: str) -> bool:
    """Whether a path is the address of a database."""
    return _ADDRESS.match(path) is not None


def without_password(address: str) -> str:
    """The address as it may be shown.

    Examples
    --------
    >>> without_password("postgresql://planner:secret@localhost/plans")
    'postgresql://planner@localhost/plans'
    """
    return _PASSWORD.sub(lambda found: f"{found[1]}@" if found[1] is not None else "…", address)


def read(entry: LayerEntry) -> Loaded:
    """Read the table that `sublayer` names, as ``table`` or ``schema.table``.

    Curves are made linear by the database.

    Raises
    ------
    LayerError
        If psycopg is not installed, or the database or its table cannot be read.
    """
    where = f"{entry.id}: {without_password(entry.path)}"
    try:
        import psycopg  # noqa: PLC0415 -- an extra that only databases need
    except ImportError as error:
        raise LayerError(
            Text("读取 PostGIS 需要 psycopg", "reading PostGIS needs psycopg"),
            where=where,
            cure=Text('请运行 pip install "psycopg[binary]"', 'Run pip install "psycopg[binary]"'),
        ) from error
    if not entry.sublayer:
        raise LayerError(
            Text("没有写明数据表", "no table is named"),
            where=where,
            cure=Text('请写明 sublayer = "模式.表"', 'Name it: sublayer = "schema.table"'),
        )
    try:
        with psycopg.connect(entry.path, connect_timeout=_TIMEOUT) as connection:
            connection.read_only = True
            return _table(connection, entry.sublayer, where=where)
    except psycopg.OperationalError as error:
        raise LayerError(
            Text("无法连接数据库", "the database cannot be reached"),
            where=where,
            cure=Text("请检查地址、用户与网络", "Check address, user and network"),
        ) from error
    except psycopg.Error as error:
        raise LayerError(
            Text("数据表无法读取", "the table cannot be read"),
            where=where,
            cure=Text("请检查表名与读取权限", "Check its name and your right to read it"),
        ) from error


def _table(connection: psycopg.Connection[Any], name: str, *, where: str) -> Loaded:
    from psycopg import sql  # noqa: PLC0415 -- an extra that only databases need

    schema, _, table = name.rpartition(".")
    found = connection.execute(
        "SELECT f_table_schema, f_geometry_column, srid FROM geometry_columns"
        " WHERE f_table_name = %s AND (%s = '' OR f_table_schema = %s)"
        " ORDER BY f_table_schema = current_schema() DESC, f_table_schema LIMIT 1",
        (table, schema, schema),
    ).fetchone()
    if found is None:
        raise LayerError(
            Text(f"没有空间数据表 “{name}”", f"there is no spatial table “{name}”"),
            where=where,
            cure=Text("请检查 sublayer", "Check the sublayer"),
        )
    home, column, srid = found
    shape, source = sql.Identifier(column), sql.Identifier(home, table)
    cursor = connection.execute(
        sql.SQL("SELECT *, ST_AsBinary(ST_CurveToLine({shape})) AS planseam_wkb FROM {source}").format(
            shape=shape, source=source
        )
    )
    names = [described.name for described in cursor.description or ()]
    rows = cursor.fetchall()
    keep = [place for place, label in enumerate(names) if label not in {column, "planseam_wkb"}]
    with np.errstate(invalid="ignore"):  # a coordinate may be NaN
        shapes = shapely.from_wkb([row[-1] for row in rows])
    frame = gpd.GeoDataFrame({names[place]: [row[place] for row in rows] for place in keep}, geometry=shapes)
    return Loaded(frame=frame, crs=_crs(connection, srid))


def _crs(connection: psycopg.Connection[Any], srid: int) -> pyproj.CRS | None:
    found = connection.execute(
        "SELECT auth_name, auth_srid, srtext FROM spatial_ref_sys WHERE srid = %s", (srid,)
    ).fetchone()
    if not srid or found is None:
        return None
    return pyproj.CRS.from_authority(found[0], found[1]) if found[0] else pyproj.CRS.from_wkt(found[2])
