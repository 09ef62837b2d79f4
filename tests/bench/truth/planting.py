"""What planters work with: a bed of ground, a canvas of features, and what each plant must bring."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from planseam.checking.cases import CASE_CRS
from planseam.model.layer import Layer
from planseam.model.study import SharingEntry
from planseam.text import Text
from truth.ground import Ground, Slot

#: How far from its footprint a record may reach: digitising noise and the tolerance of ends, m.
SLACK_M = 60.0
#: Nothing that is planted is digitised worse, m.
WORST_M = 3.0


@dataclass(frozen=True)
class Wanted:
    """One record that must come.

    Parameters
    ----------
    parties : frozenset of str
        Codes of the parties, without order; one where both are the same or there is one.
    severity : str
    footprint : geometry, local
        The record must lie in it; None where it has no place.
    near : bool
        Whether the plant is near a threshold.
    optional : bool
        It may come or not: noise that is left beside other plants.
    rolled : str
        Records of this kind are rolled up: one for the parties, wherever it lies.
    feature : str
        Id of a feature that the record must name; any where empty.
    """

    parties: frozenset[str]
    severity: str
    footprint: Any
    near: bool = False
    optional: bool = False
    rolled: str = ""
    feature: str = ""


@dataclass(frozen=True)
class Plant:
    """A planted drawing: what it must bring, and the ground that is its own."""

    recipe: str
    near: bool
    footprint: Any
    wanted: tuple[Wanted, ...]


@dataclass
class Canvas:
    """The features of a scene, by role."""

    rng: np.random.Generator
    mode: str
    finer: bool = True
    rows: list[tuple[tuple[str, str, str, str], dict[str, Any]]] = field(default_factory=list)
    options: dict[str, Any] = field(default_factory=dict)
    sharing: tuple[SharingEntry, ...] = ()
    notes: dict[str, Any] = field(default_factory=dict)

    def add(self, role, geometry, owner="", *, vintage="", name="", **values) -> str:
        """Add a feature; its owner is declared as the scene does it."""
        fid = f"f{len(self.rows) + 1}"
        declared = "" if self.mode == "ground" else self._longer(owner)
        party = declared if self.mode == "party" else ""
        layer = (role, f"{role}-{party or 'all'}-{vintage}".rstrip("-"), party, vintage)
        code = declared if self.mode == "code" else ""
        table = {"fid": fid, "name": name, "name_en": "", "code": code, "geometry": geometry, **values}
        self.rows.append((layer, table))
        return fid

    def row(self, role, **values) -> str:
        """Add a row of a table: no geometry, and the code that is given."""
        fid = f"f{len(self.rows) + 1}"
        plain = {"fid": fid, "name": "", "name_en": "", "code": "", "geometry": None}
        self.rows.append(((role, role, "", ""), {**plain, **values}))
        return fid

    def _longer(self, owner):
        """A plan of a city within a province is the province's: sometimes declare so."""
        if self.finer and self.mode == "code" and len(owner) == 2 and self.rng.random() < 0.3:
            return owner + str(self.rng.choice(["01", "0112"]))
        return owner

    def layers(self, ground: Ground):
        """All features as layers, at their place."""
        groups: dict[tuple[str, str, str, str], list[dict[str, Any]]] = {}
        for layer, row in self.rows:
            groups.setdefault(layer, []).append(row)
        found = []
        for (role, layer, party, vintage), rows in sorted(groups.items()):
            table = pd.DataFrame(rows)
            shapes = ground.placed(table.pop("geometry").to_numpy(dtype=object))
            table["source_row"] = np.arange(len(table))
            frame = gpd.GeoDataFrame(table, geometry=shapes, crs=CASE_CRS)
            found.append(Layer(id=layer, role=role, title=Text.same(layer), party=party, vintage=vintage, frame=frame))
        return found


