import geopandas as gpd
import numpy as np
import pytest
import shapely

from planseam.model.palette import palette
from planseam.reporting.pictures.atlas import Atlas
from planseam.reporting.pictures.detail import (
    FILLED,
    HEIGHT_MM,
    MAP_HEIGHT_MM,
    MAP_WIDTH_MM,
    Detail,
    detail_window,
    draw_conflict,
)
from planseam.reporting.pictures.frame import Frame
from planseam.reporting.pictures.furniture import WARNING
from planseam.reporting.pictures.sheet import Sheet
from planseam.reporting.pictures.window import Window
from planseam.text import Text

DPI = 150


def draw(atlas, row, heard, language="en"):
    detail = Detail(atlas, row, lettering=heard(language), dpi=DPI)
    picture = detail.picture()
    return picture, detail


@pytest.mark.parametrize("rule", ["BD101", "BD102", "EC103", "EC104", "CO101"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_map_says_what_it_shows_in_its_language(atlas, row_of, heard, rule, language):
    row = row_of(rule)
    record = atlas.records[row]
    picture, detail = draw(atlas, row, heard, language)
    said = detail.sheet.lettering.words
    assert record["id"] in said
    severity = {"critical": ("致命", "critical"), "major": ("严重", "major"), "minor": ("一般", "minor")}
    index = ("zh", "en").index(language)
    assert any(
        severity[record["severity"]][index] in words and words.startswith(("冲突", "Conflict")) for words in said
    )
    assert ("省级界线", "Border of provinces")[index] in said
    assert any(words.startswith(("来源：", "Sources:")) for words in said)
    assert record["id"] in picture.alt.to(language)
    assert (picture.width_mm, picture.height_mm) == (160, HEIGHT_MM)


def test_the_conflict_lies_where_it_is_on_top_of_all(atlas, row_of, heard, pixels, about):
    row = row_of("EC103")
    picture, detail = draw(atlas, row, heard)
    spots = shapely.get_coordinates(shapely.line_interpolate_point(atlas.shapes[row], [0.2, 0.5, 0.8], normalized=True))
    found = about(pixels(picture), palette().severity["major"])
    for x, y in detail.frame.place(spots).tolist():
        assert found[round((HEIGHT_MM - y) / 25.4 * DPI), round(x / 25.4 * DPI)]


def test_the_outline_of_a_conflict_runs_through_its_own_vertices(atlas, row_of, heard, pixels, about):
    row = row_of("BD102")
    picture, detail = draw(atlas, row, heard)
    found = about(pixels(picture), palette().severity["major"], 70)
    corners = detail.frame.place(shapely.get_coordinates(atlas.shapes[row]))
    hit = [
        found[r - 1 : r + 2, c - 1 : c + 2].any()
        for r, c in np.rint(np.column_stack([HEIGHT_MM - corners[:, 1], corners[:, 0]]) / 25.4 * DPI).astype(int)
    ]
    assert np.mean(hit) > 0.95  # a name may lie over some


def meeting(build_report, *, layers, illustrative):
    """A report with one conflict, the box around the features that it names."""
    report = build_report(1)
    table = report.conflicts
    table["illustrative"] = illustrative
    named = []
    for side, layer_id in zip("ab", layers, strict=True):
        frame = next(layer.frame for layer in report.layers if layer.id == layer_id)
        table[f"layer_{side}"], table[f"feature_{side}"] = layer_id, frame["fid"].iloc[0]
        named.append(frame.geometry.iloc[0])
    around = shapely.box(*shapely.total_bounds(named)).buffer(500)
    table["geometry"] = gpd.GeoSeries([around], crs=report.crs).to_crs("EPSG:4490").to_numpy()
    return Atlas(report)


def test_both_parties_features_have_their_own_outlines(build_report, heard, pixels, about):
    atlas = meeting(build_report, layers=("redline-33", "redline-34"), illustrative=True)
    image = pixels(draw(atlas, 0, heard)[0])[:, : int(118 / 25.4 * DPI)]
    for colour in palette().party:
        assert about(image, colour, 45).sum() > 25


@pytest.mark.parametrize(
    ("layers", "illustrative", "marked"),
    [
        (("redline-33", "redline-34"), True, True),
        (("farmland-32", "redline-34"), False, True),  # the record does not say so, but the map shows it
        (("farmland-32", "development-boundary-33"), False, False),
    ],
)
def test_the_mark_stands_only_on_maps_that_show_something_drawn(
    build_report, heard, pixels, about, layers, illustrative, marked
):
    atlas = meeting(build_report, layers=layers, illustrative=illustrative)
    picture, detail = draw(atlas, 0, heard)
    assert ("Illustrative" in detail.sheet.lettering.words) == marked
    assert (about(pixels(picture), WARNING).sum() > 100) == marked


@pytest.mark.parametrize("kind", ["area", "line"])
def test_a_conflict_takes_the_share_of_the_map_that_it_may(atlas, kind):
    dimension = {"area": 2, "line": 1}[kind]
    for row in np.flatnonzero(shapely.get_dimensions(atlas.shapes) == dimension).tolist():
        window = detail_window(atlas, row)
        west, south, east, north = atlas.shapes[row].bounds
        share = max((east - west) / MAP_WIDTH_MM, (north - south) / MAP_HEIGHT_MM) / window.metres_per_mm
        assert share <= FILLED * (1 + 1e-8)
        assert share > FILLED / 1.6 or window.scale == 5_000


def plain(heard, shape, scale=100_000):
    sheet = Sheet(100, 100, lettering=heard("en"), dpi=100)
    window = Window(x=0, y=0, scale=scale, width_mm=100, height_mm=100)
    frame = Frame(sheet, window, left_mm=0, bottom_mm=0)
    draw_conflict(frame, shape, "#d1490c")
    return sheet.finish(Text.same(""))


@pytest.mark.parametrize(
    "shape",
    [
        shapely.Point(0, 0),
        shapely.box(-0.5, -0.5, 0.5, 0.5),
        shapely.LineString([(0, 0), (1, 1)]),
        shapely.MultiPoint([(0, 0), (2, 2)]),
        shapely.GeometryCollection([shapely.Point(0, 0), shapely.box(0, 0, 1, 1)]),
    ],
)
def test_a_tiny_conflict_has_a_dot_and_a_ring(heard, pixels, about, shape):
    found = about(pixels(plain(heard, shape)), "#d1490c", 60)
    middle, ring = found[192:202, 192:202], found[185:209, 178:183]
    assert middle.any()
    assert ring.any()


def test_parts_too_small_to_be_seen_have_dots_but_skerries_beside_a_coast_have_none(heard, pixels, about):
    far = [shapely.box(x, 3000, x + 5, 3005) for x in range(-4000, 4001, 1000)]
    alone = about(pixels(plain(heard, shapely.MultiPolygon(far))), "#d1490c", 60)
    coast = shapely.MultiPolygon([shapely.box(-4000, -4000, 4000, 0), *far])
    beside = about(pixels(plain(heard, coast)), "#d1490c", 60)
    assert alone[60:100].sum() > 9 * 20
    assert beside[60:100].sum() < 9


def test_a_conflict_that_names_unknown_layers_is_drawn_all_the_same(build_report, heard):
    report = build_report(1)
    report.conflicts["layer_a"] = "not-there"
    report.conflicts["layer_b"] = ""
    picture, _ = draw(Atlas(report), 0, heard)
    assert picture.png


def test_hostile_names_are_only_ever_words(build_report, heard):
    report = build_report(2)
    for layer in report.layers:
        layer.frame["name"] = r"<b>$\frac{1}{2}$ \n {x} %s</b>"
        layer.frame["name_en"] = ""
    report.conflicts["feature_a"] = ";".join(report.layers[0].frame["fid"])
    picture, detail = draw(Atlas(report), 0, heard)
    assert picture.png
    assert "<b>$" not in picture.alt.zh
    assert detail.sides


def test_a_conflict_of_small_parts_far_apart_has_a_ring_about_each(heard, pixels, about):
    parts = shapely.MultiPolygon([shapely.box(x, 0, x + 120, 120) for x in (-3060, 2940)])
    found = about(pixels(plain(heard, parts)), "#d1490c", 60)
    rows, columns = found.nonzero()
    assert rows.max() - rows.min() == pytest.approx(8 / 25.4 * 100, abs=4)
    assert columns.min() == pytest.approx((50 - 30 - 4) / 25.4 * 100, abs=4)
    assert columns.max() == pytest.approx((50 + 30 + 4) / 25.4 * 100, abs=4)
