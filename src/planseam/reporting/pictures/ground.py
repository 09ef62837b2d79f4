"""The ground under every map: units in tints, waters, outlines, and their names."""

from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from planseam.model.palette import Style
from planseam.reporting.pictures.atlas import Atlas, Ground
from planseam.reporting.pictures.frame import Frame, valid
from planseam.reporting.pictures.labels import Labels
from planseam.text import Text

__all__ = ["draw_ground", "label_ground"]

#: Smaller units that are named on one map.
NAMED_UNITS, NAMED_WATERS = 12, 3
LEAST_WATER_MM = 15
#: A unit that takes less of the map has no name, share.
LEAST_SHARE = 0.02
#: How strongly the ground of a party has its colour.
TINT = 0.1
AREA = 2


def draw_ground(
    frame: Frame, atlas: Atlas, record: dict[str, Any] | None
) -> tuple[list[tuple[int, BaseGeometry]], list[Ground]]:
    """Draw sea, land, waters and outlines; the units of a conflict's parties in a breath of their colours.

    Returns
    -------
    list of (int, geometry)
        The units that are seen, and what is seen of them.
    list of Ground
        Waters that are seen.
    """
    colours, window = atlas.colours, frame.window
    frame.sheet.box(frame.box, fill=colours.ground.sea)
    shapes, rows = atlas.units.within(window)
    seen = []
    for shape, row in zip(shapes, rows.tolist(), strict=True):
        parts = frame.cut(np.array([shape], dtype=object))
        if len(parts):
            ground = valid(shapely.multipolygons(parts[shapely.get_dimensions(parts) == AREA]))
            seen.append((row, ground.item()))
        frame.draw(np.array([shape], dtype=object), Style(fill=_tint(atlas, row, record), fill_opacity=1.0))
    waters = []
    for layer in atlas.orientation:
        found, _ = layer.plan.within(window)
        if frame.draw(found, atlas.style(layer)):
            waters.append(layer)
    found, _ = atlas.smaller_within(window)
    frame.draw(found, atlas.unit_style)
    found, _ = atlas.outlines.within(window)
    frame.draw(found, Style(line=colours.ground.land_line, weight=1.0))
    return seen, waters


def _tint(atlas: Atlas, row: int, record: dict[str, Any] | None) -> str:
    land = atlas.colours.ground.land
    if record is not None:
        for place, side in enumerate("ab"):
            if record[f"unit_{side}"] == atlas.codes[row]:
                return _mixed(land, atlas.colours.party[place], TINT)
    return land


def _mixed(ground: str, colour: str, share: float) -> str:
    channels = [
        round(int(ground[at : at + 2], 16) * (1 - share) + int(colour[at : at + 2], 16) * share) for at in (1, 3, 5)
    ]
    return "#" + "".join(f"{channel:02x}" for channel in channels)


def label_ground(
    labels: Labels,
    atlas: Atlas,
    units: list[tuple[int, BaseGeometry]],
    waters: list[Ground],
    *,
    size: float = 9.0,
    every_unit: bool = False,
) -> None:
    """Write the names of units, of smaller units, and of waters, as far as there is room.

    Parameters
    ----------
    labels : Labels
    atlas : Atlas
    units : list of (int, geometry)
        As `draw_ground` gives them.
    waters : list of Ground
    size : float
        Of the units' names, pt.
    every_unit : bool
        Whether a unit too small for its name has it beside.
    """
    frame, window = labels.frame, labels.frame.window
    whole = window.width_mm * window.height_mm * window.metres_per_mm**2
    box = shapely.box(*window.bounds)
    for row, ground in units:
        inside, colour = ground.intersection(box), atlas.colours.ground.label
        name = atlas.unit_names.get(atlas.codes[row], Text.same(atlas.codes[row]))
        large = inside.area > LEAST_SHARE * whole
        written = large and labels.inside(name, inside, size=size, colour=colour, bold=True)
        if every_unit and not written and not inside.is_empty:
            spot = frame.place(shapely.get_coordinates(shapely.point_on_surface(inside)))[0]
            labels.beside(name, spot, size=size, colour=colour, again=False, bold=True)
    shapes, rows = atlas.smaller_within(window)
    if (smaller := atlas.smaller_units) is not None and len(rows):
        seen = shapely.intersection(valid(shapely.clip_by_rect(shapes, *window.bounds)), box)
        order = np.argsort(-shapely.area(seen), kind="stable")[:NAMED_UNITS]
        for place in order.tolist():
            if seen[place].area > LEAST_SHARE * whole:
                labels.inside(smaller.name(rows[place]), seen[place], size=size * 0.72, colour="#6b6f78")
    for water in waters:
        if water.role == "coastline":
            continue
        shapes, rows = water.plan.within(window)
        seen = shapely.clip_by_rect(shapes, *window.bounds)
        large = np.argsort(-(shapely.area(seen) + shapely.length(seen)), kind="stable")[:NAMED_WATERS]
        for place in large.tolist():
            name = water.name(rows[place])
            if seen[place].length > LEAST_WATER_MM * window.metres_per_mm:
                spot = shapely.get_coordinates(shapely.point_on_surface(seen[place]))
                labels.beside(name, frame.place(spot)[0], size=size * 0.68, colour="#2f6f9a", again=False)
