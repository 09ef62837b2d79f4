import json
import struct

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely

from planseam.errors import LayerError
from planseam.loading.kinds import kind_of
from planseam.loading.limits import Limits
from planseam.loading.ogr import opened
from planseam.loading.rows import Rows, bounded, from_lines, from_ogr, from_parquet, with_wkt

SQUARE = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}
OPEN_RING = struct.pack("<BII", 1, 3, 1) + struct.pack("<I6d", 3, 0, 0, 1, 0, 1, 1)


def feature(geometry, **properties):
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def from_json(tmp_path, members):
    path = tmp_path / "a.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": members}), "utf-8")
    with opened(path, kind_of(path)) as source:
        rows = from_ogr(source, None, encoding=None, where="x")
    return from_lines(path, rows, where="x")


def from_csv(tmp_path, text):
    path = tmp_path / "a.csv"
    path.write_text(text, "utf-8")
    with opened(path, kind_of(path)) as source:
        return from_ogr(source, "a", encoding=None, where="x")


def told(rows):
    return [(finding.kind, finding.message.en) for finding in rows.findings]


@pytest.mark.parametrize(
    "bad",
    [
        {"type": "Polygon", "coordinates": "x"},
        {"type": "Polygon", "coordinates": [[["a", 0], [1, 0], [1, 1], [0, 0]]]},
        {"type": "Blob", "coordinates": []},
        {"type": "Polygon"},
        {"type": "Polygon", "coordinates": [[0, 0], [1, 0], [1, 1]]},
        {"type": "Polygon", "coordinates": [[[0, 0], [0, 0]]]},
        7,
    ],
)
def test_a_geometry_that_cannot_be_read_is_told_by_its_row(tmp_path, bad):
    rows = from_json(tmp_path, [feature(SQUARE, a=1), feature(bad, a=2), feature(None, a=3), feature(SQUARE, a=4)])
    assert rows.frame["a"].tolist() == [1, 2, 3, 4]
    assert rows.frame.geometry.isna().tolist() == [False, True, True, False]
    assert ("unreadable-geometry", "geometry that cannot be read: 1 feature (row 2)") in told(rows)
    assert rows.left_out == 0


def test_members_that_are_no_features_are_counted_and_numbered(tmp_path):
    rows = from_json(tmp_path, [feature(SQUARE), 7, None, {"type": "Nope"}, feature(SQUARE)])
    assert (len(rows.frame), rows.left_out) == (2, 3)
    assert told(rows) == [("unreadable", "records that cannot be read, so not judged: 3 (records 2, 3, 4)")]


def test_in_a_large_geojson_they_are_counted_at_least(tmp_path, monkeypatch):
    monkeypatch.setattr("planseam.loading.rows._NAMED", 1)
    rows = from_json(tmp_path, [feature(SQUARE), 7])
    assert (len(rows.frame), rows.left_out) == (1, 1)
    assert told(rows) == [("unreadable", "records that cannot be read, so not judged: 1")]


def test_a_sound_geojson_has_nothing_to_say(tmp_path):
    rows = from_json(tmp_path, [feature(SQUARE), feature(None)])
    assert (len(rows.frame), rows.left_out, rows.findings) == (2, 0, ())


def test_broken_lines_are_counted_and_numbered(tmp_path):
    lines = [json.dumps(feature(SQUARE, a=number)) for number in range(4)]
    lines[1] = lines[1][:30]
    lines.insert(3, "hello")
    path = tmp_path / "a.geojsonl"
    path.write_text("\n".join(lines) + "\n\n", "utf-8")
    with opened(path, kind_of(path)) as source:
        rows = from_lines(path, from_ogr(source, None, encoding=None, where="x"), where="x")
    assert rows.frame["a"].tolist() == [0, 2, 3]
    assert rows.left_out == 2
    assert told(rows) == [("unreadable", "records that cannot be read, so not judged: 2 (records 2, 4)")]


def test_wkt_that_cannot_be_read_is_told_by_its_row(tmp_path):
    rows = from_csv(
        tmp_path, 'WKT,n\n"POLYGON ((0 0, 1 0, 1 1, 0 0))",a\n"POLYGON ((0 0, 1 0, x",b\n,c\nhello,d\n"POINT EMPTY",e\n'
    )
    assert rows.frame["n"].tolist() == list("abcde")
    assert told(rows) == [("unreadable-geometry", "geometry that cannot be read: 2 features (rows 2, 4)")]
    assert "WKT" not in rows.frame


def test_a_column_called_geometry_is_told_alike(tmp_path):
    rows = from_csv(tmp_path, 'geometry,n\n"POINT (1 2)",a\nhello,b\n')
    assert told(rows) == [("unreadable-geometry", "geometry that cannot be read: 1 feature (row 2)")]


