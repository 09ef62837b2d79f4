import geopandas as gpd
import numpy as np
import pyproj
import pytest
import shapely

from planseam.loading.references import Following, Reference, flat

SQUARE = gpd.GeoDataFrame(geometry=[shapely.box(120.0, 31.0, 120.1, 31.1)], crs="EPSG:4490")


def test_distances_are_metres_on_the_ground():
    lon, lat = np.array([119.99, 120.05, 120.05]), np.array([31.05, 31.102, 31.05])
    distance, _ = Reference(SQUARE).distances(lon, lat)
    geod = pyproj.Geod(ellps="GRS80")
    assert distance[0] == pytest.approx(geod.inv(119.99, 31.05, 120.0, 31.05)[2], rel=0.01)
    assert distance[1] == pytest.approx(geod.inv(120.05, 31.102, 120.05, 31.1)[2], rel=0.01)
    assert np.isinf(distance[2])


def test_borders_may_come_in_any_crs_and_as_lines():
    projected = Reference(SQUARE.to_crs(4549))
    lines = Reference(SQUARE.assign(geometry=SQUARE.boundary))
    place = np.array([119.995]), np.array([31.05])
    told = Reference(SQUARE).distances(*place)[0][0]
    assert projected.distances(*place)[0][0] == pytest.approx(told, abs=0.1)
    assert lines.distances(*place)[0][0] == told


def test_points_are_no_lines():
    nothing = Reference(gpd.GeoDataFrame(geometry=[shapely.Point(120, 31), None], crs="EPSG:4490"))
    assert np.isnan(nothing.bounds).all()


def test_boxes_within_reach_are_found_and_large_ones_kept():
    corners = np.array(
        [
            [119.990, 31.050, 119.991, 31.051],  # 1 km off
            [119.900, 31.050, 119.901, 31.051],  # 10 km off
            [120.050, 31.050, 120.051, 31.051],  # inside, 5 km from any edge
            [119.000, 30.000, 121.000, 32.000],  # large
            [100.000, 30.000, 102.000, 32.000],  # large and far away
        ]
    )
    boxes = np.hstack([flat(corners[:, 0], corners[:, 1]), flat(corners[:, 2], corners[:, 3])])
    assert Reference(SQUARE).near(boxes).tolist() == [True, False, False, True, False]


def test_lines_of_many_ways_are_told_from_parallels():
    reference = Reference(SQUARE)
    assert reference.one_way(np.array([0, 1, 2, 3])) == pytest.approx(0, abs=1e-9)
    assert reference.one_way(np.array([0, 2])) == pytest.approx(1)
    assert reference.one_way(np.array([], dtype=int)) == 1.0


def follow(count, *, vertices=1000, width=50.0, one_way=0.1):
    return Following(tolerance_m=width, vertices=vertices, count=count, residual_m=1.0, one_way=one_way)


def test_chance_few_and_parallels_are_no_evidence():
    assert follow(300).certain
    assert not follow(200).certain  # 20 % where chance gives 3 %
    assert not follow(39, vertices=39).certain
    assert not follow(300, one_way=0.9).certain
    assert follow(50, width=5.0).certain  # 5 % where chance gives 0.3 %
    assert follow(0, vertices=0).share == 0


def test_another_that_comes_near_leaves_it_open():
    assert follow(300).beats([follow(100), follow(30)])
    assert not follow(300).beats([follow(101)])
