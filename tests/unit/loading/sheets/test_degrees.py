import math

import pytest
from hypothesis import given
from hypothesis import strategies as some

from planseam.loading.sheets.degrees import coordinate, coordinates

#: 120 + 30/60 + 15.2/3600, worked by hand.
BY_HAND = 120.504222222222222


@pytest.mark.parametrize(
    "text",
    [
        "120°30′15.2″",
        "120°30'15.2\"",
        "120º30’15.2”",
        "120˚30´15.2〞",
        "120° 30′ 15.2″",
        "120°30′15.2″E",
        "E120°30′15.2″",
        "e 120°30′15.2″",
        "120°30'15.2''",
        "东经120°30′15.2″",
        "东经：120度30分15.2秒",
        "120度30分15.2秒",
        "120-30-15.2",
        "120:30:15.2",
        "120 30 15.2",
        "１２０°３０′１５．２″",
        "L=120°30′15.2″",
        "经度:120°30′15.2″",
        "  120°30′15.2″\u3000",
    ],
)
def test_degrees_minutes_and_seconds_are_read_in_all_their_spellings(text):
    assert coordinate(text) == pytest.approx(BY_HAND, abs=1e-12)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("120.3015", 120.3015),
        ("120°", 120.0),
        ("120.5°", 120.5),
        ("120°30′", 120.5),
        ("120°30.25′", 120 + 30.25 / 60),
        ("120度30分", 120.5),
        ("30°00′60″", 30 + 1 / 60),
        ("西经10°30′", -10.5),
        ("10°30′S", -10.5),
        ("-120-30-18", -120.505),
        ("−120°30′18″", -120.505),
        ("3456789.123", 3456789.123),
        ("3,456,789.123", 3456789.123),
        ("X=3456789.123", 3456789.123),
        ("40512345.678 m", 40512345.678),
        ("40512345.678米", 40512345.678),
        ("4.05e7", 4.05e7),
        ("+5", 5.0),
        (".5", 0.5),
        (5, 5.0),
        (5.25, 5.25),
    ],
)
def test_other_ways_to_write_a_number(text, value):
    assert coordinate(text) == pytest.approx(value, abs=1e-12)


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "合计", "J1", "nan", "inf", "-inf", "1e999", "0x10", "1_000", "12,34", "1,2,3", "--5", "5-", "°"),
        *("120°60′", "120°30′61″", "120.5°30′", "120°30.5′10″", "120-75-10", "120'30\"", "E120E", "NE", "N", "1201°"),
        *("120-30", "2024-8", "12:30", "3456789.123.4", "3456789,123", None, True, math.nan, math.inf, [], b"5"),
    ],
)
def test_what_is_no_coordinate_is_none(text):
    assert math.isnan(coordinate(text))


@given(some.integers(0, 179), some.integers(0, 59), some.integers(0, 59_999_999))
def test_what_is_spelt_out_is_read_back(degrees, minutes, micro):
    seconds = f"{micro // 1_000_000}.{micro % 1_000_000:06d}"
    value = degrees + minutes / 60 + micro / 1e6 / 3600
    assert coordinate(f"{degrees}°{minutes}′{seconds}″") == pytest.approx(value, abs=1e-12)
    assert coordinate(f"{degrees:03d}-{minutes:02d}-{seconds}") == pytest.approx(value, abs=1e-12)


@given(some.floats(allow_nan=False, allow_infinity=False))
def test_numbers_are_read_as_they_are(number):
    assert coordinate(number) == number
    assert coordinate(repr(number)) == number


@given(some.text(max_size=40))
def test_no_text_does_harm(text):
    assert isinstance(coordinate(text), float)
    assert not math.isinf(coordinate(text))


def test_many_are_read_at_once():
    assert coordinates(["1", "x", "2°30′"]).tolist()[::2] == [1.0, 2.5]
