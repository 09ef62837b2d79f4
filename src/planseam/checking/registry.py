"""All rules that are installed, by code."""

import difflib
import re
from collections.abc import Iterable
from functools import cache

from planseam.checking.cases import cases_of
from planseam.errors import RuleError
from planseam.model.plugins import RULES, doors, load
from planseam.model.report import Report
from planseam.rules.base import Rule
from planseam.rules.pages import HEADINGS, page_of
from planseam.text import Text

__all__ = ["GATE", "choose", "is_ours", "rule_of", "rules", "titles_of"]

#: The family that tells whether the data can be judged at all: it runs with any selection.
GATE = "DA"

_CODE = re.compile(r"[A-Z]{2}\d{3}")


@cache
def rules() -> dict[str, type[Rule]]:
    """Load every rule behind the entry points `planseam.rules`, sorted by code.

    Raises
    ------
    RuleError
        If a code is claimed twice or is no code, a page lacks a heading, or
        a rule of a plugin lacks a failing or a passing case.
    """
    found: dict[str, type[Rule]] = {}
    for door in doors(RULES):
        for rule in _rules_behind(load(RULES, door), door):
            if found.get(rule.code, rule) is not rule:
                raise RuleError(
                    Text("编号被两条规则同时使用", "the code is claimed by two rules"),
                    where=f"{rule.code} ({found[rule.code].__module__}, {rule.__module__})",
                    cure=Text("请卸载其中一个插件", "Uninstall one of the two plugins"),
                )
            _inspect(rule)
            found[rule.code] = rule
    return dict(sorted(found.items()))


def is_ours(rule: type[Rule]) -> bool:
    """Tell a rule that planseam ships from one of a plugin."""
    return rule.__module__.startswith("planseam.rules.")


def rule_of(code: str) -> type[Rule]:
    """One rule by its code, in any case.

    Raises
    ------
    RuleError
        If there is no such rule.
    """
    known = rules()
    if code.upper() not in known:
        raise unknown_rule(code, known)
    return known[code.upper()]


def titles_of(report: Report) -> dict[str, Text]:
    """Titles by code of the rules that a report has runs or conflicts of, in both languages."""
    titles = {run.code: run.title for run in report.rules}
    table = report.conflicts.drop_duplicates("rule")
    for code, name in zip(table["rule"], table["name"], strict=True):
        if code not in titles:
            titles[code] = rules()[code].title if code in rules() else Text.same(name or code)
    return titles


def choose(select: Iterable[str], ignore: Iterable[str]) -> tuple[type[Rule], ...]:
    """Choose rules by code or family; an empty selection means all.

    The gate (family DA) is part of every selection that does not choose among
    its codes itself; only `ignore` takes it out.

    Raises
    ------
    RuleError
        If a word is neither a code nor a family, or no rule is left.
    """
    known = rules()
    families = {code[:2] for code in known}
    wanted, unwanted = [word.upper() for word in select], [word.upper() for word in ignore]
    for word in (*wanted, *unwanted):
        if word not in known and word not in families:
            raise unknown_rule(word, {**known, **dict.fromkeys(families)})

    def named(code: str, words: list[str]) -> bool:
        return code in words or code[:2] in words

    if not any((not wanted or named(code, wanted)) and not named(code, unwanted) for code in known):
        raise RuleError(
            Text("选用的规则全被排除，没有可运行的规则", "every rule that is selected is ignored too, so none is left"),
            where=f"select = {', '.join(wanted) or '–'}; ignore = {', '.join(unwanted)}",
            cure=Text("请去掉 select 或 ignore 中的一项", "Take a code or a family out of select or ignore"),
        )
    if wanted and not any(word.startswith(GATE) for word in wanted):
        wanted.append(GATE)
    return tuple(
        rule for code, rule in known.items() if (not wanted or named(code, wanted)) and not named(code, unwanted)
    )


def unknown_rule(word: str, known: Iterable[str], *, where: str = "") -> RuleError:
    """Say that there is no such rule or family, and which is meant.

    Parameters
    ----------
    word : str
    known : iterable of str
        Codes and families.
    where : str
        The file and table; by default the word itself.
    """
    near = difflib.get_close_matches(word.upper(), list(known), n=1)
    return RuleError(
        Text(f"没有 “{word}” 这条规则或这一族", f"there is no rule or family “{word}”")
        if where
        else Text("没有这条规则或这一族", "there is no such rule or family"),
        where=where or word,
        cure=Text(
            f"或许应为 {near[0]}；planseam rules 列出全部" if near else "planseam rules 列出全部规则",
            f"Perhaps {near[0]} is meant; “planseam rules” lists them all"
            if near
            else "“planseam rules” lists them all",
        ),
    )


def _rules_behind(target: object, door: str) -> tuple[type[Rule], ...]:
    items = target if isinstance(target, tuple | list) else (target,)
    for item in items:
        if not (isinstance(item, type) and issubclass(item, Rule)):
            raise RuleError(
                Text("插件入口不是规则", "what stands behind the entry point is no rule"),
                where=door,
                cure=Text("入口应为 Rule 的子类或其元组", "Point it at a subclass of Rule, or at a tuple of them"),
            )
    return tuple(items)


def _inspect(rule: type[Rule]) -> None:
    """Refuse a rule that cannot explain or prove itself."""
    if not _CODE.fullmatch(rule.code):
        raise RuleError(
            Text("编号格式不对", "the code is malformed"),
            where=f"{rule.code} ({rule.__module__})",
            cure=Text("编号为两个大写字母加三位数字", "A code is two capital letters and three digits"),
        )
    page = page_of(rule)
    missing = [heading for heading in HEADINGS if not all(page.sections.get(heading, Text("", "")))]
    if missing:
        raise RuleError(
            Text(
                f"规则说明缺少：{'、'.join(HEADINGS[heading].zh for heading in missing)}",
                f"its docstring lacks {', '.join(missing)}, in Chinese or in English",
            ),
            where=f"{rule.code} ({rule.__module__})",
            cure=Text("请补全五个标题的中英文说明", "Write all five headings in both languages"),
        )
    # our own cases run before every release; to read them at every start would take longer than most rules
    if not is_ours(rule):
        cases_of(rule)
