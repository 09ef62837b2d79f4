from planseam.checking.judging import judge_rule
from planseam.model.tolerances import Settings
from planseam.rules.wa.wa105_land_sea_mismatch import LandSeaMismatch

COAST = {"geometry": "LINESTRING (0 0, 20000 0)"}


def judged(scene):
    return judge_rule(LandSeaMismatch(), scene, Settings(LandSeaMismatch.options()))


def test_message_of_a_gap(draw, box):
    table = judged(
        draw(
            coastline=[COAST],
            land_use=[{"geometry": box(1000, 20, 5000, 2000), "name": "滩涂"}],
            sea_plan=[{"geometry": box(1000, -3000, 5000, -10), "name": "近海"}],
        )
    )
    assert len(table) == 1
    assert table["message_zh"][0] == (
        "33境内，海岸线处的用地用海（滩涂）与海洋规划（近海）之间有两者均未覆盖的空隙：12.0000 公顷（180.00 亩），"
        "平均宽 29.78 米"
    )
    assert table.geometry.geom_type.tolist() == ["Polygon"]


def test_message_of_an_overlap(draw, box):
    table = judged(
        draw(
            coastline=[COAST],
            land_use=[{"geometry": box(1000, -20, 5000, 2000)}],
            sea_plan=[{"geometry": box(1000, -3000, 5000, 10)}],
        )
    )
    assert "take in the same ground at the coast: 12.0000 ha" in table["message_en"][0]


def test_coast_in_two_features_that_run_towards_each_other_is_one(draw, box):
    table = judged(
        draw(
            coastline=[{"geometry": "LINESTRING (0 0, 3000 0)"}, {"geometry": "LINESTRING (20000 0, 3000 0)"}],
            land_use=[{"geometry": box(1000, 20, 5000, 2000)}],
            sea_plan=[{"geometry": box(1000, -3000, 5000, -10)}],
        )
    )
    assert table["area_m2"].round(-1).tolist() == [120_000]


def test_plans_that_are_nowhere_near_each_other_give_nothing(draw, box):
    scene = draw(
        coastline=[COAST],
        land_use=[{"geometry": box(1000, 0, 2000, 900)}],
        sea_plan=[{"geometry": box(9000, -900, 9900, 0)}],
    )
    assert len(judged(scene)) == 0
