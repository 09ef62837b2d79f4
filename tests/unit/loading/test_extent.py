import numpy as np
import pytest
import shapely

from planseam.loading.extent import spoken_bounds


def test_without_strays_they_are_the_bounds_of_all():
    shapes = np.array([shapely.box(119, 30, 120, 31), None, shapely.Polygon(), shapely.box(118, 29, 118.5, 29.5)])
    assert spoken_bounds(shapes) == pytest.approx(shapely.total_bounds(shapes))


@pytest.mark.parametrize(
    "stray", [(1e308, 0), (500_000, 3_400_000), (40_500_000, 3_400_000), (-1e12, 30), (np.inf, 30), (np.nan, 30)]
)
def test_a_stray_has_no_say_among_degrees(stray):
    shapes = shapely.points([(119, 30), (120, 31), stray])
    assert spoken_bounds(shapes).tolist() == [119, 30, 120, 31]


def test_a_stray_in_degrees_has_no_say_among_metres():
    shapes = shapely.points([(500_000, 3_400_000), (510_000, 3_410_000), (119, 30)])
    assert spoken_bounds(shapes).tolist() == [500_000, 3_400_000, 510_000, 3_410_000]


def test_a_feature_without_the_number_of_its_zone_has_no_say_among_those_with_it():
    shapes = shapely.points([(40_500_000, 3_400_000), (40_510_000, 3_410_000), (500_000, 3_400_000)])
    assert spoken_bounds(shapes)[0] == 40_500_000


@pytest.mark.parametrize("shapes", [[], [None], [shapely.Point()], [None, shapely.Polygon()]])
def test_there_are_none_without_geometry(shapes):
    assert np.isnan(spoken_bounds(np.array(shapes, dtype=object))).all()
