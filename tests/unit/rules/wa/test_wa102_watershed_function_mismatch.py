from planseam.checking.judging import judge_rule
from planseam.model.tolerances import Settings
from planseam.rules.wa.wa102_watershed_function_mismatch import WatershedFunctionMismatch


def judged(scene):
    return judge_rule(WatershedFunctionMismatch(), scene, Settings(WatershedFunctionMismatch.options()))


def test_message_names_the_functions_in_both_languages(draw, box):
    scene = draw(
        watershed=[{"geometry": box(9000, 0, 13000, 1000), "name": "甲溪"}],
        main_function=[
            {"geometry": box(0, 0, 10000, 20000), "function": "ecological"},
            {"geometry": box(10000, 0, 20000, 20000), "function": "urbanised"},
        ],
    )
    record = judged(scene).iloc[0]
    assert (
        "34 300.0000 公顷（75.0%，以城市化地区为主）、33 100.0000 公顷（25.0%，以重点生态功能区为主）"
        in record["message_zh"]
    )
    assert "mostly key ecological function area" in record["message_en"]
    assert (record["layer_a"], record["layer_b"]) == ("watershed-1", "watershed-1")


def test_function_that_is_in_no_list_is_named_as_it_is(draw, box):
    scene = draw(
        watershed=[{"geometry": box(9000, 0, 13000, 1000)}],
        main_function=[
            {"geometry": box(0, 0, 10000, 20000), "function": "甲"},
            {"geometry": box(10000, 0, 20000, 20000), "function": "乙"},
        ],
    )
    record = judged(scene).iloc[0]
    assert record["severity"] == "minor"
    assert "以乙为主" in record["message_zh"]
