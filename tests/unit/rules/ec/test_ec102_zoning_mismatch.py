from planseam.checking.judging import judge_rule
from planseam.model.tolerances import Settings
from planseam.rules.ec.ec102_zoning_mismatch import ZoningMismatch


def test_message_tells_what_lies_opposite_and_for_how_long(draw, box):
    scene = draw(
        protected_area=[
            {"geometry": box(9000, 0, 10000, 1000), "name": "清凉峰", "zone": "core"},
            {"geometry": box(10000, 0, 11000, 700), "name": "{0}", "zone": "general"},
        ]
    )
    (record,) = judge_rule(ZoningMismatch(), scene, Settings(ZoningMismatch.options())).to_dict("records")
    assert record["message_zh"] == (
        "33的核心保护区（清凉峰）在与34边界 0.00–1.00 公里处（长 1000 米）与对侧分区不衔接："
        "对侧 700 米为一般控制区（{0}）、300 米没有自然保护地（50 米内）"
    )
    assert "a general control zone ({0}) along 700 m, no protected area within 50 m along 300 m" in record["message_en"]
    assert record["severity"] == "major"


def test_a_scene_without_core_zones_has_no_mismatch(draw, box):
    scene = draw(protected_area=[{"geometry": box(9000, 0, 10000, 1000)}])
    assert judge_rule(ZoningMismatch(), scene, Settings(ZoningMismatch.options())).empty
