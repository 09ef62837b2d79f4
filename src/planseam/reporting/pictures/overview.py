"""The overview map: all conflicts of a report on the plans that the recipe shows."""

import numpy as np
import shapely

from planseam.model.conflict import SEVERITIES, SEVERITY_TITLES
from planseam.model.palette import Style
from planseam.reporting.pictures.atlas import Atlas, Ground
from planseam.reporting.pictures.fonts import Lettering
from planseam.reporting.pictures.frame import Frame
from planseam.reporting.pictures.furniture import (
    Entry,
    Legend,
    colophon,
    imprint,
    mark_illustrative,
    north_arrow,
    scale_bar,
)
from planseam.reporting.pictures.ground import draw_ground, label_ground
from planseam.reporting.pictures.labels import Labels
from planseam.reporting.pictures.picture import Picture
from planseam.reporting.pictures.sheet import Sheet
from planseam.reporting.pictures.window import CLOSE_STEPS, Window
from planseam.reporting.table import placed
from planseam.reporting.words import word

__all__ = ["overview"]

WIDTH_MM, MAP_WIDTH_MM, FOOT_MM = 160.0, 122.0, 8.6
LEAST_HEIGHT_MM, MOST_HEIGHT_MM = 70.0, 150.0
#: So few units have their names even where these are wider than they are.
NAMED = 12
#: Radius of a marker by severity, mm.
RADIUS_MM = {"critical": 1.3, "major": 1.1, "minor": 0.9, "info": 0.8}
#: Outlines of plans are as much finer than on a map of one conflict: they would hide the areas.
FINER = 0.3


def overview(atlas: Atlas, *, lettering: Lettering, dpi: int) -> Picture:
    """Draw where all conflicts are; the worst lie on top."""
    west, south, east, north = atlas.bounds
    high = MAP_WIDTH_MM * max(north - south, 1.0) / max(east - west, 1.0)
    high = min(max(high, LEAST_HEIGHT_MM), MOST_HEIGHT_MM)
    sheet = Sheet(WIDTH_MM, high + FOOT_MM + 0.2, lettering=lettering, dpi=dpi)
    window = Window.around(atlas.bounds, width_mm=MAP_WIDTH_MM, height_mm=high, filled=0.95, steps=CLOSE_STEPS)
    frame = Frame(sheet, window, left_mm=0.2, bottom_mm=FOOT_MM)
    units, waters = draw_ground(frame, atlas, None)
    plans = _plans(frame, atlas)
    _borders(frame, atlas)
    counts = _markers(frame, atlas)
    labels = Labels(frame)
    labels.keep_off(north_arrow(frame, atlas))
    labels.keep_off(scale_bar(frame, atlas))
    if atlas.illustrative:
        labels.keep_off(mark_illustrative(frame))
    sheet.box(frame.box, line="#3c3f46", weight=0.8)
    label_ground(labels, atlas, units, waters, size=10.0, every_unit=len(units) <= NAMED)
    _legend(sheet, frame, atlas, counts, plans, waters)
    colophon(sheet, [*plans, *waters], top_mm=FOOT_MM - 0.7)
    return sheet.finish(word("picture.overview_alt", title=atlas.settings.words, count=len(atlas.ids)))


def _plans(frame: Frame, atlas: Atlas) -> list[Ground]:
    """Draw the plans that are on in the recipe."""
    drawn = []
    for layer in atlas.plans:
        shapes, _ = layer.plan.within(frame.window)
        style = atlas.style(layer)
        if frame.draw(shapes, style.model_copy(update={"weight": (style.weight or 1.0) * FINER})):
            drawn.append(layer)
    return drawn


def _borders(frame: Frame, atlas: Atlas) -> None:
    shapes, _ = atlas.borders.within(frame.window)
    frame.draw(shapes, Style(line="#ffffff", weight=3.0))
    frame.draw(shapes, Style(line=atlas.colours.ground.border, weight=1.5))


def _markers(frame: Frame, atlas: Atlas) -> dict[str, int]:
    """A dot for each conflict with a place, the mildest first; how many there are of each severity."""
    there = placed(atlas.shapes)
    severity = np.array([record["severity"] for record in atlas.records], dtype=str)
    counts: dict[str, int] = {}
    for name in reversed(SEVERITIES):
        mine = there & (severity == name)
        counts[name] = int(mine.sum())
        spots = shapely.get_coordinates(shapely.point_on_surface(atlas.shapes[mine]))
        for x, y in frame.place(spots).tolist():
            frame.dot(x, y, fill=atlas.colours.severity[name], line="#ffffff", radius_mm=RADIUS_MM[name], weight=0.5)
    return counts


def _legend(
    sheet: Sheet, frame: Frame, atlas: Atlas, counts: dict[str, int], plans: list[Ground], waters: list[Ground]
) -> None:
    legend = Legend(sheet, left_mm=frame.box[2] + 3.2, right_mm=WIDTH_MM - 0.2, top_mm=frame.box[3])
    legend.heading(word("picture.legend"))
    legend.space(2.0)
    entries = [
        Entry(
            words=word("picture.marker", severity=SEVERITY_TITLES[name], count=counts[name]),
            style=Style(fill=atlas.colours.severity[name], line="#ffffff", weight=0.6),
            kind="point",
        )
        for name in SEVERITIES
        if counts[name]
    ]
    entries.append(
        Entry(
            words=atlas.border_words,
            style=Style(line=atlas.colours.ground.border, weight=1.5),
            kind="line",
        )
    )
    entries += [
        Entry(words=layer.title, style=atlas.style(layer), kind=layer.kind) for layer in (*reversed(plans), *waters)
    ]
    legend.entries(entries, bottom_mm=frame.box[1] + 18)
    unplaced = len(atlas.ids) - sum(counts.values())
    if unplaced:
        legend.heading(word("picture.unplaced", count=unplaced), size=6.0, bold=False)
    imprint(frame, atlas, left_mm=legend.left)
