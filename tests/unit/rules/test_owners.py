import numpy as np
import pytest
import shapely

from planseam.checking.cases import Case, scene_of
from planseam.rules.owners import are_parties, border_of, owners, owners_at


def test_an_undeclared_feature_belongs_where_most_of_it_lies(draw, box):
    scene = draw(
        park=[
            {"geometry": box(9000, 0, 10500, 100)},
            {"geometry": box(9500, 0, 11000, 100)},
            {"geometry": "POINT (1 1)"},
        ]
    )
    assert owners(scene, "park").tolist() == ["33", "34", "33"]


def test_a_declared_feature_belongs_to_whom_it_says_cut_to_the_level(draw, box):
    scene = draw(park=[{"geometry": box(9000, 0, 10500, 100), "code": "341821"}])
    assert owners(scene, "park").tolist() == ["34"]


def test_outside_all_units_the_declared_owner_holds_or_none(draw):
    scene = draw(park=[{"geometry": "POINT (-5 1)"}, {"geometry": "POINT (-5 1)", "code": "310118"}])
    assert owners(scene, "park").tolist() == ["", "31"]


def test_a_province_at_county_level_owns_by_the_county_of_the_ground(box):
    scene = scene_of(
        Case(
            name="counties",
            verdict="fail",
            level="county",
            units={"330112": box(0, 0, 10, 10), "330113": box(10, 0, 20, 10), "341821": box(20, 0, 30, 10)},
            layer=[
                {
                    "role": "park",
                    "party": "33",
                    "features": [{"geometry": "POINT (15 5)"}, {"geometry": "POINT (25 5)"}],
                }
            ],
        )
    )
    assert owners(scene, "park").tolist() == ["330113", "33"]


def test_owners_at_places_are_declared_or_those_of_the_ground(draw):
    scene = draw(
        road=[{"geometry": "LINESTRING (0 5, 20000 5)"}, {"geometry": "LINESTRING (0 5, 20000 5)", "code": "33"}]
    )
    places = shapely.points([[5000.0, 5.0], [15000.0, 5.0], [15000.0, 5.0], [-5.0, 5.0]])
    found = owners_at(scene, scene.features("road"), np.array([0, 0, 1, 0]), places)
    assert found.tolist() == ["33", "34", "33", ""]


@pytest.mark.parametrize(("one", "other"), [("33", "33"), ("33", "330112"), ("330112", "33"), ("", "33"), ("33", "")])
def test_a_party_is_no_other_party_than_what_it_holds(one, other):
    assert not are_parties(one, other)


def test_the_border_is_that_of_two_parties(draw):
    scene = draw()
    assert border_of(scene, "34", "33").id == "33-34"
    assert border_of(scene, "33", "330112") is None
    assert border_of(scene, "33", "31") is None
