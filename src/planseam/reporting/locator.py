"""Locator pictures: where a conflict is, and what lies around it."""

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from markupsafe import Markup
from numpy.typing import NDArray
from shapely import STRtree
from shapely.geometry.base import BaseGeometry

from planseam.model.layer import Layer
from planseam.model.report import Report
from planseam.reporting.markup import filled
from planseam.reporting.strokes import HEIGHT, WIDTH, furniture, highlight, plan
from planseam.reporting.svg import View, label
from planseam.reporting.words import unit_names, word
from planseam.seaming.subdivide import subdivide
from planseam.text import Text

__all__ = ["Locators"]

INSET_WIDTH, INSET_HEIGHT = 66, 56
LEAST_M = 1500.0  # a window is at least this wide
LIMIT = 14_000  # characters a picture
COARSEST_PX = 16  # plans that are too many even so are left out
LEAST_ROOM = 0.03  # a unit with a smaller share of the picture has no label


class Locators:
    """All that the locator pictures of a report share; `picture` draws one.

    Parameters
    ----------
    report : Report
    """

    def __init__(self, report: Report) -> None:
        frames = [layer.frame for layer in report.layers if layer.frame.crs is not None]
        self._crs = report.crs or (frames[0].crs if frames else report.units.estimate_utm_crs())
        self._layers = {layer.id: layer for layer in report.layers}
        self._names = unit_names(report)
        self._codes = list(report.units["code"])
        self._units = report.units.geometry.to_crs(self._crs).to_numpy()
        self._plans_of: dict[str, _Plans] = {}
        self._windows: dict[View, list[tuple[int, BaseGeometry]]] = {}
        tree = subdivide(self._units)
        self._pieces, self._owner = tree.geometry[tree.leaves], tree.source[tree.leaves]
        self._ground = STRtree(self._pieces)
        edges = shapely.line_merge(shapely.union_all(shapely.boundary(self._units)))
        self._edges = STRtree(_chunks(np.array([edges], dtype=object)))

    @cached_property
    def overview(self) -> Markup:
        """The study as a symbol that all pictures use; stands once in the page."""
        view = self._whole
        return filled(
            '<svg class="defs"><symbol id="overview"><path class="land" d="{}"/></symbol></svg>', view.path(self._units)
        )

    @cached_property
    def _whole(self) -> View:
        bounds = shapely.total_bounds(self._units)
        x0, y0, x1, y1 = (float(value) for value in bounds)
        scale = min((INSET_WIDTH - 6) / max(x1 - x0, 1.0), (INSET_HEIGHT - 6) / max(y1 - y0, 1.0))
        corner = (x0 + x1) / 2 - INSET_WIDTH / 2 / scale, (y0 + y1) / 2 + INSET_HEIGHT / 2 / scale
        return View(*corner, scale, INSET_WIDTH, INSET_HEIGHT)

    def pictures(self, conflicts: gpd.GeoDataFrame) -> list[Markup]:
        """Draw a picture for each conflict, in their order; nothing where there is no place.

        Parameters
        ----------
        conflicts : GeoDataFrame
            Conflict records in any CRS.
        """
        shapes = conflicts.geometry.to_crs(self._crs).to_numpy()
        records = pd.DataFrame(conflicts.drop(columns=conflicts.geometry.name)).to_dict("records")
        return [
            Markup("") if shape is None or shape.is_empty else self._picture(shape, record)
            for shape, record in zip(shapes, records, strict=True)
        ]

    def _picture(self, shape: BaseGeometry, record: dict[Hashable, Any]) -> Markup:
        view = View.around(shape.bounds, width=WIDTH, height=HEIGHT, least_m=LEAST_M)
        seen = self._seen(view)
        under = self._grounds(view, seen, record)
        over = Markup("").join(
            [
                self._borders(view),
                highlight(view, shape, str(record["severity"])),
                *self._labels(view, seen, shape),
                furniture(view),
                self._inset(shape),
            ]
        )
        plans = self._plans(view, record, room=LIMIT - len(under) - len(over))
        title = word("conflict.locator", id=record["id"])
        return filled(
            '<svg class="locator" viewBox="0 0 {} {}" role="img" aria-label="{} / {}">{}{}{}</svg>',
            WIDTH,
            HEIGHT,
            title.zh,
            title.en,
            under,
            plans,
            over,
        )

    def _seen(self, view: View) -> list[tuple[int, BaseGeometry]]:
        """The units in a window; several conflicts have one place, and with it one window."""
        if view not in self._windows:
            self._windows[view] = self._cut(view)
        return self._windows[view]

    def _cut(self, view: View) -> list[tuple[int, BaseGeometry]]:
        found = np.sort(self._ground.query(shapely.box(*view.bounds)))
        cut = shapely.clip_by_rect(self._pieces[found], *view.bounds)
        owner = self._owner[found]
        return [
            (int(unit), shapely.union_all(cut[owner == unit], grid_size=0.5 / view.scale)) for unit in np.unique(owner)
        ]

    def _grounds(self, view: View, seen: list[tuple[int, BaseGeometry]], record: dict[Hashable, Any]) -> Markup:
        """The units: each party has its tint, all others a third one."""
        tints = {str(record["unit_b"]): 1, str(record["unit_a"]): 0}
        return Markup("").join(
            filled(
                '<path class="g{}" d="{}"/>',
                tints.get(self._codes[unit], 2),
                view.path(np.array([ground], dtype=object)),
            )
            for unit, ground in seen
        )

    def _labels(self, view: View, seen: list[tuple[int, BaseGeometry]], shape: BaseGeometry) -> list[Markup]:
        labels = []
        free = _free(view, shape)
        for unit, ground in seen:
            inside = ground.intersection(shapely.box(*view.bounds))
            if inside.area * view.scale**2 < WIDTH * HEIGHT * LEAST_ROOM:
                continue
            open_ground = inside.intersection(free)
            roomy = open_ground.area * view.scale**2 > WIDTH * HEIGHT * LEAST_ROOM
            circle = shapely.maximum_inscribed_circle(open_ground if roomy else inside, 4 / view.scale)
            x, y = view.pixels(shapely.get_coordinates(circle)[:1])[0].tolist()
            name = self._names.get(self._codes[unit], Text.same(self._codes[unit]))
            labels.append(
                label(name, min(max(x, 40), WIDTH - 40), min(max(y, 16), HEIGHT - 26), css="u", anchor="middle")
            )
        return labels

    def _plans(self, view: View, record: dict[Hashable, Any], *, room: int) -> Markup:
        """What lies around of the layers of both parties, as coarse as the room (characters) demands."""
        near = list(self._near(view, record))
        tolerance_px = 0.5
        while True:
            drawn = Markup("").join(
                plan(view, shapes, role, weight=weight, tolerance_px=tolerance_px) for shapes, role, weight in near
            )
            if len(drawn) <= room:
                return drawn
            if tolerance_px > COARSEST_PX:
                return Markup("")
            tolerance_px *= max(2.0, len(drawn) / max(room, 1) / 2)

    def _near(self, view: View, record: dict[Hashable, Any]) -> Iterator[tuple[NDArray[np.object_], str, float]]:
        """The shapes in the window by layer, those that the conflict names last."""
        window = shapely.box(*view.bounds)
        named = set(f"{record['feature_a']};{record['feature_b']}".split(";"))
        for layer_id in dict.fromkeys(f"{record['layer_a']};{record['layer_b']}".split(";")):
            layer = self._layers.get(layer_id)
            if layer is None:
                continue
            if layer.id not in self._plans_of:
                self._plans_of[layer.id] = _Plans.of(layer)
            shapes, fids = self._plans_of[layer.id].within(window)
            meant = np.fromiter((fid in named for fid in fids), dtype=bool, count=len(fids))
            yield shapes[~meant], layer.role, 0.7
            yield shapes[meant], layer.role, 1.6

    def _borders(self, view: View) -> Markup:
        found = self._edges.geometries[np.sort(self._edges.query(shapely.box(*view.bounds)))]
        cut = shapely.clip_by_rect(found, *view.bounds)
        merged = shapely.line_merge(shapely.multilinestrings(shapely.get_parts(cut)))
        return filled('<path class="b" d="{}"/>', view.path(np.array([merged], dtype=object)))

    def _inset(self, shape: BaseGeometry) -> Markup:
        x0, y0, x1, y1 = shape.bounds
        x, y = self._whole.pixels(np.array([[(x0 + x1) / 2, (y0 + y1) / 2]]))[0].tolist()
        left = WIDTH - INSET_WIDTH - 4
        return filled(
            '<g transform="translate({} 4)"><rect class="i" width="{}" height="{}"/>'
            '<use href="#overview"/><circle class="d" cx="{}" cy="{}" r="3"/></g>',
            left,
            INSET_WIDTH,
            INSET_HEIGHT,
            x,
            y,
        )


