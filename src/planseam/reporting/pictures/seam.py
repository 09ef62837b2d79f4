"""The seam chart on paper: a border made straight, with the plans of both sides."""

from math import ceil
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.path import Path
from numpy.typing import NDArray

from planseam.model.conflict import SEVERITIES, SEVERITY_TITLES
from planseam.model.palette import palette
from planseam.model.report import Report
from planseam.reporting.figures import MISMATCH, MISMATCH_PALE, roles_of, stretches
from planseam.reporting.pictures.fonts import Lettering, broken, width_em
from planseam.reporting.pictures.furniture import GREY
from planseam.reporting.pictures.picture import Picture
from planseam.reporting.pictures.sheet import INK, Sheet
from planseam.reporting.svg import nice
from planseam.reporting.words import border_names, role_name, unit_names, word
from planseam.text import Text, half_up

__all__ = ["seam_charts"]

WIDTH_MM, GUTTER_MM, RIGHT_MM = 160.0, 33.0, 3.0
PLOT_MM = WIDTH_MM - GUTTER_MM - RIGHT_MM
HEAD_MM, LEGEND_MM = 7.0, 6.5
MARKS_MM, BAND_MM, SEAM_MM, GAP_MM, AXIS_MM = 5.0, 1.8, 0.7, 1.5, 7.5
ROLE_MM = 2 * BAND_MM + SEAM_MM + GAP_MM
#: What is shorter than this on paper is drawn this long, so that a mismatch is seen, mm.
LEAST_MM, LEAST_MISMATCH_MM = 0.05, 0.13
EMPTY, LINE = "#eceff2", "#5f6b76"
SIZE = 6.6
POINT_MM = 25.4 / 72
Floats = NDArray[np.float64]


def seam_charts(
    report: Report, border: str, *, lettering: Lettering, dpi: int, most_mm: float = 225.0
) -> tuple[Picture, ...]:
    """Draw the seam chart of a border; a long one in several pictures, each of which fits a page.

    Parameters
    ----------
    report : Report
    border : str
    lettering : Lettering
    dpi : int
    most_mm : float
        Height that a picture may have.

    Returns
    -------
    tuple of Picture
        None where neither side has anything to show.
    """
    line = report.borders[report.borders["border"] == border].iloc[0]
    runs = report.runs[report.runs["border"] == border]
    wanted = roles_of(runs)
    spans = stretches(runs, length_km=line["length_m"] / 1000)
    if not wanted or not spans:
        return ()
    row_mm = MARKS_MM + len(wanted) * ROLE_MM + AXIS_MM
    each = max(int((most_mm - HEAD_MM - LEGEND_MM) / row_mm), 1)
    each = ceil(len(spans) / ceil(len(spans) / each))  # as many on each page
    chart = _Chart(report, line, runs, wanted, spans[0][1])
    return tuple(
        chart.picture(spans[start : start + each], lettering=lettering, dpi=dpi) for start in range(0, len(spans), each)
    )


