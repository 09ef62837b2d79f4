"""Step 2: every geometry becomes valid, two-dimensional and of its role's kind, or is left out with a reason."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from planseam.harmonising.notices import Notice
from planseam.loading.dimension import DIMENSIONS, greatest_dimension, only_dimension
from planseam.text import Text, percent

__all__ = ["Repaired", "made_valid", "repaired", "without_collapsed"]

#: Share of its area by which a repair may change a feature before it matters.
HARMLESS = 0.0001

_KINDS = {"point": Text("点", "points"), "line": Text("线", "lines"), "polygon": Text("面", "polygons")}
_REASONS = {
    "Self-intersection": Text("自相交", "self-intersection"),
    "Ring Self-intersection": Text("环自相交", "ring self-intersection"),
    "Hole lies outside shell": Text("孔洞在外环之外", "hole outside its shell"),
    "Nested holes": Text("孔洞相套", "nested holes"),
    "Nested shells": Text("外环相套", "nested shells"),
    "Duplicate Rings": Text("环重复", "duplicate rings"),
    "Interior is disconnected": Text("内部不连通", "disconnected interior"),
    "Too few points in geometry component": Text("点数过少", "too few points"),
}
_CHANGED = Text("面积变化 {share}%", "its area changed by {share} %")
_HAD_NONE = Text(
    "修复前各部分面积正负相抵，合计为 0，修复后全部计入",
    "before, the areas of its parts cancelled out to 0; now all of them count",
)
#: Share of the repaired area up to which the area before was none: the halves of a bow tie cancel out.
_CANCELLED = 1e-6
_OTHER = Text("几何无效", "invalid geometry")
#: Ten times round the earth in millimetres, with the number of a zone before them.
_FARTHEST = 1e12
_PASSES = 4


@dataclass(frozen=True, kw_only=True)
class Repaired:
    """Geometries that can be judged.

    Parameters
    ----------
    geometries : array of geometry
        In their own CRS, one for each source row; None where the feature is left out.
    notices : tuple of Notice
    flattened, opened, mended : int
        Features that lost Z or M, that were collections, that were made valid.
    """

    geometries: NDArray[np.object_]
    notices: tuple[Notice, ...]
    flattened: int = 0
    opened: int = 0
    mended: int = 0


def repaired(geometries: NDArray[np.object_], kind: str) -> Repaired:
    """Repair the geometries of a layer.

    Parameters
    ----------
    geometries : array of geometry
        As they came.
    kind : {"polygon", "line", "point", "any"}
        What the role can judge.
    """
    out = geometries.copy()
    notices = [_left_out(out, shapely.is_missing(out) | shapely.is_empty(out), "no-geometry", _NO_GEOMETRY)]
    notices.append(_left_out(out, ~_finite(out), "not-finite", _NOT_FINITE))
    deep = shapely.has_z(out) | shapely.has_m(out)
    with np.errstate(invalid="ignore"):  # a height may be NaN
        out[deep] = shapely.force_2d(out[deep])
    collections = shapely.get_type_id(out) == shapely.GeometryType.GEOMETRYCOLLECTION
    wanted = np.full(len(out), DIMENSIONS[kind]) if kind in DIMENSIONS else greatest_dimension(out)
    before = out[collections]
    out[collections] = only_dimension(before, wanted[collections])
    wrong = shapely.is_missing(out) & collections
    wrong |= ~shapely.is_missing(out) & (shapely.get_dimensions(out) != wanted)
    if kind in _KINDS:
        notices.append(_left_out(out, wrong, "wrong-kind", _wrong_kind(kind)))
    mended, repairs = _mended(out)
    notices += repairs
    notices.append(_doubles(out))
    return Repaired(
        geometries=out,
        notices=tuple(notice for notice in notices if len(notice.rows)),
        flattened=int(deep.sum()),
        opened=int((collections & ~wrong).sum()),
        mended=mended,
    )


def made_valid(geometries: NDArray[np.object_]) -> NDArray[np.object_]:
    """Make geometries valid: what two outlines enclose together counts once; None where nothing valid comes of one.

    Of some polygons GEOS makes one that is not valid either, and of that one that is.

    Parameters
    ----------
    geometries : array of geometry
    """
    out = np.array(geometries, dtype=object)
    for _pass in range(_PASSES):
        broken = ~shapely.is_missing(out) & ~shapely.is_valid(out)
        if not broken.any():
            return out
        out[broken] = shapely.make_valid(out[broken], method="structure", keep_collapsed=False)
    out[~shapely.is_valid(out)] = None
    return out


def without_collapsed(geometries: NDArray[np.object_]) -> tuple[NDArray[np.object_], Notice]:
    """Leave out what moving to another CRS has made of no extent: there is nothing of it to be judged.

    Parameters
    ----------
    geometries : array of geometry
        Repaired, and moved.
    """
    out = geometries.copy()
    dimensions = shapely.get_dimensions(out)
    flat = (dimensions == DIMENSIONS["polygon"]) & ~(shapely.area(out) > 0)
    flat |= (dimensions == DIMENSIONS["line"]) & ~(shapely.length(out) > 0)
    flat |= ~shapely.is_missing(out) & shapely.is_empty(out)
    return out, _left_out(out, flat, "collapsed", _COLLAPSED)


_NO_GEOMETRY = (
    Text("没有几何，未参与检查", "no geometry: not judged"),
    Text("{count} 个要素没有几何，未参与检查", "no geometry, so not judged: {count} features"),
)
_NOT_FINITE = (
    Text(
        "坐标不是有限数，或大得不可能是任何地点，未参与检查",
        "coordinates are not finite, or too large for any place: not judged",
    ),
    Text(
        "{count} 个要素坐标不是有限数，或大得不可能是任何地点，未参与检查",
        "coordinates not finite or too large for any place, so not judged: {count} features",
    ),
)
_COLLAPSED = (
    Text("几何退化（无面积或无长度），未参与检查", "degenerate geometry, without area or length: not judged"),
    Text("{count} 个要素几何退化，未参与检查", "degenerate geometry, so not judged: {count} features"),
)


def _wrong_kind(kind: str) -> tuple[Text, Text]:
    word = _KINDS[kind]
    return (
        Text(f"不是{word.zh}，未参与检查", f"this layer holds {word.en}, and this is none: not judged"),
        Text(f"{{count}} 个要素不是{word.zh}，未参与检查", f"no {word.en}, so not judged: {{count}} features"),
    )


def _left_out(out: NDArray[np.object_], which: NDArray[np.bool_], kind: str, words: tuple[Text, Text]) -> Notice:
    """Take features out of `out`, and say so."""
    out[which] = None
    return Notice(
        rule="DA102",
        severity="minor",
        kind=kind,
        rows=np.flatnonzero(which),
        each=words[0],
        all=words[1],
        advice=Text("请在原始数据中补正", "Mend it in the source"),
        left_out=True,
    )


def _finite(geometries: NDArray[np.object_]) -> NDArray[np.bool_]:
    xy, owner = shapely.get_coordinates(geometries, return_index=True)
    finite = np.ones(len(geometries), dtype=bool)
    with np.errstate(invalid="ignore"):
        finite[owner[~(np.abs(xy) <= _FARTHEST).all(axis=1)]] = False
    return finite


def _mended(out: NDArray[np.object_]) -> tuple[int, list[Notice]]:
    present = ~shapely.is_missing(out)
    dimensions = shapely.get_dimensions(out)
    flat = present & (dimensions == 1) & (shapely.length(out) == 0)
    broken = np.flatnonzero(present & (dimensions == DIMENSIONS["polygon"]) & ~shapely.is_valid(out))
    reasons = np.array([str(reason).partition("[")[0].strip() for reason in shapely.is_valid_reason(out[broken])])
    before = shapely.area(out[broken])
    out[broken] = only_dimension(made_valid(out[broken]), np.full(len(broken), DIMENSIONS["polygon"]))
    zero = np.zeros(len(out), dtype=bool)
    zero[broken] = shapely.is_missing(out[broken]) | (shapely.area(out[broken]) == 0)
    zero |= present & (dimensions == DIMENSIONS["polygon"]) & (shapely.area(out) == 0)
    collapsed = _left_out(out, zero | flat, "collapsed", _COLLAPSED)
    kept = ~shapely.is_missing(out[broken])
    after = shapely.area(out[broken])
    cancelled = np.abs(before) < _CANCELLED * after
    with np.errstate(divide="ignore", invalid="ignore"):
        change = np.abs(after - before) / after
    notices = [collapsed]
    for grave in (True, False):
        chosen = np.flatnonzero(kept & ((change > HARMLESS) == grave))
        notices.append(_repairs(broken[chosen], reasons[chosen], change[chosen], cancelled[chosen], grave=grave))
    return int(kept.sum()), notices


def _repairs(
    rows: NDArray[np.int_],
    reasons: NDArray[np.str_],
    change: NDArray[np.float64],
    cancelled: NDArray[np.bool_],
    *,
    grave: bool,
) -> Notice:
    changes = [
        _HAD_NONE if none else _CHANGED.format(share=percent(share, 2))
        for share, none in zip(change, cancelled, strict=True)
    ]
    words = [_REASONS.get(str(reason), _OTHER) for reason in reasons]
    return Notice(
        rule="DA102",
        severity="major" if grave else "info",
        kind="repaired-grave" if grave else "repaired",
        rows=rows,
        shares=change.tolist(),
        each=[
            Text(f"{word.zh}，已修复，{changed.zh}", f"{word.en}, repaired; {changed.en}")
            for word, changed in zip(words, changes, strict=True)
        ],
        all=Text(
            "{count} 个无效面已修复，面积变化" + ("超过 0.01%" if grave else "不超过 0.01%"),
            "invalid polygons repaired, the area changed by "
            + ("more than 0.01 %" if grave else "0.01 % at most")
            + ": {count}",
        ),
        advice=Text("请核对修复结果，并在原始数据中改正", "Check the repair, and mend the source"),
    )


def _doubles(out: NDArray[np.object_]) -> Notice:
    present = np.flatnonzero(~shapely.is_missing(out))
    shape, _ = pd.factorize(shapely.to_wkb(shapely.normalize(out[present])))
    first = np.unique(shape, return_index=True)[1][shape]
    again = first < np.arange(len(shape))
    return Notice(
        rule="DA107",
        severity="info",
        kind="same-geometry",
        rows=present[again],
        others=present[first[again]].tolist(),
        each=Text("与同一图层中的要素 {other} 几何相同", "the same geometry as feature {other} of the layer"),
        all=Text(
            "{count} 个要素与同一图层中另一要素几何相同",
            "the same geometry as another feature of the layer: {count} features",
        ),
        advice=Text("请确认是否重复", "Make sure that it is meant"),
    )
