import numpy as np
import pyproj
import pytest
import shapely

from planseam.checking.judging import records_of
from planseam.model.conflict import COLUMNS, Conflict
from planseam.text import Text

CRS = pyproj.CRS.from_proj4("+proj=laea +lat_0=31 +lon_0=119 +a=6378137 +rf=298.257222101 +units=m")


def conflict(**changes):
    values = {
        "rule": "EC103",
        "severity": "minor",
        "unit_a": "34",
        "unit_b": "33",
        "layer_a": "redline-34",
        "feature_a": "x",
        "layer_b": "udb-33",
        "feature_b": "y",
        "area_m2": 1.23456,
        "message": Text("说", "said"),
        "advice": Text("做", "do"),
        "geometry": shapely.box(0, 0, 100, 100),
    }
    return Conflict(**{**values, **changes})


def records(*conflicts):
    return records_of(
        conflicts, names={"EC103": Text("断头", "stops")}, unit_name=Text.same, illustrative=lambda _: True, crs=CRS
    )


def test_records_have_the_contract_columns_in_order():
    table = records(conflict())
    assert list(table.columns) == [*COLUMNS, "geometry"]
    assert table.crs.to_epsg() == 4490
    assert list(records().columns) == [*COLUMNS, "geometry"]


def test_parties_are_sorted_with_their_layers_and_features():
    row = records(conflict()).iloc[0]
    assert (row.unit_a, row.layer_a, row.feature_a) == ("33", "udb-33", "y")
    assert (row.unit_b, row.layer_b, row.feature_b) == ("34", "redline-34", "x")


def test_places_are_longitude_and_latitude():
    bounds = records(conflict()).total_bounds
    assert bounds[0] == pytest.approx(119, abs=0.01)
    assert bounds[1] == pytest.approx(31, abs=0.01)


def test_measures_are_rounded_and_absent_ones_are_nan():
    row = records(conflict()).iloc[0]
    assert row.area_m2 == 1.23
    assert np.isnan(row.length_m)


def test_a_rerun_gives_the_same_ids_and_different_places_different_ones():
    other = conflict(geometry=shapely.box(5000, 0, 5100, 100))
    first, second = records(conflict(), other), records(conflict(), other)
    assert first["id"].tolist() == second["id"].tolist()
    assert first["id"].is_unique


def test_two_records_of_one_place_are_told_apart():
    table = records(conflict(), conflict(feature_a="z"), conflict(feature_a="z"))
    assert table["id"].is_unique
    assert table["id"].iloc[2] == table["id"].iloc[1] + "-2"


def test_an_id_does_not_depend_on_how_features_are_numbered():
    assert records(conflict())["id"].tolist() == records(conflict(feature_a="1007", feature_b="9"))["id"].tolist()


def test_a_record_without_a_place_is_kept():
    table = records(conflict(geometry=shapely.Point()), conflict())
    assert len(table) == 2


def test_a_message_is_no_longer_than_anybody_reads():
    row = records(conflict(message=Text("说" * 5000, "said"), advice=Text("做", "x" * 1_000_000))).iloc[0]
    assert len(row.message_zh) == len(row.advice_en) == 4000
    assert row.message_zh.endswith("说…")
    assert row.message_en == "said"
