import pytest
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextPath

from planseam.reporting.pictures import fonts
from planseam.reporting.pictures.fonts import Lettering, at_hand, broken, chinese_family, font_notice, width_em
from planseam.text import NOTHING, Text

needs_chinese = pytest.mark.skipif(not chinese_family(), reason="no font of this machine has Chinese")


@needs_chinese
def test_chinese_is_written_in_simplified_forms_of_a_font_that_has_them():
    lettering = Lettering("zh")
    assert lettering.say(Text("生态保护红线（亩）", "redline")) == "生态保护红线（亩）"
    assert lettering.notice == NOTHING
    assert not lettering.families[0].endswith((" JP", " KR", " TC", " HK"))
    assert font_notice("zh") is None


def test_without_a_chinese_font_the_words_are_english_and_a_notice_says_so():
    lettering = Lettering("zh", family="")
    assert lettering.say(Text("生态保护红线", "ecological redline")) == "ecological redline"
    assert "Noto Sans CJK SC" in lettering.notice.en
    assert "Noto Sans CJK SC" in lettering.notice.zh


def test_a_name_that_no_font_can_write_is_left_out_and_named_in_the_notice():
    lettering = Lettering("en", family="")
    assert lettering.say(Text.same("清凉峰")) == ""
    assert lettering.say(Text.same("Qingliangfeng")) == "Qingliangfeng"
    assert "清凉峰" in lettering.notice.en
    assert "1" in lettering.notice.en


@needs_chinese
def test_one_character_that_no_font_has_is_a_geta_and_never_an_empty_box():
    lettering = Lettering("zh")
    rare = "\U0003134a"  # of an extension that came after these fonts
    assert lettering.say(Text.same(f"{rare}水库")) == "〓水库"
    assert "水库" in lettering.notice.zh


def test_the_notice_stands_for_a_machine_without_chinese(monkeypatch):
    monkeypatch.setattr(fonts, "chinese_family", str)
    assert font_notice("zh").en.startswith("No Chinese font")
    assert font_notice("en") is None


def test_signs_that_turn_the_direction_of_text_are_written_out():
    assert Lettering("en", family="").say(Text.same("red\u202eline")) == r"red\u202eline"


@pytest.mark.parametrize(
    "words",
    [
        "Ecological protection redlines",
        "Demonstration zone of green development, 2024",
        "WIDE SHOUTING MAP",
        "1:25 000",
    ],
)
def test_the_estimated_width_is_that_of_the_font_within_a_quarter(words):
    drawn = TextPath((0, 0), words, size=100, prop=FontProperties(family=chinese_family() or "DejaVu Sans"))
    assert width_em(words) * 100 == pytest.approx(drawn.get_extents().width, rel=0.25)


def test_lines_are_broken_within_their_width_and_lose_nothing():
    words = "浙江清凉峰国家级自然保护区（龙塘山片） Qingliangfeng National Nature Reserve，2024"
    lines = list(broken(words, 9))
    assert "".join(lines).replace(" ", "") == words.replace(" ", "")
    assert max(map(width_em, lines)) <= 10  # a mark that may not begin a line can hang over
    assert not any(line[0] in "，）" or line[-1] == "（" for line in lines)


def test_no_words_are_no_lines():
    assert list(broken("", 5)) == []


@pytest.fixture
def installed(monkeypatch):
    """Only these fonts are there."""

    def only(*families):
        at_hand.cache_clear()
        monkeypatch.setattr(fonts, "_known", lambda: set(families))
        monkeypatch.setattr(fonts, "chinese_family", lambda: families[0] if families else "")

    yield only
    at_hand.cache_clear()


def test_a_font_of_word_that_is_missing_has_one_of_its_kind_in_its_place(installed):
    installed("Noto Sans CJK SC", "Noto Serif CJK SC")
    assert at_hand("宋体") == at_hand("SimSun") == at_hand("仿宋") == "Noto Serif CJK SC"
    assert at_hand("黑体") == at_hand("微软雅黑") == "Noto Sans CJK SC"
    assert at_hand("方正小标宋") == "方正小标宋"  # a name of the user's own, which nobody here can judge


def test_a_font_of_word_that_is_there_stays(installed):
    installed("SimSun", "Noto Serif CJK SC")
    assert at_hand("宋体") == "宋体"
    installed()
    assert at_hand("宋体") == "宋体"
