import pytest

from planseam.text import Text, counted, half_up, hectares, kilometres, mu, percent


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
