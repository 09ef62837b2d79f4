import dataclasses

import pytest
import shapely

from planseam.checking.judging import judge_rule, unjudged
from planseam.model.conflict import Finding
from planseam.model.tolerances import Settings
from planseam.rules.da import RULES
from planseam.rules.da.da104_garbled_text import GarbledText
from planseam.text import Text


def finding(**values):
    words = {"message": Text("错", "wrong"), "advice": Text("改", "mend")}
    return Finding(**{"rule": "DA104", "severity": "minor", "layer": "redline-1"} | words | values)


@pytest.fixture
def scene(draw, box):
    drawn = draw(redline=[{"geometry": box(0, 0, 100, 100)}])

    def with_findings(*findings):
        return dataclasses.replace(drawn, findings=findings)

    return with_findings


def judged(scene, rule=GarbledText):
    return judge_rule(rule(), scene, Settings(rule.options()))


def test_a_rule_reports_findings_of_its_own_code_alone(scene):
    table = judged(scene(finding(), finding(rule="DA103")))
    assert list(table["rule"]) == ["DA104"]
    assert (table["message_en"][0], table["advice_zh"][0]) == ("wrong", "改")
    assert table.geometry[0].is_empty


def test_sentences_with_braces_stay_as_they_are(scene):
    words = Text("列 {名} 有误", "column {x} is wrong")
    assert judged(scene(finding(message=words)))["message_en"][0] == "column {x} is wrong"


def test_ids_tell_apart_layers_and_kinds_and_do_not_change_with_the_words(scene):
    findings = [finding(kind="MC"), finding(kind="BZ"), finding(layer="another", kind="MC")]
    ids = list(judged(scene(*findings))["id"])
    assert len(set(ids)) == 3
    assert all(len(own) == len("DA104-01234567") for own in ids)
    alone = judged(scene(finding(layer="another", kind="MC", message=Text("错了 3 处", "wrong 3 times"))))
    assert alone["id"][0] == ids[2]


def test_a_layer_that_is_not_there_any_more_can_be_spoken_of(scene):
    (record,) = judged(scene(finding(layer="lost", severity="critical"))).to_dict("records")
    assert (record["layer_a"], record["unit_a"], record["illustrative"]) == ("lost", "", False)


def test_a_finding_with_a_place_and_a_share_keeps_both(scene):
    table = judged(scene(finding(feature="7", share=0.25, geometry=shapely.box(0, 0, 10, 10))))
    assert (table["share"][0], table["feature_a"][0]) == (0.25, "7")
    assert not table.geometry[0].is_empty


def test_layers_that_cannot_be_judged_are_told_whatever_was_chosen(scene):
    ground = scene(finding(severity="critical"), finding(), finding(rule="DA101", severity="critical", layer="b"))
    assert list(unjudged(ground, [])["rule"]) == ["DA101", "DA104"]
    assert list(unjudged(ground, [GarbledText])["rule"]) == ["DA101"]
    assert len(unjudged(ground, RULES)) == 0
