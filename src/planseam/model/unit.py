"""Jurisdictions: codes of GB/T 2260 and the levels that their prefixes name."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from planseam.text import Text

__all__ = ["CODE_DIGITS", "Level", "Unit", "at_level", "related"]

Level = Literal["province", "city", "county"]

CODE_DIGITS: dict[Level, int] = {"province": 2, "city": 4, "county": 6}


@dataclass(frozen=True)
class Unit:
    """One jurisdiction.

    Parameters
    ----------
    code : str
        GB/T 2260 code, cut to its level: two, four or six digits.
    name : Text
        Its name; the English one is a romanisation and never a key.
    """

    code: str
    name: Text


def at_level(code: str, level: Level) -> str:
    """Cut a code to a level.

    Examples
    --------
    >>> at_level("330112", "province"), at_level("33", "county")
    ('33', '33')
    """
    return code[: CODE_DIGITS[level]]


def related(codes: NDArray[np.str_] | list[str], code: str) -> NDArray[np.bool_]:
    """Tell which codes contain, are, or lie inside `code` (one is a prefix of the other).

    Empty codes are related to nothing.
    """
    array = np.asarray(codes, dtype=str)
    shorter = np.char.str_len(array) < len(code)
    inside = np.char.startswith(array, code)
    around = np.array([bool(prefix) and code.startswith(prefix) for prefix in array[shorter]], dtype=bool)
    inside[shorter] = around
    return inside
