from types import SimpleNamespace
from typing import ClassVar

import pandas as pd
import pytest

from planseam.checking import registry
from planseam.checking.registry import choose, rule_of, rules, titles_of
from planseam.errors import RuleError
from planseam.model.report import RuleRun
from planseam.rules.base import Rule
from planseam.text import Text


def test_rules_are_sorted_by_code():
    assert list(rules()) == sorted(rules())


def test_a_rule_is_found_in_any_case():
    assert rule_of("ec103").code == "EC103"


def test_families_and_codes_are_chosen_and_left_out():
    codes = [rule.code for rule in choose(["EC", "BD101"], ["EC104"])]
    assert {"BD101", "EC101", "EC103"} <= set(codes)
    assert not {"BD102", "EC104", "WA101"} & set(codes)
    assert choose([], []) == tuple(rules().values())


def test_the_gate_is_part_of_every_selection_unless_it_is_left_out_or_chosen_from():
    gate = [code for code in rules() if code.startswith("DA")]

    def chosen(select, ignore=()):
        return [rule.code for rule in choose(select, ignore) if rule.code.startswith("DA")]

    assert chosen(["EC"]) == chosen(["EC", "DA"]) == gate
    assert chosen(["DA104", "EC"]) == ["DA104"]
    assert chosen(["EC"], ["DA104"]) == [code for code in gate if code != "DA104"]
    assert chosen([], ["DA"]) == []


@pytest.mark.parametrize("word", ["EC999", "XX", "redline"])
def test_an_unknown_code_is_refused(word):
    with pytest.raises(RuleError, match="planseam rules"):
        choose([word], [])


class Bare(Rule):
    """No page at all."""

    code: ClassVar[str] = "ZZ901"
    name: ClassVar[str] = "bare"
    title: ClassVar[Text] = Text("光", "bare")
    severity = "minor"
    needs: ClassVar = ()

    def judge(self, scene, settings):
        yield from ()


def test_a_rule_without_a_page_does_not_start():
    with pytest.raises(RuleError, match="What it flags"):
        registry._inspect(Bare)


def test_a_malformed_code_does_not_start():
    odd = type("Odd", (Bare,), {"code": "Z1"})
    with pytest.raises(RuleError, match="malformed"):
        registry._inspect(odd)


def test_a_rule_without_cases_does_not_start(tmp_path):
    page = rules()["EC103"].__doc__
    without = type("Without", (Bare,), {"__doc__": page, "cases_folder": tmp_path})
    with pytest.raises(RuleError, match="case file"):
        registry._inspect(without)


def test_a_rule_with_passing_cases_only_does_not_start(tmp_path):
    (tmp_path / "ZZ901.toml").write_text(
        '[[case]]\nname = "one"\nverdict = "pass"\nunits = {}\nlayer = []\n', encoding="utf-8"
    )
    without = type("Without", (Bare,), {"__doc__": rules()["EC103"].__doc__, "cases_folder": tmp_path})
    with pytest.raises(RuleError, match="not complete"):
        registry._inspect(without)


def test_what_is_no_rule_is_refused():
    with pytest.raises(RuleError, match="no rule"):
        registry._rules_behind(int, "door")


@pytest.mark.parametrize(
    ("select", "ignore"),
    [(["EC103"], ["EC103"]), (["EC"], ["ec"]), (["EC103", "DA"], ["EC", "DA"]), (["DA104"], ["DA"])],
)
def test_a_choice_that_leaves_no_rule_is_refused(select, ignore):
    with pytest.raises(RuleError, match="none is left"):
        choose(select, ignore)


def test_titles_are_the_rules_own_even_without_a_run():
    conflicts = pd.DataFrame({"rule": ["DA104", "ZZ901", "EC103"], "name": ["文字乱码", "插件", "x"]})
    run = RuleRun(code="EC103", name="x", title=Text("断头", "stops"), ran=True)
    titles = titles_of(SimpleNamespace(rules=(run,), conflicts=conflicts))
    assert titles == {
        "DA104": Text("文字乱码", "garbled text"),
        "ZZ901": Text.same("插件"),
        "EC103": Text("断头", "stops"),
    }