class _Chart:
    """The chart of one border."""

    def __init__(self, report: Report, line: Any, runs: pd.DataFrame, wanted: list[str], row_km: float) -> None:  # noqa: ANN401 - a row of pandas
        names = unit_names(report)
        self.name = border_names(report)[line["border"]]
        self.sides = [names.get(line[f"unit_{side}"], Text.same(line[f"unit_{side}"])) for side in "ab"]
        self.runs, self.wanted, self.scale = runs[runs["state"] != "neither"], wanted, PLOT_MM / row_km
        self.conflicts = report.conflicts[report.conflicts["border"] == line["border"]]
        self.severities = [name for name in SEVERITIES if (self.conflicts["severity"] == name).any()]

    def picture(self, spans: list[tuple[float, float]], *, lettering: Lettering, dpi: int) -> Picture:
        """Draw some of its stretches under each other."""
        row_mm = MARKS_MM + len(self.wanted) * ROLE_MM + AXIS_MM
        high = HEAD_MM + len(spans) * row_mm + LEGEND_MM
        sheet = Sheet(WIDTH_MM, high, lettering=lettering, dpi=dpi)
        sheet.words(self.name, 0.2, high - 4.2, size=8.5, bold=True)
        left, right = (
            word("picture.chart_left", party=self.sides[0]),
            word("picture.chart_right", party=self.sides[1]),
        )
        both = Text(f"{left.zh}    {right.zh}", f"{left.en}    {right.en}")
        sheet.words(both, WIDTH_MM - RIGHT_MM, high - 4.2, size=7.5, across="right")
        for number, span in enumerate(spans):
            self._row(sheet, span, top=high - HEAD_MM - number * row_mm)
        self._legend(sheet)
        alt = word(
            "picture.chart_alt", border=self.name, from_km=half_up(spans[0][0], 1), to_km=half_up(spans[-1][1], 1)
        )
        return sheet.finish(alt)

    def _row(self, sheet: Sheet, span: tuple[float, float], *, top: float) -> None:
        start, stop = span
        part = self.runs[(self.runs["to_km"] > start) & (self.runs["from_km"] < stop)]
        self._marks(sheet, span, y=top - MARKS_MM)
        for place, role in enumerate(self.wanted):
            self._bands(sheet, part[part["role"] == role], role, span, top=top - MARKS_MM - place * ROLE_MM)
        self._axis(sheet, span, y=top - MARKS_MM - len(self.wanted) * ROLE_MM)

    def _bands(self, sheet: Sheet, runs: pd.DataFrame, role: str, span: tuple[float, float], *, top: float) -> None:
        start, stop = span
        x0 = GUTTER_MM + (np.maximum(runs["from_km"].to_numpy(dtype=float), start) - start) * self.scale
        x1 = GUTTER_MM + (np.minimum(runs["to_km"].to_numpy(dtype=float), stop) - start) * self.scale
        state = runs["state"].to_numpy(dtype=str)
        left, right = state == "left", state == "right"
        above, seam, below = top - BAND_MM, top - BAND_MM - SEAM_MM, top - 2 * BAND_MM - SEAM_MM
        end = GUTTER_MM + (stop - start) * self.scale
        colour = palette().fill(role)
        for y in (above, below):
            sheet.box((GUTTER_MM, y, end, y + BAND_MM), fill=EMPTY, weight=0)
        _bars(sheet, x0[right], x1[right], y=above, high=BAND_MM, fill=MISMATCH_PALE, least=LEAST_MISMATCH_MM)
        _bars(sheet, x0[left], x1[left], y=below, high=BAND_MM, fill=MISMATCH_PALE, least=LEAST_MISMATCH_MM)
        _bars(sheet, x0[~right], x1[~right], y=above, high=BAND_MM, fill=colour)
        _bars(sheet, x0[~left], x1[~left], y=below, high=BAND_MM, fill=colour)
        sheet.path(Path([(GUTTER_MM, seam + SEAM_MM / 2), (end, seam + SEAM_MM / 2)]), line=LINE, weight=0.4)
        one = left | right
        _bars(sheet, x0[one], x1[one], y=seam, high=SEAM_MM, fill=MISMATCH, least=LEAST_MISMATCH_MM)
        said = list(broken(sheet.lettering.say(role_name(role)), (GUTTER_MM - 2.5) / (SIZE * POINT_MM)))[:2]
        for number, line in enumerate(said):
            y = seam + SEAM_MM / 2 + ((len(said) - 1) / 2 - number) * SIZE * POINT_MM * 1.1
            sheet.written(line, GUTTER_MM - 2.0, y, size=SIZE, across="right", up="center")

    def _axis(self, sheet: Sheet, span: tuple[float, float], *, y: float) -> None:
        start, stop = span
        step = nice(max(PLOT_MM / self.scale / 8, 1e-3))
        ticks = np.arange(ceil(start / step - 1e-9), int(stop / step + 1e-9) + 1) * step
        end = GUTTER_MM + (stop - start) * self.scale
        sheet.path(Path([(GUTTER_MM, y), (end, y)]), line=INK, weight=0.5)
        for km in ticks.tolist():
            x = GUTTER_MM + (km - start) * self.scale
            sheet.path(Path([(x, y), (x, y - 0.9)]), line=INK, weight=0.5)
            sheet.words(f"{km:g}", x, y - 3.4, size=6.0, across="center")
        sheet.words("km", GUTTER_MM - 2.0, y - 3.4, size=6.0, colour=GREY, across="right")

    def _marks(self, sheet: Sheet, span: tuple[float, float], *, y: float) -> None:
        """A triangle for each conflict, the worst on top."""
        start, stop = span
        here = self.conflicts[(self.conflicts["at_km"] >= start) & (self.conflicts["at_km"] <= stop)]
        for severity in reversed(SEVERITIES):
            for km in here.loc[here["severity"] == severity, "at_km"].tolist():
                _triangle(sheet, GUTTER_MM + (km - start) * self.scale, y + 0.5, palette().severity[severity])

    def _legend(self, sheet: Sheet) -> None:
        x, y = 0.2, 2.2
        for fill, key in ((MISMATCH, "chart_mismatch"), (MISMATCH_PALE, "chart_missing"), (EMPTY, "chart_neither")):
            sheet.box((x, y - 0.2, x + 4.5, y + 1.7), fill=fill, weight=0)
            x = self._word(sheet, word(f"picture.{key}"), x + 5.5, y)
        if self.severities:
            x = self._word(sheet, word("picture.chart_marks"), x + 2, y)
        for severity in self.severities:
            _triangle(sheet, x + 1.2, y - 0.4, palette().severity[severity])
            x = self._word(sheet, SEVERITY_TITLES[severity], x + 3.2, y)

    def _word(self, sheet: Sheet, text: Text, x: float, y: float) -> float:
        said = sheet.lettering.say(text)
        sheet.written(said, x, y, size=6.0)
        return x + width_em(said) * 6.0 * POINT_MM + 3.0


def _triangle(sheet: Sheet, x: float, y: float, colour: str) -> None:
    sheet.path(Path([(x, y), (x - 1.1, y + 2.3), (x + 1.1, y + 2.3), (x, y)]), fill=colour, line="#ffffff", weight=0.3)


def _bars(sheet: Sheet, x0: Floats, x1: Floats, *, y: float, high: float, fill: str, least: float = LEAST_MM) -> None:
    """Upright bars as one path; short ones grow about their middle."""
    if not len(x0):
        return
    grow = np.maximum(least - (x1 - x0), 0) / 2
    x0, x1 = np.maximum(x0 - grow, GUTTER_MM), np.minimum(x1 + grow, WIDTH_MM - RIGHT_MM)
    low, top = np.full_like(x0, y), np.full_like(x0, y + high)
    corners = np.stack([x0, low, x1, low, x1, top, x0, top, x0, low], axis=1).reshape(-1, 2)
    codes = np.tile([Path.MOVETO, Path.LINETO, Path.LINETO, Path.LINETO, Path.CLOSEPOLY], len(x0))
    sheet.path(Path(corners, codes.astype(Path.code_type)), fill=fill, weight=0)
