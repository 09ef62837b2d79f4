"""The detail map: a conflict, the features of both parties that it is about, and what lies around."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from planseam.model.conflict import SEVERITY_TITLES
from planseam.model.palette import Style
from planseam.reporting.pictures.atlas import Atlas, Ground, kind_of
from planseam.reporting.pictures.fonts import Lettering
from planseam.reporting.pictures.frame import Frame, valid
from planseam.reporting.pictures.furniture import (
    GREY,
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
from planseam.reporting.pictures.sides import Side, parties, sides_of
from planseam.reporting.pictures.window import Window
from planseam.reporting.words import word
from planseam.text import Text

__all__ = ["Detail", "detail_window", "draw_conflict"]

Shapes = NDArray[np.object_]
Rows = NDArray[np.intp]

WIDTH_MM, HEIGHT_MM = 160.0, 100.8
MAP_WIDTH_MM, MAP_HEIGHT_MM, FOOT_MM = 117.5, 92.0, 8.6
#: How much of the map a conflict may take.
FILLED = 0.62
LEAST_SCALE, LEAST_SCALE_POINT = 5_000.0, 25_000.0
#: What is smaller on paper gets a ring; what is smaller still, a dot too.
RING_MM, DOT_MM, APART_MM = 4.0, 0.8, 1.6
NEXT_TO_NOTHING = 0.05
#: Strokes of the hatching of a conflict: what lies under it is seen between them.
HATCH = "////"
AREA, LINE = 2, 1
NAMED = 5
#: A feature's name keeps off the conflict where this much of the feature lies beside it, share.
ROOMY = 0.25
#: Finer than the outlines of the parties' features under it, so that both are seen where they meet.
CONFLICT_PX = 1.5


def detail_window(atlas: Atlas, row: int) -> Window:
    """The ground that the detail map of a conflict shows."""
    shape = atlas.shapes[row]
    least = LEAST_SCALE_POINT if shapely.get_dimensions(shape) == 0 else LEAST_SCALE
    return Window.around(shape.bounds, width_mm=MAP_WIDTH_MM, height_mm=MAP_HEIGHT_MM, filled=FILLED, least_scale=least)


class Detail:
    """The detail map of one conflict.

    Parameters
    ----------
    atlas : Atlas
    row : int
        Of the conflict.
    lettering : Lettering
    dpi : int
    """

    def __init__(self, atlas: Atlas, row: int, *, lettering: Lettering, dpi: int) -> None:
        self.atlas, self.record, self.shape = atlas, atlas.records[row], atlas.shapes[row]
        self.sheet = Sheet(WIDTH_MM, HEIGHT_MM, lettering=lettering, dpi=dpi)
        self.frame = Frame(self.sheet, detail_window(atlas, row), left_mm=0.2, bottom_mm=FOOT_MM)
        self.labels = Labels(self.frame)
        self.sides = sides_of(atlas, self.record)

    def picture(self) -> Picture:
        """Draw it."""
        units, waters = draw_ground(self.frame, self.atlas, self.record)
        around = list(self._around())
        self._sides()
        self._edge()
        draw_conflict(self.frame, self.shape, self.atlas.colours.severity[self.record["severity"]])
        used = list(dict.fromkeys(layer.id for layer in (*(side.layer for side in self.sides), *waters)))
        shown = [self.atlas.layers[name] for name in used]
        self._furniture(illustrative=any(layer.illustrative for layer in shown))
        self._names(units, waters)
        self._legend(around, waters)
        colophon(self.sheet, shown, top_mm=FOOT_MM - 0.7)
        alt = word(
            "picture.detail_alt",
            id=self.record["id"],
            scale=f"{self.frame.window.scale:.0f}",
            rule=self.atlas.rule_names.get(self.record["rule"], Text.same(self.record["name"])),
            parties=parties(self.atlas, self.record),
        )
        return self.sheet.finish(alt)

    def _around(self) -> Iterator[Entry]:
        """Draw all features of the same layers, and say what was drawn beside those that the conflict names."""
        layers = {side.layer.id: side.layer for side in self.sides if side.layer.role != "unit"}
        for layer in self.atlas.in_order([layer for layer in layers.values() if layer not in self.atlas.orientation]):
            shapes, rows = layer.plan.within(self.frame.window)
            named = np.concatenate([side.rows for side in self.sides if side.layer is layer])
            for title, style, mine in self._classes(layer, rows):
                drawn = self.frame.draw(shapes[mine], style)
                if title is not None:
                    words = word("picture.class_of", layer=layer.title, class_=title)
                elif len(named):
                    words = word("picture.others", layer=layer.title)
                    drawn = drawn and bool(len(self.frame.cut(shapes[mine & ~np.isin(rows, named)])))
                else:
                    words = layer.title
                if drawn:
                    yield Entry(words=words, style=style, kind=kind_of(shapes[mine]))

    def _classes(self, layer: Ground, rows: Rows) -> Iterator[tuple[Text | None, Style, NDArray[np.bool_]]]:
        """Styles of a layer, and which of some rows have each; titles where the palette tells classes apart."""
        base = self.atlas.style(layer)
        rest = np.ones(len(rows), dtype=bool)
        for each in self.atlas.classes(layer):
            mine = layer.classes[rows] == each.is_
            rest &= ~mine
            yield each.title.text, each.over(base), mine
        yield None, base, rest

    def _sides(self) -> None:
        """Draw what the conflict names on top of the rest, in the colours of the parties."""
        for side in self.sides:
            shapes = side.layer.plan.shapes[side.rows]
            self.frame.draw(shapes, side.style(self.atlas))

    def _edge(self) -> None:
        shapes, _ = self.atlas.borders.within(self.frame.window)
        colour = self.atlas.colours.ground.border
        self.frame.draw(shapes, Style(line="#ffffff", weight=2.6))
        self.frame.draw(shapes, Style(line=colour, weight=1.3, dash="9 3 2 3"))

    def _furniture(self, *, illustrative: bool) -> None:
        self.labels.keep_off(north_arrow(self.frame, self.atlas))
        self.labels.keep_off(scale_bar(self.frame, self.atlas))
        if illustrative or self.record["illustrative"]:
            self.labels.keep_off(mark_illustrative(self.frame))
        self.sheet.box(self.frame.box, line="#3c3f46", weight=0.8)

    def _names(self, units: list[tuple[int, Any]], waters: list[Ground]) -> None:
        west, south, east, north = self.shape.bounds
        corners = self.frame.place(np.array([[west, south], [east, north]]))
        small = (corners[1] - corners[0]).max() < self.frame.window.height_mm * 0.35
        if small:
            room = RING_MM if (corners[1] - corners[0]).max() < RING_MM else 0.5
            self.labels.keep_off((*(corners[0] - room).tolist(), *(corners[1] + room).tolist()))
        for side in self.sides:
            self._feature_names(side)
            self.labels.avoid(side.layer.plan.shapes[side.rows])
        self.labels.avoid(np.array([self.shape], dtype=object))
        label_ground(self.labels, self.atlas, units, waters)

    def _feature_names(self, side: Side) -> None:
        if side.layer.role == "unit":
            return
        written: set[str] = set()
        for row in side.rows.tolist():
            name = side.layer.name(row)
            parts = self.frame.cut(side.layer.plan.shapes[[row]])
            if not name.zh or name.zh in written or not len(parts) or len(written) == NAMED:
                continue
            written.add(name.zh)
            largest = parts[np.argmax(shapely.area(parts) + shapely.length(parts))]
            spot = self.frame.place(shapely.get_coordinates(shapely.point_on_surface(self._beside(largest))))[0]
            on_top = shapely.get_dimensions(largest) == AREA
            self.labels.beside(name, spot, size=6.8, colour=side.colour, on_top=bool(on_top))

    def _beside(self, part: Any) -> Any:  # noqa: ANN401 - any geometry of shapely
        """What of a feature the conflict leaves, where that has room for its name; else all of it."""
        if min(shapely.get_dimensions(part), shapely.get_dimensions(self.shape)) < AREA:
            return part
        left = shapely.get_parts(shapely.difference(*valid(np.array([part, self.shape], dtype=object))))
        sizes = shapely.area(left)
        return left[np.argmax(sizes)] if len(left) and sizes.max() > ROOMY * part.area else part

    def _legend(self, around: list[Entry], waters: list[Ground]) -> None:
        colours = self.atlas.colours
        legend = Legend(self.sheet, left_mm=self.frame.box[2] + 3.2, right_mm=WIDTH_MM - 0.2, top_mm=self.frame.box[3])
        title = self.atlas.rule_names.get(self.record["rule"], Text.same(self.record["name"]))
        legend.heading(Text(title.zh, title.en[:1].upper() + title.en[1:]))
        legend.heading(Text.same(self.record["id"]), size=6.5, colour=GREY, bold=False)
        legend.space(2.2)
        severity = str(self.record["severity"])
        colour = colours.severity[severity]
        kind = kind_of(np.array([self.shape], dtype=object))
        entries = [
            Entry(
                words=word("picture.conflict", severity=SEVERITY_TITLES[self.record["severity"]]),
                style=_mark(colour) if kind == "area" else Style(fill=colour, line=colour, weight=4.0),
                kind=kind,
                hatch=HATCH if kind == "area" else "",
            )
        ]
        for side in self.sides:
            shapes = side.layer.plan.shapes[side.rows]
            if len(self.frame.cut(shapes)):
                entries.append(Entry(words=side.words, style=side.style(self.atlas), kind=kind_of(shapes)))
        entries += around
        entries.append(
            Entry(
                words=self.atlas.border_words,
                style=Style(line=colours.ground.border, weight=1.6, dash="9 3 2 3"),
                kind="line",
            )
        )
        if (smaller := self.atlas.smaller_units) is not None and len(self.atlas.smaller_within(self.frame.window)[1]):
            entries.append(
                Entry(
                    words=word("picture.smaller_units", layer=smaller.title),
                    style=self.atlas.unit_style,
                    kind="line",
                )
            )
        entries += [Entry(words=water.title, style=self.atlas.style(water), kind=water.kind) for water in waters]
        legend.entries(entries, bottom_mm=self.frame.box[1] + 12)
        imprint(self.frame, self.atlas, left_mm=legend.left)


def _mark(colour: str) -> Style:
    return Style(fill=colour, fill_opacity=0.18, line=colour, weight=CONFLICT_PX)


def draw_conflict(frame: Frame, shape: Any, colour: str) -> None:  # noqa: ANN401 - any geometry of shapely
    """Draw a conflict exactly, on top of all, and so that it is seen however small it is."""
    shapes = np.array([shape], dtype=object)
    kind = shapely.get_dimensions(shape)
    if kind == AREA:
        frame.draw(shapes, _mark(colour), exact=True, hatch=HATCH)
    elif kind == LINE:
        frame.draw(shapes, Style(line="#ffffff", weight=6.4), exact=True)
        frame.draw(shapes, Style(line=colour, weight=4.0), exact=True)
    for x, y in _specks(frame, shapes).tolist():
        frame.dot(x, y, fill=colour, line="#ffffff", radius_mm=1.0)
    for x, y in _rings(frame, shapes).tolist():
        frame.dot(x, y, fill="none", line="#ffffff", radius_mm=RING_MM, weight=2.6)
        frame.dot(x, y, fill="none", line=colour, radius_mm=RING_MM, weight=1.4)


def _rings(frame: Frame, shapes: Shapes) -> NDArray[np.float64]:
    """Where a ring must show a conflict of which each part is small, mm."""
    bounds = shapely.bounds(shapely.get_parts(shapely.get_parts(shapes)))
    if (bounds[:, 2:] - bounds[:, :2]).max() >= RING_MM * frame.window.metres_per_mm:
        return np.empty((0, 2))
    return _apart(frame.place((bounds[:, :2] + bounds[:, 2:]) / 2), RING_MM)


def _specks(frame: Frame, shapes: Shapes) -> NDArray[np.float64]:
    """Where parts of a conflict are too small to be seen, mm; one place for those that would hide each other.

    Parts that are next to nothing beside the others, as skerries beside a coast, are not meant.
    """
    parts = shapely.get_parts(shapely.get_parts(shapes))
    bounds = shapely.bounds(parts)
    tiny = (bounds[:, 2:] - bounds[:, :2]).max(axis=1) < DOT_MM * frame.window.metres_per_mm
    areal = shapely.get_dimensions(parts) == AREA
    if shapely.area(parts[tiny]).sum() < NEXT_TO_NOTHING * shapely.area(parts).sum():
        tiny &= ~areal
    return _apart(frame.place((bounds[tiny, :2] + bounds[tiny, 2:]) / 2), APART_MM)


def _apart(places: NDArray[np.float64], grid_mm: float) -> NDArray[np.float64]:
    """Of places that would hide each other, the first one."""
    _, first = np.unique(places // grid_mm, axis=0, return_index=True)
    return np.asarray(places[np.sort(first)])
