import json
import sqlite3

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
import shapely

from planseam.loading.kinds import GEODATABASE, kind_of
from planseam.loading.ogr import layers_of, opened

KML = """<?xml version="1.0" encoding="{encoding}"?>
<kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>规划</name>
<Folder><name>红线</name><Folder><name>浙江</name>
<Placemark><name>清凉峰</name><Point><coordinates>119,30</coordinates></Point></Placemark></Folder></Folder>
<Folder><name>道路</name><Placemark>
<LineString><coordinates>119,30 120,30</coordinates></LineString></Placemark></Folder>
</Document></kml>"""


@pytest.fixture
def frame():
    return gpd.GeoDataFrame({"MC": ["红"]}, geometry=[shapely.box(119, 30, 120, 31)], crs="EPSG:4490")


def names(path):
    return [(layer.name, layer.geometry) for layer in layers_of(path, kind_of(path))]


def beside(path):
    return sorted(other.name for other in path.parent.iterdir())


def test_layers_of_a_geopackage_are_listed_without_its_own_tables(tmp_path, frame):
    frame.to_file(tmp_path / "a.gpkg", layer="zones")
    pyogrio.write_dataframe(frame.drop(columns="geometry"), tmp_path / "a.gpkg", layer="quota", append=False)
    frame.to_file(tmp_path / "a.gpkg", layer="layer_styles")
    with sqlite3.connect(tmp_path / "a.gpkg") as database:
        database.execute("DELETE FROM gpkg_geometry_columns WHERE table_name = 'layer_styles'")
        database.execute("UPDATE gpkg_contents SET data_type = 'attributes' WHERE table_name = 'layer_styles'")
    database.close()
    assert names(tmp_path / "a.gpkg") == [("zones", "Polygon"), ("quota", "none")]


@pytest.mark.parametrize("name", ["成果!终稿", "a;b", "a\nb", "a'b\"c [x] $(id) #1 %20 ?"])
@pytest.mark.parametrize("suffix", [".gpkg", ".shp", ".geojson", ".gdb"])
def test_signs_that_mean_something_to_the_reader_mean_nothing_in_a_name(tmp_path, frame, name, suffix):
    frame.to_file(tmp_path / f"plain{suffix}", driver="OpenFileGDB" if suffix == ".gdb" else None)
    for part in tmp_path.iterdir():
        part.rename(tmp_path / part.name.replace("plain", name))
    path = tmp_path / f"{name}{suffix}"
    with opened(path, kind_of(path) or GEODATABASE) as source:
        read = pyogrio.read_dataframe(source.address)
    assert read["MC"].tolist() == ["红"]
    assert read.crs.to_epsg() == 4490


def test_layers_of_a_geodatabase_are_listed(tmp_path, frame):
    for layer in ("STBHHX", "CZKFBJ"):
        frame.to_file(tmp_path / "a.gdb", layer=layer, driver="OpenFileGDB")
    assert [name for name, _ in names(tmp_path / "a.gdb")] == ["STBHHX", "CZKFBJ"]


def test_folders_of_a_kml_that_hold_folders_alone_are_no_layers(tmp_path):
    (tmp_path / "a.kml").write_text(KML.format(encoding="UTF-8"), "utf-8")
    assert [name for name, _ in names(tmp_path / "a.kml")] == ["浙江", "道路"]


def test_a_kml_in_gbk_is_opened(tmp_path):
    (tmp_path / "a.kml").write_bytes(KML.format(encoding="GBK").encode("gbk"))
    assert [name for name, _ in names(tmp_path / "a.kml")] == ["浙江", "道路"]
    with opened(tmp_path / "a.kml", kind_of(tmp_path / "a.kml")) as source:
        assert pyogrio.read_dataframe(source.address, layer="浙江")["Name"].tolist() == ["清凉峰"]


def test_sheets_of_a_workbook_are_listed(tmp_path):
    with pd.ExcelWriter(tmp_path / "a.xlsx") as book:
        for sheet in ("指标", "标准"):
            pd.DataFrame({"a": [1]}).to_excel(book, sheet_name=sheet)
    assert names(tmp_path / "a.xlsx") == [("指标", "none"), ("标准", "none")]


def test_nothing_is_written_beside_a_gml(tmp_path, frame):
    frame.to_file(tmp_path / "a.gml", driver="GML")
    (tmp_path / "a.xsd").unlink()
    layers_of(tmp_path / "a.gml", kind_of(tmp_path / "a.gml"))
    assert beside(tmp_path / "a.gml") == ["a.gml"]


def test_the_schema_beside_a_gml_is_used(tmp_path, frame):
    frame.assign(BSM=["007"]).to_file(tmp_path / "a.gml", driver="GML")
    with opened(tmp_path / "a.gml", kind_of(tmp_path / "a.gml")) as source:
        assert pyogrio.read_dataframe(source.address)["BSM"].tolist() == ["007"]


def test_a_database_that_is_still_being_written_is_read_apart(tmp_path, frame):
    path = tmp_path / "a.gpkg"
    frame.to_file(path)
    database = sqlite3.connect(path)
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("CREATE TABLE note (a TEXT)")
    database.commit()
    before = {other.name: other.read_bytes() for other in tmp_path.iterdir()}
    assert "a.gpkg-wal" in before
    assert names(path)[0][0] == "a"
    after = {other.name: other.read_bytes() for other in tmp_path.iterdir()}
    database.close()
    assert after == before


@pytest.mark.parametrize("name", ["a.jsonl", "空 格 #1.geojsonl"])
def test_a_single_line_is_known_by_the_files_ending(tmp_path, name):
    line = {"type": "Feature", "properties": {"a": 1}, "geometry": {"type": "Point", "coordinates": [1, 2]}}
    (tmp_path / name).write_text(json.dumps(line) + "\n", "utf-8")
    assert len(names(tmp_path / name)) == 1


def test_what_gdal_says_of_a_loss_is_kept_without_the_path(tmp_path):
    bad = {"type": "MultiPolygon", "coordinates": [[[[0, 0], [1, 0], [1, 1], [0, 0]]], "x"]}
    text = {"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {}, "geometry": bad}]}
    path = tmp_path / "a.geojson"
    path.write_text(json.dumps(text), "utf-8")
    with opened(path, kind_of(path)) as source:
        pyogrio.read_dataframe(source.address)
    assert len(source.said) == 1
    assert "unexpected type of JSON" in source.said[0]
    assert str(tmp_path) not in source.said[0]
