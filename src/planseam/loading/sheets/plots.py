"""The national exchange text of plots: ``[属性描述]`` with the projection, ``[地块坐标]`` with the vertices.

A plot begins with a line that ends in ``@``: points, area in hectares, number,
name, kind of geometry, map sheet, use, land class. Its vertices follow, one a
line: number, ring, northing, easting. Ring 1 is the outer one.
"""

import re
from collections.abc import Iterator

import pandas as pd

from planseam.loading.sheets.degrees import coordinates
from planseam.loading.sheets.vertices import Vertices
from planseam.text import Text

__all__ = ["is_exchange", "read_exchange"]

_SECTION = re.compile(r"\s*\[(.+?)\]\s*")
_PLOTS = "地块坐标"
_ENDS = "@"
_FIELDS = ("界址点数", "地块面积", "地块编号", "地块名称", "记录图形属性", "图幅号", "地块用途", "地类编码")
_COUNT, _NUMBER, _NAME, _KIND = 0, 2, 3, 4
_KINDS = {"面": "polygon", "线": "line", "点": "point"}
_VERTEX, _BARE = 4, 3  # fields of a vertex, with its ring and without
_HEAD = re.compile(r"^[^\n]*[,，][ \t]*@[ \t\r,，]*$", re.MULTILINE)


def is_exchange(text: str) -> bool:
    r"""Whether a text is one, or begins one.

    Examples
    --------
    >>> is_exchange("[地块坐标]\n4,0.12,A1,东,面,,,@\nJ1,1,3456789.1,40512345.6")
    True
    """
    return f"[{_PLOTS}]" in text or bool(_HEAD.search(text))


def read_exchange(text: str) -> Vertices:
    """Read all plots of a text.

    Parameters
    ----------
    text : str
    """
    heads: list[tuple[int, list[str]]] = []
    vertices: list[tuple[int, int, list[str]]] = []
    words, unread = [], []
    described = f"[{_PLOTS}]" in text
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), start=1):
        section = _SECTION.fullmatch(line)
        if section:
            described = described and section[1].strip() != _PLOTS
        elif described:
            words.append(line)
        elif line.strip():
            fields = [field.strip() for field in re.split(r"[,，]", line)]
            if _ENDS in fields:
                heads.append((number, fields[: fields.index(_ENDS)]))
            elif len([*filter(None, fields)]) < _BARE:
                unread.append((number, len(heads) - 1))
            else:
                if not heads:
                    heads.append((number, []))
                vertices.append((number, len(heads) - 1, fields))
    return _assembled(heads, vertices, tuple(unread), "\n".join(words))


def _assembled(
    heads: list[tuple[int, list[str]]],
    vertices: list[tuple[int, int, list[str]]],
    unread: tuple[tuple[int, int], ...],
    words: str,
) -> Vertices:
    rows = [[*fields, *[""] * len(_FIELDS)][: len(_FIELDS)] for _number, fields in heads]
    whole = [
        (row, plot, *(fields if len(fields) >= _VERTEX else (fields[0], "1", *fields[1:]))[:_VERTEX])
        for row, plot, fields in vertices
    ]
    table = pd.DataFrame(whole, columns=["row", "plot", "point", "ring", "first", "second"])
    texts = table["first"].to_list(), table["second"].to_list()
    return Vertices(
        rows=table["row"].to_numpy(dtype=int),
        texts=texts,
        first=coordinates(texts[0]),
        second=coordinates(texts[1]),
        axes=("x", "y"),
        names=("X 坐标", "Y 坐标"),
        plots=table["plot"].to_numpy(dtype=int),
        rings=table["ring"].to_list(),
        frame=pd.DataFrame(rows, columns=list(_FIELDS), dtype=object),
        labels=[row[_NUMBER] or row[_NAME] or str(place) for place, row in enumerate(rows, start=1)],
        kinds=[_KINDS.get(row[_KIND], "") for row in rows],
        words=words,
        unread=unread,
        doubts=tuple(_miscounted([row[_COUNT] for row in rows], table)),
    )


def _miscounted(announced: list[str], table: pd.DataFrame) -> Iterator[tuple[int, Text]]:
    """Plots that have other than the announced number of points; a first point that is repeated may count or not."""
    ends = table.groupby(["plot", "ring"], sort=False)[["first", "second"]].agg(["first", "last"])
    closed = (ends["first", "first"] == ends["first", "last"]) & (ends["second", "first"] == ends["second", "last"])
    repeated = closed.groupby(level="plot").sum()
    there = table["plot"].value_counts()
    for plot, said in enumerate(announced):
        most = int(there.get(plot, 0))
        least = most - int(repeated.get(plot, 0))
        if said.isdecimal() and not least <= int(said) <= most:
            yield (
                plot,
                Text(f"写明 {int(said)} 个界址点，实有 {most} 个", f"{int(said)} points announced, {most} there"),
            )
