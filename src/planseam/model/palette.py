"""Colours of severities and roles, from the shipped palette (``maps/palette.toml``)."""

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Any

from planseam.model.data import data_folder

__all__ = ["Palette", "ink", "palette"]


@dataclass(frozen=True)
class Palette:
    """Colours as ``#rrggbb``.

    Parameters
    ----------
    severity : dict
        By severity.
    ground : dict
        `sea`, `land`, `land_line`, `border`, `label`.
    """

    severity: dict[str, str]
    ground: dict[str, str]
    _default: dict[str, Any]
    _roles: dict[str, dict[str, Any]]

    def fill(self, role: str) -> str:
        """Colour of the areas of a role; of its lines where it has no areas."""
        own = self._roles.get(role, {})
        return str(own.get("fill") or own.get("line") or self._default["fill"])

    def line(self, role: str) -> str:
        """Colour of the lines and outlines of a role."""
        own = self._roles.get(role, {})
        return str(own.get("line") or own.get("fill") or self._default["line"])


@cache
def palette(name: str = "palette") -> Palette:
    """Read a palette of the folder ``maps``.

    Examples
    --------
    >>> sorted(palette().severity)
    ['critical', 'info', 'major', 'minor']
    """
    table = tomllib.loads((data_folder("maps") / f"{name}.toml").read_text("utf-8"))
    return Palette(
        severity=dict(table["severity"]),
        ground=dict(table["ground"]),
        _default=dict(table["default"]),
        _roles=dict(table.get("roles", {})),
    )


def ink(colour: str) -> str:
    """The colour, dark or white, in which words on a ground are easier to read (WCAG relative luminance).

    Examples
    --------
    >>> ink("#ffffff"), ink("#7d1050")
    ('#1f2933', '#ffffff')
    """
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 - sRGB itself
        for value in channels
    )
    luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return "#1f2933" if luminance > 0.3 else "#ffffff"  # noqa: PLR2004 - where both contrasts are alike, roughly
