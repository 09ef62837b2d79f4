import pandas as pd
import pytest

from planseam.harmonising.garbled import garbled, meant

CHINESE = ["清凉峰国家级自然保护区", "浙江", "龙塘山", "太浦河（苏州段）"]


@pytest.mark.parametrize("text", CHINESE)
@pytest.mark.parametrize("read_as", ["latin-1", "cp1252"])
def test_chinese_in_gbk_is_recognised_among_latin_letters(text, read_as):
    assert meant(text.encode("gbk").decode(read_as)) == (text, "GBK")


@pytest.mark.parametrize("text", CHINESE)
def test_chinese_in_utf_8_is_recognised_among_latin_letters(text):
    assert meant(text.encode().decode("latin-1")) == (text, "UTF-8")


@pytest.mark.parametrize(("text", "said"), [("浙江", "浙江"), ("浙江省", "浙江")])
def test_chinese_in_utf_8_is_recognised_among_rare_characters(text, said):
    assert meant(text.encode().decode("gbk", "replace")) == (said, "UTF-8")


@pytest.mark.parametrize(
    "text",
    [
        *CHINESE,
        "龘靐齉",
        "堃喆",
        "江苏—安徽",
        "Sao Paulo",
        "São Paulo",
        "Größe",
        "Müßig",
        "naïve café",
        "Ærøskøbing",
        "§ 5 – 10 m²",
        "№ 1",
        "",
    ],
)
def test_sound_text_stays_as_it_is(text):
    assert meant(text) is None


def test_each_column_is_told_with_its_count_and_the_encoding():
    wrong = "浙江".encode("gbk").decode("latin-1")
    frame = pd.DataFrame({"MC": [wrong, wrong, "安徽", None], "BZ": ["??", "锟斤拷", "a", "b"], "MJ": [1.0, 2, 3, 4]})
    first, second = garbled(frame, layer="a")
    assert (first.rule, first.kind, first.layer) == ("DA104", "MC-GBK", "a")
    assert "garbled 2 times" in first.message.en
    assert "“浙江” in GBK" in first.message.en
    assert 'encoding = "GBK"' in first.advice.en
    assert second.kind == "BZ-lost"
    assert "text is lost 2 times" in second.message.en


def test_names_of_columns_are_looked_at_too():
    frame = pd.DataFrame({"名称".encode("gbk").decode("latin-1"): ["a"]})
    assert [finding.kind for finding in garbled(frame, layer="a")] == ["names-GBK"]


def test_long_values_are_shown_shortened():
    (finding,) = garbled(pd.DataFrame({"a": [("浙江" * 40).encode("gbk").decode("latin-1")]}), layer="a")
    assert len(finding.message.en) < 140
