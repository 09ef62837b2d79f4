import numpy as np
import pytest
import shapely

from planseam.rules.ec.reserves import Reserves, shared_edge


def test_features_of_one_owner_and_full_name_are_one_reserve(draw, box):
    scene = draw(
        protected_area=[
            {"geometry": box(0, 0, 100, 100), "name": "清凉峰自然保护区（龙塘山）"},
            {"geometry": box(900, 0, 1000, 100), "name": "清凉峰自然保护区-千顷塘"},
            {"geometry": box(15000, 0, 16000, 100), "name": "清凉峰自然保护区"},
            {"geometry": box(500, 0, 600, 100)},
            {"geometry": box(700, 0, 800, 100)},
        ]
    )
    reserves = Reserves.of(scene)
    assert reserves.reserve[0] == reserves.reserve[1]
    assert len(set(reserves.reserve)) == 4
    assert reserves.owner[reserves.reserve].tolist() == ["33", "33", "34", "33", "33"]


def test_undeclared_features_of_one_name_that_touch_have_the_owner_of_the_largest(draw, box):
    scene = draw(
        protected_area=[
            {"geometry": box(9000, 0, 10000, 100), "name": "石臼湖"},
            {"geometry": box(10000, 0, 12000, 100), "name": "石臼湖"},
            {"geometry": box(10000, 100, 12000, 200), "name": "固城湖"},
        ]
    )
    reserves = Reserves.of(scene)
    assert reserves.owner[reserves.reserve].tolist() == ["34", "34", "34"]
    assert reserves.reserve[0] == reserves.reserve[1] != reserves.reserve[2]


def test_declared_owner_counts_more_than_the_ground(draw, box):
    scene = draw(protected_area=[{"geometry": box(9000, 0, 12000, 100), "name": "石臼湖", "code": "330112"}])
    assert Reserves.of(scene).owner.tolist() == ["33"]


def test_reserve_outside_all_units_is_none(draw, box):
    scene = draw(protected_area=[{"geometry": box(90000, 0, 92000, 100), "name": "石臼湖"}])
    assert len(Reserves.of(scene).reserve) == 0


def test_period_spans_the_years_of_all_features(draw, box):
    scene = draw(
        protected_area=[
            {"geometry": box(0, 0, 100, 100), "name": "甲山", "plan_start": 2018, "plan_end": "2030"},
            {"geometry": box(200, 0, 300, 100), "name": "甲山", "plan_start": "约2016", "plan_end": None},
        ]
    )
    assert Reserves.of(scene).period(0) == (2018, 2030)


def test_period_is_not_known_without_columns(draw, box):
    scene = draw(protected_area=[{"geometry": box(0, 0, 100, 100), "name": "甲山"}])
    assert np.isnan(Reserves.of(scene).period(0)).all()


LEFT = shapely.box(0, 0, 1000, 1000)


def test_shared_edge_of_two_cut_at_one_line_is_exact():
    assert shared_edge(LEFT, shapely.box(1000, 200, 2000, 1500), touch_m=1).length == pytest.approx(800)


def test_shared_edge_is_found_though_vertices_differ():
    right = shapely.Polygon(
        [(1000.3, 0), (1000.1, 333), (999.8, 500), (1000.4, 777), (1000, 1000), (2000, 1000), (2000, 0)]
    )
    assert shared_edge(LEFT, right, touch_m=1).length == pytest.approx(1000, abs=1.5)


def test_crossing_edges_share_none():
    assert shared_edge(LEFT, shapely.box(900, 900, 2000, 2000), touch_m=1).is_empty


def test_shapes_that_meet_in_a_point_share_no_edge():
    assert shared_edge(LEFT, shapely.box(1000, 1000, 2000, 2000), touch_m=1).is_empty


def test_enclave_shares_its_whole_ring():
    hole = shapely.box(400, 400, 600, 600)
    assert shared_edge(shapely.difference(LEFT, hole), hole, touch_m=1).length == pytest.approx(800)


def test_edge_within_nought_is_the_common_line():
    assert shared_edge(LEFT, shapely.box(1000, 200, 2000, 1500), touch_m=0).length == pytest.approx(800)
