import pandas as pd
import pytest

from planseam.harmonising.owning import known_codes, known_party

UNITS = pd.DataFrame(
    {
        "code": ["320506", "320507", "330421", "340102"],
        "name": ["吴中区", "相城区", "嘉善县", "瑶海区"],
        "name_en": ["Wuzhong District", "Xiangcheng District", "Jiashan County", "Yaohai District"],
    }
)


@pytest.mark.parametrize("party", ["", "32", "3205", "320506", "320506001"])
def test_a_party_above_within_or_at_a_unit_is_known(party):
    assert known_party(party, UNITS, layer="a") == (party, ())


@pytest.mark.parametrize(("party", "said"), [("320508", "nearest: 32050"), ("99", "no unit of this study. Its")])
def test_another_is_told_and_left_out(party, said):
    kept, (finding,) = known_party(party, UNITS, layer="a")
    assert (kept, finding.rule, finding.severity, finding.layer) == ("", "DA103", "critical", "a")
    assert said in finding.message.en
    assert party in finding.message.zh


def test_the_few_units_of_a_small_study_are_all_named():
    _, (finding,) = known_party("99", UNITS[2:], layer="a")
    assert "330421 (Jiashan County), 340102 (Yaohai District)" in finding.message.en


def test_codes_of_features_that_are_no_unit_are_emptied_counted_and_named():
    table = pd.DataFrame({"fid": list("abcdef"), "code": ["3205", "", "360102", "99", "360102", "320506"]})
    codes, (finding,) = known_codes(table, UNITS, layer="a")
    assert codes.tolist() == ["3205", "", "", "", "", "320506"]
    assert (finding.rule, finding.severity, finding.feature) == ("DA103", "minor", "c;d;e")
    assert "in 3 of 6 features (360102, 99; features c, d, e)" in finding.message.en


def test_known_codes_stay():
    table = pd.DataFrame({"fid": ["a"], "code": ["33042100"]})
    codes, findings = known_codes(table, UNITS, layer="a")
    assert (codes.tolist(), findings) == (["33042100"], ())


def test_a_party_by_an_old_code_is_known_as_that_of_today():
    party, (finding,) = known_party("320586", UNITS, layer="a")  # 吴县市, divided in 2000
    assert (party, finding.severity, finding.kind) == ("3205", "minor", "party-split")
    today = UNITS.assign(code=["341882", *UNITS["code"].tolist()[1:]])
    party, (finding,) = known_party("341822", today, layer="a")
    assert (party, finding.severity, finding.kind) == ("341882", "info", "party-old")


def test_a_party_that_the_units_have_stays_though_its_code_is_old():
    old = UNITS.assign(code=["320586", *UNITS["code"].tolist()[1:]])
    assert known_party("320586", old, layer="a") == ("320586", ())
