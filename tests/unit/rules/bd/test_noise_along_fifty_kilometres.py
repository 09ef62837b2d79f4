"""Two agencies digitise one border of 50 km, each with 3 m of error: one record of noise for gaps, one for overlaps."""

import re

import geopandas as gpd
import numpy as np
import pytest
import shapely

from planseam.checking.cases import CASE_CRS
from planseam.checking.judging import judge_rule
from planseam.checking.registry import rule_of
from planseam.model.layer import Layer
from planseam.model.tolerances import Settings
from planseam.seaming.scene import Scene
from planseam.text import Text

X = np.arange(0, 50_001, 50.0)
TRUE = np.column_stack([X, 400 * np.sin(X / 3000)])


def above(edge, depth=5000):
    return shapely.Polygon(np.vstack([edge, [edge[-1, 0], depth], [edge[0, 0], depth]]))


def below(edge):
    return shapely.Polygon(np.vstack([edge, [edge[-1, 0], -5000], [edge[0, 0], -5000]]))


def scene(seed, *, gap):
    random = np.random.default_rng(seed)
    north, south = (TRUE + np.column_stack([np.zeros(len(X)), random.uniform(-3, 3, len(X))]) for _ in range(2))
    left, right = above(north), below(south)
    if gap:
        # 30 m × 400 m of the northern plan are missing in the middle
        left = left - shapely.box(25_000, -5000, 25_400, np.interp(25_200, *TRUE.T) + 30)
    units = gpd.GeoDataFrame(
        {"code": ["33", "34"], "name": ["33", "34"], "name_en": ["33", "34"]},
        geometry=[above(TRUE), below(TRUE)],
        crs=CASE_CRS,
    )
    layers = [
        Layer(
            id=f"redline-{party}",
            role="redline",
            title=Text.same(party),
            party=party,
            frame=gpd.GeoDataFrame(
                {"fid": ["1"], "name": [""], "name_en": [""], "code": [""]}, geometry=[shape], crs=CASE_CRS
            ),
        )
        for party, shape in (("33", left), ("34", right))
    ]
    return Scene.of(layers, units, level="province")


def judged(code, seed, *, gap=False):
    rule = rule_of(code)
    return judge_rule(rule(), scene(seed, gap=gap), Settings(rule.options()))


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("code", ["BD101", "BD102"])
def test_noise_is_one_record_with_its_counts(code, seed):
    table = judged(code, seed)
    assert table["severity"].tolist() == ["info"]
    row = table.iloc[0]
    # about 250 strips of about 1.5 m, 10 ha in gaps and overlaps together
    assert 30_000 < row["area_m2"] < 80_000
    assert 1.0 < row["width_m"] < 2.5
    count = int(re.search(r"in (\d+) places: ", row["message_en"])[1])
    assert 180 < count < 350


@pytest.mark.parametrize("seed", range(6))
def test_a_real_gap_within_the_noise_stands_alone_with_its_own_figures(seed):
    table = judged("BD101", seed, gap=True)
    assert sorted(table["severity"]) == ["info", "major"]
    real = table[table["severity"] == "major"].iloc[0]
    assert real["area_m2"] == pytest.approx(30 * 400, rel=0.15)
    assert real["length_m"] == pytest.approx(400, rel=0.25)  # noise at its ends lengthens it
