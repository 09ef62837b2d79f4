# ruff: noqa: S314 - the XML that is read here is our own
import ctypes
import re
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from xml.etree import ElementTree as ET

import geopandas as gpd
import pyogrio
import pytest
from shapely import GeometryCollection, Point, Polygon

from planseam.model.conflict import COLUMNS
from planseam.reporting.gpkg import write

LAYERS = {
    "conflicts_polygon": "MultiPolygon",
    "conflicts_line": "MultiLineString",
    "conflicts_point": "MultiPoint",
    "borders": "MultiLineString",
    "units": "MultiPolygon",
    "conflicts_noplace": None,
    "layer_styles": None,
}


@pytest.fixture
def package(report, tmp_path):
    write(report, tmp_path / "conflicts.gpkg")
    return tmp_path / "conflicts.gpkg"


def rows(package, query):
    with closing(sqlite3.connect(package)) as database:
        return database.execute(query).fetchall()


def test_layers_by_kind_of_geometry_hold_all_conflicts(package, report):
    assert dict(pyogrio.list_layers(package).tolist()) == LAYERS
    found = [pyogrio.read_dataframe(package, layer=name) for name in LAYERS if name.startswith("conflicts")]
    assert sorted(identifier for table in found for identifier in table["id"]) == sorted(report.conflicts["id"])
    assert {table.crs.to_epsg() for table in found if isinstance(table, gpd.GeoDataFrame)} == {4490}


def test_the_table_without_place_is_registered_as_attributes(package):
    kinds = dict(rows(package, "SELECT table_name, data_type FROM gpkg_contents"))
    assert kinds["conflicts_noplace"] == "attributes"
    assert kinds["layer_styles"] == "attributes"
    assert kinds["units"] == "features"


def test_columns_have_headings_in_the_language_of_the_study(package, build_report, tmp_path):
    query = "SELECT title FROM gpkg_data_columns WHERE table_name = 'conflicts_polygon' AND column_name = 'severity'"
    assert rows(package, query) == [("严重程度",)]
    write(build_report(3, language="en"), tmp_path / "en.gpkg")
    assert rows(tmp_path / "en.gpkg", query) == [("Severity",)]
    assert ("gpkg_data_columns", "gpkg_schema") in rows(
        package, "SELECT table_name, extension_name FROM gpkg_extensions"
    )


def test_each_layer_has_a_style_that_is_xml(package):
    styles = dict(rows(package, "SELECT f_table_name, styleQML FROM layer_styles WHERE useAsDefault"))
    assert set(styles) == set(LAYERS) - {"layer_styles"}
    renderer = ET.fromstring(styles["conflicts_line"]).find("renderer-v2")
    assert renderer.get("attr") == "severity"
    assert [category.get("value") for category in renderer.iter("category")] == ["critical", "major", "minor", "info"]
    assert [category.get("label") for category in renderer.iter("category")] == ["致命", "严重", "一般", "提示"]


def test_a_style_is_found_by_the_column_of_the_geometry_that_the_layer_has(package):
    own = dict(rows(package, "SELECT table_name, column_name FROM gpkg_geometry_columns"))
    for name, column in rows(package, "SELECT f_table_name, f_geometry_column FROM layer_styles"):
        assert column == own.get(name, "")


def test_an_older_gdal_reads_it_without_a_warning(package):
    assert rows(package, "PRAGMA user_version") == [(10200,)]  # GDAL 3.6 knows versions up to 1.3
    for (day,) in rows(package, "SELECT update_time FROM layer_styles"):
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", day)  # as the format has it


def test_labels_have_titles_in_the_language_of_the_study(build_report, tmp_path):
    write(build_report(20, language="en"), tmp_path / "en.gpkg")
    styles = dict(rows(tmp_path / "en.gpkg", "SELECT f_table_name, styleQML FROM layer_styles"))
    shown = ET.fromstring(styles["conflicts_polygon"]).find("previewExpression").text
    assert "WHEN \"rule\" = 'BD101' THEN 'Border gap' " in shown


def test_the_database_is_sound(package):
    assert rows(package, "PRAGMA integrity_check") == [("ok",)]
    assert rows(package, "PRAGMA foreign_key_check") == []


