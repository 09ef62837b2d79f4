"""What all pictures of a report share: plans, units and borders, indexed once."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Geod, Transformer
from shapely import STRtree

from planseam.model.layer import Layer
from planseam.model.palette import ClassStyle, Palette, Style, palette
from planseam.model.recipe import Recipe, recipe
from planseam.model.report import Report
from planseam.model.unit import Level
from planseam.reporting.pictures.window import Window
from planseam.reporting.table import EXCHANGE_CRS, in_reading_order, placed
from planseam.reporting.words import border_names, rule_names, unit_names, word
from planseam.text import Text

__all__ = ["Atlas", "Ground", "Kind", "Plan", "kind_of"]

Shapes = NDArray[np.object_]
Rows = NDArray[np.intp]
Kind = Literal["point", "line", "area"]

KINDS: tuple[Kind, ...] = ("point", "line", "area")

#: Coarser copies of a layer, m: a picture takes the coarsest whose faults it cannot show.
COARSER_M = (30.0, 120.0, 480.0)
BORDERS: dict[Level, str] = {"province": "border_province", "city": "border_city", "county": "border_county"}
#: More smaller units than these in one picture are no help.
MOST_SMALLER = 70


@dataclass(eq=False)
class Plan:
    """The features of one layer, to be looked up by place.

    Parameters
    ----------
    shapes : array of geometries
        Working CRS.
    """

    shapes: Shapes
    _trees: dict[float, tuple[STRtree, Rows]] = field(default_factory=dict, repr=False)

    def within(self, window: Window, *, margin_mm: float = 3.0, finest_mm: float = 0.05) -> tuple[Shapes, Rows]:
        """Features that a window shows, as fine as it can show them, and their rows."""
        allowed = finest_mm * window.metres_per_mm
        coarse = max((step for step in COARSER_M if step <= allowed), default=0.0)
        tree, rows = self._tree(coarse)
        found = np.sort(tree.query(shapely.box(*window.wider(margin_mm))))
        return np.asarray(tree.geometries)[found], rows[found]

    def __getstate__(self) -> dict[str, Any]:
        """An index is quicker built than sent."""
        return {"shapes": self.shapes, "_trees": {}}

    def _tree(self, coarse: float) -> tuple[STRtree, Rows]:
        if coarse not in self._trees:
            rows = np.flatnonzero(placed(self.shapes))
            shapes = self.shapes[rows]
            if coarse:
                bounds = shapely.bounds(shapes)
                size = (bounds[:, 2:] - bounds[:, :2]).max(axis=1, initial=0.0)
                kept = (size >= coarse) | (shapely.get_dimensions(shapes) == 0)
                rows, shapes = rows[kept], shapely.simplify(shapes[kept], coarse, preserve_topology=False)
                left = placed(shapes)
                rows, shapes = rows[left], shapes[left]
            self._trees[coarse] = STRtree(shapes), rows
        return self._trees[coarse]


@dataclass(frozen=True, kw_only=True, eq=False)
class Ground:
    """A layer that pictures can show, without what they do not need.

    Parameters
    ----------
    id, role, party : str
    title, source : Text
    vintage : str
    illustrative : bool
    fids, names, names_en, codes : array of str
    classes : array of str
        Values of the field by which the palette colours the role; empty strings without one.
    plan : Plan
    """

    id: str
    role: str
    title: Text
    party: str
    source: Text
    vintage: str
    illustrative: bool
    fids: NDArray[np.str_]
    names: NDArray[np.object_]
    names_en: NDArray[np.object_]
    codes: NDArray[np.str_]
    classes: NDArray[np.str_]
    plan: Plan

    @classmethod
    def of(cls, layer: Layer, colours: Palette) -> "Ground":
        """Take from a layer what pictures need."""
        frame = layer.frame
        classes = colours.classes(layer.role)
        return cls(
            id=layer.id,
            role=layer.role,
            title=layer.plain_title,
            party=layer.party,
            source=layer.source,
            vintage=layer.vintage,
            illustrative=layer.illustrative,
            fids=_strings(frame, "fid").astype(str),
            names=_strings(frame, "name"),
            names_en=_strings(frame, "name_en"),
            codes=_strings(frame, "code").astype(str),
            classes=_strings(frame, classes.field if classes else "").astype(str),
            plan=Plan(frame.geometry.to_numpy()),
        )

    @cached_property
    def kind(self) -> Kind:
        """What its legend shows."""
        return kind_of(self.plan.shapes)

    def name(self, row: int) -> Text:
        """Name of a feature; one without an English name repeats itself."""
        return Text(str(self.names[row]), str(self.names_en[row] or self.names[row]))


class Atlas:
    """All that the pictures of a report share.

    Parameters
    ----------
    report : Report
    recipe_name : str
        The map recipe whose ground, order and palette the pictures follow.
    ground : Atlas, optional
        Of the whole that the report is a part of: its plans, units and names are taken over,
        so that the ground does not end with the part.
    """

    recipe: Recipe
    colours: Palette
    crs: str
    units: Plan
    outlines: Plan
    codes: list[str]
    unit_names: dict[str, Text]
    layers: dict[str, Ground]

    def __init__(self, report: Report, *, recipe_name: str = "overview", ground: "Atlas | None" = None) -> None:
        if ground is None:
            self._lay(report, recipe_name)
        else:
            self.recipe, self.colours, self.crs = ground.recipe, ground.colours, ground.crs
            self.units, self.outlines, self.codes = ground.units, ground.outlines, ground.codes
            self.unit_names, self.layers = ground.unit_names, ground.layers
        self.settings = report.study.study
        self.illustrative = report.illustrative
        self.border_names, self.rule_names = border_names(report), rule_names(report)
        self.borders = Plan(report.borders.geometry.to_crs(self.crs).to_numpy())
        table = in_reading_order(report)
        self.ids = [str(name) for name in table["id"]]
        self.shapes: Shapes = table.geometry.to_crs(self.crs).to_numpy()
        self.records: list[dict[str, Any]] = [
            {str(key): value for key, value in record.items()}
            for record in pd.DataFrame(table.drop(columns=table.geometry.name)).to_dict("records")
        ]
        self.row_of = {name: row for row, name in enumerate(self.ids)}
        own = np.isin(self.codes, report.units["code"].astype(str).to_numpy())
        west, south, east, north = shapely.total_bounds(self.units.shapes[own]).tolist()
        #: The extent of the report's own units, m.
        self.bounds: tuple[float, float, float, float] = (west, south, east, north)

    def _lay(self, report: Report, recipe_name: str) -> None:
        """Make ready what the parts of a report share."""
        frames = [layer.frame for layer in report.layers if layer.frame.crs is not None]
        crs = report.crs or (frames[0].crs if frames else report.units.estimate_utm_crs())
        self.recipe = recipe(recipe_name)
        self.colours = palette(self.recipe.palette)
        self.crs = CRS.from_user_input(crs).to_wkt()
        self.units = Plan(report.units.geometry.to_crs(crs).to_numpy())
        self.codes = [str(code) for code in report.units["code"]]
        self.unit_names = unit_names(report)
        self.outlines = Plan(shapely.boundary(self.units.shapes))
        shown = [layer for layer in report.layers if layer.frame.crs is not None]
        self.layers = {layer.id: Ground.of(layer, self.colours) for layer in shown}

    @cached_property
    def smaller_units(self) -> Ground | None:
        """The units of the study where they are smaller than those between which borders are checked."""
        units = self.layers.get(self.settings.units)
        return units if units is not None and len(units.fids) > len(self.codes) else None

    def smaller_within(self, window: Window) -> tuple[Shapes, Rows]:
        """Smaller units in a window, and their rows; none where they would be too many to tell apart."""
        if self.smaller_units is None:
            return np.empty(0, dtype=object), np.empty(0, dtype=np.intp)
        shapes, rows = self.smaller_units.plan.within(window)
        few = len(rows) <= MOST_SMALLER
        return (shapes, rows) if few else (shapes[:0], rows[:0])

    @cached_property
    def orientation(self) -> list[Ground]:
        """Layers that every picture shows for orientation, bottom first: waters, as the recipe has them."""
        return self.in_order([layer for layer in self.shown if self._group(layer) == "ground" and layer.role != "unit"])

    @property
    def shown(self) -> list[Ground]:
        """Layers that are on in the recipe."""
        return [layer for layer in self.layers.values() if self.recipe.shows(layer.id, layer.role)]

    @property
    def plans(self) -> list[Ground]:
        """Plans that are on in the recipe, bottom first."""
        return self.in_order([layer for layer in self.shown if self._group(layer) == "plans"])

    def _group(self, layer: Ground) -> str:
        return self.recipe.entry(layer.role).group

    def style(self, layer: Ground) -> Style:
        """How the recipe and the palette draw a layer."""
        return self.recipe.style(layer.id, layer.role, self.colours)

    def classes(self, layer: Ground) -> tuple[ClassStyle, ...]:
        """How features of a layer are told apart by the value of a field; nothing where they are not."""
        classes = self.colours.classes(layer.role) if self.recipe.entry(layer.role).classes else None
        return classes.each if classes else ()

    @property
    def unit_style(self) -> Style:
        """How the outlines of smaller units are drawn."""
        style = self.recipe.style(self.settings.units, "unit", self.colours)
        return Style(line=style.line, weight=style.weight)

    def in_order(self, layers: Sequence[Ground]) -> list[Ground]:
        """Layers as the recipe lays them on each other, bottom first."""
        return sorted(layers, key=lambda layer: self.recipe.rank(layer.role))

    def lonlat(self, x: float, y: float) -> tuple[float, float]:
        """Longitude and latitude of a place in the working CRS."""
        lon, lat = self._outward.transform(x, y)
        return float(lon), float(lat)

    @property
    def border_words(self) -> Text:
        """What the borders are called in a legend."""
        return word(f"picture.{BORDERS[self.settings.level]}")

    def north(self, x: float, y: float) -> float:
        """How far true north lies to the right of the top at a place, degrees."""
        lon, lat = self.lonlat(x, y)
        above = self._outward.transform(lon, min(lat + 0.01, 90.0), direction="INVERSE")
        return float(np.degrees(np.arctan2(above[0] - x, above[1] - y)))

    def stretch(self, x: float, y: float, length_m: float) -> float:
        """Metres of the working CRS, across, for a metre on the ellipsoid at a place."""
        west, east = self.lonlat(x - length_m / 2, y), self.lonlat(x + length_m / 2, y)
        _, _, true = self._geod.inv(*west, *east)
        return float(length_m / true) if true > 0 else 1.0

    def __getstate__(self) -> dict[str, Any]:
        """A transformer is not sent to other processes; each makes its own."""
        return {key: value for key, value in self.__dict__.items() if key not in {"_outward", "_geod"}}

    @cached_property
    def _outward(self) -> Transformer:
        return Transformer.from_crs(self.crs, EXCHANGE_CRS, always_xy=True)

    @cached_property
    def _geod(self) -> Geod:
        geod = CRS.from_user_input(EXCHANGE_CRS).get_geod()
        return geod if geod is not None else Geod(ellps="GRS80")


def _strings(frame: gpd.GeoDataFrame, column: str) -> NDArray[np.object_]:
    """A column as strings; empty ones where the frame lacks it."""
    if column not in frame:
        return np.full(len(frame), "", dtype=object)
    return np.asarray(frame[column].fillna("").astype(str), dtype=object)


def kind_of(shapes: Shapes) -> Kind:
    """What a legend shows for shapes: the largest dimension among them."""
    return KINDS[max(int(shapely.get_dimensions(shapes).max(initial=0)), 0)]
