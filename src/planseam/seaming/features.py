"""Features of one role, and their pieces by unit."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from planseam.model.layer import Layer
from planseam.seaming.measures import mean_width
from planseam.seaming.parts import collect
from planseam.text import Text, shortened

__all__ = ["Features", "Pieces", "features_of", "holds", "levels_apart", "noise_taken_home"]

Geometries = NDArray[Any]
Floats = NDArray[np.float64]
Indices = NDArray[np.intp]
Strings = NDArray[np.str_]

#: Dimension of polygons.
AREA = 2


@dataclass(frozen=True, kw_only=True)
class Features:
    """All features of one role, of all layers.

    Parameters
    ----------
    role : str
    geometry : array of geometries, working CRS
    layer, fid : arrays of str
        Layer id and feature id.
    owner : array of str
        Code of the jurisdiction whose plan it is, as the layer or the feature says; empty where neither does.
    table : DataFrame
        `name`, `name_en` and the role's own fields; RangeIndex.
    """

    role: str
    geometry: Geometries
    layer: Strings
    fid: Strings
    owner: Strings
    table: pd.DataFrame

    def __len__(self) -> int:
        return len(self.geometry)

    def name(self, index: int) -> Text:
        """The feature's name, cut where it is no name any more; its id where it has none."""
        zh, en = (str(names[index]) for names in self._names)
        return Text(shortened(zh or en or str(self.fid[index])), shortened(en or zh or str(self.fid[index])))

    def names(self, indices: Indices, *, most: int = 3) -> Text:
        """Names of several features, each once; beyond `most`, how many there are."""
        names = list(dict.fromkeys(self.name(int(index)) for index in indices))
        rest = Text("", "") if len(names) <= most else Text(f"等 {len(names)} 处", f" and {len(names) - most} more")
        return Text(
            "、".join(name.zh for name in names[:most]) + rest.zh, ", ".join(name.en for name in names[:most]) + rest.en
        )

    @cached_property
    def _names(self) -> tuple[NDArray[Any], NDArray[Any]]:
        """Names in both languages as arrays: thousands are asked for, one at a time."""
        return self.table["name"].to_numpy(dtype=object), self.table["name_en"].to_numpy(dtype=object)

    def words(self, column: str) -> NDArray[Any]:
        """A column as words; empty where a feature, or the whole role, has none.

        A whole number is written without decimals, also where gaps in the column have made it a float.

        Returns
        -------
        array of object
            Each a str: one long text must not widen all. It must not be changed.
        """
        if column not in self._words:
            values = self.table[column].astype(object) if column in self.table else [""] * len(self)
            words = np.full(len(self), "", dtype=object)
            words[:] = [_word(value) for value in values]
            words.flags.writeable = False
            self._words[column] = words
        return self._words[column]

    @cached_property
    def tree(self) -> shapely.STRtree:
        """Index of the geometries."""
        return shapely.STRtree(self.geometry)

    @cached_property
    def _words(self) -> dict[str, NDArray[Any]]:
        """Columns that were asked for, for some rules ask at every border."""
        return {}


@dataclass(frozen=True, kw_only=True)
class Pieces:
    """Features of one role, split by unit.

    Parameters
    ----------
    feature, unit : arrays of int
        Index of the feature, and of the unit in which the piece lies.
    geometry : array of geometries, working CRS
    owner : array of str
        Code of the unit to which the piece belongs: the unit it lies in,
        unless the feature is another jurisdiction's, or declares none and
        reaches over the border by no more than digitising noise. A piece that
        does so in one place and goes on in another is two rows.
    """

    feature: Indices
    unit: Indices
    geometry: Geometries
    owner: Strings


