"""Weigh bytes as text: which encoding makes them say something.

A text detector made for web pages fails on what an attribute table holds, a
few short names. Here each encoding that a Chinese bureau may have used reads
all values, and each character that comes out is weighed: one in common use
speaks for the encoding, a rare one hardly, one that is no letter against it.
"""

import codecs
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

__all__ = ["LATIN", "Weighed", "decoded", "family", "weighed"]

LATIN = "ISO-8859-1"
#: Encodings that are weighed, each with all its supersets, narrowest first; the first that reads everything is named.
_FAMILIES = {
    "UTF-8": ("UTF-8",),
    "GB": ("GBK", "GB18030"),
    "BIG5": ("Big5", "cp950", "big5hkscs"),
    "LATIN": (LATIN,),
}
_WIDEST = {"UTF-8": "UTF-8", "GB": "GB18030", "BIG5": "big5hkscs", "LATIN": LATIN}
_ALIASES = {"gb2312": "GB", "gbk": "GB", "gb18030": "GB", "big5": "BIG5", "cp950": "BIG5", "big5hkscs": "BIG5"}
_WESTERN = {"iso8859-1", "iso8859-15", "cp1252", "cp437", "cp850", "ascii", "latin_1"}

#: What a character is worth: in common use, less common, rare; punctuation; letters of other scripts; none at all.
_COMMON, _KNOWN, _RARE, _MARK, _FOREIGN, _NONE = 1.0, 0.7, 0.15, 0.6, 0.1, -1.0
_LETTER = 0.8  # an accented letter beside plain ones; °, ², ± beside digits
_SIGN = 0.4  # such a sign alone
_MISREAD = 0.3  # where a Chinese character touches a Latin letter, one of the two is likely misread
_BONUS = 0.3  # other bytes make valid UTF-8 only by chance
_PLAIN = bytes(range(0x80))  # ASCII
_LONG = 300  # bytes of a value whose characters are weighed
_SAMPLE = 3_000  # values whose characters are weighed; all are tried for bytes that cannot be read
#: Encodings of other countries must fit better than the mainland's own.
_ABROAD = {"BIG5": 0.1, "LATIN": 0.2}
_NEXT_TO_LATIN = re.compile(r"[A-Za-z][^\x00-\x7f]|[^\x00-\x7f][A-Za-z]")


@dataclass(frozen=True, kw_only=True)
class Weighed:
    """How well an encoding reads some values.

    Parameters
    ----------
    encoding : str
    family : {"UTF-8", "GB", "BIG5", "LATIN"}
    score : float
        Mean worth of the characters that are not ASCII, about 1 for good text.
    confidence : float
        From 0 to 1: how surely it, rather than the next, is right.
    values, broken : int
        Values that were weighed, and those of them that it cannot read.
    """

    encoding: str
    family: str
    score: float
    confidence: float = 0.0
    values: int
    broken: int


def family(encoding: str) -> str:
    """Name the family of an encoding; other encodings are their own.

    Examples
    --------
    >>> family("gb2312"), family("cp1252"), family("utf8"), family("cp949")
    ('GB', 'LATIN', 'UTF-8', 'cp949')
    """
    name = codecs.lookup(encoding).name
    if name in {"utf-8", "utf-8-sig"}:
        return "UTF-8"
    return "LATIN" if name in _WESTERN else _ALIASES.get(name, name)


def decoded(value: bytes, encoding: str) -> tuple[str, bool, bool]:
    """Read a value whose last character may be cut in half.

    Parameters
    ----------
    value : bytes
    encoding : str

    Returns
    -------
    tuple of str, bool and bool
        The text without the half character, whether there was one, and whether other bytes could not be read; they
        are replacement characters in the text.

    Examples
    --------
    >>> decoded("浙江".encode("gbk")[:-1], "GBK")
    ('浙', True, False)
    """
    decoder = codecs.getincrementaldecoder(_wider(encoding))()
    broken = False
    try:
        text = decoder.decode(value)
    except UnicodeDecodeError:
        decoder = codecs.getincrementaldecoder(_wider(encoding))("replace")
        text, broken = decoder.decode(value), True
    return text, bool(decoder.getstate()[0]), broken


