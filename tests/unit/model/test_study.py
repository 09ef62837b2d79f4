import pytest

from planseam.errors import RuleError, StudyError
from planseam.model.study import Study

GOOD = """
[study]
title = "t"
units = "u"
level = "county"
[[layer]]
id = "u"
role = "unit"
path = "u.gpkg"
[[layer]]
id = "r"
role = "redline"
path = "r.shp"
party = "33"
[layer.fields]
MC = "name"
[rules]
select = ["EC"]
[rules.EC103]
run_m = 300
[[tolerance]]
border = "33-34"
role = "corridor"
reach_m = 100
"""


def read(tmp_path, text):
    file = tmp_path / "planseam.toml"
    file.write_text(text, "utf-8")
    return Study.from_file(file)


def test_a_study_is_read_with_rule_options_and_tolerances(tmp_path):
    study = read(tmp_path, GOOD)
    assert study.folder == tmp_path
    assert study.study.level == "county"
    assert study.layers[1].fields == {"MC": "name"}
    assert study.rules.select == ("EC",)
    assert study.rules.options == {"EC103": {"run_m": 300}}
    assert study.tolerances[0].given == {"reach_m": 100}


def test_parameters_of_a_datum_are_three_or_seven(tmp_path):
    for text, numbers in (("15.8, -154.4, -82.3", 3), ("1, 2, 3, 0.1, 0.2, 0.3, -4", 7)):
        study = read(tmp_path, GOOD.replace('party = "33"', f"towgs84 = [{text}]"))
        assert len(study.layers[1].towgs84) == numbers
    assert study.layers[0].towgs84 == ()


def test_a_folder_stands_for_its_study_file(tmp_path):
    read(tmp_path, GOOD)
    assert Study.from_file(tmp_path).study.title == "t"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("level =", "levle =", "level"),
        ("party =", "prty =", "party"),
        ("[rules]", "[ruels]", "rules"),
        ('select = ["EC"]', 'selct = ["EC"]', "select"),
        ('role = "redline"', 'role = "redlin"', "redline"),
        ('level = "county"', 'level = "town"', "province"),
        ('id = "r"', 'id = "u"', "two layers"),
        ('units = "u"', 'units = "v"', "study.units"),
        ('path = "r.shp"', "", "path"),
        ('border = "33-34"', 'border = "zhejiang"', "border"),
        ("[study]", "[study", "TOML"),
        ('party = "33"', 'party = "x"', "party"),
        ('party = "33"', "party = 33", 'in quotes: "33"'),
        ('id = "r"', 'id = "r/../x"', "letters"),
        ("[rules]", "[rules.options]\nEC103 = {}\n[rules]", "options"),
        ('level = "county"', 'level = "county"\nstep_m = 0.5', "must be 1 or more"),
        ('level = "county"', 'level = "county"\nunit_gap_m = inf', "must be 100 or less"),
        ('level = "county"', 'level = "county"\nunit_gap_m = nan', "unit_gap_m"),
        ('role = "corridor"', 'role = "coridor"', "perhaps “corridor”"),
        ("[study]", 'file = "x"\n[study]', "no key “file”"),
        ('party = "33"', "towgs84 = [1, 2]", "three shifts in m"),
        ('party = "33"', "towgs84 = [1, 2, 3000]", "more than 1000 m"),
        ('party = "33"', "towgs84 = [1, 2, nan]", "more than 1000 m"),
        ('party = "33"', "towgs84 = [1, 2, 3, 0, 0, 0, 200]", "beyond 100 ppm"),
    ],
)
def test_a_wrong_study_is_explained(tmp_path, old, new, said):
    with pytest.raises(StudyError) as caught:
        read(tmp_path, GOOD.replace(old, new, 1))
    assert said in caught.value.sentence("en")
    assert caught.value.sentence("zh")
    assert "\n" not in caught.value.sentence("en")
    assert "[type=" not in caught.value.sentence("en")
    assert "function-" not in caught.value.sentence("en")


def test_the_place_and_the_values_allowed_are_told_in_both_languages(tmp_path):
    with pytest.raises(StudyError) as caught:
        read(tmp_path, GOOD.replace('level = "county"', 'level = "town"'))
    file = tmp_path / "planseam.toml"
    assert caught.value.sentence("zh") == (
        f"{file} [study.level]：取值 “town” 不可用（不在可用的取值之内）。可用：province、city、county。"
    )
    assert caught.value.sentence("en").endswith("Use one of province, city, county.")
    with pytest.raises(StudyError) as caught:
        read(tmp_path, GOOD.replace('party = "33"', "party = 33"))
    said = '取值 “33” 不可用（应为文字）。请加引号，写成 "33"。'
    assert caught.value.sentence("zh") == f"{file} [[layer]] 2 party：{said}"


def test_a_study_knows_its_file(tmp_path):
    (tmp_path / "mine.toml").write_text(GOOD, "utf-8")
    assert Study.from_file(tmp_path / "mine.toml").file == str(tmp_path / "mine.toml")
    assert "file" not in read(tmp_path, GOOD).model_dump()


def test_a_missing_study_file(tmp_path):
    with pytest.raises(StudyError, match="no such study file"):
        Study.from_file(tmp_path / "nothing.toml")


def test_a_study_in_another_encoding(tmp_path):
    (tmp_path / "planseam.toml").write_bytes("[study]\ntitle = '长三角'".encode("gbk"))
    with pytest.raises(StudyError, match="UTF-8"):
        Study.from_file(tmp_path)


def test_an_unknown_place():
    with pytest.raises(RuleError, match="yrd"):
        Study.bundled("atlantis")


def test_the_choice_of_rules_can_be_replaced(tmp_path):
    study = read(tmp_path, GOOD)
    assert study.rules_of(select=("BD101",)).rules.select == ("BD101",)
    assert study.rules_of().rules.select == ("EC",)
    assert study.rules_of(select=("BD101",)).rules.options == study.rules.options
