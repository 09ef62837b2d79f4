"""Which columns of a coordinate sheet hold what, by their headings in Chinese and English."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

__all__ = ["Axis", "Headings", "headings"]

Axis = Literal["lon", "lat", "east", "north", "x", "y"]

#: What a coordinate column is called, by what its name says; without blanks, units and case.
_AXES: dict[Axis, re.Pattern[str]] = {
    "lon": re.compile(r"(大地|地理|中心)?(经度|东经)(坐标)?值?l?|l经度|lon|lng|long|longitude|l"),
    "lat": re.compile(r"(大地|地理|中心)?(纬度|北纬)(坐标)?值?b?|b纬度|lat|latitude|b"),
    "east": re.compile(r"(横|东|东向)(坐标|方向)?值?[xye]?|[xye](横|东|东向)(坐标|方向)?值?|easting|e"),
    "north": re.compile(r"(纵|北|北向)(坐标|方向)?值?[xyn]?|[xyn](纵|北|北向)(坐标|方向)?值?|northing|n"),
    "x": re.compile(r"x(坐标)?值?|坐标x|(cgcs2000|2000|国家2000|point)?_?x(coord)?"),
    "y": re.compile(r"y(坐标)?值?|坐标y|(cgcs2000|2000|国家2000|point)?_?y(coord)?"),
}
_PAIRS: tuple[tuple[Axis, Axis], ...] = (("lon", "lat"), ("east", "north"), ("x", "y"))
#: Degrees, minutes and seconds in a column each.
_SPLIT = re.compile(r"(?P<what>.+?)_?(?P<unit>度|分|秒|deg|min|sec)")
_UNITS = {"度": 0, "deg": 0, "分": 1, "min": 1, "秒": 2, "sec": 2}
_PARTS: dict[str, re.Pattern[str]] = {
    "plot": re.compile(
        r"(地块|图斑|宗地|片区|区块|面|多边形|红线|线|线路|路线|路段|河段)(编号|编码|代码|号|标识码?|id|序号)?"
        r"|(plot|parcel|polygon|poly|line|route)_?(id|no|code|name)?|tbbh|tbh|dkbh|dkbm|zdbh|zddm"
    ),
    "weak": re.compile(
        r"标识码|bsm|编号|编码|代码|要素编号|项目编号|(地块|图斑|片区|红线)?名称|name|fid|id|objectid|mc"
    ),
    "part": re.compile(r"(地块)?(部分|部件|子面|子图形|多部件)(编号|序号|号)?|part_?(id|no|number)?"),
    "ring": re.compile(r"(地块)?(圈|环|内外环|内外圈)(编号|序号|号|数)?|ring_?(id|no|number)?"),
    "point": re.compile(
        r"(界址点|拐点|折点|节点|顶点|角点|特征点|坐标点|控制点)(编号|号|名称|名)?|点号|点名|点位?编号"
        r"|(vertex|point|corner|node)_?(id|no|number|name)?"
    ),
    "order": re.compile(r"(界址点|拐点|顶点|节点|点)?(顺序号?|次序|点序号?|序号)|order|seq|sequence|vertex_index"),
}


@dataclass(frozen=True, kw_only=True)
class Headings:
    """Columns of a coordinate sheet, by their place.

    Parameters
    ----------
    names : tuple of str
        What each column is called; those without a name are numbered.
    axes : tuple of Axis
        What the two columns of coordinates say they are.
    first, second : tuple of int
        Their places; three each where degrees, minutes and seconds stand apart.
    plot, part, ring, point, order : int, optional
    named : bool
        Whether `plot` is a number of plots by its heading, not just any name or number.
    others : tuple of tuple
        Further pairs of coordinates, which are not used.
    """

    names: tuple[str, ...]
    axes: tuple[Axis, Axis]
    first: tuple[int, ...]
    second: tuple[int, ...]
    plot: int | None = None
    part: int | None = None
    ring: int | None = None
    point: int | None = None
    order: int | None = None
    named: bool = False
    others: tuple[tuple[str, str], ...] = field(default=())

    @property
    def vertices(self) -> bool:
        """Whether the headings alone say that a row is a vertex of something larger."""
        return self.named or self.ring is not None or self.part is not None or self.point is not None


def headings(cells: Sequence[str], *, prefer: tuple[Axis, ...] = ("lon", "east", "x")) -> Headings | None:
    """Read the heading of a table.

    Parameters
    ----------
    cells : sequence of str
    prefer : tuple of Axis
        Which pair of coordinates is taken where there are several, by its first axis.

    Returns
    -------
    Headings or None
        None where there are no two columns of coordinates.

    Examples
    --------
    >>> found = headings(["地块编号", "界址点号", "圈号", "X坐标(m)", "Y坐标(m)"])
    >>> found.axes, found.first, found.second, found.ring
    (('x', 'y'), (3,), (4,), 2)
    """
    words = [_spellings(cell) for cell in cells]
    axes = _axes(words)
    pairs = [(one, other) for one, other in _PAIRS if one in axes and other in axes]
    if not pairs:
        return None
    pairs.sort(key=lambda pair: prefer.index(pair[0]) if pair[0] in prefer else len(prefer))
    chosen = pairs[0]
    used = {place for pair in pairs for axis in pair for place in axes[axis]}
    parts = {name: _first(words, pattern, used) for name, pattern in _PARTS.items()}
    strong, weak = parts.pop("plot"), parts.pop("weak")
    names = tuple(cell.strip() or f"column_{place + 1}" for place, cell in enumerate(cells))
    return Headings(
        names=names,
        axes=chosen,
        first=axes[chosen[0]],
        second=axes[chosen[1]],
        plot=weak if strong is None else strong,
        named=strong is not None,
        others=tuple((names[axes[one][0]], names[axes[other][0]]) for one, other in pairs[1:]),
        **parts,
    )


def _axes(words: list[tuple[str, ...]]) -> dict[Axis, tuple[int, ...]]:
    axes: dict[Axis, tuple[int, ...]] = {}
    split: dict[Axis, dict[int, int]] = {}
    for place, spellings in enumerate(words):
        units = [found for word in spellings if (found := _SPLIT.fullmatch(word))]
        for axis, pattern in _AXES.items():
            if unit := next((one for one in units if pattern.fullmatch(one["what"])), None):
                split.setdefault(axis, {}).setdefault(_UNITS[unit["unit"]], place)
                break
            if any(pattern.fullmatch(word) for word in spellings):
                axes.setdefault(axis, (place,))
                break
    for axis, places in split.items():
        if {0, 1} <= set(places):
            axes[axis] = tuple(places[unit] for unit in sorted(places))
        elif 0 in places:
            axes.setdefault(axis, (places[0],))
    return axes


def _first(words: list[tuple[str, ...]], pattern: re.Pattern[str], used: set[int]) -> int | None:
    places = (place for place in range(len(words)) if place not in used)
    return next((place for place in places if any(pattern.fullmatch(word) for word in words[place])), None)


def _spellings(cell: str) -> tuple[str, ...]:
    """A heading without blanks and case: without what stands in brackets, and with it."""
    text = re.sub(r"\s+", "", unicodedata.normalize("NFKC", cell)).lower().rstrip(".:")
    text = re.sub(r"[/_-]?(米|\bm)$", "", text)
    bare = re.sub(r"[(\[【].*?[)\]】]", "", text)
    inner = re.sub(r"[()\[\]【】°]", "", re.sub(r"[(\[【](m|米|°|dms|单位.*?|.{1,4}度带)[)\]】]", "", text))
    return (inner, bare) if inner != bare else (bare,)
