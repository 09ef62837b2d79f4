import geopandas as gpd
import numpy as np
import pyproj
import pytest
import shapely

from planseam.loading.datum import wgs84_to_gcj02
from planseam.loading.ground import projected
from planseam.loading.surroundings import Surroundings

DEGREES = pyproj.CRS("EPSG:4490")


def jagged(west, east, seed):
    """A unit whose edges wind, so that a layer can follow them."""
    rng = np.random.default_rng(seed)
    ring = shapely.segmentize(shapely.box(west, 30, east, 30.4).exterior, 0.01)
    xy = shapely.get_coordinates(ring)[:-1]
    return shapely.Polygon(xy + rng.uniform(-0.003, 0.003, xy.shape))


@pytest.fixture(scope="module")
def around():
    units = gpd.GeoDataFrame({"code": ["330101", "340101"]}, geometry=[jagged(119, 119.4, 1), jagged(118.6, 119, 2)])
    return Surroundings.on(units.set_crs(DEGREES))


def moved(shapes, code):
    return projected(np.asarray(shapes), DEGREES, pyproj.CRS(code))


INSIDE = [shapely.box(119.1, 30.1, 119.2, 30.2), shapely.box(119.25, 30.1, 119.3, 30.2)]


def place_of(around, shapes, *, said=None, party="33", called="a"):
    return around.placed(np.asarray(shapes), said=said, party=party, called=called)


def test_what_the_file_says_is_kept_where_the_coordinates_agree(around):
    place, questions, troubles = place_of(around, moved(INSIDE, "EPSG:4549"), said=pyproj.CRS("EPSG:4549"))
    assert (place.code, place.written, place.confidence) == ("EPSG:4549", False, 1.0)
    assert (questions, troubles) == ((), ())


@pytest.mark.parametrize("code", ["EPSG:4490", "EPSG:4528", "EPSG:4549", "EPSG:3857"])
def test_coordinates_without_crs_are_known_by_where_they_would_lie(around, code):
    place, questions, troubles = place_of(around, moved(INSIDE, code))
    assert (place.code, place.written) == (code, True)
    assert place.confidence > 0.9
    assert questions == ()
    assert [(trouble.rule, trouble.severity) for trouble in troubles] == [("DA101", "minor")]
    assert code in troubles[0].cure.en


def test_a_zone_in_which_everything_fits_twice_is_asked(around):
    wide = [shapely.box(116.9, 28, 117.2, 31), shapely.box(119.9, 28, 120.2, 31)]
    units = gpd.GeoDataFrame({"code": ["34", "33"]}, geometry=wide, crs=DEGREES)
    place, (question,), _ = place_of(
        Surroundings.on(units), moved([shapely.box(120, 29, 120.1, 29.1)], "EPSG:4549"), party=""
    )
    assert place.code == ""
    assert question.key == "crs"
    assert set(question.choices) == {"EPSG:4548", "EPSG:4549"}


def test_where_any_meridian_would_do_none_is_proposed():
    """A city may have a meridian of its own, by which alone its plan lies where its codes say."""
    units = gpd.GeoDataFrame({"code": ["320115"]}, geometry=[shapely.box(118.6, 31.7, 119.0, 32.0)], crs=DEGREES)
    local = "+proj=tmerc +lon_0=118.8333 +x_0=500000 +ellps=GRS80 +units=m"
    plan = moved([shapely.box(118.7, 31.8, 118.8, 31.9)], local)
    place, (question,), _ = place_of(Surroundings.on(units), plan, party="320115")
    assert (place.code, question.choices) == ("", ())
    assert "it may have a local one" in question.text.en


def test_degrees_of_a_layer_that_reaches_far_beyond_the_study_are_still_degrees(around):
    far = [shapely.box(x, 30, x + 1, 31) for x in range(80, 119)]
    place, questions, _ = place_of(around, [*far, *INSIDE], party="")
    assert (place.code, questions) == ("EPSG:4490", ())
    assert place.confidence < 0.95


def test_a_wrong_prj_is_asked_with_both(around):
    shapes = moved(INSIDE, "EPSG:4549")
    place, (question,), _ = place_of(around, shapes, said=pyproj.CRS("EPSG:4548"))
    assert place.code == "EPSG:4548"
    assert question.choices == ("EPSG:4549", "EPSG:4548")


@pytest.mark.parametrize("said", [pyproj.CRS("EPSG:2385"), None])
def test_old_datums_need_parameters(around, said):
    shapes = moved(INSIDE, "EPSG:4549")
    _, (question,), _ = place_of(around, shapes, said=said, called="西安80/红线")
    assert question.key == "towgs84"
    assert "CGCS2000" in question.text.zh


def test_coordinates_that_fit_nothing_are_asked_without_proposal(around):
    place, (question,), (trouble,) = place_of(around, [shapely.box(1, 2, 900_000_000, 4)])
    assert (place.code, question.choices, trouble.rule) == ("", (), "DA101")


def test_degrees_in_gcj_02_are_known_by_the_borders_that_they_follow(around):
    shapes = shapely.transform(
        around.units.geometry.to_numpy(), lambda xy: np.column_stack(wgs84_to_gcj02(xy[:, 0], xy[:, 1]))
    )
    place, questions, (trouble,) = place_of(around, shapes, said=DEGREES, party="")
    assert (place.code, place.written, questions) == ("GCJ-02", True, ())
    assert "GCJ-02" in trouble.cure.zh
    codes = around.ground(np.asarray(shapes), place)
    assert codes == ("330101", "340101")
    west, south, east, north = around.bounds(np.asarray(shapes), place)
    assert (west, south, east, north) == pytest.approx(around.units.total_bounds.tolist(), abs=1e-3)  # of its boxes


def test_a_crs_without_code_is_called_by_its_name_and_used(around):
    text = pyproj.CRS("EPSG:4549").to_wkt("WKT1_ESRI").replace("CGCS2000_3_Degree_GK_CM_120E", "浙江独立坐标系")
    own = pyproj.CRS(text.replace('"Central_Meridian",120.0', '"Central_Meridian",119.7'))
    shapes = projected(np.asarray(INSIDE), DEGREES, own)
    place, questions, _ = place_of(around, shapes, said=own)
    assert (place.code, place.written, questions) == ("浙江独立坐标系", False, ())
    assert around.ground(shapes, place) == ("330101", "330101")


def test_a_layer_without_geometry_has_no_place(around):
    assert place_of(around, np.empty(0, dtype=object)) == (None, (), ())


def test_ground_is_empty_where_a_feature_lies_nowhere(around):
    place, _, _ = place_of(around, INSIDE, said=DEGREES)
    hollow = shapely.box(119, 30.05, 119.39, 30.3) - shapely.box(119.05, 30, 119.5, 30.2)
    assert around.ground(np.asarray([hollow]), place) == ("330101",)
    odd = [*INSIDE, shapely.Point(0, 0), shapely.Point(np.inf, 0)]
    assert around.ground(np.asarray(odd), place) == ("330101", "330101", "", "")
