"""The locator map: where a conflict lies, and in a corner the whole study."""

from functools import partial

import numpy as np
from numpy.typing import NDArray

from planseam.model.palette import Style
from planseam.reporting.pictures.atlas import Atlas
from planseam.reporting.pictures.detail import detail_window
from planseam.reporting.pictures.fonts import Lettering
from planseam.reporting.pictures.frame import Frame
from planseam.reporting.pictures.furniture import mark_illustrative, north_arrow, scale_bar
from planseam.reporting.pictures.ground import draw_ground, label_ground
from planseam.reporting.pictures.labels import Labels
from planseam.reporting.pictures.picture import Picture
from planseam.reporting.pictures.sheet import Sheet
from planseam.reporting.pictures.sides import parties
from planseam.reporting.pictures.window import CLOSE_STEPS, Window
from planseam.reporting.words import word

__all__ = ["locator"]

WIDTH_MM, HEIGHT_MM = 76.0, 57.0
INSET_MM = 19.0
#: The surroundings are so many times the detail map, and at least so wide.
TIMES, LEAST_SCALE = 6.0, 400_000.0
#: Where the surroundings are as wide as this share of the study, they are the study, and there is no inset.
WHOLE = 0.75
#: A detail map smaller than this on the locator is shown by a pin, mm.
PIN_MM = 3.0


def locator(atlas: Atlas, row: int, *, lettering: Lettering, dpi: int) -> Picture:
    """Draw the locator map of a conflict.

    Parameters
    ----------
    atlas : Atlas
    row : int
        Of the conflict.
    lettering : Lettering
    dpi : int
    """
    record = atlas.records[row]
    colour = atlas.colours.severity[record["severity"]]
    sheet = Sheet(WIDTH_MM, HEIGHT_MM, lettering=lettering, dpi=dpi)
    detail = detail_window(atlas, row)
    window, whole = _surroundings(atlas, detail)
    frame = Frame(sheet, window, left_mm=0.2, bottom_mm=0.2)
    units, waters = draw_ground(frame, atlas, record)
    _borders(frame, atlas)
    labels = Labels(frame)
    inset = None if whole else _inset(atlas, sheet)
    _pin(frame, labels, detail, atlas.shapes[row].bounds, colour)
    labels.keep_off(north_arrow(frame, atlas))
    labels.keep_off(scale_bar(frame, atlas, most_mm=22.0))
    if record["illustrative"] or any(water.illustrative for water in waters):
        labels.keep_off(mark_illustrative(frame, right_mm=0.0 if inset is None else inset.box[2] - inset.box[0]))
    if inset is not None:
        labels.keep_off(inset.box)
    label_ground(labels, atlas, units, waters, size=8.0)
    if inset is not None:
        _draw_inset(inset, atlas, atlas.shapes[row].bounds, colour)
    sheet.box(frame.box, line="#3c3f46", weight=0.8)
    return sheet.finish(word("picture.locator_alt", id=record["id"], parties=parties(atlas, record)))


def _surroundings(atlas: Atlas, detail: Window) -> tuple[Window, bool]:
    """The window of the surroundings, and whether it shows the whole study."""
    around = partial(Window.around, width_mm=WIDTH_MM - 0.4, height_mm=HEIGHT_MM - 0.4)
    study = around(atlas.bounds, filled=0.92, steps=CLOSE_STEPS)
    scale = max(detail.scale * detail.width_mm / study.width_mm * TIMES, LEAST_SCALE)
    west, south, east, north = atlas.bounds
    inside = west <= detail.x <= east and south <= detail.y <= north
    if inside and scale >= WHOLE * study.scale:
        return study, True
    return around((detail.x, detail.y, detail.x, detail.y), filled=1.0, least_scale=scale), False


def _borders(frame: Frame, atlas: Atlas) -> None:
    shapes, _ = atlas.borders.within(frame.window)
    frame.draw(shapes, Style(line=atlas.colours.ground.border, weight=1.3))


def _pin(frame: Frame, labels: Labels, detail: Window, bounds: tuple[float, float, float, float], colour: str) -> None:
    """Mark what the detail map shows."""
    west, south, east, north = detail.bounds
    corners = frame.place(np.array([[west, south], [east, north]]))
    box = (*corners[0].tolist(), *corners[1].tolist())
    if box[2] - box[0] < PIN_MM:
        x, y = frame.place(_middle(bounds)).tolist()[0]
        frame.dot(x, y, fill=colour, line="#ffffff", radius_mm=1.7, weight=1.2)
        labels.keep_off((x - 2, y - 2, x + 2, y + 2))
        return
    frame.sheet.box(box, line="#ffffff", weight=2.2)
    frame.sheet.box(box, fill=colour, opacity=0.12)
    frame.sheet.box(box, line=colour, weight=1.1)
    x, y = frame.place(_middle(bounds)).tolist()[0]
    frame.dot(x, y, fill=colour, line="#ffffff", radius_mm=1.0, weight=0.8)
    labels.keep_off((x - 1.5, y - 1.5, x + 1.5, y + 1.5))


def _middle(bounds: tuple[float, float, float, float]) -> NDArray[np.float64]:
    west, south, east, north = bounds
    return np.array([[(west + east) / 2, (south + north) / 2]])


def _inset(atlas: Atlas, sheet: Sheet) -> Frame:
    """A frame in the upper right corner, as high as the study needs."""
    west, south, east, north = atlas.bounds
    aspect = min(max((north - south) / max(east - west, 1.0), 0.5), 1.6)
    window = Window.around(atlas.bounds, width_mm=INSET_MM, height_mm=INSET_MM * aspect, filled=0.9, steps=CLOSE_STEPS)
    return Frame(sheet, window, left_mm=WIDTH_MM - 0.2 - INSET_MM, bottom_mm=HEIGHT_MM - 0.2 - window.height_mm)


def _draw_inset(frame: Frame, atlas: Atlas, bounds: tuple[float, float, float, float], colour: str) -> None:
    frame.sheet.box(frame.box, fill="#ffffff")
    shapes, _ = atlas.units.within(frame.window, finest_mm=0.1)
    frame.draw(shapes, Style(fill="#e6e3da", fill_opacity=1.0, line="#ffffff", weight=0.6))
    frame.sheet.box(frame.box, line="#3c3f46", weight=0.6)
    x, y = frame.place(_middle(bounds)).tolist()[0]
    frame.dot(x, y, fill=colour, line="#ffffff", radius_mm=0.95, weight=0.6)
