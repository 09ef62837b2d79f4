import tomllib
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

from planseam.loading.recognition import recognise
from planseam.model.data import data_folder

YRD = Path(data_folder("layers")) / "yrd"
#: What takes a role without asking, and what proposes one.
CERTAIN, LIKELY = 0.95, 0.6


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("STBHHX", "redline"),
        ("stbhhx", "redline"),
        ("330100_STBHHX_2021", "redline"),
        ("陆域生态保护红线", "redline"),
        ("浙江省生态保护红线（2023）", "redline"),
        ("EcologicalRedline", "redline"),
        ("YJJBNT", "farmland"),
        ("YJJBNTTB", "farmland"),
        ("YJJBNTBHTB", "farmland"),
        ("永久基本农田", "farmland"),
        ("CZKFBJ", "development-boundary"),
        ("城镇开发边界2017", "development-boundary"),
        ("urban development boundary", "development-boundary"),
        ("自然保护地", "protected-area"),
        ("上一版生态保护红线", "redline-previous"),
        ("STBHHX_OLD", "redline-previous"),
        ("HLFXKZX", "flood-zone"),
        ("GHYDYH", "land-use"),
        ("XZQ", "unit"),
    ],
)
def test_names_of_the_national_specifications_and_full_words_are_certain(name, role):
    found = recognise(name, [], "polygon")
    assert (found.role, found.alternatives) == (role, ())
    assert found.confidence >= CERTAIN


@pytest.mark.parametrize(
    ("name", "geometry", "role"),
    [
        ("GDSYJJBNTBHTB", "polygon", "farmland"),  # a table name inside a longer one
        ("安徽公路网", "line", "road"),
        ("铁路", "line", "rail"),
        ("forest_park", "polygon", "protected-area"),  # not a park
        ("river crossings", "line", "crossing"),  # not a river
        ("生态保护红线/面.shp", "polygon", "redline"),  # by its folder
        ("generic/STBHHX.shp", "polygon", "redline"),
    ],
)
def test_other_names_are_likely(name, geometry, role):
    found = recognise(name, [], geometry)
    assert found.role == role
    assert found.confidence >= LIKELY


@pytest.mark.parametrize("name", ["浙江_红线", "用地红线", "LD", "项目红线", "永久基本农田与生态保护红线"])
def test_names_that_may_mean_several_things_are_asked(name):
    found = recognise(name, [], "polygon")
    assert found.role is not None
    assert found.confidence < LIKELY


@pytest.mark.parametrize("name", ["", "图层1", "new folder", "old", "海门市", "芜湖"])
def test_where_nothing_tells_no_role_is_taken(name):
    found = recognise(name, ["a", "b"], "polygon", {"a": [1, 2, 3], "b": [None, float("nan"), "x"]})
    assert (found.role, found.confidence) == (None, 0)
    assert found.reason.zh


def test_lines_are_no_redline_and_it_is_said():
    found = recognise("CZKFBJ", [], "LineString")
    assert found.role == "development-boundary"
    assert found.confidence < LIKELY
    assert found.reason.en == "the name holds CZKFBJ; but it holds lines"
    assert found.reason.zh == "名称含 CZKFBJ；但几何是线"
    assert recognise("CZKFBJ", [], "MultiPolygon Z").confidence >= CERTAIN


def test_columns_tell_where_the_name_does_not():
    found = recognise("Layer_1", ["BSM", "YJJBNTTBBH", "YJJBNTMJ", "DLBM"], "polygon")
    assert (found.role, found.alternatives) == ("farmland", ("land-use",))
    assert found.confidence >= LIKELY
    assert found.reason.en == "it has the columns YJJBNTTBBH, YJJBNTMJ"


def test_columns_that_other_tables_have_too_do_not_weaken_a_table_name():
    assert recognise("YJJBNTBHTB", ["DLBM", "DLMC"], "polygon").confidence >= CERTAIN


def test_element_codes_tell():
    found = recognise("Layer_1", ["YSDM"], "polygon", {"YSDM": [2090020229.0, "2090020229"]})
    assert found.role == "flood-zone"
    assert "2090020229" in found.reason.en


def test_values_tell():
    values = {"GHFQMC": ["城镇集中建设区", "城镇集中建设区", "特别用途区", None]}
    found = recognise("面", ["GHFQMC"], "polygon", values)
    assert found.role == "development-boundary"
    assert LIKELY <= found.confidence < CERTAIN


def test_reserves_by_name_do_not_make_a_redline_uncertain():
    names = ["清凉峰国家级自然保护区", "天目山国家级自然保护区"]
    assert recognise("STBHHX", ["MC"], "polygon", {"MC": names}).confidence >= CERTAIN


def test_a_row_for_each_jurisdiction_makes_units():
    values = {"XZQDM": ["330110", "330185", "341822"], "XZQMC": ["余杭区", "临安区", "广德市"]}
    found = recognise("Layer_1", ["XZQDM", "XZQMC"], "polygon", values)
    assert found.role == "unit"
    assert found.confidence >= CERTAIN
    twice = {"XZQDM": ["330110", "330110"], "XZQMC": ["余杭区", "余杭区"]}
    assert recognise("Layer_1", ["XZQDM", "XZQMC"], "polygon", twice).role is None


def test_functions_of_jurisdictions_are_no_units():
    values = {"XZQDM": ["330110", "330112"], "XZQMC": ["余杭区", "临安区"], "ZTGN": ["城市化地区", "重点生态功能区"]}
    found = recognise("Layer_1", list(values), "polygon", values)
    assert found.role == "main-function"


@pytest.mark.parametrize("path", sorted(YRD.glob("*.toml")), ids=lambda path: path.stem)
def test_every_shipped_layer_is_taken_for_what_it_is(path):
    table = tomllib.loads(path.read_text("utf-8"))
    if "role" not in table:
        return
    file = YRD / table.get("file", "none")
    values, geometry = {}, ""
    if file.suffix == ".csv":
        values, geometry = pd.read_csv(file, dtype=str).to_dict("list"), "none"
    elif file.suffix == ".parquet":
        frame = gpd.read_parquet(file)
        geometry = frame.geom_type.iloc[0]
        values = pd.DataFrame(frame.drop(columns="geometry")).to_dict("list")
    assert recognise(table["id"], list(values), geometry, values).role == table["role"]
