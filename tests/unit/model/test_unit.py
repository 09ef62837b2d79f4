import pytest

from planseam.model.border import border_id
from planseam.model.unit import at_level, related


@pytest.mark.parametrize(("level", "code"), [("province", "33"), ("city", "3301"), ("county", "330112")])
def test_codes_are_cut_to_a_level(level, code):
    assert at_level("330112", level) == code


def test_related_codes_contain_each_other():
    codes = ["33", "3301", "330112", "34", "", "3302"]
    assert related(codes, "3301").tolist() == [True, True, True, False, False, False]


def test_a_border_is_named_by_both_codes_sorted():
    assert border_id("34", "33") == border_id("33", "34") == "33-34"
