"""The seam chart: a border made straight, with the plans of both sides."""

from math import ceil
from typing import NamedTuple, Self

import numpy as np
import pandas as pd
from markupsafe import Markup
from numpy.typing import NDArray

from planseam.model.conflict import SEVERITIES
from planseam.model.palette import palette
from planseam.model.role import roles
from planseam.reporting.markup import filled
from planseam.reporting.svg import label, nice, number
from planseam.reporting.words import role_name, severity_name
from planseam.text import Text

__all__ = ["MISMATCH", "MISMATCH_PALE", "roles_of", "seam_chart", "stretches"]

#: What one side has and the other lacks.
MISMATCH, MISMATCH_PALE = "#d0021b", "#fbdcd8"

WIDTH, GUTTER, RIGHT = 1000, 172, 14
PLOT = WIDTH - GUTTER - RIGHT
MARKERS, BAND, SEAM, GAP, AXIS = 20, 9, 3, 8, 30
ROW_KM = 160  # a row holds about so much, unless there would be too many rows
MOST_ROWS = 4


def seam_chart(runs: pd.DataFrame, conflicts: pd.DataFrame, *, length_km: float, title: Text) -> Markup:
    """Draw the seam chart of one border as SVG.

    Kilometres run across; long borders are folded into rows. Each role is a
    pair of bands, the plan of the left unit above the border and that of the
    right unit below it. Where only one side has the role, the border is red
    and the other side pale red. Triangles mark conflicts and link to them.

    Parameters
    ----------
    runs : DataFrame
        Rows of `Report.runs` of this border.
    conflicts : DataFrame
        Conflict records of this border.
    length_km : float
        Length of the border.
    title : Text
        What the chart is called by a screen reader.

    Returns
    -------
    Markup
        The `svg` element, or nothing where neither side has anything.
    """
    wanted = roles_of(runs)
    spans = stretches(runs, length_km=length_km)
    if not wanted or not spans:
        return Markup("")
    height = MARKERS + len(wanted) * (2 * BAND + SEAM + GAP) + AXIS
    shown = _by_role(runs, wanted)
    marked = _Marks.of(conflicts)
    rows = [
        filled(
            '<g transform="translate(0 {})">{}</g>',
            row * height,
            _row(shown, marked, span=span, row_km=spans[0][1]),
        )
        for row, span in enumerate(spans)
    ]
    return filled(
        '<svg class="seam" viewBox="0 0 {} {}" role="img" aria-label="{} / {}">{}</svg>',
        WIDTH,
        len(spans) * height,
        title.zh,
        title.en,
        Markup("").join(rows),
    )


def roles_of(runs: pd.DataFrame) -> list[str]:
    """The roles of which either side of a border has something, in their usual order."""
    shown = set(runs.loc[runs["state"] != "neither", "role"])
    known = [role for role in roles() if role in shown]
    return known + sorted(shown - set(known))


def stretches(runs: pd.DataFrame, *, length_km: float) -> list[tuple[float, float]]:
    """The stretches of a border, km, that stand under each other in its chart; equally long, none for no length."""
    end = float(max([length_km, *runs["to_km"].tolist()]))
    if end <= 0:
        return []
    count = min(ceil(end / ROW_KM), MOST_ROWS)
    return [(end / count * row, min(end / count * (row + 1), end)) for row in range(count)]


class _Runs(NamedTuple):
    """The runs of one role, as arrays: a chart asks for them again and again."""

    low: NDArray[np.float64]
    high: NDArray[np.float64]
    state: NDArray[np.str_]


class _Marks(NamedTuple):
    """Conflicts along a border, the worst last: on top."""

    id: NDArray[np.object_]
    severity: NDArray[np.object_]
    km: NDArray[np.float64]

    @classmethod
    def of(cls, conflicts: pd.DataFrame) -> Self:
        ranks = {severity: place for place, severity in enumerate(SEVERITIES)}
        rank = np.array([ranks.get(severity, -1) for severity in conflicts["severity"].tolist()], dtype=int)
        order = np.argsort(-rank, kind="stable")
        return cls(
            conflicts["id"].to_numpy(dtype=object)[order],
            conflicts["severity"].to_numpy(dtype=object)[order],
            conflicts["at_km"].to_numpy(dtype=float)[order],
        )


def _by_role(runs: pd.DataFrame, wanted: list[str]) -> dict[str, _Runs]:
    role, state = runs["role"].to_numpy(dtype=str), runs["state"].to_numpy(dtype=str)
    low, high = (runs[key].to_numpy(dtype=float) for key in ("from_km", "to_km"))
    shown = state != "neither"
    return {each: _Runs(low[own], high[own], state[own]) for each in wanted for own in [shown & (role == each)]}


