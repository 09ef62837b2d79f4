from planseam.checking.judging import judge_rule
from planseam.model.tolerances import Settings
from planseam.rules.co.co102_corridor_offset import CorridorOffset


def judged(scene):
    return judge_rule(CorridorOffset(), scene, Settings(CorridorOffset.options()))


def test_message_lists_all_that_does_not_match(draw):
    table = judged(
        draw(
            corridor=[
                {"geometry": "LINESTRING (5000 1000, 10000 1000)", "name": "甲廊道", "grade": 1, "width_m": 100},
                {"geometry": "LINESTRING (10000 1080, 15000 1080)", "name": "乙廊道", "grade": 2, "width_m": 400},
            ]
        ),
    )
    assert len(table) == 1
    assert table["message_zh"][0] == (
        "33的“甲廊道”与34的“乙廊道”在两地边界 1.04 公里处不衔接：错开 80 米、宽度分别为 100 米和 400 米、"
        "等级分别为 1 级和 2 级"
    )
    assert table["message_en"][0].endswith("they reach it 80 m apart, are 100 m and 400 m wide, are of grades 1 and 2")
    assert table.geometry.geom_type.tolist() == ["LineString"]


def test_record_shows_a_point_where_both_meet(draw):
    table = judged(
        draw(
            corridor=[
                {"geometry": "LINESTRING (5000 1000, 10000 1000)", "width_m": 100},
                {"geometry": "LINESTRING (10000 1000, 15000 1000)", "width_m": 400},
            ]
        ),
    )
    assert (table.geometry.geom_type.tolist(), table["length_m"].isna().tolist()) == (["Point"], [True])
