"""Codes of GB/T 2260 that are out of use, and the codes that their ground has now.

The changes themselves are data (``renames.toml``).
"""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from planseam.model.unit import CODE_DIGITS

__all__ = ["Change", "Now", "changes", "current", "former_names", "now"]

Kind = Literal["renamed", "moved", "merged", "split", "reduced", "named"]

_COUNTY = CODE_DIGITS["county"]
_YEARBOOK = "民政部"


class Change(BaseModel):
    """One change of a code.

    Parameters
    ----------
    old, name : str
        Code and name before.
    year : int
        In which it took effect.
    kind : {"renamed", "moved", "merged", "split", "reduced", "named"}
        As ``renames.toml`` explains; a code of the last two kinds is still in use.
    new : tuple of str
        Codes that the ground has after, that of the larger part first.
    source : str
        The document, or the ministry whose tables show it.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    old: str
    name: str
    year: int
    kind: Kind
    new: tuple[str, ...]
    source: str = _YEARBOOK


@dataclass(frozen=True, kw_only=True)
class Now:
    """What became of one code.

    Parameters
    ----------
    given : str
        The code as it was given.
    code : str
        The code of that ground now; where the ground went to several units, the digits that they share.
    among : tuple of str
        The units among which the code alone cannot tell; empty where one is left.
    steps : tuple of Change
        What happened, in order.
    """

    given: str
    code: str
    among: tuple[str, ...]
    steps: tuple[Change, ...]

    @property
    def known(self) -> bool:
        """Whether the code alone tells where the ground belongs now."""
        return not self.among


@cache
def changes() -> tuple[Change, ...]:
    """All changes, by year.

    Examples
    --------
    >>> changes()[-1].name, changes()[-1].new
    ('余杭区', ('330110', '330113'))
    """
    table = tomllib.loads(files("planseam.model").joinpath("renames.toml").read_text("utf-8"))
    return tuple(sorted((Change(**entry) for entry in table["change"]), key=lambda change: (change.year, change.old)))


@cache
def former_names() -> MappingProxyType[str, tuple[str, ...]]:
    """Codes that units under a former name have now; only where the code alone tells.

    Examples
    --------
    >>> former_names()["广德县"], former_names()["楚州区"]
    (('341882',), ('320803',))
    """
    names: dict[str, tuple[str, ...]] = {}
    for change in changes():
        became = _now(change.old)
        code = change.old if became is None else became.code
        if change.kind != "reduced" and (became is None or became.known):
            names[change.name] = tuple(dict.fromkeys([*names.get(change.name, ()), code]))
    return MappingProxyType(names)


def now(code: str, *, on: int | None = None) -> Now | None:
    """Tell what became of a code; None where it is in use, or was never one.

    Parameters
    ----------
    code : str
        Four or six digits, or a longer code of a town or village in the unit.
    on : int, optional
        Year of the layer that has it. A code that lost ground later then tells less than it seems to.

    Examples
    --------
    >>> now("341822").code, now("330104").code, now("330104").among
    ('341882', '3301', ('330102', '330114'))
    >>> now("330110"), now("330110", on=2019).among
    (None, ('330110', '330113'))
    """
    return _now(code, on)


def current(codes: Iterable[str], *, on: int | None = None) -> tuple[NDArray[np.str_], tuple[Now, ...]]:
    """Bring codes up to date.

    Parameters
    ----------
    codes : iterable of str
        Those that are in use, and what is no code, stay as they are.
    on : int, optional
        Year of the layer that has them.

    Returns
    -------
    codes : array of str
    notes : tuple of Now
        One for each code that was out of use, by code.

    Examples
    --------
    >>> codes, notes = current(["341822", "330110", "320503"])
    >>> codes.tolist(), [note.given for note in notes]
    (['341882', '330110', '320508'], ['320503', '341822'])
    """
    given = np.array(list(codes), dtype=str)
    if not len(given):
        return given, ()
    unique, place = np.unique(given, return_inverse=True)
    found = {code: became for code in unique.tolist() if (became := _now(code, on)) is not None}
    if not found:
        return given, ()
    fresh = np.array([found[code].code if code in found else code for code in unique.tolist()])
    return fresh[place], tuple(found.values())


@cache
def _by_code() -> dict[str, list[Change]]:
    table: dict[str, list[Change]] = {}
    for change in changes():
        if change.kind != "named":
            table.setdefault(change.old, []).append(change)
    return table


@cache
def _now(code: str, on: int | None = None) -> Now | None:
    steps: list[Change] = []
    among = tuple(dict.fromkeys(_followed(code[:_COUNTY], on, steps)))
    if not steps:
        return None
    if len(among) == 1:
        return Now(given=code, code=among[0], among=(), steps=tuple(steps))
    return Now(given=code, code=_shared(among), among=among, steps=tuple(steps))


def _followed(code: str, since: int | None, steps: list[Change]) -> list[str]:
    """Codes that the ground of a code has now, each change followed in turn.

    A code in use that lost ground tells less only where it is known to be from before.
    """
    for change in _by_code().get(code, ()):
        if change.kind == "reduced" and (since is None or change.year <= since):
            continue
        steps.append(change)
        return [last for new in change.new for last in _followed(new, change.year, steps)]
    return [code]


def _shared(codes: tuple[str, ...]) -> str:
    """Digits that codes share, cut to a level."""
    lengths = [digits for digits in CODE_DIGITS.values() if len({code[:digits] for code in codes}) == 1]
    return codes[0][: max(lengths, default=0)]
