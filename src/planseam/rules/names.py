"""Names of protected areas, told apart into what they share and what is their own, and what codes are called.

浙江清凉峰国家级自然保护区 and 安徽清凉峰自然保护区 are both 清凉峰. The words
stripped are data (``names.toml``).
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterable
from difflib import SequenceMatcher
from functools import cache
from importlib.resources import files
from typing import Any

from planseam.model.role import roles
from planseam.text import Text

__all__ = ["core_name", "full_name", "place_pattern", "several", "shared_name", "title_of", "whole_name"]

#: An own name has at least this many characters: 湖 alone names nothing.
SHORTEST = 2

_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】|「[^「」]*」|『[^『』]*』|〔[^〔〕]*〕|《[^《》]*》")
_ASIDE = re.compile(r"\s*(?:\([^()]*\)|（[^（）]*）)")
_DASHES = r"[-‐‑–—―─:·•]"


def full_name(name: str) -> str:
    """Name of the whole reserve: width, case, spaces, brackets and parts set aside.

    Examples
    --------
    >>> full_name("浙江清凉峰国家级自然保护区（龙塘山片区）"), full_name("清凉峰自然保护区—千顷塘")
    ('浙江清凉峰国家级自然保护区', '清凉峰自然保护区')
    """
    plain = "".join(unicodedata.normalize("NFKC", name).casefold().split())
    bare = _BRACKETS.sub("", plain) or plain
    return _part().sub(r"\g<whole>", bare)


def core_name(name: str, *, places: re.Pattern[str]) -> str:
    """A reserve's own name: places, levels and kinds stripped; empty where it has none.

    Never stripped to fewer than two characters.

    Parameters
    ----------
    name : str
    places : re.Pattern
        From `place_pattern`.

    Examples
    --------
    >>> places = place_pattern(["临安区"])
    >>> core_name("浙江临安清凉峰国家级自然保护区", places=places), core_name("国家级自然保护区", places=places)
    ('清凉峰', '')
    """
    whole = full_name(name)
    if _generic().fullmatch(whole):
        return ""
    return _stripped(_stripped(whole, _tail()), places)


def place_pattern(names: Iterable[str]) -> re.Pattern[str]:
    """Build the pattern of places at the start of a name.

    Parameters
    ----------
    names : iterable of str
        Chinese names of jurisdictions, with or without 省, 市, 县, 区.
    """
    words = _words()
    suffix = re.compile(f"(?:{_any(words['suffixes'])})$")
    provinces = set(words["provinces"])
    known = {name for name in names if len(name) >= SHORTEST and not name.isascii()}
    short = {cut for name in known if len(cut := suffix.sub("", name)) >= SHORTEST} - provinces
    certain = provinces | {name + end for name in provinces for end in ("省", "市", "自治区")} | (known - short)
    # 洪泽湖 is a lake, not a lake in 洪泽; 省 of 省级 is no part of 浙江省
    town = f"(?:{_any(short)})(?!级|{_any(words['landforms'])})" if short else "(?!)"
    return re.compile(f"^(?:(?:{_any(certain)})(?!级)|{town}|{_any(words['levels'])})")


def whole_name(name: Text) -> Text:
    """A reserve's name as people write it, without parts in brackets.

    Examples
    --------
    >>> whole_name(Text("清凉峰自然保护区（顺溪坞）", "Qingliangfeng Nature Reserve (Shunxiwu)")).en
    'Qingliangfeng Nature Reserve'
    """
    return Text(*(_ASIDE.sub("", words).strip() or words for words in name))


def shared_name(one: Text, other: Text, *, core: str) -> Text:
    """What two reserves of one own name share, in both languages; in English the words that both names have.

    Examples
    --------
    >>> one = Text("青浦淀山湖湿地公园", "Qingpu Dianshan Lake Wetland Park")
    >>> other = Text("昆山淀山湖公园", "Kunshan Dianshan Lake Park")
    >>> shared_name(one, other, core="淀山湖")
    Text(zh='淀山湖', en='Dianshan Lake')
    """
    first, second = (_own_words(name.en) for name in (one, other))
    folded = [word.casefold() for word in first], [word.casefold() for word in second]
    run = SequenceMatcher(None, *folded, autojunk=False).find_longest_match()
    return Text(core, " ".join(first[run.a : run.a + run.size]) or core)


def several(role: str) -> Text:
    """Title of a role, in English as the plans of several parties have it: redlines, boundaries."""
    title = roles()[role].title
    return Text(title.zh, _words()["several"].get(role, title.en))


def title_of(code: str, of: str = "titles") -> Text:
    """What a code of a field is called; the code where it is not known.

    Parameters
    ----------
    code : str
    of : {"titles", "functions", "classes"}
        Categories of protected areas, kinds of corridors and parks, grades and makers of standards; functions of
        redlines; classes of roads and railways.
    """
    titles: dict[str, dict[str, str]] = _words()[of]
    return Text(**titles[code]) if code in titles else Text.same(code)


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads(files("planseam.rules").joinpath("names.toml").read_text("utf-8"))


@cache
def _tail() -> re.Pattern[str]:
    return re.compile(f"(?:{_any([*_words()['kinds'], *_words()['levels']])})$")


@cache
def _generic() -> re.Pattern[str]:
    return re.compile(f"(?:{_any([*_words()['kinds'], *_words()['levels']])})*")


@cache
def _part() -> re.Pattern[str]:
    kinds, parts = _any(_words()["kinds"]), _any(_words()["parts"])
    return re.compile(f"^(?P<whole>.*(?:{kinds}))(?:{_DASHES}.*|.{{0,12}}(?:{parts}))$")


def _own_words(name: str) -> list[str]:
    """Words of an English name without levels and kinds at its end."""
    words = name.split()
    while words and words[-1].casefold() in _words()["kinds_en"]:
        words.pop()
    return words


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


def _stripped(name: str, pattern: re.Pattern[str]) -> str:
    """Strip as often as the pattern fits and enough is left."""
    while (rest := pattern.sub("", name, count=1)) != name and len(rest) >= SHORTEST:
        name = rest
    return name
