"""What locator pictures and the drawings of cases consist of: plans, conflicts, scale and north."""

import numpy as np
import shapely
from markupsafe import Markup
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from planseam.model.palette import palette
from planseam.reporting.markup import filled
from planseam.reporting.svg import View, label, nice, number
from planseam.reporting.words import word
from planseam.text import Text

__all__ = ["HEIGHT", "WIDTH", "furniture", "highlight", "plan"]

WIDTH, HEIGHT = 320, 220
AREA = 2  # dimension of areas
TINY_PX = 12  # what is smaller gets a ring around it


def plan(view: View, shapes: NDArray[np.object_], role: str, *, weight: float, tolerance_px: float) -> Markup:
    """Draw features in the colours of their role."""
    areas = shapely.get_dimensions(shapes) == AREA
    colours = palette()
    drawn = Markup("")
    if data := view.path(shapes[areas], tolerance_px=tolerance_px):
        drawn += filled(
            '<path fill="{}" fill-opacity=".45" stroke="{}" stroke-width="{}" d="{}"/>',
            colours.fill(role),
            colours.line(role),
            weight,
            data,
        )
    if data := view.path(shapes[~areas], tolerance_px=tolerance_px):
        drawn += filled(
            '<path fill="none" stroke="{}" stroke-width="{}" d="{}"/>', colours.line(role), number(weight + 1), data
        )
    points = view.pixels(shapely.get_coordinates(shapes[shapely.get_dimensions(shapes) == 0]))
    return drawn + Markup("").join(
        filled('<circle fill="{}" cx="{}" cy="{}" r="3"/>', colours.line(role), x, y) for x, y in points[:200].tolist()
    )


def highlight(view: View, shape: BaseGeometry, severity: str) -> Markup:
    """Draw a conflict's place so that it is seen however small it is."""
    x0, y0, x1, y1 = shape.bounds
    drawn = Markup("")
    if data := view.path(np.array([shape], dtype=object)):
        areas = shapely.get_dimensions(shape) == AREA
        drawn = filled('<path class="h t-{}{}" d="{}"/>', severity, "" if areas else " l", data)
    if max(x1 - x0, y1 - y0) * view.scale < TINY_PX:
        x, y = view.pixels(np.array([[(x0 + x1) / 2, (y0 + y1) / 2]]))[0].tolist()
        return (
            drawn + filled('<circle class="r t-{}" cx="{}" cy="{}" r="9"/>', severity, x, y) + _dots([(x, y)], severity)
        )
    if drawn:
        return drawn
    parts = shapely.get_parts(shapely.get_parts(shape))
    return _dots(_apart(view.pixels(shapely.get_coordinates(shapely.centroid(parts)))), severity)


def _apart(pixels: NDArray[np.int64]) -> list[tuple[int, int]]:
    """Of points that would hide each other, the first one."""
    _, first = np.unique(pixels // TINY_PX, axis=0, return_index=True)
    return [(x, y) for x, y in pixels[np.sort(first)].tolist()]


def _dots(pixels: list[tuple[int, int]], severity: str) -> Markup:
    return Markup("").join(filled('<circle class="s-{}" cx="{}" cy="{}" r="3"/>', severity, x, y) for x, y in pixels)


def furniture(view: View) -> Markup:
    """Draw a scale bar and a north arrow."""
    length = nice(90 / view.scale)
    said = f"{length / 1000:g} km" if length >= 1000 else f"{length:g} m"  # noqa: PLR2004 - metres a kilometre
    x, y = 8, HEIGHT - 8
    bar = filled('<path class="k" d="M{} {}v4h{}v-4"/>', x, y - 4, number(length * view.scale, 0))
    arrow = Markup('<path class="n" d="M14 8l5 13-5-3-5 3z"/>')
    return (
        bar
        + label(Text.same(said), x + 1, y - 7, css="k")
        + arrow
        + label(word("conflict.north"), 14, 33, css="k", anchor="middle")
    )
