"""Sentences in both languages, and the numbers in them.

Every sentence that a planner reads is a `Text`; `Text.format` fills both
languages at once. Numbers are rounded half-up, as survey rules ask, never
half-even as Python does.
"""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal, NamedTuple

__all__ = [
    "NOTHING",
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
]

Language = Literal["zh", "en"]

MU_PER_HECTARE = 15


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
    >>> half_up(2.5), half_up(0.125, 2)
    ('3', '0.13')
    """
    return str(Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP))


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
    """Write a share between 0 and 1 as per cent, without sign."""
    return half_up(share * 100, digits)
