"""Geometry that a table holds as text: WKT, that of PostGIS with its CRS, and bytes in hexadecimal."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
import pyproj
import shapely
from numpy.typing import NDArray
from pyproj.exceptions import CRSError as UnknownCRS

__all__ = ["Written", "in_bytes", "written"]

Shapes = NDArray[np.object_]
_SRID = r"^\s*SRID\s*=\s*(\d{1,9})\s*;\s*"
_HEX = r"\s*0[01](?:[0-9A-Fa-f]{2}){8,}\s*"


@dataclass(frozen=True, kw_only=True)
class Written:
    """Geometry as it was written.

    Parameters
    ----------
    raw : array of str or None
        The texts, without a prefix that names the CRS; None where nothing is written.
    shapes : array of geometry
        None where a text is none; rings that are not closed are closed.
    strict : array of geometry
        None also where a ring is not closed.
    crs : CRS, optional
        That which all of them name.
    """

    raw: NDArray[np.object_]
    shapes: Shapes
    strict: Shapes
    crs: pyproj.CRS | None


def written(texts: pd.Series) -> Written:
    """Read a column of geometry.

    Examples
    --------
    >>> found = written(pd.Series(["SRID=4549;POINT (500000 3400000)", None]))
    >>> found.shapes[0].x, found.crs.to_epsg()
    (500000.0, 4549)
    """
    said = (texts.notna() & (texts.astype(str).str.strip() != "")).to_numpy(dtype=bool)
    words = texts.astype(str).where(said, "")
    raw = words.str.replace(_SRID, "", regex=True).to_numpy(dtype=object, copy=True)
    raw[~said] = None
    binary = words.str.fullmatch(_HEX).to_numpy(dtype=bool)
    shapes, strict = _read(raw, binary, on_invalid="fix"), _read(raw, binary, on_invalid="ignore")
    named = pd.to_numeric(words.str.extract(_SRID)[0], errors="coerce").fillna(0).to_numpy(dtype=int, copy=True)
    named[binary] = shapely.get_srid(shapes[binary]).clip(0)
    return Written(raw=raw, shapes=shapely.set_srid(shapes, 0), strict=strict, crs=_crs(named[said]))


def in_bytes(table: pd.DataFrame) -> bool:
    """Whether any cell holds the bytes of a geometry."""
    return any(bool(column.astype(str).str.fullmatch(_HEX).any()) for _name, column in table.items())


def _read(raw: NDArray[np.object_], binary: NDArray[np.bool_], *, on_invalid: Literal["fix", "ignore"]) -> Shapes:
    shapes = np.full(len(raw), None, dtype=object)
    shapes[~binary] = _each(shapely.from_wkt, raw[~binary], on_invalid=on_invalid)
    shapes[binary] = _each(
        shapely.from_wkb, np.char.strip(raw[binary].astype(str)).astype(object), on_invalid=on_invalid
    )
    return shapes


def _each(reader: Callable[..., Shapes], texts: NDArray[np.object_], *, on_invalid: Literal["fix", "ignore"]) -> Shapes:
    """All at once; one by one where a curve, which shapely does not know, stops the others."""
    try:
        return reader(texts, on_invalid=on_invalid)
    except NotImplementedError:
        if len(texts) == 1:
            return np.array([None], dtype=object)
        return np.concatenate([_each(reader, texts[at : at + 1], on_invalid=on_invalid) for at in range(len(texts))])


def _crs(named: NDArray[np.int_]) -> pyproj.CRS | None:
    codes = np.unique(named)
    if len(codes) != 1 or not codes[0]:
        return None
    try:
        return pyproj.CRS.from_epsg(int(codes[0]))
    except UnknownCRS:
        return None
