import numpy as np
import pytest

from planseam.rules.dv.nearness import Chosen, near_others


def near(scene, *, reach=500.0, overlaps=False):
    one, other = (Chosen(role, np.arange(len(scene.features(role)))) for role in ("development-boundary", "redline"))
    return list(near_others(scene, one, other, reach=lambda _: reach, widest=reach, overlaps=overlaps))


def test_what_is_near_is_measured_within_reach(draw, box):
    scene = draw(
        development_boundary=[{"geometry": box(9000, 0, 9900, 1000)}],
        redline=[{"geometry": box(10100, -5000, 11000, 5000)}],
    )
    (found,) = near(scene)
    assert (found.owner, found.other_owner, found.border.id) == ("33", "34", "33-34")
    assert (found.link.length, found.ground.area) == (200.0, pytest.approx(300_000.0))


def test_parts_of_a_far_redline_do_not_count(draw, box):
    scene = draw(
        development_boundary=[{"geometry": box(9000, 0, 9900, 1000)}],
        redline=[{"geometry": box(10100, 0, 11000, 1000)}, {"geometry": box(10500, 0, 11000, 1000), "fid": "far"}],
    )
    (found,) = near(scene)
    assert found.others.tolist() == [0]


def test_an_overlap_in_one_piece_silences_the_whole_pair(draw, box):
    scene = draw(
        development_boundary=[{"geometry": box(9000, 0, 10100, 1000), "code": "33"}],
        redline=[{"geometry": box(10000, 0, 11000, 1000)}],
    )
    assert near(scene) == []
    (found,) = near(scene, overlaps=True)
    assert found.ground.area == pytest.approx(600_000.0)


def test_roles_without_features_are_near_nothing(draw, box):
    assert near(draw(development_boundary=[{"geometry": box(9000, 0, 9900, 1000)}])) == []
    assert near(draw()) == []


def test_lines_and_points_are_no_ground(draw):
    scene = draw(
        development_boundary=[{"geometry": "POINT (9900 0)"}], redline=[{"geometry": "LINESTRING (10100 0, 10100 900)"}]
    )
    assert near(scene) == []
