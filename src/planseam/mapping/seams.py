"""The seam charts: each border unrolled, with what its two sides plan along it."""

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from planseam.loading.datum import Datum
from planseam.mapping.ground import display
from planseam.model.palette import Palette
from planseam.model.report import Report
from planseam.model.role import roles
from planseam.seaming.linear import LinearReference
from planseam.text import Text, half_up, kilometres, percent

__all__ = ["MISMATCH", "seam_charts"]

#: What one side has and the other lacks, as in the report.
MISMATCH = "#d0021b"
#: States of a run: one bit a side.
STATES = {"left": 1, "right": 2, "both": 3}
#: Places along a border are whole decimetres, gaps too.
DECIMETRES_PER_KILOMETRE = 10_000
DECIMETRES_PER_METRE = 10

Table = dict[str, Any]


def seam_charts(
    report: Report, palette: Palette, *, tolerance_m: float, digits: int, datum: Datum | None = None
) -> Table:
    """Write the seam chart of each border for the page.

    Parameters
    ----------
    report : Report
    palette : Palette
    tolerance_m : float
        Simplification of the course of a border; kilometres stay those of the exact line.
    digits : int
        Decimals of a degree to keep.
    datum : {"GCJ-02", "BD-09"}, optional
        In which courses are drawn.

    Returns
    -------
    dict
        `names`: of features, which runs name by number. `borders`: of each
        border `id`, `km` (its length), `sides` (left, right), `course` and
        `roles`. The course is a list of parts, flat lists of longitude,
        latitude and decimetres along the border: those of the first point,
        then steps. A role has `id`, `title`, `colour`, `agreement` and `runs`,
        lists of from, to (decimetres), state (1 left, 2 right, 3 both), names
        of the features on the left and on the right, and their gaps to the
        border (decimetres); -1 for none.
    """
    metric = report.borders.to_crs(report.crs) if report.crs and len(report.borders) else report.borders
    names = _Names(report)
    runs = report.runs[report.runs["state"] != "neither"] if len(report.runs) else report.runs
    per_border = dict(list(runs.groupby("border"))) if len(runs) else {}
    borders = [
        {
            "id": row.border,
            "km": kilometres(row.length_m),
            "length": round(row.length_m * DECIMETRES_PER_METRE),
            "sides": [
                Text(row.unit_a_name, row.unit_a_name_en or row.unit_a_name),
                Text(row.unit_b_name, row.unit_b_name_en or row.unit_b_name),
            ],
            "course": _course(line, row.length_m, crs=metric.crs, tolerance_m=tolerance_m, digits=digits, datum=datum),
            "roles": _roles(per_border.get(row.border), _agreement(report, row.border), palette, names),
        }
        for row, line in zip(report.borders.itertuples(index=False), metric.geometry, strict=True)
        if line is not None and not line.is_empty
    ]
    return {"names": names.all, "borders": borders}


class _Names:
    """Names of features by role and id, each written once."""

    def __init__(self, report: Report) -> None:
        self.all: list[str | list[str]] = []
        self._numbers: dict[tuple[str, str], int] = {}
        self._layers = [layer for layer in report.layers if "fid" in layer.frame]
        self._of_role: dict[str, dict[str, str | list[str]]] = {}

    def number(self, role: str, fid: str) -> int:
        if not fid:
            return -1
        if (role, fid) not in self._numbers:
            self._numbers[role, fid] = len(self.all)
            self.all.append(self._names_of(role).get(fid, fid))
        return self._numbers[role, fid]

    def _names_of(self, role: str) -> dict[str, str | list[str]]:
        if role not in self._of_role:
            found: dict[str, str | list[str]] = {}
            for layer in self._layers:
                if layer.role == role:
                    found = _named(layer.frame) | found  # of two layers with one id, the first
            self._of_role[role] = found
        return self._of_role[role]


def _named(frame: gpd.GeoDataFrame) -> dict[str, str | list[str]]:
    fid = frame["fid"].astype(str)
    none = pd.Series("", index=frame.index)
    chinese, english = (frame.get(key, none).fillna("").astype(str) for key in ("name", "name_en"))
    return {
        key: zh if en in ("", zh) else [zh, en]
        for key, zh, en in zip(fid.tolist(), chinese.tolist(), english.tolist(), strict=True)
        if zh
    }


def _agreement(report: Report, border: str) -> dict[str, str]:
    if not len(report.seams):
        return {}
    seams = report.seams[(report.seams["border"] == border) & report.seams["agreement"].notna()]
    return dict(zip(seams["role"].tolist(), map(percent, seams["agreement"].tolist()), strict=True))


def _roles(runs: pd.DataFrame | None, agreement: dict[str, str], palette: Palette, names: _Names) -> list[Table]:
    if runs is None:
        return []
    order = {role: place for place, role in enumerate(roles())}
    per_role = {str(role): own.sort_values("from_km") for role, own in runs.groupby("role")}
    return [
        {
            "id": role,
            "title": roles()[role].title if role in roles() else Text.same(role),
            "colour": palette.fill(role),
            "agreement": agreement.get(role, ""),
            "runs": [_run(row, role, names) for row in own.itertuples(index=False)],
        }
        for role, own in sorted(per_role.items(), key=lambda each: (order.get(each[0], len(order)), each[0]))
    ]


def _run(row: Any, role: str, names: _Names) -> list[int]:  # noqa: ANN401 - a named tuple of pandas
    ends = [_whole(km * DECIMETRES_PER_KILOMETRE) for km in (row.from_km, row.to_km)]
    gaps = [-1 if pd.isna(gap) else _whole(gap * DECIMETRES_PER_METRE) for gap in (row.left_gap_m, row.right_gap_m)]
    return [*ends, STATES[row.state], names.number(role, row.left), names.number(role, row.right), *gaps]


def _whole(value: float) -> int:
    return int(half_up(value))


def _course(
    line: Any,  # noqa: ANN401 - a geometry
    length_m: float,
    *,
    crs: Any,  # noqa: ANN401 - a pyproj.CRS
    tolerance_m: float,
    digits: int,
    datum: Datum | None,
) -> list[list[int]]:
    """The parts of a border with the place of each vertex along it, as `seam_charts` says."""
    reference = LinearReference.of(line)
    metres = reference.measure * (length_m / reference.length if reference.length else 0.0)
    part = np.repeat(np.arange(len(reference.first)), reference.last - reference.first + 1)
    lines = shapely.linestrings(np.column_stack([reference.xy, metres]), indices=part)
    projected = crs is not None and crs.is_projected
    if projected:  # the measure rides along as height
        lines = shapely.simplify(lines, tolerance_m)
    points, owner = shapely.get_coordinates(lines, include_z=True, return_index=True)
    shown = display(gpd.GeoDataFrame(geometry=shapely.points(points[:, :2]), crs=crs), datum=datum)
    degrees = shapely.get_coordinates(shown.geometry.to_numpy())
    grid = np.rint(np.column_stack([degrees * 10**digits, points[:, 2] * DECIMETRES_PER_METRE])).astype(np.int64)
    return [_steps(grid[owner == number]) for number in range(len(lines))]


def _steps(grid: NDArray[np.int64]) -> list[int]:
    steps: list[int] = np.diff(grid, axis=0, prepend=np.zeros((1, 3), dtype=np.int64)).ravel().tolist()
    return steps
