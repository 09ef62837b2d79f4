import pytest

from planseam.loading.place_names import bare_code, named_units, several, shared


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("浙江省生态保护红线", ["33"]),
        ("浙_红线", ["33"]),
        ("红线（皖）", ["34"]),
        ("皖南生态廊道", ["34"]),
        ("苏州红线", ["3205"]),  # and not Jiangsu, 苏
        ("太湖", []),  # the lake
        ("太湖县", ["340825"]),
        ("鼓楼区", []),  # in Nanjing and in Xuzhou
        ("南京鼓楼区", ["3201", "320106"]),
        ("广德县", ["341882"]),  # a city since 2019
        ("楚州区", ["320803"]),
        ("宣城市", ["3418"]),  # and the county-level city until 2000
        ("STBHHX_330112", ["330112"]),
        ("STBHHX_330112000000", ["330112"]),
        ("33_STBHHX", ["33"]),
        ("20240131", []),
        ("2024", []),
        ("Zhejiang_redline", ["33"]),
        ("JiashanFarmland", ["330421"]),
        ("taizhou", []),  # 泰州 and 台州
        ("ZJ_redline", ["33"]),
        ("zj_redline", []),
        ("STBHHX", []),
    ],
)
def test_names_in_a_text(text, codes):
    assert [found.code for found in named_units(text)] == codes


def test_a_full_name_weighs_more_than_a_short_one_and_initials_least():
    weights = [named_units(text)[0].weight for text in ("浙江省", "浙江", "ZJ")]
    assert weights == sorted(weights, reverse=True)
    assert len(set(weights)) == 3


def test_regions_of_several_provinces():
    assert several("长三角红线")
    assert several("YRD redline")
    assert not several("浙江")


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (330000.0, "33"),
        ("330100", "3301"),
        (330112, "330112"),
        ("330112001001", "330112"),
        ("341822", "341882"),
        ("x", ""),
        ("", ""),
        (None, ""),
        (float("nan"), ""),
        ("１２３４５６", ""),
        ("12345", ""),
    ],
)
def test_codes_of_any_length_become_prefixes_of_today(value, code):
    assert bare_code(value) == code


def test_the_unit_that_holds_several():
    assert shared(["330112", "330109"]) == "3301"
    assert shared(["330112", "340102"]) == ""
