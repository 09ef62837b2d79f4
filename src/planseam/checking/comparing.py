"""Two runs of one study: which conflicts are the same, and what became of each.

Bureaus number, order and digitise their features anew with every version.
A conflict is therefore told by its rule, its parties and its place, and only
then by its id: what lies on the same ground is the same conflict, and keeps
the id under which people have talked about it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from planseam.loading.crs import working_crs
from planseam.model.comparison import Comparison
from planseam.model.conflict import COLUMNS, SEVERITY_TITLES, STATUS_TITLES
from planseam.model.tolerances import Options, tolerance
from planseam.text import NOTHING, Text, hectares, kilometres, metres, percent

__all__ = ["ComparisonOptions", "carry_ids", "compare"]

#: The measures that are compared, in the order in which they are told, and how they are written.
_MEASURES: dict[str, tuple[Text, Callable[[float], str]]] = {
    "area_m2": (Text("面积（公顷）", "area (ha)"), hectares),
    "length_m": (Text("长度（km）", "length (km)"), lambda value: kilometres(value, 3)),
    "width_m": (Text("宽度（m）", "width (m)"), lambda value: metres(value, 1)),
    "share": (Text("占比（%）", "share (%)"), percent),
}

#: Columns that make two conflicts comparable at all.
_KIND = ["rule", "unit_a", "unit_b"]

Pairs = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class ComparisonOptions(Options):
    """How near and how alike two conflicts are that count as one."""

    near_m: float = tolerance(
        25.0,
        unit="m",
        reason=Text(
            "同一边线两次数字化一般相差数米；边界剖面的步长为 25 米",
            "one edge digitised twice differs by some metres; the step along a border is 25 m",
        ),
    )
    overlap: float = tolerance(
        0.3,
        unit="1",
        reason=Text(
            "较小者有三成仍在原处，视为同一冲突的变化；再少则视为另一处",
            "with three tenths of the smaller one still in place it is the same conflict, changed; with less, another",
        ),
    )
    same_share: float = tolerance(
        0.01,
        unit="1",
        reason=Text(
            "面积、长度、宽度、占比相差不到百分之一不算变化",
            "figures that differ by less than one per cent are no change",
        ),
    )


def compare(
    old: gpd.GeoDataFrame,
    new: gpd.GeoDataFrame,
    *,
    titles: tuple[Text, Text] = (Text("上一版", "last version"), Text("本版", "this version")),
    options: ComparisonOptions | None = None,
) -> Comparison:
    """Tell which conflicts are new, changed, moved, the same, or closed.

    Parameters
    ----------
    old, new : GeoDataFrame
        Conflict records in EPSG:4490.
    titles : tuple of Text
        What the two runs are called.
    options : ComparisonOptions, optional

    Returns
    -------
    Comparison
    """
    chosen = options or ComparisonOptions()
    was, now = _matched(old, new, chosen)
    what = _differences(old.iloc[was], new.iloc[now], chosen)
    still = np.array([text == NOTHING for text in what], dtype=bool)
    moved = np.zeros(len(was), dtype=bool)
    moved[still] = _apart(old.iloc[was[still]], new.iloc[now[still]], chosen.near_m)

    table = new[[*COLUMNS, "geometry"]].reset_index(drop=True)
    change = np.full(len(new), "new", dtype=object)
    change[now] = np.select([~still, moved], ["changed", "moved"], "same")
    old_id = np.full(len(new), "", dtype=object)
    old_id[now] = old["id"].to_numpy(dtype=object)[was]
    said = np.full((len(new), 2), "", dtype=object)
    for row, text in zip(now.tolist(), what, strict=True):
        said[row] = (text.zh, text.en)
    gone = np.setdiff1d(np.arange(len(old)), was)
    closed = old.iloc[gone][[*COLUMNS, "geometry"]].reset_index(drop=True)
    both = [
        table.assign(old_id=old_id, change=change, what_zh=said[:, 0], what_en=said[:, 1]),
        closed.assign(old_id=closed["id"], change="closed", what_zh="", what_en=""),
    ]
    joined = pd.concat([frame for frame in both if len(frame)] or both[:1], ignore_index=True)
    columns = [*COLUMNS, "old_id", "change", "what_zh", "what_en", "geometry"]
    return Comparison(
        table=gpd.GeoDataFrame(joined[columns], geometry="geometry", crs="EPSG:4490"),
        old=titles[0],
        new=titles[1],
        before=old[[*COLUMNS, "geometry"]].reset_index(drop=True),
    )


def carry_ids(
    conflicts: gpd.GeoDataFrame, old: gpd.GeoDataFrame, *, options: ComparisonOptions | None = None
) -> gpd.GeoDataFrame:
    """Give conflicts the ids that they had in the last run.

    Parameters
    ----------
    conflicts : GeoDataFrame
        The conflict record of this run; not changed.
    old : GeoDataFrame
        That of the last run.
    options : ComparisonOptions, optional

    Returns
    -------
    GeoDataFrame
        Rows and order as they were; the ids stay unique, for only an id that this run does not use is carried over.
    """
    was, now = _matched(old, conflicts, options or ComparisonOptions())
    ids = conflicts["id"].to_numpy(dtype=object).copy()
    ids[now] = old["id"].to_numpy(dtype=object)[was]
    return conflicts.assign(id=pd.array(ids, dtype="str"))


def _matched(old: gpd.GeoDataFrame, new: gpd.GeoDataFrame, options: ComparisonOptions) -> tuple[Pairs, Pairs]:
    """Pairs of rows that are one conflict: by id, then by place, then, where there is no place, by layers."""
    by_id = pd.Index(old["id"]).get_indexer(new["id"])
    now = np.flatnonzero(by_id >= 0)
    was = by_id[now]
    steps = [(was, now)]
    for find in (_by_place, _by_layers):
        rest_old = np.setdiff1d(np.arange(len(old)), np.concatenate([pair[0] for pair in steps]))
        rest_new = np.setdiff1d(np.arange(len(new)), np.concatenate([pair[1] for pair in steps]))
        found = find(old.iloc[rest_old], new.iloc[rest_new], options)
        steps.append((rest_old[found[0]], rest_new[found[1]]))
    every = np.concatenate([pair[0] for pair in steps]), np.concatenate([pair[1] for pair in steps])
    order = np.argsort(every[1], kind="stable")
    return every[0][order].astype(np.int64), every[1][order].astype(np.int64)


def _by_place(old: gpd.GeoDataFrame, new: gpd.GeoDataFrame, options: ComparisonOptions) -> tuple[Pairs, Pairs]:
    """Conflicts of one kind that lie on the same ground, the most alike first; one row is in one pair at most."""
    if old.geometry.is_empty.all() or new.geometry.is_empty.all():
        return _none()
    before, after = _spread(old, new, options.near_m)
    after_rows, before_rows = shapely.STRtree(before).query(after, predicate="intersects")
    kinds = _kinds(old, new)
    alike = kinds[0][before_rows] == kinds[1][after_rows]
    before_rows, after_rows = before_rows[alike], after_rows[alike]
    shared = shapely.area(shapely.intersection(before[before_rows], after[after_rows]))
    one, other = shapely.area(before[before_rows]), shapely.area(after[after_rows])
    near = shared >= options.overlap * np.minimum(one, other)
    # of two that lie alike, the one whose features are called as before comes first
    called = _same_features(old.iloc[before_rows], new.iloc[after_rows])
    rank = np.lexsort([after_rows, before_rows, ~called, -(shared / (one + other - shared)).round(3)])
    return _first_come([row for row in rank.tolist() if near[row]], before_rows, after_rows)


def _by_layers(old: gpd.GeoDataFrame, new: gpd.GeoDataFrame, options: ComparisonOptions) -> tuple[Pairs, Pairs]:
    """Conflicts without a place: of one kind, on the same layers, about the same features first."""
    del options
    left = np.flatnonzero(shapely.is_empty(old.geometry.to_numpy()))
    right = np.flatnonzero(shapely.is_empty(new.geometry.to_numpy()))
    if not len(left) or not len(right):
        return _none()
    kinds = _kinds(old.iloc[left], new.iloc[right], [*_KIND, "layer_a", "layer_b"])
    before, after = (rows.ravel() for rows in np.meshgrid(np.arange(len(left)), np.arange(len(right)), indexing="ij"))
    alike = kinds[0][before] == kinds[1][after]
    before, after = before[alike], after[alike]
    called = _same_features(old.iloc[left[before]], new.iloc[right[after]])
    told = (old["message_zh"].to_numpy()[left[before]] == new["message_zh"].to_numpy()[right[after]]).astype(bool)
    rank = np.lexsort([after, before, ~called, ~told])
    pairs = _first_come(rank.tolist(), before, after)
    return left[pairs[0]], right[pairs[1]]


def _first_come(order: Sequence[int], before: Pairs, after: Pairs) -> tuple[Pairs, Pairs]:
    taken_before: set[int] = set()
    taken_after: set[int] = set()
    kept = []
    for row in order:
        one, other = int(before[row]), int(after[row])
        if one not in taken_before and other not in taken_after:
            taken_before.add(one)
            taken_after.add(other)
            kept.append(row)
    return before[kept], after[kept]


def _none() -> tuple[Pairs, Pairs]:
    return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)


def _spread(old: gpd.GeoDataFrame, new: gpd.GeoDataFrame, near_m: float) -> list[NDArray[np.object_]]:
    """The ground of both in one equal-area CRS, widened by half the reach: the shapes of two noisy lines meet."""
    west, south, east, north = pd.concat([old.geometry, new.geometry]).total_bounds.tolist()
    metric = working_crs((west, south, east, north))
    return [shapely.buffer(frame.to_crs(metric).geometry.to_numpy(), near_m / 2, quad_segs=2) for frame in (old, new)]


def _kinds(
    old: gpd.GeoDataFrame, new: gpd.GeoDataFrame, columns: Sequence[str] = tuple(_KIND)
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    both = pd.concat([old[list(columns)], new[list(columns)]], ignore_index=True)
    numbers = both.groupby(list(columns), sort=False).ngroup().to_numpy()
    return numbers[: len(old)], numbers[len(old) :]


def _same_features(old: gpd.GeoDataFrame, new: gpd.GeoDataFrame) -> NDArray[np.bool_]:
    columns = ["layer_a", "feature_a", "layer_b", "feature_b"]
    return np.asarray((old[columns].to_numpy() == new[columns].to_numpy()).all(axis=1), dtype=bool)


def _apart(old: gpd.GeoDataFrame, new: gpd.GeoDataFrame, near_m: float) -> NDArray[np.bool_]:
    """Whether any part of one of a pair lies farther from the other than the reach."""
    placed = ~(old.geometry.is_empty.to_numpy() | new.geometry.is_empty.to_numpy())
    apart = np.zeros(len(old), dtype=bool)
    if placed.any():
        before, after = _spread(old[placed], new[placed], near_m)
        wide_before, wide_after = (shapely.buffer(shapes, near_m, quad_segs=4) for shapes in (before, after))
        apart[placed] = ~(shapely.covers(wide_before, after) & shapely.covers(wide_after, before))
    return apart


def _differences(old: gpd.GeoDataFrame, new: gpd.GeoDataFrame, options: ComparisonOptions) -> list[Text]:
    """What changed in each pair, from what to what; nothing where nothing did."""
    differ = {
        name: _unlike(old[name].to_numpy(dtype=float), new[name].to_numpy(dtype=float), options.same_share)
        for name in _MEASURES
    }
    said: list[Text] = []
    for row, (was, now) in enumerate(zip(old.to_dict("records"), new.to_dict("records"), strict=True)):
        parts = [
            Text("{title} {was} → {now}", "{title} {was} → {now}").format(
                title=title, was=titles.get(was[name], was[name]), now=titles.get(now[name], now[name])
            )
            for name, title, titles in (
                ("severity", Text("严重程度", "severity"), SEVERITY_TITLES),
                ("status", Text("状态", "status"), STATUS_TITLES),
            )
            if was[name] != now[name]
        ]
        parts += [
            Text("{title} {was} → {now}", "{title} {was} → {now}").format(
                title=title, was=_written(was[name], write), now=_written(now[name], write)
            )
            for name, (title, write) in _MEASURES.items()
            if differ[name][row]
        ]
        said.append(Text("；".join(part.zh for part in parts), "; ".join(part.en for part in parts)))
    return said


def _written(value: float, write: Callable[[float], str]) -> str:
    return "–" if pd.isna(value) else write(value)


def _unlike(old: NDArray[np.float64], new: NDArray[np.float64], share: float) -> NDArray[np.bool_]:
    gone = np.isnan(old) != np.isnan(new)
    far = np.abs(new - old) > share * np.maximum(np.abs(old), np.abs(new))
    return np.asarray(gone | far, dtype=bool)  # a comparison with NaN is false