def weighed(values: Iterable[bytes]) -> list[Weighed]:
    """Weigh values in every encoding, the best first.

    Parameters
    ----------
    values : iterable of bytes
        None of them all ASCII.
    """
    every = sorted(values)
    ranked = sorted((_weigh(every, name) for name in _FAMILIES), key=lambda one: (-one.score, one.broken))
    best, second = ranked[0], ranked[1]
    letters = sum(len(value.translate(None, _PLAIN)) for value in every) / 2
    doubt = 0.5 * math.exp(-(best.score - second.score) * letters / 2)
    sure = min(0.99, max(best.score, 0.0)) * (1 - doubt) if best.score < _KNOWN else min(0.99, 1 - doubt)
    return [Weighed(**{**vars(best), "confidence": round(sure, 2)}), *ranked[1:]]


def _weigh(values: list[bytes], name: str) -> Weighed:
    worth, count = 0.0, 0
    for value in values[:: -(-len(values) // _SAMPLE)]:
        text, cut, _bad = decoded(value[:_LONG], _WIDEST[name])
        letters = [place for place, letter in enumerate(text) if letter >= "\x80"]
        worth += sum(_worth(text, place, name) for place in letters)
        if name in {"GB", "BIG5"}:
            worth -= _MISREAD * min(len(_NEXT_TO_LATIN.findall(text)), len(letters))
        count += len(letters) + cut
    broken = sum(decoded(value, _WIDEST[name])[2] for value in values)
    score = worth / count if count else 0.0
    score += _BONUS if name == "UTF-8" and not broken else -_ABROAD.get(name, 0.0)
    return Weighed(encoding=_narrowest(values, name), family=name, score=score, values=len(values), broken=broken)


def _worth(text: str, place: int, name: str) -> float:
    letter = text[place]
    if letter == "\ufffd" or "\ue000" <= letter <= "\uf8ff" or "\x80" <= letter < "\xa0":
        return _NONE
    if "\u3400" <= letter <= "\u9fff" or letter > "\uffff":
        return _hanzi(name).get(letter, _RARE)
    if letter <= "\u024f":
        beside = (text[place - 1 : place] if place else "") + text[place + 1 : place + 2]
        plain = any(other.isascii() and (other.isalpha() if letter.isalpha() else other.isalnum()) for other in beside)
        return _LETTER if plain else _FOREIGN if letter.isalpha() else _SIGN
    if "\u2000" <= letter <= "\u2fff" or "\u3000" <= letter <= "\u303f" or letter >= "\uff00":
        return _MARK
    return _FOREIGN


@cache
def _hanzi(name: str) -> dict[str, float]:
    """Chinese characters in use: 3,755 and 3,008 of GB 2312, and for the other encodings the 5,401 of Big5 as well."""
    worth = dict.fromkeys(_block("gb2312", range(0xD8, 0xF8)), _KNOWN)
    if name != "GB":
        traditional = {letter for letter in _block("big5", range(0xA4, 0xC7)) if "\u4e00" <= letter <= "\u9fff"}
        worth |= dict.fromkeys(traditional, _COMMON)
    if name != "BIG5":
        worth |= dict.fromkeys(_block("gb2312", range(0xB0, 0xD8)), _COMMON)
    return worth


def _block(encoding: str, leads: range) -> str:
    return b"".join(bytes((lead, trail)) for lead in leads for trail in range(0x40, 0xFF)).decode(encoding, "ignore")


def _narrowest(values: list[bytes], name: str) -> str:
    for encoding in _FAMILIES[name][:-1]:
        decoder = codecs.getincrementaldecoder(encoding)
        try:
            for value in values:
                decoder().decode(value)
        except UnicodeDecodeError:
            continue
        return encoding
    return _FAMILIES[name][-1]


def _wider(encoding: str) -> str:
    """GBK and GB 2312 are read as GB 18030, which holds them; names are what the files say, and the files overstep."""
    return _WIDEST["GB"] if family(encoding) == "GB" else encoding
