from planseam.checking.judging import judge_rule
from planseam.model.tolerances import Settings
from planseam.rules.tr.tr102_alignment_misjoin import AlignmentMisjoin


def judged(scene, **options):
    return judge_rule(AlignmentMisjoin(), scene, Settings(AlignmentMisjoin.options(**options)))


def west(**more):
    return {"geometry": "LINESTRING (2000 5000, 10000 5000)", "name": "甲线", "code": "33", **more}


def east(y, **more):
    return {"geometry": f"LINESTRING (10000 {y}, 18000 5000)", "name": "甲线", "code": "34", **more}


def test_offset_gives_the_stretch_of_border_between_both_places(draw):
    table = judged(draw(rail=[west(), east(5300)]))
    assert table["message_zh"].tolist() == ["铁路在33与34边界 5.15 公里处错位 300 米：33“甲线”与34“甲线”"]
    assert table["message_en"].tolist() == [
        (
            "A railway meets the border between 33 and 34 at two places 300 m apart, about km 5.15: "
            "“甲线” of 33 and “甲线” of 34"
        )
    ]
    assert table.geometry.geom_type.tolist() == ["LineString"]


def test_change_of_class_gives_the_place(draw):
    table = judged(draw(road=[west(**{"class": "国道"}), east(5010, **{"class": "县道"})]))
    assert table["message_zh"].tolist() == ["道路在33与34边界 5.00 公里处改变等级：33“甲线”为国道，34“甲线”为县道"]
    assert table.geometry.geom_type.tolist() == ["Point"]
    assert table["length_m"].isna().all()


def test_codes_of_classes_are_written_out(draw):
    table = judged(draw(rail=[west(**{"class": "high-speed"}), east(5010, **{"class": "intercity"})]))
    assert table["message_zh"][0].endswith("33“甲线”为高速铁路，34“甲线”为城际铁路")
    assert table["message_en"][0].endswith(
        "“甲线” of 33 is classed as high-speed railway, “甲线” of 34 as intercity railway"
    )


def test_roles_that_are_absent_are_passed_over(draw):
    assert judged(draw(redline=[{"geometry": "POLYGON ((0 0, 1 0, 1 1, 0 0))"}])).empty


def test_kinds_of_corridors_can_be_chosen(draw):
    scene = draw(corridor=[west(kind="river"), east(5300, kind="river")])
    assert judged(scene).empty
    assert len(judged(scene, kinds=("river",))) == 1
