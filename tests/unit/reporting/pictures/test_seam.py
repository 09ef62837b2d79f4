from dataclasses import replace

import numpy as np
import pytest

from planseam.reporting.figures import MISMATCH, stretches
from planseam.reporting.pictures.fonts import Lettering, width_em
from planseam.reporting.pictures.seam import GUTTER_MM, PLOT_MM, WIDTH_MM, seam_charts
from planseam.reporting.pictures.sheet import Sheet

DPI = 200


def charts(report, border, heard, **options):
    lettering = heard("en")
    return seam_charts(report, border, lettering=lettering, dpi=DPI, **options), lettering


def test_mismatches_are_red_as_long_as_they_are(report, heard, pixels, about):
    runs = report.runs[(report.runs["border"] == "33-34") & (report.runs["role"] == "redline")]
    one_role = replace(report, runs=runs, conflicts=report.conflicts.iloc[:0])
    (picture,), _ = charts(one_role, "33-34", heard)
    length_km = report.borders.set_index("border").loc["33-34", "length_m"] / 1000
    row_km = stretches(runs, length_km=length_km)[0][1]
    image = about(pixels(picture), MISMATCH, 40)
    legend = int(5.5 / 25.4 * DPI)
    plot = image[:-legend, int((GUTTER_MM - 0.1) / 25.4 * DPI) :]
    # the bar of each stretch is some rows high: as many columns as its reddest row has
    rows = plot.sum(axis=1)
    bars = [rows[piece].max() for piece in np.split(np.arange(len(rows)), np.flatnonzero(np.diff(rows > 0)) + 1)]
    red_km = sum(bars) / DPI * 25.4 / PLOT_MM * row_km
    one = runs[runs["state"].isin(["left", "right"])]
    assert red_km == pytest.approx((one["to_km"] - one["from_km"]).sum(), rel=0.05)


def test_both_sides_and_the_roles_are_named(report, heard):
    _, lettering = charts(report, "33-34", heard)
    said = " ".join(lettering.words)
    for words in ("Zhejiang–Anhui", "↑ Zhejiang", "↓ Anhui", "corridors", "one side only"):
        assert words in said


def test_a_long_border_is_folded_over_pictures_that_fit_a_page(report, heard):
    whole, _ = charts(report, "33-34", heard)
    parts, _ = charts(report, "33-34", heard, most_mm=60.0)
    assert len(whole) == 1
    length_km = report.borders.set_index("border").loc["33-34", "length_m"] / 1000
    assert len(parts) == len(stretches(report.runs[report.runs["border"] == "33-34"], length_km=length_km))
    assert all(part.height_mm <= 60 and part.width_mm == WIDTH_MM for part in parts)
    assert len({part.alt for part in parts}) == len(parts)


def test_each_conflict_of_the_border_has_a_triangle(report, heard, monkeypatch):
    drawn = []
    monkeypatch.setattr(
        "planseam.reporting.pictures.seam._triangle", lambda sheet, x, y, colour: drawn.append((x, colour))
    )
    charts(report, "33-34", heard)
    mine = report.conflicts[report.conflicts["border"] == "33-34"]
    severities = mine["severity"].nunique()
    assert len(drawn) == len(mine) + severities
    assert all(GUTTER_MM - 1e-6 <= x <= GUTTER_MM + PLOT_MM + 1e-6 for x, _ in drawn[:-severities])


def test_a_border_along_which_neither_side_has_anything_has_no_chart(report, heard):
    nothing = replace(report, runs=report.runs.assign(state="neither"))
    assert charts(nothing, "33-34", heard)[0] == ()
    assert charts(replace(report, runs=report.runs.iloc[:0]), "33-34", heard)[0] == ()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_legend_stays_on_the_page_with_all_severities(report, language, monkeypatch):
    table = report.conflicts.assign(border="33-34", at_km=10.0)
    table["severity"] = (["critical", "major", "minor", "info"] * len(table))[: len(table)]
    ends = []
    original = Sheet.written

    def listen(self, said, x, y, **look):
        if look.get("across", "left") == "left":
            ends.append(x + width_em(said) * look["size"] * 25.4 / 72)
        original(self, said, x, y, **look)

    monkeypatch.setattr(Sheet, "written", listen)
    seam_charts(replace(report, conflicts=table), "33-34", lettering=Lettering(language), dpi=72)
    assert max(ends) < WIDTH_MM
