"""The vertices of a coordinate sheet, and the plots that they belong to, before any geometry."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from planseam.loading.sheets.beside import unfolded
from planseam.loading.sheets.degrees import coordinate, coordinates
from planseam.loading.sheets.headings import Axis, Headings
from planseam.text import NOTHING, Text

__all__ = ["PLOT", "Vertices", "from_rows", "runs", "spans"]

#: The column that plots get their number in, where the sheet has none.
PLOT = "地块编号"
_POINT = re.compile(r"[A-Za-z]{0,3}[-_]?\d{1,6}")
_TITLE = re.compile(r"(?:宗地|地块|图斑|片区|区块)(?:编号|代码|号|名称)?\s*[:：]\s*([^\s,，;；:：]+)")


@dataclass(frozen=True, kw_only=True)
class Vertices:
    """Vertices as they are written.

    Parameters
    ----------
    rows : array of int
        Line of the sheet, from 1, of each vertex.
    texts : tuple of sequence of str
        What the two columns of coordinates say.
    first, second : array
        The same as numbers; NaN where they cannot be read.
    axes : tuple of Axis
    names : tuple of str
        Headings of the two columns.
    plots : array of int
        Row of `frame` to which each belongs.
    parts, rings : sequence of str, optional
        Where the sheet numbers them.
    order : array, optional
        Where the sheet numbers vertices along the ring.
    frame : DataFrame
        What is said of each plot.
    labels : sequence of str
        What each plot is called.
    kinds : sequence of str
        Geometry of each plot by its own word: polygon, line or point; empty where it has none.
    words : str
        All that stands above the sheet, where it may declare its CRS.
    strays : array of int
        Lines with content that is neither heading nor vertex.
    unread : tuple of tuple
        Lines that should be a vertex or the head of a plot and are not, and the plot (-1 for none).
    doubts : tuple of tuple
        Plots that contradict themselves, and how, as a clause.
    notes : tuple of Text
    """

    rows: NDArray[np.int_]
    texts: tuple[Sequence[str], Sequence[str]]
    first: NDArray[np.float64]
    second: NDArray[np.float64]
    axes: tuple[Axis, Axis]
    names: tuple[str, str]
    plots: NDArray[np.int_]
    parts: Sequence[str] | None = None
    rings: Sequence[str] | None = None
    order: NDArray[np.float64] | None = None
    frame: pd.DataFrame
    labels: Sequence[str]
    kinds: Sequence[str] = ()
    words: str = ""
    strays: NDArray[np.int_] = field(default_factory=lambda: np.empty(0, dtype=int))
    unread: tuple[tuple[int, int], ...] = ()
    doubts: tuple[tuple[int, Text], ...] = ()
    notes: tuple[Text, ...] = ()


def from_rows(rows: Sequence[Sequence[str]], found: Headings, *, start: int, whole: bool) -> Vertices:
    """Sort the rows below a heading.

    Parameters
    ----------
    rows : sequence of sequence of str
        The whole sheet.
    found : Headings
    start : int
        Where the first row below the heading stands, from 0.
    whole : bool
        Whether rows make up plots; otherwise each is a feature of its own.
    """
    sheet = unfolded(rows, found, start=start)
    found = sheet.found
    lines = _Lines(found, whole=whole)
    for cells in rows[:start]:
        if title := _TITLE.search(" ".join(cells)):
            lines.titles[0] = title[1]
    for number, row in sheet.rows:
        lines.take(number, row)
    table = pd.DataFrame(lines.cells, columns=range(len(found.names)), dtype=object)
    texts = (_joined(table, found.first), _joined(table, found.second))
    frame, labels, plots, notes = _plots(table, lines, found) if whole else _features(table, found)
    return Vertices(
        rows=np.array(lines.numbers, dtype=int),
        texts=texts,
        first=coordinates(texts[0]),
        second=coordinates(texts[1]),
        axes=found.axes,
        names=(found.names[found.first[0]], found.names[found.second[0]]),
        plots=plots,
        parts=_filled(table, found.part),
        rings=_filled(table, found.ring),
        order=coordinates(table[found.order]) if found.order is not None else None,
        frame=frame,
        labels=labels,
        words="\n".join(" ".join(cells) for cells in rows[:start]),
        strays=np.array(lines.strays, dtype=int),
        notes=tuple(note for note in (sheet.note, *_unused(found), *notes) if note != NOTHING),
    )


def _unused(found: Headings) -> list[Text]:
    return [
        Text(
            f"另有坐标列 {one}、{other}，没有使用",
            f"the columns {one} and {other} hold coordinates as well, and are not used",
        )
        for one, other in found.others
    ]


class _Lines:
    """Rows below the heading, sorted into vertices and others; blocks begin at a repeated heading or a title."""

    def __init__(self, found: Headings, *, whole: bool) -> None:
        self.found, self.whole = found, whole
        self.numbers: list[int] = []
        self.cells: list[tuple[str, ...]] = []
        self.blocks: list[int] = []
        self.titles: dict[int, str] = {}
        self.above: dict[int, str] = {}  # the plot that a row without coordinates names for those below it
        self.strays: list[int] = []
        self._places = (*found.first, *found.second)
        self._heading = [found.names[place] for place in self._places]
        self._block, self._title = 0, ""

    def take(self, number: int, row: tuple[str, ...]) -> None:
        full = [cell for cell in row if cell]
        said = [row[place] for place in self._places]
        if not full:
            return
        if said == self._heading:
            self._begin()
        elif any(not math.isnan(coordinate(cell)) for cell in said) or self._is_feature(row, full):
            if self._title:
                self._begin()
            self.numbers.append(number)
            self.cells.append(row)
            self.blocks.append(self._block)
        elif title := _TITLE.search(" ".join(row)):
            self._title = title[1]
        elif self.whole and self.found.plot is not None and full == [row[self.found.plot]]:
            self.above[len(self.cells)] = full[0]
        else:
            self.strays.append(number)

    def _begin(self) -> None:
        self._block += bool(self.blocks and self.blocks[-1] == self._block)
        if self._title:
            self.titles[self._block], self._title = self._title, ""

    def _is_feature(self, row: tuple[str, ...], full: list[str]) -> bool:
        """Whether a row without a coordinate that can be read should have had one."""
        if not self.whole:
            return len(full) > 1
        numbers = [place for place in (self.found.point, self.found.order) if place is not None]
        if numbers:
            return any(_POINT.fullmatch(row[place]) for place in numbers)
        plot = self.found.plot
        return plot is not None and bool(self.cells) and bool(row[plot]) and row[plot] == self.cells[-1][plot]


def _joined(table: pd.DataFrame, places: tuple[int, ...]) -> list[str]:
    """One text of each row; degrees, minutes and seconds in columns of their own are put together."""
    if len(places) == 1:
        return [str(text) for text in table[places[0]]]
    signs = "°'\""
    columns = [table[place].to_list() for place in places]
    return [
        "".join(f"{text}{sign}" for text, sign in zip(cells, signs, strict=False) if text)
        for cells in zip(*columns, strict=True)
    ]


def _filled(table: pd.DataFrame, place: int | None) -> list[str] | None:
    """A column in which an empty cell means the one above, as merged cells do."""
    if place is None:
        return None
    return [str(text) for text in table[place].replace("", None).ffill().fillna("")]


def _features(
    table: pd.DataFrame, found: Headings
) -> tuple[pd.DataFrame, list[str], NDArray[np.int_], tuple[Text, ...]]:
    """Every row a feature."""
    used = {*found.first, *found.second}
    frame = pd.DataFrame(
        {name: table[place] for place, name in enumerate(_names(found)) if place not in used}, dtype=object
    )
    labels = [str(label) for label in table[found.plot]] if found.plot is not None else [""] * len(table)
    return frame, labels, np.arange(len(table)), ()


def _plots(
    table: pd.DataFrame, lines: _Lines, found: Headings
) -> tuple[pd.DataFrame, list[str], NDArray[np.int_], tuple[Text, ...]]:
    keys, notes = _keys(table, lines, found)
    plots, labels = pd.factorize(pd.Series(keys, dtype=object))
    geometric = {*found.first, *found.second, found.part, found.ring, found.point, found.order, found.plot}
    said: dict[str, list[str]] = {}
    varied = []
    names = _names(found)
    for place in range(len(names)):
        if place in geometric:
            continue
        column = table[place]
        full = column != ""
        first = column[full].groupby(plots[full]).first().reindex(range(len(labels)), fill_value="")
        if (column[full].to_numpy() != first.to_numpy()[plots[full]]).any():
            varied.append(names[place])
        else:
            said[names[place]] = first.to_list()
    heading = names[found.plot] if found.plot is not None else PLOT
    frame = pd.DataFrame({heading: labels, **said}, dtype=object)
    if varied:
        listed = "、".join(varied), ", ".join(varied)
        notes.append(
            Text(
                f"同一地块内逐点不同的列没有带入：{listed[0]}",
                f"columns that differ from vertex to vertex within a plot are left out: {listed[1]}",
            )
        )
    return frame, [str(label) for label in labels], plots, tuple(notes)


def _keys(table: pd.DataFrame, lines: _Lines, found: Headings) -> tuple[list[str], list[Text]]:
    """The plot of each row, by its column or by the block that it stands in."""
    if found.plot is None:
        return [lines.titles.get(block) or str(block + 1) for block in lines.blocks], []
    column = table[found.plot].copy()
    for at, name in lines.above.items():
        if at < len(column) and not column[at]:
            column[at] = name
    empty = int((column == "").sum())
    filled = column.replace("", None).ffill().fillna("")
    notes = []
    if empty:
        notes.append(
            Text(f"{empty} 行的地块编号为空，取自上一行", f"rows without a plot, which is taken from above: {empty}")
        )
    return [str(key) for key in filled], notes


def _names(found: Headings) -> list[str]:
    """The headings; those that repeat are numbered."""
    names: list[str] = []
    for heading in found.names:
        name, number = heading, 2
        while name in names:
            name, number = f"{heading}_{number}", number + 1
        names.append(name)
    return names


def runs(numbers: NDArray[np.int_]) -> NDArray[np.int_]:
    """Number the runs of equal values, from 0."""
    if not len(numbers):
        return np.empty(0, dtype=int)
    return np.concatenate([[0], np.cumsum(numbers[1:] != numbers[:-1])])


def spans(rows: Sequence[int], *, most: int = 50) -> str:
    """Write rows as ranges.

    Examples
    --------
    >>> spans([3, 4, 5, 9])
    '3–5, 9'
    """
    numbers = np.unique(np.asarray(rows, dtype=int))
    if not len(numbers):
        return ""
    ends = np.flatnonzero(np.diff(numbers) > 1)
    pairs = zip(numbers[np.r_[0, ends + 1]], numbers[np.r_[ends, len(numbers) - 1]], strict=True)
    written = [f"{first}" if first == last else f"{first}–{last}" for first, last in pairs]
    return ", ".join(written[:most]) + (", …" if len(written) > most else "")
