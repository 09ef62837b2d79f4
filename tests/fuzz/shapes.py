"""Geometries of every kind of badness, near the border of the study that they are put into."""

import math

import numpy as np
import shapely

__all__ = ["geometries", "geometry"]


def geometries(dice, place, most=8):
    """Give an array of geometries, some of them the same, some of them nothing.

    Parameters
    ----------
    dice : Dice
    place : tuple of float
        x and y of the place about which they lie, and the size that is ordinary there.
    most : int
        Greatest number.
    """
    out = [geometry(dice, place) for _ in range(dice.randint(1, most))]
    if dice.chance(0.3):
        out.append(dice.choice(out))
    return np.array([*out, None], dtype=object)[:-1]


def geometry(dice, place):
    """Give one geometry, or None."""
    made = dice.choice(_MAKERS)(dice, place)
    match dice.randrange(12):
        case 0:
            return shapely.force_3d(made, dice.choice((0.0, 4.5, 1e308)))
        case 1:
            return shapely.reverse(made)
    return made


def _ring(dice, place):
    x, y, size = place
    x, y = x + size * dice.uniform(-1.5, 1.5), y + size * dice.uniform(-1.5, 1.5)
    ring = dice.choice(_RINGS)(dice, x, y, size * dice.choice((1.0, 0.1, 1e-3, 1e-9, 3.0, 100.0)))
    if dice.chance(0.05):  # an odd number in one coordinate; not in the first, where a NaN would open the ring
        place = dice.randrange(1, len(ring))
        ring[place] = dice.choice(((dice.number(), ring[place][1]), (ring[place][0], dice.number())))
    return [*ring, ring[0]]


def _square(dice, x, y, size):
    return [(x, y), (x + size, y), (x + size, y + size), (x, y + size)]


def _bow_tie(dice, x, y, size):
    return [(x, y), (x + size, y + size), (x + size, y), (x, y + size)]


def _as_thin_as_nothing(dice, x, y, size):
    return [(x, y), (x + size, y), (x + size / 2, y)]


def _one_point(dice, x, y, size):
    return [(x, y)] * dice.randint(3, 9)


def _spike(dice, x, y, size):
    corners = _square(dice, x, y, size)
    return [*corners[:2], (x + 9 * size, y), corners[1], *corners[2:]]


def _doubled(dice, x, y, size):
    return [point for point in _square(dice, x, y, size) for _ in range(dice.randint(1, 4))]


def _star(dice, x, y, size):
    turns = np.linspace(0, 2 * math.pi * dice.randint(2, 5), dice.randint(5, 40))
    return np.column_stack([x + size * np.cos(turns), y + size * np.sin(turns)]).tolist()


def _circle(dice, x, y, size):
    turns = np.linspace(0, 2 * math.pi, dice.choice((50, 500, 5000)))
    return np.column_stack([x + size * np.cos(turns), y + size * np.sin(turns)]).tolist()


def _scribble(dice, x, y, size):
    return [(x + size * dice.random(), y + size * dice.random()) for _ in range(dice.randint(3, 30))]


def _meaningless(dice, x, y, size):
    return [(x, y), *[(dice.number(), dice.number()) for _ in range(dice.randint(2, 6))]]


_RINGS = (
    *[_square] * 3,
    _bow_tie,
    _as_thin_as_nothing,
    _one_point,
    _spike,
    _doubled,
    _star,
    _circle,
    _scribble,
    _meaningless,
)


def _polygon(dice, place):
    shell = _ring(dice, place)
    holes = [_ring(dice, (*shell[0], place[2])) for _ in range(dice.size(3))]
    if dice.chance(0.1):
        holes.append(shell)
    if holes and dice.chance(0.1):
        holes.append(holes[0])
    return shapely.Polygon(shell, holes)


def _line(dice, place):
    return shapely.LineString(_ring(dice, place)[: dice.randint(2, 30)])


def _point(dice, place):
    return shapely.Point(_ring(dice, place)[0])


def _multi(dice, place):
    make, join = dice.choice(
        ((_polygon, shapely.multipolygons), (_line, shapely.multilinestrings), (_point, shapely.multipoints))
    )
    parts = [make(dice, place) for _ in range(dice.size(12) + 1)]
    if dice.chance(0.3):
        parts.append(parts[0])
    return join(parts)


def _ten_thousand_parts(dice, place):
    if not dice.chance(0.02):
        return _polygon(dice, place)
    x, y, size = place
    step = size / 100
    nth = np.arange(10_000)
    west, south = x + step * (nth % 100), y + step * (nth // 100)
    reach = step * dice.choice((0.5, 1.0, 1.1))  # apart, touching, overlapping
    return shapely.multipolygons(shapely.box(west, south, west + reach, south + reach))


def _collection(dice, place, depth=0):
    parts = [
        _collection(dice, place, depth + 1) if depth < 6 and dice.chance(0.3) else dice.choice(_SIMPLE)(dice, place)
        for _ in range(dice.size(5))
    ]
    return shapely.geometrycollections([part for part in parts if part is not None])


def _empty(dice, place):
    return dice.choice(
        (
            shapely.Polygon(),
            shapely.MultiPolygon(),
            shapely.Point(),
            shapely.LineString(),
            shapely.GeometryCollection(),
            shapely.from_wkt("MULTIPOLYGON (EMPTY)"),
            shapely.from_wkt("GEOMETRYCOLLECTION (POLYGON EMPTY, GEOMETRYCOLLECTION EMPTY)"),
            shapely.from_wkt("POLYGON Z EMPTY"),
        )
    )


def _nothing(dice, place):
    return None


_SIMPLE = (_polygon, _polygon, _line, _point, _multi, _empty)
_MAKERS = (
    *[_polygon] * 8,
    *[_multi] * 3,
    _line,
    _point,
    _collection,
    _collection,
    _ten_thousand_parts,
    _empty,
    _nothing,
)
