import csv
import io
import zipfile

import geopandas as gpd
import pyogrio
import pytest
import shapely

from planseam.reporting.gdb import write

LAYERS = {
    "conflicts_polygon": "MultiPolygon",
    "conflicts_line": "MultiLineString",
    "conflicts_point": "MultiPoint",
    "conflicts_noplace": None,
    "borders": "MultiLineString",
    "units": "MultiPolygon",
    "fields": None,
}


@pytest.fixture
def packed(report, tmp_path):
    write(report, tmp_path / "conflicts.gdb.zip")
    return tmp_path / "conflicts.gdb.zip"


def test_gdal_reads_all_conflicts_as_they_are(packed, report):
    assert dict(pyogrio.list_layers(packed).tolist()) == LAYERS
    tables = [pyogrio.read_dataframe(packed, layer=name) for name in LAYERS if name.startswith("conflicts")]
    assert sorted(name for table in tables for name in table["id"]) == sorted(report.conflicts["id"])
    table = tables[0].set_index("id")
    own = report.conflicts.set_index("id").loc[table.index]
    assert table.crs.to_epsg() == 4490
    assert table["message_zh"].tolist() == own["message_zh"].tolist()
    assert table["area_m2"].tolist() == own["area_m2"].tolist()
    assert shapely.area(table.geometry).tolist() == pytest.approx(shapely.area(own.geometry).tolist())


def test_layers_and_fields_have_their_words(packed):
    with zipfile.ZipFile(packed) as archive:
        names = archive.namelist()
        listed = list(csv.DictReader(io.StringIO(archive.read("字段说明.csv").decode("utf-8-sig"))))
    assert {name.partition("/")[0] for name in names} == {"conflicts.gdb", "字段说明.csv"}
    known = pyogrio.read_dataframe(packed, layer="fields")
    assert known["heading"].tolist() == [entry["中文名"] for entry in listed]
    assert "严重程度" in set(known["heading"])


def test_a_conflict_of_many_parts_is_written_without_a_word(build_report, tmp_path):
    report = build_report(1)
    parts = [shapely.box(118 + i / 100, 30, 118.005 + i / 100, 30.1) for i in range(150)]
    report.conflicts["geometry"] = gpd.GeoSeries([shapely.MultiPolygon(parts)], crs=4490)
    write(report, tmp_path / "a.gdb.zip")
    table = pyogrio.read_dataframe(tmp_path / "a.gdb.zip", layer="conflicts_polygon")
    assert shapely.get_num_geometries(table.geometry[0]) == 150
