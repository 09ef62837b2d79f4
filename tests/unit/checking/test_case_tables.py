import pytest
from pydantic import ValidationError

from planseam.checking.cases import Case, CaseLayer, conflicts_of, scene_of
from planseam.rules.gv.gv103_standards_differ import StandardsDiffer

ROWS = ({"parameter": "a", "party": "33", "value": 1}, {"parameter": "a", "party": "34", "value": 2})
CASE = Case(
    name="x",
    verdict="fail",
    units={"33": "POLYGON ((0 0, 1 0, 1 1, 0 0))"},
    layer=[{"role": "standard", "features": ROWS}],
)


def test_a_table_needs_no_geometry():
    features = scene_of(CASE).features("standard")
    assert features.words("value").tolist() == ["1", "2"]
    assert features.geometry.tolist() == [None, None]


def test_a_layer_with_places_does():
    with pytest.raises(ValidationError, match="a feature of redline has no geometry"):
        CaseLayer(role="redline", features=({"name": "x"},))


def test_what_a_rule_says_of_a_case_is_given_as_it_says_it():
    (conflict,) = conflicts_of(StandardsDiffer, CASE)
    assert conflict.feature_a == "1;2"
