from planseam.checking.judging import judge_rule
from planseam.model.tolerances import Settings
from planseam.rules.wa.wa103_upstream_laxer import UpstreamLaxer


def judged(scene):
    return judge_rule(UpstreamLaxer(), scene, Settings(UpstreamLaxer.options()))


def test_message_tells_both_classes(draw):
    table = judged(
        draw(
            river=[
                {"geometry": "LINESTRING (5000 1000, 10000 1000)", "name": "太浦河", "water_class": "劣Ⅴ"},
                {"geometry": "LINESTRING (10000 1000, 15000 1000)", "name": "太浦河", "water_class": "III"},
            ]
        )
    )
    assert table["message_zh"][0] == (
        "33与34边界 1.00 公里处，“太浦河”由33流入34：上游水质为劣 V 类，下游为 III 类，相差 3 类"
    )
    assert table["message_en"][0] == (
        "At km 1.00 of the border between 33 and 34, “太浦河” flows from 33 into 34: its water-quality class is worse "
        "than V upstream and III downstream, 3 classes laxer"
    )
    assert table.geometry.geom_type.tolist() == ["Point"]


def test_reach_without_a_name_is_called_by_that_of_the_other(draw):
    table = judged(
        draw(
            river=[
                {"geometry": "LINESTRING (5000 1000, 10000 1000)", "water_class": "IV"},
                {"geometry": "LINESTRING (10000 1000, 15000 1000)", "name": "红旗塘", "water_class": "III"},
            ]
        )
    )
    assert "“红旗塘”由33流入34" in table["message_zh"][0]
