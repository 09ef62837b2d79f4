import numpy as np
import pytest

from planseam.rules.dv.agro import farmland_shares, split_areas, town_ground


@pytest.fixture
def scene(draw, box):
    """An area of which a quarter lies in 34, with fields and a town."""
    return draw(
        agro_ecological_area=[{"geometry": box(7000, 0, 11000, 1000)}],
        farmland=[{"geometry": box(7000, 0, 8500, 1000)}, {"geometry": box(8000, 0, 8500, 1000)}],
        development_boundary=[{"geometry": box(9900, 0, 10200, 100)}, {"geometry": box(6000, 0, 7004, 1000)}],
    )


def test_parts_come_largest_first(scene):
    (split,) = split_areas(scene, part_min=0.01)
    assert scene.codes[split.units].tolist() == ["33", "34"]
    assert split.area == pytest.approx([3e6, 1e6], rel=1e-4)
    assert split.total == pytest.approx(4e6, rel=1e-4)


def test_small_parts_leave_an_area_in_one_unit(scene):
    assert list(split_areas(scene, part_min=0.26)) == []


def test_share_of_farmland_counts_ground_once_and_knows_what_is_missing(scene):
    (split,) = split_areas(scene, part_min=0.01)
    share = farmland_shares(scene, split)
    assert share[0] == pytest.approx(0.5, rel=1e-4)
    assert np.isnan(share[1])


def test_towns_are_told_part_by_part_without_narrow_strips(scene):
    (split,) = split_areas(scene, part_min=0.01)
    found = [
        (part, towns.tolist(), round(ground.area)) for part, towns, ground in town_ground(scene, split, noise_m=5.0)
    ]
    assert found == [(0, [0], 10_000), (1, [0], 20_000)]
