"""The text of a dBase table as bytes, without anybody's guess at its encoding."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

__all__ = ["DbfText", "dbf_text"]

_HEADER, _FIELD = 32, 32
_END = 0x0D
_DELETED = ord("*")
_ASCII = 0x80
_RECORDS = 100_000  # at a time


@dataclass(frozen=True, kw_only=True)
class DbfText:
    """Text of a dBase table.

    Parameters
    ----------
    driver : int
        Its language driver: a number that stands for a code page; 0 for none.
    values : frozenset of bytes
        All different names of columns and values that are not ASCII, without the blanks around them.
    """

    driver: int = 0
    values: frozenset[bytes] = frozenset()


def dbf_text(path: Path, *, most: int) -> DbfText:
    """Collect the text of a dBase table.

    A damaged table gives what can be read of it.

    Parameters
    ----------
    path : Path
    most : int
        Different values that are enough.
    """
    with path.open("rb") as file:
        head = file.read(_HEADER)
        if len(head) < _HEADER:
            return DbfText()
        start, width = (int.from_bytes(head[at : at + 2], "little") for at in (8, 10))
        described = file.read(max(start - _HEADER, 0))
    names, columns = _fields(described, width)
    values = {name for name in names if not name.isascii()}
    count = min(int.from_bytes(head[4:8], "little"), (path.stat().st_size - start) // width if width else 0)
    if count > 0 and columns:
        table = np.memmap(path, dtype=np.uint8, mode="r", offset=start, shape=(count, width))
        for first in range(0, count, _RECORDS):
            values |= _different(table[first : first + _RECORDS], columns)
            if len(values) >= most:
                break
    return DbfText(driver=head[29], values=frozenset(values - {b""}))


def _fields(described: bytes, width: int) -> tuple[list[bytes], list[slice]]:
    """Names of all columns, and where those of text stand within a record."""
    names, columns, at = [], [], 1
    for first in range(0, len(described) - _FIELD + 1, _FIELD):
        field = described[first : first + _FIELD]
        if field[0] == _END:
            break
        names.append(field[:11].partition(b"\0")[0].strip())
        kind, length = field[11:12], field[16]
        # long text has the upper byte of its length where numbers have their decimals
        if kind == b"C" and field[17] and at + length + (field[17] << 8) <= width:
            length += field[17] << 8
        if kind == b"C" and at + length <= width:
            columns.append(slice(at, at + length))
        at += length
    return names, [column for column in columns if column.stop > column.start]


def _different(records: NDArray[np.uint8], columns: list[slice]) -> set[bytes]:
    live = records[:, 0] != _DELETED
    found: set[bytes] = set()
    for column in columns:
        block = records[:, column]
        odd = np.ascontiguousarray(block[live & (block >= _ASCII).any(axis=1)])
        if len(odd):
            texts = np.unique(odd.view(f"S{odd.shape[1]}"))
            found.update(text.partition(b"\0")[0].strip() for text in texts.tolist())
    return found
