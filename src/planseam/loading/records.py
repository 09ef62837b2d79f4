"""How many features a text file holds, counted apart from GDAL, which passes over what it cannot read."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np

__all__ = ["Lines", "features_in", "lines_in"]

_CHUNK = 1 << 24
#: Coordinates are most of a GeoJSON, and nothing that structures it.
_FILLING = b"0123456789.+- \t\r\n"
_ESCAPE = re.compile(rb"\\.", re.DOTALL)
_KEY = re.compile(rb'"features":$')
_KEY_LENGTH = 16
_QUOTE, _COMMA, _OPENING, _CLOSING = ord('"'), ord(","), list(b"{["), list(b"}]")
_ARRAY = ord("[")
_DEPTH = 2  # of what stands in an array of the outermost object
_RECORD = b"\x1e"


@dataclass(frozen=True, kw_only=True)
class Lines:
    """What a file of GeoJSON lines holds.

    Parameters
    ----------
    count : int
        Records, blank lines apart.
    broken : tuple of int
        Numbers of those that are no feature, from 1, blank lines counted.
    """

    count: int
    broken: tuple[int, ...]


def features_in(path: Path) -> int | None:
    """Count the members of the outermost ``features`` of a JSON file; None where it has no such array.

    Parameters
    ----------
    path : Path
        Its JSON is well formed.
    """
    total: int | None = None
    commas, filled, inside = 0, False, False
    depth, quoted, tail = 0, 0, b""
    with path.open("rb") as file:
        for text in _structure(file):
            letters = np.frombuffer(text, dtype=np.uint8)
            outside = (quoted + np.cumsum(letters == _QUOTE, dtype=np.int32)) % 2 == 0
            step = np.isin(letters, _OPENING).astype(np.int32) - np.isin(letters, _CLOSING)
            step[~outside] = 0
            depths = depth + np.cumsum(step, dtype=np.int32)
            between = outside & (letters == _COMMA) & (depths == _DEPTH)
            turns = np.flatnonzero(((step > 0) & (depths == _DEPTH)) | ((step < 0) & (depths == _DEPTH - 1)))
            start = 0
            for turn in turns.tolist():
                if inside:
                    commas, filled = commas + int(between[start:turn].sum()), filled or turn > start
                    total, inside = (total or 0) + (commas + 1 if filled else 0), False
                elif letters[turn] == _ARRAY and _KEY.search(tail + text[max(0, turn - _KEY_LENGTH) : turn]):
                    commas, filled, inside, start = 0, False, True, turn + 1
            if inside:
                commas, filled = commas + int(between[start:].sum()), filled or len(text) > start
            depth, quoted = (int(depths[-1]), int(not outside[-1])) if len(text) else (depth, quoted)
            tail = (tail + text)[-_KEY_LENGTH:]
    return total


def _structure(file: BinaryIO) -> Iterator[bytes]:
    """A JSON text in pieces, without its numbers, its blanks and what is escaped."""
    while chunk := file.read(_CHUNK):
        piece = chunk
        while piece.endswith(b"\\"):
            piece += file.read(1) or b" "
        # quotes that are written as text would look like the ends of strings
        plain = _ESCAPE.sub(b"__", piece) if b"\\" in piece else piece
        yield plain.translate(None, _FILLING)


def lines_in(path: Path) -> Lines:
    """Look at each record of a file of GeoJSON lines."""
    content = path.read_bytes()
    records = content.split(_RECORD)[1:] if content.lstrip().startswith(_RECORD) else content.split(b"\n")
    count, broken = 0, []
    for number, record in enumerate(records, start=1):
        if record.strip():
            count += 1
            if not _is_feature(record):
                broken.append(number)
    return Lines(count=count, broken=tuple(broken))


def _is_feature(record: bytes) -> bool:
    try:
        return isinstance(json.loads(record), dict)
    except (ValueError, RecursionError):
        return False
