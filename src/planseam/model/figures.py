"""Numbers and words as tables write them: with thousands separators, in full width, in per cent."""

import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["figure", "figures", "plain"]

_NUMBER = re.compile(r"[+-]?(\d+|\d{1,3}([,' ]\d{3})+)(\.\d*)?(e[+-]?\d+)?", re.IGNORECASE)
_PER_CENT = 100


def figure(word: Any) -> float:  # noqa: ANN401 - a cell of any table
    """Read one number; NaN for what is none, or nothing.

    A comma, a blank or an apostrophe parts thousands; it is never a decimal
    mark, so that ``1,5`` is no number.

    Examples
    --------
    >>> figure("1,443.60"), figure("２０．５％"), figure(7)
    (1443.6, 0.205, 7.0)
    >>> figure("1,5"), figure("")
    (nan, nan)
    """
    text = unicodedata.normalize("NFKC", str(word)).strip()
    share = text.endswith("%")
    text = text.removesuffix("%").rstrip()
    if not _NUMBER.fullmatch(text):
        return float("nan")
    number = Decimal(re.sub("[,' ]", "", text))
    return float(number / _PER_CENT if share else number)


def figures(words: Iterable[Any]) -> NDArray[np.float64]:
    """Read many numbers."""
    return np.array([figure(word) for word in words], dtype=float)


def plain(word: Any) -> str:  # noqa: ANN401 - a cell of any table
    """A word by which rows are matched: width, case and blanks set aside.

    Examples
    --------
    >>> plain("绿地率 （Ａ类）") == plain("绿地率(a类)")
    True
    """
    return "".join(unicodedata.normalize("NFKC", str(word)).casefold().split())
