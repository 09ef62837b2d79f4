"""Tolerances: a default, and other values for a rule, a border, a role."""

import dataclasses
import difflib
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from planseam.errors import StudyError
from planseam.model.role import roles
from planseam.model.study import ToleranceEntry
from planseam.text import Text

__all__ = ["Options", "Settings", "tolerance", "unknown_tolerance"]


def tolerance(default: Any, *, unit: str, reason: Text) -> Any:  # noqa: ANN401 - becomes the field's own type
    """Declare one tolerance of a rule: a field with unit, default and reason.

    Parameters
    ----------
    default : float or tuple of str
    unit : str
        `m`, `m2`, `ha`, `deg`, or empty for a plain number.
    reason : Text
        Why this value.
    """
    return field(default=default, metadata={"unit": unit, "reason": reason})


@dataclass(frozen=True, kw_only=True)
class Options:
    """Base of a rule's tolerances: a frozen dataclass whose fields are made by `tolerance`."""


#: The option that names roles, in whichever rule has it.
_ROLES = "roles"

OptionsT = TypeVar("OptionsT", bound=Options)


@dataclass(frozen=True)
class Settings(Generic[OptionsT]):
    """A rule's tolerances as one study sets them.

    Parameters
    ----------
    base : Options
        Defaults, changed by the study's `[rules.CODE]`.
    exceptions : tuple of ToleranceEntry
        The `[[tolerance]]` tables that may concern the rule.
    """

    base: OptionsT
    exceptions: tuple[ToleranceEntry, ...] = ()

    def at(self, *, border: str = "", role: str = "") -> OptionsT:
        """Give the tolerances for one border, one role, or both.

        The more a table says of where it holds, the more it counts; of two
        that say as much, the later.
        """
        names = {entry.name for entry in dataclasses.fields(self.base)}
        fitting = [entry for entry in self.exceptions if entry.border in {"", border} and entry.role in {"", role}]
        fitting.sort(key=lambda entry: bool(entry.border) + bool(entry.role) + bool(entry.rule))
        values: dict[str, Any] = {}
        for entry in fitting:
            values.update({key: value for key, value in entry.given.items() if key in names})
        return dataclasses.replace(self.base, **values) if values else self.base

    def ever(self, name: str) -> frozenset[Any]:
        """All values that a tolerance has anywhere; of one that lists words, the words of all its values."""
        values = [getattr(self.base, name), *(entry.given[name] for entry in self.exceptions if name in entry.given)]
        return frozenset(word for value in values for word in (value if isinstance(value, list | tuple) else [value]))

    def most(self, name: str) -> float:
        """The largest value that a tolerance has anywhere."""
        return float(max(self.ever(name)))

    @classmethod
    def of(
        cls,
        code: str,
        defaults: type[OptionsT],
        *,
        table: Mapping[str, Any],
        exceptions: tuple[ToleranceEntry, ...] = (),
        where: str = "planseam.toml",
    ) -> "Settings[OptionsT]":
        """Read a rule's settings.

        Parameters
        ----------
        code : str
            The rule's code.
        defaults : type
            The rule's options class.
        table : mapping
            The study's `[rules.CODE]`.
        exceptions : tuple of ToleranceEntry
            All `[[tolerance]]` tables of the study.
        where : str
            The study file, for errors.

        Raises
        ------
        StudyError
            If a name is not a tolerance of the rule, or a value has the wrong type.
        """
        known = {entry.name: entry.default for entry in dataclasses.fields(defaults)}
        checked = {key: _checked(key, value, known, where=f"{where} [rules.{code}]") for key, value in table.items()}
        own = tuple(entry for entry in exceptions if entry.rule in {"", code})
        for entry in own:
            for key, value in entry.given.items():
                if key in known or (code and entry.rule == code):
                    _checked(key, value, known, where=f"{where} [[tolerance]]")
        return cls(defaults(**checked), own)


def unknown_tolerance(key: str, known: Iterable[str], *, where: str) -> StudyError:
    """Say that there is no such tolerance, and which is meant."""
    names = list(known)
    near = difflib.get_close_matches(key, names, n=1, cutoff=0.5)
    return StudyError(
        Text(f"没有名为 “{key}” 的容差", f"there is no tolerance “{key}”"),
        where=where,
        cure=Text(
            f"可用：{'、'.join(names) or '无'}" + (f"；或许应为 “{near[0]}”" if near else ""),
            f"There is {', '.join(names) or 'none'}" + (f"; perhaps “{near[0]}” is meant" if near else ""),
        ),
    )


def _checked(key: str, value: Any, known: Mapping[str, Any], *, where: str) -> Any:  # noqa: ANN401 - TOML values
    if key not in known:
        raise unknown_tolerance(key, known, where=where)
    default = known[key]
    if isinstance(default, float):
        if isinstance(value, int | float) and not isinstance(value, bool) and value >= 0 and math.isfinite(value):
            return float(value)
        raise _unusable(key, value, Text("0 或更大的有限数", "a finite number of 0 or more"), where=where)
    if isinstance(default, tuple):
        if not isinstance(value, list | tuple) or not all(isinstance(item, str) for item in value):
            raise _unusable(key, value, Text("文字列表", "a list of words"), where=where)
        for word in value if key == _ROLES else ():
            _known_role(word, where=where)
        return tuple(value)
    return value


def _unusable(key: str, value: object, wanted: Text, *, where: str) -> StudyError:
    return StudyError(
        Text(f"“{key}” 的取值 {value!r} 不可用", f"{value!r} cannot be used for “{key}”"),
        where=where,
        cure=Text(f"请填{wanted.zh}", f"Give {wanted.en}"),
    )


def _known_role(word: str, *, where: str) -> None:
    if word in roles():
        return
    near = difflib.get_close_matches(word, roles(), n=1, cutoff=0.5)
    raise StudyError(
        Text(f"没有名为 “{word}” 的角色", f"there is no role “{word}”"),
        where=f"{where} {_ROLES}",
        cure=Text(f"或许应为 “{near[0]}”", f"Perhaps “{near[0]}” is meant")
        if near
        else Text(f"可用：{'、'.join(roles())}", f"There is {', '.join(roles())}"),
    )