def _row(runs: dict[str, _Runs], marks: _Marks, *, span: tuple[float, float], row_km: float) -> Markup:
    scale = PLOT / row_km
    drawn = [_axis(span, scale=scale, y=MARKERS + len(runs) * (2 * BAND + SEAM + GAP))]
    for place, (role, own) in enumerate(runs.items()):
        y = MARKERS + place * (2 * BAND + SEAM + GAP)
        drawn.append(_bands(own, role=role, y=y, span=span, scale=scale))
    drawn.append(_marks(marks, span=span, scale=scale))
    return Markup("").join(drawn)


def _bands(runs: _Runs, *, role: str, y: float, span: tuple[float, float], scale: float) -> Markup:
    start, stop = span
    here = (runs.high > start) & (runs.low < stop)
    low, high, state = np.maximum(runs.low[here], start), np.minimum(runs.high[here], stop), runs.state[here]
    x0, x1 = GUTTER + (low - start) * scale, GUTTER + (high - start) * scale
    seam, below = y + BAND, y + BAND + SEAM
    only_left, only_right = state == "left", state == "right"
    colour = palette().fill(role)
    width = number((stop - start) * scale)
    paths = [
        (
            "#eceff2",
            f"M{GUTTER} {number(y)}h{width}v{BAND}h-{width}zM{GUTTER} {number(below)}h{width}v{BAND}h-{width}z",
        ),
        (MISMATCH_PALE, _bars(x0[only_right], x1[only_right], y=y) + _bars(x0[only_left], x1[only_left], y=below)),
        (colour, _bars(x0[~only_right], x1[~only_right], y=y) + _bars(x0[~only_left], x1[~only_left], y=below)),
        ("#5f6b76", f"M{GUTTER} {number(seam + 1)}h{width}v1h-{width}z"),
        (MISMATCH, _bars(x0[only_left | only_right], x1[only_left | only_right], y=seam, height=SEAM, least=0.8)),
    ]
    body = Markup("").join(filled('<path fill="{}" d="{}"/>', fill, data) for fill, data in paths if data)
    return label(role_name(role), GUTTER - 8, y + BAND + SEAM + 2, anchor="end") + body


def _bars(
    x0: NDArray[np.float64], x1: NDArray[np.float64], *, y: float, height: float = BAND, least: float = 0.3
) -> str:
    """Path data of upright bars; neighbours that touch become one."""
    if not len(x0):
        return ""
    order = np.argsort(x0, kind="stable")
    x0, x1 = x0[order], np.maximum(x1, x0 + least)[order]
    reach = np.maximum.accumulate(x1)
    first = np.append(True, x0[1:] > reach[:-1] + 0.05)
    left, right = x0[first], reach[np.append(np.flatnonzero(first)[1:] - 1, len(x0) - 1)]
    return "".join(
        f"M{number(a, 2)} {number(y)}h{number(b - a, 2)}v{number(height)}h{number(a - b, 2)}z"
        for a, b in zip(left, right, strict=True)
    )


def _axis(span: tuple[float, float], *, scale: float, y: float) -> Markup:
    start, stop = span
    step = nice(max(PLOT / scale / 8, 1e-3))
    ticks = np.arange(ceil(start / step - 1e-9), int(stop / step + 1e-9) + 1) * step
    width = (stop - start) * scale
    marks = "".join(f"M{number(GUTTER + (km - start) * scale)} {number(y)}v4" for km in ticks)
    texts = Markup("").join(
        label(Text.same(f"{km:g}"), GUTTER + (km - start) * scale, y + 15, anchor="middle", css="tick") for km in ticks
    )
    line = filled('<path class="axis" d="M{} {}h{}{}"/>', GUTTER, number(y), number(width), marks)
    return line + texts + label(Text.same("km"), GUTTER - 22, y + 15, anchor="end", css="tick")


def _marks(marks: _Marks, *, span: tuple[float, float], scale: float) -> Markup:
    start, stop = span
    here = (marks.km >= start) & (marks.km <= stop)
    return Markup("").join(
        filled(
            '<a href="#{}"><path class="s-{}" d="M{} {}l-4.5-9h9z"><title>{} {} / {}</title></path></a>',
            conflict,
            severity,
            number(GUTTER + (km - start) * scale),
            MARKERS - 4,
            conflict,
            *severity_name(severity),
        )
        for conflict, severity, km in zip(*(column[here].tolist() for column in marks), strict=True)
    )
