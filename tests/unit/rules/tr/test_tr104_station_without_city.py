from planseam.checking.judging import judge_rule
from planseam.model.tolerances import Settings
from planseam.rules.tr.tr104_station_without_city import StationWithoutCity


def test_message_gives_share_and_area(draw, box):
    scene = draw(
        station=[{"geometry": "POINT (5000 5000)", "name": "甲站", "name_en": "Jia"}],
        development_boundary=[{"geometry": box(4700, 4700, 5300, 5300)}],
    )
    table = judge_rule(StationWithoutCity(), scene, Settings(StationWithoutCity.options()))
    assert table["message_zh"].tolist() == ["33的车站“甲站”周边 800 米内，城镇开发边界仅占 17.9%（36.00 公顷）"]
    assert table["message_en"].tolist() == [
        "Urban development boundaries take up only 17.9 % (36.00 ha) of the 800 m around the station Jia of 33"
    ]
    assert table.geometry.geom_type.tolist() == ["Point"]
