"""A naive check of the banks of shared lakes, apart from planseam."""

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from draw import ground, writing
from draw.finding import Data, Found, runs
from draw.verify import NearMiss

CONTROLS = ("redline", "farmland", "development-boundary")  # the strictest first
BANK_STEP_M, BANK_SEARCH_M, BANK_RUN_M = 25.0, 20_000.0, writing.BANK_RUN_M


def find_all(data: Data) -> list[Found]:
    """Every stretch of border in a lake whose banks differ; no border follows a river of ours for so long."""
    found = []
    lakes = data.tables["lakes"]
    water = shapely.union_all(lakes.geometry.to_numpy())
    for pair in ground.pairs():
        for part in shapely.get_parts(ground.border(pair)):
            places = np.arange(BANK_STEP_M / 2, part.length, BANK_STEP_M)
            points = shapely.line_interpolate_point(part, places)
            lake = _first(lakes.geometry.to_numpy(), points)
            wet = np.flatnonzero(lake >= 0)
            if not len(wet):
                continue
            banks = [np.full(len(points), -1) for _ in range(2)]
            for bank, code in zip(banks, pair.split("-"), strict=True):
                bank[wet] = _bank(data, code, points[wet], _out(part, places[wet], code), water)
            unlike = (banks[0] >= 0) & (banks[1] >= 0) & (banks[0] != banks[1])
            for start, end in _bridged(unlike, lake):
                length = (end - start) * BANK_STEP_M
                if 0.93 * BANK_RUN_M < length < 1.08 * BANK_RUN_M:
                    raise NearMiss(f"WA104 over {length:.0f} m at {ground.degrees(points[start])}")
                if length < BANK_RUN_M:
                    continue
                grave = unlike[start:end] & np.isin(banks[0][start:end], (0, 2)) & np.isin(banks[1][start:end], (0, 2))
                if grave.any():
                    raise NearMiss(f"WA104: a redline faces a town at {ground.degrees(points[start])}")
                fids = frozenset({lakes["fid"].iloc[lake[start]]})
                place = points[(start + end) // 2]
                found.append(Found("WA104", "minor", tuple(pair.split("-")), fids, place, length_m=length))
    return found


def _first(shapes: NDArray[Any], points: NDArray[Any]) -> NDArray[np.intp]:
    found = np.full(len(points), -1)
    for index, shape in reversed(list(enumerate(shapes))):
        found[shapely.intersects(shape, points)] = index
    return found


def _out(part: BaseGeometry, places: NDArray[Any], code: str) -> NDArray[np.float64]:
    """Way from the border into a province, square to 25 m of border either way."""
    before = shapely.get_coordinates(shapely.line_interpolate_point(part, np.maximum(places - 25, 0)))
    after = shapely.get_coordinates(shapely.line_interpolate_point(part, np.minimum(places + 25, part.length)))
    normal = (after - before)[:, ::-1] * [-1, 1]
    normal /= np.hypot(*normal.T)[:, None]
    middle = shapely.get_coordinates(shapely.line_interpolate_point(part, places))
    own = shapely.contains_xy(ground.unit(code), middle + 3 * normal).mean() > 0.5
    way: NDArray[np.float64] = normal if own else -normal
    return way


def _bank(
    data: Data, code: str, points: NDArray[Any], way: NDArray[np.float64], water: BaseGeometry
) -> NDArray[np.intp]:
    """Number of the control line that covers most of the strip behind the bank; 3 for none, -1 where no bank is."""
    origin = shapely.get_coordinates(points)
    rays = shapely.linestrings(np.stack([origin, origin + BANK_SEARCH_M * way], axis=1))
    wet = shapely.intersection(rays, water)
    first = [
        next(piece for piece in shapely.get_parts(line) if piece.distance(point) < 1)
        for line, point in zip(wet, points, strict=True)
    ]
    tips = shapely.get_point(np.array(first, dtype=object), -1)
    reach = shapely.distance(tips, points)
    steps = np.arange(12.5, 500, 25)
    strip = origin[:, None, :] + (reach[:, None] + steps)[:, :, None] * way[:, None, :]
    dots = shapely.points(strip.reshape(-1, 2))
    kind = np.full(len(dots), 3)
    for number in (2, 1, 0):
        table = data.of(CONTROLS[number], code)
        kind[shapely.STRtree(table.geometry.to_numpy()).query(dots, predicate="intersects")[0]] = number
    counted = shapely.contains_xy(ground.unit(code), strip.reshape(-1, 2)) & ~shapely.intersects(water, dots)
    votes = np.stack([(counted & (kind == number)).reshape(len(points), -1).sum(1) for number in range(4)], -1)
    side = np.where(votes.sum(1) > 0, votes.argmax(1), -1)
    side[reach >= BANK_SEARCH_M - 0.2] = -1
    return side


def _bridged(unlike: NDArray[np.bool_], lake: NDArray[np.intp]) -> list[tuple[int, int]]:
    """Runs, joined over an interruption of one cell in the same lake."""
    closed = unlike.copy()
    closed[1:-1] |= unlike[:-2] & unlike[2:] & (lake[1:-1] == lake[:-2])
    return runs(closed & (lake >= 0))
