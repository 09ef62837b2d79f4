import geopandas as gpd
import pytest
import shapely

from planseam.loading.dbf import dbf_text

MOST = 1000


@pytest.fixture
def table(tmp_path):
    frame = gpd.GeoDataFrame(
        {"名称": ["浙江", "安徽", "浙江", None], "ASCII": ["a", "b", "c", "d"], "MJ": [1.5, 2, 3, 4]},
        geometry=[shapely.Point(0, 0)] * 4,
        crs="EPSG:4490",
    )
    frame.to_file(tmp_path / "a.shp", encoding="GBK")
    return tmp_path / "a.dbf"


def test_names_and_different_values_that_are_not_ascii_are_collected(table):
    assert dbf_text(table, most=MOST).values == {text.encode("gbk") for text in ("名称", "浙江", "安徽")}


def test_the_language_driver_is_told(table):
    code = bytearray(table.read_bytes())
    code[29] = 0x4D
    table.write_bytes(code)
    assert dbf_text(table, most=MOST).driver == 0x4D


def test_deleted_records_do_not_count(table):
    code = bytearray(table.read_bytes())
    start, width = (int.from_bytes(code[at : at + 2], "little") for at in (8, 10))
    code[start + width] = ord("*")
    table.write_bytes(code)
    assert "安徽".encode("gbk") not in dbf_text(table, most=MOST).values


def test_a_table_that_is_cut_short_gives_what_is_there(table):
    code = table.read_bytes()
    start, width = (int.from_bytes(code[at : at + 2], "little") for at in (8, 10))
    table.write_bytes(code[: start + width + 3])
    assert dbf_text(table, most=MOST).values == {text.encode("gbk") for text in ("名称", "浙江")}


@pytest.mark.parametrize("code", [b"", b"\x03", b"\x03" * 31, b"\xff" * 32, b"\xff" * 500, b"\x00" * 500])
def test_what_is_no_table_gives_nothing_and_does_no_harm(tmp_path, code):
    path = tmp_path / "a.dbf"
    path.write_bytes(code)
    assert isinstance(dbf_text(path, most=MOST).values, frozenset)


def test_every_prefix_and_every_wrong_byte_of_a_header_does_no_harm(table):
    code = table.read_bytes()
    for at in range(32 + 3 * 32 + 1):
        for wrong in (0, 0x0D, 0x80, 0xFF):
            table.write_bytes(code[:at] + bytes([wrong]) + code[at + 1 :])
            dbf_text(table, most=MOST)
        table.write_bytes(code[:at])
        dbf_text(table, most=MOST)
