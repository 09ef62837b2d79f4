import pytest

from planseam.loading.sheets.plots import is_exchange, read_exchange

HEAD = """[属性描述]
格式版本号=1.01版本
坐标系=2000国家大地坐标系
几度分带=3
投影类型=高斯克吕格
计量单位=米
带号=40
精度=0.001
转换参数=,,,,,,
[地块坐标]
"""
PLOT = """5,0.1234,320581001,一号地块,面,H51,林地,0301,@
J1,1,3456700.123,40512300.678
J2,1,3456800.123,40512300.678
J3,1,3456800.123,40512400.678
J4,1,3456700.123,40512400.678
J1,1,3456700.123,40512300.678
"""


@pytest.mark.parametrize("text", [HEAD + PLOT, HEAD, PLOT, PLOT.replace(",", "，"), PLOT.replace("\n", "\r\n")])
def test_it_is_recognised(text):
    assert is_exchange(text)


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", "name,mail\nx,a@b.cn\n", "J1,1,2,3\n"])
def test_other_texts_are_none(text):
    assert not is_exchange(text)


def test_a_plot_has_all_that_its_head_says():
    read = read_exchange(HEAD + PLOT)
    assert read.frame.iloc[0].to_dict() == {
        "界址点数": "5",
        "地块面积": "0.1234",
        "地块编号": "320581001",
        "地块名称": "一号地块",
        "记录图形属性": "面",
        "图幅号": "H51",
        "地块用途": "林地",
        "地类编码": "0301",
    }
    assert (read.labels, read.kinds) == (["320581001"], ["polygon"])
    assert "带号=40" in read.words
    assert read.doubts == ()


def test_vertices_have_ring_and_row():
    read = read_exchange(HEAD + PLOT + "J5,2,3456720,40512320\n")
    assert read.rings == ["1"] * 5 + ["2"]
    assert read.rows.tolist() == [12, 13, 14, 15, 16, 17]
    assert read.first[0] == 3456700.123
    assert read.second[0] == 40512300.678


def test_a_text_without_description_has_plots_all_the_same():
    read = read_exchange(PLOT + PLOT.replace("320581001", "320581002"))
    assert read.labels == ["320581001", "320581002"]
    assert read.plots.tolist() == [0] * 5 + [1] * 5


def test_vertices_without_ring_are_of_the_first():
    assert read_exchange(PLOT.replace(",1,3456", ",3456")).rings == ["1"] * 5


def test_vertices_before_any_head_are_a_plot_of_their_own():
    read = read_exchange("[地块坐标]\nJ1,1,3456700,40512300\n" + PLOT)
    assert read.plots.tolist() == [0] + [1] * 5
    assert read.labels == ["1", "320581001"]


def test_lines_that_are_neither_are_named():
    assert read_exchange(HEAD + PLOT + "完\n").unread == ((17, 0),)


@pytest.mark.parametrize(
    ("count", "doubted"), [("5", False), ("4", False), ("6", True), ("3", True), ("", False), ("x", False)]
)
def test_points_are_counted_against_the_head_with_or_without_the_closing_one(count, doubted):
    read = read_exchange(PLOT.replace("5,0.1234", f"{count},0.1234"))
    assert bool(read.doubts) == doubted


def test_the_count_is_told():
    ((plot, doubt),) = read_exchange(PLOT.replace("5,0.1234", "9,0.1234")).doubts
    assert (plot, doubt.zh, doubt.en) == (0, "写明 9 个界址点，实有 5 个", "9 points announced, 5 there")


def test_a_head_without_vertices_is_a_plot():
    read = read_exchange(HEAD + "0,0,A,甲,面,,,@\n")
    assert (len(read.frame), len(read.plots), read.labels) == (1, 0, ["A"])
