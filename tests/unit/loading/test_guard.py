import json
import sqlite3
from contextlib import closing

import geopandas as gpd
import pytest
import shapely

from planseam.errors import LayerError
from planseam.loading.guard import guarded
from planseam.loading.kinds import GEODATABASE, kind_of
from planseam.loading.limits import Limits

VIRTUAL = '<OGRVRTDataSource><OGRVRTLayer name="x"><SrcDataSource>/vsicurl/http://127.0.0.1/a</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>'
ALGORITHM = '{"type": "gdal_streamed_alg", "command_line": "gdal vector pipeline read /etc/passwd"}'


def look(path, **options):
    return guarded(path, kind_of(path), where="x", **options)


@pytest.fixture
def package(tmp_path):
    frame = gpd.GeoDataFrame({"MC": ["红"]}, geometry=[shapely.box(119, 30, 120, 31)], crs="EPSG:4490")
    frame.to_file(tmp_path / "a.gpkg", layer="a")
    return tmp_path / "a.gpkg"


def alter(path, sql):
    with closing(sqlite3.connect(path)) as database:
        for statement in sql:
            database.execute(statement)
        database.commit()


@pytest.mark.parametrize(
    "name", ["a.geojson", "a.csv", "a.geojsonl", "a.dxf", "a.tab", "a.gpkg", "a.shp", "a.fgb", "a.parquet"]
)
def test_a_virtual_dataset_is_refused_under_any_name(tmp_path, name):
    (tmp_path / name).write_text(VIRTUAL, "utf-8")
    with pytest.raises(LayerError, match="its content is no"):
        look(tmp_path / name)


@pytest.mark.parametrize("name", ["a.csv", "a.txt"])
def test_a_program_of_gdal_is_no_table(tmp_path, name):
    (tmp_path / name).write_text(ALGORITHM, "utf-8")
    with pytest.raises(LayerError, match="its content is no CSV"):
        look(tmp_path / name)


@pytest.mark.parametrize(
    "text", ["/vsicurl/http://127.0.0.1/a.geojson", '"/vsicurl/http://127.0.0.1/a.geojson"', "[1]"]
)
def test_an_address_is_no_geojson(tmp_path, text):
    (tmp_path / "a.geojson").write_text(text, "utf-8")
    with pytest.raises(LayerError, match="its content is no GeoJSON"):
        look(tmp_path / "a.geojson")


@pytest.mark.parametrize("head", ["", "\ufeff", "\n  ", "\x1e"])
def test_what_may_stand_before_json_is_passed_over(tmp_path, head):
    (tmp_path / "a.geojson").write_text(head + '{"type": "FeatureCollection", "features": []}', "utf-8")
    look(tmp_path / "a.geojson")


@pytest.mark.parametrize("kind", ["link", "url"])
def test_a_crs_that_would_be_fetched_is_refused(tmp_path, kind):
    text = {"type": "FeatureCollection", "features": [], "crs": {"type": kind, "properties": {"href": "http://x"}}}
    (tmp_path / "a.geojson").write_text(json.dumps(text), "utf-8")
    with pytest.raises(LayerError, match="its CRS as an address"):
        look(tmp_path / "a.geojson")


def test_a_crs_that_is_named_is_taken(tmp_path):
    text = {"type": "FeatureCollection", "crs": {"type": "name", "properties": {"name": "EPSG:4490"}}, "features": []}
    (tmp_path / "a.geojson").write_text(json.dumps(text), "utf-8")
    look(tmp_path / "a.geojson")


def test_a_plain_geopackage_is_taken(package):
    look(package)


@pytest.mark.parametrize(
    "sql",
    [
        "CREATE VIEW v AS SELECT load_extension('/tmp/x.so')",
        "CREATE VIEW v AS SELECT ogr_geocode('Hangzhou')",
        "CREATE VIEW v AS SELECT readfile('/etc/passwd') AS a",
    ],
)
def test_a_view_that_reads_something_else_is_refused(package, sql):
    alter(package, [sql])
    with pytest.raises(LayerError, match="would read other files"):
        look(package)


def test_a_table_of_a_module_that_reads_files_is_refused(package):
    row = "VALUES ('table', 'v', 'v', 0, 'CREATE VIRTUAL TABLE v USING VirtualOGR(''/etc/passwd'')')"
    alter(
        package,
        ["PRAGMA writable_schema = ON", f"INSERT INTO sqlite_master (type, name, tbl_name, rootpage, sql) {row}"],
    )
    with pytest.raises(LayerError, match="would read other files"):
        look(package)


def test_a_damaged_database_is_told(tmp_path):
    (tmp_path / "a.gpkg").write_bytes(b"SQLite format 3\0" + bytes(range(256)) * 10)
    with pytest.raises(LayerError, match="the database is damaged"):
        look(tmp_path / "a.gpkg")


