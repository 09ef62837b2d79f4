"""Where the heading of a coordinate sheet stands, and what the rows below it are."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from planseam.loading.sheets.axes import axes_of
from planseam.loading.sheets.degrees import coordinates
from planseam.loading.sheets.headings import Axis, Headings, headings
from planseam.loading.sheets.tables import TEXTS, WORKBOOKS, read_table, sheet_names

__all__ = ["Layout", "layout_of", "layouts_of"]

_LOOKED_AT = 3_000  # rows by which a table is recognised
_HEADING = 30  # rows among which a heading is looked for
_RUN = 3  # rows of one plot, on average, that make a polygon
#: Headings of geometry as text, which is read elsewhere, and of coordinates that are read as points elsewhere.
_WKT = {"wkt", "geometry", "geom", "the_geom", "shape", "几何", "空间数据"}
_PLAIN = ({"lon", "lng", "longitude", "经度", "x"}, {"lat", "latitude", "纬度", "y"})


@dataclass(frozen=True, kw_only=True)
class Layout:
    """Where the heading of a table stands, what it says, and what the rows below are.

    Parameters
    ----------
    found : Headings
    start : int
        Where the first row below it stands, from 0.
    whole : bool
        Whether rows make up plots; otherwise each is a point.
    plain : bool
        Whether any reader of points reads it as well.
    """

    found: Headings
    start: int
    whole: bool
    plain: bool


def layouts_of(path: Path, *, encoding: str | None = None, prefer: tuple[Axis, ...] = ()) -> dict[str, Layout]:
    """Find the coordinate sheets of a file, by the name of the sheet; a text has one without a name.

    Parameters
    ----------
    path : Path
        Files other than texts and workbooks have none.
    encoding : str, optional
        Of a text.
    prefer : tuple of Axis
        See `headings`.

    Raises
    ------
    LayerError
        If it cannot be read.
    """
    if path.suffix.lower() not in TEXTS | WORKBOOKS:
        return {}
    out = {}
    for name in sheet_names(path):
        if layout := layout_of(read_table(path, sheet=name, encoding=encoding, most=_LOOKED_AT).rows, prefer=prefer):
            # other readers make no points of a workbook
            out[name] = layout if path.suffix.lower() in TEXTS else replace(layout, plain=False)
    return out


def layout_of(rows: Sequence[Sequence[str]], *, prefer: tuple[Axis, ...] = ()) -> Layout | None:
    """Find the heading: one row, or two of which the upper spans several columns of the lower.

    Parameters
    ----------
    rows : sequence of sequence of str
    prefer : tuple of Axis
        See `headings`.
    """
    for at, cells in enumerate(rows[:_HEADING]):
        if any(cell.strip().lower() in _WKT for cell in cells):
            return None
        for height in (1, 2):
            under = rows[at + 1] if height > 1 and at + 1 < len(rows) else ()
            heading = cells if height == 1 else _two(cells, under)
            found = headings(heading, prefer=prefer or ("lon", "east", "x")) if heading else None
            body = rows[at + height :]
            if found and _numbers(found, body):
                whole = _makes_plots(found, body)
                return Layout(found=found, start=at + height, whole=whole, plain=not whole and _plain(found, body, at))
    return None


def _two(upper: Sequence[str], lower: Sequence[str]) -> list[str]:
    """Two rows of headings as one, the lower saying more; none where the upper is but a title above."""
    width = max(len(upper), len(lower))
    tops = (*upper, *[""] * (width - len(upper)))
    bottoms = (*lower, *[""] * (width - len(lower)))
    pairs = list(zip(tops, bottoms, strict=True))
    return [below or above for above, below in pairs] if any(above and not below for above, below in pairs) else []


def _numbers(found: Headings, body: Sequence[Sequence[str]]) -> bool:
    """Whether coordinates do stand below the heading."""
    first, second = _column(body, found.first[0]), _column(body, found.second[0])
    return bool((np.isfinite(first) & np.isfinite(second)).any())


def _column(body: Sequence[Sequence[str]], place: int) -> NDArray[np.float64]:
    return coordinates(row[place] if place < len(row) else "" for row in body)


def _makes_plots(found: Headings, body: Sequence[Sequence[str]]) -> bool:
    """Whether a row is a vertex of something larger, by the headings and by how often a plot repeats."""
    if found.ring is not None or found.part is not None or found.point is not None:
        return True
    if found.plot is not None:
        plots = pd.Series([row[found.plot] if found.plot < len(row) else "" for row in body], dtype=object)
        plots = plots.replace("", None).ffill().dropna()
        if found.named or not plots.is_unique:
            return len(plots) >= _RUN * max(plots.nunique(), 1)
    others = set(range(len(found.names))) - {*found.first, *found.second, found.order, found.plot}
    first, second = _column(body, found.first[0]), _column(body, found.second[0])
    known = np.flatnonzero(np.isfinite(first) & np.isfinite(second))
    closes = len(known) > _RUN and first[known[0]] == first[known[-1]] and second[known[0]] == second[known[-1]]
    # numbered corners with nothing else said of them are one polygon; named places are not
    return bool(closes) or (found.order is not None and found.plot is None and not others and len(known) >= _RUN)


def _plain(found: Headings, body: Sequence[Sequence[str]], at: int) -> bool:
    """Whether any reader of points would read the same: plain numbers, east in the column that says so."""
    names = tuple(found.names[place].strip().lower() for place in (found.first[0], found.second[0]))
    if at or names[0] not in _PLAIN[0] or names[1] not in _PLAIN[1] or len(found.first) > 1:
        return False
    cells = [row[place] for row in body for place in (found.first[0], found.second[0]) if place < len(row)]
    axes = axes_of(
        _column(body, found.first[0]), _column(body, found.second[0]), axes=found.axes, names=(names[0], names[1])
    )
    return not axes.turned and all(_is_number(cell) for cell in cells if cell)


def _is_number(cell: str) -> bool:
    """Whether a cell is a number as every reader knows it, or nothing that any reader could use."""
    try:
        float(cell)
    except ValueError:
        return bool(np.isnan(coordinates([cell])[0]))
    return True
