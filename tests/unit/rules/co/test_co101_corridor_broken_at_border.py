from planseam.checking.judging import judge_rule
from planseam.model.tolerances import Settings
from planseam.rules.co.co101_corridor_broken_at_border import CorridorBrokenAtBorder


def judged(scene):
    return judge_rule(CorridorBrokenAtBorder(), scene, Settings(CorridorBrokenAtBorder.options()))


def test_message_names_the_nearest_corridor_of_the_kind(draw):
    table = judged(
        draw(
            corridor=[
                {"geometry": "LINESTRING (5000 1000, 10000 1000)", "name": "甲廊道", "code": "33", "kind": "river"},
                {"geometry": "LINESTRING (12000 1000, 15000 1000)", "name": "乙廊道", "code": "34", "kind": "river"},
            ]
        )
    )
    assert table["message_zh"][0] == (
        "33的“甲廊道”（滨水）在与34边界 1.00 公里处到界而止：100 米内没有对侧的同类廊道，最近的“乙廊道”在 2000.0 米外"
    )


def test_message_says_that_there_is_none(draw):
    table = judged(draw(corridor=[{"geometry": "LINESTRING (5000 1000, 10000 1000)", "name": "甲廊道"}]))
    assert table["message_en"][0].endswith("within 100 m, nor any within 5 km")
    assert table.geometry.geom_type.tolist() == ["Point"]


def test_strip_gives_the_stretch_of_border(draw, box):
    table = judged(draw(corridor=[{"geometry": box(5000, 1000, 10000, 1300), "code": "33"}]))
    assert table.geometry.geom_type.tolist() == ["LineString"]
    assert "along 300 m of border" in table["message_en"][0]
