from planseam.checking.judging import judge_rule
from planseam.model.tolerances import Settings
from planseam.rules.wa.wa106_flood_exposure import FloodExposure


def judged(scene):
    return judge_rule(FloodExposure(), scene, Settings(FloodExposure.options()))


def test_message_of_development_in_a_zone(draw, box):
    table = judged(
        draw(
            development_boundary=[{"geometry": box(2000, 2000, 4000, 4000), "name": "新城"}],
            flood_zone=[{"geometry": box(3000, 1000, 5000, 3000), "name": "圩区"}],
        )
    )
    assert table["message_zh"].tolist() == [
        "33境内，城镇开发边界（新城）落入洪涝风险区（圩区）100.0000 公顷（1500.00 亩），平均宽 500.00 米"
    ]


def test_message_of_standards_along_a_border(draw, box):
    table = judged(
        draw(
            flood_zone=[
                {"geometry": box(9000, 1000, 10000, 3000), "name": "西圩", "standard_years": 50},
                {"geometry": box(10000, 2000, 11000, 5000), "name": "东圩", "standard_years": 100},
            ]
        )
    )
    assert len(table) == 1
    assert table["message_zh"][0] == (
        "33与34边界 2.00–3.00 公里处，两侧洪涝风险区的防洪标准不同，沿边界 1000 米：33（西圩）为 50 年一遇，"
        "34（东圩）为 100 年一遇"
    )
    assert table.geometry.geom_type.tolist() == ["LineString"]


def test_message_of_standards_along_a_river(draw):
    table = judged(
        draw(
            river=[
                {"geometry": "LINESTRING (5000 1000, 10000 1000)", "name": "界河", "standard_years": 50},
                {"geometry": "LINESTRING (10000 1000, 15000 1000)", "name": "界河", "standard_years": 20},
            ]
        )
    )
    assert table["message_en"].tolist() == [
        "“界河” flows from 33 into 34; where they meet, its flood-protection standard changes from 50-year to 20-year"
    ]


def test_rivers_that_say_nothing_of_standards_give_nothing(draw):
    assert len(judged(draw(river=[{"geometry": "LINESTRING (5000 1000, 15000 1000)"}]))) == 0
