import sys
import unicodedata

import pytest

from planseam.text import Text, counted, half_up, hectares, kilometres, mu, percent, shortened, visible


@pytest.mark.parametrize(
    ("value", "digits", "written"),
    [
        (0.5, 0, "1"),
        (2.5, 0, "3"),
        (1.005, 2, "1.01"),
        (-2.5, 0, "-3"),
        (1e-7, 4, "0.0000"),
        (1234567.89, 1, "1234567.9"),
    ],
)
def test_numbers_are_rounded_half_up(value, digits, written):
    assert half_up(value, digits) == written


def test_areas_in_hectares_and_mu():
    assert hectares(12_345.678) == "1.2346"
    assert mu(2000 / 3) == "1.00"
    assert kilometres(1234.5) == "1.23"
    assert percent(0.12345) == "12.3"


def test_a_text_fills_each_language_with_its_own_words():
    filled = Text("{who}有 {n} 处", "{who} has {n}").format(who=Text("浙江", "Zhejiang"), n=3)
    assert filled == ("浙江有 3 处", "Zhejiang has 3")
    assert filled.to("en") == "Zhejiang has 3"


def test_braces_in_a_name_are_only_text():
    assert Text("{a}", "{a}").format(a="{b}") == ("{b}", "{b}")


def test_a_count_has_its_noun_in_the_right_form():
    assert counted(1, "border") == ("1", "1 border")
    assert counted(0, "border").en == "0 borders"
    assert counted(2, "conflict was", "conflicts were").en == "2 conflicts were"


#: Signs without width that Unicode does not class as format characters: Khmer, Mongolian and Hangul fillers.
FILLERS = {0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180B, 0x180C, 0x180D, 0x180F, 0x3164, 0xFFA0}


def test_whatever_a_terminal_or_a_page_would_obey_is_written_out():
    for code in range(sys.maxunicode + 1):
        sign = chr(code)
        seen = visible(sign)
        obeyed = unicodedata.category(sign) in {"Cc", "Cs", "Zl", "Zp"} or unicodedata.bidirectional(sign) in {
            *("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"),
        }
        assert not obeyed or seen.isascii(), hex(code)
        assert seen == sign or obeyed or code in FILLERS or unicodedata.category(sign) in {"Cf", "Cn"}, hex(code)


@pytest.mark.parametrize(
    "name", ["清凉峰国家级自然保护区（龙塘山片区）", "㐀𠀀", "Zhōushān – Ningbo", "葛\U000e0100", "\ue000", "a\\u001b"]
)
def test_names_stay_as_they_are(name):
    assert visible(name) == name


def test_ends_of_lines_stay_where_lines_are_wanted():
    assert visible("a\r\nb\tc\rd", lines=True) == "a\nb\tc\\u000dd"
    assert visible("a\r\nb\tc") == "a\\u000ab\\u0009c"
    assert visible("\U000e0041") == "\\U000e0041"


def test_a_name_is_cut_where_it_is_no_name_any_more():
    assert shortened("太湖", 2) == "太湖"
    assert shortened("太湖流域", 3) == "太湖…"
    assert len(shortened("x" * 1_000_000)) == 80


@pytest.mark.parametrize(
    ("value", "written"),
    [(1e30, "1" + "0" * 30 + ".00"), (5e-324, "0.00"), (float("inf"), "∞"), (float("-inf"), "-∞"), (-1e300, None)],
)
def test_no_number_is_too_large_to_be_written(value, written):
    said = half_up(value, 2)
    assert said == written if written else float(said) == value
