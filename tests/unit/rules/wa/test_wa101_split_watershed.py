from planseam.checking.judging import judge_rule
from planseam.model.tolerances import Settings
from planseam.rules.wa.wa101_split_watershed import SplitWatershed


def test_message_lists_all_parties_with_area_and_share(draw, box):
    scene = draw(watershed=[{"geometry": box(9000, 0, 13000, 1000), "name": "甲溪", "name_en": "Jia"}])
    table = judge_rule(SplitWatershed(), scene, Settings(SplitWatershed.options()))
    assert table["message_zh"][0] == (
        "小流域“甲溪”（400.0000 公顷，6000.00 亩）分属 2 个行政区："
        "34 300.0000 公顷（75.0%）、33 100.0000 公顷（25.0%）；流域内边界长 1.00 公里"
    )
    assert table["message_en"][0].startswith("Watershed “Jia” (400.0000 ha, 6000.00 mu) lies in 2 jurisdictions")
    assert table.geometry.iloc[0].geom_type == "Polygon"
