import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from planseam.errors import LayerError
from planseam.loading.ground import cut_to_units, joined, united

# Two provinces side by side, each of two counties one above the other; the border is x = 1000.
UNITS = gpd.GeoDataFrame(
    {"code": ["330101", "330102", "340101", "340102"]},
    geometry=[
        shapely.Polygon([(0, 0), (1000, 0), (1000, 1000), (0, 1000)]),
        shapely.Polygon([(0, 1000), (1000, 1000), (1000, 2000), (0, 2000)]),
        shapely.Polygon([(1000, 0), (2000, 0), (2000, 1000), (1000, 1000)]),
        shapely.Polygon([(1000, 1000), (2000, 1000), (2000, 2000), (1000, 2000)]),
    ],
)


def cut(geometry, code, inset_m=0.0):
    frame = gpd.GeoDataFrame({"code": [code], "inset_m": [inset_m]}, geometry=[geometry])
    return cut_to_units(frame, UNITS).geometry.iloc[0]


def test_a_feature_is_cut_at_the_edge_of_its_unit():
    assert cut(shapely.box(900, 100, 1100, 200), "33").bounds == (900, 100, 1000, 200)


def test_pieces_of_two_neighbours_meet_at_the_border():
    left, right = cut(shapely.box(900, 100, 1100, 200), "33"), cut(shapely.box(900, 100, 1100, 200), "34")
    assert shapely.relate(left, right)[0] == "F"
    assert shapely.intersection(left, right).length == 100


def test_an_inset_keeps_away_from_the_edge():
    # 100 m wide up to the border, less 30 m
    assert cut(shapely.box(900, 300, 1100, 400), "33", 30).area == pytest.approx(70 * 100)


def test_the_line_between_two_counties_of_one_province_is_no_edge():
    feature = shapely.box(400, 900, 600, 1100)
    assert cut(feature, "33", 50).area == pytest.approx(200 * 200)
    assert cut(feature, "330101", 50).area == pytest.approx(200 * 50)


def test_an_inset_in_a_corner_counts_both_edges():
    # of the county 330101, 20 m inside its corner at (1000, 1000)
    assert cut(shapely.box(900, 900, 1100, 1100), "330101", 20).area == pytest.approx(80 * 80)


def test_an_inset_below_zero_reaches_over_the_edge():
    assert cut(shapely.box(900, 300, 1100, 400), "33", -30).area == pytest.approx(130 * 100)
    assert cut(shapely.box(1010, 300, 1100, 400), "33", -30).area == pytest.approx(20 * 100)


def test_what_lies_deep_inside_stays_to_the_vertex():
    feature = shapely.Point(500, 500).buffer(100)
    assert shapely.equals_exact(cut(feature, "33", 30), feature)


def test_lines_stay_lines_and_points_stay_points():
    assert cut(shapely.LineString([(500, 500), (1500, 500)]), "33").length == 500
    assert cut(shapely.Point(1500, 500), "34") == shapely.Point(1500, 500)


def test_a_feature_that_only_touches_its_unit_is_gone():
    assert cut(shapely.box(1000, 100, 1100, 200), "33") is None


def test_a_feature_outside_its_unit_is_gone():
    assert cut(shapely.box(1500, 100, 1600, 200), "33") is None


def test_rows_keep_their_order_and_the_input_is_not_changed():
    shapes = [shapely.box(900, 100, 1100, 200), shapely.box(100, 100, 200, 200), shapely.box(900, 500, 1100, 600)]
    frame = gpd.GeoDataFrame({"code": ["33", "33", "34"], "name": list("abc")}, geometry=shapes)
    out = cut_to_units(frame, UNITS)
    assert list(out["name"]) == list("abc")
    assert list(out.area) == [10_000, 10_000, 10_000]
    assert list(frame.geometry) == shapes


def test_many_features_are_cut_as_one_by_one():
    random = np.random.default_rng(1)
    boxes = [shapely.Point(x, y).buffer(80) for x, y in random.uniform(0, 2000, (200, 2))]
    codes = random.choice(["33", "34", "330102", "340101"], 200)
    insets = random.choice([0.0, 40.0, -40.0], 200)
    out = cut_to_units(gpd.GeoDataFrame({"code": codes, "inset_m": insets}, geometry=boxes), UNITS)
    for shape, code, inset, made in zip(boxes, codes, insets, out.geometry, strict=True):
        whole = shapely.union_all(UNITS.geometry[UNITS["code"].str.startswith(code)].to_numpy())
        wanted = shape & whole.buffer(-inset)
        assert (made.area if made else 0.0) == pytest.approx(wanted.area, abs=1e-6)


def test_where_only_provinces_are_known_a_county_is_cut_to_its_province():
    frame = gpd.GeoDataFrame({"code": ["330101"]}, geometry=[shapely.box(900, 0, 1100, 100)])
    provinces = gpd.GeoDataFrame({"code": ["33"]}, geometry=[shapely.box(0, 0, 1000, 2000)])
    assert cut_to_units(frame, provinces).area.iloc[0] == 100 * 100


def test_rows_of_a_table_get_the_unit_of_their_code():
    table = pd.DataFrame({"code": ["340101", "999999"], "function": ["ecological", "urbanised"]})
    out = joined(table, UNITS)
    assert out.geometry.iloc[0] == UNITS.geometry.iloc[2]
    assert out.geometry.iloc[1] is None


def test_units_are_united():
    assert united(("33", "340101"), UNITS, where="x").area == 3_000_000


def test_an_unknown_unit_is_named():
    with pytest.raises(LayerError, match="35"):
        united(("35",), UNITS, where="x")
