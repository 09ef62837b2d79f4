import pytest

from planseam.checking.judging import judge_rule
from planseam.model.tolerances import Settings
from planseam.rules.bd.bd104_scope_membership import ScopeMembership


def judged(scene, **options):
    return judge_rule(ScopeMembership(), scene, Settings(ScopeMembership.options(**options)))


def test_message_of_an_area_has_the_figures_of_the_record(draw):
    (record,) = judged(draw(scope=[{"code": "33", "name": "浙江", "area_km2": 190}])).to_dict("records")
    assert record["area_m2"] == pytest.approx(10e6)
    assert (
        "浙江（33）面积 200.00 平方公里，公布为 190.00 平方公里，相差 10.00 平方公里（5.26%）" in record["message_zh"]
    )
    assert record["share"] == pytest.approx(10 / 190, abs=1e-4)


def test_area_as_words_is_read_and_other_words_are_no_area(draw):
    scope = [{"code": "33", "area_km2": "190"}, {"code": "34", "area_km2": "约 190"}]
    assert judged(draw(scope=scope))["unit_a"].tolist() == ["33"]


def test_what_is_missing_has_no_place(draw):
    table = judged(draw(scope=[{"code": "35"}]))
    assert table.geometry.is_empty.all()


def test_many_codes_are_not_all_listed(draw):
    (record,) = judged(draw(scope=[{"code": f"33{n:04}"} for n in range(7)])).to_dict("records")
    assert (
        "7 rows of the list could not be compared (330000, 330001, 330002, 330003, 330004 and others)"
        in record["message_en"]
    )
    assert "有 7 行未核对（330000、330001、330002、330003、330004等）" in record["message_zh"]


def test_of_a_whole_list_finer_than_the_units_no_unit_is_extra(draw):
    assert judged(draw(scope=[{"code": "330112"}, {"code": "34"}]), complete=1.0)["severity"].tolist() == ["info"]
