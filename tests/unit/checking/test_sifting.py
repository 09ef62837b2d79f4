"""What is kept of large layers suffices: scenes judged whole and sifted, without any file between."""

from functools import cache

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import pytest
import shapely
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from planseam import Study, check
from planseam.checking.cases import CASE_CRS, cases_of, scene_of
from planseam.checking.judging import judge_rule
from planseam.checking.registry import rules
from planseam.checking.seams import seam_runs
from planseam.checking.sifting import Sifting
from planseam.model.layer import Layer
from planseam.model.role import roles
from planseam.model.tolerances import Settings
from planseam.model.want import EVERYTHING, Want, together
from planseam.rules.base import Rule
from planseam.seaming import cells
from planseam.seaming.scene import Scene, SeamOptions
from planseam.text import Text
from planseam.working import ALONE

RULES = rules()
#: Rules that say of some role what they need of it, and so let large layers go.
SPARING = [code for code, rule in RULES.items() if rule.wants.__func__ is not Rule.wants.__func__]
DEGREES = pyproj.CRS("EPSG:4490")


@pytest.fixture(autouse=True, scope="module")
def coarse():
    """Small grids of cells, which are made faster."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cells, "RESOLUTION", 128)
        yield


def units_of(scene):
    names = {"code": scene.own_codes, "name": scene.own_codes, "name_en": scene.own_codes}
    return gpd.GeoDataFrame(names, geometry=scene.own_polygons, crs=scene.crs)


def sifting_of(scene, level, settings):
    """The plan for the layers of a scene, as if each stood in a file."""
    entries = [{"id": layer.id, "role": layer.role, "party": layer.party, "path": "x.gpkg"} for layer in scene.layers]
    units = {"id": "units", "role": "unit", "path": "u.gpkg"}
    study = Study.from_table({"study": {"units": "units", "level": level}, "layer": [units, *entries]}, folder=".")
    plan = Sifting(
        units_of(scene),
        study=study,
        chosen=[RULES[code] for code in settings],
        settings=settings,
        seams=scene.settings,
        crew=ALONE,
    )
    return plan, {entry.id: entry for entry in study.layers}


def sifted(scene, level, settings, crs=None):
    """The scene of which only that is left which a plan keeps, its layers in the given CRS."""
    plan, entries = sifting_of(scene, level, settings)
    read = {}

    def take(layer):
        streaming = plan.streaming(entries[layer.id], tuple(read.values()))
        read[layer.id] = layer if streaming is None else kept(layer, streaming.sieve(crs or scene.crs), crs)

    order = sorted(scene.layers, key=lambda layer: plan.streams(entries[layer.id]))
    for layer in order:
        take(layer)
    for layer in order:
        if plan.again(entries[layer.id], tuple(read.values())):
            take(layer)
    layers = [read[layer.id] for layer in scene.layers]
    given = {"level": level, "names": scene.names, "settings": scene.settings, "sharing": scene.sharing}
    return Scene.of(layers, units_of(scene), **given, findings=scene.findings)


def kept(layer, sieve, crs):
    shapes = (layer.frame.to_crs(crs) if crs else layer.frame).geometry.to_numpy()
    found = sieve.sift(shapely.bounds(shapes), layer.party or layer.frame["code"].to_numpy(dtype=str))
    assert not (found.edge & ~found.kept).any()
    assert not (found.beyond & found.kept).any()
    edge = np.flatnonzero(found.edge)
    found.kept[edge] = sieve.outside(shapes[edge])
    if not found.kept.any():
        found.kept[:1] = True  # the reader keeps the first features then
    return Layer(
        id=layer.id,
        role=layer.role,
        title=layer.title,
        party=layer.party,
        vintage=layer.vintage,
        frame=layer.frame[found.kept].reset_index(drop=True),
    )


def table(rule, scene, settings):
    found = judge_rule(rule(), scene, settings)
    return pd.DataFrame(found.drop(columns="geometry")).assign(wkb=shapely.to_wkb(found.geometry.to_numpy()))


def agree(rule, scenes, settings, title):
    before, after = (table(rule, scene, settings) for scene in scenes)
    pd.testing.assert_frame_equal(before, after, obj=title)
    before, after = (seam_runs(scene) for scene in scenes)
    pd.testing.assert_frame_equal(before, after, obj=title)


@pytest.mark.parametrize("code", SPARING)
def test_what_a_rule_wants_is_enough_for_its_cases(code):
    rule = RULES[code]
    for case in cases_of(rule):
        settings = Settings.of(code, rule.options, table=case.options, exceptions=case.tolerances, where=case.name)
        whole = scene_of(case)
        part = sifted(whole, case.level, {code: settings}, DEGREES)
        agree(rule, (whole, part), settings, f"{code}: {case.name}")


@pytest.fixture(scope="module")
def asked():
    """Roles that each rule asks for, of the shipped study."""
    found = {code: set() for code in RULES}
    now = [""]
    originals = {name: getattr(Scene, name) for name in ("features", "pieces", "profile", "flank")}

    def spy(name, position):
        def spied(self, *arguments, **named):
            if now[0]:
                found[now[0]].add(named.get("role", arguments[position] if len(arguments) > position else ""))
            return originals[name](self, *arguments, **named)

        return spied

    def judging(rule):
        original = rule.judge

        def judge(self, scene, settings):
            now[0] = self.code
            try:
                yield from original(self, scene, settings)
            finally:
                now[0] = ""

        return judge

    with pytest.MonkeyPatch.context() as patch:
        for name, position in (("features", 0), ("pieces", 0), ("profile", 1), ("flank", 1)):
            patch.setattr(Scene, name, spy(name, position))
        for rule in RULES.values():
            patch.setattr(rule, "judge", judging(rule))
        study = Study.bundled("yrd")
        check(study, jobs=1, strict=True)
    return found, frozenset(entry.role for entry in study.layers)


@pytest.mark.parametrize("code", RULES)
def test_a_rule_asks_for_no_role_of_which_it_wants_nothing(code, asked):
    found, present = asked
    rule = RULES[code]
    wanted = {role for role in present if rule.wants(role, Settings(rule.options()), present) != Want()}
    assert found[code] & present <= wanted


@pytest.mark.parametrize("code", [code for code, rule in RULES.items() if hasattr(rule.options(), "roles")])
def test_a_rule_wants_something_of_each_role_that_the_study_gives_it(code):
    rule = RULES[code]
    for role in roles():
        settings = Settings.of(code, rule.options, table={"roles": [role]})
        assert rule.wants(role, settings, frozenset(roles())) != Want()


def test_a_layer_that_was_small_is_not_read_again():
    """Nor is anything worked out for it: only a large layer asks for its sieve."""
    scene = drawn([("land-use", WEST, shapely.box(30_000, 10_000, 31_000, 11_000))])
    plan, entries = sifting_of(scene, "province", {"BD102": Settings(RULES["BD102"].options())})
    streaming = plan.streaming(entries["land-use"], ())
    assert not plan.again(entries["land-use"], scene.layers)
    streaming.sieve(scene.crs)
    assert plan.again(entries["land-use"], scene.layers), "a stray was seen"


def test_wants_together_satisfy_each():
    one = Want(border_m=50.0, meets=("redline",), strays=("farmland",))
    other = Want(border_m=10.0, outside=True, meets=("lake", "redline"), meets_m=500.0)
    assert together([one, other]) == Want(
        border_m=50.0, outside=True, meets=("lake", "redline"), meets_m=500.0, strays=("farmland",)
    )
    assert together([one, EVERYTHING]).whole
    assert together([]) == Want()


WEST, NORTH, SOUTH = "34", "32", "33"
SIDE = 60_000.0


@cache
def country():
    """Three parties that meet at a point, with a bay between two of them."""
    y = np.linspace(0, SIDE, 61)
    down = np.column_stack([20_000 + 700 * np.sin(y / 4000), y])
    x = np.linspace(down[30, 0], 45_000, 40)
    across = np.column_stack([x, np.full(len(x), y[30])])
    west = shapely.Polygon([(0, 0), *down, (0, SIDE)])
    north = shapely.Polygon([*across, (SIDE, 30_150), (SIDE, SIDE), *down[:29:-1]])
    south = shapely.Polygon([*across, (SIDE, 29_850), (SIDE, 0), *down[:31]])
    polygons = np.array([north, south, west])
    assert shapely.is_valid(polygons).all()
    names = {"code": [NORTH, SOUTH, WEST]}
    return gpd.GeoDataFrame(names | {"name": names["code"], "name_en": names["code"]}, geometry=polygons, crs=CASE_CRS)


@st.composite
def features(draw):
    """Rectangles anywhere, of any size, some turned, some of two parts; whose they are; and what they are."""
    number = st.floats(-8000, SIDE + 8000).map(round)
    size = st.sampled_from([60, 300, 1500, 9000, 40_000])
    count = draw(st.integers(8, 30))
    rows = []
    for _ in range(count):
        x, y, width, height = draw(number), draw(number), draw(size), draw(size)
        if draw(st.booleans()):  # along the border of the west, where most is to be found
            x = 20_000 + draw(st.integers(-1500, 1500))
        shape = shapely.box(x, y, x + width, y + height)
        if draw(st.integers(0, 4)) == 0:
            shape = shapely.affinity.rotate(shape, draw(st.integers(1, 89)))
        if draw(st.integers(0, 4)) == 0:
            shape = shapely.union(
                shape, shapely.box(*(part := (draw(number), draw(number))), part[0] + 90, part[1] + 90)
            )
        role = draw(st.sampled_from(["land-use", "farmland", "redline", "development-boundary"]))
        rows.append((role, draw(st.sampled_from(["", NORTH, SOUTH, WEST, "3301"])), shape))
    return rows


def drawn(rows):
    frame = shapely.box(*country().total_bounds)
    rows = [row for row in rows if row[2].intersects(frame)]  # the others no scene ever sees
    layers = []
    for role in sorted({role for role, _, _ in rows}):
        own = [(code, shape) for other, code, shape in rows if other == role]
        data = {
            "fid": [str(row) for row in range(len(own))],
            "name": "",
            "name_en": "",
            "code": [code for code, _ in own],
        }
        data["source_row"] = range(len(own))
        if role == "land-use":
            data["class"] = "1001"
        frame = gpd.GeoDataFrame(data, geometry=[shape for _, shape in own], crs=CASE_CRS)
        layers.append(Layer(id=role, role=role, title=Text.same(role), frame=frame))
    return Scene.of(layers, country(), level="province", settings=Settings(SeamOptions()))


@hypothesis_settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(rows=features(), crs=st.sampled_from([None, DEGREES]), code=st.sampled_from([*SPARING, "all"]))
def test_any_drawing_sifted_gives_what_it_gives_whole(rows, crs, code):
    judged = [each for each in SPARING if each[:2] != "GV"] if code == "all" else [code]
    settings = {each: Settings(RULES[each].options()) for each in judged}
    whole = drawn(rows)
    part = sifted(whole, "province", settings, crs)
    for each in judged:
        if not RULES[each]().lacks(whole.roles):
            agree(RULES[each], (whole, part), settings[each], each)
