from planseam.checking.judging import judge_rule
from planseam.model.tolerances import Settings
from planseam.rules.wa.wa104_opposite_banks_differ import OppositeBanksDiffer


def judged(scene, **options):
    return judge_rule(OppositeBanksDiffer(), scene, Settings(OppositeBanksDiffer.options(**options)))


def test_message_tells_what_either_bank_bears(draw, box):
    table = judged(
        draw(
            lake=[{"geometry": box(8000, 2000, 12000, 6000), "name": "界湖"}],
            redline=[{"geometry": box(7000, 3000, 8000, 5000)}],
            farmland=[{"geometry": box(12000, 3000, 13000, 4000)}],
        )
    )
    assert table["message_zh"][0] == (
        "33与34边界 3.00–5.00 公里处，“界湖”两岸管控不同，沿边界 2000 米：岸后 500 米陆域，33多为生态保护红线，"
        "34多为永久基本农田（1000 米）、未划控制线的用地（1000 米）"
    )
    assert table["message_en"][0].endswith(
        "the first 500 m of land behind the bank are mostly under ecological protection redline in 33 and under "
        "permanent basic farmland (1000 m), no control line (1000 m) in 34"
    )
    assert table.geometry.geom_type.tolist() == ["LineString"]
    assert (table["layer_a"][0], table["layer_b"][0]) == ("lake-1", "lake-1")


def test_river_that_flows_into_a_lake_is_one_water_with_it(draw, box):
    """From the river on the border the bank is beyond the lake beside it."""
    scene = draw(
        river=[{"geometry": box(9950, 0, 10050, 4000), "name": "界河"}],
        lake=[{"geometry": box(8000, 1000, 9950, 3000)}],
        redline=[{"geometry": box(7000, 1000, 8000, 3000)}, {"geometry": box(10050, 1000, 11000, 3000)}],
    )
    assert len(judged(scene)) == 0


def test_river_within_a_lake_is_told_once(draw, box):
    scene = draw(
        river=[{"geometry": "LINESTRING (10000 2000, 10000 6000)"}],
        lake=[{"geometry": box(9000, 2000, 11000, 6000)}],
        redline=[{"geometry": box(8000, 2000, 9000, 6000)}],
    )
    assert judged(scene)["layer_a"].tolist() == ["lake-2"]


def test_no_water_at_the_border_gives_nothing(draw, box):
    assert (
        len(judged(draw(lake=[{"geometry": box(0, 0, 900, 900)}], redline=[{"geometry": box(0, 0, 10000, 900)}]))) == 0
    )