def test_half_a_pair_of_coordinates_is_told(tmp_path):
    rows = from_csv(tmp_path, "lon,lat,n\n1,2,a\nx,2,b\n,,c\n")
    assert told(rows) == [("unreadable-geometry", "geometry that cannot be read: 1 feature (row 2)")]
    assert rows.frame["n"].tolist() == ["a", "b", "c"]


@pytest.fixture
def parquet(tmp_path):
    frame = gpd.GeoDataFrame({"MC": ["一"]}, geometry=[shapely.box(0, 0, 1, 1)], crs="EPSG:4490")
    frame.to_parquet(tmp_path / "a.parquet")
    described = pq.read_table(tmp_path / "a.parquet").schema.metadata
    raw = [shapely.to_wkb(frame.geometry.iloc[0]), OPEN_RING, b"\x01\x03", None]
    table = pa.table({"MC": ["一", "二", "三", "四"], "geometry": pa.array(raw, pa.binary())})
    pq.write_table(table.replace_schema_metadata(described), tmp_path / "a.parquet")
    return tmp_path / "a.parquet"


def test_one_bad_geometry_does_not_make_a_geoparquet_unreadable(parquet):
    rows = from_parquet(parquet, where="x")
    assert rows.frame["MC"].tolist() == ["一", "二", "三", "四"]
    assert rows.frame.geometry.isna().tolist() == [False, False, True, True]
    assert rows.frame.crs.to_epsg() == 4490
    assert rows.frame.geometry.iloc[1].area == 0.5
    assert told(rows) == [
        ("unclosed", "rings that were not closed, now closed by a straight line: 1 feature (row 2)"),
        ("unreadable-geometry", "geometry that cannot be read: 1 feature (row 3)"),
    ]


def test_a_column_of_wkt_becomes_geometry():
    texts = ["POLYGON ((0 0, 1 0, 1 1, 0 0))", "SRID=4490;POINT (1 2)", "POLYGON ((0 0, 1 0, 1 1))", "hello", None, " "]
    table = pd.DataFrame({"几何": texts, "n": list("abcdef")})
    rows = with_wkt(Rows(frame=table), where="x")
    assert [shape and shape.geom_type for shape in rows.frame.geometry] == [
        "Polygon",
        "Point",
        "Polygon",
        None,
        None,
        None,
    ]
    assert list(rows.frame.columns) == ["n", "geometry"]
    assert told(rows) == [
        ("unclosed", "rings that were not closed, now closed by a straight line: 1 feature (row 3)"),
        ("unreadable-geometry", "geometry that cannot be read: 1 feature (row 4)"),
    ]
    assert list(table.columns) == ["几何", "n"]


def test_wkt_of_postgis_in_a_csv_is_read_with_its_crs(tmp_path):
    """What psql and QGIS copy out of PostGIS: GDAL takes neither form for WKT."""
    square = shapely.box(500_000, 3_400_000, 500_100, 3_400_100)
    as_bytes = shapely.to_wkb(shapely.set_srid(square, 4549), hex=True, include_srid=True)
    rows = from_csv(tmp_path, f'MC,geom\na,"SRID=4549;{square.wkt}"\nb,{as_bytes}\n')
    assert [shape.equals(square) for shape in rows.frame.geometry] == [True, True]
    assert rows.frame.crs.to_epsg() == 4549
    assert not told(rows)


def test_wkt_of_several_crs_names_none(tmp_path):
    rows = from_csv(tmp_path, 'MC,geom\na,"SRID=4549;POINT (1 2)"\nb,"SRID=4548;POINT (3 4)"\nc,SRID=1;round\n')
    assert rows.frame.crs is None
    assert rows.frame.geometry.isna().tolist() == [False, False, True]
    assert told(rows) == [("unreadable-geometry", "geometry that cannot be read: 1 feature (row 3)")]


@pytest.mark.parametrize("table", [{"n": ["a"]}, {"shape": ["round"], "n": ["a"]}])
def test_a_table_without_wkt_stays_a_table(table):
    rows = with_wkt(Rows(frame=pd.DataFrame(table)), where="x")
    assert not isinstance(rows.frame, gpd.GeoDataFrame)
    assert rows.frame.equals(pd.DataFrame(table))


def test_too_many_rows_or_columns_are_refused(parquet):
    with pytest.raises(LayerError, match="the layer has 4 features; 3 is the most"):
        from_parquet(parquet, where="x", limits=Limits(rows=3))
    with pytest.raises(LayerError, match="the layer has 3 columns; 2 is the most"):
        bounded(1, 3, where="x", limits=Limits(columns=2))
    bounded(1, 2, where="x", limits=Limits(rows=1, columns=2))
