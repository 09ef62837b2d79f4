from planseam.checking.judging import judge_rule
from planseam.model.tolerances import Settings
from planseam.rules.co.co104_corridor_fragments import CorridorFragments


def judged(scene):
    return judge_rule(CorridorFragments(), scene, Settings(CorridorFragments.options()))


def test_message_tells_of_the_border_only_where_there_is_one(draw, box):
    table = judged(
        draw(
            redline=[
                {"geometry": box(9000, 1000, 11000, 2000), "name": "甲"},
                {"geometry": box(2000, 1000, 4000, 2000), "name": "乙"},
            ],
            road=[{"geometry": "LINESTRING (0 1500, 20000 1500)", "name": "G1"}],
        ),
    )
    both, inner = table["message_zh"]
    assert both == (
        "33、34交界处的生态保护红线（甲，200.0000 公顷，3000.00 亩）被G1切成 2 块：有效网格面积由 200.0000 公顷"
        "降至 100.0000 公顷；若把行政边界也算作切割，则仅 50.0000 公顷，单由边界造成的损失为 50.0%"
    )
    assert inner == (
        "33境内的生态保护红线（乙，200.0000 公顷，3000.00 亩）被G1切成 2 块：有效网格面积由 200.0000 公顷"
        "降至 100.0000 公顷"
    )
    assert (table["share"].tolist()[0], table["share"].isna().tolist()) == (0.5, [False, True])


def test_message_names_three_lines_and_counts_the_others(draw, box):
    roads = [
        {"geometry": f"LINESTRING (0 {y}, 9000 {y})", "name": f"G{number}"}
        for number, y in enumerate((1100, 1300, 1500, 1700, 1900), 1)
    ]
    table = judged(draw(redline=[{"geometry": box(2000, 1000, 4000, 2000)}], road=roads))
    assert "被G1、G2、G3等 5 条切成 6 块" in table["message_zh"][0]
    assert "are cut into 6 pieces by G1, G2, G3 and 2 more: " in table["message_en"][0]
