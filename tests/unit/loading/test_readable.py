import pytest

from planseam.loading.readable import nameless, readable


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("lon,lat,name\n1,2,a\n", True),
        ("编号\t经度\t纬度\n1\t119\t30\n", True),
        ('"WKT";"name"\n', True),
        ("说明：本数据由某局提供\n请勿外传", False),
        ("lon only\n", False),
        ("", False),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk"])
def test_a_text_is_data_where_its_first_line_names_coordinates(tmp_path, text, expected, encoding):
    (tmp_path / "a.txt").write_text(text, encoding)
    assert readable(tmp_path / "a.txt") is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("J1,3456789.12,40512345.67\nJ2,3456789.12,40512445.67\nJ3,3456889.12,40512445.67", True),
        ("119.12345 30.54321\n119.22345 30.54321\n119.22345 30.64321", True),
        ("电话 0571-88888888\n面积 12345.67 亩\n2024.05.06 版", False),
        ("第1.25条 第2.35款\n", False),
    ],
)
def test_coordinates_without_names_are_known(tmp_path, text, expected):
    (tmp_path / "a.txt").write_text(text, "gbk")
    assert nameless(tmp_path / "a.txt") is expected
    assert not nameless(tmp_path / "a.csv")


@pytest.mark.parametrize(
    ("text", "expected"),
    [('{"type": "FeatureCollection", "features": []}', True), ('{"arcs" : []}', True), ('{"name": "x"}', False)],
)
def test_a_json_is_data_where_it_has_features(tmp_path, text, expected):
    (tmp_path / "a.json").write_text(text, "utf-8")
    assert readable(tmp_path / "a.json") is expected


def test_other_files_are_not_looked_at(tmp_path):
    assert readable(tmp_path / "missing.shp")
