import numpy as np
import pyproj
import pytest
import shapely

from planseam.errors import CRSError
from planseam.loading.datum import wgs84_to_gcj02
from planseam.loading.ground import projected
from planseam.loading.settling import settled
from planseam.loading.units import provider_units
from planseam.model.study import LayerEntry

DEGREES = pyproj.CRS("EPSG:4490")
SQUARE = np.array([shapely.box(120.0, 30.4, 120.1, 30.5)])


def entry(**values):
    return LayerEntry.model_validate({"id": "x", "role": "redline", "path": "x.shp", **values})


def ask(geometries, said=None, *, units=None, **values):
    said = None if said is None else pyproj.CRS(said)
    return settled(entry(**values), said, geometries, where="x: x.shp", units=units)


def in_crs(code):
    return projected(SQUARE, DEGREES, pyproj.CRS(code))


def test_the_file_is_believed_where_the_study_file_is_silent():
    known = ask(in_crs(4549), 4549)
    assert (known.crs.to_epsg(), known.label, known.datum, known.findings) == (4549, "EPSG:4549", None, ())


def test_the_study_file_overrules_the_file_and_that_is_told():
    known = ask(in_crs(4549), 4548, crs="EPSG:4549")
    assert known.crs.to_epsg() == 4549
    assert [finding.kind for finding in known.findings] == ["overruled"]


def test_the_same_said_twice_is_not_told():
    assert not ask(in_crs(4549), 4549, crs="EPSG:4549").findings
    assert not ask(SQUARE, 4326, crs="EPSG:4490").findings
    assert ask(SQUARE, 4301, crs="EPSG:4490").findings


@pytest.mark.parametrize("said", [None, 4326, 4490])
def test_a_display_datum_of_degrees_is_agreed(said):
    known = ask(SQUARE, said, crs="gcj02")
    assert (known.crs, known.datum, known.label, known.findings) == (DEGREES, "GCJ-02", "GCJ-02", ())


def test_a_display_datum_that_was_projected_keeps_its_projection():
    known = ask(in_crs(3857), 3857, crs="百度坐标系")
    assert (known.crs.to_epsg(), known.datum, known.label) == (3857, "BD-09", "BD-09 (EPSG:3857)")


def test_metres_without_projection_are_in_no_display_datum():
    with pytest.raises(CRSError, match="names no projection"):
        ask(in_crs(4549), crs="GCJ-02")


def test_the_cure_of_a_missing_crs_names_the_one_on_the_partys_ground():
    units = provider_units("province")
    with pytest.raises(CRSError) as caught:
        ask(in_crs(4549), units=units, party="33")
    assert 'crs = "EPSG:4549"' in caught.value.cure.zh
    with pytest.raises(CRSError) as caught:
        ask(in_crs(4549), units=units, party="34")
    assert 'crs = "EPSG:4548"' in caught.value.cure.zh


def test_degrees_without_crs_that_are_drawn_in_gcj02_are_not_proposed_as_cgcs2000():
    units = provider_units("county")
    county = units.geometry[units["code"] == "310118"].to_numpy()
    moved = shapely.transform(county, lambda xy: np.column_stack(wgs84_to_gcj02(xy[:, 0], xy[:, 1])))
    with pytest.raises(CRSError) as caught:
        ask(moved, units=units)
    assert 'crs = "GCJ-02"' in caught.value.cure.zh
    assert "GCJ-02" in caught.value.what.en
    with pytest.raises(CRSError) as caught:
        ask(county, units=units)
    assert caught.value.cure.zh == '坐标符合 EPSG:4490：请在该图层写明 crs = "EPSG:4490"'


@pytest.mark.parametrize("code", [4610, 2385, 4214, 2437])
def test_old_datums_are_refused_with_what_they_need(code):
    with pytest.raises(CRSError) as caught:
        ask(in_crs(code), code)
    assert "towgs84 = […]" in caught.value.cure.zh
    assert {4610: "西安", 2385: "西安", 4214: "北京", 2437: "北京"}[code] in caught.value.what.zh


def test_given_parameters_lead_from_an_old_datum():
    """Worked apart: geocentric coordinates of IAG 1975, shifted by hand, are those of the place sought."""
    shift = (100.0, -50.0, -40.0)
    place = np.array([shapely.Point(120.0, 30.0)])
    known = ask(place, 4610, towgs84=shift)
    found = shapely.get_coordinates(projected(place, known.crs, pyproj.CRS("EPSG:4326")))[0]
    old, new = (
        pyproj.Transformer.from_pipeline(f"+proj=cart {axes}") for axes in ("+a=6378140 +rf=298.257", "+ellps=WGS84")
    )
    there = np.array(old.transform(120.0, 30.0, 0.0)) + shift
    lon, lat, _ = new.transform(*there, direction="INVERSE")
    assert found == pytest.approx([lon, lat], abs=1e-9)


def test_seven_parameters_are_taken_and_change_the_place():
    known = ask(in_crs(2385), 2385, towgs84=(100, -50, -40, 0.5, -0.4, 0.3, 2.0))
    assert known.crs.is_bound
    three = ask(in_crs(2385), 2385, towgs84=(100, -50, -40))
    places = [projected(in_crs(2385), one.crs, pyproj.CRS("EPSG:4326")) for one in (known, three)]
    assert 1e-6 < np.abs(np.subtract(*map(shapely.get_coordinates, places))).max() < 1e-3


def test_parameters_that_the_file_brings_count():
    bound = pyproj.CRS("+proj=longlat +a=6378140 +rf=298.257 +towgs84=100,-50,-40")
    assert ask(SQUARE, bound).crs.is_bound
    with pytest.raises(CRSError, match="no parameters lead"):
        ask(SQUARE, pyproj.CRS("+proj=longlat +ellps=krass +towgs84=0,0,0"))


def test_parameters_without_need_are_refused():
    with pytest.raises(CRSError, match="needs no towgs84"):
        ask(SQUARE, 4490, towgs84=(1, 2, 3))


def test_latitude_first_keeps_its_own_cure():
    with pytest.raises(CRSError, match="swapped"):
        ask(np.array([shapely.box(30.4, 120.0, 30.5, 120.1)]), units=provider_units("province"))
