"""Noise and substance: strips measured, the narrow ones rolled up, the others put together feature by feature.

Two agencies that digitise one border leave hundreds of strips; an area
threshold does not tell them from real ones, the mean width does.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import shapely
from numpy.typing import NDArray

from planseam.model.border import Border
from planseam.seaming.measures import rectangle_sides
from planseam.seaming.parts import collect
from planseam.seaming.scene import Scene
from planseam.seaming.strips import Strips
from planseam.text import Text, half_up, hectares, metres, mu

__all__ = ["STATUTORY", "Parts", "Sifted", "Total", "groups", "place", "sift"]

Geometries = NDArray[Any]
Floats = NDArray[np.float64]
Indices = NDArray[np.intp]
Mask = NDArray[np.bool_]
Strings = NDArray[np.str_]

#: Roles that are lines by law: what is wrong with them is major.
STATUTORY = frozenset({"redline", "farmland", "development-boundary"})
#: A narrower strip comes from the rounding of coordinates, not from digitising, m.
NARROWEST_M = 0.01


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
    def figures(self) -> dict[str, str]:
        """The measures as messages write them: `count`, `ha`, `mu`, `length`, `width`."""
        return {
            "count": str(self.count),
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

    def real(self, *, min_area_m2: float, noise_m: float) -> Mask:
        """Tell strips that are large and wide enough to mean something."""
        return (self.area > min_area_m2) & (self.width > noise_m)

    def noise(self, *, min_area_m2: float, noise_m: float) -> Mask:
        """Tell strips that come from digitising; what rounding alone makes is neither real nor noise."""
        return ~self.real(min_area_m2=min_area_m2, noise_m=noise_m) & (self.width > NARROWEST_M)

    def total(self, rows: Indices) -> Total:
        """Take some strips together."""
        area, perimeter = float(self.area[rows].sum()), float(self.perimeter[rows].sum())
        length = float(self.length[rows].sum())
        return Total(len(rows), area, length, 2 * area / perimeter, collect(self.geometry[rows]))


@dataclass(frozen=True)
class Sifted:
    """What becomes one record: all real strips of two features, or all noise of two layers.

    Parameters
    ----------
    row : int
        Of the first of its strips.
    noise : bool
    border : Border, optional
        That of the two units, where they differ and share one.
    at_km : float, optional
        Place along it.
    total : Total
    """

    row: int
    noise: bool
    border: Border | None
    at_km: float | None
    total: Total


def sift(
    scene: Scene,
    strips: Strips,
    *,
    units: tuple[Strings, Strings],
    layers: tuple[Strings, Strings],
    tolerances: Callable[[str], tuple[float, float]],
) -> Iterator[Sifted]:
    """Sort strips of two features each into substance and noise.

    Parameters
    ----------
    scene : Scene
    strips : Strips
    units, layers : pairs of arrays of str
        Code and layer id of the features on either side of each strip.
    tolerances : callable
        Takes a border id, which may be empty; gives the least area, m², and the least mean width, m.

    Yields
    ------
    Sifted
        The real ones of two units first, then their noise.
    """
    parts = Parts.of(scene, strips.geometry)
    for pair in groups(*units):
        one, other = str(units[0][pair[0]]), str(units[1][pair[0]])
        border = scene.parties(one, other) if one and other and one != other else None
        area, width = tolerances(border.id if border else "")
        real = pair[parts.real(min_area_m2=area, noise_m=width)[pair]]
        noise = pair[parts.noise(min_area_m2=area, noise_m=width)[pair]]
        together = [(rows, False) for rows in _within(real, strips.left, strips.right)]
        together += [(rows, True) for rows in _within(noise, *layers)]
        for rows, is_noise in together:
            total = parts.total(rows)
            at_km = scene.kilometre(border, total.geometry) if border else None
            yield Sifted(int(rows[0]), is_noise, border, at_km, total)


def groups(*keys: NDArray[Any]) -> list[Indices]:
    """Rows that agree in all keys, in the order of the keys."""
    if len(keys[0]) == 0:
        return []
    codes = [np.unique(key, return_inverse=True)[1] for key in keys]
    order = np.lexsort(codes[::-1])
    changes = np.any([np.diff(code[order]) != 0 for code in codes], axis=0)
    return np.split(order, np.flatnonzero(changes) + 1)


def place(scene: Scene, units: tuple[str, str], border: Border | None, at_km: float | None) -> Text:
    """Say where something lies, as the beginning of a sentence."""
    one, other = (scene.name(code) if code else Text("研究范围外", "the ground outside the study") for code in units)
    if border is not None and at_km is not None:
        template = Text("{one}与{other}边界 {km} 公里处", "At km {km} of the border of {one} and {other}")
        return template.format(one=one, other=other, km=half_up(at_km, 2))
    if units[0] == units[1] or not units[1]:
        return Text("{one}境内", "In {one}").format(one=one)
    return Text("{one}与{other}之间", "Between {one} and {other}").format(one=one, other=other)


def _within(rows: Indices, *keys: NDArray[Any]) -> list[Indices]:
    return [rows[group] for group in groups(*(key[rows] for key in keys))]
