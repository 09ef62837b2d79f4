"""Noise and substance: strips measured, the narrow ones rolled up, the others put together feature by feature.

Two agencies that digitise one border leave hundreds of strips; an area
threshold does not tell them from real ones, the mean width does.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar, Self

import numpy as np
import shapely
from numpy.typing import NDArray

from planseam.model.border import Border
from planseam.model.conflict import Conflict, Severity
from planseam.model.role import roles
from planseam.model.tolerances import Options, tolerance
from planseam.rules.base import Rule
from planseam.rules.names import several
from planseam.seaming.measures import rectangle_sides
from planseam.seaming.parts import collect
from planseam.seaming.scene import Features, Scene
from planseam.seaming.strips import Strips
from planseam.text import Text, counted, half_up, hectares, metres, mu

__all__ = ["STATUTORY", "NoiseOptions", "Parts", "Sifted", "StripRule", "Total", "groups", "parties_of", "sift"]

Geometries = NDArray[Any]
Floats = NDArray[np.float64]
Indices = NDArray[np.intp]
Mask = NDArray[np.bool_]
Strings = NDArray[np.str_]

#: Roles that are lines by law: what is wrong with them is major.
STATUTORY = frozenset({"redline", "farmland", "development-boundary"})
#: A narrower strip comes from the rounding of coordinates, not from digitising, m.
NARROWEST_M = 0.01


@dataclass(frozen=True, kw_only=True)
class NoiseOptions(Options):
    """What tells noise from substance."""

    noise_m: float = tolerance(
        5.0, unit="m", reason=Text("两家各数字化一次的误差", "what two agencies that digitise one line differ by")
    )
    min_area_m2: float = tolerance(10.0, unit="m2", reason=Text("图上看不见", "cannot be seen on a sheet"))


@dataclass(frozen=True)
class Total:
    """Strips taken together.

    Parameters
    ----------
    count : int
    area_m2, length_m, width_m : float
        Sums of area and length; mean width of all, 2 × area / perimeter.
    geometry : polygon or multipolygon, working CRS
    """

    count: int
    area_m2: float
    length_m: float
    width_m: float
    geometry: Any

    @property
    def figures(self) -> dict[str, str | Text]:
        """The measures as messages write them: `places`, `ha`, `mu`, `length`, `width`."""
        return {
            "places": counted(self.count, "place"),
            "ha": hectares(self.area_m2),
            "mu": mu(self.area_m2),
            "length": metres(self.length_m),
            "width": metres(self.width_m, 2),
        }


@dataclass(frozen=True)
class Parts:
    """Strips of ground, measured. Build them by `Parts.of`.

    Parameters
    ----------
    geometry : array of Polygon, working CRS
    area, perimeter : arrays of float
        On the ellipsoid, m² and m.
    length, breadth : arrays of float
        Sides of the rectangle with the same area and perimeter, m.
    """

    geometry: Geometries
    area: Floats
    perimeter: Floats
    length: Floats
    breadth: Floats

    @classmethod
    def of(cls, scene: Scene, geometry: Geometries) -> Self:
        """Measure strips."""
        perimeter = scene.length(geometry)
        stretch = perimeter / np.maximum(shapely.length(geometry), 1e-9)
        length, breadth = rectangle_sides(geometry)
        return cls(geometry, scene.area(geometry), perimeter, length * stretch, breadth * stretch)

    @property
    def width(self) -> Floats:
        """Mean width, m."""
        return 2 * self.area / np.maximum(self.perimeter, 1e-9)

    def real(self, options: NoiseOptions, *, spared: Mask | None = None) -> Mask:
        """Tell strips that are large and wide enough to mean something; of those `spared`, large is enough."""
        wide = self.width > options.noise_m
        if spared is not None:
            wide |= spared & (self.width > NARROWEST_M)
        return (self.area > options.min_area_m2) & wide

    def noise(self, options: NoiseOptions, *, spared: Mask | None = None) -> Mask:
        """Tell strips that come from digitising; what rounding alone makes is neither real nor noise."""
        return ~self.real(options, spared=spared) & (self.width > NARROWEST_M)

    def total(self, rows: Indices) -> Total:
        """Take some strips together."""
        area, perimeter = float(self.area[rows].sum()), float(self.perimeter[rows].sum())
        length = float(self.length[rows].sum())
        return Total(len(rows), area, length, 2 * area / perimeter, collect(self.geometry[rows]))


@dataclass(frozen=True, kw_only=True)
class Sifted:
    """What becomes one record: real strips of two features, or all noise of two layers.

    Parameters
    ----------
    units : (str, str)
        Codes of the parties; empty for ground outside the study.
    features : (int, int)
        Indices of the features on either side; of noise, those of the first strip.
    noise : bool
    border : Border, optional
        That of the two units, where they differ and share one.
    total : Total
    """

    units: tuple[str, str]
    features: tuple[int, int]
    noise: bool
    border: Border | None
    total: Total


class StripRule(Rule):
    """Base of rules that find strips of ground.

    Attributes
    ----------
    noise_message : Text
        Template for noise rolled up.
    """

    noise_message: ClassVar[Text]

    def record(
        self, scene: Scene, found: Sifted, one: Features, other: Features, *, severity: Severity, **words: Text
    ) -> Conflict:
        """Make the conflict; its message may use `place`, `one`, `other`, `names`, roles, figures, and `words`."""
        left, right = found.features
        at_km = scene.kilometre(found.border, found.total.geometry) if found.border else None
        return Conflict(
            rule=self.code,
            severity="info" if found.noise else severity,
            unit_a=found.units[0],
            unit_b=found.units[1],
            layer_a=str(one.layer[left]),
            feature_a="" if found.noise else str(one.fid[left]),
            layer_b=str(other.layer[right]),
            feature_b="" if found.noise else str(other.fid[right]),
            border=found.border.id if found.border else "",
            at_km=at_km,
            area_m2=found.total.area_m2,
            length_m=found.total.length_m,
            width_m=found.total.width_m,
            message=(self.noise_message if found.noise else self.message).format(
                place=_place(scene, found, at_km),
                one=one.name(left),
                other=other.name(right),
                names=_both(one.name(left), other.name(right)),
                one_role=roles()[one.role].title,
                one_roles=several(one.role),
                other_role=roles()[other.role].title,
                **found.total.figures,
                **words,
            ),
            advice=self.advice,
            geometry=found.total.geometry,
        )


def sift(
    scene: Scene,
    strips: Strips,
    *,
    units: tuple[Strings, Strings],
    layers: tuple[Strings, Strings],
    options: Callable[[str], NoiseOptions],
    spared: Mask | None = None,
) -> Iterator[Sifted]:
    """Sort strips of two features each into substance and noise.

    Parameters
    ----------
    scene : Scene
    strips : Strips
    units, layers : pairs of arrays of str
        Code and layer id of the features on either side of each strip.
    options : callable
        Gives the tolerances for a border id, which may be empty.
    spared : array of bool, optional
        Strips that are no noise for being narrow: what they come from is as narrow itself.

    Yields
    ------
    Sifted
        Of two units the real ones first, a row for two features, then the noise, a row for two layers.
    """
    parts = Parts.of(scene, strips.geometry)
    for pair in groups(*units):
        one, other = str(units[0][pair[0]]), str(units[1][pair[0]])
        border = scene.parties(one, other) if one and other and one != other else None
        given = options(border.id if border else "")
        real, noise = (pair[tell(given, spared=spared)[pair]] for tell in (parts.real, parts.noise))
        together = [(real[rows], False) for rows in groups(strips.left[real], strips.right[real])]
        together += [(noise[rows], True) for rows in groups(*(layer[noise] for layer in layers))]
        for rows, is_noise in together:
            total = parts.total(rows)
            yield Sifted(
                units=(one, other),
                features=(int(strips.left[rows[0]]), int(strips.right[rows[0]])),
                noise=is_noise,
                border=scene.parties(one, other, near=total.geometry) if border else None,
                total=total,
            )


def parties_of(scene: Scene, strips: Strips, one: Features, other: Features) -> tuple[Strings, Strings]:
    """Units of both features of each strip: as declared, else where the pair's largest strip lies."""
    width = f"<U{len(scene.codes[0])}"
    first, second = one.owner[strips.left].astype(width), other.owner[strips.right].astype(width)
    size = shapely.area(strips.geometry)
    size = np.where(size > 0, size, shapely.length(strips.geometry))
    _, pair = np.unique(np.column_stack([strips.left, strips.right]), axis=0, return_inverse=True)
    by_size = np.lexsort([-size, pair])
    largest = by_size[np.unique(pair[by_size], return_index=True)[1]]
    places = shapely.point_on_surface(strips.geometry[largest])
    # of a line that is one of its vertices, perhaps on the border
    lines = shapely.get_dimensions(strips.geometry[largest]) == 1
    places[lines] = shapely.line_interpolate_point(strips.geometry[largest[lines]], 0.5, normalized=True)
    zone = scene.zones.locate(places)[pair]
    ground = np.append(scene.codes, "")[zone]
    first, second = np.where(first == "", ground, first), np.where(second == "", ground, second)
    # of a jurisdiction and one within it, both are the inner one
    longer = np.where(np.strings.str_len(first) >= np.strings.str_len(second), first, second)
    nested = np.strings.startswith(first, second) | np.strings.startswith(second, first)
    return np.where(nested, longer, first), np.where(nested, longer, second)


