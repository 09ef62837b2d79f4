"""Natural outlines: fractal noise, its level sets, blobs, wandering lines."""

import itertools

import contourpy
import numpy as np
import shapely
from numpy.typing import NDArray
from scipy import interpolate, ndimage
from shapely.geometry.base import BaseGeometry

Array = NDArray[np.float64]


def fractal(generator: np.random.Generator, shape: tuple[int, int], waves: tuple[float, ...]) -> Array:
    """Sum smooth noise of several wave lengths, given in cells, to mean 0 and deviation 1."""
    total = np.zeros(shape)
    for octave, wave in enumerate(waves):
        coarse = generator.standard_normal((int(shape[0] / wave) + 5, int(shape[1] / wave) + 5))
        rows, columns = np.arange(shape[0]) / wave + 1, np.arange(shape[1]) / wave + 1
        spline = interpolate.RectBivariateSpline(np.arange(coarse.shape[0]), np.arange(coarse.shape[1]), coarse)
        total += 0.62**octave * spline(rows, columns)
    scaled: Array = (total - total.mean()) / total.std()
    return scaled


def level_set(x: Array, y: Array, field: Array, level: float) -> list[shapely.Polygon]:
    """Polygons where a gridded field lies above a level."""
    filled = contourpy.contour_generator(x=x, y=y, z=field, fill_type=contourpy.FillType.OuterOffset)
    polygons: list[shapely.Polygon] = []
    for points, offsets in zip(*filled.filled(level, np.inf), strict=True):
        rings = [points[a:b] for a, b in itertools.pairwise(offsets)]
        rings = [ring for ring in rings if len(ring) >= 4]
        if rings:
            polygons.append(shapely.Polygon(rings[0], rings[1:]))
    return polygons


def blob(
    generator: np.random.Generator,
    centre: Array,
    *,
    across: float,
    along: float,
    angle: float = 0.0,
    rough: float = 0.22,
) -> shapely.Polygon:
    """Draw one natural patch.

    Parameters
    ----------
    generator
        Source of chance.
    centre
        Middle of the patch, metres.
    across, along
        Half sizes, metres; `across` lies in the direction of `angle`.
    angle
        Direction in radians, anticlockwise from east.
    rough
        Share of the radius by which the outline wanders.
    """
    outline = _outline(generator, rough)
    while not 1.9 < outline.area < 5.5:
        outline = _outline(generator, rough)
    points = shapely.get_coordinates(outline.exterior) * [across, along]
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    return shapely.Polygon(points @ turn + centre).simplify(min(across, along) * 0.012)


def _outline(generator: np.random.Generator, rough: float) -> shapely.Polygon:
    """Wander about the unit circle."""
    size = 64
    grid = np.linspace(-2, 2, size)
    noise = ndimage.gaussian_filter(generator.standard_normal((size, size)), 7)
    noise = noise / noise.std() + 0.35 * fractal(generator, (size, size), (7.0,))
    u, v = np.meshgrid(grid, grid)
    outlines = level_set(grid, grid, 1 - np.hypot(u, v) + rough * noise, 0.0)
    return max(outlines, key=lambda outline: outline.area)


def scaled(shape: BaseGeometry, factor: float, about: shapely.Point) -> BaseGeometry:
    """Scale a shape about a point."""
    origin = np.array([about.x, about.y])
    return shapely.transform(shape, lambda points: (points - origin) * factor + origin)


def moved(shape: BaseGeometry, step: Array) -> BaseGeometry:
    """Shift a shape by metres."""
    return shapely.transform(shape, lambda points: points + step)


def wandering(generator: np.random.Generator, points: Array, *, amplitude: float, step: float = 600.0) -> Array:
    """Lead a smooth line through points and let it wander between them."""
    gaps = np.hypot(*np.diff(points, axis=0).T)
    along = np.concatenate([[0], np.cumsum(gaps)])
    places = np.linspace(0, along[-1], max(int(along[-1] / step), 3) + 1)
    smooth = interpolate.PchipInterpolator(along, points)(places)
    normal = np.gradient(smooth, axis=0)[:, ::-1] * [-1, 1]
    normal /= np.hypot(*normal.T)[:, None]
    wander = np.zeros(len(places))
    for wave, share in ((9000.0, 0.55), (4200.0, 0.45)):
        knots = generator.uniform(-1, 1, int(along[-1] / wave) + 4)
        wander += share * interpolate.CubicSpline(np.arange(len(knots)), knots)(places / wave)
    ends = np.minimum(places, along[-1] - places) / 4000
    path: Array = smooth + normal * (amplitude * wander * np.clip(ends, 0, 1))[:, None]
    return path


def softened(points: Array, rounds: int = 2) -> Array:
    """Take the stairs out of an arc and leave its ends where they are."""
    closed = len(points) > 3 and bool(np.all(points[0] == points[-1]))
    arc = points
    for _ in range(rounds):
        if len(arc) < 3:
            break
        middle = (arc[1:] + arc[:-1]) / 2
        arc = np.vstack([middle, middle[:1]]) if closed else np.vstack([arc[:1], middle, arc[-1:]])
    return arc
