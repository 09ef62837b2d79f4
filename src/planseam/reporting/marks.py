"""Marks by which a ledger knows, when it comes back, what people wrote and what the check did.

A hidden sheet holds a mark for each cell of the conflicts: a number as it
was, a text as a checksum. What differs from its mark has been edited.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from zlib import crc32

from planseam.model.conflict import Status

__all__ = ["HIDDEN", "Marks", "joined", "mark", "number_of", "parted", "same"]

#: Name of the hidden sheet.
HIDDEN = "planseam"
_NUMBER = "="  # before a number, which no checksum holds
_PART = "|"
#: Programs write numbers anew with 15 digits.
_TOLERANCE = 1e-9


@dataclass(frozen=True, kw_only=True)
class Marks:
    """What the hidden sheet says of one conflict.

    Parameters
    ----------
    shown : str
        The status that the ledger showed.
    own : str
        The status that people had set; empty where nobody had.
    people, figures : dict of str to str
        Marks by name of the column.
    """

    shown: Status
    own: Status | None = None
    people: dict[str, str] = field(default_factory=dict)
    figures: dict[str, str] = field(default_factory=dict)


def mark(value: str | float | None) -> str:
    """The mark of a cell; empty for an empty one.

    Examples
    --------
    >>> mark(12.5), mark(""), mark("红线 "), mark("红线")
    ('=12.5', '', 'eecf65a8', 'eecf65a8')
    """
    if value is None:
        return ""
    if isinstance(value, str):
        text = value.replace("\r\n", "\n").strip()
        return f"{crc32(text.encode()):08x}" if text else ""
    return "" if math.isnan(value) else f"{_NUMBER}{float(value)!r}"


def same(was: str, value: str | float | None) -> bool:
    """Whether a cell still is what its mark says, however a program wrote it anew."""
    number = number_of(was)
    if number is None:
        return was == mark(str(int(value)) if isinstance(value, float) and value.is_integer() else _text(value))
    try:
        return value is not None and math.isclose(number, float(value), rel_tol=_TOLERANCE, abs_tol=_TOLERANCE)
    except ValueError:
        return False


def _text(value: str | float | None) -> str:
    return "" if value is None else str(value)


def number_of(was: str) -> float | None:
    """The number that a mark keeps; None where it is one of a text."""
    return float(was[len(_NUMBER) :]) if was.startswith(_NUMBER) else None


def joined(marks: Iterable[str]) -> str:
    """Marks of one row in one cell."""
    return _PART.join(marks)


def parted(names: Sequence[str], cell: str) -> dict[str, str]:
    """Marks of one row by name of the column."""
    return dict(zip(names, cell.split(_PART), strict=False))
