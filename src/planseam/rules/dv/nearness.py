"""What one party builds on or plans to, near what another one protects."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from planseam.model.border import Border
from planseam.rules.noise import groups
from planseam.rules.owners import are_parties, border_of
from planseam.seaming.measures import mean_width
from planseam.seaming.parts import of_dimension
from planseam.seaming.scene import Scene

__all__ = ["Chosen", "Near", "near_others"]

Geometries = NDArray[Any]
Indices = NDArray[np.intp]
Mask = NDArray[np.bool_]

#: Overlaps no larger (m²) and no wider in the mean (m) come from digitising: the two adjoin.
LEAST_M2 = 10.0
LEAST_WIDTH_M = 5.0


@dataclass(frozen=True)
class Chosen:
    """Some features of one role.

    Parameters
    ----------
    role : str
    rows : array of int
        Their indices; sorted.
    """

    role: str
    rows: Indices


@dataclass(frozen=True)
class Near:
    """One feature near what another party has of a role.

    Parameters
    ----------
    feature : int
    others : array of int
        Features that it is near.
    owner, other_owner : str
    border : Border, optional
        Of both, where they share one.
    ground : polygons
        What of the feature lies within reach of the others.
    link : LineString
        The shortest way across.
    """

    feature: int
    others: Indices
    owner: str
    other_owner: str
    border: Border | None
    ground: Any
    link: Any


def near_others(
    scene: Scene, one: Chosen, other: Chosen, *, reach: Callable[[str], float], widest: float, overlaps: bool
) -> Iterator[Near]:
    """Find features near those of another party.

    Parameters
    ----------
    scene : Scene
    one, other : Chosen
        Polygons.
    reach : callable
        How near, m, for a border id, which may be empty.
    widest : float
        The largest that `reach` can give.
    overlaps : bool
        Whether two features that overlap count too.

    Yields
    ------
    Near
        One for each feature, party that it is of, and other party.
    """
    own, foreign = (_polygons(scene, chosen) for chosen in (one, other))
    pieces, others = scene.pieces(one.role), scene.pieces(other.role)
    box = shapely.bounds(pieces.geometry[own]) + widest * np.array([-1.0, -1.0, 1.0, 1.0])
    row, found = shapely.STRtree(others.geometry[foreign]).query(shapely.box(*box.T))
    first, second = own[row], foreign[found]
    keep = pieces.owner[first] != others.owner[second]
    first, second = first[keep], second[keep]
    shared = scene.may_share(one.role, pieces.feature[first], other.role, others.feature[second])
    first, second = first[~shared], second[~shared]
    shapely.prepare(pieces.geometry[first])
    close = shapely.dwithin(pieces.geometry[first], others.geometry[second], widest)
    first, second = first[close], second[close]
    if not overlaps:
        # a feature that crosses the border overlaps another in one of its pieces, and adjoins it in the next
        overlap = _overlap(pieces.geometry[first], others.geometry[second])
        pair = pieces.feature[first] * len(scene.features(other.role)) + others.feature[second]
        apart = ~np.isin(pair, pair[overlap])
        first, second = first[apart], second[apart]
    for rows in groups(pieces.feature[first], pieces.owner[first], others.owner[second]):
        parties = str(pieces.owner[first[rows[0]]]), str(others.owner[second[rows[0]]])
        if not are_parties(*parties):
            continue
        ground = shapely.union_all(pieces.geometry[np.unique(first[rows])])
        across = others.geometry[second[rows]]
        border = border_of(scene, *parties, near=ground)
        within = reach(border.id if border else "")
        near = shapely.dwithin(ground, across, within)
        if near.any():
            seen = second[rows[near]]
            yield Near(
                feature=int(pieces.feature[first[rows[0]]]),
                others=np.unique(others.feature[seen]),
                owner=parties[0],
                other_owner=parties[1],
                border=border,
                ground=_within(ground, others.geometry[seen], within),
                link=_shortest(ground, others.geometry[seen]),
            )


def _polygons(scene: Scene, chosen: Chosen) -> Indices:
    pieces = scene.pieces(chosen.role)
    areal = shapely.get_dimensions(pieces.geometry) == 2  # noqa: PLR2004 - polygons
    return np.flatnonzero(areal & np.isin(pieces.feature, chosen.rows))


def _overlap(one: Geometries, other: Geometries) -> Mask:
    shared = of_dimension(shapely.intersection(one, other), 2)
    overlap: Mask = (shapely.area(shared) > LEAST_M2) & (mean_width(shared) > LEAST_WIDTH_M)
    return overlap


def _within(ground: Any, others: Geometries, reach: float) -> Any:  # noqa: ANN401 - polygons
    """What of some ground lies within reach of others: only what is near it is widened."""
    west, south, east, north = shapely.bounds(ground)
    box = shapely.box(west - reach, south - reach, east + reach, north + reach)
    zone = shapely.union_all(shapely.buffer(shapely.intersection(others, box), reach))
    return of_dimension(np.array([shapely.intersection(ground, zone)], dtype=object), 2)[0]


def _shortest(ground: Any, others: Geometries) -> Any:  # noqa: ANN401 - polygons
    return shapely.shortest_line(ground, others[shapely.distance(ground, others).argmin()])
