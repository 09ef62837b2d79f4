import io
import json
import zipfile

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from planseam.errors import LayerError
from planseam.loading import files
from planseam.loading.limits import Limits
from planseam.loading.sources import archive_of, find, located
from planseam.model.study import LayerEntry

FEATURE = {"type": "Feature", "properties": {"MC": "红"}, "geometry": {"type": "Point", "coordinates": [119, 30]}}
COLLECTION = json.dumps({"type": "FeatureCollection", "features": [FEATURE]}, ensure_ascii=False)
KML = '<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>{folders}</Document></kml>'
FOLDER = (
    "<Folder><name>{name}</name><Placemark><name>甲</name><Point><coordinates>119,30</coordinates></Point>"
    "</Placemark></Folder>"
)


@pytest.fixture
def frame():
    return gpd.GeoDataFrame({"MC": ["红"]}, geometry=[shapely.box(119, 30, 120, 31)], crs="EPSG:4490")


def named(sources):
    return [(source.path, source.sublayer, source.format) for source in sources]


def told(problems):
    return {problem.path: problem.what.en for problem in problems}


def put(path, members):
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def zipped(members):
    buffer = io.BytesIO()
    put(buffer, members)
    return buffer.getvalue()


def read_all(folder, sources):
    """Every source is read by the words that the study file would use."""
    return [
        files.read(
            folder / source.path,
            LayerEntry(id="x", role="project", path=source.path, sublayer=source.sublayer),
        )
        for source in sources
    ]


def test_every_format_of_a_folder_is_found_in_order_and_can_be_read(tmp_path, frame):
    (tmp_path / "浙江").mkdir()
    frame.to_file(tmp_path / "浙江" / "STBHHX.shp", encoding="UTF-8")
    frame.to_file(tmp_path / "a.gpkg", layer="zones")
    frame.to_file(tmp_path / "a.gpkg", layer="lines")
    frame.to_file(tmp_path / "b.gdb", layer="CZKFBJ", driver="OpenFileGDB")
    frame.to_file(tmp_path / "c.fgb")
    frame.to_parquet(tmp_path / "d.parquet")
    frame.to_file(tmp_path / "e.gml", driver="GML")
    frame.to_file(tmp_path / "f.tab", driver="MapInfo File")
    (tmp_path / "g.geojson").write_text(COLLECTION, "utf-8")
    (tmp_path / "h.geojsonl").write_text(json.dumps(FEATURE), "utf-8")
    (tmp_path / "i.kml").write_text(KML.format(folders=FOLDER.format(name="甲") + FOLDER.format(name="乙")), "utf-8")
    (tmp_path / "j.csv").write_text("lon,lat\n119,30\n", "utf-8")
    sources, problems = find(tmp_path)
    assert named(sources) == [
        ("a.gpkg", "zones", "GeoPackage"),
        ("a.gpkg", "lines", "GeoPackage"),
        ("b.gdb", None, "FileGDB"),
        ("c.fgb", None, "FlatGeobuf"),
        ("d.parquet", None, "Parquet"),
        ("e.gml", None, "GML"),
        ("f.tab", None, "MapInfo"),
        ("g.geojson", None, "GeoJSON"),
        ("h.geojsonl", None, "GeoJSON lines"),
        ("i.kml", "甲", "KML"),
        ("i.kml", "乙", "KML"),
        ("j.csv", None, "CSV"),
        ("浙江/STBHHX.shp", None, "Shapefile"),
    ]
    assert problems == ()
    assert [len(loaded.frame) for loaded in read_all(tmp_path, sources)] == [1] * 13


def test_the_files_of_a_shapefile_belong_to_it(tmp_path, frame):
    frame.to_file(tmp_path / "a.shp", encoding="UTF-8")
    (tmp_path / "a.shp.xml").write_text("<metadata/>")
    (tmp_path / "a.sbn").touch()
    (source,), problems = find(tmp_path)
    assert [member.name for member in source.members] == [
        "a.shp",
        *("a.cpg", "a.dbf", "a.prj", "a.sbn", "a.shp.xml", "a.shx"),
    ]
    assert problems == ()


def test_two_shapefiles_whose_names_begin_alike_keep_their_own(tmp_path, frame):
    frame.to_file(tmp_path / "a.shp", encoding="UTF-8")
    frame.to_file(tmp_path / "a.b.shp", encoding="UTF-8")
    sources, problems = find(tmp_path)
    assert [len(source.members) for source in sources] == [5, 5]
    assert problems == ()


