import json
import sqlite3
import struct
import zipfile

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely

from planseam.errors import LayerError
from planseam.loading.files import read
from planseam.model.study import LayerEntry

SQUARE = shapely.box(119.4, 30.3, 119.5, 30.4)
CIRCLE = "CURVEPOLYGON (CIRCULARSTRING (0 0, 1 1, 2 0, 1 -1, 0 0))"


def entry(path, **values):
    return LayerEntry.model_validate({"id": "x", "role": "redline", "path": str(path), **values})


def load(path, **values):
    return read(path, entry(path.name, **values))


@pytest.fixture
def frame():
    return gpd.GeoDataFrame({"MC": ["浙江红线", "安徽红线"]}, geometry=[SQUARE, SQUARE], crs="EPSG:4490")


@pytest.mark.parametrize("name", ["a.shp", "a.gpkg", "a.geojson", "a.fgb", "a.gml", "a.kml", "a.gdb", "a.sqlite"])
def test_vector_files_of_many_formats_are_read(tmp_path, frame, name):
    drivers = {".kml": "KML", ".gml": "GML", ".gdb": "OpenFileGDB", ".sqlite": "SQLite"}
    driver = drivers.get(name[1:])
    if driver and "w" not in pyogrio.list_drivers().get(driver, ""):
        pytest.skip("this GDAL cannot write it")
    frame.to_crs("EPSG:4326").rename(columns={"MC": "Name"}).to_file(
        tmp_path / name, driver=driver, **({"encoding": "UTF-8"} if name == "a.shp" else {})
    )
    loaded = load(tmp_path / name)
    assert list(loaded.frame.rename(columns=str.lower)["name"]) == ["浙江红线", "安徽红线"]
    assert loaded.frame.geometry.iloc[0].geom_type in {"Polygon", "MultiPolygon"}
    assert loaded.crs is not None


def test_a_zipped_shapefile_is_read(tmp_path, frame):
    frame.to_file(tmp_path / "a.shp.zip", driver="ESRI Shapefile")
    assert len(load(tmp_path / "a.shp.zip").frame) == 2


def test_geoparquet_is_read(tmp_path, frame):
    frame.to_parquet(tmp_path / "a.parquet")
    loaded = load(tmp_path / "a.parquet")
    assert loaded.crs.to_epsg() == 4490
    assert list(loaded.frame["MC"]) == ["浙江红线", "安徽红线"]


def test_the_ids_of_a_geopackage_are_kept(tmp_path, frame):
    frame.to_file(tmp_path / "a.gpkg")
    assert list(load(tmp_path / "a.gpkg").frame["fid"]) == [1, 2]


def test_row_numbers_of_a_geopackage_stand_back_behind_ids_of_the_features(tmp_path, frame):
    frame.assign(BSM=["x", "y"]).to_file(tmp_path / "a.gpkg")
    assert "fid" not in load(tmp_path / "a.gpkg").frame


