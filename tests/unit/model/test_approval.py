import pytest
from pydantic import TypeAdapter, ValidationError

from planseam.model.approval import Approval

read = TypeAdapter(Approval).validate_python


@pytest.mark.parametrize(
    ("given", "number"),
    [
        ("审图号：GS（2024）0650号", "GS（2024）0650号"),
        ("审图号: 浙S(2025)33号", "浙S(2025)33号"),
        ("GS 京(2022)1061号", None),
        ("京S（2024）001号", "京S（2024）001号"),
        ("", ""),
        ("approved", None),
        ("浙S(25)33号", None),
    ],
)
def test_a_number_is_taken_without_the_word_before_it_and_anything_else_refused(given, number):
    if number is None:
        with pytest.raises(ValidationError, match="map approval number"):
            read(given)
    else:
        assert read(given) == number
