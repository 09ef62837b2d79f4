import geopandas as gpd
import numpy as np
import pytest
import shapely

from planseam.checking.cases import CASE_CRS
from planseam.checking.judging import judge_rule
from planseam.model.layer import Layer
from planseam.model.tolerances import Settings
from planseam.rules.bd import RULES
from planseam.rules.noise import NoiseOptions, Parts, groups
from planseam.seaming.scene import Scene
from planseam.text import Text, hectares, metres, mu

GAP, CLAIM = RULES[:2]


def scene_of(left, right):
    units = gpd.GeoDataFrame(
        {"code": ["33", "34"], "name": ["浙", "皖"], "name_en": ["Z", "W"]},
        geometry=[shapely.box(-5000, -1000, 0, 6000), shapely.box(0, -1000, 5000, 6000)],
        crs=CASE_CRS,
    )
    layers = []
    for party, geometry in (("33", left), ("34", right)):
        frame = gpd.GeoDataFrame(
            {"fid": ["f"], "name": ["{x}"], "name_en": [""], "code": [""], "source_row": [0]},
            geometry=[geometry],
            crs=CASE_CRS,
        )
        layers.append(Layer(id=party, role="redline", title=Text.same(party), frame=frame, party=party))
    return Scene.of(layers, units, level="province")


@pytest.fixture(scope="module")
def digitised_twice():
    """5 km of one border, drawn by both sides with an error of 3 m; the left one leaves out 30 m by 400 m."""
    random = np.random.default_rng(7)
    y = np.arange(0.0, 5001.0, 50.0)
    edges = [np.column_stack([random.uniform(-3, 3, len(y)), y]) for _ in range(2)]
    notch = (y > 2000) & (y < 2400)
    left = np.vstack([edges[0][y <= 2000], [[-30, 2000], [-30, 2400]], edges[0][y >= 2400]])
    right = np.where(notch[:, None], [[0.0, 0.0]] + y[:, None] * [[0, 1]], edges[1])
    return (
        shapely.Polygon([*left, (-2000, 5000), (-2000, 0)]),
        shapely.Polygon([*right, (2000, 5000), (2000, 0)]),
    )


def judged(rule, left, right):
    scene = scene_of(left, right)
    return judge_rule(rule(), scene, Settings.of(rule.code, rule.options, table={}))


def test_noise_of_gaps_is_one_record_and_the_real_gap_another(digitised_twice):
    left, right = digitised_twice
    records = judged(GAP, left, right)
    assert records["severity"].tolist() == ["major", "info"]
    # what neither covers, by one difference over the whole band
    free = shapely.get_parts(shapely.difference(shapely.box(-100, 0, 100, 5000), shapely.union_all([left, right])))
    real = free[shapely.area(free).argmax()]
    assert records["area_m2"][0] == pytest.approx(shapely.area(real), rel=1e-5)
    assert records["width_m"][0] == pytest.approx(2 * real.area / real.length, abs=0.01)
    assert records["area_m2"][1] == pytest.approx(shapely.area(free).sum() - real.area, rel=0.01)


def test_noise_of_claims_is_one_record(digitised_twice):
    left, right = digitised_twice
    records = judged(CLAIM, left, right)
    assert records["severity"].tolist() == ["info"]
    assert records["area_m2"][0] == pytest.approx(shapely.intersection(left, right).area, rel=1e-5)


def test_messages_carry_the_figures_of_the_record(digitised_twice):
    for rule in RULES:
        for record in judged(rule, *digitised_twice).to_dict("records"):
            for message in (record["message_zh"], record["message_en"]):
                assert hectares(record["area_m2"]) in message
                assert mu(record["area_m2"]) in message
                assert metres(record["width_m"], 2) in message


def test_braces_in_names_are_left_alone(digitised_twice):
    assert "{x}" in judged(GAP, *digitised_twice)["message_en"][0]


def test_parts_are_sorted_by_width_and_area():
    scene = scene_of(shapely.box(-9, 0, -8, 1), shapely.box(8, 0, 9, 1))
    boxes = [(0, 0, 100, 20), (0, 0, 1000, 4), (0, 0, 3, 3), (0, 0, 1000, 0.005)]
    parts = Parts.of(scene, np.array([shapely.box(*box) for box in boxes], dtype=object))
    assert parts.real(NoiseOptions()).tolist() == [True, False, False, False]
    assert parts.noise(NoiseOptions()).tolist() == [False, True, True, False]
    assert parts.length == pytest.approx([100, 1000, 3, 1000], rel=1e-3)


def test_rows_are_grouped_by_all_keys():
    found = groups(np.array(["b", "a", "b", "a"]), np.array([1, 1, 1, 2]))
    assert [rows.tolist() for rows in found] == [[1], [3], [0, 2]]
    assert groups(np.array([]), np.array([])) == []


def test_strips_that_are_spared_are_real_however_narrow():
    scene = scene_of(shapely.box(-100, 0, 0, 100), shapely.box(0, 0, 100, 100))
    parts = Parts.of(
        scene, np.array([shapely.box(0, 0, 2, 500), shapely.box(0, 0, 2, 2), shapely.box(0, 0, 0.001, 99)])
    )
    assert parts.real(NoiseOptions()).tolist() == [False, False, False]
    spared = np.ones(3, dtype=bool)
    assert parts.real(NoiseOptions(), spared=spared).tolist() == [True, False, False]
    assert parts.noise(NoiseOptions(), spared=spared).tolist() == [False, True, False]
