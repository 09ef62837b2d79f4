"""What an incoming layer is: its role, by its name, its columns, its values and its geometry.

What the roles are recognised by is data (``roles.toml``). Each piece of evidence has a weight between 0 and 1;
pieces that agree strengthen each other, and a second role that has evidence too weakens the first.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import PurePosixPath

from planseam.loading.units import unit_names
from planseam.model.codes import now
from planseam.model.figures import plain
from planseam.model.role import Role, roles
from planseam.model.unit import CODE_DIGITS
from planseam.text import NOTHING, Text, listed

__all__ = ["Recognition", "recognise"]

# Weights of evidence. A table name of the specifications needs no more; two characters of Chinese may stand in any
# name; a hint alone must stay below what is taken without asking.
_TABLE, _LONG, _SHORT, _INSIDE, _HINT = 0.96, 0.96, 0.85, 0.7, 0.5
_ELEMENT, _COLUMN, _VALUES, _UNITS = 0.9, 0.6, 0.6, 0.95
_FOLDER = 0.7  # how much a word counts that stands in the name of a folder
_WRONG_SHAPE = 0.45  # most that remains where the geometry is one that the role cannot have
_TIE, _TIED = 0.9, 0.5  # a second role that comes so close to the first leaves the first no more than this
_RIVAL = 0.5  # how much a second role that is certain takes from the first
_CERTAIN_LETTERS = 5  # Latin table names of fewer letters may be parts of other words
_CERTAIN_HANZI = 4
_SHARE = 0.6  # of the values that must hold a word of the role
_FEW = 2  # fewer values show nothing
_MOST = 0.99

_SHAPES = {"polygon": "polygon", "line": "line", "ring": "line", "point": "point", "none": "none"}
_SHAPE_TITLES = {
    "polygon": Text("面", "polygons"),
    "line": Text("线", "lines"),
    "point": Text("点", "points"),
    "none": Text("表格（无几何）", "a table without geometry"),
}
_CODES = {alias.casefold() for alias in ("code", *roles()["unit"].fields["code"].aliases)}
_NAMES = {alias.casefold() for alias in ("name", *roles()["unit"].fields["name"].aliases)}
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, kw_only=True)
class Recognition:
    """The role that a layer is taken for.

    Parameters
    ----------
    role : str, optional
        Id of a role; None where nothing tells.
    confidence : float
        From 0 to 1.
    reason : Text
        The evidence, as a clause.
    alternatives : tuple of str
        Other roles that the evidence would bear, best first.
    """

    role: str | None
    confidence: float
    reason: Text
    alternatives: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Evidence:
    role: str
    weight: float
    said: Text


def recognise(
    name: str, columns: Sequence[str], geometry: str, values: Mapping[str, Sequence[object]] | None = None
) -> Recognition:
    """Recognise the role of a layer.

    Parameters
    ----------
    name : str
        Of the file or of the layer in it, as ``STBHHX`` or ``incoming/浙江_生态保护红线.shp``; names of folders count
        where the last part says nothing.
    columns : sequence of str
        Names of its columns.
    geometry : str
        Type as GDAL or shapely name it (``Polygon``, ``MultiLineString Z``…), or its dimension (``polygon``,
        ``line``, ``point``); empty where unknown or mixed, ``none`` for a table.
    values : mapping of str to sequence, optional
        Some values by column.

    Examples
    --------
    >>> found = recognise("STBHHX", ["BSM", "YSDM", "XZQDM", "MJ"], "MultiPolygon")
    >>> found.role, found.reason.en
    ('redline', 'the name holds STBHHX')
    """
    shape = _shape(geometry)
    cells = {str(column): [word for word in map(_word, found) if word] for column, found in (values or {}).items()}
    evidence = [*_named(name), *_by_columns(columns), *_by_elements(cells), *_by_values(cells)]
    if not any(piece.role != "unit" and piece.weight >= _COLUMN for piece in evidence):
        # what has a row for each jurisdiction may be its functions or quotas, where something says so
        evidence += _by_units(cells)
    by_role: dict[str, list[_Evidence]] = {}
    for piece in evidence:
        by_role.setdefault(piece.role, []).append(piece)
    if not by_role:
        return Recognition(
            role=None,
            confidence=0.0,
            reason=Text("名称、字段和取值都看不出来", "neither name nor columns nor values tell"),
        )
    scores = {role: _together(role, pieces, shape) for role, pieces in by_role.items()}
    best, *others = sorted(scores, key=lambda role: (-scores[role], role))
    rival = scores[others[0]] if others else 0.0
    misfit = _misfit(roles()[best], shape)
    said = [*(piece.said for piece in by_role[best]), *([misfit] if misfit != NOTHING else [])]
    return Recognition(
        role=best,
        confidence=_confidence(scores[best], rival),
        reason=Text("；".join(text.zh for text in said), "; ".join(text.en for text in said)),
        alternatives=tuple(role for role in others if scores[role] >= rival / 2),
    )


def _confidence(score: float, rival: float) -> float:
    """What is left of a score where a second role has evidence too; one that is but likely takes nothing."""
    left = score * (1 - _RIVAL * max(rival - _COLUMN, 0) / (1 - _COLUMN))
    return round(min(left, _TIED) if rival > _TIE * score else left, 3)


def _together(role: str, pieces: Iterable[_Evidence], shape: str) -> float:
    doubt = 1.0
    for piece in pieces:
        doubt *= 1 - piece.weight
    score = min(1 - doubt, _MOST)
    return min(score, _WRONG_SHAPE) if _misfit(roles()[role], shape) != NOTHING else score


def _shape(geometry: str) -> str:
    """Dimension of a geometry type; empty where it is unknown."""
    lower = geometry.casefold()
    return next((shape for word, shape in _SHAPES.items() if word in lower), "")


def _misfit(role: Role, shape: str) -> Text:
    """Why a role cannot have this geometry; nothing where it can."""
    if not shape or role.geometry == shape or (role.geometry == "any" and shape != "none"):
        return NOTHING
    # attributes of units come as tables that are joined by code
    if shape == "none" and role.id == "main-function":
        return NOTHING
    return Text("但几何是{shape}", "but it holds {shape}").format(shape=_SHAPE_TITLES[shape])


def _named(name: str) -> list[_Evidence]:
    """What the last part of a name says; where it says nothing, the folder next to it that does."""
    parts = [part for part in re.split(r"[/\\|]", name) if part]
    for number, part in enumerate(reversed(parts)):
        stem = PurePosixPath(part).stem if number == 0 or PurePosixPath(part).suffix else part
        if found := _words_in(_spelt(stem)):
            if number == 0:
                return found
            return [
                _Evidence(
                    piece.role,
                    piece.weight * _FOLDER,
                    Text("所在目录：{said}", "by its folder: {said}").format(said=piece.said),
                )
                for piece in found
            ]
    return []


def _words_in(stem: str) -> list[_Evidence]:
    """Roles whose words stand in a name; a word that is part of a longer one does not count."""
    found = [
        (match.start(), match.end(), _weighed(role.id, word, match, stem, hint=hint))
        for role in roles().values()
        for word, hint in _words_of(role)
        for match in _pattern(word).finditer(stem)
    ]
    kept = [
        (start, end, piece)
        for start, end, piece in found
        if not any(a <= start and end <= b and (a, b) != (start, end) for a, b, _other in found)
    ]
    best: dict[str, _Evidence] = {}
    for _start, _end, piece in kept:
        if piece.role not in best or piece.weight > best[piece.role].weight:
            best[piece.role] = piece
    return list(best.values())


def _words_of(role: Role) -> list[tuple[str, bool]]:
    titles = [] if role.title.zh in role.names else [role.title.zh]
    return [*((word, False) for word in (*role.names, *titles)), *((word, True) for word in role.hints)]


def _weighed(role: str, word: str, match: re.Match[str], stem: str, *, hint: bool) -> _Evidence:
    shown = word if word.isupper() or not word.isascii() else match.group()
    said = Text("名称含 {word}", "the name holds {word}").format(word=shown)
    whole = match.group().strip("_ ") == _DIGITS.sub("", stem).strip("_ ")
    around = stem[: match.start()][-1:] + stem[match.end() :][:1]
    if hint:
        weight = _INSIDE if whole and not word.isascii() else _HINT
    elif not word.isascii():
        weight = _LONG if len(word) >= _CERTAIN_HANZI else (_SHORT if whole else _INSIDE)
    elif _is_table(word):
        weight = _SHORT if around.isascii() and any(letter.isalpha() for letter in around) else _TABLE
    else:
        weight = _LONG if " " in word or whole else _SHORT
    return _Evidence(role, weight, said)


def _is_table(word: str) -> bool:
    """Whether a word is the name of a table, long enough to be told inside another."""
    return word.isascii() and word.isupper() and len(word) >= _CERTAIN_LETTERS


@cache
def _pattern(word: str) -> re.Pattern[str]:
    """Pattern of a word in a name: Chinese and long table names anywhere, other Latin words by themselves."""
    if not word.isascii():
        return re.compile(re.escape(plain(word)))
    body = r"[\W_]*".join(map(re.escape, word.casefold().replace("_", " ").split()))
    if _is_table(word):
        return re.compile(body)
    plural = body if word.isupper() else f"{body.removesuffix('s')}s?"
    return re.compile(rf"(?<![a-z]){plural}(?![a-z])")


def _spelt(stem: str) -> str:
    """A name as the patterns expect it: width and case set aside, words of CamelCase parted."""
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", unicodedata.normalize("NFKC", stem))
    return parted.casefold()


def _by_columns(columns: Sequence[str]) -> list[_Evidence]:
    folded = {str(column).casefold(): str(column) for column in columns}
    evidence = []
    for role in roles().values():
        if told := [folded[column.casefold()] for column in role.columns if column.casefold() in folded]:
            said = Text("有列 {told}", "it has the columns {told}" if len(told) > 1 else "it has the column {told}")
            weight = 1 - (1 - _COLUMN) ** len(told)
            evidence.append(_Evidence(role.id, weight, said.format(told=listed(map(Text.same, told)))))
    return evidence


def _by_elements(cells: Mapping[str, Sequence[str]]) -> list[_Evidence]:
    """What the element codes of the national specifications say."""
    codes = next((found for column, found in cells.items() if column.casefold() in {"ysdm", "要素代码"}), [])
    evidence = []
    for role in roles().values():
        own = [code for code in codes if code.startswith(role.elements)] if role.elements else []
        if codes and len(own) > _SHARE * len(codes):
            said = Text("要素代码 {code}", "element code {code}").format(code=own[0])
            evidence.append(_Evidence(role.id, _ELEMENT, said))
    return evidence


def _by_values(cells: Mapping[str, Sequence[str]]) -> list[_Evidence]:
    """What words in the columns say: those of a role, or those that mean its codes."""
    evidence: dict[str, _Evidence] = {}
    for column, found in cells.items():
        if len(found) < _FEW:
            continue
        for role in roles().values():
            words = [*role.words, *((role.title.zh,) if role.words else ())]
            if not words:
                continue
            held = sum(any(word in cell for word in words) for cell in found)
            if held >= _SHARE * len(found):
                shown = next(word for word in words if any(word in cell for cell in found))
                said = Text("列 {column} 多为“{shown}”", "column {column} mostly says “{shown}”")
                evidence.setdefault(role.id, _Evidence(role.id, _VALUES, said.format(column=column, shown=shown)))
    return list(evidence.values())


def _by_units(cells: Mapping[str, Sequence[str]]) -> list[_Evidence]:
    """Whether each row has the code and the name of a jurisdiction, each once."""
    codes = next((found for column, found in cells.items() if column.casefold() in _CODES), [])
    names = next((found for column, found in cells.items() if column.casefold() in _NAMES), [])
    if len(codes) < _FEW or len(codes) != len(names) or len(set(codes)) < len(codes):
        return []
    right = sum(bool(name) and _unit_name(code).startswith(name) for code, name in zip(codes, names, strict=True))
    if right < _SHARE * len(codes):
        return []
    return [_Evidence("unit", _UNITS, Text("每行一个行政区", "each row is a jurisdiction"))]


def _unit_name(code: str) -> str:
    """Chinese name of a jurisdiction; empty where there is none of that code."""
    bare = code
    while len(bare) > CODE_DIGITS["province"] and bare.endswith("00"):
        bare = bare[:-2]
    became = now(bare)
    bare = became.code if became else bare
    return next((unit_names(level)[bare].zh for level in CODE_DIGITS if bare in unit_names(level)), "")


def _word(value: object) -> str:
    """A value as text; nothing for none, whole numbers without decimals."""
    if value is None or value != value:  # noqa: PLR0124 -- NaN is what differs from itself
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
