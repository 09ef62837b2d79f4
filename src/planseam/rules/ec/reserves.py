"""Protected areas put together to reserves, and reserves that meet."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Self

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy import sparse
from shapely.ops import substring

from planseam.rules.names import core_name, full_name, place_pattern, whole_name
from planseam.seaming.parts import of_dimension
from planseam.seaming.scene import Features, Pieces, Scene
from planseam.text import Text

__all__ = ["Reserves", "shared_edge"]

Geometries = NDArray[Any]
Floats = NDArray[np.float64]
Indices = NDArray[np.intp]
Strings = NDArray[Any]

ROLE = "protected-area"
#: Undeclared features that come so near each other are one, m.
TOUCH_M = 1.0


@dataclass(frozen=True)
class Reserves:
    """All reserves of a scene: features with one owner and one full name.

    The owner is the declared one where it is as fine as the study's level,
    otherwise the unit in which most of the feature lies; undeclared features
    of one full name that touch have one owner. A feature without a name is a
    reserve of its own; one outside all units is none.

    Parameters
    ----------
    features : Features
    pieces : Pieces
    feature : array of int
        Index of each feature that belongs to a reserve,
    reserve : array of int
        and which reserve that is.
    owner, core, category : arrays of str
        By reserve: owner's code, own name (may be empty), category (may be empty).
    """

    features: Features
    pieces: Pieces
    feature: Indices
    reserve: Indices
    owner: Strings
    core: Strings
    category: Strings
    _whole: dict[int, Any] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(cls, scene: Scene) -> Self:
        """Put the protected areas of a scene together."""
        features, pieces = scene.features(ROLE), scene.pieces(ROLE)
        order = np.lexsort([-shapely.area(pieces.geometry), pieces.feature])
        feature, first = np.unique(pieces.feature[order], return_index=True)
        owner = pieces.owner[order][first]
        names = features.words("name")
        names = np.where(names == "", features.words("name_en"), names)[feature]
        unique, which = np.unique(names, return_inverse=True)
        places = place_pattern(text.zh for text in scene.names.values())
        full = np.array([full_name(str(name)) for name in unique], dtype=object)[which]
        core = np.array([core_name(str(name), places=places) for name in unique], dtype=object)[which]
        owner = _joined(features, feature, full, owner)
        own = np.where(full == "", "#" + feature.astype(str).astype(object), full)
        together = pd.DataFrame({"owner": owner, "own": own}).groupby(["owner", "own"])
        reserve = together.ngroup().to_numpy().astype(np.intp)
        category = pd.Series(features.words("category")[feature]).replace("", None).groupby(reserve).first().fillna("")
        example = np.unique(reserve, return_index=True)[1]
        return cls(
            features,
            pieces,
            feature,
            reserve,
            owner[example],
            core[example],
            category.to_numpy(dtype=object),
        )

    @cached_property
    def _is_core(self) -> NDArray[np.bool_]:
        return np.asarray(self.features.words("zone") == "core")

    @cached_property
    def _order(self) -> Indices:
        return np.argsort(self.reserve, kind="stable")

    def members(self, reserve: int) -> Indices:
        """The features of a reserve."""
        low, high = np.searchsorted(self.reserve[self._order], [reserve, reserve + 1])
        members: Indices = self.feature[self._order[low:high]]
        return members

    def whole(self, reserve: int) -> Any:  # noqa: ANN401 - any polygonal geometry
        """A reserve as one geometry."""
        if reserve not in self._whole:
            self._whole[reserve] = _union(self.features.geometry[self.members(reserve)])
        return self._whole[reserve]

    def name(self, reserve: int) -> Text:
        """Name of a reserve: that of its first feature, without a part in brackets."""
        return whole_name(self.features.name(int(self.members(reserve)[0])))

    def listed(self, members: Indices) -> tuple[str, str]:
        """Layers and ids of features, as the record has them."""
        return ";".join(np.unique(self.features.layer[members])), ";".join(np.unique(self.features.fid[members]))

    def core_zones(self, reserve: int) -> Indices:
        """The features of a reserve that are core protection zones."""
        members = self.members(reserve)
        zones: Indices = members[self._is_core[members]]
        return zones

    def period(self, reserve: int) -> tuple[float, float]:
        """First and last year of a reserve's plan; nan where not known."""
        table, members = self.features.table, self.members(reserve)
        years = [
            pd.to_numeric(table[column].iloc[members], errors="coerce").dropna() if column in table else pd.Series([])
            for column in ("plan_start", "plan_end")
        ]
        return (
            float(years[0].min()) if len(years[0]) else np.nan,
            float(years[1].max()) if len(years[1]) else np.nan,
        )

    def across(self) -> tuple[Indices, Indices, Geometries]:
        """Find the reserves that lie in two units or more, however little.

        Returns
        -------
        reserve, unit : arrays of int
            Sorted.
        geometry : array of polygons
            The part of the reserve in the unit.
        """
        of_piece = self.reserve[np.searchsorted(self.feature, self.pieces.feature)]
        pairs = np.column_stack([of_piece, self.pieces.unit])
        keys, group = np.unique(pairs, axis=0, return_inverse=True)
        _, inverse, count = np.unique(keys[:, 0], return_inverse=True, return_counts=True)
        rows = np.flatnonzero(count[inverse] > 1)
        geometry = np.array([_union(self.pieces.geometry[group == row]) for row in rows], dtype=object)
        return keys[rows, 0], keys[rows, 1], geometry

    def in_unit(self, reserve: int, unit: int) -> Indices:
        """The features of a reserve that have a piece in a unit."""
        there = self.pieces.feature[self.pieces.unit == unit]
        return np.intersect1d(self.members(reserve), there)

    def near(self, distance_m: float) -> Indices:
        """Find pairs of reserves of different owners that come near, of one name or one category.

        Returns
        -------
        array of int, shape (n, 2)
            The owner of the first has the smaller code.
        """
        parts, of = shapely.get_parts(self.features.geometry[self.feature], return_index=True)
        reserve = self.reserve[of]
        bounds = shapely.bounds(parts) + distance_m * np.array([-1, -1, 1, 1])
        one, other = shapely.STRtree(parts).query(shapely.box(*bounds.T))
        a, b = reserve[one], reserve[other]
        alike = self.alike(a, b)
        wanted = np.flatnonzero((self.owner[a] < self.owner[b]) & (alike[0] | alike[1]))
        one, other = one[wanted], other[wanted]
        shapely.prepare(parts[one])
        close = shapely.dwithin(parts[one], parts[other], distance_m)
        return np.unique(np.column_stack([reserve[one[close]], reserve[other[close]]]), axis=0)

    def alike(self, a: Indices, b: Indices) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Tell of pairs of reserves whether the own names match, and whether the categories do."""
        named = (self.core[a] == self.core[b]) & (self.core[a] != "")
        return named, (self.category[a] == self.category[b]) & (self.category[a] != "")

    def namesakes(self) -> list[tuple[Indices, Indices]]:
        """Reserves of two owners that have one name: for each name and pair of owners, those of either."""
        found = []
        shared = pd.Series(self.core).groupby(self.core).transform("size").to_numpy() > 1
        for core in np.unique(self.core[shared & (self.core != "")]):
            reserve = np.flatnonzero(self.core == core)
            owners = np.unique(self.owner[reserve])
            sides = [reserve[self.owner[reserve] == owner] for owner in owners]
            found += [(one, other) for number, one in enumerate(sides) for other in sides[number + 1 :]]
        return found


def shared_edge(one: Any, other: Any, *, touch_m: float) -> Any:  # noqa: ANN401 - any geometry
    """The edge that two shapes have in common, digitised twice.

    It is the boundary of the first within `touch_m` of the boundary of the
    second. At either end of a stretch the boundary leaves the band after
    `touch_m` more, where it turns off square: so much is cut off again, and
    what is shorter than a crossing would be (`4 touch_m`) is dropped.

    Returns
    -------
    MultiLineString
        Empty where there is none.
    """
    edge, band = shapely.boundary([one, other])
    if touch_m > 0:
        band = shapely.buffer(band, touch_m)
    lines = shapely.get_parts(
        shapely.line_merge(of_dimension(np.array([shapely.intersection(edge, band)], dtype=object), 1)[0])
    )
    closed = shapely.is_closed(lines)
    length = shapely.length(lines)
    kept = np.flatnonzero(closed | (length > 4 * touch_m))
    trimmed = [
        lines[index] if closed[index] else substring(lines[index], touch_m, length[index] - touch_m) for index in kept
    ]
    return shapely.multilinestrings(np.array(trimmed, dtype=object))


def _joined(features: Features, feature: Indices, full: NDArray[Any], owner: Strings) -> Strings:
    """Give undeclared features of one name that touch the owner of the largest of them."""
    rows = np.flatnonzero((features.owner[feature] == "") & (full != ""))
    shapes = features.geometry[feature[rows]]
    one, other = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=TOUCH_M)
    alike = full[rows[one]] == full[rows[other]]
    links = sparse.coo_array((alike[alike], (one[alike], other[alike])), shape=(len(rows), len(rows)))
    _, group = sparse.csgraph.connected_components(links)
    order = np.lexsort([-shapely.area(shapes), group])
    _, first, of = np.unique(group[order], return_index=True, return_inverse=True)
    joined = owner.copy()
    joined[rows[order]] = owner[rows[order]][first][of]
    return joined


def _union(polygons: Geometries) -> Any:  # noqa: ANN401 - any polygonal geometry
    return polygons[0] if len(polygons) == 1 else shapely.union_all(polygons)
