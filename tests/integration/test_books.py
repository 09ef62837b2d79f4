"""The books of every format: what was written into the file is judged, or left out by a finding that says why.

What went in is what the test itself wrote, not what a reader says that it read.
"""

import json
import re
import shutil
import zipfile
from collections import Counter

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import pytest
import shapely

import planseam
from planseam.reporting.manifest import manifest

UNITS = {"33": shapely.box(118.9, 30.0, 119.3, 30.4), "34": shapely.box(118.5, 30.0, 118.9, 30.4)}
SOUND = shapely.box(118.85, 30.1, 118.95, 30.2)
NAN = shapely.transform(SOUND, lambda xy: np.where(np.arange(len(xy))[:, None] == 1, np.nan, xy))

#: What a feature is, and what must become of it: "judged", or the reason of the manifest.
FEATURES = {
    "sound": (SOUND, "judged"),
    "other": (shapely.box(118.6, 30.1, 118.7, 30.2), "judged"),
    "null": (None, "no-geometry"),
    "empty": (shapely.Polygon(), "no-geometry"),
    "bow": (shapely.Polygon([(118.6, 30.1), (118.8, 30.3), (118.8, 30.1), (118.6, 30.3)]), "judged"),
    "far": (shapely.box(100, 30, 101, 31), "outside"),
    "twin": (SOUND, "judged"),
    "flat": (shapely.Polygon([(118.6, 30.3), (118.7, 30.3), (118.65, 30.3)]), "collapsed"),
    "deep": (shapely.force_3d(shapely.box(119.0, 30.1, 119.1, 30.2), 5), "judged"),
    "point": (shapely.Point(118.7, 30.2), "wrong-kind"),
    "line": (shapely.LineString([(119, 30.2), (119.1, 30.2)]), "wrong-kind"),
    "mixed": (
        shapely.GeometryCollection([shapely.box(119, 30.25, 119.05, 30.3), shapely.Point(119, 30.2)]),
        "judged",
    ),
    "nan": (NAN, "not-finite"),
    "pole": (shapely.box(118.6, 95, 118.7, 96), "lost"),
}
POLYGONS = ["sound", "other", "null", "empty", "bow", "far", "twin", "flat"]
MIXED = [*POLYGONS, "point", "line", "mixed"]
EVERYTHING = list(FEATURES)


def fates(*keys):
    return {key: FEATURES[key][1] for key in keys}


def frame(keys, **columns):
    return gpd.GeoDataFrame({"BSM": keys, **columns}, geometry=[FEATURES[key][0] for key in keys], crs="EPSG:4490")


def by_gdal(driver, name, keys, **options):
    """Let GDAL write a format; the keys are those that it can hold."""

    def write(folder):
        frame(keys).to_file(folder / name, driver=driver, **options)
        return {"path": name}, fates(*keys)

    return write


def parquet(folder):
    frame(EVERYTHING).to_parquet(folder / "x.parquet")
    return {"path": "x.parquet"}, fates(*EVERYTHING)


RING = [[118.85, 30.1], [118.95, 30.1], [118.95, 30.2], [118.85, 30.2], [118.85, 30.1]]
#: Geometries that GeoJSON can write and nothing can read, beside two that can be mended.
JSON_SHAPES = {
    "open": ({"type": "Polygon", "coordinates": [RING[:-1]]}, "judged"),
    "nested": (
        {
            "type": "GeometryCollection",
            "geometries": [{"type": "GeometryCollection", "geometries": [{"type": "Polygon", "coordinates": [RING]}]}],
        },
        "judged",
    ),
    "words": ({"type": "Polygon", "coordinates": [[["a", "b"], *RING]]}, "no-geometry"),
    "short": ({"type": "Polygon", "coordinates": [[[118.6], *RING]]}, "no-geometry"),
    "nonsense": ({"type": "Nonsense", "coordinates": RING}, "no-geometry"),
    "bare": ({"type": "Polygon"}, "no-geometry"),
    "hollow": ({"type": "GeometryCollection", "geometries": []}, "no-geometry"),
    "huge": ({"type": "Polygon", "coordinates": [[[1e308, 1e308], [1e308, 0], [0, 0], [1e308, 1e308]]]}, "not-finite"),
}


def _json_features():
    sound = {
        key: (None if shape is None else shapely.geometry.mapping(shape))
        for key, (shape, _) in FEATURES.items()
        if key != "nan"
    }
    shapes = sound | {key: shape for key, (shape, _) in JSON_SHAPES.items()}
    written = {key: fate for key, (_, fate) in (FEATURES | JSON_SHAPES).items() if key != "nan"}
    return [{"type": "Feature", "properties": {"BSM": key}, "geometry": shapes[key]} for key in written], written


