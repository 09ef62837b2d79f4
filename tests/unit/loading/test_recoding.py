import geopandas as gpd
import pyogrio
import pytest
import shapely

from planseam.loading.recoding import BYTES, recoded
from planseam.model.study import LayerEntry

pytestmark = pytest.mark.filterwarnings("ignore:.*Normalized/laundered field name", "ignore:.*decode error message")


@pytest.fixture
def read(tmp_path):
    def write_and_read(columns, encoding, *, label=None, said=None):
        rows = len(next(iter(columns.values())))
        frame = gpd.GeoDataFrame(columns, geometry=[shapely.Point(120, 31)] * rows, crs="EPSG:4490")
        path = tmp_path / "a.shp"
        frame.to_file(path, encoding=encoding)
        path.with_suffix(".cpg").unlink()
        if label:
            path.with_suffix(".cpg").write_text(label)
        raw = pyogrio.read_dataframe(path, encoding=BYTES)
        return recoded(raw, path, LayerEntry(id="x", role="redline", path="a.shp", encoding=said))

    return write_and_read


def test_values_and_names_of_columns_get_their_letters(read):
    text = read({"名称": ["浙江", None, "plain"], "MJ": [1.5, 2.5, 3.5]}, "GBK")
    assert list(text.frame.columns) == ["名称", "MJ", "geometry"]
    assert text.frame["名称"].iloc[0] == "浙江"
    assert text.frame["名称"].isna().tolist() == [False, True, False]
    assert text.frame["MJ"].sum() == 7.5
    assert isinstance(text.frame, gpd.GeoDataFrame)
    assert text.frame.crs == "EPSG:4490"


def test_an_encoding_that_had_to_be_found_out_is_noted(read):
    (note,) = read({"MC": ["浙江"]}, "GBK").notes
    assert note.en.startswith("the file does not say its encoding; read as GBK (there is no .cpg")
    assert note.zh.startswith("文件没有说明编码，文字按 GBK 读取（没有 .cpg")


def test_a_file_that_says_its_encoding_rightly_has_nothing_told(read):
    text = read({"MC": ["浙江"]}, "GBK", label="GBK")
    assert (text.findings, text.notes) == ((), ())


def test_a_wrong_cpg_is_a_finding(read):
    text = read({"MC": ["浙江省", "安徽省"]}, "GBK", label="UTF-8")
    assert text.frame["MC"].tolist() == ["浙江省", "安徽省"]
    (finding,) = text.findings
    assert (finding.rule, finding.severity, finding.kind) == ("DA104", "minor", "wrong-label")
    assert finding.message.en == "the .cpg says UTF-8, but the text is GBK; read as GBK"
    assert finding.message.zh == ".cpg 写明 UTF-8，但文字实为 GBK；已按 GBK 读取"


@pytest.mark.parametrize(("encoding", "left"), [("UTF-8", "浙江省"), ("GBK", "a浙江省杭")])
def test_half_characters_at_the_end_of_full_fields_are_dropped_and_told(read, tmp_path, encoding, left):
    read({"MC": ["abcdefghij", "0123456789", "线"]}, encoding, label=encoding)  # a field of 10 bytes
    full = ("" if encoding == "UTF-8" else "a") + "浙江省杭州市"
    path = tmp_path / "a.dbf"
    code = path.read_bytes()
    for text in (b"abcdefghij", b"0123456789"):
        code = code.replace(text, full.encode(encoding)[:10])
    path.write_bytes(code)
    raw = pyogrio.read_dataframe(tmp_path / "a.shp", encoding=BYTES)
    text = recoded(raw, tmp_path / "a.shp", LayerEntry(id="x", role="redline", path="a.shp"))
    assert text.frame["MC"].tolist() == [left, left, "线"]
    (finding,) = text.findings
    assert (finding.rule, finding.severity, finding.kind) == ("DA104", "info", "half-character")
    assert finding.message.en == (f"texts that ended in half a character, which was dropped: 2 (column MC “{left}”)")
    assert finding.message.zh == f"2 处文字末尾只剩半个字符，已去掉：列 MC “{left}”"


def test_a_half_character_in_the_name_of_a_column_is_dropped_and_told(read):
    text = read({"生态红线": ["a", "浙江"]}, "UTF-8", label="UTF-8")  # 12 bytes in a field of 10
    assert list(text.frame.columns) == ["生态红", "geometry"]
    assert "name of a column “生态红”" in text.findings[0].message.en


def test_columns_that_a_cut_makes_alike_stay_apart(read, tmp_path):
    path = tmp_path / "b.dbf"
    raw = gpd.pd.DataFrame({"生态红\xe7".encode().decode(BYTES): ["a"], "生态红".encode().decode(BYTES): ["b"]})
    frame = raw.set_axis(["生态红".encode().decode(BYTES) + "\xe7", "生态红".encode().decode(BYTES)], axis=1)
    text = recoded(frame, path, LayerEntry(id="x", role="redline", path="b.dbf", encoding="UTF-8"))
    assert list(text.frame.columns) == ["生态红", "生态红_2"]


def test_the_study_file_overrules_all(read):
    assert read({"MC": ["浙江"]}, "GBK", label="UTF-8", said="GB18030").frame["MC"].iloc[0] == "浙江"


def test_an_encoding_of_the_study_file_that_does_not_fit_is_refused(read):
    with pytest.raises(UnicodeDecodeError):
        read({"MC": ["浙江"]}, "GBK", said="UTF-8")


def test_bytes_that_nothing_reads_are_marked_as_lost(read, tmp_path):
    read({"MC": ["浙江省人民政府", "安徽省人民政府"]}, "GBK")
    path = tmp_path / "a.dbf"
    path.write_bytes(path.read_bytes().replace("安徽".encode("gbk"), b"\xff\xff\xff\xff"))
    raw = pyogrio.read_dataframe(tmp_path / "a.shp", encoding=BYTES)
    text = recoded(raw, tmp_path / "a.shp", LayerEntry(id="x", role="redline", path="a.shp"))
    assert text.frame["MC"].iloc[0] == "浙江省人民政府"
    assert "\ufffd" in text.frame["MC"].iloc[1]


def test_what_was_read_is_not_changed(read, tmp_path):
    read({"MC": ["浙江"]}, "GBK")
    raw = pyogrio.read_dataframe(tmp_path / "a.shp", encoding=BYTES)
    before = raw.copy()
    recoded(raw, tmp_path / "a.shp", LayerEntry(id="x", role="redline", path="a.shp"))
    assert raw.equals(before)
