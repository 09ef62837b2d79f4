import geopandas as gpd
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as some

from planseam.errors import LayerError, PlanseamError
from planseam.loading import files
from planseam.loading.sheets import read, recognised, sheets_in
from planseam.model.study import LayerEntry

#: A square of 100 m near the border, worked by hand, as surveyors write it: x north, y east with its zone.
SQUARE = [(3456700, 40512300), (3456800, 40512300), (3456800, 40512400), (3456700, 40512400)]
BOX = shapely.box(40512300, 3456700, 40512400, 3456800)
HEADING = "地块编号,点号,X坐标(m),Y坐标(m)"


def entry(name, role="redline", **values):
    return LayerEntry.model_validate({"id": "x", "role": role, "path": name, **values})


def rows(corners, plot="A"):
    return "\n".join(f"{plot},J{number},{x},{y}" for number, (x, y) in enumerate(corners, start=1))


@pytest.fixture
def load(tmp_path):
    def write_and_read(text, name="a.csv", *, encoding="utf-8", role="redline", **values):
        (tmp_path / name).write_bytes(text.encode(encoding))
        assert recognised(tmp_path / name)
        return read(tmp_path / name, entry(name, role, **values))

    return write_and_read


def test_a_sheet_of_vertices_is_polygons(load):
    loaded = load(f"{HEADING}\n{rows(SQUARE)}\n{rows([(x, y + 500) for x, y in SQUARE], 'B')}")
    assert isinstance(loaded.frame, gpd.GeoDataFrame)
    assert loaded.frame["地块编号"].tolist() == ["A", "B"]
    assert loaded.frame.geometry[0].equals(BOX)
    assert loaded.crs is None
    assert loaded.findings == ()
    assert [note.zh for note in loaded.notes] == [
        "“Y坐标(m)” 为东坐标，“X坐标(m)” 为北坐标（按数值判定）",
        "2 个环没有重复首点，已闭合",
    ]


