import numpy as np

from planseam.rules.co.corridors import Corridors


def corridors(draw, *features, stub_m=100.0):
    scene = draw(corridor=[{"geometry": wkt, **more} for wkt, more in features])
    return scene, Corridors.of(scene, stub_m=stub_m)


def ends(scene, found):
    return [point.coords[0] for point in found.ends(scene.borders, np.array([100.0])).point]


def test_undeclared_line_is_parted_at_the_border(draw):
    _, found = corridors(draw, ("LINESTRING (5000 0, 15000 0)", {}))
    assert sorted(zip(found.owner.tolist(), [part.length for part in found.part], strict=True)) == [
        ("33", 5000.0),
        ("34", 5000.0),
    ]


def test_short_stub_stays_with_the_line_it_comes_from(draw):
    _, found = corridors(draw, ("LINESTRING (5000 0, 10100 0)", {}))
    assert (found.owner.tolist(), found.part[0].length) == (["33"], 5100.0)


def test_declared_line_stays_whole(draw):
    _, found = corridors(draw, ("LINESTRING (5000 0, 15000 0)", {"code": "34"}))
    assert (found.owner.tolist(), found.part[0].length) == (["34"], 10000.0)


def test_joint_of_two_lines_is_no_end(draw):
    scene, found = corridors(
        draw, ("LINESTRING (5000 10, 9950 10)", {}), ("LINESTRING (9950 10.5, 9970 500)", {}), ("POINT (9990 20)", {})
    )
    assert ends(scene, found) == [(9970.0, 500.0)]


def test_joint_with_a_line_of_another_kind_is_an_end(draw):
    scene, found = corridors(
        draw,
        ("LINESTRING (5000 10, 9950 10)", {"kind": "river"}),
        ("LINESTRING (9950 10, 9800 900)", {"kind": "transport"}),
    )
    assert ends(scene, found) == [(9950.0, 10.0), (9950.0, 10.0)]


def test_ring_has_no_end(draw):
    scene, found = corridors(draw, ("LINESTRING (9950 0, 9000 0, 9000 900, 9950 0)", {}))
    assert ends(scene, found) == []


def test_line_that_ends_in_a_strip_of_its_side_goes_on(draw, box):
    scene, found = corridors(draw, ("LINESTRING (5000 50, 9950 50)", {}), (box(9949, 0, 9999, 100), {}))
    assert ends(scene, found) == []


def test_nearest_is_of_another_owner_and_an_agreeing_kind(draw):
    _, found = corridors(
        draw,
        ("LINESTRING (5000 0, 9950 0)", {"kind": "river"}),
        ("LINESTRING (5000 100, 9950 100)", {"kind": "river"}),
        ("LINESTRING (10000 0, 15000 0)", {"kind": "transport"}),
        ("LINESTRING (10950 0, 15000 0)", {"kind": "river"}),
    )
    end = found.part[0].interpolate(1, normalized=True)
    part, away = found.nearest(end, 0, 5000.0)
    assert (found.feature[part], away) == (3, 1000.0)
    assert found.nearest(end, 0, 999.0) is None
