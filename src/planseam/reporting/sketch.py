"""Cases drawn in a terminal, in Braille dots."""

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from plotille import Canvas

from planseam.model.palette import palette
from planseam.reporting.drawing import Bounds, CaseDrawing

__all__ = ["key", "sketch"]

Dots = NDArray[np.bool_]

#: Dots in a character, across and down.
ACROSS, DOWN = 2, 4
#: How far a conflict is drawn beyond its place, dots: of a point, a line, a strip of some metres, which must be seen.
THICK = (2.5, 1.1, 1.1)
#: A conflict that takes a larger share of the picture is outlined, so as not to hide what lies in it.
WIDE = 0.15
AREA = 2


def sketch(drawing: CaseDrawing, *, width: int, height: int) -> str:
    """Draw a case.

    Each role has its pattern and its colour; a conflict is filled. Colours
    are left out where plotille finds no terminal to show them.

    Parameters
    ----------
    drawing : CaseDrawing
        With geometry.
    width, height : int
        Characters.

    Returns
    -------
    str
        `height` lines, with ANSI colours.
    """
    west, south, east, north = _window(drawing.bounds, width * ACROSS / (height * DOWN))
    canvas = Canvas(width, height, west, south, east, north, mode="rgb")
    step = (east - west) / (width * ACROSS)
    across, up = np.meshgrid(np.arange(width * ACROSS), np.arange(height * DOWN)[::-1])
    x, y = west + across * step, south + up * step
    colours = palette()
    numbers = {role: number for number, role in enumerate(drawing.roles)}
    for role, _party, shapes in drawing.layers:
        colour = colours.line(role)[1:]
        areas = shapely.union_all(shapes[shapely.get_dimensions(shapes) == AREA])
        _fill(canvas, shapely.contains_xy(areas, x, y) & _pattern(numbers[role], across, up), colour)
        _outline(canvas, shapes, (west, south, east, north), colour)
    _outline(canvas, np.array(list(drawing.units.values()), dtype=object), (west, south, east, north), "808080")
    for conflict in drawing.conflicts:
        near = shapely.buffer(conflict.geometry, THICK[max(shapely.get_dimensions(conflict.geometry), 0)] * step)
        dots = shapely.contains_xy(near, x, y)
        if dots.mean() > WIDE:
            dots = shapely.contains_xy(shapely.buffer(shapely.boundary(conflict.geometry), THICK[1] * step), x, y)
        _fill(canvas, dots, colours.severity[conflict.severity][1:])
    for code, unit in drawing.units.items():
        seen = shapely.clip_by_rect(unit, west, south, east, north)
        left, _, right, top = shapely.bounds(seen).tolist()
        # an empty one has no bounds: NaN
        if right - left > (len(code) + 1) * ACROSS * step:
            canvas.text((left + right) / 2 - len(code) * step, top - 3 * DOWN * step / 2, code)
    return str(canvas.plot("\n"))


def key(number: int, colour: str) -> str:
    """A sample of the pattern of the nth role of a drawing, two characters wide."""
    canvas = Canvas(2, 1, 0, 0, 1, 1, mode="rgb")
    across, up = np.meshgrid(np.arange(2 * ACROSS), np.arange(DOWN)[::-1])
    _fill(canvas, _pattern(number, across, up), colour[1:])
    return str(canvas.plot("\n"))


def _window(bounds: Bounds, aspect: float) -> Bounds:
    """Widen bounds to the aspect of the canvas."""
    west, south, east, north = bounds
    width = max(east - west, (north - south) * aspect)
    height = width / aspect
    x, y = (west + east) / 2, (south + north) / 2
    return x - width / 2, y - height / 2, x + width / 2, y + height / 2


def _pattern(number: int, across: NDArray[np.int_], up: NDArray[np.int_]) -> Dots:
    patterns = (
        (across + up) % 4 == 0,
        (across % 2 == 0) & (up % 2 == 0),
        up % 3 == 0,
        (across - up) % 4 == 0,
        across % 3 == 0,
    )
    return np.asarray(patterns[number % len(patterns)])


def _fill(canvas: Any, dots: Dots, colour: str) -> None:  # noqa: ANN401 - plotille is not typed
    canvas.braille_image(dots.ravel().astype(int).tolist(), 1, color=colour)


def _outline(canvas: Any, shapes: NDArray[np.object_], window: Bounds, colour: str) -> None:  # noqa: ANN401 - not typed
    areal = shapely.get_dimensions(shapes) == AREA
    cut = shapely.clip_by_rect(np.where(areal, shapely.boundary(shapes), shapes), *window)
    for part in shapely.get_parts(shapely.get_parts(cut)):
        xy = shapely.get_coordinates(part).tolist()
        for (x0, y0), (x1, y1) in zip(xy, xy[1:] or xy, strict=False):
            canvas.line(x0, y0, x1, y1, color=colour)
