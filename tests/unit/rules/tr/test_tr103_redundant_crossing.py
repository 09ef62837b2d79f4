import pytest

from planseam.checking.judging import judge_rule
from planseam.model.tolerances import Settings
from planseam.rules.tr.tr103_redundant_crossing import RedundantCrossing

ONE = {"geometry": "POINT (9000 1000)", "name": "甲桥", "open_year": 2027}
OTHER = {"geometry": "POINT (9000 4000)", "name": "乙桥", "open_year": 2030.0, "code": "34"}


@pytest.mark.parametrize(
    ("river", "along"),
    [
        ([{"geometry": "LINESTRING (9000 0, 9000 9000)", "name": "长江"}], " along the river “长江”"),
        ([{"geometry": "LINESTRING (9000 0, 9000 9000)"}], " along the river"),
        ([], " in a straight line"),
    ],
)
def test_message_tells_what_the_distance_follows(draw, river, along):
    table = judge_rule(
        RedundantCrossing(), draw(crossing=[ONE, OTHER], river=river), Settings(RedundantCrossing.options())
    )
    assert table["message_en"].tolist() == [
        f"The crossings “甲桥” of 33 (2027) and “乙桥” of 34 (2030) are 3.00 km apart{along}"
    ]
