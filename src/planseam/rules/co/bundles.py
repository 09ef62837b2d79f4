"""Lines of all departments, those of one kind and name taken together."""

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import shapely
from numpy.typing import NDArray

from planseam.rules.noise import groups
from planseam.seaming.parts import of_dimension
from planseam.seaming.scene import Scene
from planseam.text import Text

__all__ = ["LINE_ROLES", "Bundles"]

Geometries = NDArray[Any]
Indices = NDArray[np.intp]

#: Roles whose kind is the role itself, and what one of them is called.
LINE_ROLES = {"road": Text("道路", "road"), "rail": Text("铁路", "railway")}


@dataclass(frozen=True)
class Bundles:
    """Lines by role, kind and name; a feature without a name stands alone.

    Parameters
    ----------
    role : list of str
        Of each bundle.
    kind : array of object
        Of each bundle: the role of roads and railways, else the kind of the corridor, never empty.
    features : list of array of int
        Indices, in their role, of the features of each bundle.
    line : array of LineString
        Merged where they go on in each other.
    of_line : array of int
        Bundle of each line.
    """

    role: list[str]
    kind: NDArray[Any]
    features: list[Indices]
    line: Geometries
    of_line: Indices

    @classmethod
    def of(cls, scene: Scene) -> Self:
        """Gather corridors with a kind, roads and railways that are drawn as lines."""
        roles: list[str] = []
        kinds: list[str] = []
        members: list[Indices] = []
        merged: list[Any] = []
        for role in ("corridor", *LINE_ROLES):
            features = scene.features(role)
            kind = np.full(len(features), role, dtype=object) if role in LINE_ROLES else features.words("kind")
            lines = np.flatnonzero((shapely.get_dimensions(features.geometry) == 1) & (kind != ""))
            name = features.words("name")
            alone = np.where(name[lines] == "", lines, -1)
            for rows in groups(kind[lines], name[lines], alone):
                own = lines[rows]
                parts = shapely.get_parts(of_dimension(features.geometry[own], 1))
                roles.append(role)
                kinds.append(str(kind[own[0]]))
                members.append(own)
                merged.append(shapely.line_merge(shapely.multilinestrings(parts)))
        line, of_line = shapely.get_parts(np.array(merged, dtype=object), return_index=True)
        kept = shapely.length(line) > 0
        return cls(roles, np.array(kinds, dtype=object), members, line[kept], of_line[kept])

    def near(self, scene: Scene, bundle: int, geometry: Any, *, within: float) -> Indices:  # noqa: ANN401 - lines
        """Features of a bundle that come near a geometry."""
        own = self.features[bundle]
        near: Indices = own[shapely.dwithin(scene.features(self.role[bundle]).geometry[own], geometry, within)]
        return near
