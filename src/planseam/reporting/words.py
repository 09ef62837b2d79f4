"""The words of the documents (``texts.toml``), and the names of units, borders and rules."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from markupsafe import Markup, escape

from planseam.checking.registry import titles_of
from planseam.model.conflict import SEVERITY_TITLES
from planseam.model.report import Report
from planseam.model.role import roles
from planseam.reporting.markup import filled
from planseam.text import Text

__all__ = ["border_names", "both", "role_name", "rule_names", "severity_name", "unit_names", "word", "words"]


@cache
def words() -> Mapping[str, Mapping[str, Text]]:
    """All words by table and key."""
    table = tomllib.loads(files("planseam.reporting").joinpath("texts.toml").read_text("utf-8"))
    return MappingProxyType(
        {
            section: MappingProxyType({key: Text(**entry) for key, entry in entries.items()})
            for section, entries in table.items()
        }
    )


def word(key: str, /, **values: object) -> Text:
    """One word or sentence, filled.

    Parameters
    ----------
    key : str
        Table and key, joined by a dot.
    **values : object
        Values of its gaps; a `Text` gives each language its own.

    Examples
    --------
    >>> word("rule.title").zh
    '规则'
    """
    section, _, name = key.partition(".")
    text = words()[section][name]
    return text.format(**values) if values else text


def both(text: Text) -> Markup:
    """A text in both languages as HTML; the page shows one of them."""
    if text.zh == text.en:
        return escape(text.zh)
    return filled('<span lang="zh">{}</span><span lang="en">{}</span>', text.zh, text.en)


def unit_names(report: Report) -> dict[str, Text]:
    """Names of the units by code."""
    units = report.units
    return {
        code: Text(zh or en or code, en or zh or code)
        for code, zh, en in zip(units["code"], units["name"], units["name_en"], strict=True)
    }


def border_names(report: Report) -> dict[str, Text]:
    """Names of the borders by id: both units, joined."""
    names = unit_names(report)
    table = report.borders
    return {
        border: Text(
            f"{names.get(a, Text.same(a)).zh}—{names.get(b, Text.same(b)).zh}",
            f"{names.get(a, Text.same(a)).en}–{names.get(b, Text.same(b)).en}",
        )
        for border, a, b in zip(table["border"], table["unit_a"], table["unit_b"], strict=True)
    }


def rule_names(report: Report) -> dict[str, Text]:
    """Titles of the rules by code, also of those that the report holds no run of."""
    return titles_of(report)


def role_name(role: str) -> Text:
    """Title of a role; a role that we do not know is called by its id."""
    return roles()[role].title if role in roles() else Text.same(role)


def severity_name(severity: str) -> Text:
    """Title of a severity."""
    return SEVERITY_TITLES.get(severity, Text.same(severity))
