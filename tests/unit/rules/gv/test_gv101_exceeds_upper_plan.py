import numpy as np
import pytest

from planseam.checking.judging import judge_rule
from planseam.model.tolerances import Settings
from planseam.rules.gv.gv101_exceeds_upper_plan import ExceedsUpperPlan
from planseam.rules.gv.scopes import scopes_of
from planseam.rules.noise import NoiseOptions
from planseam.text import hectares, metres, mu


def judged(scene):
    return judge_rule(ExceedsUpperPlan(), scene, Settings.of("GV101", NoiseOptions, table={}))


def test_declared_and_undeclared_upper_features_of_one_unit_are_one_scope(draw, box):
    scene = draw(
        upper_plan=[
            {"geometry": box(1000, 0, 2000, 1000), "of": "redline", "code": "33"},
            {"geometry": box(2000, 0, 3000, 1000), "of": "redline"},
            {"geometry": box(9000, 0, 12000, 1000), "of": "redline"},
        ],
        redline=[{"geometry": box(1500, 0, 2500, 1000)}],
    )
    scopes = scopes_of(scene, np.arange(3), NoiseOptions())
    assert [(scope.code, scope.rows.tolist()) for scope in scopes] == [("33", [0, 1, 2]), ("34", [2])]
    assert judged(scene).empty


def test_messages_carry_the_figures_of_the_record(draw, box):
    scene = draw(
        upper_plan=[{"geometry": box(1000, 0, 2000, 1000), "of": "redline"}],
        redline=[{"geometry": box(1500, 0, 2300, 1000), "name": "山", "name_en": "hill"}],
    )
    (record,) = judged(scene).to_dict("records")
    assert record["area_m2"] == pytest.approx(300_000, rel=1e-3)
    assert record["share"] == pytest.approx(0.375, rel=1e-3)
    for message in (record["message_zh"], record["message_en"]):
        assert hectares(record["area_m2"]) in message
        assert mu(record["area_m2"]) in message
        assert metres(record["width_m"], 2) in message
    assert "山" in record["message_zh"]
    assert "hill" in record["message_en"]


def test_an_upper_plan_of_lines_bounds_nothing_and_says_so(draw, box):
    scene = draw(
        upper_plan=[{"geometry": "LINESTRING (0 0, 1000 0)", "of": "redline"}],
        redline=[{"geometry": box(1500, 0, 2300, 1000)}],
    )
    (record,) = judged(scene).to_dict("records")
    assert record["severity"] == "info"
    assert "the upper-level plan has no areas" in record["message_en"]
