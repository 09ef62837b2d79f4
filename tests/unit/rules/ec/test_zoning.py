import numpy as np
import pytest

from planseam.rules.ec.zoning import GENERAL, NOTHING, Zoning


def test_a_border_far_from_every_core_zone_is_not_looked_along(draw, box):
    scene = draw(protected_area=[{"geometry": box(0, 0, 9900, 1000), "zone": "core"}])
    (border,) = scene.borders
    assert Zoning.of(scene).along(scene, border, reach=99, noise=5) is None
    assert Zoning.of(scene).along(scene, border, reach=101, noise=5) is not None


def test_a_strip_as_narrow_as_noise_hides_no_core_zone(draw, box):
    def mismatches(edge):
        scene = draw(
            protected_area=[
                {"geometry": box(9000, 0, 10000 - edge, 1000), "zone": "core"},
                {"geometry": box(10000 - edge, 0, 10000, 1000), "zone": "general"},
            ]
        )
        sight = Zoning.of(scene).along(scene, scene.borders[0], reach=50, noise=5)
        return sight.mismatches(left=True, bridge=50).length.tolist()

    assert mismatches(4.9) == pytest.approx([1000], abs=0.1)
    assert mismatches(5.1) == []


def test_what_a_side_shows_is_measured_along_each_stretch(draw, box):
    scene = draw(
        protected_area=[
            {"geometry": box(9000, 0, 10000, 1000), "zone": "core"},
            {"geometry": box(10000, 110, 11000, 730), "zone": "general"},
        ]
    )
    sight = Zoning.of(scene).along(scene, scene.borders[0], reach=50, noise=5)
    runs = sight.mismatches(left=True, bridge=50)
    shown = [sight.shown(runs, state=state, left=False) for state in (GENERAL, NOTHING)]
    assert np.concatenate(shown) == pytest.approx([620, 380], abs=0.2)