@dataclass(frozen=True)
class _Plans:
    """The features of a layer that have a place, and their ids."""

    tree: STRtree
    fids: NDArray[np.object_]

    @classmethod
    def of(cls, layer: Layer) -> Self:
        shapes = layer.frame.geometry.to_numpy()
        there = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
        return cls(STRtree(shapes[there]), layer.frame["fid"].to_numpy(dtype=object)[there])

    def within(self, window: BaseGeometry) -> tuple[NDArray[np.object_], list[Any]]:
        """Shapes and ids of what a window meets, in the order of the layer."""
        found = np.sort(self.tree.query(window, predicate="intersects"))
        return self.tree.geometries[found], self.fids[found].tolist()


def _free(view: View, shape: BaseGeometry) -> BaseGeometry:
    """The window without the conflict and the corners that hold arrow, inset and scale."""
    x0, y0, x1, y1 = view.bounds
    edge = 12 / view.scale
    taken = [
        shapely.box(*shape.bounds).buffer(edge),
        shapely.box(x1 - (INSET_WIDTH + 30) / view.scale, y1 - (INSET_HEIGHT + 12) / view.scale, x1, y1),
        shapely.box(x0, y1 - 40 / view.scale, x0 + 26 / view.scale, y1),
        shapely.box(x0, y0, x0 + 110 / view.scale, y0 + 26 / view.scale),
    ]
    return shapely.box(x0 + edge, y0 + edge, x1 - edge, y1 - edge).difference(shapely.union_all(taken))


def _chunks(lines: NDArray[np.object_], *, vertices: int = 33) -> NDArray[np.object_]:
    """Cut lines into chunks of few vertices that share their ends."""
    chunks: list[NDArray[np.float64]] = []
    for line in shapely.get_parts(shapely.get_parts(lines)):
        coordinates = shapely.get_coordinates(line)
        starts = range(0, max(len(coordinates) - 1, 1), vertices - 1)
        chunks += [coordinates[start : start + vertices] for start in starts]
    flat = np.concatenate(chunks) if chunks else np.empty((0, 2))
    index = np.repeat(np.arange(len(chunks)), [len(chunk) for chunk in chunks])
    return np.asarray(shapely.linestrings(flat, indices=index))