def test_what_gives_no_layer_is_named(tmp_path):
    for name in ("plan.dwg", "a.prj", "说明.docx", "b.xyz", "c.rar"):
        (tmp_path / name).write_bytes(b"x")
    (tmp_path / "d.geojson").write_text(COLLECTION, "utf-8")
    (tmp_path / "readme.txt").write_text("请勿外传", "utf-8")
    (tmp_path / "corners.txt").write_text("J1,3456789.12,512345.67\n" * 4, "utf-8")
    sources, problems = find(tmp_path)
    assert [source.path for source in sources] == ["d.geojson"]
    assert told(problems) == {
        "a.prj": "the main file that it belongs to (.shp, .tab or .mif) is missing",
        "b.xyz": "its format is not known, and it was not read",
        "c.rar": "an archive of this kind cannot be opened",
        "plan.dwg": "GDAL cannot read DWG",
        "corners.txt": "it seems to hold coordinates, but names no columns, and was not read",
        "readme.txt": "a text without columns of coordinates, left aside",
        "说明.docx": "it is no vector data, and was left aside",
    }
    assert {problem.path for problem in problems if problem.harmless} == {"readme.txt", "说明.docx"}


def test_hidden_files_are_passed_over(tmp_path):
    (tmp_path / "__MACOSX").mkdir()
    for name in (".DS_Store", "Thumbs.db", "__MACOSX/a.shp", ".hidden.geojson"):
        (tmp_path / name).write_bytes(b"x")
    assert find(tmp_path) == ((), ())


def test_links_are_told_and_not_followed(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "in").mkdir()
    (tmp_path / "real" / "a.geojson").write_text(COLLECTION, "utf-8")
    (tmp_path / "in" / "a.geojson").symlink_to(tmp_path / "real" / "a.geojson")
    (tmp_path / "in" / "loop").symlink_to(tmp_path / "in")
    sources, problems = find(tmp_path / "in")
    assert sources == ()
    assert told(problems) == dict.fromkeys(("a.geojson", "loop"), "it is a symbolic link, and was not followed")


def test_a_single_file_and_a_single_geodatabase_are_found(tmp_path, frame):
    frame.to_file(tmp_path / "a.shp", encoding="UTF-8")
    frame.to_file(tmp_path / "b.gdb", layer="X", driver="OpenFileGDB")
    assert named(find(tmp_path / "a.shp")[0]) == [("a.shp", None, "Shapefile")]
    assert len(find(tmp_path / "a.shp")[0][0].members) == 5
    assert named(find(tmp_path / "b.gdb")[0]) == [("b.gdb", None, "FileGDB")]


def test_a_container_that_cannot_be_opened_is_a_problem_and_the_others_go_on(tmp_path):
    (tmp_path / "a.gpkg").write_text("hello")
    (tmp_path / "b.kml").write_text("<kml>", "utf-8")
    (tmp_path / "c.geojson").write_text(COLLECTION, "utf-8")
    (tmp_path / "d.gdb").mkdir()
    (tmp_path / "e.zip").write_bytes(b"hello")
    sources, problems = find(tmp_path)
    assert [source.path for source in sources] == ["c.geojson"]
    assert set(told(problems)) == {"a.gpkg", "b.kml", "d.gdb", "e.zip"}


def test_archives_are_opened_and_their_members_named(tmp_path, frame):
    frame.to_file(tmp_path / "S.shp", encoding="UTF-8")
    frame.to_file(tmp_path / "g.gpkg", layer="A")
    frame.to_file(tmp_path / "g.gpkg", layer="B")
    parts = {part.name: part.read_bytes() for part in tmp_path.iterdir()}
    inner = zipped({f"b/{name}": content for name, content in parts.items() if name.startswith("S.")})
    folder = tmp_path / "in" / "浙江"
    folder.mkdir(parents=True)
    put(folder / "全部.zip", {"x/a.zip": inner, "x/g.gpkg": parts["g.gpkg"], "x/说明.docx": b"1", "../out": b"1"})
    sources, problems = find(tmp_path / "in")
    assert named(sources) == [
        ("浙江/全部.zip", "x/a.zip/b/S.shp", "Shapefile"),
        ("浙江/全部.zip", "x/g.gpkg|A", "GeoPackage"),
        ("浙江/全部.zip", "x/g.gpkg|B", "GeoPackage"),
    ]
    assert set(told(problems)) == {"浙江/全部.zip/../out", "浙江/全部.zip/x/说明.docx"}
    assert [len(loaded.frame) for loaded in read_all(tmp_path / "in", sources)] == [1, 1, 1]


def test_a_geodatabase_in_an_archive_is_read_with_or_without_its_folder(tmp_path, frame):
    frame.to_file(tmp_path / "x.gdb", layer="STBHHX", driver="OpenFileGDB")
    parts = {part.name: part.read_bytes() for part in (tmp_path / "x.gdb").iterdir()}
    (tmp_path / "in").mkdir()
    put(tmp_path / "in" / "a.zip", {f"x.gdb/{name}": content for name, content in parts.items()})
    put(tmp_path / "in" / "b.zip", parts)
    sources, problems = find(tmp_path / "in")
    assert named(sources) == [("a.zip", "x.gdb", "FileGDB"), ("b.zip", None, "FileGDB")]
    assert problems == ()
    assert [loaded.frame["MC"].tolist() for loaded in read_all(tmp_path / "in", sources)] == [["红"], ["红"]]


