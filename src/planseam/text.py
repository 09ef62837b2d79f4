"""Sentences in both languages, and the numbers in them.

Every sentence that a planner reads is a `Text`; `Text.format` fills both
languages at once. Numbers are rounded half-up, as survey rules ask, never
half-even as Python does.
"""

import re
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Literal, NamedTuple

__all__ = [
    "NOTHING",
    "UNSEEN",
    "Language",
    "Text",
    "counted",
    "half_up",
    "hectares",
    "kilometres",
    "listed",
    "metres",
    "mu",
    "percent",
    "shortened",
    "visible",
]

Language = Literal["zh", "en"]

MU_PER_HECTARE = 15

#: Enough digits for any float.
_LONG = Context(prec=700)

#: Signs that a terminal or a page would obey and no reader sees: controls and escapes, marks that turn the direction
#: of what follows, separators of lines, signs without width, halves of pairs.
UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ud800-\udfff\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e007f]"
)
_LINES = re.compile("[\t\n]")
_BASIC_PLANE = 0xFFFF


class Text(NamedTuple):
    """One sentence, or one name, in Chinese and in English.

    Parameters
    ----------
    zh, en : str
        The two languages. A name without a translation repeats itself.

    Examples
    --------
    >>> Text("{who}的红线", "redline of {who}").format(who=Text("浙江", "Zhejiang")).en
    'redline of Zhejiang'
    """

    zh: str
    en: str

    @classmethod
    def same(cls, word: object) -> "Text":
        """The same word in both languages: a code, a file name, a number."""
        return cls(str(word), str(word))

    def format(self, **values: object) -> "Text":
        """Fill both languages; values that are a `Text` give each its own."""
        return Text(
            self.zh.format(**{key: value.zh if isinstance(value, Text) else value for key, value in values.items()}),
            self.en.format(**{key: value.en if isinstance(value, Text) else value for key, value in values.items()}),
        )

    def to(self, language: Language) -> str:
        """The sentence in one language."""
        return self.zh if language == "zh" else self.en


#: No words at all.
NOTHING = Text("", "")


def listed(items: Iterable[Text]) -> Text:
    """Put items in one list, in both languages.

    Examples
    --------
    >>> listed([Text("浙江", "Zhejiang"), Text("安徽", "Anhui")])
    Text(zh='浙江、安徽', en='Zhejiang, Anhui')
    """
    every = list(items)
    return Text("、".join(item.zh for item in every), ", ".join(item.en for item in every))


def counted(count: int, one: str, many: str = "") -> Text:
    """A number, in English with the noun that it counts in the right form.

    Parameters
    ----------
    count : int
    one, many : str
        The noun for one and for any other number; a plural by “s” need not be given.

    Examples
    --------
    >>> counted(1, "border").en, counted(2, "border").en, counted(2, "border").zh
    ('1 border', '2 borders', '2')
    """
    return Text(str(count), f"{count} {one if count == 1 else many or one + 's'}")


def half_up(value: float, digits: int = 0) -> str:
    """Write a number with `digits` decimals, rounded half-up.

    Examples
    --------
    >>> half_up(2.5), half_up(0.125, 2), half_up(float("inf"))
    ('3', '0.13', '∞')
    """
    return _rounded(_exact(value), digits)


def _exact(value: float) -> Decimal:
    """The number as it is written, not the nearest that a float can hold."""
    return Decimal(repr(float(value)))


def _rounded(number: Decimal, digits: int) -> str:
    if number.is_infinite():
        return "∞" if number > 0 else "-∞"
    return str(number.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP, context=_LONG))


def hectares(area_m2: float, digits: int = 4) -> str:
    """Write an area in m² as hectares, without unit."""
    return half_up(area_m2 / 10_000, digits)


def mu(area_m2: float, digits: int = 2) -> str:
    """Write an area in m² as mu (1 mu = 2000/3 m²), without unit."""
    return half_up(area_m2 / 10_000 * MU_PER_HECTARE, digits)


def kilometres(length_m: float, digits: int = 2) -> str:
    """Write a length in m as kilometres, without unit."""
    return half_up(length_m / 1000, digits)


def metres(length_m: float, digits: int = 0) -> str:
    """Write a length in m, without unit."""
    return half_up(length_m, digits)


def percent(share: float, digits: int = 1) -> str:
    """Write a share between 0 and 1 as per cent, without sign.

    Examples
    --------
    >>> percent(0.0765), percent(0.5)
    ('7.7', '50.0')
    """
    return _rounded(_exact(share).scaleb(2), digits)


def visible(text: str, *, lines: bool = False) -> str:
    r"""Write out what would be obeyed rather than read, as its escape, so that text from a file is only ever text.

    Parameters
    ----------
    text : str
    lines : bool
        Whether tabs and ends of lines stay; without, what comes out is one line.

    Examples
    --------
    >>> print(visible("red\x1b[31m and \u202eback"))
    red\u001b[31m and \u202eback
    """
    seen = UNSEEN.sub(_escape, text.replace("\r\n", "\n"))
    return seen if lines else _LINES.sub(_escape, seen)


def _escape(found: re.Match[str]) -> str:
    code = ord(found[0])
    return f"\\u{code:04x}" if code <= _BASIC_PLANE else f"\\U{code:08x}"


def shortened(text: str, most: int = 80) -> str:
    """Cut a name that is no name any more after so many characters.

    Examples
    --------
    >>> shortened("清凉峰" * 100, 6)
    '清凉峰清凉…'
    """
    return text if len(text) <= most else f"{text[: most - 1]}…"
