import geopandas as gpd
import pytest
import shapely

from planseam.loading.dxf import drawn, encoding_of, is_label
from planseam.loading.files import read
from planseam.model.study import LayerEntry

SQUARE = [(0, 0), (10, 0), (10, 10), (0, 10)]


def polyline(layer, points, *, closed=True, handle="A1", paper=False):
    corners = "".join(f"10\n{x}\n20\n{y}\n" for x, y in points)
    space = "67\n1\n" if paper else ""
    return (
        f"0\nLWPOLYLINE\n5\n{handle}\n100\nAcDbEntity\n{space}8\n{layer}\n100\nAcDbPolyline\n"
        f"90\n{len(points)}\n70\n{int(closed)}\n{corners}"
    )


def label(layer, x, y, words, *, handle="B1"):
    return f"0\nTEXT\n5\n{handle}\n100\nAcDbEntity\n8\n{layer}\n100\nAcDbText\n10\n{x}\n20\n{y}\n40\n2.5\n1\n{words}\n"


def drawing(path, *entities, version="AC1015", page="ANSI_936", encoding="gbk"):
    head = f"0\nSECTION\n2\nHEADER\n9\n$ACADVER\n1\n{version}\n9\n$DWGCODEPAGE\n3\n{page}\n0\nENDSEC\n"
    text = f"{head}0\nSECTION\n2\nENTITIES\n{''.join(entities)}0\nENDSEC\n0\nEOF\n"
    path.write_bytes(text.encode(encoding))
    return path


def load(path, **values):
    return read(path, LayerEntry.model_validate({"id": "x", "role": "redline", "path": path.name, **values}))


@pytest.fixture
def plots(tmp_path):
    return drawing(
        tmp_path / "a.dxf",
        polyline("红线", SQUARE, handle="A1"),
        polyline("红线", [(20, 0), (30, 0), (30, 10), (20, 0)], closed=False, handle="A2"),
        polyline("道路", [(20, 0), (30, 0)], closed=False, handle="A3"),
        label("注记", 5, 5, "12.5", handle="B1"),
        label("注记", 6, 6, "清凉峰", handle="B2"),
        label("注记", 99, 99, "图例", handle="B3"),
    )


def test_closed_polylines_become_polygons_and_others_stay_lines(plots):
    loaded = load(plots)
    assert [shape.geom_type for shape in loaded.frame.geometry] == ["Polygon", "Polygon", "LineString"]
    assert loaded.frame.area.tolist() == [100, 50, 0]
    assert loaded.crs is None


def test_labels_become_attributes_of_the_polygon_around_them(plots):
    frame = load(plots).frame
    assert frame["text"].tolist()[0] == "12.5 清凉峰"
    assert frame["name"].tolist()[0] == "清凉峰"
    assert frame["text"].isna().tolist() == [False, True, True]


def test_labels_that_lie_nowhere_are_told(plots):
    assert [note.en for note in load(plots).notes] == ["text labels that lie in no polygon, and were not used: 1"]


def test_handles_are_the_ids_and_layers_a_column(plots):
    frame = load(plots).frame
    assert frame["fid"].tolist() == ["A1", "A2", "A3"]
    assert frame["Layer"].tolist() == ["红线", "红线", "道路"]


def test_one_layer_of_the_cad_program_is_read_with_labels_of_all(plots):
    loaded = load(plots, sublayer="红线")
    assert len(loaded.frame) == 2
    assert loaded.frame["name"].iloc[0] == "清凉峰"
    assert not loaded.notes


def test_for_roles_of_lines_closed_polylines_stay_lines(plots):
    frame = load(plots, role="road").frame
    assert {shape.geom_type for shape in frame.geometry} == {"LineString"}


def test_a_layer_of_texts_alone_is_one_of_named_points(plots):
    frame = load(plots, role="station", sublayer="注记").frame
    assert [shape.geom_type for shape in frame.geometry] == ["Point"] * 3
    assert frame["name"].tolist() == ["12.5", "清凉峰", "图例"]


