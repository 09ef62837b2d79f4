import re

from planseam.checking.judging import judge_rule
from planseam.model.tolerances import Settings
from planseam.rules.ec.ec101_split_protected_area import SplitProtectedArea


def judged(scene):
    return judge_rule(SplitProtectedArea(), scene, Settings(SplitProtectedArea.options()))


def test_message_says_why_with_the_figures_of_the_record(draw, box):
    more = {"category": "nature-reserve", "plan_end": 2030}
    west = {"geometry": box(6000, 0, 10000, 1000), "name": "浙江清凉峰保护区", "code": "33", "plan_start": 2021, **more}
    east = {
        "geometry": box(10000, 0, 11000, 1000),
        "name": "清凉峰自然保护区",
        "code": "34",
        "plan_start": 2018,
        **more,
    }
    scene = draw(protected_area=[west, east])
    record = judged(scene).iloc[0]
    assert "名称同为“清凉峰”、类型同为自然保护区" in record["message_zh"]
    assert "共边 1.00 公里" in record["message_zh"]
    assert "起始相差 3 年，终止相差 0 年" in record["message_zh"]
    assert f"{record['area_m2'] / 10000:.4f} ha" in record["message_en"]
    assert f"share {record['length_m'] / 1000:.2f} km" in record["message_en"]


def test_message_counts_the_parts(draw, box):
    scene = draw(
        protected_area=[
            {"geometry": box(6000, 0, 9900, 1000), "name": "甲山", "code": "33"},
            {"geometry": box(1000, 0, 2000, 1000), "name": "甲山", "code": "33"},
            {"geometry": box(2000, 0, 2500, 1000), "name": "甲山", "code": "33"},
            {"geometry": box(10000, 0, 11000, 1000), "name": "甲山", "code": "34"},
        ]
    )
    message = judged(scene).iloc[0]["message_en"]
    assert "2 parts" in message
    assert "lie 100 m apart" in message
    assert "plan periods" not in message


def test_namesakes_far_apart_are_one_record_for_each_pair_of_owners(draw, box):
    scene = draw(
        protected_area=[
            {"geometry": box(0, 0, 100, 100), "name": "太湖公园", "code": "33"},
            {"geometry": box(0, 5000, 100, 5100), "name": "太湖湿地公园", "code": "33"},
            {"geometry": box(19000, 0, 19100, 100), "name": "太湖风景区", "code": "34"},
        ]
    )
    table = judged(scene)
    assert table[["severity", "feature_a", "feature_b"]].to_numpy().tolist() == [["info", "1;2", "3"]]
    assert re.search(r"18\.90 km apart", table["message_en"][0])


def test_names_with_braces_and_markup_stay_data(draw, box):
    scene = draw(protected_area=[{"geometry": box(9000, 0, 11000, 1000), "name": "{0}<script>"}])
    assert judged(scene)["message_zh"][0].startswith("{0}<script>")
