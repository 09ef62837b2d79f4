"""Ground to plant in: two to four units around natural borders, somewhere in the delta.

All is drawn in local metres; `Ground.placed` turns and shifts it to its place.
A border is known by arc length: a place is (s, d), metres along it and metres
to its left, so that what is planted has the widths and lengths that it is
meant to have.
"""

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from planseam.checking.cases import CASE_CRS

#: Counties of the delta: codes of units are these, cut to the level.
COUNTIES = {
    "310118": "青浦区", "310116": "金山区", "320509": "吴江区", "320583": "昆山市", "320115": "江宁区",
    "330421": "嘉善县", "330112": "临安区", "330523": "安吉县",
    "341824": "绩溪县", "341021": "歙县", "340503": "花山区",
}  # fmt: skip
PROVINCES = {"31": "上海市", "32": "江苏省", "33": "浙江省", "34": "安徽省"}
DIGITS = {"province": 2, "city": 4, "county": 6}
#: Where in the working CRS scenes are put, m from 119° E 31° N: the delta.
DELTA = ((-350_000, 300_000), (-350_000, 400_000))
#: Places of the table by which a line is known, and vertices of a line at the most.
FINE = 20_000
MOST_VERTICES = 3000
#: Share of the places between two slots where the border bends sharply, and of studies of provinces drawn by county.
BENT, SHARED = 0.6, 0.4
MOST_UNITS = 4


@dataclass(frozen=True)
class Course:
    """A smooth line by arc length, and the vertices by which it is digitised.

    Parameters
    ----------
    s, xy, normal : arrays
        Dense table of the smooth line; normals point to the left.
    vertex_s, vertex_xy : arrays
        Of the digitised line, which the units share.
    """

    s: Any
    xy: Any
    normal: Any
    vertex_s: Any
    vertex_xy: Any

    @classmethod
    def of(cls, rng, start, heading, length, *, radius, ends=(False, False), spacing=50.0, wobble=0.0, teeth=()):
        """Draw a line with bends no sharper than `radius`; `ends` tells which ends lie on the straight chord.

        Only `teeth` are sharper: (place, half width, height) of each, to be put where nothing is measured.
        """
        t = np.linspace(0, length, FINE)
        count = int(rng.integers(2, 5))
        share = rng.dirichlet(np.ones(count))
        waves = np.sqrt(rng.uniform(2.0**2, 4.5**2, count)) * radius
        tame = 0.4 if any(ends) else 1.0
        swing = tame * share * waves**2 / (4 * np.pi**2 * radius)
        offset = (swing * np.sin(2 * np.pi * t[:, None] / waves + rng.uniform(0, 2 * np.pi, count))).sum(axis=1)
        for which, fixed in enumerate(ends):
            if fixed:
                away = (t if which == 0 else length - t) / min(length / 2, 2 * radius)
                offset *= np.where(away < 1, away**2 * (3 - 2 * away), 1.0)
        along = np.array([np.cos(heading), np.sin(heading)])
        xy = np.asarray(start) + t[:, None] * along + offset[:, None] * np.array([-along[1], along[0]])
        way = np.gradient(xy, axis=0)
        s = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(xy, axis=0).T))])
        way /= np.hypot(*way.T)[:, None]
        normal = np.column_stack([-way[:, 1], way[:, 0]])
        for place, half, height in teeth:
            xy = xy + (height * np.clip(1 - np.abs(s - place) / half, 0, 1))[:, None] * normal
        step = max(spacing, s[-1] / MOST_VERTICES)
        count = max(int(s[-1] / step), 2)
        vertex_s = np.linspace(0, s[-1], count + 1)
        vertex_s[1:-1] += rng.uniform(-0.3, 0.3, count - 1) * s[-1] / count
        corners = [place + side * half for place, half, _ in teeth for side in (-1, 0, 1)]
        vertex_s = np.sort(np.concatenate([vertex_s, corners]))
        count = len(vertex_s) - 1
        course = cls(s, xy, normal, vertex_s, xy[:0])
        shift = rng.uniform(-wobble, wobble, len(vertex_s)) * ~np.isin(np.arange(count + 1), (0, count))
        return cls(s, xy, normal, vertex_s, course.at(vertex_s, shift))

    def at(self, s, d):
        """Coordinates of places along and beside the line."""
        xy = np.column_stack([np.interp(s, self.s, self.xy[:, axis]) for axis in (0, 1)])
        normal = np.column_stack([np.interp(s, self.s, self.normal[:, axis]) for axis in (0, 1)])
        return xy + np.broadcast_to(d, len(xy))[:, None] * normal


