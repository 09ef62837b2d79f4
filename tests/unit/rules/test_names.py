import pytest

from planseam.rules.names import core_name, full_name, place_pattern, several, shared_name, title_of, whole_name
from planseam.text import Text

PLACES = place_pattern(["临安区", "杭州市", "洪泽区", "太湖县", "黄山市", "宜兴市", "Lin'an", "33"])


@pytest.mark.parametrize(
    ("name", "core"),
    [
        ("浙江清凉峰国家级自然保护区", "清凉峰"),
        ("安徽清凉峰自然保护区", "清凉峰"),
        ("浙江省杭州市临安区清凉峰国家级自然保护区", "清凉峰"),
        ("浙江省级清凉峰自然保护区", "清凉峰"),
        ("清凉峰自然保护区龙塘山片区", "清凉峰"),
        ("清凉峰自然保护区（浙江部分）", "清凉峰"),
        ("清凉峰 自然保护区-千顷塘", "清凉峰"),
        ("江苏太湖国家湿地公园", "太湖"),
        ("凤阳山—百山祖国家级自然保护区", "凤阳山—百山祖"),
        ("石臼湖湿地自然保护区", "石臼湖"),
    ],
)
def test_own_name_is_what_places_levels_kinds_and_parts_leave(name, core):
    assert core_name(name, places=PLACES) == core


@pytest.mark.parametrize("name", ["洪泽湖湿地自然保护区", "杭州湾国家湿地公园"])
def test_a_town_in_the_name_of_a_lake_or_bay_stays(name):
    assert core_name(name, places=PLACES) in {"洪泽湖", "杭州湾"}


def test_a_place_that_is_the_whole_name_stays():
    assert core_name("太湖风景名胜区", places=PLACES) == "太湖"
    assert core_name("宜兴国家森林公园", places=PLACES) == "宜兴"
    assert core_name("黄山市黄山风景名胜区", places=PLACES) == "黄山"


def test_nothing_is_stripped_to_one_character():
    assert core_name("浙江湖公园", places=PLACES) == "浙江湖"
    assert core_name("湖公园", places=PLACES) == "湖公园"


@pytest.mark.parametrize("name", ["", "国家级自然保护区", "湿地公园", "省级森林公园"])
def test_a_kind_alone_is_no_name(name):
    assert core_name(name, places=PLACES) == ""


def test_full_name_sets_width_case_and_spaces_aside():
    assert full_name("Ｔｉａｎ　mu 山") == "tianmu山"


def test_full_name_of_brackets_alone_stays():
    assert full_name("（核心区）") == "(核心区)"


def test_a_long_hostile_name_is_read_in_time():
    assert core_name("（自然保护区-" * 20_000, places=PLACES)


def test_places_without_a_study_are_the_provinces():
    assert core_name("安徽临安山", places=place_pattern([])) == "临安山"


def test_known_codes_have_titles_and_others_repeat_themselves():
    assert title_of("forest-park").zh == "森林公园"
    assert title_of("<b>") == ("<b>", "<b>")


def test_codes_of_functions_and_classes_have_titles_of_their_own():
    assert title_of("coastal") == ("沿海", "coastal")
    assert title_of("coastal", "functions") == ("海岸防护", "coastal protection")
    assert title_of("high-speed", "classes") == ("高速铁路", "high-speed railway")
    assert title_of("国道", "classes") == ("国道", "国道")


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [
        ("Zhejiang Qingliangfeng National Nature Reserve", "Anhui Qingliangfeng Nature Reserve", "Qingliangfeng"),
        ("Qingpu Dianshan Lake Wetland Park", "Kunshan dianshan lake Wetland Park", "Dianshan Lake"),
        ("Taihu National Wetland Park", "甲湿地公园", "太湖"),
        ("National Nature Reserve", "Taihu Park", "太湖"),
    ],
)
def test_english_names_share_words_that_are_no_level_or_kind(one, other, shared):
    assert shared_name(Text("甲", one), Text("乙", other), core="太湖") == ("太湖", shared)


def test_a_part_in_brackets_is_no_part_of_a_reserves_name():
    assert whole_name(Text("清凉峰保护区（龙塘山）", "Qingliangfeng Reserve (Longtangshan)")) == (
        "清凉峰保护区",
        "Qingliangfeng Reserve",
    )
    assert whole_name(Text("（龙塘山）", "(Longtangshan)")) == ("（龙塘山）", "(Longtangshan)")


def test_roles_of_several_parties_are_plural_in_english_alone():
    assert several("redline") == ("生态保护红线", "ecological protection redlines")
    assert several("farmland") == ("永久基本农田", "permanent basic farmland")
