import pytest

from planseam.checking.judging import judge_rule
from planseam.model.tolerances import Options, Settings
from planseam.rules.gv.gv103_standards_differ import StandardsDiffer


def judged(scene):
    return judge_rule(StandardsDiffer(), scene, Settings.of("GV103", Options, table={}))


def row(party, value, unit="", stricter="", parameter="绿地率"):
    return {"parameter": parameter, "party": party, "value": value, "unit": unit, "stricter": stricter}


@pytest.mark.parametrize(
    ("one", "other", "differ"),
    [
        (("35", "%"), ("0.35", ""), False),
        (("35%", "%"), ("35", "%"), False),
        (("20.6%", ""), ("0.206", ""), False),
        (("1,000", "m"), ("1000.0", "m"), False),
        (("35", "%"), ("35", ""), True),
        (("允许", ""), ("允 许", ""), False),
        (("允许", ""), ("禁止", ""), True),
        (("", ""), ("35", ""), False),
    ],
)
def test_values_differ_as_numbers_or_as_words(draw, one, other, differ):
    scene = draw(standard=[row("青浦", *one), row("吴江", *other)])
    assert len(judged(scene)) == differ


def test_records_have_no_place_and_ids_of_their_own(draw):
    scene = draw(standard=[row("33", 1), row("34", 2), row("33", 1, parameter="b"), row("34", 2, parameter="b")])
    table = judged(scene)
    assert table.geometry.is_empty.all()
    assert table["id"].is_unique
    assert not table["id"].str.endswith("-2").any()
