from planseam.checking.judging import judge_rule
from planseam.model.tolerances import Settings
from planseam.rules.ec.ec107_stacked_designations import StackedDesignations


def test_message_has_the_figures_of_the_record(draw, box):
    scene = draw(
        protected_area=[
            {"geometry": box(0, 0, 1000, 1000), "name": "甲山自然保护区", "category": "nature-reserve", "zone": "core"},
            {"geometry": box(1000, 0, 2000, 1000), "name": "甲山自然保护区", "category": "nature-reserve"},
            {"geometry": box(900, 0, 1100, 333), "name": "乙", "category": "geopark"},
            {"geometry": box(5000, 0, 5500, 500), "name": "乙", "category": "geopark"},
        ]
    )
    (record,) = judge_rule(StackedDesignations(), scene, Settings(StackedDesignations.options())).to_dict("records")
    assert record["message_zh"] == (
        "乙（地质公园）与甲山自然保护区（自然保护区）重叠 6.6600 公顷（99.90 亩），占较小者的 21.0%，平均宽 124.95 米"
    )
    assert (record["feature_a"], record["feature_b"]) == ("3", "1;2")
    assert f"{100 * record['share']:.1f} %" in record["message_en"]
    assert f"{record['width_m']:.2f} m" in record["message_en"]