@dataclass(frozen=True)
class Slot:
    """A stretch of border kept for one plant."""

    course: Course
    left: str
    right: str
    middle: float
    room: float


@dataclass
class Ground:
    """Units, slots along their borders, and places between two slots where the border has a sharp bend."""

    level: str
    units: dict[str, Any]
    slots: list[Slot]
    teeth: list[Slot]
    turn: float
    shift: Any

    def placed(self, geometry):
        """Turn and shift geometries to their place in the working CRS."""
        cos, sin = np.cos(self.turn), np.sin(self.turn)
        spin = np.array([[cos, sin], [-sin, cos]])
        return shapely.transform(geometry, lambda xy: xy @ spin + self.shift)

    def frame(self):
        """The units as a scene wants them."""
        codes = list(self.units)
        names = [COUNTIES.get(code) or PROVINCES.get(code, code) for code in codes]
        polygons = self.placed(np.array(list(self.units.values()), dtype=object))
        return gpd.GeoDataFrame({"code": codes, "name": names, "name_en": codes}, geometry=polygons, crs=CASE_CRS)

    def unit(self, code):
        """A unit at the study's level, local."""
        return shapely.union_all([shape for own, shape in self.units.items() if own.startswith(code)])


def codes_of(rng, level, count):
    """Codes of some units, in any order."""
    known = sorted({code[: DIGITS[level]] for code in COUNTIES})
    return [str(code) for code in rng.permutation(known)[:count]]


@dataclass
class Line:
    """What lies along the main border: slots, and between them junctions and sharp bends; places by arc length."""

    slots: list[float]
    junctions: list[float]
    teeth: list[tuple[float, float, float]]
    length: float

    @classmethod
    def of(cls, rng, slots, junctions, *, room, depth):
        breaks = rng.choice(np.arange(1, slots), junctions, replace=False) if slots > junctions else []
        line, cursor = cls([], [], [], 0.0), depth
        for number in range(slots):
            if number in breaks:
                line.junctions.append(cursor + depth)
                cursor += 2 * depth
            elif number and rng.random() < BENT:
                height = rng.choice([-1, 1]) * rng.uniform(0.01, 0.05) * room
                line.teeth.append((cursor, rng.uniform(0.02, 0.06) * room, height))
            line.slots.append(cursor + room / 2)
            cursor += room
        line.length = cursor + depth
        return line


