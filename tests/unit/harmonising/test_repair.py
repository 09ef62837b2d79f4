import numpy as np
import pytest
import shapely

from planseam.harmonising.repair import made_valid, repaired, without_collapsed

SQUARE = shapely.box(0, 0, 1, 1)
BOW_TIE = shapely.Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])


def fix(*geometries, kind="polygon"):
    array = np.empty(len(geometries), dtype=object)
    array[:] = geometries
    return repaired(array, kind)


def rules(result):
    return [(notice.rule, notice.severity, notice.rows.tolist()) for notice in result.notices]


def test_sound_features_stay_as_they_are():
    result = fix(SQUARE)
    assert result.geometries[0] is SQUARE
    assert not result.notices


def test_missing_and_empty_geometry_is_left_out():
    result = fix(SQUARE, None, shapely.Polygon())
    assert list(shapely.is_missing(result.geometries)) == [False, True, True]
    assert rules(result) == [("DA102", "minor", [1, 2])]


def test_heights_and_measures_go():
    solid = shapely.Polygon([(0, 0, 5), (1, 0, 5), (1, 1, 5)])
    measured = shapely.from_wkt("POLYGON M ((0 0 1, 1 0 1, 1 1 1, 0 0 1))")
    result = fix(solid, measured)
    assert result.flattened == 2
    assert not shapely.has_z(result.geometries).any()
    assert not shapely.has_m(result.geometries).any()


def test_of_a_collection_the_parts_of_the_kind_are_kept():
    result = fix(shapely.GeometryCollection([SQUARE, shapely.Point(3, 3)]))
    assert result.geometries[0] == SQUARE
    assert result.opened == 1


def test_a_collection_in_a_role_of_any_kind_keeps_its_largest_dimension():
    result = fix(shapely.GeometryCollection([shapely.LineString([(0, 0), (1, 1)]), shapely.Point(3, 3)]), kind="any")
    assert result.geometries[0].geom_type == "LineString"


@pytest.mark.parametrize("wrong", [shapely.Point(0, 0), shapely.GeometryCollection([shapely.Point(0, 0)])])
def test_a_point_is_no_polygon(wrong):
    result = fix(SQUARE, wrong)
    assert rules(result) == [("DA102", "minor", [1])]
    assert "polygons" in result.notices[0].each.en


def test_a_bow_tie_is_repaired_and_its_change_of_area_told():
    # two triangles of 1 each, which the shoelace formula sets against each other: 0 before, 2 after
    result = fix(BOW_TIE)
    assert result.geometries[0].area == 2
    assert result.mended == 1
    assert rules(result) == [("DA102", "major", [0])]
    assert result.notices[0].each[0].en == (
        "self-intersection, repaired; before, the areas of its parts cancelled out to 0; now all of them count"
    )


def test_a_harmless_repair_is_info():
    # a spike of no width
    spike = shapely.Polygon([(0, 0), (10, 0), (10, 10), (5, 10), (5, 12), (5, 10), (0, 10)])
    result = fix(spike)
    assert result.geometries[0].area == 100
    assert rules(result) == [("DA102", "info", [0])]


@pytest.mark.parametrize(
    ("flat", "kind"),
    [
        (shapely.Polygon([(0, 0), (1, 1), (2, 2)]), "polygon"),
        (shapely.LineString([(1, 1), (1, 1)]), "line"),
    ],
)
def test_what_has_no_extent_is_left_out(flat, kind):
    result = fix(flat, kind=kind)
    assert result.geometries[0] is None
    assert "degenerate" in result.notices[0].each.en


def test_coordinates_that_are_no_numbers_are_left_out():
    with np.errstate(invalid="ignore"):
        lost = [shapely.Polygon([(0, 0), (value, 1), (1, 1)]) for value in (np.nan, np.inf)]
    result = fix(SQUARE, *lost)
    assert rules(result) == [("DA102", "minor", [1, 2])]


def test_the_same_geometry_twice_is_told_once_and_kept():
    result = fix(SQUARE, shapely.reverse(SQUARE), shapely.box(5, 5, 6, 6))
    assert rules(result) == [("DA107", "info", [1])]
    assert result.notices[0].others == [0]
    assert not shapely.is_missing(result.geometries).any()


