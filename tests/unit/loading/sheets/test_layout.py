import pandas as pd
import pytest

from planseam.loading.sheets.layout import layout_of, layouts_of


def layout(text):
    return layout_of([tuple(line.split(",")) for line in text.split("\n")])


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("地块编号,X,Y\nA,1,2", 1),
        ("界址点成果表,,\n单位：米,,\n地块编号,X,Y\nA,1,2", 3),
        ("点号,坐标(m),\n,X,Y\nJ1,1,2", 2),
        ("点号,坐标(m),\n,纵坐标,横坐标\nJ1,1,2", 2),
    ],
)
def test_the_heading_is_found_below_titles_and_in_two_rows(text, start):
    assert layout(text).start == start


@pytest.mark.parametrize("text", ["", "a,b\n1,2", "X,Y\na,b", "WKT,X,Y\nPOINT(1 2),1,2", "东至,北至\n1,2"])
def test_what_has_no_coordinates_has_none(text):
    assert layout(text) is None


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("地块编号,X,Y\nA,1,2\nA,3,4\nA,5,6", True),
        ("地块编号,X,Y\nA,1,2\nB,3,4\nC,5,6", False),  # a point for each plot
        ("名称,经度,纬度\n甲,1,2\n甲,3,4\n甲,5,6", True),
        ("名称,经度,纬度\n甲,1,2\n乙,3,4\n丙,5,6", False),
        ("地块编号,经度,纬度\nA,1,2\n,3,4\n,5,6", True),
        ("界址点号,X,Y\nJ1,1,2\nJ2,3,4\nJ3,5,6", True),
        ("圈号,X,Y\n1,1,2", True),
        ("序号,经度,纬度\n1,1,2\n2,3,4\n3,5,6", True),
        ("序号,经度,纬度\n1,1,2\n2,3,4", False),
        ("序号,类型,经度,纬度\n1,站,1,2\n2,站,3,4\n3,站,5,6", False),
        ("备注,经度,纬度\na,1,2\nb,3,4\nc,5,6\nd,1,2", True),  # it closes
    ],
)
def test_whether_rows_make_up_plots(text, whole):
    assert layout(text).whole == whole


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("name,lon,lat\n甲,120.1,30.2\n乙,120.2,30.2", True),
        ("name,经度,纬度\n甲,120.1,30.2", True),
        ("name,x,y\n甲,512300,3456700", True),
        ("name,X,Y\n甲,3456700,512300", False),  # surveyors' axes
        ("name,经度,纬度\n甲,30.2,120.1", False),  # against the headings
        ("name,lon,lat\n甲,120°06′00″,30°12′00″", False),
        ("title,,\nname,lon,lat\n甲,120.1,30.2", False),
        ("name,东经,北纬\n甲,120.1,30.2", False),
        ("name,lon,lat\n甲,120.1,30.2\n乙,,\n丙,x,y", True),
    ],
)
def test_what_other_readers_read_as_well_is_left_to_them(text, plain):
    assert layout(text).plain == plain


def test_a_workbook_has_a_layout_for_each_sheet_and_is_never_left_to_others(tmp_path):
    with pd.ExcelWriter(tmp_path / "a.xlsx") as book:
        pd.DataFrame({"name": ["甲"], "lon": [120.1], "lat": [30.2]}).to_excel(book, sheet_name="点", index=False)
        pd.DataFrame({"a": [1]}).to_excel(book, sheet_name="说明", index=False)
    layouts = layouts_of(tmp_path / "a.xlsx")
    assert list(layouts) == ["点"]
    assert not layouts["点"].plain


def test_other_files_have_none(tmp_path):
    (tmp_path / "a.geojson").write_text("X,Y\n1,2")
    assert layouts_of(tmp_path / "a.geojson") == {}