@dataclass
class Side:
    """The ground on one side of the main border: one unit, or two with a border of their own.

    Parameters
    ----------
    rings : dict
        Code to ring; the second county of a unit has its code and a hyphen.
    codes : (str, str)
        Of the units before and after the junction.
    junction : float
        Where along the main border the second begins.
    across : Course, optional
        The border of the two.
    """

    rings: dict[str, Any]
    codes: tuple[str, str]
    junction: float = 0.0
    across: Course | None = None

    def at(self, s) -> str:
        """The unit at a place of the main border."""
        return self.codes[0] if s < self.junction else self.codes[1]

    @classmethod
    def whole(cls, line, end, code, *, counties):
        """One unit, of one county or of two."""
        vertices = line.vertex_xy
        east, west = (vertices[-1, 0], end), (vertices[0, 0], end)
        if not counties:
            return cls({code: [*vertices, east, west]}, (code, code))
        middle = len(vertices) // 2
        cut = (vertices[middle, 0], end)
        rings = {
            code: [*vertices[: middle + 1], cut, west],
            f"{code}-": [*vertices[middle:], east, cut],
        }
        return cls(rings, (code, code))

    @classmethod
    def split(cls, rng, line, end, codes, place, **drawn):
        """Two units, whose border leaves the main one at a place."""
        vertices = line.vertex_xy
        vertex = int(np.abs(line.vertex_s - place).argmin())
        start = vertices[vertex]
        away = end - start[1]
        across = Course.of(rng, start, np.sign(away) * np.pi / 2, abs(away), ends=(True, True), **drawn)
        across.vertex_xy[0], across.vertex_xy[-1, 1] = start, end
        east, west = (vertices[-1, 0], end), (vertices[0, 0], end)
        rings = {
            codes[0]: [*vertices[: vertex + 1], *across.vertex_xy[1:], west],
            codes[1]: [*vertices[vertex:], east, *across.vertex_xy[1:][::-1]],
        }
        return cls(rings, codes, line.vertex_s[vertex], across)


def make_ground(rng, *, slots: int, room: float, depth: float) -> Ground:
    """Draw a ground with about `slots` slots of `room` metres of border each, free for `depth` metres to both sides."""
    count = int(rng.choice([2, 2, 3, 4])) if slots > MOST_UNITS else 2
    level = str(rng.choice(["province", "province", "county", "city"]))
    counties = level == "province" and rng.random() < SHARED
    codes = codes_of(rng, level, count)
    plan = Line.of(rng, slots - (count - 2), count - 2, room=room, depth=depth)
    spacing, wobble = float(np.exp(rng.uniform(np.log(10), np.log(200)))), float(rng.uniform(0, 3))
    drawn = {"radius": max(3.5 * depth, 2500.0), "spacing": spacing, "wobble": wobble}
    line = Course.of(rng, (0, 0), 0.0, plan.length, teeth=plan.teeth, **drawn)
    tall = 2.2 * depth + (room if count > 2 else 0)
    ends = {1: line.vertex_xy[:, 1].max() + tall, -1: line.vertex_xy[:, 1].min() - tall}
    breaks = dict(zip(rng.permutation([1, -1]), plan.junctions, strict=False))
    sides = {}
    for side, end in ends.items():
        if side in breaks:
            sides[side] = Side.split(rng, line, end, (codes.pop(), codes.pop()), breaks[side], **drawn)
        else:
            sides[side] = Side.whole(line, end, codes.pop(), counties=counties)
    beside = [(side.across, *side.codes[::sign]) for sign, side in sides.items() if side.across]
    along = [Slot(line, sides[1].at(place), sides[-1].at(place), place, room) for place in plan.slots]
    along += [
        Slot(across, *pair, across.s[-1] / 2, room) for across, *pair in beside if across.s[-1] - 2 * depth > room
    ]
    bends = [Slot(line, sides[1].at(place), sides[-1].at(place), place, 0.25 * room) for place, *_ in plan.teeth]
    rings = {code: ring for side in sides.values() for code, ring in side.rings.items()}
    polygons = {_county(code) if counties else code: shapely.Polygon(ring) for code, ring in rings.items()}
    turn = float(rng.uniform(0, 2 * np.pi))
    ground = Ground(level, polygons, along, bends, turn, np.zeros(2))
    middle = shapely.get_coordinates(ground.placed(shapely.Point(plan.length / 2, 0)))[0]
    ground.shift = np.array([rng.uniform(*axis) for axis in DELTA]) - middle
    return ground


def _county(code):
    """A county of a province, and another for its second piece."""
    first, second, *_ = (county for county in COUNTIES if county.startswith(code[:2]))
    return second if code.endswith("-") else first
