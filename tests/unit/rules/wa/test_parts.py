import pytest

from planseam.model.tolerances import Settings
from planseam.rules.wa.parts import ShareOptions, shared_watersheds


def shared(scene, **values):
    return list(shared_watersheds(scene, Settings(ShareOptions(**values))))


def test_parts_come_largest_first_and_shares_add_up(draw, box):
    (found,) = shared(draw(watershed=[{"geometry": box(9000, 0, 13000, 1000)}]))
    assert found.codes.tolist() == ["34", "33"]
    assert found.area == pytest.approx([3_000_000, 1_000_000])
    assert found.share == pytest.approx([0.75, 0.25])
    assert found.border.id == "33-34"


def test_one_of_the_two_thresholds_suffices(draw, box):
    scene = draw(watershed=[{"geometry": box(9000, 0, 10050, 1000)}])
    assert shared(scene, share_min=0.1, area_min_ha=4.9)
    assert shared(scene, share_min=0.04, area_min_ha=100.0)
    assert not shared(scene, share_min=0.1, area_min_ha=100.0)


def test_share_is_of_the_whole_watershed_also_outside_the_study(draw, box):
    (found,) = shared(draw(watershed=[{"geometry": box(9000, -2000, 11000, 2000)}]))
    assert found.share == pytest.approx([0.25, 0.25])


def test_nothing_is_shared_without_watersheds_across_a_border(draw, box):
    assert shared(draw(watershed=[{"geometry": box(0, 0, 100, 100)}])) == []
