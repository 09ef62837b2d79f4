import numpy as np
import pytest

from planseam.rules.tr.roads import Roads


def roads(draw, *features):
    return Roads.of(draw(road=[{"geometry": wkt, **more} for wkt, more in features]), snap_m=5.0)


def faced(found, other, **options):
    """What each dead end of the other owner faces: the place, and whether it is an end."""
    own = np.flatnonzero(found.ends.owner != other)
    facing = found.facing(own, other, **{"within": 3000.0, "ahead_deg": 90.0, **options})
    ends = [found.ends.point[end].coords[0] for end in facing.end]
    return {
        end: (place.coords[0], bool(of >= 0)) for end, place, of in zip(ends, facing.point, facing.other, strict=True)
    }


def test_dead_ends_know_their_road_owner_and_way(draw):
    found = roads(draw, ("LINESTRING (2000 5000, 9000 5000)", {}), ("LINESTRING (15000 0, 15000 9000)", {"code": "33"}))
    assert found.ends.feature.tolist() == [0, 1, 0, 1]
    assert found.ends.owner.tolist() == ["33", "33", "33", "33"]
    assert found.ends.way.tolist() == [[-1.0, 0.0], [0.0, -1.0], [1.0, 0.0], [0.0, 1.0]]


def test_the_last_hundred_metres_tell_whose_an_undeclared_end_is(draw):
    found = roads(draw, ("LINESTRING (2000 5000, 10090 5000)", {}), ("LINESTRING (2000 7000, 10110 7000)", {}))
    assert found.ends.owner.tolist() == ["33", "33", "33", "34"]


def test_an_end_that_faces_back_goes_before_a_nearer_road(draw):
    found = roads(
        draw,
        ("LINESTRING (2000 5000, 9500 5000)", {}),
        ("LINESTRING (10100 1000, 10100 9000)", {}),
        ("LINESTRING (10300 5000, 18000 5000)", {}),
    )
    assert faced(found, "34")[9500.0, 5000.0] == ((10300.0, 5000.0), True)


def test_an_end_that_looks_away_is_faced_as_a_road(draw):
    found = roads(
        draw, ("LINESTRING (2000 5000, 9500 5000)", {}), ("LINESTRING (10300 5000, 10100 5000, 10100 4000)", {})
    )
    assert faced(found, "34")[9500.0, 5000.0] == ((10100.0, 5000.0), False)


def test_nothing_behind_is_faced(draw):
    found = roads(
        draw,
        ("LINESTRING (2000 9000, 9900 9000, 9900 5000, 9500 5000)", {}),
        ("LINESTRING (10200 1000, 10200 9000)", {}),
    )
    assert (9500.0, 5000.0) not in faced(found, "34")
    assert faced(found, "34", ahead_deg=180.0)[9500.0, 5000.0] == ((10200.0, 5000.0), False)


@pytest.mark.parametrize(("within", "seen"), [(799.9, False), (800.1, True)])
def test_sight_ends_at_the_bound_in_every_direction(draw, within, seen):
    # 800 m away at an angle of 42.5°, in the middle between two corners of the arc
    x, y = 9500 + 800 * np.cos(np.radians(42.5)), 5000 + 800 * np.sin(np.radians(42.5))
    found = roads(
        draw, ("LINESTRING (2000 5000, 9500 5000)", {}), (f"LINESTRING ({x} {y}, 18000 {y + 9000})", {"code": "34"})
    )
    assert ((9500.0, 5000.0) in faced(found, "34", within=within)) == seen


def test_the_place_faced_is_found_on_the_network(draw):
    found = roads(
        draw,
        ("LINESTRING (2000 5000, 9500 5000)", {"code": "33"}),
        ("LINESTRING (10300 1000, 10300 9000)", {"code": "34"}),
    )
    facing = found.facing(np.flatnonzero(found.ends.owner == "33")[1:], "34", within=3000.0, ahead_deg=90.0)
    assert (found.network.line[facing.place.edge].tolist(), facing.place.along.tolist()) == ([1], [4000.0])


def test_points_and_areas_among_roads_are_left_out(draw, box):
    found = roads(
        draw, ("POINT (9900 5000)", {}), (box(10100, 4000, 11000, 6000), {}), ("LINESTRING (2000 5000, 9500 5000)", {})
    )
    assert len(found.network.lines) == 1
    assert faced(found, "34") == {}
