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
    "330421": "嘉善县", "330112": "临安区", "330523": "安吉县", "341824": "绩溪县", "341021": "歙县", "340503": "花山区",
}  # fmt: skip
PROVINCES = {"31": "上海市", "32": "江苏省", "33": "浙江省", "34": "安徽省"}
DIGITS = {"province": 2, "city": 4, "county": 6}
#: Where in the working CRS scenes are put, m from 119° E 31° N: the delta.
DELTA = ((-350_000, 300_000), (-350_000, 400_000))
FINE = 20_000
MOST_VERTICES = 3000


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


def make_ground(rng, *, slots: int, room: float, depth: float, units: int | None = None) -> Ground:
    """Draw a ground with `slots` slots of `room` metres of border each, free for `depth` metres to both sides."""
    count = int(units or rng.choice([2, 2, 3, 4]))
    level = str(rng.choice(["province", "province", "county", "city"]))
    codes = codes_of(rng, level, count)
    radius = max(3.5 * depth, 2500.0)
    beside = 1 if count > 2 and slots > count else 0
    on_main = max(slots - beside * (count - 2), 1)
    middles, junctions, teeth, cursor = [], [], [], depth
    breaks = sorted(rng.choice(np.arange(1, on_main), count - 2, replace=False)) if on_main > count - 2 else []
    for number in range(on_main):
        if number in breaks:
            junctions.append(cursor + depth)
            cursor += 2 * depth
        elif number and rng.random() < 0.6:
            height = rng.choice([-1, 1]) * rng.uniform(0.01, 0.05) * room
            teeth.append((cursor, rng.uniform(0.02, 0.06) * room, height))
        middles.append(cursor + room / 2)
        cursor += room
    count = 2 + len(junctions)
    codes = codes[:count]
    counties = level == "province" and rng.random() < 0.4
    spacing, wobble = float(np.exp(rng.uniform(np.log(10), np.log(200)))), float(rng.uniform(0, 3))
    course = Course.of(
        rng, (0, 0), 0.0, cursor + depth, radius=radius, spacing=spacing, wobble=wobble, teeth=teeth
    )
    low, high = course.vertex_xy[:, 1].min(), course.vertex_xy[:, 1].max()
    tall = depth * 2.2 + beside * room if count > 2 else depth * 2.2
    top, bottom = high + tall, low - tall
    west, east = course.vertex_xy[0], course.vertex_xy[-1]
    found = [[middle, course] for middle in middles]
    sides = rng.permutation([1, -1])[: len(junctions)]
    splits = {}
    for s, side in zip(junctions, sides, strict=True):
        vertex = int(np.abs(course.vertex_s - s).argmin())
        start = course.vertex_xy[vertex]
        end = top if side > 0 else bottom
        across = Course.of(
            rng, start, side * np.pi / 2, abs(end - start[1]), radius=radius, ends=(True, True),
            spacing=spacing, wobble=wobble,
        )  # fmt: skip
        across.vertex_xy[0], across.vertex_xy[-1, 1] = start, end
        splits[side] = (vertex, across)
    corners = {1: [(east[0], top), (west[0], top)], -1: [(east[0], bottom), (west[0], bottom)]}
    pieces, owners, spare = {}, {}, list(codes)
    for side in (1, -1):
        line = course.vertex_xy
        if side in splits:
            vertex, across = splits[side]
            one, other = spare.pop(), spare.pop()
            pieces[one] = [*line[: vertex + 1], *across.vertex_xy[1:], corners[side][1]]
            pieces[other] = [*line[vertex:], corners[side][0], *across.vertex_xy[1:][::-1]]
            owners[side] = (one, other, course.vertex_s[vertex])
            left, right = (one, other) if side > 0 else (other, one)
            free = across.s[-1] - 2 * depth
            if beside and free > room:
                found.append([across.s[-1] / 2, across, left, right])
        else:
            own = spare.pop()
            pieces[own] = [*line, *corners[side]]
            owners[side] = (own, own, 0.0)
            if counties:
                middle = len(line) // 2
                cut = (line[middle, 0], corners[side][0][1])
                pieces[own] = [*line[: middle + 1], cut, corners[side][1]]
                pieces[f"{own}-"] = [*line[middle:], corners[side][0], cut]
    if counties:
        pieces = {_county(code): ring for code, ring in pieces.items()}
    slot_list = []
    for entry in found:
        if len(entry) == 2:
            up, down = (owners[side][0 if entry[0] < owners[side][2] else 1] for side in (1, -1))
            slot_list.append(Slot(course, up, down, entry[0], room))
        else:
            slot_list.append(Slot(entry[1], entry[2], entry[3], entry[0], room))
    bends = []
    for place, *_ in teeth:
        up, down = (owners[side][0 if place < owners[side][2] else 1] for side in (1, -1))
        bends.append(Slot(course, up, down, place, 0.25 * room))
    polygons = {code: shapely.Polygon(ring) for code, ring in pieces.items()}
    shift = np.array([rng.uniform(*axis) for axis in DELTA])
    ground = Ground(level, polygons, slot_list, bends, float(rng.uniform(0, 2 * np.pi)), shift)
    centre = np.array([(west[0] + east[0]) / 2, 0])
    cos, sin = np.cos(ground.turn), np.sin(ground.turn)
    ground.shift = shift - centre @ np.array([[cos, sin], [-sin, cos]])
    return ground


def _county(code):
    """A county of a province, and another for its second piece."""
    first, second, *_ = (county for county in COUNTIES if county.startswith(code[:2]))
    return second if code.endswith("-") else first
