"""Recipes: what a map shows and in which order, as data."""

import re
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, Field, model_validator

from planseam.model.approval import Approval
from planseam.model.conflict import SEVERITIES, Severity
from planseam.model.mapfile import ENDING, read_map_file
from planseam.model.palette import MapTable, Palette, Style, Words
from planseam.model.role import roles
from planseam.model.tables import wrong
from planseam.text import Language

__all__ = ["LayerEntry", "Recipe", "RoleEntry", "recipe"]

_RULES = re.compile(r"[A-Z]{2}(\d{3})?")


def _codes(value: tuple[str, ...]) -> tuple[str, ...]:
    if not all(_RULES.fullmatch(each) for each in value):
        raise wrong("应为规则编号或族，如 EC103 或 EC", "codes of rules or of families, such as EC103 or EC")
    return value


def _known(value: str) -> str:
    if value not in roles():
        raise wrong("没有这一角色", "there is no such role")
    return value


Degrees = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]


class RoleEntry(MapTable):
    """Where, whether and how the layers of a role are shown.

    Parameters
    ----------
    id : str
        A role.
    group : {"plans", "ground"}
    on : bool
        Whether they are on at the start.
    style : Style
        Over the palette's.
    classes : bool
        Whether features are coloured by the field that the palette names for the role.
    """

    id: Annotated[str, AfterValidator(_known)]
    group: Literal["ground", "plans"] = "plans"
    on: bool = False
    style: Style = Style()
    classes: bool = True


class LayerEntry(MapTable):
    """How one layer differs from the others of its role.

    Parameters
    ----------
    id : str
        The layer's id in the study.
    on : bool, optional
    style : Style
    """

    id: str
    on: bool | None = None
    style: Style = Style()


class Recipe(MapTable):
    """What a map shows.

    Parameters
    ----------
    title : Words
    palette : str
        Name of a shipped palette, or path of another.
    language : {"zh", "en"}, optional
        In which the map opens; default the study's.
    of : {"study", "border", "conflict"}
        What the map is of: all, or one border or conflict, which its user names.
    rules : tuple of str
        Codes or families whose conflicts are on the map; empty for all.
    severities : tuple of str
        Severities that are on at the start.
    extent : tuple of float, optional
        West, south, east and north of what the map shows first, degrees.
    margin_km : float
        Ground that a map of a border or of a conflict shows around it; what lies farther away is left out.
    far_m, near_m : float
        Simplification away from conflicts and borders, and along them, m.
    approval : str
        Map approval number (审图号), over the study's.
    role : tuple of RoleEntry
        Bottom first.
    layer : tuple of LayerEntry
    """

    title: Words
    palette: str = "palette"
    language: Language | None = None
    of: Literal["study", "border", "conflict"] = "study"
    rules: Annotated[tuple[str, ...], AfterValidator(_codes)] = ()
    severities: tuple[Severity, ...] = SEVERITIES
    extent: tuple[Degrees, Degrees, Degrees, Degrees] | None = None
    margin_km: float = Field(default=5.0, ge=0, le=1000)
    far_m: float = Field(default=100.0, gt=0)
    near_m: float = Field(default=5.0, gt=0)
    approval: Approval = ""
    role: tuple[RoleEntry, ...] = ()
    layer: tuple[LayerEntry, ...] = ()

    @model_validator(mode="after")
    def _extent_is_one(self) -> Self:
        if self.extent:
            west, south, east, north = self.extent
            if west >= east or south >= north:
                raise wrong("extent 应为 [西, 南, 东, 北]", "extent must be [west, south, east, north]")
        return self

    def entry(self, role: str) -> RoleEntry:
        """The entry of a role; roles that are not named are off."""
        return next((entry for entry in self.role if entry.id == role), RoleEntry.model_construct(id=role))

    def rank(self, role: str) -> int:
        """The place of a role in the order of drawing."""
        return next((place for place, entry in enumerate(self.role) if entry.id == role), len(self.role))

    def shows(self, layer: str, role: str) -> bool:
        """Whether a layer is on at the start."""
        own = self._own(layer).on
        return self.entry(role).on if own is None else own

    def style(self, layer: str, role: str, palette: Palette) -> Style:
        """The complete style of a layer: its own, then its role's here, then the palette's."""
        return self._own(layer).style.over(self.entry(role).style.over(palette.style(role)))

    def concerns(self, rule: str) -> bool:
        """Whether the conflicts of a rule are on the map."""
        return not self.rules or rule in self.rules or rule[:2] in self.rules

    def _own(self, layer: str) -> LayerEntry:
        return next((entry for entry in self.layer if entry.id == layer), LayerEntry(id=layer))


_TABLES: dict[str, type[BaseModel]] = {"title": Words, "role": RoleEntry, "layer": LayerEntry}


def recipe(name: str | Path) -> Recipe:
    """Read a recipe of the folder `maps`, or a file of one's own.

    Parameters
    ----------
    name : str or Path
        The name of a shipped recipe, or the path of a file that ends in ``.toml``.

    Raises
    ------
    OutputError
        If there is no such recipe, or it says something that a recipe cannot hold.
    """
    read, file = read_map_file(str(name), Recipe, tables=_TABLES, prepare=_switched)
    if read.palette.endswith(ENDING):
        return read.model_copy(update={"palette": str(file.parent / read.palette)})
    return read


def _switched(table: dict[str, Any]) -> dict[str, Any]:
    """Let the key `on` switch the roles that it names on, and all others off."""
    wanted, entries = table.get("on"), table.get("role", [])
    if "on" not in table or not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        return table
    if not isinstance(wanted, list) or not all(isinstance(role, str) for role in wanted):
        return table  # the model refuses the key
    known = [entry.get("id") for entry in entries]
    switched = [{**entry, "on": entry.get("id") in wanted} for entry in entries]
    added = [{"id": role, "on": True} for role in wanted if role not in known]
    return {key: value for key, value in table.items() if key != "on"} | {"role": switched + added}
