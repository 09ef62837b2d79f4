import geopandas as gpd
import pytest
import shapely

from planseam.loading.distinct import distinct, with_distinct_heading
from planseam.loading.files import read
from planseam.model.study import LayerEntry


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ([], []),
        (["a", "b"], ["a", "b"]),
        (["x", "X", "x"], ["x", "X_2", "x_3"]),
        (["x", "x_2", "x"], ["x", "x_2", "x_3"]),
        (["", "", "名称", "名称"], ["", "_2", "名称", "名称_2"]),
    ],
)
def test_the_second_of_a_name_is_numbered(names, expected):
    assert distinct(names) == expected


def written(folder, text, encoding="utf-8"):
    path = folder / "x.csv"
    path.write_bytes(text.encode(encoding))
    return path


def test_a_sound_table_is_not_copied(tmp_path):
    path = written(tmp_path, "a,b\n1,2\n")
    assert with_distinct_heading(path) == path


@pytest.mark.parametrize("text", ["", "\n", "a" * 200_000 + ",a\n1,2\n"])
def test_what_has_no_heading_that_can_be_read_is_left_to_the_reader(tmp_path, text):
    path = written(tmp_path, text)
    assert with_distinct_heading(path) == path


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_rest_of_the_table_comes_as_it_was(tmp_path, separator):
    rest = f'1{separator}"two\nlines"{separator}3\n\n浙江{separator}5'
    path = written(tmp_path, f"a{separator}a{separator}b\r\n{rest}", "gbk")
    copy = with_distinct_heading(path)
    assert copy.read_bytes() == f"a{separator}a_2{separator}b\n{rest}".encode("gbk")
    assert path.read_bytes().startswith(f"a{separator}a{separator}b\r".encode())


@pytest.mark.parametrize("heading", ["BSM,lon,lon,lat", "BSM,lon,M,lon,lat", "lon,lat,lon,lat"])
def test_two_columns_of_longitude_crash_nothing(tmp_path, heading):
    written(tmp_path, f"{heading}\n118.9,118.9,30.1,30.2,30.3\n")
    entry = LayerEntry.model_validate({"id": "x", "role": "station", "path": "x.csv"})
    assert len(read(tmp_path / "x.csv", entry).frame) == 1


def test_a_shapefile_with_two_columns_of_one_name_is_read_and_told(tmp_path):
    frame = gpd.GeoDataFrame({"AAA": ["北"], "BBB": ["南"]}, geometry=[shapely.box(0, 0, 1, 1)], crs=4490)
    frame.to_file(tmp_path / "x.shp", encoding="GBK")
    table = tmp_path / "x.dbf"
    table.write_bytes(table.read_bytes().replace(b"BBB", b"AAA"))
    entry = LayerEntry.model_validate({"id": "x", "role": "redline", "path": "x.shp"})
    loaded = read(tmp_path / "x.shp", entry)
    assert loaded.frame.drop(columns="geometry").iloc[0].to_dict() == {"AAA": "南"}
    assert [(finding.rule, finding.kind) for finding in loaded.findings] == [("DA103", "one-name")]
