import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from planseam.loading.sheets.headings import headings
from planseam.loading.sheets.vertices import PLOT, from_rows, runs, spans


def sheet(text, *, start=1, whole=True):
    rows = [tuple(line.split(",")) if line else () for line in text.strip("\n").split("\n")]
    return from_rows(rows, headings(rows[start - 1]), start=start, whole=whole)


def test_vertices_belong_to_the_plot_of_their_column():
    read = sheet("地块编号,X,Y\nA,1,2\nA,3,4\nB,5,6")
    assert read.plots.tolist() == [0, 0, 1]
    assert read.frame.to_dict("list") == {"地块编号": ["A", "B"]}
    assert read.rows.tolist() == [2, 3, 4]
    assert (read.first.tolist(), read.second.tolist()) == ([1, 3, 5], [2, 4, 6])


def test_an_empty_plot_is_that_above_as_in_merged_cells():
    read = sheet("地块编号,X,Y\nA,1,2\n,3,4\nB,5,6\n,7,8")
    assert read.plots.tolist() == [0, 0, 1, 1]
    assert [note.en for note in read.notes] == ["rows without a plot, which is taken from above: 2"]


def test_a_row_with_a_plot_alone_heads_those_below():
    read = sheet("地块编号,X,Y\nA,,\n,1,2\n,3,4\nB,,\n,5,6")
    assert list(read.labels) == ["A", "B"]
    assert read.plots.tolist() == [0, 0, 1]
    assert not len(read.strays)


def test_what_is_said_of_a_plot_is_kept_and_what_differs_within_it_is_told():
    read = sheet("地块编号,用途,边长,X,Y\nA,林地,5,1,2\nA,,6,3,4\nB,草地,7,5,6")
    assert read.frame.to_dict("list") == {"地块编号": ["A", "B"], "用途": ["林地", "草地"]}
    assert [note.zh for note in read.notes] == ["同一地块内逐点不同的列没有带入：边长"]


def test_repeated_headings_begin_new_plots():
    read = sheet("点号,X,Y\nJ1,1,2\nJ2,3,4\n点号,X,Y\nJ1,5,6")
    assert read.plots.tolist() == [0, 0, 1]
    assert read.frame[PLOT].tolist() == ["1", "2"]


def test_titles_name_the_plots_below_them():
    read = sheet(
        "宗地编号：A-7,,\n点号,X,Y\nJ1,1,2\n宗地编号：A-8,,\n点号,X,Y\nJ1,5,6\n地块名称: 南块,,\nJ1,7,8", start=2
    )
    assert list(read.labels) == ["A-7", "A-8", "南块"]
    assert read.plots.tolist() == [0, 1, 2]
    assert read.words.startswith("宗地编号：A-7")


def test_footers_are_no_vertices_and_are_told():
    read = sheet("点号,X,Y\nJ1,1,2\n\n制表人：张三,,2024年\n合计,,")
    assert len(read.rows) == 1
    assert read.strays.tolist() == [4, 5]


@pytest.mark.parametrize("row", ["J2,,", "J2,abc,", "12,,", "J2,x,y"])
def test_a_numbered_point_is_a_vertex_though_nothing_can_be_read(row):
    read = sheet(f"点号,X,Y\nJ1,1,2\n{row}")
    assert read.rows.tolist() == [2, 3]
    assert np.isnan(read.first[1])
    assert not len(read.strays)


def test_a_row_of_the_same_plot_is_a_vertex_though_nothing_can_be_read():
    assert sheet("地块编号,备注,X,Y\nA,,1,2\nA,缺,,").rows.tolist() == [2, 3]


def test_without_plots_every_row_is_a_feature():
    read = sheet("name,lon,lat\n甲,1,2\n乙,,\n", whole=False)
    assert read.frame.to_dict("list") == {"name": ["甲", "乙"]} or read.strays.tolist() == [3]
    assert len(read.frame) + len(read.strays) == 2


def test_a_feature_without_coordinates_stays_a_feature():
    read = sheet("name,kind,lon,lat\n甲,站,1,2\n乙,站,,", whole=False)
    assert read.frame["name"].tolist() == ["甲", "乙"]
    assert np.isnan(read.first[1])


def test_degrees_minutes_and_seconds_in_columns_are_put_together():
    read = sheet("编号,经度(度),经度(分),经度(秒),纬度(度),纬度(分),纬度(秒)\nA,120,30,18,31,0,36")
    assert (read.first[0], read.second[0]) == pytest.approx((120.505, 31.01), abs=1e-12)


def test_headings_that_repeat_are_numbered():
    read = sheet("地块编号,备注,备注,X,Y\nA,一,二,1,2")
    assert read.frame.to_dict("list") == {"地块编号": ["A"], "备注": ["一"], "备注_2": ["二"]}


def test_short_rows_are_filled():
    assert sheet("地块编号,X,Y,备注\nA,1,2").frame["备注"].tolist() == [""]


def test_runs_are_numbered():
    assert runs(np.array([3, 3, 1, 3])).tolist() == [0, 0, 1, 2]
    assert runs(np.empty(0, dtype=int)).tolist() == []


@given(some.lists(some.integers(1, 60), max_size=30))
def test_spans_name_every_row_and_no_other(rows):
    named = set()
    for part in filter(None, spans(rows).split(", ")):
        first, _, last = part.partition("–")
        named |= set(range(int(first), int(last or first) + 1))
    assert named == set(rows)


def test_many_spans_are_cut():
    assert spans(range(0, 10, 2), most=2) == "0, 2, …"
