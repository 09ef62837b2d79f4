import geopandas as gpd
import numpy as np
import shapely

from planseam.checking.cases import CASE_CRS
from planseam.model.layer import Layer
from planseam.model.study import SharingEntry
from planseam.seaming.scene import Scene
from planseam.text import Text

UNITS = gpd.GeoDataFrame(
    {"code": ["33"], "name": ["33"], "name_en": ["33"]}, geometry=[shapely.box(0, 0, 9, 9)], crs=CASE_CRS
)


def layer(role, **columns):
    rows = len(next(iter(columns.values())))
    common = {"fid": [str(row) for row in range(rows)], "name": "", "name_en": "", "code": ""}
    frame = gpd.GeoDataFrame({**common, **columns}, geometry=[shapely.box(0, 0, 1, 1)] * rows, crs=CASE_CRS)
    return Layer(id=role, role=role, title=Text.same(role), frame=frame)


def shared(layers, *sharing):
    scene = Scene.of(layers, UNITS, level="province", sharing=tuple(map(SharingEntry.model_validate, sharing)))
    both = np.arange(2)
    return scene.may_share("redline", both, "park", both).tolist()


def test_nothing_may_share_unless_the_study_says_so():
    assert shared([layer("redline", zone=["core", "general"]), layer("park", kind=["a", "b"])]) == [False, False]


def test_roles_may_share_in_either_order():
    layers = [layer("redline", zone=["core", "general"]), layer("park", kind=["a", "b"])]
    assert shared(layers, {"roles": ["park", "redline"]}) == [True, True]
    assert shared(layers, {"roles": ["road", "redline"]}) == [False, False]


def test_only_features_with_the_named_value_may_share():
    layers = [layer("redline", zone=["core", "general"]), layer("park", kind=["a", "b"])]
    assert shared(layers, {"roles": ["park", "redline"], "when": {"zone": "general"}}) == [False, True]
    assert shared(layers, {"roles": ["park", "redline"], "when": {"nothing": "x"}}) == [False, False]


def test_vertical_zones_that_do_not_meet_may_share():
    deep = layer("park", z_min=[-30.0, -30.0], z_max=[-10.0, np.nan])
    assert shared([layer("redline", z_min=[-10.0, -10.0]), deep]) == [True, False]
