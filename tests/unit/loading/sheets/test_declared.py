import numpy as np
import pyproj
import pytest

from planseam.loading.sheets.declared import Declared, crs_of, declared

PREFIXED, BARE, DEGREES = np.array([40_512_345.6]), np.array([512_345.6]), np.array([120.1])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("坐标系=2000国家大地坐标系\n几度分带=3\n带号=40", ("cgcs2000", 3, 40, None)),
        ("坐标系=80国家大地坐标系\n几度分带=3\n带号=39", ("xian80", 3, 39, None)),
        ("坐标系：西安80坐标系，6度带，带号20", ("xian80", 6, 20, None)),
        ("80坐标系 带号40", ("xian80", None, 40, None)),
        ("坐标：54坐标，3度带", ("beijing54", 3, None, None)),
        ("1954北京坐标系 三度带 第40带", ("beijing54", 3, 40, None)),
        ("CGCS2000，3度带，中央子午线120°", ("cgcs2000", 3, None, 120)),
        ("国家2000坐标系 中央经线：117", ("cgcs2000", None, None, 117)),
        ("WGS-84 经纬度", ("wgs84", None, None, None)),
        ("数据产生日期=2000-8-19，共 40 带", (None, None, 40, None)),
        ("由西安80转换为2000国家大地坐标系", (None, None, None, None)),
        ("中央子午线 120.5", (None, None, None, 120.5)),
        ("2000国家大地坐标系，3度带，中央子午线119°30′", ("cgcs2000", 3, None, 119.5)),
        ("中央经线：东经120度45分00秒", (None, None, None, 120.75)),
        ("中央子午线120°00′00″", (None, None, None, 120)),
        ("", (None, None, None, None)),
    ],
)
def test_words_are_understood(words, said):
    assert declared(words) == Declared(datum=said[0], width=said[1], zone=said[2], meridian=said[3])


@pytest.mark.parametrize(
    ("words", "eastings", "name"),
    [
        ("2000国家大地坐标系 几度分带=3 带号=40", PREFIXED, "CGCS2000 / 3-degree Gauss-Kruger zone 40"),
        ("2000国家大地坐标系 几度分带=3 带号=40", BARE, "CGCS2000 / 3-degree Gauss-Kruger CM 120E"),
        ("2000国家大地坐标系 3度带 中央子午线117", BARE, "CGCS2000 / 3-degree Gauss-Kruger CM 117E"),
        ("CGCS2000 6度带 带号20", np.array([20_512_345.6]), "CGCS2000 / Gauss-Kruger zone 20"),
        ("CGCS2000 6度带 中央子午线117", BARE, "CGCS2000 / Gauss-Kruger CM 117E"),
        ("CGCS2000", PREFIXED, "CGCS2000 / 3-degree Gauss-Kruger zone 40"),
        ("西安80 带号39", np.array([39_512_345.6]), "Xian 1980 / 3-degree Gauss-Kruger zone 39"),
        ("北京54 6度带 带号21", BARE, "Beijing 1954 / Gauss-Kruger CM 123E"),
        ("2000国家大地坐标系", DEGREES, "China Geodetic Coordinate System 2000"),
        ("西安80", DEGREES, "Xian 1980"),
        ("WGS84", DEGREES, "WGS 84"),
    ],
)
def test_the_crs_is_that_which_words_and_numbers_agree_on(words, eastings, name):
    crs, why = crs_of(declared(words), eastings)
    assert (crs.name, why.en) == (name, "")


@pytest.mark.parametrize(("words", "name"), [("120°30′", "120°30′E"), ("119°", "119°E"), ("119.5", "119°30′E")])
def test_a_meridian_between_those_of_the_zones_is_taken_at_its_word(words, name):
    """Cities between two zones have one; half a degree is 48 km on the ground."""
    crs, why = crs_of(declared(f"2000国家大地坐标系 3度带 中央子午线{words}"), BARE)
    assert (crs.name, why.en) == (f"CGCS2000 / Gauss-Kruger CM {name}", "")
    meridian = declared(f"中央子午线{words}").meridian
    lon, lat = pyproj.Transformer.from_crs(crs, 4490, always_xy=True).transform(500_000, 3_400_000)
    other = pyproj.Transformer.from_crs(4549, 4490, always_xy=True).transform(500_000, 3_400_000)
    assert lon == pytest.approx(meridian, abs=1e-9)
    assert lat == pytest.approx(other[1], abs=1e-9)


@pytest.mark.parametrize(
    ("words", "eastings", "why"),
    [
        ("2000国家大地坐标系 几度分带=3 带号=39", PREFIXED, "the eastings are prefixed 40, but zone 39 is declared"),
        ("2000国家大地坐标系", BARE, "the zone is not said"),
        ("2000国家大地坐标系 中央子午线120", BARE, "the zone is not said"),
        ("2000国家大地坐标系 3度带 中央子午线119", np.array([512_345.6e2]), "the zone is not said"),
        ("CGCS2000 3度带 带号99", BARE, "there is no 3-degree zone 99"),
        ("WGS84 3度带 带号40", BARE, "there is no 3-degree zone 40"),
        ("CGCS2000", np.array([13_380_000.0]), "the zone is not said"),  # Web Mercator has such eastings
    ],
)
def test_what_does_not_suffice_or_fit_is_said(words, eastings, why):
    crs, told = crs_of(declared(words), eastings)
    assert crs is None
    assert told.en.startswith(why)


def test_nothing_declared_is_nothing_to_say():
    assert crs_of(declared("界址点成果表"), PREFIXED) == (None, ("", ""))
    assert crs_of(declared("CGCS2000"), np.array([np.nan])) == (None, ("", ""))


@pytest.mark.parametrize("datum", ["2000国家大地坐标系", "西安80", "北京54"])
@pytest.mark.parametrize(("width", "zones"), [(3, range(25, 46)), (6, range(13, 24))])
def test_every_zone_leads_to_its_meridian(datum, width, zones):
    for zone in zones:
        for eastings in (np.array([zone * 1e6 + 5e5]), np.array([5e5])):
            crs, _why = crs_of(declared(f"{datum} 几度分带={width} 带号={zone}"), eastings)
            meridian = zone * 3 if width == 3 else zone * 6 - 3
            there = pyproj.Transformer.from_crs(crs, crs.geodetic_crs, always_xy=True).transform(eastings[0], 3.4e6)
            assert there[0] == pytest.approx(meridian, abs=1e-9)