@pytest.mark.parametrize("encoding", ["gbk", "utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize(("name", "delimiter"), [("a.csv", ","), ("a.tsv", "\t"), ("a.txt", "\t"), ("a.csv", ";")])
def test_texts_of_any_encoding_and_delimiter_are_read(load, encoding, name, delimiter):
    loaded = load(f"{HEADING}\n{rows(SQUARE)}".replace(",", delimiter), name, encoding=encoding)
    assert loaded.frame.geometry[0].equals(BOX)


@pytest.mark.parametrize(("name", "engine"), [("a.xlsx", "openpyxl"), ("a.ods", "odf")])
def test_workbooks_are_read(tmp_path, name, engine):
    pytest.importorskip(engine)
    frame = pd.DataFrame(
        [["A", f"J{at}", x, y] for at, (x, y) in enumerate(SQUARE, start=1)], columns=HEADING.split(",")
    )
    with pd.ExcelWriter(tmp_path / name, engine=engine) as book:
        pd.DataFrame({"说明": ["见坐标表"]}).to_excel(book, sheet_name="说明", index=False)
        frame.to_excel(book, sheet_name="坐标", index=False)
    assert sheets_in(tmp_path / name) == ("坐标",)
    assert recognised(tmp_path / name)
    assert recognised(tmp_path / name, sublayer="坐标")
    assert not recognised(tmp_path / name, sublayer="说明")
    for sublayer in (None, "坐标"):
        assert read(tmp_path / name, entry(name, sublayer=sublayer)).frame.geometry[0].equals(BOX)


def test_of_several_sheets_one_must_be_named(tmp_path):
    frame = pd.DataFrame(
        [["A", f"J{at}", x, y] for at, (x, y) in enumerate(SQUARE, start=1)], columns=HEADING.split(",")
    )
    with pd.ExcelWriter(tmp_path / "a.xlsx") as book:
        frame.to_excel(book, sheet_name="一", index=False)
        frame.to_excel(book, sheet_name="二", index=False)
    with pytest.raises(LayerError, match="2 sheets of coordinates: 一, 二"):
        read(tmp_path / "a.xlsx", entry("a.xlsx"))
    with pytest.raises(LayerError, match="Sheets of coordinates: 一, 二"):
        read(tmp_path / "a.xlsx", entry("a.xlsx", sublayer="三"))
    assert len(read(tmp_path / "a.xlsx", entry("a.xlsx", sublayer="二")).frame) == 1


def test_degrees_minutes_and_seconds_give_what_decimals_give(load):
    corners = [("120°30′18″", "31°00′36″"), ("120°31′30″", "31°00′36″"), ("120°31′30″", "31°01′12″")]
    loaded = load("拐点号,东经,北纬\n" + "\n".join(f"{at},{x},{y}" for at, (x, y) in enumerate(corners)))
    expected = shapely.Polygon([(120.505, 31.01), (120.525, 31.01), (120.525, 31.02)])
    assert loaded.frame.geometry[0].equals_exact(expected, 1e-12)


def test_rings_and_parts_are_put_together(load):
    table = "图斑编号,部分号,圈号,X,Y\n" + "\n".join(
        f"A,{part},{ring},{x},{y}"
        for part, ring, shape in [
            (1, 1, shapely.box(500, 500, 509, 509)),
            (1, 2, shapely.box(502, 502, 504, 504)),
            (2, 1, shapely.box(520, 500, 521, 501)),
        ]
        for x, y in shape.exterior.coords
    )
    (shape,) = load(table).frame.geometry
    pierced = shapely.box(500, 500, 509, 509) - shapely.box(502, 502, 504, 504)
    assert shape.geom_type == "MultiPolygon"
    assert shape.equals(pierced | shapely.box(520, 500, 521, 501))


def test_a_row_that_cannot_be_read_is_named_and_its_plot_is_left_without_geometry(load):
    bad = [*SQUARE[:2], ("3456八百", 40512400), SQUARE[3]]
    loaded = load(f"{HEADING}\n{rows(bad)}\n{rows(SQUARE, 'B')}")
    assert loaded.frame["地块编号"].tolist() == ["A", "B"]
    assert loaded.frame.geometry.isna().tolist() == [True, False]
    (finding,) = loaded.findings
    assert finding.message.en == (
        "row 4 (A) “3456八百, 40512400”: its coordinates cannot be read; the whole plot is not judged"
    )
    assert finding.message.zh == "第 4 行（A）“3456八百, 40512400”：坐标无法读取，整个地块没有参与检查"


def test_two_points_are_no_polygon(load):
    loaded = load(f"{HEADING}\n{rows(SQUARE[:2])}\n{rows(SQUARE, 'B')}")
    assert loaded.frame.geometry.isna().tolist() == [True, False]
    assert [finding.kind for finding in loaded.findings] == ["short-0"]


def test_the_role_says_what_is_made(load):
    text = f"{HEADING}\n{rows(SQUARE)}"
    assert load(text, role="road").frame.geometry[0].length == 300
    assert load(text, role="redline").frame.geometry[0].area == 10_000
    assert load(text, role="station").frame.geom_type.unique().tolist() == ["Point"]


def test_points_with_surveyors_axes_or_degrees_are_points(load):
    text = "名称,类型,纵坐标,横坐标\n甲,站,3456700,512300\n乙,站,3456800,512400\n丙,站,,\n"
    loaded = load(text, role="station")
    assert loaded.frame["名称"].tolist() == ["甲", "乙", "丙"]
    assert loaded.frame.geometry[0].equals(shapely.Point(512300, 3456700))
    assert loaded.frame.geometry.isna().tolist() == [False, False, True]
    assert loaded.findings[0].message.en == "row 4 (丙): it has no coordinates; not judged"


@pytest.mark.parametrize(
    "text",
    [
        "name,lon,lat\n站,119.5,30.2\n",
        'WKT,X,Y\n"POINT (1 2)",1,2\n',
        "geometry,经度,纬度\nPOINT (1 2),1,2\n",
        "a,b\n1,2\n",
        "",
        "\n\n",
    ],
)
def test_what_others_read_is_left_to_them(tmp_path, text):
    (tmp_path / "a.csv").write_text(text, "utf-8")
    assert not recognised(tmp_path / "a.csv")


def test_a_table_whose_geometry_is_read_already_is_left(tmp_path):
    (tmp_path / "a.csv").write_text(f"{HEADING}\n{rows(SQUARE)}", "utf-8")
    assert not recognised(tmp_path / "a.csv", gpd.GeoDataFrame(geometry=[BOX]))
    assert recognised(tmp_path / "a.csv", pd.DataFrame({"a": [1]}))


@pytest.mark.parametrize(
    ("name", "code"), [("a.xlsx", b"nonsense"), ("a.ods", b""), ("a.shp", b""), ("a.csv", b"\xff\xfe\x00")]
)
def test_what_cannot_be_read_is_not_recognised(tmp_path, name, code):
    (tmp_path / name).write_bytes(code)
    assert not recognised(tmp_path / name)


def test_a_table_without_coordinates_is_refused(tmp_path):
    (tmp_path / "a.csv").write_text("a,b\n1,2\n")
    with pytest.raises(LayerError, match="no sheet of coordinates"):
        read(tmp_path / "a.csv", entry("a.csv"))


def test_a_crs_that_the_title_declares_is_taken(load):
    title = "界址点成果表（2000国家大地坐标系，3度带，中央子午线120°）,,,\n"
    bare = [(x, y - 40_000_000) for x, y in SQUARE]
    loaded = load(title + HEADING + "\n" + rows(bare))
    assert loaded.crs.to_epsg() == 4549
    assert "which is CGCS2000 / 3-degree Gauss-Kruger CM 120E" in loaded.notes[-1].en


def test_a_declaration_that_the_numbers_contradict_is_told_and_not_taken(load):
    title = "2000国家大地坐标系，3度带，带号39,,,\n"
    loaded = load(title + HEADING + "\n" + rows(SQUARE))
    assert loaded.crs is None
    (finding,) = loaded.findings
    assert (finding.rule, finding.kind) == ("DA101", "declared")
    assert "zone 39 is declared" in finding.message.en


def test_headings_that_the_numbers_contradict_are_told(load):
    text = "地块编号,点号,经度,纬度\n" + rows([(31.1, 120.1), (31.2, 120.1), (31.2, 120.2)])
    loaded = load(text)
    assert loaded.frame.geometry[0].bounds == (120.1, 31.1, 120.2, 31.2)
    (finding,) = loaded.findings
    assert (finding.rule, finding.severity, finding.kind) == ("DA101", "info", "axes")


def test_the_pair_that_the_crs_of_the_study_file_can_be_of_is_read(load):
    corners = zip(SQUARE, [(120.1, 31.1), (120.2, 31.1), (120.2, 31.2), (120.1, 31.2)], strict=True)
    text = "地块编号,X,Y,经度,纬度\n" + "\n".join(f"A,{x},{y},{lon},{lat}" for (x, y), (lon, lat) in corners)
    assert load(text, crs="EPSG:4528").frame.geometry[0].equals(BOX)
    assert load(text, crs="EPSG:4490").frame.geometry[0].equals(shapely.box(120.1, 31.1, 120.2, 31.2))
    assert any("columns X and Y hold coordinates as well" in note.en for note in load(text).notes)


EXCHANGE = """[属性描述]
坐标系={datum}
几度分带=3
带号=40
[地块坐标]
4,1.0,320581001,一号,面,,林地,,@
{vertices}
"""


@pytest.mark.parametrize(("datum", "code"), [("2000国家大地坐标系", 4528), ("80国家大地坐标系", 2364)])
def test_the_national_exchange_text_is_read_with_its_crs(load, datum, code):
    vertices = "\n".join(f"J{number},1,{x},{y}" for number, (x, y) in enumerate(SQUARE, start=1))
    loaded = load(EXCHANGE.format(datum=datum, vertices=vertices), "a.txt", encoding="gbk")
    assert loaded.frame["地块编号"].tolist() == ["320581001"]
    assert loaded.frame.geometry[0].equals(BOX)
    assert loaded.crs.to_epsg() == code


def test_a_text_that_is_not_in_the_encoding_named_is_refused(tmp_path):
    (tmp_path / "a.csv").write_text(f"{HEADING}\n{rows(SQUARE)}", "gbk")
    with pytest.raises(UnicodeDecodeError):
        read(tmp_path / "a.csv", entry("a.csv", encoding="UTF-8"))


def test_the_reader_of_files_takes_sheets_in(tmp_path):
    (tmp_path / "a.csv").write_text(f"{HEADING}\n{rows(SQUARE)}", "gbk")
    assert files.read(tmp_path / "a.csv", entry("a.csv")).frame.geometry[0].equals(BOX)
    # a table of numbers has no place, whatever its columns are called
    (tmp_path / "b.csv").write_text("code,X,Y,area\n33,3456700,40512300,1\n")
    assert "area" in files.read(tmp_path / "b.csv", entry("b.csv", role="quota")).frame


CELL = some.one_of(
    some.sampled_from(["", "A", "B", "J1", "J2", "1", "2", "120.5", "31.2", "3456700", "40512300", "120°30′", "合计"]),
    some.text(alphabet=some.characters(codec="utf-8", exclude_characters='\r\n,"'), max_size=6),
)
HEADINGS = some.sampled_from(
    [
        "地块编号,点号,X,Y",
        "点号,X坐标,Y坐标",
        "名称,经度,纬度",
        "图斑号,部分号,圈号,序号,东经,北纬",
        "X,Y",
        "宗地编号：1,,",
    ]
)


@settings(max_examples=300, deadline=None)
@given(
    HEADINGS, some.lists(some.lists(CELL, min_size=1, max_size=6), max_size=12), some.sampled_from(["redline", "road"])
)
def test_whatever_stands_in_a_sheet_nothing_breaks_and_no_row_is_lost(tmp_path_factory, heading, cells, role):
    path = tmp_path_factory.mktemp("sheet") / "a.csv"
    path.write_text("\n".join([heading, *(",".join(row) for row in cells)]), "utf-8")
    try:
        loaded = read(path, entry("a.csv", role))
    except PlanseamError:
        return
    without = int(loaded.frame.geometry.isna().sum())
    told = [finding for finding in loaded.findings if finding.rule == "DA102"]
    assert bool(without) <= bool(told)
    assert not loaded.frame.geometry.dropna().is_empty.any()


def test_corners_in_two_columns_of_a_page_are_one_ring(load):
    """Half of the corners would make another plot."""
    (a, b), (c, d), (e, f), (g, h) = SQUARE
    loaded = load(f"点号,X坐标,Y坐标,点号,X坐标,Y坐标\nJ1,{a},{b},J3,{e},{f}\nJ2,{c},{d},J4,{g},{h}")
    assert loaded.frame.geometry[0].equals(BOX)
    assert list(loaded.frame.columns) == ["地块编号", "geometry"]
    assert "side by side" in " ".join(note.en for note in loaded.notes)
