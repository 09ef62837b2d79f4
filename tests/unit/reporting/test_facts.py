from types import SimpleNamespace

import pytest

from planseam.reporting.facts import features, measures, parties, sources
from planseam.text import Text

NAMES = {"33-34": Text("浙江省—安徽省", "Zhejiang–Anhui")}
NONE = float("nan")


def row(**given):
    plain = {
        "unit_a": "33", "unit_b": "34", "unit_a_name": "浙江省", "unit_b_name": "安徽省", "border": "33-34",
        "at_km": 12.345, "area_m2": NONE, "length_m": NONE, "width_m": NONE, "share": NONE,
        "layer_a": "a", "feature_a": "1;2", "layer_b": "b", "feature_b": "3",
    }  # fmt: skip
    return SimpleNamespace(**(plain | given))


def told(given):
    return {name.en: value.en for name, value in measures(given, NAMES)}


def test_an_area_is_told_in_hectares_to_four_decimals_and_in_mu():
    # 90 004.45 m² are 9.000445 ha, and 135.006675 mu of 2000/3 m²
    assert told(row(area_m2=90_004.45))["Area"] == "9.0004 ha (135.01 mu)"


@pytest.mark.parametrize(("metres", "words"), [(9_999.4, "9999 m"), (10_000.0, "10.00 km"), (12_345.0, "12.35 km")])
def test_long_lengths_are_told_in_kilometres(metres, words):
    assert told(row(length_m=metres))["Length"] == words


def test_what_has_no_figure_is_left_out_and_no_border_is_no_place():
    assert told(row()) == {"Place": "Zhejiang–Anhui, km 12.35"}
    assert told(row(at_km=NONE)) == {"Place": "Zhejiang–Anhui"}
    assert told(row(border="", at_km=NONE)) == {}
    assert told(row(width_m=2.25, share=0.1235, border="")) == {"Mean width": "2.3 m", "Share": "12.4 %"}


def test_a_party_is_named_once_and_by_its_code_where_nobody_knows_it():
    units = {"33": Text("浙江省", "Zhejiang")}
    assert parties(row(), units) == [("33", units["33"]), ("34", Text("安徽省", "安徽省"))]
    assert parties(row(unit_b="33"), units) == [("33", units["33"])]
    assert parties(row(unit_a="", unit_b=""), units) == []


def test_a_layer_is_named_once_where_both_sides_are_the_same():
    assert sources(row()) == [("a", "1;2"), ("b", "3")]
    assert sources(row(layer_b="a", feature_b="1;2")) == [("a", "1;2")]
    assert sources(row(layer_b="", feature_b="")) == [("a", "1;2")]


def test_of_many_features_the_first_are_named():
    assert features("1;2") == (["1", "2"], None)
    some, more = features(";".join("123456789"))
    assert some == list("123456")
    assert "9" in more.en
