import pytest

from planseam.checking.judging import judge_rule
from planseam.model.tolerances import Settings
from planseam.rules.dv import RULES

JUDGES = {rule.code: rule for rule in RULES}


@pytest.fixture
def said(draw):
    """What a rule says of a drawing, in Chinese and in English."""

    def messages(code, **roles):
        rule = JUDGES[code]
        table = judge_rule(rule(), draw(**roles), Settings(rule.options()))
        return list(zip(table["message_zh"], table["message_en"], strict=True))

    return messages


def test_metropolitan_overlap(said, box):
    areas = [
        {"geometry": box(0, 0, 5000, 2000), "name": "甲圈"},
        {"geometry": box(4000, 0, 9000, 2000), "name": "乙圈"},
    ]
    assert said("DV101", metropolitan_area=areas) == [
        (
            "33有 200.00 公顷（3000.00 亩，占其面积 1.0%）同时属于“甲圈”和“乙圈”",
            "200.00 ha (3000.00 mu) of 33, 1.0 % of its area, belong to both “甲圈” and “乙圈”",
        )
    ]


def test_duplicate_park(said):
    parks = [
        {"geometry": "POINT (15000 5000)", "name": "甲", "kind": "science-city"},
        {"geometry": "POINT (5000 5000)", "name": "乙", "kind": "science-city"},
    ]
    assert said("DV102", park=parks) == [
        (
            "33“乙”与34“甲”同为科学城，相距 10.00 公里",
            "“乙” of 33 and “甲” of 34 are parks of the same kind (science city), 10.00 km apart",
        )
    ]


def test_hostile_facing_uses(said, box):
    said_of = said(
        "DV103",
        land_use=[{"geometry": box(9000, 0, 9900, 1000), "class": "1001", "name": "化工园"}],
        protected_area=[{"geometry": box(10100, -5000, 11000, 5000), "category": "water-resource", "name": "水源地"}],
    )
    assert said_of == [
        (
            ("33的工业用地（化工园）有 30.00 公顷（450.00 亩）在34的水源保护区（水源地）500 米以内，最近处相距 200 米"),
            (
                "30.00 ha (450.00 mu) of the industrial land of 33 (化工园) lie within 500 m of the water source "
                "protection areas of 34 (水源地); the nearest point is 200 m away"
            ),
        )
    ]


def test_uses_that_touch_have_no_distance(said, box):
    land_use = [{"geometry": box(9000, 0, 10000, 1000), "class": "1001", "name": "化工园"}]
    water = [{"geometry": box(10000, 0, 11000, 1000), "category": "water-resource", "name": "水源地"}]
    ((zh, en),) = said("DV103", land_use=land_use, protected_area=water)
    assert zh.endswith("500 米以内，最近处相接")
    assert en.endswith("(水源地); the two touch")


def test_main_function_clash(said, box):
    counties = [
        {"geometry": box(0, 2000, 10000, 6000), "function": "ecological", "name": "甲县"},
        {"geometry": box(10000, 4000, 20000, 9000), "function": "urbanised", "name": "乙区"},
    ]
    assert said("DV104", main_function=counties) == [
        (
            (
                "33“甲县”（重点生态功能区）与34“乙区”（城市化地区）主体功能相冲突，"
                "相邻边界长 2.00 公里（4.00–6.00 公里处）"
            ),
            (
                "The main functions of 甲县 in 33 (key ecological function area) and 乙区 in 34 (urbanised area) clash "
                "along 2.00 km of border, between km 4.00 and km 6.00"
            ),
        )
    ]


def test_agro_ecological_split(said, box):
    said_of = said(
        "DV105",
        agro_ecological_area=[{"geometry": box(8000, 0, 12000, 5000), "name": "圩田区"}],
        farmland=[{"geometry": box(8000, 0, 9000, 5000)}, {"geometry": box(10000, 0, 10500, 5000)}],
        development_boundary=[{"geometry": box(9800, 0, 9900, 500), "name": "甲镇"}],
    )
    assert said_of == [
        (
            (
                "重要农业生态区“圩田区”（2000.00 公顷，30000.00 亩）各部分永久基本农田占比相差 25.0 个百分点："
                "33 50.0%、34 25.0%"
            ),
            (
                "The shares of permanent basic farmland in the parts of the key agro-ecological area “圩田区” "
                "(2000.00 ha, 30000.00 mu) differ by 25.0 percentage points: 33 50.0 %, 34 25.0 %"
            ),
        ),
        (
            "跨界的重要农业生态区“圩田区”在33的部分，有 5.00 公顷（75.00 亩，0.5%）划入城镇开发边界（甲镇）",
            (
                "Urban development boundaries (甲镇) cover 5.00 ha (75.00 mu, 0.5 %) of the part in 33 of the key "
                "agro-ecological area “圩田区”, which crosses a border"
            ),
        ),
    ]


@pytest.mark.parametrize("code", JUDGES)
def test_nothing_drawn_nothing_said(said, code):
    assert said(code, redline=[{"geometry": "POLYGON ((0 0, 1 0, 1 1, 0 0))"}]) == []
