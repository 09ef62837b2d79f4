import re
from pathlib import Path

import pytest

from planseam.model.conflict import COLUMNS
from planseam.reporting import words as module
from planseam.reporting.words import border_names, role_name, rule_names, unit_names, word, words

#: Tables whose keys are values of columns, or names of columns and layers.
BY_VALUE = {"field", "meaning", "level", "map"}
GAP = re.compile(r"\{(\w+)\}")


def test_both_languages_have_the_same_gaps_and_are_not_empty():
    for section in words().values():
        for key, text in section.items():
            assert text.zh, key
            assert text.en, key
            assert sorted(GAP.findall(text.zh)) == sorted(GAP.findall(text.en)), key


def test_each_column_of_the_record_has_a_title_and_a_meaning():
    for column in COLUMNS:
        assert word(f"field.{column}").zh
        assert word(f"meaning.{column}").en


def test_every_word_that_is_asked_for_exists():
    for key in set(re.findall(r'(?:word|say|w)\("(\w+\.\w+)"', code())):
        assert word(key)


def test_every_word_is_asked_for():
    text = code()
    for section, entries in words().items():
        if section not in BY_VALUE:
            assert not [key for key in entries if f"{section}.{key}" not in text and f'"{key}"' not in text], section


def code():
    folder = Path(module.__file__).parent
    return "".join(file.read_text("utf-8") for file in [*folder.rglob("*.py"), *folder.glob("templates/*.j2")])


def test_names_come_from_the_units_and_fall_back_to_codes(report):
    assert unit_names(report)["33"].en == "Zhejiang"
    assert border_names(report)["33-34"].zh == "浙江省—安徽省"
    assert role_name("redline").zh == "生态保护红线"
    assert role_name("unheard-of").en == "unheard-of"
    assert rule_names(report)["EC103"].zh == "红线断头"


def test_an_unknown_word_is_refused():
    with pytest.raises(KeyError):
        word("no.such")