def test_rings_that_are_not_closed_are_closed_and_told(tmp_path):
    ring = [[119.4, 30.3], [119.5, 30.3], [119.5, 30.4], [119.4, 30.4]]
    features = [
        {"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": [corners]}}
        for corners in (ring, [*ring, ring[0]], ring)
    ]
    (tmp_path / "a.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    loaded = load(tmp_path / "a.geojson")
    assert [round(shape.area, 6) for shape in loaded.frame.geometry] == [0.01] * 3
    (finding,) = loaded.findings
    assert (finding.rule, finding.severity, finding.kind) == ("DA102", "info", "unclosed")
    assert "2 features (rows 1, 3)" in finding.message.en


def test_of_many_open_rings_the_first_rows_are_named(tmp_path):
    rows = "\n".join(f'"POLYGON ((0 0, {side} 0, {side} 1))"' for side in range(1, 9))
    (tmp_path / "a.csv").write_text(f"WKT\n{rows}\n", "utf-8")
    (finding,) = load(tmp_path / "a.csv").findings
    assert "8 features (rows 1, 2, 3, 4, 5 and more)" in finding.message.en


def test_csv_with_wkt_is_read(tmp_path):
    (tmp_path / "a.csv").write_text('fid,geometry,name\n7,"POLYGON ((0 0, 1 0, 1 1, 0 0))",红线\n', "utf-8-sig")
    loaded = load(tmp_path / "a.csv")
    assert list(loaded.frame["fid"]) == ["7"]
    assert loaded.frame.geometry.iloc[0].area == 0.5
    assert loaded.crs is None


def test_csv_with_longitude_and_latitude_is_read(tmp_path):
    (tmp_path / "a.csv").write_text("name,lon,lat\n站,119.5,30.2\n", "utf-8")
    assert load(tmp_path / "a.csv").frame.geometry.iloc[0] == shapely.Point(119.5, 30.2)


def test_csv_in_gbk_is_read_by_its_encoding(tmp_path):
    (tmp_path / "a.csv").write_text('WKT,name\n"POINT (1 2)",红线\n', "gbk")
    assert load(tmp_path / "a.csv", encoding="GBK").frame["name"].iloc[0] == "红线"


def test_arcs_in_csv_become_straight(tmp_path):
    (tmp_path / "a.csv").write_text(f'WKT\n"{CIRCLE}"\n')
    assert load(tmp_path / "a.csv").frame.area.iloc[0] == pytest.approx(3.1416, abs=0.01)


def test_arcs_in_a_geopackage_become_straight(tmp_path, frame):
    path = tmp_path / "a.gpkg"
    frame[:1].to_file(path, SPATIAL_INDEX="NO")
    ring = struct.pack("<BII10d", 1, 8, 5, 0, 0, 1, 1, 2, 0, 1, -1, 0, 0)
    blob = b"GP\0\x01" + struct.pack("<i", 4490) + struct.pack("<BII", 1, 10, 1) + ring
    with sqlite3.connect(path) as database:
        for (trigger,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            database.execute(f'DROP TRIGGER "{trigger}"')
        database.execute("UPDATE a SET geom = ?", (blob,))
        database.execute("UPDATE gpkg_geometry_columns SET geometry_type_name = 'CURVEPOLYGON'")
    database.close()
    loaded = load(path)
    assert loaded.frame.geometry.iloc[0].geom_type == "Polygon"
    assert loaded.frame.geometry.iloc[0].area == pytest.approx(3.1416, abs=0.01)


def test_a_gbk_shapefile_is_read_by_its_encoding(tmp_path, frame):
    frame.to_file(tmp_path / "a.shp", encoding="GBK")
    (tmp_path / "a.cpg").unlink()
    loaded = load(tmp_path / "a.shp", encoding="GBK")
    assert loaded.frame["MC"].iloc[0] == "浙江红线"
    assert not loaded.findings


def test_a_gbk_shapefile_without_cpg_is_recognised_and_told(tmp_path, frame):
    frame.to_file(tmp_path / "a.shp", encoding="GBK")
    (tmp_path / "a.cpg").unlink()
    loaded = load(tmp_path / "a.shp")
    assert loaded.frame["MC"].iloc[0] == "浙江红线"
    assert not loaded.findings
    (note,) = loaded.notes
    assert note.en.startswith("the file does not say its encoding; read as GBK (there is no .cpg")


def test_latin_text_stays_latin(tmp_path, frame):
    frame.assign(MC="Zürich").to_file(tmp_path / "a.shp", encoding="ISO-8859-1")
    (tmp_path / "a.cpg").unlink()
    assert load(tmp_path / "a.shp").frame["MC"].iloc[0] == "Zürich"


def test_a_wrong_encoding_is_refused(tmp_path, frame):
    frame.to_file(tmp_path / "a.shp", encoding="GBK")
    with pytest.raises(LayerError, match="cannot be read as UTF-8"):
        load(tmp_path / "a.shp", encoding="UTF-8")


def test_a_file_of_several_layers_lists_them(tmp_path, frame):
    frame.to_file(tmp_path / "a.gpkg", layer="zones")
    frame.to_file(tmp_path / "a.gpkg", layer="lines")
    with pytest.raises(LayerError, match="2 layers: zones, lines"):
        load(tmp_path / "a.gpkg")
    assert len(load(tmp_path / "a.gpkg", sublayer="lines").frame) == 2
    with pytest.raises(LayerError, match="Did you mean “lines”"):
        load(tmp_path / "a.gpkg", sublayer="line")
    with pytest.raises(LayerError, match="There is: zones, lines"):
        load(tmp_path / "a.gpkg", sublayer="xyz")


def test_a_folder_of_one_shapefile_is_read(tmp_path, frame):
    folder = tmp_path / "incoming"
    folder.mkdir()
    frame.to_file(folder / "STBHHX.shp", encoding="UTF-8")
    assert len(load(folder).frame) == 2
    frame.to_file(folder / "CZKFBJ.shp", encoding="UTF-8")
    with pytest.raises(LayerError, match="CZKFBJ, STBHHX"):
        load(folder)
    assert len(load(folder, sublayer="STBHHX").frame) == 2


def test_an_empty_folder_is_told(tmp_path):
    with pytest.raises(LayerError, match="no spatial layer"):
        load(tmp_path)


def test_text_under_the_name_of_a_geopackage_is_told(tmp_path):
    (tmp_path / "a.gpkg").write_text("hello")
    with pytest.raises(LayerError, match=r"named \.gpkg, but its content is no GeoPackage"):
        load(tmp_path / "a.gpkg")


def test_a_file_without_content_is_told(tmp_path):
    (tmp_path / "a.geojson").touch()
    with pytest.raises(LayerError, match="no content"):
        load(tmp_path / "a.geojson")


@pytest.mark.parametrize("name", ["a.geojson", "a.gpkg", "a.parquet", "a.fgb", "a.xyz"])
def test_a_damaged_file_is_told_in_one_sentence(tmp_path, frame, name):
    path = tmp_path / name
    if name.endswith("parquet"):
        frame.to_parquet(path)
    elif name == "a.xyz":
        path.write_bytes(bytes(range(256)))
    else:
        pd.concat([frame] * 200).to_file(path)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(LayerError) as caught:
        load(path)
    assert "\n" not in caught.value.sentence("zh")
    assert str(tmp_path) not in caught.value.sentence("en")


def test_a_shapefile_cut_short_is_told(tmp_path, frame):
    frame.to_file(tmp_path / "a.shp")
    content = (tmp_path / "a.shp").read_bytes()
    (tmp_path / "a.shp").write_bytes(content[:-50])
    with pytest.raises(LayerError, match="cut short"):
        load(tmp_path / "a.shp")
    (tmp_path / "a.shp").write_bytes(content[:20])
    with pytest.raises(LayerError):
        load(tmp_path / "a.shp")


def test_a_shapefile_without_its_index_is_told(tmp_path, frame):
    frame.to_file(tmp_path / "a.shp")
    (tmp_path / "a.shx").unlink()
    with pytest.raises(LayerError, match=r"a\.shx is missing"):
        load(tmp_path / "a.shp")


def test_a_shapefile_without_prj_has_no_crs(tmp_path, frame):
    frame.to_file(tmp_path / "a.shp")
    (tmp_path / "a.prj").unlink()
    assert load(tmp_path / "a.shp").crs is None


def test_a_geopackage_that_calls_its_crs_undefined_has_none(tmp_path, frame):
    with pytest.warns(UserWarning, match="crs"):
        frame.set_crs(None, allow_override=True).to_file(tmp_path / "a.gpkg")
    assert load(tmp_path / "a.gpkg").crs is None


def test_a_height_in_the_crs_is_left_out(tmp_path, frame):
    frame.set_crs("EPSG:4326+5773", allow_override=True).to_parquet(tmp_path / "a.parquet")
    assert load(tmp_path / "a.parquet").crs.to_epsg() == 4326


def test_mixed_and_missing_geometry_is_read(tmp_path):
    shapes = [{"type": "Point", "coordinates": [1, 2, 3]}, None, {"type": "GeometryCollection", "geometries": []}]
    features = [{"type": "Feature", "properties": {}, "geometry": shape} for shape in shapes]
    (tmp_path / "a.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    assert len(load(tmp_path / "a.geojson").frame) == 3


def test_a_geopackage_of_tables_alone_has_no_geometry(tmp_path):
    pyogrio.write_dataframe(pd.DataFrame({"a": [1]}), tmp_path / "a.gpkg")
    assert not isinstance(load(tmp_path / "a.gpkg").frame, gpd.GeoDataFrame)


def test_a_shapefile_in_an_archive_is_read_by_its_name(tmp_path, frame):
    frame.to_file(tmp_path / "S.shp", encoding="GBK")
    (tmp_path / "S.cpg").unlink()
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        for part in tmp_path.glob("S.*"):
            archive.write(part, f"浙江/{part.name}")
            archive.write(part, f"安徽/{part.name}")
    loaded = read(tmp_path / "all.zip", entry("all.zip", sublayer="浙江/S.shp"))
    assert loaded.frame["MC"].tolist() == ["浙江红线", "安徽红线"]
    with pytest.raises(LayerError, match="the archive holds 2 layers"):
        load(tmp_path / "all.zip")


def test_a_shapefile_without_its_table_is_read_and_told(tmp_path, frame):
    frame.to_file(tmp_path / "a.shp")
    (tmp_path / "a.dbf").unlink()
    loaded = load(tmp_path / "a.shp")
    assert len(loaded.frame) == 2
    assert [finding.kind for finding in loaded.findings] == ["no-attributes"]


@pytest.mark.parametrize("name", ["a.dwg", "a.mdb", "a.rar", "a.vrt", "a.tif", "a.xyz"])
def test_formats_that_are_not_read_are_answered_with_a_cure(tmp_path, name):
    (tmp_path / name).write_bytes(b"AC1032")
    with pytest.raises(LayerError) as caught:
        load(tmp_path / name)
    assert caught.value.cure.zh
    assert caught.value.cure.en


def test_a_virtual_dataset_under_another_name_reads_nothing(tmp_path, frame):
    frame.to_file(tmp_path / "secret.gpkg", layer="secret")
    source = f"<SrcDataSource>{tmp_path / 'secret.gpkg'}</SrcDataSource>"
    (tmp_path / "a.geojson").write_text(
        f'<OGRVRTDataSource><OGRVRTLayer name="secret">{source}</OGRVRTLayer></OGRVRTDataSource>', "utf-8"
    )
    with pytest.raises(LayerError, match="its content is no GeoJSON"):
        load(tmp_path / "a.geojson")


def test_coordinates_of_a_kml_that_are_no_numbers_are_told(tmp_path):
    ring = "<coordinates>119,30 abc,30 120,31 119,30</coordinates>"
    (tmp_path / "a.kml").write_text(
        '<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark><Polygon><outerBoundaryIs><LinearRing>\n'
        f"{ring}\n</LinearRing></outerBoundaryIs></Polygon></Placemark></Document></kml>",
        "utf-8",
    )
    loaded = load(tmp_path / "a.kml")
    assert ("no-number", "major") in {(finding.kind, finding.severity) for finding in loaded.findings}


def test_members_of_a_geojson_that_are_no_features_are_counted(tmp_path):
    members = [{"type": "Feature", "properties": {}, "geometry": None}, 7]
    (tmp_path / "a.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": members}), "utf-8")
    loaded = load(tmp_path / "a.geojson")
    assert (len(loaded.frame), loaded.left_out) == (1, {"unreadable": 1})


def test_reading_leaves_nothing_beside_the_source_and_changes_nothing(tmp_path, frame):
    frame.to_file(tmp_path / "a.gml", driver="GML")
    frame.to_file(tmp_path / "b.gpkg")
    frame.to_file(tmp_path / "c.shp", encoding="UTF-8")
    (tmp_path / "a.xsd").unlink()
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    for name in ("a.gml", "b.gpkg", "c.shp"):
        load(tmp_path / name)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_the_json_of_esri_and_topojson_are_read(tmp_path):
    ring = [[119, 30], [119, 31], [120, 31], [119, 30]]
    esri = {
        "geometryType": "esriGeometryPolygon",
        "spatialReference": {"wkid": 4490},
        "fields": [{"name": "MC", "type": "esriFieldTypeString", "length": 20}],
        "features": [{"attributes": {"MC": "红"}, "geometry": {"rings": [ring]}}],
    }
    topology = {
        "type": "Topology",
        "arcs": [ring],
        "objects": {"red": {"type": "GeometryCollection", "geometries": [{"type": "Polygon", "arcs": [[0]]}]}},
    }
    (tmp_path / "a.json").write_text(json.dumps(esri), "utf-8")
    (tmp_path / "b.topojson").write_text(json.dumps(topology), "utf-8")
    loaded = load(tmp_path / "a.json")
    assert (loaded.frame["MC"].tolist(), loaded.crs.to_epsg(), loaded.left_out) == (["红"], 4490, {})
    assert load(tmp_path / "b.topojson").frame.geometry.iloc[0].geom_type == "Polygon"


def test_a_gpx_names_its_layers(tmp_path):
    (tmp_path / "a.gpx").write_text(
        '<gpx version="1.1" creator="x" xmlns="http://www.topografix.com/GPX/1/1">'
        '<wpt lat="30" lon="119"><name>界桩</name></wpt></gpx>',
        "utf-8",
    )
    assert load(tmp_path / "a.gpx", sublayer="waypoints").frame["name"].tolist() == ["界桩"]


def test_a_kmz_is_read(tmp_path):
    text = (
        '<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark><name>甲</name>'
        "<Point><coordinates>119,30</coordinates></Point></Placemark></Document></kml>"
    )
    with zipfile.ZipFile(tmp_path / "a.kmz", "w") as archive:
        archive.writestr("doc.kml", text)
    assert load(tmp_path / "a.kmz").frame["Name"].tolist() == ["甲"]


def test_a_workbook_with_wkt_is_read(tmp_path):
    pd.DataFrame({"WKT": ["POINT (119 30)"], "MC": ["站"]}).to_excel(tmp_path / "a.xlsx", index=False)
    loaded = load(tmp_path / "a.xlsx")
    assert loaded.frame.geometry.iloc[0] == shapely.Point(119, 30)
    assert load(tmp_path / "a.xlsx", role="quota").frame["WKT"].tolist() == ["POINT (119 30)"]


def test_an_old_workbook_that_is_no_coordinate_sheet_is_told(tmp_path):
    (tmp_path / "a.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    with pytest.raises(LayerError, match="old Excel"):
        load(tmp_path / "a.xls")


def test_a_prj_in_gbk_is_read(tmp_path, frame):
    frame.to_crs(4549).to_file(tmp_path / "x.shp", encoding="GBK")
    prj = tmp_path / "x.prj"
    prj.write_bytes(prj.read_text().replace("CGCS2000_3_Degree_GK_CM_120E", "三度带中央经线120").encode("gbk"))
    before = prj.read_bytes()
    loaded = load(tmp_path / "x.shp")
    assert loaded.crs.name == "三度带中央经线120"
    assert len(loaded.frame) == len(frame)
    assert prj.read_bytes() == before


def test_a_parquet_with_a_coordinate_that_is_no_number_is_read(tmp_path):
    with np.errstate(invalid="ignore"):
        shapes = [shapely.Point(119, 30), shapely.LineString([(0, 0), (float("nan"), 1)])]
    gpd.GeoDataFrame(geometry=shapes, crs=4490).to_parquet(tmp_path / "x.parquet")
    assert len(load(tmp_path / "x.parquet").frame) == 2
