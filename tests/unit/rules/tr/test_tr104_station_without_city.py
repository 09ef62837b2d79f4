from planseam.checking.judging import judge_rule
from planseam.model.tolerances import Settings
from planseam.rules.tr.tr104_station_without_city import StationWithoutCity


def test_message_gives_share_and_area(draw, box):
    scene = draw(
        station=[{"geometry": "POINT (5000 5000)", "name": "甲站", "name_en": "Jia"}],
        development_boundary=[{"geometry": box(4700, 4700, 5300, 5300)}],
    )
    table = judge_rule(StationWithoutCity(), scene, Settings(StationWithoutCity.options()))
    assert table["message_zh"].tolist() == [
        "33的车站“甲站”周边 800 米内，城镇开发边界仅占 17.9%（36.00 公顷，540.00 亩）"
    ]
    assert table["message_en"].tolist() == [
        "Within 800 m of station “Jia” of 33, urban development boundaries cover only 17.9 % (36.00 ha, 540.00 mu)"
    ]
    assert table.geometry.geom_type.tolist() == ["Point"]


def test_message_where_there_is_no_town_at_all(draw, box):
    scene = draw(
        station=[{"geometry": "POINT (5000 5000)", "name": "甲站"}],
        development_boundary=[{"geometry": box(100, 100, 700, 700)}],
    )
    table = judge_rule(StationWithoutCity(), scene, Settings(StationWithoutCity.options()))
    assert table["message_zh"][0].endswith("800 米内，没有城镇开发边界")
    assert table["message_en"][0].endswith("of 33, there is no urban development boundary")
