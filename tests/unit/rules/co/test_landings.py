import numpy as np
import pytest

from planseam.rules.co.corridors import Corridors
from planseam.rules.co.landings import Landings


def landings(draw, *features):
    scene = draw(corridor=[{"geometry": wkt, **more} for wkt, more in features])
    corridors = Corridors.of(scene, stub_m=100.0)
    ends = corridors.ends(scene.borders, np.array([100.0]))
    return Landings.of(scene, corridors, scene.borders[0], ends, reach=100.0, run_m=25.0)


def test_line_lands_at_the_place_nearest_to_its_end(draw):
    found = landings(draw, ("LINESTRING (5000 1000, 9950 1000)", {"width_m": 30}))
    assert [place.coords[0] for place in found.where] == [(10000.0, 1000.0)]
    assert (found.left.tolist(), found.width.tolist()) == ([True], [30.0])


def test_strip_lands_along_a_stretch_and_is_as_wide(draw, box):
    found = landings(draw, (box(10040, 1000, 12000, 1300), {"width_m": 30}))
    assert found.where[0].length == pytest.approx(300, abs=0.2)
    assert found.width[0] == pytest.approx(300, abs=0.2)
    assert found.left.tolist() == [False]


def test_strip_that_comes_twice_lands_twice(draw, box):
    fork = "POLYGON ((9000 0, 10000 0, 10000 200, 9500 200, 9500 800, 10000 800, 10000 1000, 9000 1000, 9000 0))"
    assert len(landings(draw, (fork, {})).where) == 2


def test_width_that_is_no_number_is_unknown(draw):
    assert np.isnan(landings(draw, ("LINESTRING (5000 1000, 9950 1000)", {"width_m": "wide"})).width).all()


def test_two_strips_are_apart_by_their_middles(draw, box):
    found = landings(draw, (box(8000, 1000, 10000, 1400), {}), (box(10000, 1300, 12000, 1700), {}))
    (pair,) = found.pairs(reach_m=100.0, pair_m=2000.0)
    assert pair.offset == pytest.approx(300, abs=0.2)


def test_line_is_at_a_strip_wherever_it_meets_it(draw, box):
    found = landings(draw, (box(8000, 1000, 10000, 1400), {}), ("LINESTRING (10000 1390, 15000 1390)", {}))
    (pair,) = found.pairs(reach_m=100.0, pair_m=2000.0)
    assert (pair.offset, pair.places[0].y) == (pytest.approx(0, abs=0.1), pytest.approx(1390, abs=0.1))


def test_nobody_lands_where_nothing_comes_near(draw):
    found = landings(draw, ("LINESTRING (5000 1000, 6000 1000)", {}))
    assert (len(found.where), found.pairs(reach_m=100.0, pair_m=2000.0)) == (0, [])
