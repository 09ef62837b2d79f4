"""The catalogue of rules as one markdown document in both languages."""

import dataclasses
from collections.abc import Iterator

from planseam.checking.registry import rules
from planseam.model.conflict import SEVERITY_TITLES
from planseam.model.role import roles
from planseam.rules.base import Rule
from planseam.rules.pages import HEADINGS, page_of
from planseam.text import Text

__all__ = ["catalogue_markdown", "needs_of", "tolerances_of"]


def tolerances_of(rule: type[Rule]) -> list[tuple[str, str, Text]]:
    """Name, default with unit, and reason of each tolerance of a rule."""
    return [
        (
            field.name,
            ", ".join(field.default)
            if isinstance(field.default, tuple)
            else f"{field.default:g} {field.metadata['unit']}".rstrip(),
            field.metadata["reason"],
        )
        for field in dataclasses.fields(rule.options)
    ]


def needs_of(rule: type[Rule]) -> Text:
    """The layers without which a rule cannot run, in words; empty where it needs none."""
    sets = [[roles()[role].title for role in need] for need in rule.needs]
    return Text(
        "，或".join(" + ".join(title.zh for title in need) for need in sets),
        ", or ".join(" + ".join(title.en for title in need) for need in sets),
    )


def catalogue_markdown() -> str:
    """Write all rules as one document: a table, then a page for each.

    Returns
    -------
    str
        Markdown, English before Chinese.
    """
    return "\n".join([*_head(), *(line for rule in rules().values() for line in _page(rule))])


def _head() -> Iterator[str]:
    yield "# Rules · 规则"
    yield ""
    yield "Written by `planseam rules --format md`; do not edit. 由 `planseam rules --format md` 生成，请勿修改。"
    yield ""
    yield "| code | flags | 查什么 | severity |"
    yield "|---|---|---|---|"
    for rule in rules().values():
        page = page_of(rule)
        yield (
            f"| [{page.code}](#{page.code.lower()}) | {page.title.en} | {page.title.zh} |"
            f" {_severity(rule).en} {_severity(rule).zh} |"
        )
    yield ""


def _page(rule: type[Rule]) -> Iterator[str]:
    page = page_of(rule)
    # a heading's own anchor differs from one renderer to the next
    yield f'<a id="{page.code.lower()}"></a>'
    yield ""
    yield f"## {page.code} {page.title.en} · {page.title.zh}"
    yield ""
    needs = needs_of(rule)
    facts = [f"`{page.name}`", f"{_severity(rule).en} {_severity(rule).zh}"]
    yield " · ".join(facts)
    yield ""
    yield from _both(page.summary)
    if needs.en:
        yield from _both(Text(f"需要图层：{needs.zh}。", f"Needs layers: {needs.en}."))
    for heading, text in page.sections.items():
        yield f"**{heading} · {HEADINGS[heading].zh}**"
        yield ""
        yield from _both(text)
    if tolerances := tolerances_of(rule):
        yield "| tolerance | default | because | 理由 |"
        yield "|---|---|---|---|"
        for name, value, reason in tolerances:
            yield f"| `{name}` | {_cell(value)} | {_cell(reason.en)} | {_cell(reason.zh)} |"
        yield ""


def _both(text: Text) -> Iterator[str]:
    for words in (text.en, text.zh):
        yield words.replace("\n", "\n\n")
        yield ""


def _severity(rule: type[Rule]) -> Text:
    return SEVERITY_TITLES[rule.severity]


def _cell(words: str) -> str:
    return words.replace("|", "\\|")