def test_the_layers_of_a_kmz_go_by_their_own_names(tmp_path):
    put(tmp_path / "a.kmz", {"doc.kml": KML.format(folders=FOLDER.format(name="甲") + FOLDER.format(name="乙"))})
    put(tmp_path / "b.kmz", {"doc.kml": KML.format(folders=FOLDER.format(name="甲")), "images/a.png": b"1"})
    sources, problems = find(tmp_path)
    assert named(sources) == [("a.kmz", "甲", "KMZ"), ("a.kmz", "乙", "KMZ"), ("b.kmz", None, "KMZ")]
    assert [problem.harmless for problem in problems] == [True]
    assert [len(loaded.frame) for loaded in read_all(tmp_path, sources)] == [1, 1, 1]


def test_archives_within_archives_end_somewhere(tmp_path):
    content = zipped({"a.geojson": COLLECTION})
    for _ in range(4):
        content = zipped({"a.zip": content})
    (tmp_path / "a.zip").write_bytes(content)
    sources, problems = find(tmp_path)
    assert sources == ()
    assert told(problems) == {"a.zip/a.zip/a.zip/a.zip": "archives nest deeper than 3; this one was not opened"}


def test_the_bounds_count_archives_within_archives(tmp_path):
    inner = zipped({str(number): b"" for number in range(6)})
    put(tmp_path / "a.zip", {"a.zip": inner, "b.zip": inner})
    _, problems = find(tmp_path, limits=Limits(members=10))
    assert told(problems)["a.zip/b.zip"] == "the archive holds 14 files, more than 10"


def test_deep_and_full_folders_end_somewhere(tmp_path):
    (tmp_path / "a" / "b" / "c").mkdir(parents=True)
    for number in range(4):
        (tmp_path / f"{number}.geojson").write_text(COLLECTION, "utf-8")
    _, problems = find(tmp_path, limits=Limits(depth=2))
    assert told(problems) == {"a/b/c": "folders nest deeper than 2; the rest was not read"}
    _, problems = find(tmp_path, limits=Limits(files=3))
    assert "there are more than 3 files; the rest was not read" in told(problems).values()


def test_sheets_of_a_workbook_are_sources(tmp_path):
    with pd.ExcelWriter(tmp_path / "a.xlsx") as book:
        for sheet in ("指标", "标准"):
            pd.DataFrame({"a": [1]}).to_excel(book, sheet_name=sheet, index=False)
    sources, _ = find(tmp_path)
    assert [(source.sublayer, source.geometry) for source in sources] == [("指标", "none"), ("标准", "none")]


@pytest.fixture
def archive(tmp_path):
    other = COLLECTION.replace("红", "绿")
    return put(tmp_path / "all.zip", {"a/S.geojson": COLLECTION, "b/S.geojson": other, "b/T.geojson": other})


@pytest.mark.parametrize(
    ("path", "sublayer", "expected"),
    [
        ("all.zip", "a/S.geojson", "红"),
        ("all.zip/a/S.geojson", None, "红"),
        ("all.zip/b", "S.geojson", "绿"),
        ("all.zip", "b\\S.geojson", "绿"),
        ("all.zip", "T.geojson", "绿"),
        ("all.zip", "T", "绿"),
    ],
)
def test_a_member_is_located_by_any_of_its_names(archive, path, sublayer, expected):
    assert expected in located(archive.parent / path, sublayer, where="x").file.read_text("utf-8")
    entry = LayerEntry(id="x", role="project", path=path, sublayer=sublayer)
    assert files.read(archive.parent / path, entry).frame["MC"].tolist() == [expected]


def test_a_name_that_several_members_have_is_asked(archive):
    with pytest.raises(LayerError, match=r"holds 2 layers: a/S\.geojson, b/S\.geojson"):
        located(archive, "S.geojson", where="x")
    with pytest.raises(LayerError, match="holds 3 layers"):
        located(archive, None, where="x")


def test_a_name_that_no_member_has_is_answered_with_the_nearest(archive):
    with pytest.raises(LayerError, match=r"Did you mean “a/S\.geojson”"):
        located(archive, "a/SS.geojson", where="x")
    with pytest.raises(LayerError, match="There is: a/S"):
        located(archive, "zzz", where="x")


def test_an_archive_of_nothing_says_why(tmp_path):
    put(tmp_path / "a.zip", {"plan.dwg": b"x"})
    with pytest.raises(LayerError, match="GDAL cannot read DWG"):
        located(tmp_path / "a.zip", None, where="x")
    put(tmp_path / "b.zip", {"a.docx": b"x"})
    with pytest.raises(LayerError, match="no layer that can be read"):
        located(tmp_path / "b.zip", None, where="x")


def test_what_is_in_no_archive_stays_where_it_is(tmp_path):
    assert located(tmp_path / "a.shp", "b", where="x").layer == "b"
    assert archive_of(tmp_path / "a.shp") is None


def test_a_folder_called_zip_is_no_archive(tmp_path):
    (tmp_path / "a.zip").mkdir()
    (tmp_path / "a.zip" / "a.geojson").write_text(COLLECTION, "utf-8")
    assert named(find(tmp_path)[0]) == [("a.zip/a.geojson", None, "GeoJSON")]
