"""Shapefiles, read back by GDAL and, byte by byte, by hand."""

import csv
import io
import struct
import zipfile

import geopandas as gpd
import pyogrio
import pytest
import shapely

from planseam.reporting import shp
from planseam.reporting.shp import write

LAYERS = ("conflicts_polygon", "conflicts_line", "conflicts_point", "borders", "units")


@pytest.fixture
def packed(report, tmp_path):
    write(report, tmp_path / "conflicts.shp.zip")
    return tmp_path / "conflicts.shp.zip"


def dbf(data):
    """Fields and texts of a DBF, by its specification."""
    count, head, length = struct.unpack("<IHH", data[4:12])
    fields = []
    for place in range(32, head - 1, 32):
        name, kind, width = data[place : place + 11].split(b"\0")[0], chr(data[place + 11]), data[place + 16]
        fields.append((name.decode("ascii"), kind, width))
    rows = []
    for number in range(count):
        place, row = head + number * length + 1, {}
        for name, _, width in fields:
            row[name] = data[place : place + width].decode("gbk").strip(" \0")
            place += width
        rows.append(row)
    return fields, rows


def test_all_conflicts_are_there_in_gbk_with_names_of_ten_bytes(packed, report):
    found = []
    with zipfile.ZipFile(packed) as archive:
        for layer in (*LAYERS[:3], "conflicts_noplace"):
            assert archive.read(f"{layer}.cpg") == b"GBK"
            fields, rows = dbf(archive.read(f"{layer}.dbf"))
            assert all(0 < len(name) <= 10 and width <= 254 for name, _, width in fields)
            found += rows
    table = report.conflicts.set_index("id")
    assert sorted(row["id"] for row in found) == sorted(table.index)
    for row in found:
        assert row["message_zh"] == table.loc[row["id"], "message_zh"]
        assert row["unit_a_nam"] == table.loc[row["id"], "unit_a_name"]
        assert row["illustrat"] == str(int(table.loc[row["id"], "illustrative"]))


def test_gdal_reads_figures_and_places(packed, report):
    table = gpd.read_file(f"zip://{packed}!conflicts_polygon.shp").set_index("id")
    own = report.conflicts.set_index("id").loc[table.index]
    assert table.crs.to_epsg() == 4490
    assert table["area_m2"].tolist() == pytest.approx(own["area_m2"].tolist(), rel=1e-12)
    assert table["share"].tolist() == pytest.approx(own["share"].tolist())
    assert shapely.area(table.geometry).tolist() == pytest.approx(shapely.area(own.geometry).tolist())
    assert all(len(gpd.read_file(f"zip://{packed}!{layer}.shp")) for layer in LAYERS)


def test_the_list_of_fields_tells_full_names_and_what_was_changed(build_report, tmp_path):
    report = build_report(6)
    row = report.conflicts.index[report.conflicts["area_m2"] > 0][0]
    report.conflicts.loc[row, "message_zh"] = "面积 5 m²🙂，" + "红线" * 100
    write(report, tmp_path / "a.zip")
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        listed = list(csv.DictReader(io.StringIO(archive.read("字段说明.csv").decode("utf-8-sig"))))
        rows = dbf(archive.read("conflicts_polygon.dbf"))[1]
    texts = {entry["字段名"]: entry for entry in listed if entry["图层"] == "conflicts_polygon"}
    assert texts["unit_a_nam"]["原字段名"] == "unit_a_name"
    assert texts["share"]["中文名"] == "占比 (0–1)"
    assert texts["message_en"]["转换说明"] == ""
    assert texts["message_zh"]["转换说明"].startswith("1 个值含 GBK 没有的字符")
    assert "1 个值超过 254 字节" in texts["message_zh"]["转换说明"]
    (said,) = [row["message_zh"] for row in rows if row["message_zh"].startswith("面积")]
    assert said.startswith("面积 5 m2?，红线")
    assert said.endswith("…")
    assert 252 <= len(said.encode("gbk")) <= 254


def test_no_conflicts_keep_all_layers_and_the_same_report_gives_the_same_bytes(build_report, tmp_path):
    for name in ("a.zip", "b.zip"):
        write(build_report(0), tmp_path / name)
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert {f"{layer}.shp" for layer in LAYERS} <= set(archive.namelist())
        assert "conflicts_noplace.dbf" in archive.namelist()
    assert len(pyogrio.read_dataframe(f"/vsizip/{tmp_path}/a.zip/conflicts_polygon.shp")) == 0
    names = [path.name for path in tmp_path.iterdir()]
    assert sorted(names) == ["a.zip", "b.zip"]


def test_every_name_fits_or_has_a_short_one(report):
    names = [
        shp._NAMES.get(column, column)
        for sheet in shp.sheets_of(report)
        for column in sheet.frame.columns.drop("geometry", errors="ignore")
    ]
    assert all(len(name.encode()) <= 10 for name in names)


def test_a_very_large_area_keeps_its_figure(build_report, tmp_path):
    report = build_report(2)
    report.conflicts["area_m2"] = 12_345_678_901.23
    report.conflicts["geometry"] = [shapely.Polygon([(118, 30), (120, 30), (119, 31)])] * 2
    write(report, tmp_path / "a.zip")
    table = gpd.read_file(f"zip://{tmp_path}/a.zip!conflicts_polygon.shp")
    assert set(table["area_m2"]) == {12_345_678_901.23}
