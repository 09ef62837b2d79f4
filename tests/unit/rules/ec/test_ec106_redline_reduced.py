import pytest

from planseam.checking.judging import judge_rule
from planseam.model.tolerances import Settings
from planseam.rules.ec.ec106_redline_reduced import RedlineReduced


def judged(scene):
    return judge_rule(RedlineReduced(), scene, Settings(RedlineReduced.options())).to_dict("records")


def test_messages_have_the_figures_of_the_records(draw, box):
    scene = draw(
        redline_previous=[{"geometry": box(0, 0, 1000, 1000), "name": "旧线", "function": "water"}],
        redline=[{"geometry": box(111, 0, 1000, 1000), "name": "新线", "function": "soil"}],
    )
    moved, less, changed = judged(scene)
    assert f"旧线）有 {moved['area_m2'] / 10000:.4f} 公顷" in moved["message_zh"]
    assert moved["area_m2"] == pytest.approx(111_000)
    assert less["message_zh"] == (
        "33的生态保护红线由 100.0000 公顷减为 88.9000 公顷，减少 11.1000 公顷（166.50 亩，11.10%）"
    )
    assert "（新线）的主导功能由“water”改为“soil”，涉及 88.9000 公顷" in changed["message_zh"]
    assert [record["severity"] for record in (moved, less, changed)] == ["major", "major", "minor"]


def test_the_place_of_a_lesser_total_is_the_ground_that_was_lost(draw, box):
    scene = draw(
        redline_previous=[{"geometry": box(0, 0, 1000, 1000)}], redline=[{"geometry": box(500, 0, 1000, 1000)}]
    )
    moved, less = judged(scene)
    assert less["geometry"].equals(moved["geometry"])


def test_where_no_ground_was_lost_it_is_the_unit(draw, box):
    scene = draw(
        redline_previous=[{"geometry": box(0, 0, 1000, 1000), "code": "33"}],
        redline=[{"geometry": box(0, 0, 500, 1000), "code": "33"}, {"geometry": box(500, 0, 1000, 1000), "code": "34"}],
    )
    (less,) = judged(scene)
    assert less["share"] == pytest.approx(0.5)
    assert less["geometry"].area > 50 * less["share"] * 1e-4


def test_a_party_from_outside_the_study_may_have_lost_without_a_place(draw, box):
    scene = draw(
        redline_previous=[{"geometry": box(0, 0, 1000, 1000), "code": "36"}],
        redline=[{"geometry": box(0, 0, 500, 1000), "code": "36"}, {"geometry": box(500, 0, 1000, 1000), "code": "34"}],
    )
    (less,) = judged(scene)
    assert (less["unit_a"], less["geometry"].is_empty) == ("36", True)
