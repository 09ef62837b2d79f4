"""Coordinates as people write them: plain numbers, and degrees, minutes and seconds in their usual spellings."""

import math
import re
import unicodedata
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

__all__ = ["coordinate", "coordinates"]

#: Signs that mean the same; told apart before Unicode folds some of them into letters.
_SIGNS = str.maketrans(
    {
        **dict.fromkeys("º˚ᵒ∘⁰", "°"),
        **dict.fromkeys("′’‘´`ʹ＇", "'"),
        **dict.fromkeys("″”“〞〃ʺ＂", '"'),
        **dict.fromkeys("−–—‐‑﹣－", "-"),
        "度": "°",
        "分": "'",
        "秒": '"',
    }
)
_SIDES = {"东经": 1, "西经": -1, "北纬": 1, "南纬": -1, "E": 1, "W": -1, "N": 1, "S": -1}
_SIDE = "|".join(_SIDES)
_LABEL = re.compile(r"\s*(?:[XYLB]|经度|纬度|横坐标|纵坐标)\s*[=:：＝]", re.IGNORECASE)
_SIMPLE = re.compile(r"-?[0-9]{1,12}(?:\.[0-9]{1,12})?")
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d*)?")
_PLAIN = re.compile(r"([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?)\s?(?:m|米)?")
_UNIT = r"(\d{1,3}(?:\.\d+)?)"
_MARKED = re.compile(rf"(-?){_UNIT}°(?:{_UNIT}(?:'(?:{_UNIT}(?:\"|'')?)?)?)?")
_JOINED = re.compile(r"(-?)(\d{1,3})([-: ])(\d{1,2})\3(\d{1,2}(?:\.\d+)?)\"?")
_SIXTY = 60.0


def coordinate(value: object) -> float:
    """Read one coordinate.

    What has degrees, minutes and seconds comes as degrees. A plain number is
    that number: 120.3015 are degrees with decimals, never minutes and seconds.

    Parameters
    ----------
    value : object
        Text or a number.

    Returns
    -------
    float
        NaN where it says no coordinate.

    Examples
    --------
    >>> coordinate("120°30′18″"), coordinate("东经120度30分18秒"), coordinate("120-30-18"), coordinate("120.505E")
    (120.505, 120.505, 120.505, 120.505)
    >>> coordinate("3,456,789.25"), coordinate("120°75′"), coordinate("合计")
    (3456789.25, nan, nan)
    """
    if isinstance(value, str):
        return float(value) if _SIMPLE.fullmatch(value) else _spelt(value)
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return float(str(value)) if number and math.isfinite(float(str(value))) else math.nan


def coordinates(values: Iterable[object]) -> NDArray[np.float64]:
    """Read many coordinates; see `coordinate`."""
    return np.fromiter((coordinate(value) for value in values), dtype=np.float64)


def _spelt(value: str) -> float:
    text, sign = _bare(value)
    if _GROUPED.fullmatch(text):
        text = text.replace(",", "")
    if plain := _PLAIN.fullmatch(text):
        number = float(plain[1])
        return sign * number if math.isfinite(number) else math.nan
    found = _MARKED.fullmatch(text.replace(" ", "")) or _JOINED.fullmatch(text)
    if found is None:
        return math.nan
    groups = [group or "" for group in found.groups() if group not in {"-", ":", " "}]
    numbers = [float(group) for group in groups if group]
    whole = all(number.is_integer() for number in numbers[:-1])
    if not whole or any(number > _SIXTY for number in numbers[2:]) or any(number >= _SIXTY for number in numbers[1:2]):
        return math.nan
    sign *= -1 if found[1] else 1
    return sign * math.fsum(number / _SIXTY**power for power, number in enumerate(numbers))


def _bare(value: str) -> tuple[str, int]:
    """The text without label and side of the earth, and the sign of that side."""
    label = _LABEL.match(value)
    text = value[label.end() :] if label else value
    text = unicodedata.normalize("NFKC", text.translate(_SIGNS))
    text = re.sub(r"\s+", " ", text).strip()
    side = re.fullmatch(rf"({_SIDE})?\s?[:=]?\s?(.*?)\s?({_SIDE})?", text, flags=re.IGNORECASE | re.DOTALL)
    before, middle, after = side.groups() if side else (None, text, None)
    if before and after:
        return "", 1
    word = (before or after or "E").upper()
    return middle, _SIDES[word]
