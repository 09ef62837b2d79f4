from planseam.checking.judging import judge_rule
from planseam.model.tolerances import Settings
from planseam.rules.co.co103_compound_corridor_candidate import CompoundCorridorCandidate


def judged(scene):
    return judge_rule(CompoundCorridorCandidate(), scene, Settings(CompoundCorridorCandidate.options()))


def test_message_tells_both_kinds(draw):
    table = judged(
        draw(
            corridor=[{"geometry": "LINESTRING (1000 1000, 4000 1000)", "name": "甲河", "kind": "river"}],
            rail=[{"geometry": "LINESTRING (4000 1150, 1000 1150)", "name": "乙线"}],
        ),
    )
    assert table["message_zh"].tolist() == [
        "“甲河”（滨水廊道）与“乙线”（铁路）并行 3.00 公里，平均相距 150 米，可研究合为复合廊道"
    ]
    assert "“甲河” (riverside corridor) and “乙线” (railway) run side by side for 3.00 km" in table["message_en"][0]


def test_layers_without_any_line_give_nothing(draw):
    scene = draw(
        corridor=[{"geometry": "POINT (1000 1000)", "name": "甲河"}],
        rail=[{"geometry": "LINESTRING EMPTY", "name": "乙线"}],
    )
    assert judged(scene).empty
