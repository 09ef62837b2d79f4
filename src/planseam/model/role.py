"""Roles: what a layer can be, and the fields that it then has.

The roles themselves are data (``roles.toml``).
"""

import tomllib
from functools import cache, cached_property
from importlib.resources import files
from types import MappingProxyType
from typing import Literal

from pydantic import BaseModel, ConfigDict

from planseam.model.figures import plain
from planseam.text import Text

__all__ = ["Field", "Role", "roles"]


class _Frozen(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Words(_Frozen):
    zh: str
    en: str


class Field(_Frozen):
    """One column of a role.

    Parameters
    ----------
    zh, en : str
        What it is called in tables.
    required : bool
        Whether the layer cannot be judged without it.
    aliases : tuple of str
        Other names under which it arrives, best first.
    codes : tuple of str
        The values it may hold; empty where any value will do.
    values : mapping of str to tuple of str
        Words of the national specifications, and common ones, that mean a code, by code.
    pattern : str
        A regular expression that the whole value must match; empty for none.
    unit : str
        Unit of a number.
    number : bool
        Whether it holds numbers although it has no unit of its own: the unit stands in another column.
    """

    zh: str
    en: str
    required: bool = False
    aliases: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    values: dict[str, tuple[str, ...]] = {}
    pattern: str = ""
    unit: str = ""
    number: bool = False

    @property
    def numeric(self) -> bool:
        """Whether it holds numbers."""
        return bool(self.unit) or self.number

    @cached_property
    def meanings(self) -> dict[str, str]:
        """Words as `planseam.model.figures.plain` writes them to the code that they mean; the codes among them."""
        spelt = {plain(code): code for code in self.codes if code}
        return spelt | {plain(word): code for code, words in self.values.items() for word in words}


class Role(_Frozen):
    """What a layer can be.

    Parameters
    ----------
    id : str
    title : Text
    geometry : {"polygon", "line", "point", "any", "none"}
        Shape that the rules of this role can judge.
    names : tuple of str
        Words in file and layer names by which it is recognised: table names of the national specifications, others.
    hints : tuple of str
        Words that speak for it, and for other things too.
    columns : tuple of str
        Columns that tables of this role have, and hardly any other.
    words : tuple of str
        Values that tables of this role hold, and hardly any other.
    elements : tuple of str
        How its element codes (YSDM) begin.
    seam : bool
        Whether the continuity of a border is measured for it.
    fields : mapping of str to Field
        Own and common fields by our name.
    """

    id: str
    title: Text
    geometry: Literal["polygon", "line", "point", "any", "none"]
    names: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    elements: tuple[str, ...] = ()
    seam: bool = True
    fields: dict[str, Field]


@cache
def roles() -> MappingProxyType[str, Role]:
    """All roles by id.

    Examples
    --------
    >>> roles()["redline"].title.zh
    '生态保护红线'
    """
    table = tomllib.loads(files("planseam.model").joinpath("roles.toml").read_text("utf-8"))
    common = table.pop("common")["fields"]
    return MappingProxyType(
        {
            key: Role(
                id=key,
                title=Text(**_Words(**entry["title"]).model_dump()),
                geometry=entry["geometry"],
                names=tuple(entry.get("names", ())),
                hints=tuple(entry.get("hints", ())),
                columns=tuple(entry.get("columns", ())),
                words=tuple(entry.get("words", ())),
                elements=tuple(entry.get("elements", ())),
                seam=entry.get("seam", True),
                fields={**common, **entry.get("fields", {})},
            )
            for key, entry in table.items()
        }
    )
