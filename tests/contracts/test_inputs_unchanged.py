"""Neither sources on disk nor objects in memory are changed by a check."""

import hashlib

import geopandas as gpd
import numpy as np
import pytest
import shapely
from geopandas.testing import assert_geodataframe_equal

from planseam import Study, check
from planseam.checking.cases import cases_of, scene_of
from planseam.checking.judging import judge_rule
from planseam.checking.registry import rules
from planseam.model.tolerances import Settings

CASES = [(rule, case) for rule in rules().values() for case in cases_of(rule)]


@pytest.mark.parametrize(("rule", "case"), CASES, ids=[f"{rule.code}-{case.name}" for rule, case in CASES])
def test_a_rule_leaves_its_scene_alone(rule, case):
    scene = scene_of(case)
    before = [layer.frame.copy(deep=True) for layer in scene.layers]
    polygons = shapely.to_wkb(scene.polygons)
    judge_rule(rule(), scene, Settings.of(rule.code, rule.options, table=case.options, exceptions=case.tolerances))
    for layer, frame in zip(scene.layers, before, strict=True):
        assert_geodataframe_equal(layer.frame, frame)
    assert (shapely.to_wkb(scene.polygons) == polygons).all()


def test_a_check_leaves_files_alone(tmp_path):
    units = gpd.GeoDataFrame(
        {"code": ["33", "34"]}, geometry=[shapely.box(118, 30, 119, 31), shapely.box(119, 30, 120, 31)], crs="EPSG:4490"
    )
    units.to_file(tmp_path / "units.gpkg")
    bow_tie = shapely.Polygon([(118.9, 30.4), (119.1, 30.6), (119.1, 30.4), (118.9, 30.6)])
    gpd.GeoDataFrame({"MC": ["a"]}, geometry=[bow_tie], crs="EPSG:4490").to_file(tmp_path / "redline.shp")
    (tmp_path / "planseam.toml").write_text(
        """
        [study]
        units = "units"
        [[layer]]
        id = "units"
        role = "unit"
        path = "units.gpkg"
        [[layer]]
        id = "redline"
        role = "redline"
        path = "redline.shp"
        """,
        encoding="utf-8",
    )

    def state():
        return {
            path.name: (hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_mtime_ns)
            for path in tmp_path.iterdir()
        }

    before = state()
    report = check(Study.from_file(tmp_path))
    assert np.isin("DA102", report.conflicts["rule"])
    assert state() == before
