"""Splitting by zones: shapes on which overlays go wrong, and the index beneath."""

import tomllib
from pathlib import Path

import numpy as np
import pytest
import shapely

from planseam.seaming.zones import CHUNK_SEGMENTS, Zones, border_chunks

NASTY = tomllib.loads(Path(__file__).with_name("nasty.toml").read_text("utf-8"))
UNITS = shapely.from_wkt(np.array(NASTY["units"], dtype=object))
#: The same units with a vertex every half metre: heavy enough to be subdivided, and still exact.
DENSE = shapely.segmentize(UNITS, 0.5)


@pytest.fixture(scope="module", params=[UNITS, DENSE], ids=["light", "heavy"])
def zones(request):
    return Zones.of(request.param)


def size(geometry):
    dimension = shapely.get_dimensions(geometry)
    return [shapely.get_num_geometries, shapely.length, shapely.area][dimension](geometry)


@pytest.mark.parametrize("shape", NASTY["shape"], ids=[shape["name"] for shape in NASTY["shape"]])
def test_a_nasty_shape_is_split_as_on_paper(zones, shape):
    feature = shapely.from_wkt(shape["wkt"])
    split = zones.split(np.array([feature]))
    assert split.zone.tolist() == [unit for unit, _ in shape["rows"]]
    assert [size(piece) for piece in split.geometry] == pytest.approx([measure for _, measure in shape["rows"]])
    assert (shapely.get_dimensions(split.geometry) == shapely.get_dimensions(feature)).all()
    assert not shapely.is_empty(split.geometry).any()


def test_all_nasty_shapes_at_once_give_what_each_gives_alone(zones):
    features = shapely.from_wkt(np.array([shape["wkt"] for shape in NASTY["shape"]], dtype=object))
    split = zones.split(features)
    expected = [(index, unit) for index, shape in enumerate(NASTY["shape"]) for unit, _ in shape["rows"]]
    assert list(zip(split.feature.tolist(), split.zone.tolist(), strict=True)) == expected


def test_heavy_units_are_subdivided():
    assert len(Zones.of(DENSE).leaves) > len(UNITS)


@pytest.mark.parametrize("features", [[], [None], [shapely.Polygon(), None, shapely.GeometryCollection()]])
def test_nothing_splits_to_nothing(zones, features):
    split = zones.split(np.array(features, dtype=object))
    assert (len(split.feature), len(split.zone), len(split.geometry)) == (0, 0, 0)


def test_an_untouched_feature_is_handed_back_itself(zones):
    features = np.array([shapely.box(10, 10, 20, 20), shapely.box(97, 97, 99, 99)])
    split = zones.split(features)
    assert all(piece is feature for piece, feature in zip(split.geometry, features, strict=True))


def test_splitting_does_not_change_its_input(zones):
    features = np.array([shapely.box(90, 10, 110, 20), None, shapely.Point(1, 1)], dtype=object)
    before = features.copy()
    zones.split(features)
    assert features.tolist() == before.tolist()


def test_a_feature_in_one_of_two_units_that_overlap_a_little_is_not_lost():
    # the right unit reaches 1 m into the left one: a fault of the units, but no reason to lose a plan
    units = np.array([shapely.box(0, 0, 100, 100), shapely.box(99, 0, 200, 100)])
    split = Zones.of(units).split(np.array([shapely.box(80, 10, 99.5, 20)]))
    assert split.zone.tolist() == [0, 1]
    assert shapely.area(split.geometry) == pytest.approx([195, 5])


@pytest.fixture(scope="module")
def slanted():
    """Two heavy units, and places on their border that are exact on the grid, at 64ths of its edges."""
    step = np.arange(400)
    xy = np.column_stack([step * 192.0, step * 448.0 + step % 2])
    east, west = ([(side, xy[-1, 1]), (side, -1237)] for side in (90_000, -90_000))
    units = np.array([shapely.Polygon([*xy, *west]), shapely.Polygon([*xy, *east])])
    share = np.arange(64)[:, None, None] / 64
    places = (xy[:-1] + (xy[1:] - xy[:-1]) * share).transpose(1, 0, 2).reshape(-1, 2)
    return Zones.of(units), places


def test_points_on_a_slanted_border_lie_on_both_sides(slanted):
    zones, places = slanted
    split = zones.split(shapely.points(places))
    assert np.bincount(split.feature, minlength=len(places)).tolist() == [2] * len(places)


def test_lines_on_a_slanted_border_lie_on_both_sides_whole(slanted):
    zones, places = slanted
    lines = shapely.linestrings(np.stack([places[:-1], places[1:]], axis=1))
    split = zones.split(lines)
    assert np.bincount(split.feature, minlength=len(lines)).tolist() == [2] * len(lines)
    assert shapely.length(split.geometry) == pytest.approx(shapely.length(lines)[split.feature])


def test_locate_tells_the_zone_and_the_first_of_two_on_a_border(zones):
    points = shapely.points([(10, 10), (110, 10), (50, 50), (150, 150), (100, 50), (100, 100), (300, 0), (-0.001, 50)])
    assert zones.locate(points).tolist() == [0, 1, 1, 4, 0, 0, -1, -1]


@pytest.mark.parametrize("count", [3, CHUNK_SEGMENTS - 1, CHUNK_SEGMENTS, CHUNK_SEGMENTS + 1, 3 * CHUNK_SEGMENTS, 100])
def test_chunks_are_the_border_again_in_short_lines(count):
    angle = np.linspace(0, 2 * np.pi, count, endpoint=False)
    ring = shapely.Polygon(np.column_stack([9 * np.cos(angle), 9 * np.sin(angle)]))
    polygons = np.array([ring, shapely.difference(shapely.box(-20, -20, 20, 20), ring)])
    chunks, polygon = border_chunks(polygons)
    assert shapely.get_num_coordinates(chunks).max() <= CHUNK_SEGMENTS + 1
    assert shapely.get_num_coordinates(chunks).min() >= 2
    for index in (0, 1):
        own = chunks[polygon == index]
        assert shapely.length(own).sum() == pytest.approx(polygons[index].length)
        assert shapely.equals(shapely.union_all(own), polygons[index].boundary)
