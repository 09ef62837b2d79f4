import numpy as np

from planseam.rules.tr.crossings import Crossings, Pair, neighbours

RIVER = {"geometry": "LINESTRING (9000 0, 9000 20000)", "name": "长江"}
WIDE = {"apart_m": 10_000.0, "years": 5.0, "same_m": 100.0}


def crossing(y, year=2027, **more):
    return {"geometry": f"POINT (9200 {y})", "open_year": year, **more}


def pairs(scene, **options):
    return [(pair.one, pair.other) for pair in Crossings.of(scene, river_m=5000.0).pairs(**{**WIDE, **options})]


def test_crossings_know_their_river_and_place(draw):
    found = Crossings.of(
        draw(river=[RIVER], crossing=[crossing(1000), {"geometry": "POINT (15000 0)"}]), river_m=5000.0
    )
    assert found.river.tolist() == [0, -1]
    assert found.place.along[0] == 1000.0
    assert np.isnan(found.year[1])


def test_a_year_may_be_a_word(draw):
    assert pairs(draw(river=[RIVER], crossing=[crossing(0, "2027"), crossing(900, "２０２９")])) == [(0, 1)]


def test_parts_of_unnamed_rivers_are_one_river_by_feature_alone(draw):
    reaches = [{"geometry": "LINESTRING (9000 0, 9000 5000)"}, {"geometry": "LINESTRING (9000 5000, 9000 9000)"}]
    assert pairs(draw(river=reaches, crossing=[crossing(4000), crossing(6000), crossing(7000)])) == [(1, 2)]


def test_two_reaches_that_do_not_join_leave_no_way_along_the_river(draw):
    reaches = [
        {"geometry": "LINESTRING (9000 0, 9000 5000)", "name": "长江"},
        {"geometry": "LINESTRING (9000 5060, 9000 9000)", "name": "长江"},
    ]
    assert pairs(draw(river=reaches, crossing=[crossing(4000), crossing(6000)])) == []


def test_a_river_drawn_as_an_area_has_no_line(draw, box):
    scene = draw(river=[{"geometry": box(8900, 0, 9100, 9000)}], crossing=[crossing(0), crossing(9500)])
    assert Crossings.of(scene, river_m=5000.0).river.tolist() == [-1, -1]


def test_neighbours_leave_out_pairs_with_a_third_between():
    row = [Pair(0, 1, 3000.0, 0), Pair(1, 2, 3000.0, 0), Pair(0, 2, 6000.0, 0)]
    assert neighbours(row) == row[:2]
    assert neighbours([row[0], row[2]]) == [row[0], row[2]]


def test_neighbours_keep_a_triangle():
    sea = [Pair(0, 1, 3000.0, -1), Pair(1, 2, 3000.0, -1), Pair(0, 2, 3000.0, -1)]
    assert neighbours(sea) == sea
