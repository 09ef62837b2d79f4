"""Reserves that lie across a border, and reserves that meet at one, measured."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from planseam.model.border import Border
from planseam.model.tolerances import Options, Settings, tolerance
from planseam.rules.ec.reserves import ROLE, Indices, Reserves, shared_edge
from planseam.seaming.measures import mean_width
from planseam.seaming.scene import Scene
from planseam.text import Text

__all__ = ["Meeting", "SplitProtectedAreaOptions", "Spread", "meetings", "spreads"]

Floats = NDArray[np.float64]
Strings = NDArray[np.str_]


@dataclass(frozen=True, kw_only=True)
class SplitProtectedAreaOptions(Options):
    """SplitProtectedAreaOptions of EC101."""

    near_m: float = tolerance(
        500.0,
        unit="m",
        reason=Text("动物日常可越过的距离，含道路、河道", "animals cross it every day, a road included"),
    )
    edge_m: float = tolerance(
        100.0, unit="m", reason=Text("短于此的共边多为一点相接", "a shorter common edge is rather a point")
    )
    touch_m: float = tolerance(
        1.0, unit="m", reason=Text("两次数字化同一条线的偏差", "one line digitised twice comes so near itself")
    )
    min_area_m2: float = tolerance(
        10_000.0, unit="m2", reason=Text("1 公顷以下不成片", "less than 1 ha makes no part of a reserve")
    )
    min_share: float = tolerance(
        0.001, unit="", reason=Text("占全区千分之一以下为界线误差", "less than 0.1 % comes from how the line was drawn")
    )
    narrow_m: float = tolerance(
        5.0, unit="m", reason=Text("平均宽度不超过 5 米为接边误差", "a mean width of 5 m or less is noise")
    )


@dataclass(frozen=True)
class Spread:
    """One reserve in two units or more.

    Parameters
    ----------
    reserve : int
    border : Border, optional
        Of the two units with the largest parts, where they share one.
    units : array of int
        Largest part first.
    area : array of float
        Of the part in each unit, m².
    total : float
        Area of the reserve, m².
    whole : polygon or multipolygon
    line : MultiLineString
        The borders between the units, inside the reserve.
    """

    reserve: int
    border: Border | None
    units: Indices
    area: Floats
    total: float
    whole: Any
    line: Any


@dataclass(frozen=True)
class Meeting:
    """Two reserves that come near each other.

    Parameters
    ----------
    a, b : int
    border : Border, optional
        Of their owners, where they share one.
    near : (geometry, geometry)
        The parts of either that come near the other.
    edge : MultiLineString
        What they have in common.
    edge_m, gap_m : float
        Its length, and the distance of the two.
    is_near : bool
        Whether that is within the tolerance.
    core : bool
        Whether a core protection zone of one touches the other.
    link : line
        The edge, or the shortest way across where there is none.
    """

    a: int
    b: int
    border: Border | None
    near: tuple[Any, Any]
    edge_m: float
    gap_m: float
    is_near: bool
    core: bool
    link: Any


def spreads(scene: Scene, settings: Settings[Any], reserves: Reserves) -> Iterator[Spread]:
    """Find reserves with a part of some size in two units or more."""
    reserve, unit, geometry = reserves.across()
    rough = shapely.area(geometry)
    for index in np.unique(reserve):
        rows = np.flatnonzero(reserve == index)
        rows = rows[np.argsort(-rough[rows], kind="stable")]
        border = scene.parties(*scene.codes[unit[rows[:2]]])
        options: SplitProtectedAreaOptions = settings.at(border=border.id if border else "", role=ROLE)
        parts, row = shapely.get_parts(geometry[rows], return_index=True)
        wide = mean_width(parts) > options.narrow_m
        area = np.zeros(len(rows))
        np.add.at(area, row[wide], scene.area(parts[wide]))
        whole = reserves.whole(int(index))
        total = float(scene.area([whole])[0])
        kept = np.flatnonzero((area > options.min_area_m2) & (area >= options.min_share * total))
        if len(kept) > 1:
            kept = kept[np.argsort(-area[kept], kind="stable")]
            units = unit[rows[kept]]
            border = scene.parties(*scene.codes[units[:2]])
            line = scene.inside(whole, scene.codes[units])
            yield Spread(int(index), border, units, area[kept], total, whole, line)


def meetings(scene: Scene, settings: Settings[Any], reserves: Reserves) -> Iterator[Meeting]:
    """Find pairs of reserves of different owners, alike in name or category, that come near each other."""
    everywhere: list[SplitProtectedAreaOptions] = [settings.at(border=border.id, role=ROLE) for border in scene.borders]
    everywhere.append(settings.at(role=ROLE))
    for a, b in reserves.near(max(max(options.near_m, options.touch_m) for options in everywhere)):
        border = scene.parties(str(reserves.owner[a]), str(reserves.owner[b]))
        options: SplitProtectedAreaOptions = settings.at(border=border.id if border else "", role=ROLE)
        meeting = _meeting(scene, options, reserves, (int(a), int(b)), border)
        if meeting.is_near or meeting.edge_m >= options.edge_m:
            yield meeting


def _meeting(
    scene: Scene, options: SplitProtectedAreaOptions, reserves: Reserves, pair: tuple[int, int], border: Border | None
) -> Meeting:
    wholes = [reserves.whole(reserve) for reserve in pair]
    reach = max(options.near_m, options.touch_m)
    near = []
    for one, other in (wholes, wholes[::-1]):
        shapely.prepare(other)
        parts = shapely.get_parts(one)
        near.append(shapely.union_all(parts[shapely.dwithin(other, parts, reach)]))
    edge = shared_edge(*near, touch_m=options.touch_m)
    way = shapely.shortest_line(*wholes)
    edge_m, gap_m = scene.length([edge, way])
    core = any(
        shapely.dwithin(other, reserves.features.geometry[reserves.core_zones(one)], options.touch_m).any()
        for one, other in zip(pair, wholes[::-1], strict=True)
    )
    # distances are compared in the working CRS, as everywhere, and reported on the ellipsoid
    is_near = bool(shapely.dwithin(*wholes, options.near_m))
    link = edge if edge_m else way
    return Meeting(*pair, border, (near[0], near[1]), float(edge_m), float(gap_m), is_near, core, link)
