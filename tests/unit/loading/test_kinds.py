from pathlib import Path

import pyogrio
import pytest

from planseam.loading.kinds import ARCHIVES, GEODATABASE, bare, companion, kind_of, unread

READ = (
    *(
        "a.shp",
        "a.dbf",
        "a.gdb",
        "a.gpkg",
        "a.sqlite",
        "a.geojson",
        "a.json",
        "a.geojsonl",
        "a.ndjson",
        "a.kml",
        "a.gml",
    ),
    *("a.gpx", "a.dxf", "a.fgb", "a.parquet", "a.tab", "a.mif", "a.csv", "a.txt", "a.xlsx", "a.xls", "a.ods"),
)


@pytest.mark.parametrize("name", READ)
def test_each_format_names_drivers_that_this_gdal_has(name):
    kind = kind_of(Path(name.upper()))
    assert kind is not None
    assert set(kind.drivers) & set(pyogrio.list_drivers(read=True)) or kind.name in {"Parquet", "XLS"}


def test_no_format_names_a_driver_that_opens_what_it_likes():
    harmful = {
        "OGR_VRT",
        "GDALG",
        "HTTP",
        "WFS",
        "OAPIF",
        "CSW",
        "NGW",
        "Carto",
        "Elasticsearch",
        "ADBC",
        "GeoRSS",
        "MEM",
    }
    assert not harmful & {driver for name in READ for driver in kind_of(Path(name)).drivers}


@pytest.mark.parametrize("name", ["a.dwg", "a.mdb", "a.rar", "a.vrt", "a.shx", "a.pdf", "a.tif", "a.xyz", "noending"])
def test_what_is_not_read_is_no_format_and_has_a_cure(name):
    assert kind_of(Path(name)) is None
    assert unread(Path(name)).cure.zh
    assert unread(Path(name)).cure.en


def test_dwg_says_what_to_do():
    told = unread(Path("规划.DWG"))
    assert (told.what.zh, told.cure.zh) == ("GDAL 无法读取 DWG", "请在 CAD 中另存为 DXF")
    assert not told.harmless


@pytest.mark.parametrize(
    ("name", "harmless"), [("a.docx", True), ("a.mxd", True), ("a.tif", True), ("a.shx", False), ("a.xyz", False)]
)
def test_documents_and_pictures_are_harmless_and_what_is_unknown_is_not(name, harmless):
    assert unread(Path(name)).harmless is harmless


@pytest.mark.parametrize("name", [".DS_Store", "__MACOSX", "Thumbs.db", "desktop.ini", "~$表.xlsx"])
def test_what_systems_leave_behind_is_passed_over(name):
    assert bare(Path(name))


@pytest.mark.parametrize(
    ("name", "main", "belongs"),
    [
        ("STBHHX.DBF", "stbhhx.shp", True),
        ("STBHHX.shp.xml", "STBHHX.shp", True),
        ("STBHHX.cpg", "STBHHX.shp", True),
        ("STBHHX2.dbf", "STBHHX.shp", False),
        ("a.b.dbf", "a.shp", False),
        ("a.mid", "a.mif", True),
        ("a.xsd", "a.gml", True),
        ("a.gpkg-wal", "a.gpkg", True),
        ("a.docx", "a.shp", False),
    ],
)
def test_companions_bear_the_name_of_their_main_file(name, main, belongs):
    assert companion(Path(name), Path(main)) is belongs


def test_geodatabases_and_archives_are_known():
    assert GEODATABASE.suffixes == (".gdb",)
    assert {".zip", ".kmz"} == ARCHIVES
