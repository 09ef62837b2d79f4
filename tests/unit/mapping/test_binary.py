import base64
import zlib

import numpy as np
import pyproj
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import GeometryCollection, Point, Polygon, box

from planseam.mapping.binary import WORLD, block, numbers, world
from planseam.mapping.runs import Runs


def read(text):
    """Read a block by the book, a number at a time."""
    stream = iter(zlib.decompress(base64.b64decode(text)))

    def number():
        value = shift = 0
        while (byte := next(stream)) & 0x80:
            value |= (byte & 0x7F) << shift
            shift += 7
        return value | byte << shift

    features, parts, runs, points = (number() for _ in range(4))
    shape = [[number() for _ in range(count)] for count in (features, parts, runs)]
    steps = [[number() for _ in range(points)] for _ in "xy"]
    assert next(stream, None) is None
    places = np.cumsum([[-(step + 1) // 2 if step % 2 else step // 2 for step in axis] for axis in steps], axis=1)
    return *shape, places.T


def array(*shapes):
    found = np.empty(len(shapes), dtype=object)
    found[:] = shapes
    return found


@given(st.lists(st.integers(0, 2**40)))
def test_numbers_are_leb128(values):
    by_hand = bytearray()
    for value in values:
        rest = value
        while rest > 127:
            by_hand.append(rest & 127 | 128)
            rest >>= 7
        by_hand.append(rest)
    assert numbers(np.array(values, dtype=np.int64)) == bytes(by_hand)


def test_a_block_tells_parts_kinds_runs_and_places():
    square = Polygon([(118, 30), (120, 30), (120, 32), (118, 32)], [[(119, 31), (119, 31.5), (119.5, 31)]])
    runs = Runs.of(array(square, None, GeometryCollection([Point(119, 30), box(110, 20, 111, 21)])))
    parts, kinds, lengths, places = read(block(runs))
    assert parts == [1, 0, 2]
    assert [(code % 4, code // 4) for code in kinds] == [(2, 2), (0, 1), (2, 1)]
    assert lengths == [4, 3, 1, 4]
    assert np.array_equal(places, world(runs.points))


def test_places_are_those_of_pseudo_mercator():
    points = np.array([[-180, 85], [0, 0], [119.5, 31.25], [121.123456, -33.7]])
    east, north = pyproj.Transformer.from_crs(4326, 3857, always_xy=True).transform(*points.T)
    half = np.pi * 6378137
    expected = np.column_stack([(east + half) / (2 * half), (half - north) / (2 * half)]) * WORLD
    assert np.abs(world(points) - expected).max() <= 0.5 + 1e-6


def test_the_poles_are_cut_to_the_square():
    assert world(np.array([[0, 90.0], [0, -90.0]]))[:, 1] == pytest.approx([0, WORLD])


def test_the_same_shapes_give_the_same_text():
    runs = Runs.of(array(box(118, 30, 119, 31)))
    assert block(runs) == block(runs)


def test_no_shape_is_a_block_too():
    assert read(block(Runs.of(array())))[:3] == ([], [], [])
