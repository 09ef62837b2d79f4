import re

import pytest

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
    assert "终止年相同，起始年相差 3 年" in record["message_zh"]
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


@pytest.mark.parametrize(
    ("years", "zh", "en"),
    [
        ((2020, 2035), "起始年相同，终止年相差 5 年", "start in the same year and end 5 years apart"),
        ((2019, 2030), "终止年相同，起始年相差 1 年", "start 1 year apart and end in the same year"),
        ((2017, 2033), "起止年均相差 3 年", "start and end 3 years apart"),
        ((2018, 2035), "起始年相差 2 年，终止年相差 5 年", "start 2 years and end 5 years apart"),
    ],
)
def test_message_compares_the_plan_periods(draw, box, years, zh, en):
    sides = [(9000, "33", (2020, 2030)), (10000, "34", years)]
    reserves = [
        {"geometry": box(x, 0, x + 1000, 1000), "name": "甲山", "code": code, "plan_start": start, "plan_end": end}
        for x, code, (start, end) in sides
    ]
    record = judged(draw(protected_area=reserves)).iloc[0]
    assert record["message_zh"].endswith(f"；规划期分别为 2020–2030 年与 {years[0]}–{years[1]} 年，{zh}")
    assert record["message_en"].endswith(f"; their plan periods, 2020–2030 and {years[0]}–{years[1]}, {en}")


def test_message_names_in_english_what_both_names_share(draw, box):
    names = [
        ("33", "甲县丙湖湿地公园", "Jia Bing Lake Wetland Park"),
        ("34", "乙县丙湖湿地公园", "Yi Bing Lake Wetland Park"),
    ]
    reserves = [
        {
            "geometry": box(x, 0, x + 1000, 1000),
            "name": f"丙湖湿地公园（{zh}）",
            "name_en": f"{en} ({code})",
            "code": code,
        }
        for x, (code, zh, en) in zip((9000, 10000), names, strict=True)
    ]
    message = judged(draw(protected_area=reserves)).iloc[0]["message_en"]
    assert message.startswith("Jia Bing Lake Wetland Park (33, ")
    assert "are both called “Bing Lake”" in message
