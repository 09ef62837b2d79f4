import pytest

from planseam.checking.registry import rules
from planseam.rules.base import Rule
from planseam.rules.pages import HEADINGS, page_of


class Explained(Rule):
    """A thing is wrong.

    有错。

    What it flags
    -------------
    One
    thing.

    一件
    事。

    Source
    ------
    A book.

    一本书。
    """

    code, name, title = "XX101", "explained", HEADINGS["Source"]

    def judge(self, scene, settings):
        yield from ()


class Silent(Explained):
    code = "XX102"


Silent.__doc__ = None


def test_page_parts_the_languages_and_joins_lines():
    page = page_of(Explained)
    assert page.summary == ("有错。", "A thing is wrong.")
    assert page.sections["What it flags"] == ("一件事。", "One thing.")


def test_no_space_stands_beside_a_full_width_sign_or_a_chinese_quotation_mark():
    class Quoted(Explained):
        """A thing is wrong.

        有错，为
        “一般”。
        GeoJSON 中
        若有，见 EC101 与
        “提示”。
        """

    assert page_of(Quoted).summary.zh == "有错，为“一般”。GeoJSON 中若有，见 EC101 与“提示”。"


def test_page_lacks_what_the_docstring_lacks():
    assert list(page_of(Explained).sections) == ["What it flags", "Source"]
    assert page_of(Silent).sections == {}


@pytest.mark.parametrize("rule", list(rules().values()), ids=list(rules()))
def test_every_rule_has_all_headings_in_order_and_in_both_languages(rule):
    page = page_of(rule)
    assert list(page.sections) == list(HEADINGS)
    assert all(text.zh and text.en for text in page.sections.values())
    assert page.summary.zh
    assert page.summary.en


@pytest.mark.parametrize("rule", list(rules().values()), ids=list(rules()))
def test_every_tolerance_has_a_unit_and_a_reason_in_both_languages(rule):
    for field in rule.options.__dataclass_fields__.values():
        assert "unit" in field.metadata
        assert field.metadata["reason"].zh
        assert field.metadata["reason"].en
