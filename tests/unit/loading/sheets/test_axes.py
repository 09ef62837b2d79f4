import numpy as np
import pytest

from planseam.loading.sheets.axes import axes_of

NORTH, PREFIXED, BARE = np.full(5, 3_456_700.0), np.full(5, 40_512_300.0), np.full(5, 512_300.0)
LON, LAT = np.full(5, 120.5), np.full(5, 31.2)
XY, LONLAT, EASTNORTH = ("x", "y"), ("lon", "lat"), ("east", "north")


@pytest.mark.parametrize(
    ("first", "second", "turned"),
    [
        (NORTH, PREFIXED, True),
        (PREFIXED, NORTH, False),
        (NORTH, BARE, True),
        (BARE, NORTH, False),
        (np.full(5, 13_380_000.0), np.full(5, 3_600_000.0), False),  # Web Mercator
        (LON, LAT, False),
        (LAT, LON, True),
    ],
)
def test_the_numbers_tell_x_from_y(first, second, turned):
    found = axes_of(first, second, axes=XY, names=("X", "Y"))
    assert found.turned == turned
    assert "by the numbers" in found.note.en
    assert found.contradiction.en == ""


def test_the_reading_is_told_in_both_languages():
    found = axes_of(NORTH, PREFIXED, axes=XY, names=("X坐标", "Y坐标"))
    assert found.note.zh == "“Y坐标” 为东坐标，“X坐标” 为北坐标（按数值判定）"
    assert found.note.en == "“Y坐标” runs east and “X坐标” north (by the numbers)"


@pytest.mark.parametrize(("names", "turned"), [(("X坐标", "Y坐标"), True), (("X", "Y"), False)])
def test_where_numbers_cannot_tell_chinese_headings_mean_surveyors_axes(names, turned):
    found = axes_of(BARE, BARE, axes=XY, names=names)
    assert found.turned == turned
    assert "by the headings" in found.note.en


@pytest.mark.parametrize(
    ("first", "second", "axes", "names"),
    [(LAT, LON, LONLAT, ("经度", "纬度")), (NORTH, BARE, EASTNORTH, ("横坐标", "纵坐标"))],
)
def test_headings_that_the_numbers_contradict_are_told(first, second, axes, names):
    found = axes_of(first, second, axes=axes, names=names)
    assert found.turned
    assert found.contradiction.zh.startswith(f"“{names[1]}” 为")
    assert found.note.en == ""


def test_headings_that_agree_need_no_word():
    found = axes_of(LON, LAT, axes=LONLAT, names=("经度", "纬度"))
    assert (found.turned, found.note.en, found.contradiction.en) == (False, "", "")


def test_rows_that_stand_the_other_way_round_are_found():
    first, second = NORTH.copy(), PREFIXED.copy()
    first[2], second[2] = second[2], first[2]
    found = axes_of(first, second, axes=XY, names=("X", "Y"))
    assert found.swapped.tolist() == [False, False, True, False, False]
    assert not found.strange.any()


def test_rows_in_degrees_that_stand_the_other_way_round_are_found():
    first, second = LON.copy(), LAT.copy()
    first[2], second[2] = second[2], first[2]
    assert np.flatnonzero(axes_of(first, second, axes=LONLAT, names=("L", "B")).swapped).tolist() == [2]


def test_rows_of_another_kind_are_found():
    first, second = NORTH.copy(), PREFIXED.copy()
    second[1] = 512_300.0  # its zone prefix is missing
    first[3], second[3] = 31.2, 120.5  # degrees among metres
    found = axes_of(first, second, axes=XY, names=("X", "Y"))
    assert np.flatnonzero(found.strange).tolist() == [1, 3]


def test_what_cannot_be_read_is_neither():
    first, second = NORTH.copy(), PREFIXED.copy()
    first[0] = np.nan
    found = axes_of(first, second, axes=XY, names=("X", "Y"))
    assert not found.swapped.any()
    assert not found.strange.any()


def test_nothing_at_all_does_no_harm():
    nothing = np.full(3, np.nan)
    assert not axes_of(nothing, nothing, axes=LONLAT, names=("经度", "纬度")).swapped.any()
    assert not axes_of(np.empty(0), np.empty(0), axes=XY, names=("X", "Y")).strange.any()
