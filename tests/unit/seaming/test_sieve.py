"""The sieve against plain distances: what lies within reach is never let go."""

import pickle

import geopandas as gpd
import numpy as np
import pyproj
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planseam.checking.cases import CASE_CRS
from planseam.seaming import cells
from planseam.seaming.sieve import Ground, Sieve, boxes_of

DEGREES, MERCATOR, ZONE = (pyproj.CRS(name) for name in ("EPSG:4490", "EPSG:3857", "EPSG:4527"))
SIDE = 100_000.0


@pytest.fixture(autouse=True, scope="module")
def coarse():
    """Small grids of cells, which are made faster."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cells, "RESOLUTION", 128)
        yield


@pytest.fixture(scope="module")
def ground():
    """Two parties with a bent border, an exclave, and an island before the coast of the other."""
    y = np.linspace(0, SIDE, 101)
    line = np.column_stack([40_000 + 1500 * np.sin(y / 6000), y])
    hole = shapely.box(70_000, 20_000, 73_000, 23_000)
    west = shapely.MultiPolygon([
        shapely.Polygon([(0, 0), *line, (0, SIDE)]), hole, shapely.box(SIDE + 200, 50_000, SIDE + 900, 51_000),
    ])  # fmt: skip
    east = shapely.Polygon([*line, (SIDE, SIDE), (SIDE, 0)], [hole.exterior])
    return Ground.of(np.array(["33", "34"]), np.array([east, west], dtype=object), crs=CASE_CRS)


def carried(shapes, crs):
    return gpd.GeoSeries(shapes, crs=CASE_CRS).to_crs(crs).to_numpy()


def borders(ground):
    return shapely.union_all(shapely.linestrings(ground.edges))


@st.composite
def shapes(draw):
    """Rectangles, turned at will, and lines and points."""
    number = st.integers(-200_000, 10 * int(SIDE) + 200_000).map(lambda tenths: tenths / 10)
    size = st.sampled_from([1.0, 50.0, 400.0, 3000.0, 30_000.0])
    x, y, width, height = draw(number), draw(number), draw(size), draw(size)
    shape = shapely.box(x, y, x + width, y + height)
    kind = draw(st.sampled_from(["box", "turned", "line", "point", "two"]))
    if kind == "turned":
        return shapely.affinity.rotate(shape, draw(st.floats(1, 89)))
    if kind == "two":
        x, y = draw(number), draw(number)
        return shapely.union(shape, shapely.box(x, y, x + 80, y + 80))
    if kind == "line":
        return shapely.LineString([(x, y), (x + width, y + height)])
    return shapely.Point(x, y) if kind == "point" else shape


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    drawn=st.lists(shapes(), min_size=5, max_size=40),
    crs=st.sampled_from([CASE_CRS, DEGREES, MERCATOR, ZONE]),
    reach=st.sampled_from([0.0, 50.0, 1500.0]),
    outside=st.booleans(),
    owner=st.sampled_from(["", "33", "3401"]),
    single=st.booleans(),
)
def test_what_lies_within_reach_is_kept(ground, drawn, crs, reach, outside, owner, single):
    drawn = np.array(drawn, dtype=object)
    sieve = Sieve.of(ground, ground.along(reach), crs=crs, outside=outside, owned=bool(owner))
    bounds = shapely.bounds(carried(drawn, crs))
    if single:
        narrow = bounds.astype(np.float32)
        slack = 2.0**-22 * np.abs(narrow.astype(float)) * np.array([-1, -1, 1, 1])
        bounds = narrow + slack
    found = sieve.sift(bounds, owner)
    edge = np.flatnonzero(found.edge)
    found.kept[edge] = sieve.outside(carried(drawn[edge], crs))
    near = shapely.distance(drawn, borders(ground)) <= reach
    assert found.kept[near].all()
    units = shapely.union_all(ground.polygons)
    frame = shapely.box(*units.bounds)
    # an edge of 1 km bends by a centimetre in another CRS
    beyond, met = shapely.distance(drawn, frame) > 0.1, shapely.intersects(drawn, frame)
    assert not (found.beyond & met).any()
    assert (found.kept | found.beyond)[beyond].all(), "what the box of all units cannot tell is kept"
    if outside:
        assert found.kept[met & (shapely.area(shapely.difference(drawn, units)) > 0.02 * shapely.length(drawn))].all()
    if owner:
        foreign = ground.polygons[~np.strings.startswith(owner, ground.codes)]
        assert found.kept[shapely.intersects(drawn, shapely.buffer(foreign[0], -1e-3))].all()


def test_most_of_what_is_far_is_let_go(ground):
    x, y = np.meshgrid(np.arange(500, SIDE, 2000), np.arange(500, SIDE, 2000))
    boxes = shapely.box(x, y, x + 300, y + 300).ravel()
    for crs in (CASE_CRS, DEGREES, MERCATOR, ZONE):
        sieve = Sieve.of(ground, ground.along(50.0), crs=crs, outside=True, owned=True)
        kept = sieve.sift(shapely.bounds(carried(boxes, crs))).kept
        near = shapely.distance(boxes, borders(ground)) <= 50
        assert kept[near].all()
        assert kept.sum() < near.sum() + 120


def test_a_box_of_many_tells_no_more_than_each_of_them(ground):
    """A row group is passed over only where each of its features would be, and none lies beyond all units."""
    rng = np.random.default_rng(4)
    low = rng.uniform(-20_000, SIDE + 20_000, (800, 2))
    size = rng.choice([200.0, 3000.0, 20_000.0], (800, 1))
    groups = np.hstack([low, low + size])
    for outside in (True, False):
        for owner in ("", "34"):
            sieve = Sieve.of(ground, ground.along(50.0), crs=CASE_CRS, outside=outside, owned=True)
            found = sieve.sift(groups, owner)
            for row in np.flatnonzero(~found.kept):
                inner = groups[row, :2] + rng.uniform(0, 1, (40, 4)).reshape(40, 2, 2) * size[row]
                single = sieve.sift(np.hstack([inner.min(axis=1), inner.max(axis=1)]), owner)
                assert not single.kept.any()
                assert (single.beyond == found.beyond[row]).all()


def test_it_is_the_same_after_a_journey(ground):
    sieve = Sieve.of(ground, ground.along(500.0), crs=DEGREES, outside=True, owned=True)
    again = pickle.loads(pickle.dumps(sieve))  # noqa: S301 - our own
    rng = np.random.default_rng(1)
    low = rng.uniform(-10_000, SIDE, (500, 2))
    boxes = shapely.bounds(carried(shapely.box(*low.T, *(low + rng.uniform(10, 5000, (500, 2))).T), DEGREES))
    owner = rng.choice(["", "33", "34", "99"], 500)
    for one, other in zip(
        vars(sieve.sift(boxes, owner)).values(), vars(again.sift(boxes, owner)).values(), strict=True
    ):
        assert (one == other).all()


def test_what_has_no_box_is_kept_and_nothing_is_no_trouble(ground):
    sieve = Sieve.of(ground, ground.along(50.0), crs=CASE_CRS, outside=True, owned=True)
    assert sieve.sift(np.full((3, 4), np.nan), np.array(["33", "", "34"])).kept.all()
    for owner in ("33", np.zeros(0, dtype=str)):
        assert len(sieve.sift(np.zeros((0, 4)), owner).kept) == 0
    assert len(sieve.outside(np.zeros(0, dtype=object))) == 0
    assert len(sieve.abroad(np.zeros(0, dtype=object), np.zeros(0, dtype=str), grown=0.0, noise=5.0)) == 0


def test_what_cannot_be_cut_may_lie_outside(ground):
    sieve = Sieve.of(ground, ground.along(50.0), crs=CASE_CRS, outside=True)
    bow = shapely.Polygon([(10_000, 10_000), (20_000, 20_000), (20_000, 10_000), (10_000, 20_000)])
    inside, half = shapely.box(10_000, 10_000, 11_000, 11_000), shapely.box(-500, 10_000, 500, 11_000)
    asked = np.array([bow, inside, half, shapely.Polygon(), shapely.Point(5, 5)], dtype=object)
    assert sieve.outside(asked).tolist() == [True, False, True, True, True]


def test_units_without_a_border_have_no_boxes():
    alone = Ground.of(np.array(["33"]), np.array([shapely.box(0, 0, 1000, 1000)]), crs=CASE_CRS)
    assert len(alone.along(500.0)) == 0
    sieve = Sieve.of(alone, alone.along(500.0), crs=CASE_CRS)
    assert not sieve.sift(np.array([[400.0, 400, 500, 500]])).kept.any()


def test_along_is_around_all_borders_and_none_below_zero(ground):
    assert len(ground.along(-1.0)) == 0
    boxes = shapely.union_all(shapely.box(*ground.along(80.0).T))
    assert shapely.covers(boxes, shapely.buffer(borders(ground), 79.9, cap_style="flat", join_style="mitre"))


def test_coasts_that_face_each_other_are_borders_within_reach(ground):
    """The island lies 200 m before the coast of the other party."""
    strait = shapely.box(SIDE - 5, 50_400, SIDE, 50_500)
    assert not shapely.intersects(shapely.box(*ground.along(100.0).T), strait).any()
    assert shapely.intersects(shapely.box(*ground.along(250.0).T), strait).any()
    far = shapely.box(SIDE - 5, 60_000, SIDE, 60_100)
    assert not shapely.intersects(shapely.box(*ground.along(250.0).T), far).any()


def abroad(ground, shape, owner, *, grown=0.0, reach=100.0):
    sieve = Sieve.of(ground, ground.along(reach), crs=CASE_CRS)
    return sieve.abroad(np.array([shape], dtype=object), np.array([owner]), grown=grown, noise=5.0)


def test_what_lies_abroad_away_from_the_borders_has_a_box(ground):
    stray = shapely.box(10_000, 10_000, 12_000, 11_000)
    assert abroad(ground, stray, "33", grown=500.0).tolist() == [[9500.0, 9500, 12_500, 11_500]]
    assert len(abroad(ground, stray, "34")) == len(abroad(ground, stray, "3401")) == len(abroad(ground, stray, "")) == 0
    over = shapely.box(30_000, 10_000, 60_000, 11_000)
    (box,) = abroad(ground, over, "33")
    assert box[0] == 30_000
    assert 38_000 < box[2] < 42_000
    west = shapely.box(30_000, 10_000, 41_500, 11_000).intersection(ground.polygons[1])
    tip = shapely.box(west.bounds[2] - 1, 10_400, west.bounds[2] + 9, 10_440)
    assert len(abroad(ground, shapely.union(west, tip), "34")) == 0, "near the border all is kept anyway"


def test_a_sliver_of_nobodys_feature_is_taken_home_and_so_lies_abroad(ground):
    path = shapely.union(shapely.box(30_000, 70_000, 38_000, 71_000), shapely.box(35_000, 70_500, 60_000, 70_504))
    (box,) = abroad(ground, path, "")
    assert box[2] == 60_000
    assert len(abroad(ground, shapely.box(30_000, 70_000, 60_000, 71_000), "")) == 0, "no sliver"


def test_boxes_are_those_of_what_has_one():
    shapes = np.array([shapely.box(0, 0, 2, 1), shapely.Polygon(), None], dtype=object)
    assert boxes_of([shapes], grown=1.0).tolist() == [[-1.0, -1.0, 3.0, 2.0]]
    assert boxes_of([], grown=1.0).shape == (0, 4)
