from dataclasses import replace

import pytest
from pyproj import Geod, Transformer

from planseam.model.palette import Style
from planseam.reporting.pictures.atlas import Atlas
from planseam.reporting.pictures.frame import Frame
from planseam.reporting.pictures.furniture import (
    Entry,
    Legend,
    colophon,
    imprint,
    mark_illustrative,
    north_arrow,
    scale_bar,
)
from planseam.reporting.pictures.sheet import INK, Sheet
from planseam.reporting.pictures.window import Window
from planseam.text import Text

DPI = 400


@pytest.fixture
def frame_at(heard):
    def make(scale, x=0.0, y=0.0, language="en"):
        sheet = Sheet(80, 60, lettering=heard(language), dpi=DPI)
        window = Window(x=x, y=y, scale=scale, width_mm=80, height_mm=60)
        return Frame(sheet, window, left_mm=0, bottom_mm=0)

    return make


@pytest.mark.parametrize(
    ("scale", "said", "metres"),
    [(10_000, "200 m", 200), (25_000, "500 m", 500), (300_000, "5 km", 5_000), (8_000_000, "200 km", 200_000)],
)
def test_the_scale_bar_is_as_long_as_it_says_on_the_ellipsoid(frame_at, atlas, pixels, about, scale, said, metres):
    frame = frame_at(scale)
    scale_bar(frame, atlas)
    assert said in frame.sheet.lettering.words
    ink = about(pixels(frame.sheet.finish(Text.same(""))), INK, 60)
    # the bar's own outline is the longest run of ink
    longest = max(len(run) for row in ink for run in "".join("#" if dark else " " for dark in row).split())
    half = longest / DPI * 25.4 / 1000 * scale / 2
    back = Transformer.from_crs(atlas.crs, "EPSG:4490", always_xy=True)
    west, east = back.transform(-half, 0), back.transform(half, 0)
    assert Geod(ellps="GRS80").inv(*west, *east)[2] == pytest.approx(metres, rel=0.02)


def test_the_arrow_points_to_true_north(frame_at, atlas, pixels, about):
    west, east = (tip(frame_at(50_000, x=x), atlas, pixels, about) for x in (-900_000, 900_000))
    assert west > 0 > east  # west of the middle meridian, north leans to the right


def tip(frame, atlas, pixels, about):
    box = north_arrow(frame, atlas)
    ink = about(pixels(frame.sheet.finish(Text.same(""))), INK, 90)
    rows = ink.any(axis=1).nonzero()[0]
    top = ink[rows[0] : rows[0] + 3].nonzero()[1].mean() / DPI * 25.4
    return top - (box[0] + box[2]) / 2


@pytest.mark.parametrize(("language", "said"), [("zh", "示意"), ("en", "Illustrative")])
def test_the_mark_stands_in_the_upper_right_corner(frame_at, language, said):
    frame = frame_at(50_000, language=language)
    _, south, east, _ = mark_illustrative(frame)
    assert frame.sheet.lettering.words == [said] * 2
    assert east > 75
    assert south > 50


def test_a_legend_shows_what_fits_and_says_that_there_is_more(frame_at, pixels):
    frame = frame_at(50_000)
    legend = Legend(frame.sheet, left_mm=2, right_mm=40, top_mm=60)
    legend.heading(Text.same("Legend"))
    style = Style(fill="#4b9b6b", line="#2f7d50", weight=1)
    kinds = ("area", "line", "point")
    legend.entries(
        (Entry(words=Text.same(f"Layer {number}"), style=style, kind=kinds[number % 3]) for number in range(40)),
        bottom_mm=10,
    )
    assert frame.sheet.lettering.words[-1] == "…"
    assert 5 < len(frame.sheet.lettering.words) < 20
    assert legend.y > 10


def test_sources_are_said_once_each_with_their_vintage(frame_at, atlas):
    frame = frame_at(50_000)
    layers = [atlas.layers[name] for name in ("redline-33", "redline-34", "farmland-32")]
    colophon(frame.sheet, layers, top_mm=8)
    (said,) = frame.sheet.lettering.words
    assert said == "Sources: redline 33, redline 34, farmland 32 (example data, 2024)"


def test_too_many_sources_end_in_an_ellipsis(frame_at, atlas, monkeypatch):
    frame = frame_at(50_000)
    written = []
    monkeypatch.setattr(frame.sheet, "written", lambda said, *_, **__: written.append(said))
    colophon(frame.sheet, list(atlas.layers.values()), top_mm=8)
    few = len(written)
    written.clear()
    long = [renamed(layer, number) for number in range(40) for layer in atlas.layers.values()]
    colophon(frame.sheet, long, top_mm=8)
    assert few <= 3
    assert len(written) == 3
    assert written[-1].endswith("…")


def renamed(layer, number):
    return replace(layer, title=Text.same(f"{layer.id} number {number}"))


def test_no_layers_have_no_sources(frame_at):
    frame = frame_at(50_000)
    colophon(frame.sheet, [], top_mm=8)
    assert frame.sheet.lettering.words == []


def test_the_imprint_says_scale_use_and_maker(frame_at, atlas):
    frame = frame_at(25_000, language="zh")
    imprint(frame, atlas, left_mm=2)
    scale, use, made = frame.sheet.lettering.words
    assert scale == "比例尺 1:25 000"
    assert use == "内部工作用图"
    assert made.startswith("planseam ")
    assert made.endswith(" 制图")


def test_an_approved_map_says_its_number_instead(frame_at, build_report):
    report = build_report(1)
    approved = report.study.study.model_copy(update={"approval": "浙S(2025)33号"})
    report = replace(report, study=report.study.model_copy(update={"study": approved}))
    frame = frame_at(25_000, language="zh")
    imprint(frame, Atlas(report), left_mm=2)
    assert frame.sheet.lettering.words[1] == "审图号：浙S(2025)33号"
