import json

import pytest

from planseam.errors import LayerError
from planseam.loading.files import read
from planseam.loading.spelling import in_utf8, of_mapinfo
from planseam.model.study import LayerEntry

WORDS = "清凉峰国家级自然保护区，浙江省杭州市临安区"
MIF = 'Version 300\n{charset}Delimiter ","\nColumns 1\n  MC char(80)\nData\n\nPoint 119 30\n'


def load(path, **values):
    return read(path, LayerEntry.model_validate({"id": "x", "role": "project", "path": path.name, **values}))


def test_utf8_stays_where_it_is(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(WORDS, "utf-8")
    assert in_utf8(path, None) == (path, ())


@pytest.mark.parametrize("encoding", ["gbk", "big5", "utf-16"])
def test_other_encodings_are_found_out_copied_and_told(tmp_path, encoding):
    words = "生態保護紅線，自然保護區，臺北市" if encoding == "big5" else WORDS
    path = tmp_path / "a.csv"
    path.write_text(words, encoding)
    copy, notes = in_utf8(path, None)
    assert copy.read_text("utf-8") == words
    assert copy.parent != tmp_path
    assert encoding.upper() in notes[0].en.upper()


def test_broken_characters_do_not_take_the_others_with_them(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(WORDS.encode() + b"\n\xff\xfe\n")
    copy, notes = in_utf8(path, None)
    assert copy.read_text("utf-8").startswith(WORDS)
    assert notes == ()


def test_the_encoding_of_the_study_file_is_held_to(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(WORDS, "gbk")
    assert in_utf8(path, "gbk")[0].read_text("utf-8") == WORDS
    with pytest.raises(UnicodeDecodeError):
        in_utf8(path, "utf-8")


@pytest.mark.parametrize("encoding", ["utf-8", "gbk", "utf-16"])
def test_a_csv_is_read_in_any_of_them(tmp_path, encoding):
    (tmp_path / "a.csv").write_text(f'WKT,MC\n"POINT (119 30)","{WORDS}"\n', encoding)
    assert load(tmp_path / "a.csv").frame["MC"].tolist() == [WORDS]


def test_a_geojson_in_gbk_is_read(tmp_path):
    geometry = {"type": "Point", "coordinates": [119, 30]}
    members = [{"type": "Feature", "properties": {"MC": WORDS}, "geometry": geometry}]
    text = json.dumps({"type": "FeatureCollection", "features": members}, ensure_ascii=False)
    (tmp_path / "a.geojson").write_text(text, "gbk")
    loaded = load(tmp_path / "a.geojson")
    assert loaded.frame["MC"].tolist() == [WORDS]
    assert "read as GBK" in loaded.notes[0].en
    with pytest.raises(LayerError, match="cannot be read as UTF-8"):
        load(tmp_path / "a.geojson", encoding="UTF-8")


@pytest.mark.parametrize(
    ("charset", "encoding", "expected"),
    [
        ("Neutral", "gbk", "GBK"),
        ("Neutral", "utf-8", None),
        ("WindowsSimpChinese", "gbk", None),
        (None, "gbk", "GBK"),
    ],
)
def test_a_mapinfo_file_is_read_whether_it_names_its_encoding_or_not(tmp_path, charset, encoding, expected):
    line = f'Charset "{charset}"\n' if charset else ""
    (tmp_path / "a.mif").write_text(MIF.format(charset=line), "ascii")
    (tmp_path / "a.mid").write_text(f'"{WORDS}"\n', encoding)
    assert of_mapinfo(tmp_path / "a.mif")[0] == expected
    assert load(tmp_path / "a.mif").frame["MC"].tolist() == [WORDS]
