from planseam.checking.judging import judge_rule
from planseam.model.tolerances import Settings
from planseam.rules.bd.bd103_out_of_jurisdiction import OutOfJurisdiction


def test_message_has_the_figures_of_the_record_and_names_both_parties(draw, box):
    scene = draw(redline=[{"geometry": box(9000, 0, 10123, 777), "name": "清凉峰", "code": "33"}])
    (record,) = judge_rule(OutOfJurisdiction(), scene, Settings(OutOfJurisdiction.options())).to_dict("records")
    assert f"{record['area_m2'] / 10000:.4f} 公顷" in record["message_zh"]
    assert f"{record['width_m']:.2f} m wide" in record["message_en"]
    assert "33的生态保护红线（清凉峰）" in record["message_zh"]
    assert record["message_zh"].count("落在34境内") == 1
