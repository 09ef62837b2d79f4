from planseam.checking.cases import Case, scene_of
from planseam.checking.judging import judge_rule
from planseam.model.tolerances import Settings
from planseam.rules.tr.tr101_dead_end_road import DeadEndRoad

WEST = {"geometry": "LINESTRING (2000 5000, 9800 5000)", "name": "甲路", "code": "33"}
EAST = {"geometry": "LINESTRING (10300 5000, 18000 5000)", "name": "乙路", "code": "34"}


def judged(scene):
    return judge_rule(DeadEndRoad(), scene, Settings(DeadEndRoad.options()))


def test_message_tells_the_way_round(draw):
    around = {"geometry": "LINESTRING (9500 5000, 9500 5400, 10300 5400, 10300 5000)", "code": "33"}
    table = judged(draw(road=[WEST, EAST, around]))
    assert table["message_zh"].tolist() == [
        (
            "33的道路“甲路”在与34边界 5.00 公里处断头，前方 500 米为对侧道路“乙路”："
            "现有与规划道路绕行 1.90 公里，为直线距离的 3.8 倍"
        )
    ]


def test_message_tells_that_there_is_none(draw):
    table = judged(draw(road=[WEST, EAST]))
    assert table["message_en"].tolist() == [
        (
            "Road “甲路” of 33 ends at km 5.00 of the border with 34; 500 m ahead, on the other side, lies road "
            "“乙路”: it cannot be reached within 30 km by road"
        )
    ]


def test_geometry_is_the_missing_link(draw):
    (link,) = judged(draw(road=[WEST, EAST])).geometry
    assert (link.geom_type, len(link.coords)) == ("LineString", 2)


def test_roads_away_from_all_borders_cost_no_record(draw):
    assert judged(draw(road=[{"geometry": "LINESTRING (2000 5000, 5000 5000)"}])).empty


def test_no_borders_no_records(draw, box):

    case = Case(name="one", verdict="pass", units={"33": box(0, 0, 9, 9)}, layer=[{"role": "road", "features": [WEST]}])
    assert judged(scene_of(case)).empty