def test_looking_at_a_database_leaves_nothing_beside_it(package):
    before = package.read_bytes()
    look(package)
    assert [path.name for path in package.parent.iterdir()] == ["a.gpkg"]
    assert package.read_bytes() == before


@pytest.mark.parametrize("text", ["0\nSECTION\n", "999\ncomment\n0\nSECTION\n", "  0\r\nSECTION\r\n"])
def test_a_drawing_begins_as_drawings_do(tmp_path, text):
    (tmp_path / "a.dxf").write_text(text, "utf-8", newline="")
    look(tmp_path / "a.dxf")


def test_a_dwg_under_the_name_of_a_dxf_is_told(tmp_path):
    (tmp_path / "a.dxf").write_bytes(b"AC1032" + bytes(100))
    with pytest.raises(LayerError, match="It is a DWG: save it as DXF"):
        look(tmp_path / "a.dxf")


@pytest.mark.parametrize("name", ["../secret.dat", "/etc/passwd", "C:\\x.dat", "sub/x.dat"])
def test_a_mapinfo_table_may_not_name_files_elsewhere(tmp_path, name):
    (tmp_path / "a.tab").write_text(f'!table\n!version 300\nDefinition Table\n  File "{name}"\n', "utf-8")
    with pytest.raises(LayerError, match="its content is no MapInfo"):
        look(tmp_path / "a.tab")


def test_a_mapinfo_table_may_name_its_own(tmp_path):
    (tmp_path / "a.tab").write_text('!table\n!version 300\nDefinition Table\n  File "a.dat"\n', "utf-8")
    look(tmp_path / "a.tab")


def test_a_geodatabase_with_a_link_is_refused(tmp_path):
    folder = tmp_path / "a.gdb"
    folder.mkdir()
    (folder / "a00000001.gdbtable").touch()
    guarded(folder, GEODATABASE, where="x")
    (folder / "a00000002.gdbtable").symlink_to("/etc/passwd")
    with pytest.raises(LayerError, match="symbolic link"):
        guarded(folder, GEODATABASE, where="x")


def test_a_folder_that_is_no_geodatabase_is_told(tmp_path):
    (tmp_path / "a.gdb").mkdir()
    with pytest.raises(LayerError, match="no file geodatabase"):
        guarded(tmp_path / "a.gdb", GEODATABASE, where="x")


def test_entities_in_a_kml_are_refused(tmp_path):
    (tmp_path / "a.kml").write_text('<!DOCTYPE kml [<!ENTITY x SYSTEM "/etc/passwd">]><kml>&x;</kml>', "utf-8")
    with pytest.raises(LayerError, match="entities"):
        look(tmp_path / "a.kml")


def test_too_large_a_text_is_refused(tmp_path):
    (tmp_path / "a.csv").write_text("WKT\n" * 100, "utf-8")
    with pytest.raises(LayerError, match="a text file of"):
        look(tmp_path / "a.csv", limits=Limits(text_file=10))


def test_a_file_without_content_is_told(tmp_path):
    (tmp_path / "a.csv").touch()
    with pytest.raises(LayerError, match="no content"):
        look(tmp_path / "a.csv")


def test_a_kml_in_gbk_is_looked_at_too(tmp_path):
    text = '<?xml version="1.0" encoding="GBK"?>\n<kml><name>浙江</name>{more}</kml>'
    (tmp_path / "a.kml").write_bytes(text.format(more="").encode("gbk"))
    look(tmp_path / "a.kml")
    (tmp_path / "b.kml").write_bytes(text.format(more="&x;").encode("gbk"))
    with pytest.raises(LayerError, match="not well formed"):
        look(tmp_path / "b.kml")


def test_a_binary_drawing_is_answered_with_its_cure(tmp_path):
    (tmp_path / "a.dxf").write_bytes(b"AutoCAD Binary DXF\r\n\x1a\x00")
    with pytest.raises(LayerError, match="It is a binary DXF"):
        look(tmp_path / "a.dxf")


def test_a_drawing_whose_blocks_multiply_is_refused(tmp_path):
    blocks = "".join(
        f"0\nBLOCK\n2\nB{level}\n" + f"0\nINSERT\n2\nB{level - 1}\n70\n100\n71\n100\n" + "0\nENDBLK\n"
        for level in range(1, 4)
    )
    line = "0\nBLOCK\n2\nB0\n0\nLINE\n0\nENDBLK\n"
    drawing = f"0\nSECTION\n2\nBLOCKS\n{line}{blocks}0\nENDSEC\n0\nSECTION\n2\nENTITIES\n0\nINSERT\n2\nB3\n0\nENDSEC\n"
    (tmp_path / "a.dxf").write_text(drawing, "ascii")
    with pytest.raises(LayerError, match="more than 500000 entities"):
        look(tmp_path / "a.dxf")
