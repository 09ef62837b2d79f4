"""What a drafted study checks: the level of its borders and its jurisdictions, and how both are named."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from planseam.loading.formats import BUNDLED
from planseam.loading.inspection import Inspected
from planseam.loading.units import PROVINCES, unit_names
from planseam.model.unit import CODE_DIGITS, Level, at_level, related
from planseam.text import NOTHING, Text, listed

__all__ = ["UNITS", "Frame", "framed", "party_name", "path_of", "title_of"]

#: Jurisdictions of a draft, where the files bring none that will do.
UNITS = f"{BUNDLED}yrd/counties"
_LEVELS: tuple[Level, ...] = ("province", "city", "county")
_NAMED = 4  # parties that a title or a reason names
_ASKED = Text("按命令行", "as asked on the command line")
_BY_PARTIES = Text("图层来自 {names}{more}", "the layers come from {names}{more}")
_BY_CODES = Text("要素的代码属于 {names}{more}", "the features carry codes of {names}{more}")
_TELLS_NOTHING = Text(
    "请确认：看不出图层来自几家，暂按省界检查，可改为 city 或 county",
    "Please confirm: the layers do not tell apart whose they are; city or county may be meant",
)


@dataclass(frozen=True, kw_only=True)
class Frame:
    """What a drafted study checks.

    Parameters
    ----------
    level : {"province", "city", "county"}
        Of the borders.
    why : Text
        The reason for it.
    units : Inspected, optional
        The jurisdictions, where they are among the layers that arrived.
    path : str
        Theirs, as the study file names it, where they are not.
    questions : tuple of Text
    """

    level: Level
    why: Text
    units: Inspected | None
    path: str
    questions: tuple[Text, ...]


def framed(usable: Sequence[Inspected], *, folder: Path, level: Level | None, units: str) -> Frame:
    """Find the level of the borders, and the jurisdictions.

    Parameters
    ----------
    usable : sequence of Inspected
        Layers that a study can take in.
    folder : Path
        Where the study file shall lie.
    level : {"province", "city", "county"}, optional
        As asked; default: the coarsest at which two parties differ.
    units : str
        Path of the jurisdictions, as asked; empty for those that arrived, if they
        hold all parties, and else the shipped counties.
    """
    parties = sorted({layer.party.code for layer in usable if layer.party.code})
    codes = sorted({code for layer in usable for code in layer.codes})
    found, why = (level, _ASKED) if level else _level(parties, codes)
    if units:
        path = units if units.startswith(BUNDLED) else _relative(Path(units), folder)
        arrived = (layer for layer in usable if layer.role.role == "unit" and path_of(layer, folder) == path)
        return Frame(level=found, why=why, units=next(arrived, None), path=path, questions=())
    own = max(
        (layer for layer in usable if layer.role.role == "unit" and _serves(layer, parties, found)),
        key=lambda layer: layer.rows,
        default=None,
    )
    questions: tuple[Text, ...] = ()
    foreign = sorted({code[:2] for code in parties} - set(PROVINCES))
    if own is None and foreign:
        question = Text(
            "随附的行政区只有沪苏浙皖，没有 {names}；请用 --units 指明您的行政区图层",
            "the shipped jurisdictions are those of the delta alone, without {names}; name your own with --units",
        )
        questions = (question.format(names=listed(map(party_name, foreign))),)
    return Frame(level=found, why=why, units=own, path="" if own else UNITS, questions=questions)


def _level(parties: Sequence[str], codes: Sequence[str]) -> tuple[Level, Text]:
    """The coarsest level at which two parties differ; where none do, at which the codes of features differ."""
    for every, reason in ((parties, _BY_PARTIES), (codes, _BY_CODES)):
        for level in _LEVELS:
            apart = sorted({at_level(code, level) for code in every if len(code) >= CODE_DIGITS[level]})
            if len(apart) > 1:
                more = Text(" 等 {n} 个", " and others, {n} in all").format(n=len(apart))
                names = listed(map(party_name, apart[:_NAMED]))
                return level, reason.format(names=names, more=more if len(apart) > _NAMED else NOTHING)
    return "province", _TELLS_NOTHING


def _serves(layer: Inspected, parties: Sequence[str], level: Level) -> bool:
    """Whether jurisdictions hold all parties, and at least two at the level of the borders."""
    codes = list(layer.codes)
    apart = {at_level(code, level) for code in codes if len(code) >= CODE_DIGITS[level]}
    certain = layer.place is not None and bool(layer.place.code)
    return certain and len(apart) > 1 and all(related(codes, party).any() for party in parties)


def party_name(code: str) -> Text:
    """A jurisdiction by name and code; its code alone where the name is not known."""
    for level, digits in CODE_DIGITS.items():
        if len(code) == digits and code in unit_names(level):
            return Text("{name} {code}", "{name} {code}").format(name=unit_names(level)[code], code=code)
    return Text.same(code)


def title_of(usable: Sequence[Inspected], level: Level) -> Text:
    """A title for the study, with its parties where they are few."""
    parties = sorted({at_level(layer.party.code, level) for layer in usable if layer.party.code})
    if not 0 < len(parties) <= _NAMED:
        return Text("接边检查", "Borders between the plans")
    # Shanghai is a province and a city of one name
    names = listed(dict.fromkeys(_bare_name(code) for code in parties))
    return Text("{names}接边检查", "Borders between the plans of {names}").format(names=names)


def path_of(layer: Inspected, folder: Path) -> str:
    """The path of a layer's source, as a study file in a folder names it."""
    return _relative(layer.folder / layer.source.path, folder)


def _relative(path: Path, folder: Path) -> str:
    """A path as the study file names it: relative to it, where there is such a way."""
    try:
        return Path(os.path.relpath(path, folder)).as_posix()
    except ValueError:  # another drive
        return path.absolute().as_posix()


def _bare_name(code: str) -> Text:
    level = next((level for level, digits in CODE_DIGITS.items() if len(code) == digits), "county")
    return unit_names(level).get(code, Text.same(code))
