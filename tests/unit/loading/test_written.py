import pandas as pd
import pytest
import shapely

from planseam.loading.written import written


@pytest.mark.parametrize("texts", [["POINT (1 2)", None, " "], ["0101000000000000000000F03F0000000000000040"]])
def test_what_names_no_crs_has_none(texts):
    found = written(pd.Series(texts))
    assert found.crs is None
    assert found.shapes[0].equals(shapely.Point(1, 2))
    assert all(shape is None for shape in found.shapes[1:])
    assert all(text is None for text in found.raw[1:])


def test_a_crs_that_does_not_exist_is_none():
    assert written(pd.Series(["SRID=1;POINT (1 2)"])).crs is None


def test_bytes_that_are_no_geometry_are_none():
    found = written(pd.Series(["01" * 12, "hello", "POINT (1 2)"]))
    assert [shape is None for shape in found.shapes] == [True, True, False]


def test_open_rings_are_closed_and_can_be_told():
    found = written(pd.Series(["SRID=4490; POLYGON ((0 0, 1 0, 1 1))"]))
    assert found.shapes[0].area == 0.5
    assert found.strict[0] is None
    assert found.crs.to_epsg() == 4490


def test_a_curve_does_not_stop_the_others():
    curve = "CURVEPOLYGON (CIRCULARSTRING (0 0, 1 1, 2 0, 1 -1, 0 0))"
    found = written(pd.Series(["POINT (1 2)", curve, "010A00000000000000"]))
    assert [shape is None for shape in found.shapes] == [False, True, True]
