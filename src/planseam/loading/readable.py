"""Whether a file whose name says little, a .txt, a .json or an .xls, holds data at all."""

import re
from pathlib import Path

from planseam.loading.encoding import of_text
from planseam.loading.ogr import COLUMNS, PLACES
from planseam.loading.sheets import recognised

__all__ = ["nameless", "readable"]

_HEAD = 1 << 16
_JSON = re.compile(rb'"(features|geometry|geometries|coordinates|arcs|geometryType)"\s*:')
#: Metres of a projection, or degrees within China, with decimals.
_COORDINATE = re.compile(r"(?<![\d.])(?:\d{6,8}|1[0-3]\d|[7-9]\d|[1-5]\d)\.\d{2,}(?![\d.])")
_RING = 3  # corners of the smallest plot
_SEPARATORS = re.compile(r"[,;\t|]")


def readable(path: Path) -> bool:
    """Whether a file is worth reading.

    All are, but a text or an old workbook without columns of coordinates, and a JSON without features.

    Parameters
    ----------
    path : Path
        Of a format that is read.
    """
    suffix = path.suffix.lower()
    if suffix == ".xls":
        return recognised(path)
    if suffix not in {".txt", ".json"}:
        return True
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if suffix == ".json":
        return not head or _JSON.search(head) is not None
    return _has_places(head) or recognised(path)


def nameless(path: Path) -> bool:
    """Whether a text that is not readable holds coordinates all the same, and only their columns have no names.

    Parameters
    ----------
    path : Path
    """
    if path.suffix.lower() != ".txt":
        return False
    with path.open("rb") as file:
        head = file.read(_HEAD)
    lines = head.decode(of_text(head).encoding, "replace").splitlines()
    return sum(len(_COORDINATE.findall(line)) > 1 for line in lines) >= _RING


def _has_places(head: bytes) -> bool:
    text = head.decode(of_text(head).encoding, "replace").lstrip("\ufeff")
    first = text.strip().partition("\n")[0]
    names = {cell.strip().strip('"').lower() for cell in _SEPARATORS.split(first)}
    return bool(names & {name.lower() for name in COLUMNS}) or all(names & set(axis) for axis in PLACES)
