"""What every rule owes: a page in both languages, cases, a file named after it, reasons for its tolerances."""

import dataclasses
import inspect
import re
import string
from pathlib import Path

import pytest

from planseam.checking.cases import cases_of
from planseam.checking.registry import rules
from planseam.model.role import roles
from planseam.rules.pages import HEADINGS, page_of

RULES = rules()
CHINESE = re.compile(r"[\u4e00-\u9fff]")

each_rule = pytest.mark.parametrize("rule", RULES.values(), ids=RULES)


def test_the_first_eight_are_there():
    assert {"BD101", "BD102", "CO101", "EC101", "EC103", "EC104", "WA101", "WA102"} <= set(RULES)


@each_rule
def test_page_has_all_headings_in_order_and_both_languages(rule):
    page = page_of(rule)
    assert list(page.sections) == list(HEADINGS)
    for text in (page.summary, *page.sections.values()):
        assert CHINESE.search(text.zh)
        assert re.search("[a-z]", text.en)


@each_rule
def test_file_is_named_after_code_and_name(rule):
    stem = Path(inspect.getfile(rule)).stem
    assert stem == f"{rule.code}_{rule.name}".lower().replace("-", "_")
    assert Path(inspect.getfile(rule)).parent.name == rule.code[:2].lower()


@each_rule
def test_cases_fail_and_pass(rule):
    assert {case.verdict for case in cases_of(rule)} == {"fail", "pass"}


@each_rule
def test_tolerances_have_unit_default_and_reason(rule):
    for field in dataclasses.fields(rule.options):
        assert field.default is not dataclasses.MISSING
        assert set(field.metadata) == {"unit", "reason"}
        assert all(field.metadata["reason"])


@each_rule
def test_needed_roles_exist(rule):
    assert {role for need in rule.needs for role in need} <= set(roles())


@each_rule
def test_both_languages_say_the_same_figures(rule):
    for text in (rule.message, rule.advice):
        zh, en = ({name for _, name, _, _ in string.Formatter().parse(words) if name} for words in text)
        assert zh == en


def test_no_rule_reads_or_writes_files():
    forbidden = re.compile(r"\b(open|read_file|to_file|to_crs|read_text|write_text|print)\(")
    for rule in RULES.values():
        assert not forbidden.search(inspect.getsource(inspect.getmodule(rule)))
