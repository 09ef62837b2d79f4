import pandas as pd
import pytest

from planseam.loading.parties import party_of

LIKELY = 0.6


def frame(**columns):
    return pd.DataFrame(columns)


@pytest.mark.parametrize(
    ("name", "folders", "code"),
    [
        ("浙江省生态保护红线", [], "33"),
        ("STBHHX", ["incoming", "浙江省"], "33"),
        ("STBHHX", ["安徽", "宣城市"], "3418"),
        ("嘉善", ["浙江省提供"], "330421"),
        ("上海市青浦区永久基本农田", [], "310118"),
        ("嘉善县_临安区", [], "33"),  # what holds both
    ],
)
def test_names_tell(name, folders, code):
    found = party_of(name, folders)
    assert found.code == code
    assert found.confidence >= LIKELY


@pytest.mark.parametrize("name", ["浙皖接边", "江苏浙江红线", "长三角红线", "青浦吴江嘉善"])
def test_names_of_several_provinces_tell_that_it_is_nobodys_alone(name):
    found = party_of(name)
    assert found.code == ""
    assert found.confidence >= LIKELY


def test_the_name_of_the_file_counts_before_that_of_a_folder():
    assert party_of("安徽红线", ["浙江发来"]).code == "34"


def test_where_nothing_tells():
    found = party_of("STBHHX", ["incoming"], frame(MC=["a"]), ["", ""])
    assert (found.code, found.confidence) == ("", 0)
    assert found.reason.zh
    assert found.reason.en


def test_codes_in_columns_tell_as_far_down_as_nearly_all_agree():
    assert party_of("x", [], frame(XZQDM=["330112"] * 9 + ["330109"])).code == "330112"
    assert party_of("x", [], frame(XZQDM=["330112", "330109", None])).code == "3301"
    assert party_of("x", [], frame(xjxzqhdm=[330112.0, 330421.0])).code == "33"
    assert party_of("x", [], frame(XZQDM=["330112"] * 19 + ["340102"])).reason.en == (
        "column XZQDM says 330112 Lin'an District (95.0 %)"
    )


def test_codes_of_several_provinces_tell_that_too():
    found = party_of("x", [], frame(XZQDM=["330112", "340102"]))
    assert found.code == ""
    assert found.confidence >= LIKELY


def test_old_codes_are_read_as_those_of_today():
    assert party_of("x", [], frame(XZQDM=["341822"])).code == "341882"


def test_where_land_lies_and_ids_tell_where_there_are_no_codes():
    assert party_of("x", [], frame(ZLDWDM=["330112001001"] * 2)).code == "330112"
    assert party_of("x", [], frame(BSM=["330112000000000001", "330112000000000002"])).code == "330112"
    assert party_of("x", [], frame(BSM=["1", "2"])).code == ""


def test_the_ground_tells_last():
    assert party_of("x", [], None, ["330112", "330109", ""]).code == "3301"
    assert party_of("x", [], None, ["330112"] * 3 + ["340102"]).code == ""


def test_a_name_and_codes_that_agree_strengthen_each_other_and_the_broader_holds():
    found = party_of("浙江红线", [], frame(XZQDM=["330112"] * 3), ["330112"] * 3)
    assert found.code == "33"
    assert found.confidence > party_of("浙江红线").confidence
    assert party_of("临安红线", [], frame(XZQDM=["330112", "330421"])).code == "33"


def test_a_name_that_the_codes_contradict_is_asked():
    found = party_of("安徽红线", [], frame(XZQDM=["330112"] * 3))
    assert found.code == "330112"
    assert found.confidence < LIKELY
    assert "but" in found.reason.en
    assert "但" in found.reason.zh


def test_a_region_in_the_name_gives_way_to_the_codes():
    assert party_of("长三角红线", [], frame(XZQDM=["330112"])).code == "330112"


def test_ids_of_another_place_give_way_to_the_ground():
    assert party_of("x", [], frame(BSM=["110101000000000001"]), ["330112"]).code == "330112"
