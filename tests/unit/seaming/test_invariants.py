"""What must hold for any units and any features: nothing is lost, made up, or dependent on how the study lies."""

import itertools

import numpy as np
import pyproj
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import affinity

from planseam.model.border import Border
from planseam.seaming.borders import borders_between
from planseam.seaming.profile import Flank, Profile
from planseam.seaming.zones import Zones

CRS = pyproj.CRS.from_proj4("+proj=laea +lat_0=31.2 +lon_0=119 +a=6378137 +rf=298.257222101 +units=m")
SIDE_M = 20_000
#: Areas below this come from the rounding of coordinates, m².
CRUMB_M2 = 1e-4

draws = settings(max_examples=20, deadline=None, derandomize=True)
few_draws = settings(max_examples=8, deadline=None, derandomize=True)
seeds = st.integers(0, 2**32 - 1)
angles = st.floats(0, 360)
shifts = st.tuples(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))


def units_of(seed, *, most=600):
    """Random units: cells of a Voronoi diagram, put together by lot, so that some have holes and exclaves."""
    rng = np.random.default_rng(seed)
    # with hundreds of cells, units are heavy enough to be subdivided
    count = min(int(3 * 10 ** rng.uniform(0, 2.3)), most)
    sites = shapely.multipoints(rng.uniform(0, SIDE_M, (count, 2)))
    cells = shapely.get_parts(shapely.voronoi_polygons(sites, extend_to=shapely.box(0, 0, SIDE_M, SIDE_M)))
    lot = rng.integers(0, rng.integers(2, 7), count)
    return np.array([shapely.coverage_union_all(cells[lot == number]) for number in np.unique(lot)], dtype=object)


def blob(rng, *, radius):
    """A star seen from its middle: always valid, and with a hole it is one still."""
    corners = int(rng.integers(5, 24))
    angle = 2 * np.pi * (np.arange(corners) + rng.uniform(0, 0.8, corners)) / corners
    spread = radius * rng.uniform(0.3, 1.0, corners)[:, None] * np.column_stack([np.cos(angle), np.sin(angle)])
    holes = [0.4 * spread] if rng.random() < 0.3 else []
    return affinity.translate(shapely.Polygon(spread, holes), *rng.uniform(-0.1 * SIDE_M, 1.1 * SIDE_M, 2))


def blobs_of(seed, *, count=60):
    """Random polygons, from a yard to half the study; some of several parts, some with holes, some far outside."""
    rng = np.random.default_rng(seed)
    blobs = []
    for _ in range(count):
        radius = 10 ** rng.uniform(0.5, 4)
        parts = [blob(rng, radius=radius) for _ in range(int(rng.choice([1, 1, 1, 2, 5])))]
        blobs.append(shapely.union_all(parts))
    return np.array(blobs, dtype=object)


def areas(features, units):
    """Area of each feature in each unit, by our split."""
    split = Zones.of(units).split(features)
    table = np.zeros((len(features), len(units)))
    table[split.feature, split.zone] = shapely.area(split.geometry)
    return table


def moved(geometries, angle, shift):
    turn = np.radians(angle)
    matrix = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    return shapely.transform(geometries, lambda xy: xy @ matrix + np.array(shift))


def same(one, other):
    np.testing.assert_allclose(one, other, rtol=1e-9, atol=CRUMB_M2)


@given(seeds, seeds)
@draws
def test_pieces_sum_to_what_lies_within_the_units(units_seed, blobs_seed):
    units, blobs = units_of(units_seed), blobs_of(blobs_seed)
    within = shapely.area(shapely.intersection(blobs, shapely.union_all(units)))
    same(areas(blobs, units).sum(axis=1), within)


@given(seeds, seeds)
@draws
def test_split_is_the_intersection_with_every_unit(units_seed, blobs_seed):
    units, blobs = units_of(units_seed), blobs_of(blobs_seed)
    same(areas(blobs, units), shapely.area(shapely.intersection(blobs[:, None], units[None, :])))


@given(seeds, seeds)
@draws
def test_lines_and_points_are_split_as_by_intersection_with_every_unit(units_seed, blobs_seed):
    units, blobs = units_of(units_seed), blobs_of(blobs_seed)
    lines = shapely.boundary(blobs)
    points = np.array(
        [shapely.MultiPoint(np.unique(shapely.get_coordinates(blob), axis=0)) for blob in blobs], dtype=object
    )
    zones = Zones.of(units)
    for features, measure in ((lines, shapely.length), (points, shapely.get_num_coordinates)):
        split = zones.split(features)
        table = np.zeros((len(features), len(units)))
        table[split.feature, split.zone] = measure(split.geometry)
        same(table, measure(shapely.intersection(features[:, None], units[None, :])))


@given(seeds, seeds, angles, shifts)
@draws
def test_turning_and_shifting_a_study_changes_no_area(units_seed, blobs_seed, angle, shift):
    units, blobs = units_of(units_seed), blobs_of(blobs_seed)
    same(areas(blobs, units), areas(moved(blobs, angle, shift), moved(units, angle, shift)))


@given(seeds, seeds)
@draws
def test_the_order_of_features_and_units_changes_nothing(units_seed, blobs_seed):
    units, blobs = units_of(units_seed), blobs_of(blobs_seed)
    rng = np.random.default_rng(blobs_seed)
    rows, columns = rng.permutation(len(blobs)), rng.permutation(len(units))
    same(areas(blobs, units)[rows][:, columns], areas(blobs[rows], units[columns]))