@dataclass
class Bed:
    """A stretch of border for one plant.

    Places are (u, d): metres along the border from the bed's middle, and
    metres into the ground of `here`; `there` has negative d.
    """

    rng: np.random.Generator
    canvas: Canvas
    ground: Ground
    slot: Slot
    depth: float
    flip: bool
    number: int = 0
    near: bool = False
    noise: float = 0.0
    spacing: float = 50.0

    @property
    def here(self) -> str:
        return self.slot.right if self.flip else self.slot.left

    @property
    def there(self) -> str:
        return self.slot.left if self.flip else self.slot.right

    @property
    def both(self) -> frozenset[str]:
        return frozenset((self.here, self.there))

    @property
    def room(self) -> float:
        """Half the length of border that may be used."""
        return 0.36 * self.slot.room

    def at(self, u, d):
        """Local coordinates of places."""
        sign = -1.0 if self.flip else 1.0
        u, d = np.broadcast_arrays(np.asarray(u, dtype=float), np.asarray(d, dtype=float))
        return self.slot.course.at(self.slot.middle + sign * u.ravel(), sign * d.ravel())

    def uniform(self, low, high) -> float:
        return float(self.rng.uniform(low, high))

    def pick(self, *values):
        return values[int(self.rng.integers(len(values)))]

    def edge(self, u0, u1, d, *, noise=None, spacing=None):
        """Places along a line beside the border, digitised anew."""
        noise, spacing = self.noise if noise is None else noise, spacing or self.spacing
        count = max(int(abs(u1 - u0) / spacing), 1)
        u = np.linspace(u0, u1, count + 1)
        u[1:-1] += self.rng.uniform(-0.3, 0.3, count - 1) * (u1 - u0) / count
        off = d(u) if callable(d) else np.full(len(u), float(d))
        return np.column_stack([u, off + self.rng.uniform(-noise, noise, len(u))])

    def border(self, u0, u1):
        """Local coordinates of the border itself, vertex by vertex, between two places."""
        sign = -1.0 if self.flip else 1.0
        course, low, high = self.slot.course, *sorted(self.slot.middle + sign * np.array([u0, u1]))
        inside = (course.vertex_s > low) & (course.vertex_s < high)
        s = np.concatenate([[low], course.vertex_s[inside], [high]])
        xy = np.column_stack([np.interp(s, course.vertex_s, course.vertex_xy[:, axis]) for axis in (0, 1)])
        return xy if (sign > 0) == (u0 < u1) else xy[::-1]

    def band(self, u0, u1, d0, d1, *, noise=None, spacing=None, exact=False):
        """A strip beside the border; d0 and d1 may be functions of u. `exact`: d0 is the border, vertex by vertex."""
        inner = self.border(u0, u1) if exact else self.at(*self.edge(u0, u1, d0, noise=noise, spacing=spacing).T)
        outer = self.at(*self.edge(u1, u0, d1, noise=noise, spacing=spacing).T)
        shape = shapely.Polygon(np.concatenate([inner, outer]))
        return shape if shape.is_valid else shapely.make_valid(shape, method="structure")

    def deep(self, u0, u1, d0, area):
        """How far from the border a strip must reach to have an area: bends make it wider or narrower than planned."""
        sign = 1 if d0 >= 0 else -1
        low, high = 0.0, 4 * area / abs(u1 - u0)
        for _ in range(40):
            middle = (low + high) / 2
            small = self.band(u0, u1, d0, d0 + sign * middle, noise=0.0, spacing=25.0).area < area
            low, high = (middle, high) if small else (low, middle)
        return d0 + sign * low

    def area(self, u0, u1, d0, d1, **given):
        """A patch that begins `d0` from the border and wanders at its far side, about `d1`."""
        phase, wave = self.uniform(0, 6), self.uniform(300, 900)
        swing = 0.15 * abs(d1 - d0)

        def far(u):
            return d1 + swing * np.sin(2 * np.pi * u / wave + phase)

        return self.band(u0, u1, d0, far, **given)

    def blob(self, u, d, radius, *, corners=None, rough=0.25):
        """A natural patch around a place; its boundary is between (1 - rough) and (1 + rough) radii from it."""
        corners = corners or int(self.rng.integers(9, 40))
        angle = np.sort(
            self.rng.uniform(0, 2 * np.pi / corners * 0.8, corners) + np.arange(corners) * 2 * np.pi / corners
        )
        phase = self.rng.uniform(0, 2 * np.pi, 3)
        wave = sum(np.sin((k + 2) * angle + phase[k]) for k in range(3)) / 3
        reach = radius * (1 + rough * wave)
        return shapely.Polygon(self.at(u, d) + reach[:, None] * np.column_stack([np.cos(angle), np.sin(angle)]))

    def line(self, places, *, noise=None, spacing=None):
        """A line through some places (u, d), digitised with noise but for its ends."""
        noise, spacing = self.noise if noise is None else noise, spacing or self.spacing
        places = np.asarray(places, dtype=float)
        away = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(places, axis=0).T))])
        count = max(int(away[-1] / spacing), len(places) - 1)
        along = np.unique(np.concatenate([np.linspace(0, away[-1], count + 1), away]))
        u, d = (np.interp(along, away, places[:, axis]) for axis in (0, 1))
        inner = slice(1, -1)
        d[inner] += self.rng.uniform(-noise, noise, len(d) - 2)
        u[inner] += self.rng.uniform(-noise, noise, len(u) - 2)
        return shapely.LineString(self.at(u, d))

    def point(self, u, d):
        return shapely.Point(self.at(u, d)[0])

    def whole(self):
        """The ground of the bed."""
        half = self.slot.room / 2
        return self.band(-half, half, -self.depth, self.depth, noise=0.0)

    def add(self, role, geometry, owner="", **values) -> str:
        return self.canvas.add(role, geometry, owner, **values)

    def want(self, severity, *parties, footprint=None, optional=False, rolled="") -> Wanted:
        """One record, anywhere in the bed or in the footprint."""
        return Wanted(
            frozenset(parties or self.both),
            severity,
            (self.whole() if footprint is None else footprint).buffer(SLACK_M),
            self.near,
            optional,
            rolled,
        )

    def want_of(self, feature, severity, *parties) -> Wanted:
        """One record that names a feature and may have no place."""
        return Wanted(frozenset(parties), severity, None, self.near, feature=feature)

    def noise_of(self, role, *parties, optional=True) -> Wanted:
        """The one info record into which noise is rolled up."""
        return self.want("info", *(parties or self.both), optional=optional, rolled=role)