def test_a_collection_is_filed_by_its_largest_parts(build_report, tmp_path):
    report = build_report(3)
    square = Polygon([(119, 30), (119.1, 30), (119.1, 30.1), (119, 30.1)])
    report.conflicts.loc[0, "geometry"] = GeometryCollection([Point(119, 30), square])
    write(report, tmp_path / "a.gpkg")
    table = pyogrio.read_dataframe(tmp_path / "a.gpkg", layer="conflicts_polygon")
    kept = table.set_index("id").geometry[report.conflicts.loc[0, "id"]]
    assert kept.area == pytest.approx(0.01)


def test_no_conflicts_keep_all_layers(build_report, tmp_path):
    write(build_report(0), tmp_path / "none.gpkg")
    assert dict(pyogrio.list_layers(tmp_path / "none.gpkg").tolist()) == LAYERS


def test_a_written_file_is_replaced(report, build_report, tmp_path):
    write(report, tmp_path / "a.gpkg")
    write(build_report(0), tmp_path / "a.gpkg")
    assert len(pyogrio.read_dataframe(tmp_path / "a.gpkg", layer="conflicts_polygon")) == 0


def aliases_by_gdal(package, layer):
    """Aliases and domains of fields as GDAL, and with it QGIS, reads them; pyogrio does not tell them."""
    folder = Path(pyogrio.__file__).parent.parent / "pyogrio.libs"
    found = sorted(folder.glob("libgdal*"))
    if sys.platform != "linux" or not found:
        pytest.skip("this pyogrio has no GDAL of its own to be asked")
    gdal = ctypes.CDLL(str(found[0]))
    handle = ctypes.c_void_p
    for name, result, arguments in (
        ("GDALAllRegister", None, []),
        ("GDALOpenEx", handle, [ctypes.c_char_p, ctypes.c_uint, handle, handle, handle]),
        ("GDALDatasetGetLayerByName", handle, [handle, ctypes.c_char_p]),
        ("OGR_L_GetLayerDefn", handle, [handle]),
        ("OGR_FD_GetFieldCount", ctypes.c_int, [handle]),
        ("OGR_FD_GetFieldDefn", handle, [handle, ctypes.c_int]),
        ("OGR_Fld_GetNameRef", ctypes.c_char_p, [handle]),
        ("OGR_Fld_GetAlternativeNameRef", ctypes.c_char_p, [handle]),
        ("OGR_Fld_GetDomainName", ctypes.c_char_p, [handle]),
        ("GDALClose", None, [handle]),
    ):
        function = getattr(gdal, name)
        function.restype, function.argtypes = result, arguments
    gdal.GDALAllRegister()
    data = gdal.GDALOpenEx(str(package).encode(), 4, None, None, None)
    shape = gdal.OGR_L_GetLayerDefn(gdal.GDALDatasetGetLayerByName(data, layer.encode()))
    fields = [gdal.OGR_FD_GetFieldDefn(shape, place) for place in range(gdal.OGR_FD_GetFieldCount(shape))]
    said = {
        gdal.OGR_Fld_GetNameRef(field).decode(): (
            gdal.OGR_Fld_GetAlternativeNameRef(field).decode(),
            gdal.OGR_Fld_GetDomainName(field).decode(),
        )
        for field in fields
    }
    gdal.GDALClose(data)
    return said


@pytest.mark.parametrize("layer", ["conflicts_polygon", "conflicts_noplace"])
def test_gdal_reads_headings_as_aliases_and_codes_as_domains(package, layer):
    said = aliases_by_gdal(package, layer)
    assert set(said) == set(COLUMNS)
    assert all(alias for alias, _ in said.values())
    assert said["message_zh"][0] == "问题（中文）"
    assert said["share"][0] == "占比 (0–1)"  # which is what the column holds
    assert {name: domain for name, (_, domain) in said.items() if domain} == {
        "severity": "severity",
        "status": "status",
    }


def test_codes_have_their_words(package):
    query = "SELECT value, description FROM gpkg_data_column_constraints WHERE constraint_name = ?"
    with closing(sqlite3.connect(package)) as database:
        words = dict(database.execute(query, ("status",)).fetchall())
    assert words == {"open": "待处理", "negotiating": "协商中", "resolved": "已解决", "accepted": "已认可"}
