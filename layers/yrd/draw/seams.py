"""What happens where a drawn patch meets a border, asked in the simplest way."""

import functools

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from draw import ground, shapes

CLEAR_M = 700.0
REACH_M = 50.0


def cut(geometry: BaseGeometry, code: str, inset_m: float = 0.0) -> BaseGeometry:
    """Cut a drawn geometry as the loader does: keep what lies inside its unit, less an inset."""
    if not code:
        return geometry
    if inset_m:
        return shapely.intersection(geometry, _near(geometry, code, abs(inset_m)).buffer(-inset_m))
    return shapely.intersection(geometry, ground.unit(code))


def _near(geometry: BaseGeometry, code: str, reach: float) -> BaseGeometry:
    # The clip keeps the buffer cheap; its own frame lies too far away to show.
    frame = shapely.box(*shapely.buffer(geometry, 4 * reach + 2000, join_style="mitre").bounds)
    return shapely.intersection(ground.unit(code), frame)


def parties(geometry: BaseGeometry) -> list[str]:
    """Provinces that a drawn geometry touches."""
    return [code for code in ground.PROVINCES if ground.unit(code).intersects(geometry)]


def is_clear(geometry: BaseGeometry, distance: float = CLEAR_M) -> bool:
    """Tell whether a patch stays away from every border."""
    return not shapely.dwithin(ground.borders(), geometry, distance)


def heading(pair: str, at: shapely.Point, reach: float = 1500.0) -> float:
    """Direction across the border at a point, in radians."""
    line = _longest(shapely.intersection(ground.border(pair), at.buffer(reach)))
    (x0, y0), (x1, y1) = line.coords[0], line.coords[-1]
    return float(np.arctan2(y1 - y0, x1 - x0) + np.pi / 2)


def crosses_cleanly(geometry: shapely.Polygon, pair: str, *, least_run: float = 600.0) -> bool:
    """Tell whether a patch crosses one border once, broadly, and grazes nothing."""
    left, right = pair.split("-")
    others = [other for other in ground.pairs() if other != pair]
    if any(shapely.dwithin(ground.border(other), geometry, CLEAR_M) for other in others):
        return False
    run = shapely.line_merge(shapely.intersection(ground.border(pair), geometry))
    if run.geom_type != "LineString" or run.length < least_run:
        return False
    parts = [cut(geometry, code) for code in (left, right)]
    if min(part.area for part in parts) < 0.2 * geometry.area:
        return False
    if shapely.intersection(ground.border(pair), geometry.exterior.buffer(15)).length > 80:
        return False  # the border runs along the outline instead of through it
    if any(part.geom_type != "Polygon" for part in parts):
        return False
    return _flanks_match(geometry, pair, parts) and _no_notch(geometry, run)


def _flanks_match(geometry: BaseGeometry, pair: str, parts: list[BaseGeometry]) -> bool:
    line = shapely.intersection(ground.border(pair), geometry.buffer(900))
    near = [shapely.dwithin(_stations(line, 10.0), part, REACH_M) for part in parts]
    return int(np.sum(near[0] != near[1])) <= 11


def _winding(geometry: BaseGeometry, pair: str) -> float:
    run = _longest(shapely.intersection(ground.border(pair), geometry))
    return float(run.length / max(shapely.Point(run.coords[0]).distance(shapely.Point(run.coords[-1])), 1.0))


def _no_notch(geometry: BaseGeometry, run: BaseGeometry) -> bool:
    # The outline must bulge where it meets the border, or a strip would seem to lie between the two sides.
    hollow = geometry.buffer(1200).buffer(-1200).difference(geometry)
    return bool(hollow.intersection(run.boundary.buffer(800)).area < 40)


def _stations(line: BaseGeometry, step: float) -> np.ndarray:
    points = [
        shapely.line_interpolate_point(part, np.arange(0, part.length, step))
        for part in shapely.get_parts(shapely.line_merge(line))
        if part.length > 0
    ]
    return np.concatenate(points) if points else np.array([], dtype=object)


def _longest(line: BaseGeometry) -> shapely.LineString:
    return max(shapely.get_parts(shapely.line_merge(line)), key=lambda part: part.length)


def crossing_blob(
    label: str,
    pair: str,
    at: shapely.Point,
    *,
    across: float,
    along: float,
    tries: int = 40,
    sinuous: float = 9.0,
    insets: tuple[float, float] = (0.0, 0.0),
) -> shapely.Polygon | None:
    """Draw a patch that crosses the border cleanly near a point, or none.

    Parameters
    ----------
    label
        Name of the patch, which seeds its chance.
    pair
        The border, such as `33-34`.
    at
        Where on the border to begin.
    across, along
        Half sizes, metres.
    tries
        How many outlines to try, ever farther from `at`.
    sinuous
        Most that the border inside the patch may wind: its length over the straight way.
    insets
        How far each party's part will stay off the border, metres.
    """
    generator = ground.rng(label)
    least = min(600.0, along)
    for attempt in range(tries):
        slide = generator.uniform(-1, 1) * (80 + 60 * attempt)
        line = ground.border(pair)
        where = shapely.line_interpolate_point(line, shapely.line_locate_point(line, at) + slide)
        angle = heading(pair, where, along) + generator.uniform(-0.3, 0.3)
        centre = np.array([where.x, where.y]) + generator.uniform(-0.15, 0.15, 2) * across
        shape = shapes.blob(generator, centre, across=across, along=along, angle=angle, rough=0.16)
        if not crosses_cleanly(shape, pair, least_run=least) or _winding(shape, pair) > sinuous:
            continue
        parts = [cut(shape, code, inset) for code, inset in zip(pair.split("-"), insets, strict=True)]
        if max(insets) > REACH_M or _flanks_match(shape, pair, parts):
            return shape
    return None


@functools.cache
def corners() -> BaseGeometry:
    """Ground within 4 km of where three provinces meet or a border ends."""
    ends = [
        shapely.Point(part.coords[end])
        for pair in ground.pairs()
        for part in shapely.get_parts(ground.border(pair))
        for end in (0, -1)
    ]
    return shapely.MultiPoint(ends).buffer(4000)
