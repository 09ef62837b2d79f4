"""Colours of severities and roles: a palette of the folder `maps`, read as data."""

from functools import cache
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from planseam.model.comparison import CHANGES
from planseam.model.conflict import SEVERITIES
from planseam.model.mapfile import read_map_file
from planseam.model.tables import wrong
from planseam.text import Text

__all__ = ["Classes", "MapTable", "Palette", "Style", "Words", "ink", "palette"]

Colour = Annotated[str, Field(pattern=r"^#[0-9a-f]{6}$")]
Share = Annotated[float, Field(ge=0, le=1)]


def _each(*keys: str) -> AfterValidator:
    """Colours of all of these, and of nothing else."""

    def check(colours: dict[str, str]) -> dict[str, str]:
        if set(colours) != set(keys):
            raise wrong(
                f"应恰好给出 {'、'.join(keys)} 的颜色", f"it must give the colours of {', '.join(keys)}, no others"
            )
        return colours

    return AfterValidator(check)


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
    """Colours of ground, severities, changes, parties and roles."""

    ground: _Ground
    party: tuple[Colour, Colour]
    severity: Annotated[dict[str, Colour], _each(*SEVERITIES)]
    change: Annotated[dict[str, Colour], _each(*CHANGES)]
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
    """Read a palette of the folder `maps`, or a file of one's own.

    Parameters
    ----------
    name : str
        The name of a shipped palette, or the path of a file that ends in ``.toml``.

    Examples
    --------
    >>> sorted(palette().severity)
    ['critical', 'info', 'major', 'minor']

    Raises
    ------
    OutputError
        If there is no such palette, or it says something that a palette cannot hold.
    """
    return read_map_file(name, Palette)[0]


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