def test_a_label_goes_to_the_innermost_polygon_and_nests_are_told(tmp_path):
    path = drawing(
        tmp_path / "a.dxf",
        polyline("a", SQUARE, handle="A1"),
        polyline("a", [(4, 4), (6, 4), (6, 6), (4, 6)], handle="A2"),
        label("a", 5, 5, "内", handle="B1"),
    )
    loaded = load(path)
    assert loaded.frame["name"].isna().tolist() == [True, False]
    (finding,) = loaded.findings
    assert (finding.kind, finding.severity) == ("nested-outline", "minor")
    assert finding.message.en.startswith("closed polylines within another, each taken for an area of its own: 1;")


def test_entities_of_a_layout_are_left_out_and_told(tmp_path):
    path = drawing(tmp_path / "a.dxf", polyline("a", SQUARE), polyline("a", SQUARE, handle="A9", paper=True))
    loaded = load(path)
    assert len(loaded.frame) == 1
    assert loaded.left_out == {"paper-space": 1}
    assert [finding.kind for finding in loaded.findings] == ["paper-space"]


@pytest.mark.parametrize(
    ("version", "page", "encoding"),
    [
        ("AC1015", "ANSI_936", "gbk"),
        ("AC1015", "ANSI_1252", "gbk"),
        ("AC1027", "ANSI_936", "utf-8"),
        ("AC1027", "ANSI_936", "gbk"),
    ],
)
def test_text_is_read_whatever_the_header_says(tmp_path, version, page, encoding):
    path = drawing(
        tmp_path / "a.dxf",
        polyline("生态保护红线", SQUARE),
        label("注记", 5, 5, "清凉峰国家级自然保护区"),
        version=version,
        page=page,
        encoding=encoding,
    )
    frame = load(path).frame
    assert (frame["Layer"].iloc[0], frame["name"].iloc[0]) == ("生态保护红线", "清凉峰国家级自然保护区")


def test_the_encoding_of_the_study_file_wins(tmp_path):
    path = drawing(tmp_path / "a.dxf", polyline("紅線", SQUARE), page="ANSI_936", encoding="big5")
    assert load(path, encoding="BIG5").frame["Layer"].iloc[0] == "紅線"


def test_where_the_text_tells_too_little_the_header_is_left_to_speak(tmp_path):
    path = drawing(tmp_path / "a.dxf", polyline("Übersicht", SQUARE), page="ANSI_1252", encoding="cp1252")
    assert load(path).frame["Layer"].iloc[0] == "Übersicht"
    assert encoding_of(drawing(tmp_path / "b.dxf", polyline("红线", SQUARE))) in {"GBK", ""}


def test_labels_are_points_that_say_something():
    frame = gpd.GeoDataFrame(
        {
            "SubClasses": ["AcDbEntity:AcDbText", "AcDbEntity:AcDbMText", "AcDbEntity:AcDbPoint", None],
            "Text": ["", None, None, "x"],
        },
        geometry=[shapely.Point(0, 0)] * 4,
    )
    assert is_label(frame).tolist() == [True, True, False, True]


def test_a_collection_keeps_its_other_parts():
    ring = shapely.LineString([*SQUARE, SQUARE[0]])
    block = shapely.GeometryCollection([ring, shapely.LineString([(50, 0), (60, 0)]), shapely.Point(1, 1)])
    frame = gpd.GeoDataFrame({"Layer": ["a"]}, geometry=[block])
    made = drawn(frame, layer=None, kind="polygon", where="x").frame.geometry.iloc[0]
    assert [part.geom_type for part in made.geoms] == ["Polygon", "LineString", "Point"]


def test_the_entities_are_not_changed(plots):
    frame = gpd.GeoDataFrame({"Layer": ["a"], "Text": [None]}, geometry=[shapely.LineString([*SQUARE, SQUARE[0]])])
    before = frame.copy()
    drawn(frame, layer=None, kind="polygon", where="x")
    assert frame.equals(before)
