"""Names of jurisdictions in the names of files and folders: Chinese, romanised, by code, or by one character.

Other words that speak of whose plan a file is are data (``parties.toml``).
"""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from planseam.loading.units import PROVINCES, unit_names
from planseam.model.codes import former_names, now
from planseam.model.unit import CODE_DIGITS

__all__ = ["Named", "bare_code", "named_units", "several", "shared"]

# Weights: a full name is meant; a short one, or a number, may be something else; initials may be anything.
_FULL, _SHORT, _CHARACTER, _DIGITS, _INITIALS = 0.9, 0.75, 0.75, 0.8, 0.4
_LENGTHS = {2, 4, 6, 9, 12, 15, 19}  # digits of codes down to villages, and of owners
_MARKS = re.compile(r"[\W_\d]+")
_ENDINGS = re.compile(r"(?:省|市|区|县|地区)$")
_NO_NAMES = {"市辖区", "郊区"}


@dataclass(frozen=True)
class Named:
    """A jurisdiction that a text names.

    Parameters
    ----------
    code : str
    weight : float
        How sure it is that it is meant, from 0 to 1.
    word : str
        The word that names it.
    """

    code: str
    weight: float
    word: str


def named_units(text: str) -> list[Named]:
    """Find the jurisdictions of the delta that a text names; initials only where nothing else does.

    Examples
    --------
    >>> [(found.code, found.word) for found in named_units("浙江省临安区红线_34")]
    [('33', '浙江省'), ('330112', '临安区'), ('34', '34')]
    """
    return [*_chinese(text), *_romanised(text), *_numbers(text)] or _initials(text)


def several(text: str) -> bool:
    """Whether a text names a region of several provinces."""
    return any(word in text.casefold() for word in _words()["words"]["several"])


def bare_code(value: object) -> str:
    """A code as a prefix, brought up to date; empty where the value is none.

    Examples
    --------
    >>> bare_code(330000.0), bare_code("330112001001"), bare_code("341822"), bare_code("x")
    ('33', '330112', '341882', '')
    """
    text = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()
    if not (text.isascii() and text.isdecimal()) or len(text) not in _LENGTHS:
        return ""
    code = text[: CODE_DIGITS["county"]]
    while len(code) > CODE_DIGITS["province"] and code.endswith("00"):
        code = code[:-2]
    became = now(code)
    return became.code if became else code


def shared(codes: Sequence[str]) -> str:
    """The unit that holds several; empty where none does."""
    lengths = [digits for digits in CODE_DIGITS.values() if len({code[:digits] for code in codes}) == 1]
    return codes[0][: max(lengths, default=0)]


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads(files("planseam.loading").joinpath("parties.toml").read_text("utf-8"))


@cache
def _chinese_names() -> dict[str, tuple[tuple[str, ...], float]]:
    """Names, full and short, with the codes that have them and the weight of the name."""
    full: dict[str, list[str]] = {}
    short: dict[str, list[str]] = {}
    own = _words()["words"]["full_only"]
    tables = [unit_names(level) for level in CODE_DIGITS]
    known = [(table[code].zh, code) for table in tables for code in table if code[:2] in PROVINCES]
    known += [(name, code) for name, codes in former_names().items() for code in codes]
    for name, code in known:
        if len(name) > 1 and name not in _NO_NAMES:
            full.setdefault(name, []).append(code)
        bare = _ENDINGS.sub("", name)
        if len(bare) > 1 and bare != name and bare not in own:
            short.setdefault(bare, []).append(code)
    names = {name: (tuple(dict.fromkeys(codes)), _SHORT) for name, codes in short.items()}
    return names | {name: (tuple(dict.fromkeys(codes)), _FULL) for name, codes in full.items()}


@cache
def _chinese_pattern() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(_chinese_names(), key=lambda name: (-len(name), name)))))


def _chinese(text: str) -> list[Named]:
    """Chinese names, longest first; of two units of one name, the one that another name of the text holds."""
    found = [(match.group(), *_chinese_names()[match.group()]) for match in _chinese_pattern().finditer(text)]
    certain = [codes[0] for _name, codes, _weight in found if len(codes) == 1]
    hits = []
    for name, codes, weight in found:
        # 宣城 is a city and was a county: where one holds the others, the name means it
        outer = min(codes, key=len)
        within = tuple(code for code in codes if any(code.startswith(other) for other in certain))
        own = (outer,) if all(code.startswith(outer) for code in codes) else within
        if len(own) == 1:
            hits.append(Named(own[0], weight, name))
    characters: dict[str, str] = _words()["characters"]
    run = f"[{''.join(characters)}]+"
    for word in _MARKS.sub(" ", _chinese_pattern().sub(" ", text)).split():
        ends = re.findall(f"^{run}|{run}$", word)
        hits += [Named(characters[letter], _CHARACTER, letter) for letter in dict.fromkeys("".join(ends))]
    return hits


@cache
def _romanised_names() -> dict[str, str]:
    """Bare romanised names of provinces, cities and counties of the delta that mean one of them only."""
    names: dict[str, set[str]] = {}
    for table in map(unit_names, CODE_DIGITS):
        for code in table:
            if code[:2] in PROVINCES:
                bare = re.sub(r" (?:District|County|New Area)$", "", table[code].en)
                names.setdefault(re.sub("[' ]", "", bare).casefold(), set()).add(code)
    outer = {name: min(codes, key=len) for name, codes in names.items()}
    return {name: code for name, code in outer.items() if all(own.startswith(code) for own in names[name])}


def _romanised(text: str) -> list[Named]:
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text).replace("'", "").casefold()
    names = _romanised_names()
    return [Named(names[word], _SHORT, word) for word in dict.fromkeys(re.findall(r"[a-z]+", parted)) if word in names]


def _numbers(text: str) -> list[Named]:
    hits = []
    for number in re.findall(r"(?<!\d)(?:\d{12}|\d{9}|\d{6}|\d{4}|\d{2})(?!\d)", text):
        code = bare_code(number)
        if code[:2] in PROVINCES and any(code in unit_names(level) for level in CODE_DIGITS):
            hits.append(Named(code, _DIGITS if len(number) > CODE_DIGITS["province"] else _SHORT, number))
    return hits


def _initials(text: str) -> list[Named]:
    table: dict[str, str] = _words()["initials"]
    words = re.findall(r"(?<![A-Za-z])[A-Z]{2}(?![A-Za-z])", text)
    return [Named(table[word], _INITIALS, word) for word in words if word in table]
