"""Text tables with columns of one name, which are told apart: the second is called `name_2`, and so on."""

import csv
import shutil
from collections.abc import Iterable
from pathlib import Path

from planseam.loading.scratch import scratch

__all__ = ["distinct", "with_distinct_heading"]

_SEPARATORS = ",;\t|"


def distinct(names: Iterable[str]) -> list[str]:
    """Tell names apart that are the same but for their case.

    Examples
    --------
    >>> distinct(["MC", "x", "X", "x_2", "x"])
    ['MC', 'x', 'X_2', 'x_2_2', 'x_3']
    """
    taken: set[str] = set()
    out = []
    for name in names:
        new, number = name, 1
        while new.casefold() in taken:
            number += 1
            new = f"{name}_{number}"
        taken.add(new.casefold())
        out.append(new)
    return out


def with_distinct_heading(path: Path) -> Path:
    """A text table whose columns all have names of their own: itself, or a copy.

    GDAL (3.12) gives values to the wrong columns where two have one name, and
    crashes where these are the columns of coordinates.

    Parameters
    ----------
    path : Path
        In UTF-8, or any encoding in which separators and quotes are those of ASCII.
    """
    with path.open(encoding="utf-8", errors="surrogateescape", newline="") as text:
        first = text.readline()
        text.seek(0)
        separator = max(_SEPARATORS, key=first.count)
        try:
            heading = next(csv.reader(text, delimiter=separator), [])
        except csv.Error:
            return path
        named = distinct(heading)
        if named == heading:
            return path
        copy = scratch() / path.name
        with copy.open("w", encoding="utf-8", errors="surrogateescape", newline="") as out:
            csv.writer(out, delimiter=separator, lineterminator="\n").writerow(named)
            shutil.copyfileobj(text, out)
    return copy
