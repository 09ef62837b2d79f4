"""Whose plan an incoming layer is: by the codes in its columns, the names of its file and folders, and its ground."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pandas as pd

from planseam.loading.place_names import bare_code, named_units, several, shared
from planseam.loading.units import unit_names
from planseam.model.role import roles
from planseam.model.unit import CODE_DIGITS
from planseam.text import NOTHING, Text, listed, percent

__all__ = ["PartyGuess", "party_of"]

_MOST_OF = 0.9  # share of features that must have one code for it to be the layer's
# Weights of evidence: a column of codes was filled in to say it; the ids of features may be of another register; the
# ground says where features lie, not whose they are.
_CODES, _IDS, _GROUND = 0.95, 0.75, 0.7
_SEVERAL_NAMED = 0.9
_AGAINST = 0.4  # what is left of one kind of evidence that another contradicts
_MOST = 0.99
_SEVERAL = Text("含多个省级行政区的数据", "it holds features of several provinces")
_ID = re.compile(r"\d{18}")
#: Codes of where land lies and who owns it begin with that of the county.
_LOCATED = ("ZLDWDM", "QSDWDM")


@dataclass(frozen=True, kw_only=True)
class PartyGuess:
    """The jurisdiction whose plan a layer is taken for.

    Parameters
    ----------
    code : str
        Two, four or six digits of GB/T 2260; empty where nothing tells, or the layer holds several provinces' plans.
    confidence : float
        From 0 to 1.
    reason : Text
        The evidence, as a clause.
    """

    code: str
    confidence: float
    reason: Text


def party_of(
    name: str, folders: Sequence[str] = (), frame: pd.DataFrame | None = None, ground: Iterable[str] = ()
) -> PartyGuess:
    """Guess whose plan a layer is.

    Parameters
    ----------
    name : str
        Of the file or of the layer in it.
    folders : sequence of str
        Names of the folders and archives that hold it, outermost first.
    frame : DataFrame, optional
        Its rows, or some of them.
    ground : iterable of str
        Code of the unit in which each feature (or each of a sample) lies; empty texts for none.

    Examples
    --------
    >>> party_of("浙江省生态保护红线").code, party_of("STBHHX", ["安徽", "宣城市"]).code
    ('33', '3418')
    """
    path = _of_path(name, folders)
    data = _of_columns(frame) if frame is not None else None
    place = _of_ground(ground)
    if data is None or (data.confidence < _CODES and place is not None and not _related(data.code, place.code)):
        data = place
    elif place is not None and place.code and _related(data.code, place.code):
        data = _agreed(data, place, data.code)
    if path is None or data is None:
        return path or data or PartyGuess(code="", confidence=0.0, reason=Text("看不出来", "nothing tells"))
    if not data.code:
        return (
            PartyGuess(code="", confidence=data.confidence, reason=data.reason) if data.confidence >= _CODES else path
        )
    if not path.code:
        return data
    if _related(path.code, data.code):
        # the broader of the two: a plan of the province need not reach every city of it
        return _agreed(path, data, min(path.code, data.code, key=len))
    first, second = sorted((path, data), key=lambda guess: -guess.confidence)
    return PartyGuess(
        code=first.code,
        confidence=round(first.confidence * _AGAINST, 3),
        reason=Text("{first}，但{second}", "{first}, but {second}").format(first=first.reason, second=second.reason),
    )


def _related(one: str, other: str) -> bool:
    return bool(one and other) and (one.startswith(other) or other.startswith(one))


def _agreed(one: PartyGuess, other: PartyGuess, code: str) -> PartyGuess:
    doubt = (1 - one.confidence) * (1 - other.confidence)
    reason = Text(f"{one.reason.zh}；{other.reason.zh}", f"{one.reason.en}; {other.reason.en}")
    return PartyGuess(code=code, confidence=round(min(1 - doubt, _MOST), 3), reason=reason)


def _titled(code: str) -> Text:
    """A code with its name."""
    name = next((unit_names(level)[code] for level in CODE_DIGITS if code in unit_names(level)), NOTHING)
    return Text(f"{code} {name.zh}".strip(), f"{code} {name.en}".strip())


# What the columns say


def _of_columns(frame: pd.DataFrame) -> PartyGuess | None:
    """By the column of codes, else by where the land lies, else by the ids of the features."""
    folded = {str(column).casefold(): column for column in frame.columns}
    for aliases, weight in ((("code", *roles()["unit"].fields["code"].aliases), _CODES), (_LOCATED, _IDS)):
        for alias in aliases:
            column = folded.get(alias.casefold())
            if column is not None and (found := _dominant(map(bare_code, frame[column].tolist()))):
                said = Text("列 {column} 为 {code}", "column {column} says {code}")
                return _guessed(*found, said, weight, column=column)
    column = folded.get("bsm")
    if column is not None:
        ids = [text for value in frame[column].tolist() if _ID.fullmatch(text := str(value))]
        if len(ids) == len(frame) and (found := _dominant(bare_code(text[: CODE_DIGITS["county"]]) for text in ids)):
            said = Text("列 {column} 以 {code} 开头", "the ids in column {column} begin with {code}")
            return _guessed(*found, said, _IDS, column=column)
    return None


def _guessed(code: str, share: float, said: Text, weight: float, **words: object) -> PartyGuess:
    if not code:
        return PartyGuess(code="", confidence=weight, reason=_SEVERAL)
    part = NOTHING if share == 1 else Text(f"（{percent(share)}%）", f" ({percent(share)} %)")
    reason = said.format(code=_titled(code), **words)
    return PartyGuess(code=code, confidence=weight, reason=Text(reason.zh + part.zh, reason.en + part.en))


def _of_ground(ground: Iterable[str]) -> PartyGuess | None:
    found = _dominant(ground)
    if not found or not found[0]:
        return None
    return _guessed(*found, Text("位于 {code}", "its features lie in {code}"), _GROUND)


def _dominant(codes: Iterable[str]) -> tuple[str, float] | None:
    """The narrowest unit that nearly all codes lie in, and their share; an empty code where provinces are mixed.

    None where there is no code at all.
    """
    counts = Counter(code for code in codes if code)
    total = counts.total()
    if not total:
        return None
    best = ("", 0.0)
    for digits in CODE_DIGITS.values():
        shares = Counter[str]()
        for code, count in counts.items():
            if len(code) >= digits:
                shares[code[:digits]] += count
        code, count = max(shares.items(), key=lambda item: (item[1], item[0]), default=("", 0))
        if count >= _MOST_OF * total:
            best = (code, count / total)
    return best


# What the names say


def _of_path(name: str, folders: Sequence[str]) -> PartyGuess | None:
    """By the name, then by the folders from the inside out; an inner one that lies in an outer one wins."""
    found: PartyGuess | None = None
    for part in (name, *reversed(folders)):
        guess = _of_name(part)
        if guess is None:
            continue
        if found is None:
            found = guess
        elif found.code and _related(found.code, guess.code) and len(guess.code) < len(found.code):
            found = _agreed(found, guess, found.code)
    return found


def _of_name(part: str) -> PartyGuess | None:
    """The one jurisdiction that a name names; an empty code where it names several provinces."""
    text = unicodedata.normalize("NFKC", part)
    if several(text):
        said = Text("名称“{part}”涉及多个省级行政区", "the name “{part}” means several provinces").format(part=part)
        return PartyGuess(code="", confidence=_SEVERAL_NAMED, reason=said)
    hits = named_units(text)
    if not hits:
        return None
    shown = listed(Text.same(f"“{word}”") for word in dict.fromkeys(hit.word for hit in hits))
    if len({hit.code[:2] for hit in hits}) > 1:
        said = Text("名称含{shown}，分属不同省级行政区", "a name holds {shown}, which are of several provinces")
        return PartyGuess(code="", confidence=_SEVERAL_NAMED, reason=said.format(shown=shown))
    best = max(hits, key=lambda hit: (len(hit.code), hit.weight))
    alone = all(_related(best.code, hit.code) for hit in hits)
    code = best.code if alone else shared([hit.code for hit in hits])
    said = Text("名称含{shown}（{code}）", "a name holds {shown} ({code})")
    return PartyGuess(code=code, confidence=best.weight, reason=said.format(shown=shown, code=_titled(code)))