def geojson(folder):
    features, written = _json_features()
    (folder / "x.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return {"path": "x.geojson"}, written


def geojsonl(folder):
    features, written = _json_features()
    (folder / "x.geojsonl").write_text("".join(json.dumps(feature) + "\n" for feature in features))
    return {"path": "x.geojsonl"}, written


def wkt_table(folder):
    rows = {key: (shape.wkt if shape is not None else "") for key, (shape, _) in FEATURES.items()}
    written = fates(*rows) | {"cut": "no-geometry", "prose": "no-geometry", "open": "judged"}
    rows |= {"cut": "POLYGON((", "prose": "south of the lake", "open": "POLYGON ((118.6 30.1,118.7 30.1,118.7 30.2))"}
    (folder / "x.csv").write_text("BSM,WKT\n" + "".join(f'{key},"{rows[key]}"\n' for key in written))
    return {"path": "x.csv", "crs": "EPSG:4490"}, written


def points_table(folder):
    rows = {
        "good": ("118.9,30.1", "judged"),
        "same": ("118.9,30.1", "judged"),
        "blank": (",", "no-geometry"),
        "half": ("118.9,", "no-geometry"),
        "words": ("here,there", "no-geometry"),
        "far": ("100.5,30.5", "outside"),
        "endless": ("1e400,30", "not-finite"),
        "pole": ("118.9,95", "lost"),
    }
    (folder / "x.csv").write_text("BSM,lon,lat\n" + "".join(f"{key},{place}\n" for key, (place, _) in rows.items()))
    return {"path": "x.csv", "crs": "EPSG:4490", "role": "station"}, {key: fate for key, (_, fate) in rows.items()}


def zipped(name, write, *, inside, sublayer=None, again=None):
    """Put what another writer makes into an archive, and that into another."""

    def packed(folder):
        (folder / "loose").mkdir()
        entry, written = write(folder / "loose")
        with zipfile.ZipFile(folder / name, "w", zipfile.ZIP_DEFLATED) as archive:
            for file in sorted((folder / "loose").iterdir()):
                archive.write(file, inside.format(name=file.name))
        if again:
            with zipfile.ZipFile(folder / again, "w") as archive:
                archive.write(folder / name, f"外层/{name}")
        shutil.rmtree(folder / "loose")
        return {**entry, "path": again or name, "sublayer": sublayer}, written

    return packed


def broken_gml(folder):
    """A ring of two points among sound features."""
    _, written = by_gdal("GML", "sound.gml", POLYGONS)(folder)
    text = (folder / "sound.gml").read_text()
    ring = re.search(r"<gml:posList>([^<]*)</gml:posList>", text)[1]
    (folder / "x.gml").write_text(text.replace(ring, "30.1 118.95 30.2 118.95", 1))
    return {"path": "x.gml"}, written | {"sound": "collapsed"}


#: Plots of a coordinate sheet: its corners as they are written, and what must become of it.
PLOTS = {
    "P1": ([("118.85", "30.1"), ("118.95", "30.1"), ("118.95", "30.2"), ("118.85", "30.2")], "judged"),
    "P2": ([("118°36′", "30°06′"), ("118°42′", "30°06′"), ("118°42′", "30°12′"), ("118°36′", "30°06′")], "judged"),
    "P3": ([("118.6", "30.1"), ("here", "30.1"), ("118.7", "30.2")], "no-geometry"),
    "P4": ([("118.6", "30.1"), ("118.7", "30.1")], "no-geometry"),
    "P5": ([("118.6", "30.1"), ("", ""), ("118.7", "30.2")], "no-geometry"),
    "P6": ([("118.6", "30.3"), ("118.7", "30.3"), ("118.65", "30.3")], "collapsed"),
    "P7": ([("100", "30"), ("101", "30"), ("101", "31")], "outside"),
    "P8": ([("118.6", "30.1"), ("118.8", "30.3"), ("118.8", "30.1"), ("118.6", "30.3")], "judged"),
}
CORNERS = pd.DataFrame(
    [
        (plot, f"J{number}", lon, lat)
        for plot, (corners, _) in PLOTS.items()
        for number, (lon, lat) in enumerate(corners, start=1)
    ],
    columns=["地块编号", "界址点号", "经度", "纬度"],
)
OF_PLOTS = {plot: fate for plot, (_, fate) in PLOTS.items()}


def sheet(folder):
    CORNERS.to_csv(folder / "x.csv", index=False, encoding="gbk")
    return {"path": "x.csv", "crs": "EPSG:4490"}, OF_PLOTS


def workbook(folder):
    with pd.ExcelWriter(folder / "x.xlsx") as book:
        pd.DataFrame({"说明": ["坐标见下一表"]}).to_excel(book, sheet_name="说明", index=False)
        CORNERS.to_excel(book, sheet_name="坐标", index=False)
    return {"path": "x.xlsx", "crs": "EPSG:4490"}, OF_PLOTS


def exchange(folder):
    """The national text of plots, in metres of zone 40."""
    way = pyproj.Transformer.from_crs(4490, 4528, always_xy=True)
    lines = [
        "[属性描述]",
        "坐标系=2000国家大地坐标系",
        "几度分带=3",
        "投影类型=高斯克吕格",
        "计量单位=米",
        "带号=40",
        "[地块坐标]",
    ]
    for plot, (corners, _) in PLOTS.items():
        lines.append(f"{len(corners)},1.0,{plot},地块,面,H50,林地,,@")
        for number, (lon, lat) in enumerate(corners, start=1):
            try:
                east, north = (f"{metres:.3f}" for metres in way.transform(_degrees(lon), _degrees(lat)))
            except ValueError:
                east, north = lon, lat
            lines.append(f"J{number},1,{north},{east}")
    (folder / "x.txt").write_text("\n".join(lines), encoding="gbk")
    # what is flat in degrees is none on a curved parallel
    return {"path": "x.txt"}, OF_PLOTS | {"P6": "judged"}


def _degrees(text):
    whole, _, minutes = text.rstrip("′").partition("°")
    return float(whole) + float(minutes or 0) / 60


FORMATS = {
    "shp": by_gdal("ESRI Shapefile", "x.shp", POLYGONS),
    "gdb": by_gdal("OpenFileGDB", "x.gdb", [*POLYGONS, "deep"]),
    "gpkg": by_gdal("GPKG", "x.gpkg", EVERYTHING),
    "sqlite": by_gdal("SQLite", "x.sqlite", EVERYTHING),
    "kml": by_gdal("KML", "x.kml", MIXED),
    "kmz": zipped("x.kmz", by_gdal("KML", "doc.kml", MIXED), inside="{name}"),
    "gml": by_gdal("GML", "x.gml", MIXED),
    "gml-broken": broken_gml,
    # with an index it holds no feature without geometry
    "fgb": by_gdal("FlatGeobuf", "x.fgb", [*MIXED, "nan"], SPATIAL_INDEX="NO"),
    "parquet": parquet,
    "geojson": geojson,
    "geojsonl": geojsonl,
    "csv-wkt": wkt_table,
    "csv-points": points_table,
    "csv-sheet": sheet,
    "xlsx-sheet": workbook,
    "txt-exchange": exchange,
    "zip": zipped("x.zip", by_gdal("ESRI Shapefile", "x.shp", POLYGONS), inside="浙江/{name}"),
    "zip-in-zip": zipped("x.zip", geojson, inside="{name}", again="all.zip", sublayer="外层/x.zip/x.geojson"),
}


def checked(folder, entry):
    gpd.GeoDataFrame({"XZQDM": list(UNITS)}, geometry=list(UNITS.values()), crs=4490).to_parquet(folder / "u.parquet")
    layers = [{"id": "u", "role": "unit", "path": "u.parquet"}, {"id": "x", "role": "redline", **entry}]
    return planseam.check(planseam.Study.from_table({"study": {"units": "u"}, "layer": layers}, folder=folder))


def book_of(report):
    return next(layer for layer in manifest(report)["layers"] if layer["layer"] == "x")


def told(report):
    """Features of which a record says that they were not judged; and how many others one record counts."""
    records = report.conflicts[report.conflicts["layer_a"] == "x"]
    words = records["message_en"]
    counted = sum(int(found[1]) for found in map(COUNTED.search, words) if found)
    return set(records["feature_a"][words.str.contains("not judged") & (records["feature_a"] != "")]), counted


COUNTED = re.compile(r"not judged: (\d+)( features)?$")


def assert_the_books_add_up(report, written):
    book = book_of(report)
    assert book["rows"] == len(written) == book["judged"] + sum(book["left_out"].values())
    assert book["left_out"] == Counter(fate for fate in written.values() if fate != "judged")


@pytest.mark.parametrize("kind", FORMATS)
def test_features_in_are_features_judged_and_those_that_a_finding_names(kind, tmp_path):
    entry, written = FORMATS[kind](tmp_path)
    report = checked(tmp_path, entry)
    assert_the_books_add_up(report, written)
    names, outside = told(report)
    assert names == {key for key, fate in written.items() if fate not in {"judged", "outside"}}
    assert outside == sum(fate == "outside" for fate in written.values())


def test_a_drawing_has_no_ids_but_its_books_add_up(tmp_path):
    keys = [key for key in MIXED if key not in {"null", "empty", "mixed"}]
    frame(keys)[["geometry"]].to_file(tmp_path / "x.dxf", driver="DXF")
    report = checked(tmp_path, {"path": "x.dxf", "crs": "EPSG:4490"})
    assert_the_books_add_up(report, fates(*keys))
    names, outside = told(report)
    assert (len(names), outside) == (3, 1)


def test_a_table_of_a_database_adds_up(postgis, postgis_folder, tmp_path):
    postgis.execute("CREATE SCHEMA IF NOT EXISTS books; DROP TABLE IF EXISTS books.x")
    postgis.execute("CREATE TABLE books.x (bsm text, geom geometry(Geometry, 4490))")
    keys = [key for key in EVERYTHING if key != "deep"]  # a column is flat, or it is not
    for key in keys:
        wkb = shapely.to_wkb(FEATURES[key][0])
        postgis.execute("INSERT INTO books.x VALUES (%s, ST_SetSRID(ST_GeomFromWKB(%s), 4490))", (key, wkb))
    report = checked(tmp_path, {"path": f"postgresql://planner@/postgres?host={postgis_folder}", "sublayer": "books.x"})
    assert_the_books_add_up(report, fates(*keys))
    assert told(report)[0] == {key for key, fate in fates(*keys).items() if fate not in {"judged", "outside"}}


def test_members_of_a_collection_that_are_no_features_are_left_out_by_name(tmp_path):
    features, _ = _json_features()
    odd = [5, None, "x", {"type": "Other", "geometry": features[0]["geometry"]}]
    (tmp_path / "x.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [*features, *odd]}))
    report = checked(tmp_path, {"path": "x.geojson"})
    book = book_of(report)
    assert book["rows"] == len(features) + len(odd) == book["judged"] + sum(book["left_out"].values())
    assert book["left_out"]["unreadable"] == len(odd)
    first = len(features) + 1
    assert report.conflicts["message_en"].str.contains(f"records {first}, {first + 1}, {first + 2}, {first + 3}").any()


def test_many_of_a_kind_are_counted_in_one_finding(tmp_path):
    shapes = [*[None] * 30, *[FEATURES["far"][0]] * 40, SOUND]
    gpd.GeoDataFrame(geometry=shapes, crs="EPSG:4490").to_parquet(tmp_path / "x.parquet")
    report = checked(tmp_path, {"path": "x.parquet"})
    assert book_of(report)["left_out"] == {"no-geometry": 30, "outside": 40}
    assert told(report) == (set(), 70)


def test_a_layer_that_is_refused_is_left_out_whole(tmp_path):
    gpd.GeoDataFrame(geometry=[shapely.box(40_400_000, 3.33e6, 40_410_000, 3.34e6)] * 5).to_parquet(
        tmp_path / "x.parquet"
    )
    book = book_of(checked(tmp_path, {"path": "x.parquet"}))
    assert (book["rows"], book["judged"], book["left_out"]) == (5, 0, {"refused": 5})


def test_the_units_have_books_too(tmp_path):
    shapes = [*UNITS.values(), None, UNITS["33"].exterior]
    frame = gpd.GeoDataFrame({"XZQDM": ["33", "34", "32", "31"]}, geometry=shapes, crs=4490)
    frame.to_parquet(tmp_path / "u.parquet")
    table = {"study": {"units": "u"}, "layer": [{"id": "u", "role": "unit", "path": "u.parquet"}]}
    report = planseam.check(planseam.Study.from_table(table, folder=tmp_path))
    (book,) = manifest(report)["layers"]
    assert (book["rows"], book["judged"], book["left_out"]) == (4, 2, {"no-geometry": 1, "wrong-kind": 1})


def test_the_shipped_study_adds_up(delta_report):
    for book in manifest(delta_report)["layers"]:
        assert book["rows"] == book["judged"] + sum(book["left_out"].values()), book["layer"]
