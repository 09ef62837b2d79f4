"""Colours of severities and roles: a palette of the folder `maps`, read as data."""

import tomllib
from functools import cache
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from planseam.errors import OutputError
from planseam.model.data import data_folder
from planseam.text import Text

__all__ = ["Classes", "MapTable", "Palette", "Style", "Words", "ink", "palette", "read_map_file"]

Colour = Annotated[str, Field(pattern=r"^#[0-9a-f]{6}$")]
Share = Annotated[float, Field(ge=0, le=1)]
Model = TypeVar("Model", bound="MapTable")


class MapTable(BaseModel):
    """A table of a map file; a key that it does not know is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Words(MapTable):
    """Words in both languages."""

    zh: str
    en: str

    @property
    def text(self) -> Text:
        """The words as a text."""
        return Text(self.zh, self.en)


class Style(MapTable):
    """How a shape is drawn; what is left out comes from the role, then from the default.

    Parameters
    ----------
    fill, line : str, optional
        Colours as ``#rrggbb``.
    fill_opacity : float, optional
        0 to 1.
    weight : float, optional
        Width of the line, px.
    dash : str, optional
        Lengths of strokes and spaces, px.
    """

    fill: Colour | None = None
    line: Colour | None = None
    fill_opacity: Share | None = None
    weight: float | None = Field(default=None, ge=0, le=20)
    dash: str | None = Field(default=None, pattern=r"^\d+( \d+)*$")

    def over(self, other: "Style") -> "Style":
        """Complete a style by another."""
        own = self.model_dump(include=set(Style.model_fields), exclude_none=True)
        return Style(**{**other.model_dump(include=set(Style.model_fields), exclude_none=True), **own})


class ClassStyle(Style):
    """The style of features that hold one value in a field."""

    is_: str = Field(alias="is")
    title: Words


class Classes(MapTable):
    """Features coloured by the value of a field."""

    field: str
    each: tuple[ClassStyle, ...]


class RoleStyle(Style):
    """The style of a role."""

    classes: Classes | None = None


class _Ground(MapTable):
    sea: Colour
    land: Colour
    land_line: Colour
    border: Colour
    label: Colour


class Palette(MapTable):
    """Colours of ground, severities, parties and roles."""

    ground: _Ground
    party: tuple[Colour, Colour]
    severity: dict[str, Colour]
    default: Style
    roles: dict[str, RoleStyle] = {}

    def fill(self, role: str) -> str:
        """Colour of the areas of a role; of its lines where it has no areas."""
        own = self.roles.get(role, RoleStyle())
        return own.fill or own.line or self.style(role).fill or ""

    def line(self, role: str) -> str:
        """Colour of the lines and outlines of a role."""
        own = self.roles.get(role, RoleStyle())
        return own.line or own.fill or self.style(role).line or ""

    def style(self, role: str) -> Style:
        """The complete style of a role."""
        return self.roles.get(role, RoleStyle()).over(self.default)

    def classes(self, role: str) -> Classes | None:
        """The field that colours the features of a role, if any."""
        return self.roles.get(role, RoleStyle()).classes


@cache
def palette(name: str = "palette") -> Palette:
    """Read a palette of the folder `maps`.

    Examples
    --------
    >>> sorted(palette().severity)
    ['critical', 'info', 'major', 'minor']

    Raises
    ------
    OutputError
        If there is no such palette, or it says something that a palette cannot hold.
    """
    return read_map_file(name, Palette)


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


def read_map_file(name: str, model: type[Model]) -> Model:
    """Read a TOML file of the folder `maps`.

    Raises
    ------
    OutputError
        If there is no such file, or it says something that the model cannot hold.
    """
    files = {file.stem: file for file in sorted(data_folder("maps").glob("*.toml"))}
    if name not in files:
        raise OutputError(
            Text(f"没有名为 “{name}” 的制图文件", f"there is no map file “{name}”"),
            where="maps",
            cure=Text(f"可用：{'、'.join(files)}", f"There is: {', '.join(files)}"),
        )
    try:
        return model.model_validate(tomllib.loads(files[name].read_text("utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, ValidationError) as error:
        reason = error.errors()[0]["msg"] if isinstance(error, ValidationError) else str(error)
        spot = ".".join(str(step) for step in error.errors()[0]["loc"]) if isinstance(error, ValidationError) else ""
        raise OutputError(
            Text(f"制图文件不可用（{spot} {reason}）", f"the map file cannot be used ({spot} {reason})"),
            where=str(files[name]),
            cure=Text("请对照 maps/README.md 改正", "Correct it after maps/README.md"),
        ) from error
