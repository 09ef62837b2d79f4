"""Recipes and palettes: what a map shows, in which order and colours, as data."""

import tomllib
from functools import cache
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from planseam.errors import OutputError
from planseam.model.conflict import SEVERITIES, Severity
from planseam.model.data import data_folder
from planseam.text import Text

__all__ = ["Classes", "Palette", "Recipe", "RoleEntry", "Style", "palette", "recipe"]

Colour = Annotated[str, Field(pattern=r"^#[0-9a-f]{6}$")]
Share = Annotated[float, Field(ge=0, le=1)]
Model = TypeVar("Model", bound="_Frozen")


class _Frozen(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Words(_Frozen):
    zh: str
    en: str

    @property
    def text(self) -> Text:
        return Text(self.zh, self.en)


class Style(_Frozen):
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
    title: _Words


class Classes(_Frozen):
    """Features coloured by the value of a field."""

    field: str
    each: tuple[ClassStyle, ...]


class RoleStyle(Style):
    """The style of a role."""

    classes: Classes | None = None


class _Ground(_Frozen):
    sea: Colour
    land: Colour
    land_line: Colour
    border: Colour
    label: Colour


class Palette(_Frozen):
    """Colours of ground, severities and roles."""

    ground: _Ground
    severity: dict[Severity, Colour]
    default: Style
    roles: dict[str, RoleStyle] = {}

    def style(self, role: str) -> Style:
        """The complete style of a role."""
        return self.roles.get(role, RoleStyle()).over(self.default)

    def classes(self, role: str) -> Classes | None:
        """The field that colours the features of a role, if any."""
        return self.roles.get(role, RoleStyle()).classes


class RoleEntry(_Frozen):
    """Where and whether the layers of a role are shown."""

    id: str
    group: Literal["ground", "plans"] = "plans"
    on: bool = False


class Recipe(_Frozen):
    """What a map shows.

    Parameters
    ----------
    title : Text
    palette : str
    far_m, near_m : float
        Simplification of features that no conflict touches, and of the others, m.
    severities : tuple of str
        Severities that are on at the start.
    role : tuple of RoleEntry
        Bottom first.
    """

    title: _Words
    palette: str = "palette"
    far_m: float = Field(default=100.0, gt=0)
    near_m: float = Field(default=5.0, gt=0)
    severities: tuple[Severity, ...] = SEVERITIES
    role: tuple[RoleEntry, ...] = ()

    def entry(self, role: str) -> RoleEntry:
        """The entry of a role; roles that are not named are off."""
        return next((entry for entry in self.role if entry.id == role), RoleEntry(id=role))

    def rank(self, role: str) -> int:
        """The place of a role in the order of drawing."""
        return next((place for place, entry in enumerate(self.role) if entry.id == role), len(self.role))


@cache
def recipe(name: str) -> Recipe:
    """Read a recipe of the folder `maps`.

    Raises
    ------
    OutputError
        If there is no such recipe, or it says something that a recipe cannot hold.
    """
    return _read(name, Recipe)


@cache
def palette(name: str) -> Palette:
    """Read a palette of the folder `maps`.

    Raises
    ------
    OutputError
        If there is no such palette, or it says something that a palette cannot hold.
    """
    return _read(name, Palette)


def _read(name: str, model: type[Model]) -> Model:
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