Recipe = Callable[[Bed], list[Wanted]]


@dataclass
class Plot:
    """How a rule is planted.

    Parameters
    ----------
    room, depth : float
        Border and ground to both sides that one plant takes, m.
    slots : int
        Plants a scene.
    modes : tuple of str
        How owners may be declared: by the layer's party, by the feature's code, by the ground.
    recipes : list of (name, function, near)
    finish : callable, optional
        Plants what concerns the scene as a whole, after all recipes.
    background : callable, optional
        Draws what is right around a sharp bend of the border, and tells what noise may come of it.
    finer : bool
        Whether features may declare a city or county of the unit that is meant.
    often : int
        How many scenes are drawn for each that is asked for, where one holds few plants.
    """

    code: str
    room: float
    depth: float
    slots: int
    modes: tuple[str, ...]
    recipes: list[tuple[str, Recipe, bool]] = field(default_factory=list)
    finish: Callable[[Bed], list[Wanted]] | None = None
    background: Recipe | None = None
    often: int = 1
    finer: bool = True


PLOTS: dict[str, Plot] = {}


def plot(code, *, room=3000.0, depth=900.0, slots=10, modes=("party", "code", "ground"), **more) -> Plot:
    """Open a rule's plot."""
    PLOTS[code] = Plot(code, room, depth, slots, modes, **more)
    return PLOTS[code]


def plant(code, *, near=False):
    """Register a recipe: it draws in the bed and tells what must come of it."""

    def registered(recipe: Recipe) -> Recipe:
        PLOTS[code].recipes.append((recipe.__name__, recipe, near))
        return recipe

    return registered


def finish(code):
    """Register what ends a scene."""

    def registered(recipe):
        PLOTS[code].finish = recipe
        return recipe

    return registered


def background(code):
    """Register what lies around sharp bends of the border and is right."""

    def registered(recipe):
        PLOTS[code].background = recipe
        return recipe

    return registered


def both_sides_of_a_bend(bed: Bed, role, **values) -> None:
    """Features of both sides that meet all along a sharp bend: one follows the border, the other is digitised anew."""
    half = 0.5 * bed.slot.room
    for owner, side in ((bed.here, 1), (bed.there, -1)):
        shape = bed.band(-half, half, 0, side * 0.6 * bed.depth, exact=side > 0, spacing=15.0)
        bed.add(role, shape, owner, **values)


def merged(wanted: list[Wanted]) -> list[Wanted]:
    """Put rolled-up records together: one for each kind and parties."""
    plain = [entry for entry in wanted if not entry.rolled]
    groups: dict[tuple[frozenset[str], str], list[Wanted]] = {}
    for entry in wanted:
        if entry.rolled:
            groups.setdefault((entry.parties, entry.rolled), []).append(entry)
    return plain + [
        replace(
            entries[0],
            footprint=shapely.union_all([entry.footprint for entry in entries]),
            near=all(entry.near for entry in entries if not entry.optional),
            optional=all(entry.optional for entry in entries),
        )
        for entries in groups.values()
    ]
