import numpy as np
import shapely

from planseam.rules.seen import of_one_layer


def test_the_layer_that_is_seen_most_gives_its_features_as_they_are_passed(draw, box):
    areas = [{"geometry": box(100 * n, 0, 100 * n + 50, 50)} for n in range(3)]
    scene = draw(redline=areas)
    layer, seen = of_one_layer(scene.features("redline"), np.array([2, 2, 0, 2]))
    assert (layer, seen.tolist()) == ("redline-1", [2, 0])


def test_nothing_seen_is_of_no_layer(draw):
    scene = draw(redline=[{"geometry": shapely.box(0, 0, 1, 1).wkt}])
    layer, seen = of_one_layer(scene.features("redline"), np.zeros(0, dtype=int))
    assert (layer, len(seen)) == ("", 0)
