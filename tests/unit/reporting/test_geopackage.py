import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
import shapely

from planseam.reporting.geopackage import held, write_layer

SHAPE = shapely.box(119, 30, 119.1, 30.1)


def written(tmp_path, frame, layer="a"):
    path = tmp_path / "a.gpkg"
    write_layer(frame, path, layer=layer)
    return path


def test_columns_that_differ_by_case_alone_are_numbered_and_told():
    table, (told,) = held(pd.DataFrame({"MC": [1], "mc": [2], "Mc_2": [3]}))
    assert list(table.columns) == ["MC", "mc_2", "Mc_2_2"]
    assert told.en == "columns mc → mc_2, Mc_2 → Mc_2_2"
    assert held(pd.DataFrame({"MC": [1]}))[1] == ()


def test_values_of_many_kinds_become_text_and_missing_ones_stay(tmp_path):
    table, _ = held(pd.DataFrame({"a": [1, "x", None, [2, 3]]}, dtype=object))
    values = pyogrio.read_dataframe(written(tmp_path, table))["a"]
    assert values.fillna("—").tolist() == ["1", "x", "—", "[2, 3]"]


def test_columns_with_the_names_of_the_geopackages_own_are_kept(tmp_path):
    frame = gpd.GeoDataFrame({"fid": ["x"], "geom": ["y"]}, geometry=[SHAPE], crs=4490)
    copy = gpd.read_file(written(tmp_path, frame))
    assert copy.drop(columns="geometry").iloc[0].to_dict() == {"fid": "x", "geom": "y"}
    assert copy.geometry.iloc[0].equals(SHAPE)


def test_whole_numbers_in_fid_are_the_row_numbers(tmp_path):
    path = written(tmp_path, pd.DataFrame({"fid": [7, 9], "a": ["x", "y"]}))
    assert pyogrio.read_dataframe(path, fid_as_index=True)["a"].to_dict() == {7: "x", 9: "y"}
    twice = gpd.GeoDataFrame({"fid": [7, 7]}, geometry=[SHAPE, SHAPE], crs=4490)
    path.unlink()
    assert pyogrio.read_dataframe(written(tmp_path, twice))["fid"].tolist() == [7, 7]


@pytest.mark.parametrize(("name", "kept"), [("永久基本农田", "永久基本农田"), ("../x:y'", "x_y"), ("''", "layer")])
def test_a_layer_may_have_any_name(tmp_path, name, kept):
    assert pyogrio.list_layers(written(tmp_path, pd.DataFrame({"a": [1]}), name))[0][0] == kept
