"""Sheets whose vertices stand in several columns of blocks side by side, as a page of a survey is set."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from planseam.loading.sheets.headings import Headings
from planseam.text import NOTHING, Text

__all__ = ["Unfolded", "unfolded"]

_NUMBER = re.compile(r"(\d+)\D*$")
Row = tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Unfolded:
    """A sheet with one vertex in a row.

    Parameters
    ----------
    rows : list of tuple of int and row
        Line of the sheet, from 1, and cells; a line of several blocks comes once for each.
    found : Headings
        Of these rows.
    note : Text
        What was done; no words for nothing.
    """

    rows: list[tuple[int, Row]]
    found: Headings
    note: Text = NOTHING


def unfolded(rows: Sequence[Sequence[str]], found: Headings, *, start: int) -> Unfolded:
    """Put blocks that stand side by side under each other.

    Blocks are those that repeat the number of the point with its coordinates: coordinates alone may be the same
    points in another system.

    Parameters
    ----------
    rows : sequence of sequence of str
        The whole sheet.
    found : Headings
    start : int
        Where the first row below the heading stands, from 0.
    """
    width = len(found.names)
    lines = [
        (number, (*cells, *[""] * (width - len(cells)))[:width])
        for number, cells in enumerate(rows[start:], start=start + 1)
    ]
    places = (*found.first, *found.second)
    starts = [place for place, name in enumerate(found.names) if name == found.names[places[0]]]
    count, period = len(starts), (starts[1] - starts[0] if len(starts) > 1 else 0)
    pair = [[place + n * period for place in places] for n in range(count)]
    if not period or any(not _same(found, places, other) for other in pair):
        return Unfolded(rows=lines, found=found)
    offsets = [n * period for n in range(count)]
    block = [place for place in range(width) if _same(found, [place] * count, [place + by for by in offsets])]
    numbers = {place for place in (found.point, found.order) if place is not None}
    if not numbers & set(block):
        names = found.names[found.first[0]], found.names[found.second[0]]
        others = tuple(names for _other in pair[1:])
        return Unfolded(rows=lines, found=replace(found, others=(*found.others, *others)))
    kept = [place for place in range(width) if not any(place - by in block for by in offsets[1:])]
    sections = _sections(lines, found, [place + by for by in offsets for place in places])
    at = {place: new for new, place in enumerate(kept)}
    numbered = at[min(numbers & set(block))]
    out = [
        row
        for section in sections
        for row in _under(section, kept, [[place + by for place in block] for by in offsets], numbered)
    ]
    return Unfolded(
        rows=out,
        found=_moved(found, at),
        note=Text(
            f"界址点分 {count} 栏并排，已依次接成一列",
            f"vertices stand in {count} columns side by side, and were put under each other",
        ),
    )


def _same(found: Headings, one: Sequence[int], other: Sequence[int]) -> bool:
    names = found.names
    return all(b < len(names) and names[a] == names[b] for a, b in zip(one, other, strict=True))


def _sections(lines: list[tuple[int, Row]], found: Headings, places: list[int]) -> list[list[tuple[int, Row]]]:
    """Lines that belong together: a heading, a title, a blank line or another plot ends them."""
    sections: list[list[tuple[int, Row]]] = []
    open_one, plot = False, ""
    for number, row in lines:
        vertex = any(row[place] for place in places) and row[places[0]] != found.names[places[0]]
        named = row[found.plot] if found.plot is not None else ""
        if not (vertex and open_one) or (named and plot and named != plot):
            sections.append([])
        sections[-1].append((number, row))
        open_one, plot = vertex, named or (plot if vertex else "")
    return sections


def _under(
    section: list[tuple[int, Row]], kept: list[int], blocks: list[list[int]], numbered: int
) -> list[tuple[int, Row]]:
    """The rows of all blocks, down each block or along each line, as the numbers of the points have it."""
    first = blocks[0]
    cells = [[_with(row, kept, dict(zip(first, block, strict=True))) for _number, row in section] for block in blocks]
    down = [
        (number, cells[n][line])
        for n, block in enumerate(blocks)
        for line, (number, row) in enumerate(section)
        if n == 0 or any(row[place] for place in block)
    ]
    along = sorted(down, key=lambda numbered_row: numbered_row[0])
    return along if _rises(along, numbered) > _rises(down, numbered) else down


def _with(row: Row, kept: list[int], moved: dict[int, int]) -> Row:
    return tuple(row[moved.get(place, place)] for place in kept)


def _rises(rows: list[tuple[int, Row]], numbered: int) -> int:
    """How often the number of a point is the one after that before it."""
    found = [_NUMBER.search(row[numbered]) for _number, row in rows]
    numbers: NDArray[np.float64] = np.array([float(one[1]) if one else np.nan for one in found])
    return int((np.diff(numbers) == 1).sum())


def _moved(found: Headings, at: dict[int, int]) -> Headings:
    def to(place: int | None) -> int | None:
        return None if place is None else at[place]

    return replace(
        found,
        names=tuple(found.names[place] for place in at),
        first=tuple(at[place] for place in found.first),
        second=tuple(at[place] for place in found.second),
        plot=to(found.plot),
        part=to(found.part),
        ring=to(found.ring),
        point=to(found.point),
        order=to(found.order),
    )
