"""Shapes as SVG path data on whole pixels."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import floor, log10

import numpy as np
import shapely
from markupsafe import Markup
from numpy.typing import NDArray

from planseam.reporting.markup import filled
from planseam.text import Text

__all__ = ["View", "label", "nice", "number"]

Shapes = NDArray[np.object_]


@dataclass(frozen=True)
class View:
    """A window on the working CRS, drawn north up on a canvas of whole pixels.

    Parameters
    ----------
    xmin, ymax : float
        Upper left corner, m.
    scale : float
        Pixels a metre.
    width, height : int
        Canvas, px.
    """

    xmin: float
    ymax: float
    scale: float
    width: int
    height: int

    @classmethod
    def around(cls, bounds: tuple[float, float, float, float], *, width: int, height: int, least_m: float) -> "View":
        """Fit bounds into the inner half of a canvas, at least `least_m` metres wide."""
        x0, y0, x1, y1 = bounds
        span = max(x1 - x0, 0.0) * 1.8, max(y1 - y0, 0.0) * 1.8
        scale = min(width / max(span[0], least_m), height / max(span[1], least_m * height / width))
        return cls((x0 + x1) / 2 - width / 2 / scale, (y0 + y1) / 2 + height / 2 / scale, scale, width, height)

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """The window in metres, a few pixels wider than the canvas so that cut edges stay out of sight."""
        edge = 3 / self.scale
        return (
            self.xmin - edge,
            self.ymax - self.height / self.scale - edge,
            self.xmin + self.width / self.scale + edge,
            self.ymax + edge,
        )

    def pixels(self, coordinates: NDArray[np.float64]) -> NDArray[np.int64]:
        """Metres to whole pixels."""
        offset = (coordinates - [self.xmin, self.ymax]) * [self.scale, -self.scale]
        return np.rint(offset).astype(np.int64)

    def clip(self, shapes: Shapes, *, tolerance_px: float = 0.5) -> Shapes:
        """Cut shapes to the window, simplify them to what the canvas can show, and drop what it cannot."""
        parts = shapely.get_parts(shapely.get_parts(shapely.clip_by_rect(shapes, *self.bounds)))
        bounds = shapely.bounds(parts)
        seen = (bounds[:, 2:] - bounds[:, :2]).max(axis=1, initial=0.0) >= 2 * tolerance_px / self.scale
        return np.asarray(shapely.simplify(parts[seen], tolerance_px / self.scale, preserve_topology=False))

    def path(self, shapes: Shapes, *, tolerance_px: float = 0.5) -> str:
        """Path data of areas and lines; shapes too small to be seen are left out."""
        parts = self.clip(shapes, tolerance_px=tolerance_px) if len(shapes) else shapes
        if not len(parts):
            return ""
        kind = shapely.get_type_id(parts)
        areas = shapely.orient_polygons(parts[kind == shapely.GeometryType.POLYGON])
        rings = self._pieces(shapely.get_rings(areas), least=4)
        lines = self._pieces(parts[kind == shapely.GeometryType.LINESTRING], least=2)
        return "".join([*(f"{piece}z" for piece in rings), *lines])

    def _pieces(self, lines: Shapes, *, least: int) -> Iterator[str]:
        """Path data of each line that keeps `least` vertices once they stand on whole pixels."""
        if not len(lines):
            return
        coordinates, index = shapely.get_coordinates(lines, return_index=True)
        pixels = self.pixels(coordinates)
        first = np.append(True, np.diff(index) != 0)
        kept = first | np.append(True, (np.diff(pixels, axis=0) != 0).any(axis=1))
        kept &= (np.bincount(index[kept], minlength=1) >= least)[index]
        pixels, first = pixels[kept], first[kept]
        if not len(pixels):
            return
        steps = np.diff(pixels, axis=0, prepend=0).tolist()
        starts = np.flatnonzero(first).tolist()
        places = pixels[starts].tolist()
        for (x, y), start, stop in zip(places, starts, [*starts[1:], len(steps)], strict=True):
            words = " ".join([f"{dx} {dy}" for dx, dy in steps[start + 1 : stop]])
            yield f"M{x} {y}l{words}".replace(" -", "-")


def nice(value: float) -> float:
    """The largest of 1, 2, 5, 10, 20, 50 … that is not above a value.

    Examples
    --------
    >>> nice(730), nice(0.3)
    (500.0, 0.2)
    """
    power = 10.0 ** floor(log10(value))
    return next(step * power for step in (5.0, 2.0, 1.0) if step * power <= value * (1 + 1e-9))


def number(value: float, digits: int = 1) -> str:
    """Write a coordinate in as few characters as it takes."""
    text = f"{float(value):.{digits}f}"
    text = text.rstrip("0").rstrip(".") if digits else text
    return "0" if text == "-0" else text


def label(text: Text, x: float, y: float, *, css: str = "", anchor: str = "") -> Markup:
    """A text element in both languages; the page shows one of them."""
    place = filled('x="{}" y="{}"', number(x), number(y))
    for key, value in (("class", css), ("text-anchor", anchor)):
        if value:
            place = filled('{} {}="{}"', place, key, value)
    if text.zh == text.en:
        return filled("<text {}>{}</text>", place, text.zh)
    return filled('<text lang="zh" {}>{}</text><text lang="en" {}>{}</text>', place, text.zh, place, text.en)
