"""Every drawing of every rule."""

import pytest

from planseam.checking.cases import Case, cases_of, run_case
from planseam.checking.registry import rules
from planseam.rules.base import Rule


def drawings():
    for rule in rules().values():
        for case in cases_of(rule):
            yield pytest.param(rule, case, id=f"{rule.code} {case.name}")


@pytest.mark.parametrize(("rule", "case"), list(drawings()))
def test_rule_says_of_the_drawing_what_it_should(rule: type[Rule], case: Case):
    assert run_case(rule, case).complaint == ""


@pytest.mark.parametrize("rule", list(rules().values()), ids=list(rules()))
def test_rule_has_three_drawings_of_each_verdict(rule: type[Rule]):
    verdicts = [case.verdict for case in cases_of(rule)]
    assert verdicts.count("fail") >= 3
    assert verdicts.count("pass") >= 3


@pytest.mark.parametrize("rule", list(rules().values()), ids=list(rules()))
def test_names_of_drawings_differ(rule: type[Rule]):
    names = [case.name for case in cases_of(rule)]
    assert len(set(names)) == len(names)
