import pytest

from planseam.loading.sheets.headings import headings


@pytest.mark.parametrize(
    ("row", "axes", "first", "second"),
    [
        ("地块编号,X坐标(m),Y坐标(m)", ("x", "y"), 1, 2),
        ("点号,X（米）,Y（米）", ("x", "y"), 1, 2),
        ("点号,纵坐标X（m）,横坐标Y（m）", ("east", "north"), 2, 1),
        ("点号,X(纵坐标),Y(横坐标)", ("east", "north"), 2, 1),
        ("点号,纵坐标,横坐标", ("east", "north"), 2, 1),
        ("点号,北坐标,东坐标", ("east", "north"), 2, 1),
        ("序号,经度,纬度", ("lon", "lat"), 1, 2),
        ("序号,经度(°),纬度(°)", ("lon", "lat"), 1, 2),
        ("序号,北纬,东经", ("lon", "lat"), 2, 1),
        ("点号,B,L", ("lon", "lat"), 2, 1),
        ("id,Longitude,Latitude", ("lon", "lat"), 1, 2),
        ("Vertex No.,Easting (m),Northing (m)", ("east", "north"), 1, 2),
        ("POINT_X,POINT_Y", ("x", "y"), 0, 1),
        ("点号, x / m , y / m ", ("x", "y"), 1, 2),
    ],
)
def test_coordinates_are_found_by_their_heading(row, axes, first, second):
    found = headings(row.split(","))
    assert (found.axes, found.first, found.second) == (axes, (first,), (second,))


def test_degrees_minutes_and_seconds_may_stand_apart():
    found = headings(["编号", "经度(度)", "经度(分)", "经度(秒)", "纬度度", "纬度分", "纬度秒"])
    assert (found.first, found.second) == ((1, 2, 3), (4, 5, 6))


def test_a_unit_in_brackets_is_no_part_of_a_split():
    found = headings(["经度(度)", "纬度(度)"])
    assert (found.first, found.second) == ((0,), (1,))


@pytest.mark.parametrize(
    ("row", "parts"),
    [
        ("地块编号,界址点号,圈号,X,Y", {"plot": 0, "point": 1, "ring": 2}),
        ("图斑号,部分号,序号,X,Y", {"plot": 0, "part": 1, "order": 2}),
        ("宗地代码,点号,环号,X,Y", {"plot": 0, "point": 1, "ring": 2}),
        ("地块名称,地块编号,X,Y", {"plot": 1}),
        ("名称,拐点编号,X,Y", {"plot": 0, "point": 1}),
        ("Parcel ID,Part No,Ring,Vertex No.,Order,X,Y", {"plot": 0, "part": 1, "ring": 2, "point": 3, "order": 4}),
    ],
)
def test_plots_parts_rings_points_and_order_are_found(row, parts):
    found = headings(row.split(","))
    assert {name: getattr(found, name) for name in parts} == parts


def test_any_name_is_no_number_of_plots():
    assert headings(["地块编号", "X", "Y"]).named
    assert not headings(["名称", "X", "Y"]).named


@pytest.mark.parametrize(
    "row", ["东至,西至,南至,北至", "WKT,name", "a,b", "", "经度,经度", "X,纬度", "地类编码,名称", "东,西"]
)
def test_what_has_no_two_coordinates_is_no_heading(row):
    assert headings(row.split(",")) is None


def test_of_two_pairs_the_wanted_one_is_taken_and_the_other_named():
    row = ["X", "Y", "经度", "纬度"]
    assert headings(row).axes == ("lon", "lat")
    found = headings(row, prefer=("east", "x", "lon"))
    assert (found.axes, found.others) == (("x", "y"), (("经度", "纬度"),))


def test_columns_without_heading_are_numbered():
    assert headings(["X", "Y", ""]).names == ("X", "Y", "column_3")
