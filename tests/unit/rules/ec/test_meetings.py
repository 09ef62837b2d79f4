import pytest

from planseam.model.tolerances import Settings
from planseam.rules.ec.meetings import SplitProtectedAreaOptions, meetings, spreads
from planseam.rules.ec.reserves import Reserves


def settings(**values):
    return Settings(SplitProtectedAreaOptions(**values))


def test_spread_leaves_narrow_parts_out_of_the_areas(draw, box):
    scene = draw(
        protected_area=[
            {"geometry": box(9000, 0, 10100, 1000), "name": "甲山", "code": "33"},
            {"geometry": box(9000, 2000, 10004, 8000), "name": "甲山", "code": "33"},
        ]
    )
    (spread,) = spreads(scene, settings(), Reserves.of(scene))
    assert spread.area == pytest.approx([7_000_000, 100_000])
    assert spread.total == pytest.approx(1_100_000 + 1004 * 6000)


def test_meeting_has_the_parts_that_come_near_and_no_others(draw, box):
    scene = draw(
        protected_area=[
            {"geometry": box(9000, 0, 9900, 1000), "name": "甲山", "code": "33"},
            {"geometry": box(1000, 0, 2000, 1000), "name": "甲山", "code": "33"},
            {"geometry": box(10000, 0, 11000, 1000), "name": "甲山", "code": "34"},
        ]
    )
    (meeting,) = meetings(scene, settings(), Reserves.of(scene))
    assert meeting.near[0].bounds == (9000, 0, 9900, 1000)
    assert meeting.gap_m == pytest.approx(100)
    assert meeting.edge_m == 0


def test_reserves_that_overlap_meet_with_no_gap_and_no_edge(draw, box):
    scene = draw(
        protected_area=[
            {"geometry": box(9000, 0, 10100, 1000), "name": "甲山", "code": "33"},
            {"geometry": box(9900, 100, 11000, 900), "name": "甲山", "code": "34"},
        ]
    )
    (meeting,) = meetings(scene, settings(), Reserves.of(scene))
    assert (meeting.gap_m, meeting.edge_m) == (0, 0)
