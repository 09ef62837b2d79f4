import pandas as pd
import pytest

from planseam.harmonising.old_codes import brought_up_to_date, party_of_today, year_of
from planseam.model.study import LayerEntry


def table(*codes):
    names = [f"n{number}" for number in range(len(codes))]
    return pd.DataFrame({"code": list(codes), "name": names, "name_en": names}, dtype="str")


def entry(role="redline", vintage=""):
    return LayerEntry.model_validate({"id": "x", "role": role, "path": "x", "vintage": vintage})


def test_codes_in_use_stay_and_nothing_is_said():
    same = table("330110", "33", "", "no code")
    fresh, found = brought_up_to_date(same, entry())
    assert fresh is same
    assert found == ()


def test_old_codes_are_joined_as_those_of_today_and_told_once():
    fresh, (finding,) = brought_up_to_date(table("341822", "341822", "330185", "330110"), entry())
    assert fresh["code"].tolist() == ["341882", "341882", "330112", "330110"]
    assert fresh["name"].tolist() == ["n0", "n1", "n2", "n3"]
    assert (finding.rule, finding.severity, finding.kind) == ("DA103", "info", "code-old")
    assert finding.message.en == (
        "the code of the jurisdiction is out of use in 3 features; joined as that of today: 330185 Lin'an → 330112"
        " Lin'an District (2017), 341822 Guangde County → 341882 Guangde (2019)"
    )
    assert finding.message.zh == (
        "3 个要素的行政区代码已经停用，按现行代码比对：330185 临安市 → 330112 临安区（2017 年）、341822 广德县 → 341882"
        " 广德市（2019 年）"
    )


def test_of_many_old_codes_the_first_are_shown():
    _, (finding,) = brought_up_to_date(table("341822", "330185", "320584", "320124", "320125"), entry())
    assert finding.message.en.endswith(" and 2 more codes")
    assert finding.message.zh.endswith(" 等 5 个代码")


def test_a_divided_jurisdiction_leaves_the_unit_that_holds_its_parts():
    fresh, (finding,) = brought_up_to_date(table("330104", "330621"), entry())
    assert fresh["code"].tolist() == ["3301", "3306"]
    assert (finding.severity, finding.kind) == ("minor", "code-split")
    assert "330104 江干区 → 330102 上城区或330114 钱塘区（2021 年）" in finding.message.zh
    assert "330102 Shangcheng District or 330114 Qiantang District (2021)" in finding.message.en


def test_a_code_that_lost_ground_later_is_told_only_of_an_older_layer():
    assert brought_up_to_date(table("330110"), entry())[0]["code"].tolist() == ["330110"]
    assert brought_up_to_date(table("330110"), entry(vintage="2021-2035"))[0]["code"].tolist() == ["330110"]
    assert brought_up_to_date(table("330110"), entry(vintage="2019"))[0]["code"].tolist() == ["3301"]


def test_units_that_were_merged_lose_their_names_and_divided_ones_keep_their_code():
    fresh, found = brought_up_to_date(table("320502", "320503", "341822", "330104"), entry(role="unit"))
    assert fresh["code"].tolist() == ["320508", "320508", "341882", "330104"]
    assert fresh["name"].tolist() == ["", "", "n2", "n3"]
    assert fresh["name_en"].tolist() == ["", "", "n2", "n3"]
    assert [finding.kind for finding in found] == ["code-old", "code-split"]
    assert "each stays one, under its old code" in found[1].message.en


def test_the_party_of_a_layer_likewise():
    assert party_of_today("", layer="x") == ("", ())
    assert party_of_today("33", layer="x") == ("33", ())
    party, (finding,) = party_of_today("341822", layer="x")
    assert (party, finding.severity, finding.kind) == ("341882", "info", "party-old")
    party, (finding,) = party_of_today("330104", layer="x")
    assert (party, finding.severity, finding.kind) == ("3301", "minor", "party-split")


@pytest.mark.parametrize(
    ("vintage", "year"), [("2021-2035", 2021), ("20201231", 2020), ("三调", None), ("", None), ("2019年版", 2019)]
)
def test_the_first_year_of_a_vintage(vintage, year):
    assert year_of(vintage) == year
