import pytest

from planseam.reporting.marks import joined, mark, number_of, parted, same


@pytest.mark.parametrize("number", [0.0, 1794.6323504689087, 1e-7, 12345678901.23, -3.0])
def test_a_number_is_the_same_however_many_digits_a_program_keeps(number):
    was = mark(number)
    assert number_of(was) == number
    assert same(was, number)
    assert same(was, float(f"{number:.15g}"))
    assert same(was, f"{number:.15g}")
    assert not same(was, number * 1.0001 + 0.001)
    assert not same(was, None)
    assert not same(was, "many")


@pytest.mark.parametrize("text", ["红线断头", "a\nb", "33"])
def test_a_text_is_the_same_with_other_ends_of_lines_and_blanks_around_it(text):
    was = mark(text)
    assert number_of(was) is None
    assert same(was, f" {text} ".replace("\n", "\r\n"))
    assert not same(was, text + "x")
    assert not same(was, None)


def test_a_code_that_a_program_made_a_number_is_the_same():
    assert same(mark("33"), 33.0)
    assert not same(mark("33"), 34.0)


def test_an_empty_cell_is_empty_and_nothing_else_is():
    for nothing in (None, "", "  ", float("nan")):
        assert mark(nothing) == ""
    assert same("", None)
    assert not same("", "x")
    assert not same("", 5.0)


def test_marks_of_a_row_come_back_from_one_cell():
    names = ["a", "b", "c"]
    assert parted(names, joined([mark("x"), "", mark(2.5)])) == {"a": mark("x"), "b": "", "c": "=2.5"}
