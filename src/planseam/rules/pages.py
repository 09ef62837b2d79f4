"""A rule's page: its docstring, told apart by heading and language.

A docstring has a first line, then five headings underlined as numpydoc does.
Under each stands a paragraph in English and one in Chinese; a paragraph with
Chinese characters is Chinese.
"""

import inspect
import re
from dataclasses import dataclass

from planseam.rules.base import Rule
from planseam.text import Text

__all__ = ["HEADINGS", "RulePage", "page_of"]

#: The headings in their order.
HEADINGS: dict[str, Text] = {
    "What it flags": Text("查什么", "What it flags"),
    "Why it matters": Text("为什么重要", "Why it matters"),
    "Known limits": Text("已知局限", "Known limits"),
    "What to do": Text("怎么办", "What to do"),
    "Source": Text("依据", "Source"),
}

_HEADING = re.compile(r"^(?P<title>[^\n]+)\n-{3,}\n", re.MULTILINE)
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
#: A line break inside a Chinese paragraph is no space, nor does one stand beside a full-width sign or a quotation mark.
_NO_SPACE = re.compile(
    r"(?<=[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]) (?=[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef])"
    r"|(?<=[\u3000-\u303f\uff00-\uffef“”]) | (?=[\u3000-\u303f\uff00-\uffef“”])"
)


@dataclass(frozen=True)
class RulePage:
    """One rule explained.

    Parameters
    ----------
    code, name : str
    title, summary : Text
    sections : dict of str to Text
        By the English heading, in the order of `HEADINGS`.
    """

    code: str
    name: str
    title: Text
    summary: Text
    sections: dict[str, Text]


def page_of(rule: type[Rule]) -> RulePage:
    """Read a rule's page from its docstring.

    Headings that are missing are missing from the page; the contract tests
    and the start of a plugin ask for all five.
    """
    doc = inspect.cleandoc(rule.__doc__ or "")
    marks = list(_HEADING.finditer(doc))
    intro = doc[: marks[0].start()] if marks else doc
    ends = [mark.start() for mark in marks[1:]] + [len(doc)] * bool(marks)
    sections = {
        mark["title"].strip(): _by_language(doc[mark.end() : end]) for mark, end in zip(marks, ends, strict=True)
    }
    return RulePage(rule.code, rule.name, rule.title, _by_language(intro), sections)


def _by_language(text: str) -> Text:
    paragraphs = [" ".join(paragraph.split()) for paragraph in re.split(r"\n\s*\n", text) if paragraph.strip()]
    chinese = [paragraph for paragraph in paragraphs if _CHINESE.search(paragraph)]
    english = [paragraph for paragraph in paragraphs if not _CHINESE.search(paragraph)]
    return Text(_NO_SPACE.sub("", "\n".join(chinese)), "\n".join(english))
