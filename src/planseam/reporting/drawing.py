"""A case of a rule as something to draw: units, layers, tables, and what the rule says of them."""

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import shapely
from numpy.typing import NDArray

from planseam.checking.cases import Case, CaseLayer, cases_of, conflicts_of
from planseam.model.conflict import Conflict
from planseam.model.role import roles
from planseam.rules.base import Rule

__all__ = ["CaseDrawing", "Table", "drawings_of"]

Shapes = NDArray[np.object_]
Bounds = tuple[float, float, float, float]

#: Room around what is drawn, as a share of it.
MARGIN = 0.15


@dataclass(frozen=True)
class Table:
    """A layer without geometry.

    Parameters
    ----------
    role : str
    columns : tuple of str
    rows : tuple of tuple of str
    """

    role: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, kw_only=True)
class CaseDrawing:
    """What there is to see of a case.

    Parameters
    ----------
    case : Case
    units : dict of str to polygon
        By code.
    layers : tuple of (str, str, array of geometries)
        Role, party and features of each layer with geometry.
    tables : tuple of Table
    conflicts : tuple of Conflict
    """

    case: Case
    units: dict[str, Any]
    layers: tuple[tuple[str, str, Shapes], ...]
    tables: tuple[Table, ...]
    conflicts: tuple[Conflict, ...]

    @classmethod
    def of(cls, rule: type[Rule], case: Case) -> Self:
        """Judge a case, and take it apart; layers that are written to files are shown as tables."""
        filed = any(layer.file for layer in case.layers)
        spatial = [layer for layer in case.layers if not filed and not _is_table(layer)]
        return cls(
            case=case,
            units={code: shapely.from_wkt(wkt) for code, wkt in case.units.items()},
            layers=tuple(
                (layer.role, layer.party, shapely.from_wkt([feature["geometry"] for feature in layer.features]))
                for layer in spatial
            ),
            tables=tuple(_table(layer) for layer in case.layers if layer not in spatial),
            conflicts=conflicts_of(rule, case),
        )

    @property
    def roles(self) -> tuple[str, ...]:
        """Roles that are drawn, each once."""
        return tuple(dict.fromkeys(role for role, _, _ in self.layers))

    @property
    def has_place(self) -> bool:
        """Whether there is anything to draw but units."""
        return bool(self.layers)

    @property
    def places(self) -> Shapes:
        """Where the conflicts are; some are nowhere."""
        return np.array([conflict.geometry for conflict in self.conflicts], dtype=object)

    @property
    def bounds(self) -> Bounds:
        """The window in which features and conflicts are seen, with some room around."""
        shapes = [shapes for _, _, shapes in self.layers]
        shapes.append(self.places)
        bounds = shapely.total_bounds(np.concatenate(shapes))
        if not np.isfinite(bounds).all():
            bounds = shapely.total_bounds(np.array(list(self.units.values()), dtype=object))
        west, south, east, north = bounds.tolist()
        room = MARGIN * max(east - west, north - south, 1.0)
        return west - room, south - room, east + room, north + room


def drawings_of(rule: type[Rule]) -> list[CaseDrawing]:
    """All cases of a rule, those that fail first."""
    cases = sorted(cases_of(rule), key=lambda case: case.verdict != "fail")
    return [CaseDrawing.of(rule, case) for case in cases]


def _is_table(layer: CaseLayer) -> bool:
    return layer.role in roles() and roles()[layer.role].geometry == "none"


def _table(layer: CaseLayer) -> Table:
    columns = tuple(dict.fromkeys(key for feature in layer.features for key in feature))
    rows = tuple(tuple(str(feature.get(column, "")) for column in columns) for feature in layer.features)
    return Table(layer.role, columns, rows)