def groups(*keys: NDArray[Any]) -> list[Indices]:
    """Rows that agree in all keys, in the order of the keys."""
    if len(keys[0]) == 0:
        return []
    codes = [np.unique(key, return_inverse=True)[1] for key in keys]
    order = np.lexsort(codes[::-1])
    changes = np.any([np.diff(code[order]) != 0 for code in codes], axis=0)
    return np.split(order, np.flatnonzero(changes) + 1)


def _both(one: Text, other: Text) -> Text:
    """Names of two features; one that both have stands once."""
    template = Text("均为“{one}”", "both “{one}”") if one == other else Text("{one}；{other}", "{one}; {other}")
    return template.format(one=one, other=other)


def _place(scene: Scene, found: Sifted, at_km: float | None) -> Text:
    """Say where something lies, as the beginning of a sentence."""
    units = (found.border.a, found.border.b) if found.border else found.units
    one, other = (scene.name(code) if code else Text("研究范围外", "the ground outside the study") for code in units)
    if at_km is not None:
        template = Text("{one}与{other}边界 {km} 公里处", "At km {km} of the border between {one} and {other}")
        return template.format(one=one, other=other, km=half_up(at_km, 2))
    if units[0] == units[1]:
        return Text("{one}境内", "In {one}").format(one=one)
    return Text("{one}与{other}之间", "Between {one} and {other}").format(one=one, other=other)
