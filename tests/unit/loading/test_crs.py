import numpy as np
import pyproj
import pytest
import shapely
from pyproj import Geod

from planseam.errors import CRSError
from planseam.loading.crs import fitting, label, named, old_datum, one_datum, proven, way_given, working_crs
from planseam.loading.ground import projected

DELTA = (114.9, 27.1, 123.0, 35.2)
NOWHERE = np.full(4, np.nan)


def test_the_working_crs_is_equal_area_on_the_ellipsoid_of_cgcs2000():
    crs = working_crs(DELTA)
    assert crs.name == "planseam LAEA 119.0E 31.2N"
    assert crs.ellipsoid.semi_major_metre == 6378137
    assert crs.ellipsoid.inverse_flattening == pytest.approx(298.257222101, abs=1e-9)
    assert crs.axis_info[0].direction == "east"


@pytest.mark.parametrize(("lon", "lat"), [(115.0, 27.2), (119.0, 31.2), (122.9, 35.0)])
def test_its_areas_are_those_of_the_ellipsoid(lon, lat):
    ring = shapely.segmentize(shapely.box(lon, lat, lon + 0.05, lat + 0.05), 0.0005)
    geodesic = abs(Geod(a=6378137, rf=298.257222101).geometry_area_perimeter(ring)[0])
    drawn = projected(np.array([ring]), pyproj.CRS("EPSG:4490"), working_crs(DELTA))
    assert shapely.area(drawn)[0] == pytest.approx(geodesic, rel=1e-7)


@pytest.mark.parametrize(
    ("bounds", "codes"),
    [
        ((118.9, 30.0, 119.2, 30.3), ("EPSG:4490",)),
        ((40_512_000, 3_440_000, 40_533_000, 3_460_000), ("EPSG:4528",)),
        ((39_512_000, 3_440_000, 39_533_000, 3_460_000), ("EPSG:4527",)),
        ((20_600_000, 3_440_000, 20_633_000, 3_460_000), ("EPSG:4498",)),
        ((13_240_000, 3_500_000, 13_270_000, 3_550_000), ("EPSG:3857",)),
        ((5e9, 5e9, 6e9, 6e9), ()),
    ],
)
def test_coordinates_tell_their_crs(bounds, codes):
    assert fitting(np.array(bounds, dtype=float), extent=DELTA) == codes


def test_without_a_prefix_the_zones_that_lead_into_the_study_are_named():
    narrow = (119.9, 30.0, 120.4, 31.5)
    assert fitting(np.array([512_000.0, 3_440_000, 533_000, 3_460_000]), extent=narrow) == ("EPSG:4549",)


def test_a_missing_crs_is_refused_with_the_one_that_fits():
    with pytest.raises(CRSError) as caught:
        proven(None, np.array([40_512_000.0, 3_440_000, 40_533_000, 3_460_000]), where="x", extent=None)
    assert 'crs = "EPSG:4528"' in caught.value.cure.zh
    assert 'crs = "EPSG:4528"' in caught.value.cure.en


def test_a_missing_crs_of_senseless_coordinates_is_still_refused_in_words():
    with pytest.raises(CRSError, match="Ask its maker"):
        proven(None, NOWHERE, where="x", extent=None)


def test_latitude_first_is_told():
    with pytest.raises(CRSError, match="swapped"):
        proven(None, np.array([30.0, 118.9, 30.3, 119.2]), where="x", extent=None)


@pytest.mark.parametrize(
    ("crs", "bounds", "word"),
    [
        (4490, (40_512_000, 3_440_000, 40_533_000, 3_460_000), "in degrees"),
        (4549, (118.9, 30.0, 119.2, 30.3), "in metres"),
        (4549, (40_512_000, 3_440_000, 40_533_000, 3_460_000), "zone prefix"),
        (4528, (512_000, 3_440_000, 533_000, 3_460_000), "zone prefix"),
    ],
)
def test_a_crs_that_the_coordinates_contradict_is_refused(crs, bounds, word):
    with pytest.raises(CRSError, match=word):
        proven(pyproj.CRS.from_epsg(crs), np.array(bounds, dtype=float), where="x", extent=DELTA)


def test_a_local_crs_is_refused():
    local = pyproj.CRS('LOCAL_CS["works",UNIT["metre",1]]')
    with pytest.raises(CRSError, match="cannot be led back"):
        proven(local, np.array([0.0, 0, 1, 1]), where="x", extent=None)


def test_a_fitting_crs_passes():
    crs = pyproj.CRS("EPSG:4549")
    assert proven(crs, np.array([512_000.0, 3_440_000, 533_000, 3_460_000]), where="x", extent=None) is crs


def test_an_unknown_name_is_refused_with_the_form_it_should_have():
    with pytest.raises(CRSError, match="EPSG:4490"):
        named("CGCS2000 / 3-degree", where="x")


@pytest.mark.parametrize(("code", "same"), [(4490, True), (4326, True), (4549, True), (3857, True), (4610, False)])
def test_wgs84_and_cgcs2000_are_one_datum(code, same):
    assert one_datum(pyproj.CRS.from_epsg(code)) is same


def test_a_crs_is_told_by_code_or_name():
    assert label(pyproj.CRS("EPSG:4549")) == "EPSG:4549"
    assert label(working_crs(DELTA)) == "planseam LAEA 119.0E 31.2N"
    assert label(None) == ""


@pytest.mark.parametrize(
    ("crs", "name"),
    [
        ("EPSG:2385", "Xian 1980"),
        ("EPSG:4610", "Xian 1980"),
        ("EPSG:2437", "Beijing 1954"),
        ("EPSG:4214", "Beijing 1954"),
        ("+proj=tmerc +lon_0=120 +x_0=500000 +ellps=krass +units=m", "Beijing 1954"),
        ("+proj=longlat +ellps=IAU76", "Xian 1980"),
        ("+proj=longlat +ellps=IAU76 +towgs84=1,2,3", "Xian 1980"),
        ("EPSG:4284", None),
        ("EPSG:4549", None),
        ("EPSG:3857", None),
    ],
)
def test_chinas_former_datums_are_known_by_name_or_ellipsoid(crs, name):
    assert old_datum(pyproj.CRS(crs)) == name


def test_only_parameters_that_move_something_are_a_way():
    assert way_given(pyproj.CRS("+proj=longlat +ellps=krass +towgs84=15.8,-154.4,-82.3"))
    assert not way_given(pyproj.CRS("+proj=longlat +ellps=krass +towgs84=0,0,0,0,0,0,0"))
    assert not way_given(pyproj.CRS("EPSG:4214"))