def noise_taken_home(pieces: Pieces, undeclared: NDArray[np.bool_], *, noise: float) -> Pieces:
    """Give slivers of undeclared features to the unit of the feature's largest piece.

    Otherwise a plan that follows the border with an error of 1 m would seem to go on across it. A piece
    that is a sliver in one place and more in another becomes two.
    """
    several = np.bincount(pieces.feature, minlength=1)[pieces.feature] > 1
    rows = np.flatnonzero(several & undeclared & (shapely.get_dimensions(pieces.geometry) > 0))
    if len(rows) == 0:
        return pieces
    own = pieces.geometry[rows]
    order = rows[np.lexsort([-shapely.length(own), -shapely.area(own), pieces.feature[rows]])]
    _, first, of = np.unique(pieces.feature[order], return_index=True, return_inverse=True)
    home = pieces.owner.copy()
    home[order] = pieces.owner[order[first[of]]]
    rows = rows[home[rows] != pieces.owner[rows]]
    parts, of_part = shapely.get_parts(pieces.geometry[rows], return_index=True)
    narrow = np.where(shapely.get_dimensions(parts) == AREA, mean_width(parts), shapely.length(parts)) <= noise
    count, slivers = np.bincount(of_part, minlength=len(rows)), np.bincount(of_part[narrow], minlength=len(rows))
    taken = pieces.owner.copy()
    taken[rows[slivers == count]] = home[rows[slivers == count]]
    mixed = np.flatnonzero((slivers > 0) & (slivers < count))
    if len(mixed) == 0:
        return replace(pieces, owner=taken)
    geometry = pieces.geometry.copy()
    split_off = np.zeros(len(mixed), dtype=object)
    for number, row in enumerate(mixed):
        geometry[rows[row]] = collect(parts[(of_part == row) & ~narrow])
        split_off[number] = collect(parts[(of_part == row) & narrow])
    again = rows[mixed]
    place = np.argsort(np.concatenate([np.arange(len(taken)), again]), kind="stable")
    return Pieces(
        feature=np.concatenate([pieces.feature, pieces.feature[again]])[place],
        unit=np.concatenate([pieces.unit, pieces.unit[again]])[place],
        geometry=np.concatenate([geometry, split_off])[place],
        owner=np.concatenate([taken, home[again]])[place],
    )


def features_of(role: str, layers: tuple[Layer, ...]) -> Features:
    """Gather the features of a role from all layers; none where no layer has it."""
    chosen = [layer for layer in layers if layer.role == role and len(layer.frame)]
    if not chosen:
        nothing = np.zeros(0, dtype=str)
        table = pd.DataFrame({"name": [], "name_en": []}, dtype=str)
        return Features(
            role=role, geometry=np.zeros(0, dtype=object), layer=nothing, fid=nothing, owner=nothing, table=table
        )
    owner = [
        np.full(len(layer.frame), layer.party) if layer.party else layer.frame["code"].to_numpy(dtype=str)
        for layer in chosen
    ]
    tables = [pd.DataFrame(layer.frame.drop(columns=layer.frame.geometry.name)) for layer in chosen]
    return Features(
        role=role,
        geometry=np.concatenate([layer.frame.geometry.to_numpy() for layer in chosen]),
        layer=np.concatenate([np.full(len(layer.frame), layer.id) for layer in chosen]),
        fid=np.concatenate([layer.frame["fid"].to_numpy(dtype=str) for layer in chosen]),
        owner=np.concatenate(owner),
        table=pd.concat(tables, ignore_index=True),
    )


def holds(table: pd.DataFrame, when: Mapping[str, str]) -> NDArray[np.bool_]:
    """Tell which rows hold all the values; every row where none is asked for."""
    rows = np.ones(len(table), dtype=bool)
    for column, value in when.items():
        own = table[column].astype(str).to_numpy() == value if column in table else np.zeros(len(table), dtype=bool)
        rows &= own
    return rows


def levels_apart(one: pd.DataFrame, other: pd.DataFrame) -> NDArray[np.bool_]:
    """Tell which pairs have vertical zones that do not meet; unknown levels meet everything."""

    def levels(table: pd.DataFrame, column: str, unknown: float) -> Floats:
        if column not in table:
            return np.full(len(table), unknown)
        return pd.to_numeric(table[column], errors="coerce").fillna(unknown).to_numpy(dtype=float)

    floors = levels(one, "z_min", -np.inf), levels(other, "z_min", -np.inf)
    roofs = levels(one, "z_max", np.inf), levels(other, "z_max", np.inf)
    return np.asarray((roofs[0] <= floors[1]) | (roofs[1] <= floors[0]))


def _word(value: Any) -> str:  # noqa: ANN401 - a cell of any table
    if pd.isna(value):
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