def test_the_input_is_not_changed():
    array = np.array([BOW_TIE, None], dtype=object)
    repaired(array, "polygon")
    assert array[0] is BOW_TIE


def test_nothing_can_be_repaired():
    assert len(fix().geometries) == 0


@pytest.mark.parametrize("value", [1e308, -1e13])
def test_coordinates_too_large_for_any_place_are_left_out(value):
    result = fix(SQUARE, shapely.Polygon([(0, 0), (value, 1), (1, 1)]))
    assert rules(result) == [("DA102", "minor", [1])]
    assert result.notices[0].kind == "not-finite"


@pytest.mark.parametrize(
    ("collection", "left"),
    [
        ("GEOMETRYCOLLECTION (POINT (1 2), POLYGON EMPTY)", "POINT (1 2)"),
        ("GEOMETRYCOLLECTION (POINT (1 2), GEOMETRYCOLLECTION (LINESTRING EMPTY, POLYGON EMPTY))", "POINT (1 2)"),
        ("GEOMETRYCOLLECTION (POINT (1 2), LINESTRING (0 0, 1 1), POLYGON EMPTY)", "LINESTRING (0 0, 1 1)"),
    ],
)
def test_an_empty_part_takes_no_feature_away_unsaid(collection, left):
    result = fix(shapely.from_wkt(collection), kind="any")
    assert result.geometries[0] == shapely.from_wkt(left)


def test_a_height_that_is_no_number_costs_nothing():
    with np.errstate(invalid="ignore"):
        deep = shapely.Polygon([(0, 0, np.nan), (1, 0, np.inf), (1, 1, 0)])
    result = fix(deep)
    assert result.geometries[0].area == 0.5
    assert not result.notices


def test_what_has_lost_its_extent_on_the_way_is_left_out():
    shapes = np.array([SQUARE, None, shapely.Polygon(), shapely.Point(0, 0), shapely.LineString()], dtype=object)
    left, notice = without_collapsed(shapes)
    assert notice.rows.tolist() == [2, 4]
    assert notice.left_out
    assert shapely.is_missing(left).tolist() == [False, True, True, False, True]
    assert shapes[2] is not None


#: Of this polygon shapely.make_valid with the method “structure” makes an invalid one (GEOS 3.14.1).
STUBBORN = shapely.from_wkt(
    "POLYGON ((0.3733918509062836 -0.4979143725050226, 0.3732331044391147 -0.497373731687567, "
    "0.3728072659192855 -0.49700474050966803, 360 -0.49692455106314165, 0.3717369901723383 -0.4971586229306683, "
    "0.3714323579326691 -0.49763263994818113, 0.3714323579326691 -0.498196105061864, "
    "0.3717369901723383 -0.49867012207937683, 0.3722495360680103 -0.4989041939469035, "
    "0.3728072659192855 -0.4988240045003771, 0.3732331044391147 -0.49845501332247816, "
    "0.3733918509062836 -0.4979143725050226, 0.3732331044391147 -0.497373731687567, "
    "0.3728072659192855 -0.49700474050966803, 0.3722495360680103 -0.49692455106314165, "
    "0.3717369901723383 -0.4971586229306683, 0.3714323579326691 -0.49763263994818113, "
    "0.3714323579326691 -0.498196105061864, 0.3717369901723383 -0.49867012207937683, "
    "0.3722495360680103 -0.4989041939469035, 0.3728072659192855 -0.4988240045003771, "
    "0.3732331044391147 -0.49845501332247816, 0.3733918509062836 -0.4979143725050226))"
)


def test_what_is_mended_is_valid_also_where_geos_needs_a_second_pass():
    mended = fix(STUBBORN, SQUARE).geometries
    assert shapely.is_valid(mended).all()
    assert mended[0].area == pytest.approx(shapely.make_valid(STUBBORN, method="linework").area, rel=1e-9)


def test_what_is_valid_is_left_alone():
    shapes = np.array([SQUARE, None, shapely.Point(0, 0)], dtype=object)
    assert [one is other for one, other in zip(made_valid(shapes), shapes, strict=True)] == [True] * 3
