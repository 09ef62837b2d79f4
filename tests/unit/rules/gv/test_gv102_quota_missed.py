import numpy as np
import pytest
import shapely

from planseam.checking.judging import judge_rule
from planseam.model.tolerances import Settings
from planseam.rules.gv.gv102_quota_missed import QuotaMissed, QuotaMissedOptions
from planseam.rules.gv.quotas import MEASURES, Measures, Term, quotas_of
from planseam.rules.gv.unjudged import Unjudged
from planseam.text import hectares, mu


def quota(**values):
    return {"item": "redline", "bound": "min", "value": 1, "measure": "km2", **values}


def judged(scene):
    return judge_rule(QuotaMissed(), scene, Settings.of("GV102", QuotaMissedOptions, table={}))


def test_an_item_is_read_term_by_term(draw):
    (read,) = quotas_of(draw(quota=[quota(item=" lake + land-use / class = 01 ")]).features("quota"))
    assert read.terms == (Term("lake"), Term("land-use", "class", "01"))


def test_an_area_is_asked_and_told_in_the_measure_of_the_quota():
    assert MEASURES["km2"].asked(443.6) == ("443.6 平方公里", "443.6 km²")
    assert MEASURES["share"].asked(0.206) == ("20.6%", "20.6 %")
    assert MEASURES["mu"].limit_m2(3, 0) == pytest.approx(2000)
    assert MEASURES["share"].limit_m2(0.2, 50) == pytest.approx(10)
    assert MEASURES["share"].found(1, 8).en == "12.5000 %"


def test_many_overlapping_features_count_as_their_union(draw):
    random = np.random.default_rng(5)
    x, y = random.uniform(0, 9000, (2, 300))
    boxes = shapely.box(x, y, x + 800, y + 600)
    scene = draw(redline=[{"geometry": shape.wkt} for shape in boxes])
    ground = shapely.intersection(shapely.union_all(shapely.from_wkt(shapely.to_wkt(boxes))), scene.polygons[0])
    area, layers = Measures(scene).covered((Term("redline"),), "33", "")
    assert area == pytest.approx(float(scene.area([ground])[0]), rel=1e-9)
    assert layers == ("redline-1",)


def test_a_zone_outside_the_unit_cannot_be_judged(draw, box):
    scene = draw(demonstration_zone=[{"geometry": box(12000, 0, 13000, 1000)}], redline=[{"geometry": box(0, 0, 1, 1)}])
    with pytest.raises(Unjudged, match="outside 33"):
        Measures(scene).place("33", "demonstration-zone")


def test_messages_carry_the_figures_of_the_record(draw, box):
    scene = draw(redline=[{"geometry": box(0, 0, 500, 1000)}], quota=[quota(year=2035, name="红线", name_en="redline")])
    (record,) = judged(scene).to_dict("records")
    assert record["area_m2"] == pytest.approx(500_000, rel=1e-3)
    for message in (record["message_zh"], record["message_en"]):
        assert hectares(record["area_m2"]) in message
        assert mu(record["area_m2"]) in message
        assert "2035" in message
    assert "“redline” of the study" in record["message_en"]


def test_lines_alone_cannot_be_judged(draw):
    scene = draw(river=[{"geometry": "LINESTRING (0 0, 1000 0)"}], quota=[quota(item="river")])
    (record,) = judged(scene).to_dict("records")
    assert record["severity"] == "info"
    assert "no areas in rivers" in record["message_en"]