@given(seeds)
@draws
def test_pieces_of_a_feature_do_not_overlap_and_keep_its_kind(seed):
    units, blobs = units_of(seed), blobs_of(seed, count=20)
    split = Zones.of(units).split(blobs)
    assert (shapely.get_dimensions(split.geometry) == 2).all()
    assert shapely.is_valid(split.geometry).all()
    for feature in np.unique(split.feature):
        own = split.geometry[split.feature == feature]
        assert shapely.area(own).sum() == pytest.approx(shapely.area(shapely.union_all(own)), rel=1e-9, abs=CRUMB_M2)


def codes_of(units, order):
    return np.array([f"{31 + place}" for place in order[: len(units)]])


@given(seeds)
@draws
def test_borders_sum_to_the_perimeters_less_the_outside(seed):
    units = units_of(seed)
    borders = borders_between(codes_of(units, range(9)), units, crs=CRS)
    shared = (shapely.length(units).sum() - shapely.coverage_union_all(units).length) / 2
    assert sum(border.line.length for border in borders) == pytest.approx(shared, rel=1e-9)


@given(seeds)
@draws
def test_a_border_has_its_first_unit_on_the_left(seed):
    units = units_of(seed)
    codes = codes_of(units, range(9)).tolist()
    for border in borders_between(np.array(codes), units, crs=CRS):
        for part in shapely.get_parts(border.line):
            (start, end), *_ = np.stack([shapely.get_coordinates(part)[:-1], shapely.get_coordinates(part)[1:]], axis=1)
            along = (end - start) / np.hypot(*(end - start))
            middle, left = (start + end) / 2, np.array([-along[1], along[0]])
            beside = 1e-3 * np.hypot(*(end - start)) * left
            assert shapely.contains_xy(units[codes.index(border.a)], *(middle + beside))
            assert shapely.contains_xy(units[codes.index(border.b)], *(middle - beside))


@given(seeds)
@draws
def test_b_to_a_is_a_to_b_mirrored(seed):
    units = units_of(seed)
    forward = borders_between(codes_of(units, range(9)), units, crs=CRS)
    backward = borders_between(codes_of(units, range(8, -1, -1)), units, crs=CRS)
    mirror = {str(31 + place): str(39 - place) for place in range(9)}
    other = {border.id: border for border in backward}
    assert len(forward) == len(backward)
    for border in forward:
        twin = other[f"{mirror[border.b]}-{mirror[border.a]}"]
        assert twin.length_m == pytest.approx(border.length_m, rel=1e-12)
        edges = {(tuple(a), tuple(b)) for a, b in edges_of(border)}
        assert {(tuple(b), tuple(a)) for a, b in edges_of(twin)} == edges


def edges_of(border):
    for part in shapely.get_parts(border.line):
        xy = shapely.get_coordinates(part).tolist()
        yield from itertools.pairwise(xy)


def open_borders(units):
    """Borders without rings: a ring may start anywhere."""
    borders = borders_between(codes_of(units, range(9)), units, crs=CRS)
    return [border for border in borders if not shapely.is_closed(shapely.get_parts(border.line)).any()]


def flanks_of(features, units):
    split = Zones.of(units).split(features)
    return [
        Flank.of(split.geometry[split.zone == unit], split.feature[split.zone == unit]) for unit in range(len(units))
    ]


def profile_of(border, flanks, *, step):
    return Profile.of(border, tuple(flanks[int(code) - 31] for code in (border.a, border.b)), step=step, reach=100)


def run_lengths(profile):
    runs = [profile.one_sided(reach=50, facing=50, left=left, bridge=60) for left in (True, False)]
    return [np.sort(run.length) for run in runs]


@given(seeds, angles, shifts)
@few_draws
def test_turning_and_shifting_a_study_changes_no_stretch(seed, angle, shift):
    units, features = units_of(seed, most=20), blobs_of(seed, count=30)
    here = flanks_of(features, units)
    there = flanks_of(moved(features, angle, shift), moved(units, angle, shift))
    for border in open_borders(units):
        twin = Border(border.a, border.b, moved(border.line, angle, shift), border.length_m)
        profiles = profile_of(border, here, step=50), profile_of(twin, there, step=50)
        for one, other in zip(*map(run_lengths, profiles), strict=True):
            np.testing.assert_allclose(one, other, atol=0.2)


@given(seeds)
@few_draws
def test_the_order_of_features_changes_no_profile(seed):
    units, features = units_of(seed, most=20), blobs_of(seed, count=30)
    order = np.random.default_rng(seed).permutation(len(features))
    flanks = [flanks_of(given_order, units) for given_order in (features, features[order])]
    for border in open_borders(units):
        one, other = (profile_of(border, own, step=100) for own in flanks)
        np.testing.assert_allclose(one.left.gap, other.left.gap)
        np.testing.assert_allclose(one.right.gap, other.right.gap)


@given(seeds)
@few_draws
def test_b_to_a_sees_on_its_left_what_a_to_b_sees_on_its_right(seed):
    units, features = units_of(seed, most=20), blobs_of(seed, count=30)
    flanks = flanks_of(features, units)
    for border in open_borders(units):
        parts = shapely.reverse(shapely.get_parts(border.line)[::-1])
        back = Border(border.b, border.a, shapely.multilinestrings(parts), border.length_m)
        one, other = (profile_of(line, flanks, step=20) for line in (border, back))
        # the last cell of a part is short, so cells lie elsewhere on the way back: a step for each end of a stretch
        ends = 2 * sum(len(runs) + 1 for runs in run_lengths(one)) + len(parts)
        here, there = one.shares(reach=50), other.shares(reach=50)
        for name, mirrored in (("both", "both"), ("left", "right"), ("right", "left"), ("neither", "neither")):
            assert here[name] == pytest.approx(there[mirrored], abs=20 * ends)
