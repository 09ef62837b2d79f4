import numpy as np
import pandas as pd
import shapely

from planseam.checking.judging import judge_rule
from planseam.model.tolerances import Settings
from planseam.rules.ec.ec105_project_in_redline import ProjectInRedline


def judged(scene):
    return judge_rule(ProjectInRedline(), scene, Settings(ProjectInRedline.options()))


def test_message_has_the_figures_of_the_record(draw, box):
    scene = draw(
        redline=[{"geometry": box(1000, 0, 2000, 1000), "name": "天目山"}],
        project=[{"geometry": box(1900, 0, 2500, 333), "name": "水库"}],
        protected_area=[{"geometry": box(1000, 0, 1950, 1000), "zone": "core"}],
    )
    (record,) = judged(scene).to_dict("records")
    assert record["message_zh"] == (
        "33境内，规划项目（水库）压占生态保护红线（天目山）：占用 3.3300 公顷（49.95 亩），"
        "其中核心保护区 1.6650 公顷（24.98 亩）"
    )
    assert f"{record['area_m2'] / 10000:.4f} ha" in record["message_en"]


def test_lines_and_points_have_no_area(draw, box):
    line, point = "LINESTRING (0 500, 1300 500)", "MULTIPOINT (1500 500, 5000 500)"
    scene = draw(redline=[{"geometry": box(1000, 0, 2000, 1000)}], project=[{"geometry": line}, {"geometry": point}])
    table = judged(scene).set_index("feature_b")
    assert table[["area_m2", "width_m"]].isna().all(axis=None)
    assert np.isclose(table.loc["1", "length_m"], 300, rtol=1e-3)
    assert pd.isna(table.loc["2", "length_m"])
    assert shapely.get_num_geometries(table.geometry["2"]) == 1


def test_each_unit_has_its_own_record_of_a_line_across_the_border(draw, box):
    redline = [{"geometry": box(9000, 0, 10000, 1000)}, {"geometry": box(10000, 0, 11000, 1000)}]
    scene = draw(redline=redline, project=[{"geometry": "LINESTRING (8000 500, 12000 500)"}])
    assert judged(scene)["unit_a"].tolist() == ["33", "34"]
