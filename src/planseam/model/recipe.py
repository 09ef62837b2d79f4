"""Recipes: what a map shows and in which order, as data."""

from functools import cache
from typing import Literal

from pydantic import Field

from planseam.model.conflict import SEVERITIES, Severity
from planseam.model.palette import MapTable, Words, read_map_file

__all__ = ["Recipe", "RoleEntry", "recipe"]


class RoleEntry(MapTable):
    """Where and whether the layers of a role are shown."""

    id: str
    group: Literal["ground", "plans"] = "plans"
    on: bool = False


class Recipe(MapTable):
    """What a map shows.

    Parameters
    ----------
    title : Text
    palette : str
    far_m, near_m : float
        Simplification away from conflicts and borders, and along them, m.
    severities : tuple of str
        Severities that are on at the start.
    role : tuple of RoleEntry
        Bottom first.
    """

    title: Words
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
    return read_map_file(name, Recipe)
